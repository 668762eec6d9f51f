//! StopNCII API v1: hashes of intimate pictures that their owners want taken down, to and from platforms.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::{Next, from_fn};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use service::{Actor, Authenticated, Failure, Json, Query, Tx};

use crate::actions::give_hash_feedback::GiveHashFeedback;
use crate::actions::keep_hash_entries::{KeepHashEntries, KeptAs, Lister};
use crate::db::hash_entries::{self, EntryRow, Range};
use crate::db::hash_feedback;
use crate::hash_sharing::change;
use crate::hash_sharing::drafts::Fault;
use crate::hash_sharing::stop_ncii::{
    CspFeedback, FetchedHashes, HashRecord, LIST, RefusedRecord, Signal, Submitted, SubmittedFeedback,
    SubmittedFeedbacks, SubmittedHashes,
};
use crate::state::State as Clearinghouse;

/// Largest submission, in bytes.
pub(crate) const MAX_SUBMISSION_BYTES: usize = 4 << 20;
/// What `FetchHashes` is asked with.
pub(crate) const ASKED: &[&str] = &["startTimestamp", "pageSize", "nextPageToken"];
/// Most records of a page.
const PAGE_RECORDS: i64 = 800;
/// Most records of a submission.
const MAX_RECORDS: usize = 1000;

/// Turns the two keys of this API into the credentials of a machine client: `Ocp-Apim-Subscription-Key` is its name, `x-functions-key` its
/// secret, the same for each of the three functions. Credentials of HTTP Basic are taken too, and come first.
pub(crate) fn with_keys_as_credentials(router: Router) -> Router {
    router.layer(from_fn(async |mut request: Request, next: Next| {
        let is_here = request.uri().path().starts_with("/v1/");
        if is_here
            && !request.headers().contains_key(AUTHORIZATION)
            && let Some(credentials) = credentials(request.headers())
        {
            request.headers_mut().insert(AUTHORIZATION, credentials);
        }
        next.run(request).await
    }))
}

fn credentials(headers: &HeaderMap) -> Option<HeaderValue> {
    let key = |name: &str| headers.get(name)?.to_str().ok();
    let (name, secret) = (key("ocp-apim-subscription-key")?, key("x-functions-key")?);
    let mut value =
        HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(format!("{name}:{secret}")))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// What is asked for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Asked {
    start_timestamp: Option<i64>,
    page_size: Option<i64>,
    next_page_token: Option<String>,
}

/// `GET /v1/FetchHashes`: what changed since a second, that one included. See [`crate::hash_sharing::order`] for why nothing is missed.
pub(crate) async fn fetch(
    State(state): State<Clearinghouse>,
    Query(asked): Query<Asked>,
) -> Result<Json<FetchedHashes>, Failure> {
    let now = state.node().clock().now();
    let (until, start) = match asked.next_page_token.as_deref().filter(|token| !token.is_empty()) {
        Some(token) => read_token(token)?,
        None => (now.as_second(), 0),
    };
    let size = asked.page_size.unwrap_or(PAGE_RECORDS).clamp(1, PAGE_RECORDS);
    let from = asked.start_timestamp.unwrap_or(0);
    let turn = state.hash_order().answering(until, now).await;
    let mut tx = state.node().db().begin_read("fetch-hashes").await?;
    let range = Range { list: LIST, from, to: until, start, max: i64::MAX };
    let mut rows = hash_entries::list_range(&mut tx, range, size + 1).await?;
    let next_start = match usize::try_from(size) {
        Ok(size) if rows.len() > size => rows.drain(size..).next().map(|row| row.entry_no),
        _ => None,
    };
    let mut hash_records = Vec::new();
    for row in &rows {
        if let Some(record) = record(&mut tx, row).await? {
            hash_records.push(record);
        }
    }
    drop(tx);
    drop(turn);
    Ok(Json(FetchedHashes {
        count: hash_records.len(),
        next_page_token: next_start.map(|start| format!("{until}-{start}")),
        next_set_timestamp: until,
        has_more_records: next_start.is_some(),
        hash_records,
    }))
}

/// The last second of the range, and the number of its next entry.
fn read_token(token: &str) -> Result<(i64, i64), Failure> {
    let parts = token.split_once('-');
    let parts = parts.and_then(|(until, start)| Some((until.parse().ok()?, start.parse().ok()?)));
    parts.ok_or_else(|| Failure::refused("nextPageToken", "give it as an earlier answer gave it"))
}

/// Everything that stands on the hash of an entry, whoever lists it: a client puts the record in the place of what it had.
async fn record(tx: &mut Tx, row: &EntryRow) -> Result<Option<HashRecord>, Failure> {
    let signal = Signal::of(row.video);
    let mut held = hash_entries::fingerprints_of(tx, row.entry_id).await?;
    let Some(hash_value) = held.remove(&signal.kind()) else { return Ok(None) };
    let (mut case_numbers, mut feedbacks) = (BTreeMap::new(), Vec::new());
    let (mut last_modified, mut is_active) = (row.stamp, false);
    for entry in hash_entries::list_with(tx, LIST, signal.kind(), &hash_value).await? {
        if entry.video != row.video {
            continue;
        }
        last_modified = last_modified.max(entry.stamp);
        let counts = entry.withdrawn_by.is_none();
        is_active |= counts;
        case_numbers.insert(entry.entry_id.to_string(), status(counts));
        for said in hash_feedback::list_of(tx, entry.entry_id).await? {
            feedbacks.push(CspFeedback {
                source: said.member.name,
                feedback_value: if said.reasons.is_empty() { "Blocked" } else { "NotBlocked" },
                tags: said.reasons.iter().map(|reason| reason.as_str()).collect(),
            });
        }
    }
    let (signal_type, hash_status) = (signal.as_str(), status(is_active));
    Ok(Some(HashRecord { last_modified, signal_type, hash_value, hash_status, case_numbers, feedbacks }))
}

fn status(counts: bool) -> &'static str {
    if counts { "Active" } else { "Withdrawn" }
}

/// `POST /v1/SubmitHashes`: lists hashes of the caller's own.
pub(crate) async fn submit(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Json(sent): Json<SubmittedHashes>,
) -> Result<Json<Submitted>, Failure> {
    check_size("hashRecords", sent.hash_records.len())?;
    let (mut drafts, mut refused) = (Vec::new(), Vec::new());
    for (record, hash) in sent.hash_records.iter().enumerate() {
        match hash.draft() {
            Ok(draft) => drafts.push(draft),
            Err(fault) => refused.push(refusal(record, fault)),
        }
    }
    if drafts.is_empty() {
        return Err(all_refused("hashRecords", &refused));
    }
    let make = move |floor| KeepHashEntries {
        list: LIST,
        lister: Lister::Caller,
        drafts,
        withdrawn: Vec::new(),
        cursor: None,
        floor,
    };
    let kept = change(&state, &actor, make).await?;
    // an entry is named after its hash here, so none stands with another
    let count = kept.entries.iter().filter(|entry| entry.kept_as != KeptAs::Withheld).count();
    Ok(Json(Submitted { count, refused }))
}

/// `POST /v1/SubmitFeedback`: what the caller thinks of hashes; it is told to all who list them.
pub(crate) async fn give_feedback(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Json(sent): Json<SubmittedFeedbacks>,
) -> Result<Json<Submitted>, Failure> {
    check_size("hashFeedbacks", sent.hash_feedbacks.len())?;
    let (mut count, mut refused) = (0, Vec::new());
    for (record, feedback) in sent.hash_feedbacks.iter().enumerate() {
        match keep_feedback(&state, &actor, feedback).await? {
            Ok(()) => count += 1,
            Err(fault) => refused.push(refusal(record, fault)),
        }
    }
    if count == 0 {
        return Err(all_refused("hashFeedbacks", &refused));
    }
    Ok(Json(Submitted { count, refused }))
}

/// Keeps one piece; what says nothing of the hash is taken and not kept.
async fn keep_feedback(
    state: &Clearinghouse,
    actor: &Actor,
    feedback: &SubmittedFeedback,
) -> Result<Result<(), Fault>, Failure> {
    let verdict = match feedback.verdict() {
        Ok(verdict) => verdict,
        Err(fault) => return Ok(Err(fault)),
    };
    let fault = |message: &str| Ok(Err(Fault { field: "hashValue".into(), message: message.into() }));
    let hash = feedback.hash_value.trim().to_ascii_lowercase();
    let Some(signal) = Signal::of_hash(&hash) else {
        return fault("must be 64 hexadecimal digits (PDQ) or 32 (MD5)");
    };
    let mut tx = state.node().db().begin_read("find-hash").await?;
    let found = hash_entries::list_with(&mut tx, LIST, signal.kind(), &hash).await?;
    drop(tx);
    let counting = found.iter().filter(|row| row.withdrawn_by.is_none() && row.video == signal.is_video());
    let entries: Vec<_> = counting.map(|row| row.entry_id).collect();
    if entries.is_empty() {
        return fault("no entry that counts holds this hash");
    }
    if let Some(reasons) = verdict {
        let fingerprint = signal.kind();
        let make = move |floor| GiveHashFeedback { entries, fingerprint, reasons, floor };
        change(state, actor, make).await?;
    }
    Ok(Ok(()))
}

fn check_size(field: &str, records: usize) -> Result<(), Failure> {
    if (1..=MAX_RECORDS).contains(&records) {
        return Ok(());
    }
    Err(Failure::refused(field, format!("give 1 to {MAX_RECORDS} records")))
}

fn refusal(record: usize, fault: Fault) -> RefusedRecord {
    RefusedRecord { record, field: fault.field, message: fault.message }
}

/// Nothing of a submission was kept: its first record says why.
fn all_refused(list: &str, refused: &[RefusedRecord]) -> Failure {
    match refused.first() {
        Some(first) => {
            Failure::refused(&format!("{list}[{}].{}", first.record, first.field), first.message.as_str())
        }
        None => Failure::refused(list, "nothing of it was kept"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_keys_are_a_name_and_a_secret() {
        let mut headers = HeaderMap::new();
        headers.insert("ocp-apim-subscription-key", HeaderValue::from_static("usr123"));
        assert!(credentials(&headers).is_none());
        headers.insert("x-functions-key", HeaderValue::from_static("pswd123"));
        assert_eq!(credentials(&headers).unwrap(), "Basic dXNyMTIzOnBzd2QxMjM=");
    }

    #[test]
    fn a_token_is_where_the_page_before_ended() {
        assert_eq!(read_token("1700000000-801").unwrap(), (1_700_000_000, 801));
        assert!(read_token("x").is_err());
    }
}

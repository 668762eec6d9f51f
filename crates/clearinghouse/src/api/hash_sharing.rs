//! NCMEC Hash Sharing API v2: what members and their programs call. Source: the public Python client and its test data, see
//! [`wire::hash_list::sharing`].
//!
//! The list of abuse material stands under `/hashsharing`, the exploitative one under `/exploitative-hashsharing`, as with NCMEC.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Extension, Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use service::{Authenticated, Failure, Query};
use wire::hash_list::sharing::{
    EntriesPage, FingerprintKind, SharedContent, SharedEntry, SharedFeedback, Submission, Verdict,
    print_members, print_reasons, print_status, print_submission_result,
};

use crate::actions::give_hash_feedback::GiveHashFeedback;
use crate::db::hash_entries::{self, EntryRow, Fingerprints, Range};
use crate::db::hash_feedback::{self, FeedbackRow};
use crate::db::hash_members;
use crate::hash_sharing::lists::HashList;
use crate::hash_sharing::reasons::ObjectionReason;
use crate::hash_sharing::{change, members};
use crate::state::State as Clearinghouse;

/// What an answer of entries is asked with.
pub(crate) const ASKED: &[&str] = &["from", "to", "start", "size", "max"];
/// Largest submission of feedback, in bytes.
pub(crate) const MAX_SUBMISSION_BYTES: usize = 64 << 10;
/// Most entries of a page, which is also how many it has.
const PAGE_ENTRIES: i64 = 1000;

/// Which list an address serves.
pub(crate) trait Base: Send + Sync + 'static {
    /// The list.
    const LIST: HashList;
}

/// `/hashsharing`.
pub(crate) struct Csam;

impl Base for Csam {
    const LIST: HashList = HashList::Csam;
}

/// `/exploitative-hashsharing`.
pub(crate) struct Exploitative;

impl Base for Exploitative {
    const LIST: HashList = HashList::Exploitative;
}

fn xml(text: String) -> Response {
    ([(CONTENT_TYPE, "application/xml; charset=utf-8")], text).into_response()
}

/// `GET /v2/status`: who asks, as a member.
pub(crate) async fn status(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
) -> Result<Response, Failure> {
    let address =
        peer.map_or_else(|| "unknown".to_owned(), |Extension(ConnectInfo(peer))| peer.ip().to_string());
    let member = members::own(&state, &actor).await?;
    Ok(xml(print_status(&address, actor.name(), &member)))
}

/// `GET /v2/members`: who belongs, the caller among them.
pub(crate) async fn list_members(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
) -> Result<Response, Failure> {
    members::own(&state, &actor).await?;
    let mut tx = state.node().db().begin_read("list-hash-members").await?;
    Ok(xml(print_members(&hash_members::list(&mut tx).await?)))
}

/// What part of a list is asked for.
#[derive(Deserialize)]
pub(crate) struct Asked {
    from: Option<String>,
    to: Option<String>,
    /// Number of the first entry: where an earlier page ended.
    start: Option<i64>,
    size: Option<i64>,
    /// Number of the last entry of the whole range, when its first page was made.
    max: Option<i64>,
}

/// `GET /v2/entries`: what changed from one second to another, both included, a page at a time.
///
/// Pages are cut by the numbers of entries and not by places, so a link to a page may be used again and at any time; see
/// [`crate::hash_sharing::order`] for why nothing is missed.
pub(crate) async fn entries<B: Base>(
    State(state): State<Clearinghouse>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let now = state.node().clock().now();
    let from = asked.from.as_deref().map_or(Ok(0), |text| second("from", text))?;
    let to = asked.to.as_deref().map_or(Ok(now.as_second()), |text| second("to", text))?;
    let size = asked.size.unwrap_or(PAGE_ENTRIES).clamp(1, PAGE_ENTRIES);
    let start = asked.start.unwrap_or(0);
    let turn = state.hash_order().answering(to, now).await;
    let mut tx = state.node().db().begin_read("hash-entries").await?;
    let range = Range { list: B::LIST, from, to, start, max: i64::MAX };
    let max = match asked.max {
        Some(max) => max,
        None => hash_entries::last_number(&mut tx, range).await?,
    };
    let mut rows = hash_entries::list_range(&mut tx, Range { max, ..range }, size + 1).await?;
    let next_start = match usize::try_from(size) {
        Ok(size) if rows.len() > size => rows.drain(size..).next().map(|row| row.entry_no),
        _ => None,
    };
    let part = Range { max: rows.last().map_or(0, |row| row.entry_no), ..range };
    let mut fingerprints = hash_entries::fingerprints_in(&mut tx, part).await?;
    let mut feedback = hash_feedback::list_in(&mut tx, part).await?;
    drop(tx);
    drop(turn);
    let mut page = EntriesPage::default();
    for row in rows {
        let held = fingerprints.remove(&row.entry_id).unwrap_or_default();
        let said = feedback.remove(&row.entry_id).unwrap_or_default();
        page.entries.push(shared(row, held, said)?);
    }
    page.next = next_start.map(|start| next((from, to), start, size, max)).transpose()?;
    Ok(xml(page.print()))
}

/// Where the next page is, from the base on.
fn next((from, to): (i64, i64), start: i64, size: i64, max: i64) -> Result<String, Failure> {
    let time = |second: i64| {
        let at = Timestamp::from_second(second).map_err(Failure::broken)?;
        Ok::<_, Failure>(at.strftime("%Y-%m-%dT%H%%3A%M%%3A%SZ").to_string())
    };
    let (from, to) = (time(from)?, time(to)?);
    Ok(format!("/v2/entries?from={from}&to={to}&start={start}&size={size}&max={max}"))
}

/// The second of an instant such as `2024-01-31T23:59:59Z`, with or without a fraction.
fn second(field: &str, text: &str) -> Result<i64, Failure> {
    let at = text.parse::<Timestamp>();
    at.map(Timestamp::as_second)
        .map_err(|_| Failure::refused(field, "must be an instant, such as 2024-01-31T23:59:59Z"))
}

fn shared(row: EntryRow, held: Fingerprints, said: Vec<FeedbackRow>) -> Result<SharedEntry, Failure> {
    let content = row.withdrawn_by.is_none().then(|| SharedContent {
        classification: Some(row.classification),
        fingerprints: held.into_iter().collect(),
        feedback: said.into_iter().map(shared_feedback).collect(),
    });
    Ok(SharedEntry {
        member: row.member,
        id: row.source_id,
        video: row.video,
        changed_at: Timestamp::from_second(row.stamp).map_err(Failure::broken)?,
        content,
    })
}

fn shared_feedback(row: FeedbackRow) -> SharedFeedback {
    let verdict = if row.reasons.is_empty() {
        Verdict::Affirmative
    } else {
        Verdict::Negative(row.reasons.into_iter().map(ObjectionReason::on_the_wire).collect())
    };
    SharedFeedback { kind: row.fingerprint, member: row.member, given_at: row.given_at, verdict }
}

/// The kind of fingerprint in an address.
fn kind(word: &str) -> Result<FingerprintKind, Failure> {
    FingerprintKind::of_address(word).ok_or_else(|| Failure::absent("kind of fingerprint"))
}

/// `GET /v2/feedback/{TYPE}/reasons`: why one may object.
pub(crate) async fn reasons(Path(word): Path<String>) -> Result<Response, Failure> {
    let all = ObjectionReason::ALL.map(ObjectionReason::on_the_wire);
    Ok(xml(print_reasons(kind(&word)?, &all)))
}

/// `PUT /v2/entries/{memberId}/{entryId}/{TYPE}/feedback`: what the caller says of a fingerprint.
pub(crate) async fn give_feedback<B: Base>(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path((member, source_id, word)): Path<(String, String, String)>,
    body: Bytes,
) -> Result<Response, Failure> {
    let absent = || Failure::absent("hash entry");
    let member_id: i64 = member.parse().map_err(|_| absent())?;
    let mut tx = state.node().db().begin_read("find-hash-entry").await?;
    let found = hash_entries::find_of_member(&mut tx, B::LIST, member_id, &source_id).await?;
    drop(tx);
    let (row, fingerprint) = (found.ok_or_else(absent)?, kind(&word)?);
    let reasons = match Submission::read(&body).map_err(|error| Failure::bad_request(error.to_string()))? {
        Submission::Affirmative => Vec::new(),
        Submission::Negative(guids) => {
            let mut reasons = Vec::new();
            for guid in guids {
                let reason = ObjectionReason::of_guid(&guid);
                let reason = reason
                    .ok_or_else(|| Failure::refused("guid", "is none of the reasons that are listed"))?;
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
            reasons
        }
    };
    let entries = vec![row.entry_id];
    change(&state, &actor, move |floor| GiveHashFeedback { entries, fingerprint, reasons, floor }).await?;
    Ok(xml(print_submission_result()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_instants_have_the_form_that_clients_send_back() {
        assert_eq!(
            next((0, 86_399), 1001, 1000, 1500).unwrap(),
            "/v2/entries?from=1970-01-01T00%3A00%3A00Z&to=1970-01-01T23%3A59%3A59Z&start=1001&size=1000&max=1500"
        );
        assert_eq!(second("from", "1970-01-01T00:00:07Z").unwrap(), 7);
        assert_eq!(second("from", "1970-01-01T00:00:07.000Z").unwrap(), 7);
        assert!(second("to", "yesterday").unwrap_err().to_string().starts_with("to: "));
    }
}

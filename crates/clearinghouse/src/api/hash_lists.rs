//! Our own API of hash lists: no submission format is public, so this is how entries come in.

use axum::extract::{Path, State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::{Authenticated, Failure, Json, Query};
use utoipa::ToSchema;

use crate::actions::keep_hash_entries::{KeepHashEntries, Kept, KeptAs, KeptEntry, Lister};
use crate::actions::withdraw_hash_entry::WithdrawOwnHashEntry;
use crate::db;
use crate::db::hash_feedback::{MAX_TOLD, ToldFeedback};
use crate::db::hash_lists::ListLine;
use crate::hash_sharing::drafts::{Fault, HashDraft};
use crate::hash_sharing::lists::HashList;
use crate::hash_sharing::{change, members};
use crate::state::State as Clearinghouse;

/// Most entries of one batch.
const MAX_BATCH: usize = 1000;
/// Largest batch, in bytes.
pub(crate) const MAX_BATCH_BYTES: usize = 8 << 20;

/// The lists.
#[derive(Serialize, ToSchema)]
pub(crate) struct SharedHashLists {
    hash_lists: Vec<SharedHashList>,
}

/// One list.
#[derive(Serialize, ToSchema)]
pub(crate) struct SharedHashList {
    list: &'static str,
    /// Raised by every change.
    version: i64,
    #[schema(value_type = Option<String>)]
    changed_at: Option<Timestamp>,
    /// Entries that count.
    entries: i64,
    /// Entries that were taken back.
    withdrawn: i64,
}

/// `GET /api/hash-lists`.
pub(crate) async fn list(State(state): State<Clearinghouse>) -> Result<Json<SharedHashLists>, Failure> {
    let mut tx = state.node().db().begin_read("list-hash-lists").await?;
    let line = |line: ListLine| SharedHashList {
        list: line.list.as_str(),
        version: line.version,
        changed_at: line.changed_at,
        entries: line.entries,
        withdrawn: line.withdrawn,
    };
    let hash_lists = db::hash_lists::list_lines(&mut tx).await?.into_iter().map(line).collect();
    Ok(Json(SharedHashLists { hash_lists }))
}

/// A batch of entries.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHashEntries {
    /// Each with `source_id` (what you call it), `classification`, `video` and one fingerprint at least: `md5`, `sha1`, `sha256`, `pdq`, `pdna` (base64),
    /// or a value of another kind. 1,000 at most.
    #[schema(value_type = Vec<Object>)]
    entries: Vec<Value>,
}

/// What became of a batch.
#[derive(Serialize, ToSchema)]
pub(crate) struct HashEntriesKept {
    list: &'static str,
    /// The list's version that holds what changed; none where nothing did.
    version: Option<i64>,
    /// One for each line, in order.
    entries: Vec<LineKept>,
}

/// What became of one line.
#[derive(Serialize, ToSchema)]
pub(crate) struct LineKept {
    /// From 0.
    line: usize,
    source_id: Option<String>,
    /// `added`, `changed`, `unchanged`, `withheld` (the clearinghouse withdrew it) or `refused`.
    result: &'static str,
    entry_id: Option<String>,
    /// The field at fault, where it was refused.
    field: Option<String>,
    /// What is wrong and what would be right.
    message: Option<String>,
}

impl LineKept {
    fn refused(line: usize, value: &Value, fault: Fault) -> Self {
        let source_id = value.get("source_id").and_then(Value::as_str).map(str::to_owned);
        Self {
            line,
            source_id,
            result: "refused",
            entry_id: None,
            field: Some(fault.field),
            message: Some(fault.message),
        }
    }

    fn kept(line: usize, entry: KeptEntry) -> Self {
        let other_hash =
            "stands with another hash: take that entry back, and give this one a name of its own";
        let (result, fault) = match entry.kept_as {
            KeptAs::Added => ("added", None),
            KeptAs::Changed => ("changed", None),
            KeptAs::Unchanged => ("unchanged", None),
            KeptAs::Withheld => ("withheld", None),
            KeptAs::OtherHash => ("refused", Some(("source_id", other_hash))),
        };
        let (field, message) = fault.unzip();
        Self {
            line,
            source_id: Some(entry.source_id),
            result,
            entry_id: Some(entry.entry_id.to_string()),
            field: field.map(str::to_owned),
            message: message.map(str::to_owned),
        }
    }
}

/// `POST /api/hash-lists/{name}/entries`: lists entries of the caller's own. The same entry again changes nothing; another one of the same
/// `source_id` takes its place.
pub(crate) async fn take(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(name): Path<String>,
    Json(batch): Json<NewHashEntries>,
) -> Result<Json<HashEntriesKept>, Failure> {
    let list = parse(&name)?;
    if batch.entries.is_empty() || batch.entries.len() > MAX_BATCH {
        return Err(Failure::refused("entries", format!("give 1 to {MAX_BATCH} entries")));
    }
    let (mut lines, mut drafts, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for (line, value) in batch.entries.iter().enumerate() {
        match HashDraft::read(list, value) {
            Ok(draft) => {
                drafts.push(draft);
                places.push(line);
            }
            Err(fault) => lines.push(LineKept::refused(line, value, fault)),
        }
    }
    let kept = if drafts.is_empty() {
        Kept { version: None, entries: Vec::new() }
    } else {
        let make = move |floor| KeepHashEntries {
            list,
            lister: Lister::Caller,
            drafts,
            withdrawn: Vec::new(),
            cursor: None,
            floor,
        };
        change(&state, &actor, make).await?
    };
    lines.extend(places.into_iter().zip(kept.entries).map(|(line, entry)| LineKept::kept(line, entry)));
    lines.sort_by_key(|kept| kept.line);
    Ok(Json(HashEntriesKept { list: list.as_str(), version: kept.version, entries: lines }))
}

/// An entry that its member takes back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HashWithdrawal {
    /// What the member calls it.
    source_id: String,
    /// Why: of the list, never of a file.
    reason: String,
}

/// An entry that is taken back.
#[derive(Serialize, ToSchema)]
pub(crate) struct HashEntryWithdrawn {
    list: &'static str,
    /// The list's version that says so.
    version: i64,
}

/// `POST /api/hash-lists/{name}/withdrawals`: takes an entry of the caller's own back.
pub(crate) async fn withdraw(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(name): Path<String>,
    Json(withdrawal): Json<HashWithdrawal>,
) -> Result<Json<HashEntryWithdrawn>, Failure> {
    let list = parse(&name)?;
    let HashWithdrawal { source_id, reason } = withdrawal;
    let make = move |floor| WithdrawOwnHashEntry { list, source_id, reason, floor };
    let version = change(&state, &actor, make).await?;
    Ok(Json(HashEntryWithdrawn { list: list.as_str(), version }))
}

/// What others say of the caller's entries.
#[derive(Serialize, ToSchema)]
pub(crate) struct HashFeedbackTold {
    list: &'static str,
    /// The newest first.
    feedback: Vec<HashFeedback>,
    /// What to give as `offset` for more; none at the end.
    next: Option<i64>,
}

/// What one member says of one fingerprint.
#[derive(Serialize, ToSchema)]
pub(crate) struct HashFeedback {
    entry_id: String,
    source_id: String,
    fingerprint: &'static str,
    /// `affirmative` or `negative`.
    verdict: &'static str,
    reasons: Vec<&'static str>,
    /// Who says so.
    member: String,
    #[schema(value_type = String)]
    given_at: Timestamp,
}

impl From<ToldFeedback> for HashFeedback {
    fn from(told: ToldFeedback) -> Self {
        let said = told.said;
        Self {
            entry_id: told.entry_id.to_string(),
            source_id: told.source_id,
            fingerprint: said.fingerprint.as_str(),
            verdict: if said.reasons.is_empty() { "affirmative" } else { "negative" },
            reasons: said.reasons.iter().map(|reason| reason.as_str()).collect(),
            member: said.member.name,
            given_at: said.given_at,
        }
    }
}

/// Where to go on.
#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    offset: i64,
}

/// `GET /api/hash-lists/{name}/feedback`: what others say of the caller's entries.
pub(crate) async fn feedback(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(name): Path<String>,
    Query(After { offset }): Query<After>,
) -> Result<Json<HashFeedbackTold>, Failure> {
    let (list, offset) = (parse(&name)?, offset.max(0));
    let member = members::own(&state, &actor).await?;
    let mut tx = state.node().db().begin_read("hash-feedback").await?;
    let told = db::hash_feedback::list_told(&mut tx, list, Some(member.id), offset).await?;
    let is_full = i64::try_from(told.len()).is_ok_and(|count| count == MAX_TOLD);
    let next = is_full.then_some(offset.saturating_add(MAX_TOLD));
    Ok(Json(HashFeedbackTold {
        list: list.as_str(),
        feedback: told.into_iter().map(Into::into).collect(),
        next,
    }))
}

/// The list of this name, or 404.
pub(crate) fn parse(name: &str) -> Result<HashList, Failure> {
    HashList::parse(name).ok_or_else(|| Failure::absent("hash list"))
}

//! Tells a source what our members say of an entry that was pulled from it.
//!
//! The source knows this node and not its members, so the node speaks for all of them: it objects where one of them does, for the reasons of all
//! that do, and affirms where they only affirm. What is said at the source itself is no word of ours.

use model::Id;
use reqwest::header::CONTENT_TYPE;
use reqwest::{RequestBuilder, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use service::{Failure, Job, JobError};
use wire::hash_list::sharing::{FingerprintKind, Submission};

use super::pull_hashes::{PullError, address, body, secret};
use crate::State;
use crate::actions::note_told_feedback::{NoteToldFeedback, Told};
use crate::config::{HashFeedbackConfig, HashSourceConfig, HashSourceKind};
use crate::db::hash_entries::{self, EntryRow};
use crate::db::hash_feedback;
use crate::hash_sharing::members::SOURCE_PREFIX;
use crate::hash_sharing::reasons::ObjectionReason;
use crate::hash_sharing::stop_ncii::Signal;
use crate::kinds::HashEntry;

/// What is said of a fingerprint is to be told to the source of its entry; nothing happens where the configuration has no way to.
#[derive(Serialize, Deserialize)]
pub(crate) struct TellHashFeedback {
    pub(crate) entry_id: Id<HashEntry>,
    /// Kind of the fingerprint.
    pub(crate) fingerprint: String,
}

/// What our members say of a fingerprint, as one.
struct Said {
    row: EntryRow,
    kind: FingerprintKind,
    digest: String,
    /// Why they object; empty where they affirm.
    reasons: Vec<ObjectionReason>,
}

impl Job for TellHashFeedback {
    type State = State;
    const KIND: &'static str = "tell-hash-feedback";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        let Some(kind) = FingerprintKind::named(&self.fingerprint) else { return Ok(()) };
        let mut last: Option<Vec<ObjectionReason>> = None;
        // what changes while it is told is told after it, so that the last word arrives last
        while let Some(said) = said_now(state, self.entry_id, kind).await? {
            let Some((source, feedback)) = source_of(state, &said.row) else { break };
            if last.as_ref() == Some(&said.reasons) {
                break;
            }
            let told = tell(state, (source, feedback), &said).await;
            let told = told.map_err(|error| JobError::Retry(error.to_string()))?;
            let reasons: Vec<&str> = said.reasons.iter().map(|reason| reason.as_str()).collect();
            let note = NoteToldFeedback {
                entry_id: self.entry_id,
                source: source.name.clone(),
                fingerprint: kind,
                reasons: reasons.join(" "),
                told,
            };
            state.node().act(&super::actor(Self::KIND), &note).await?;
            last = Some(said.reasons);
        }
        Ok(())
    }
}

/// None where there is nothing to tell: nobody of ours says anything, or the entry counts no more.
async fn said_now(
    state: &State,
    entry_id: Id<HashEntry>,
    kind: FingerprintKind,
) -> Result<Option<Said>, Failure> {
    let mut tx = state.node().db().begin_read("hash-feedback-of-entry").await?;
    let row = hash_entries::find(&mut tx, entry_id).await?;
    let digest = hash_entries::fingerprints_of(&mut tx, entry_id).await?.remove(&kind);
    let said = hash_feedback::list_of(&mut tx, entry_id).await?;
    drop(tx);
    // those who vouch at the source have a colon in their names, and no machine client has one
    let own: Vec<_> =
        said.iter().filter(|said| said.fingerprint == kind && !said.member.name.contains(':')).collect();
    let Some(row) = row.filter(|row| row.withdrawn_by.is_none() && !own.is_empty()) else {
        return Ok(None);
    };
    let is_given = |reason: &ObjectionReason| own.iter().any(|said| said.reasons.contains(reason));
    let reasons = ObjectionReason::ALL.into_iter().filter(is_given).collect();
    Ok(digest.map(|digest| Said { row, kind, digest, reasons }))
}

/// The source of an entry, where it can be told.
fn source_of<'s>(state: &'s State, row: &EntryRow) -> Option<(&'s HashSourceConfig, &'s HashFeedbackConfig)> {
    let name = row.member.name.strip_prefix(SOURCE_PREFIX)?;
    let source = state.hash_sources().iter().find(|source| source.name == name)?;
    Some((source, source.feedback.as_ref()?))
}

async fn tell(
    state: &State,
    (source, feedback): (&HashSourceConfig, &HashFeedbackConfig),
    said: &Said,
) -> Result<Told, PullError> {
    let request = match source.kind {
        HashSourceKind::Ncmec => ncmec(state, (source, feedback), said)?,
        HashSourceKind::StopNcii => stop_ncii(state, (source, feedback), said)?,
    };
    let Some(request) = request else { return Ok(Told::Wordless) };
    match body(request).await {
        Ok(_) => Ok(Told::Taken),
        Err(PullError::Answered(status)) if is_final(status) => Ok(Told::Refused),
        Err(error) => Err(error),
    }
}

/// Whether the source would answer the same to the same. Wrong credentials are for the operator to mend, so they do not count.
fn is_final(status: StatusCode) -> bool {
    matches!(status.as_u16(), 400 | 404 | 409 | 410 | 422)
}

fn ncmec(
    state: &State,
    (source, feedback): (&HashSourceConfig, &HashFeedbackConfig),
    said: &Said,
) -> Result<Option<RequestBuilder>, PullError> {
    // an entry is called `memberId-entryId` here; dots alone would climb out of the address
    let named = said.row.source_id.split_once('-').filter(|(_, entry)| !matches!(*entry, "" | "." | ".."));
    let guid = |reason: &ObjectionReason| feedback.reasons.get(reason.as_str()).cloned();
    let guids: Vec<String> = said.reasons.iter().filter_map(guid).collect();
    let submission = match (said.reasons.is_empty(), guids.is_empty()) {
        (true, _) => Submission::Affirmative,
        (false, false) => Submission::Negative(guids),
        (false, true) => return Ok(None),
    };
    let Some((member, entry)) = named else { return Ok(None) };
    let path = format!("/v2/entries/{member}/{entry}/{}/feedback", said.kind.in_address());
    let password = secret(&source.secret_file)?;
    let user = source.username.as_deref().unwrap_or_default();
    let request = state.http().put(address(source, &path)).basic_auth(user, Some(password.reveal()));
    let request = request.header(CONTENT_TYPE, "application/xml; charset=utf-8");
    Ok(Some(request.body(submission.print())))
}

fn stop_ncii(
    state: &State,
    (source, feedback): (&HashSourceConfig, &HashFeedbackConfig),
    said: &Said,
) -> Result<Option<RequestBuilder>, PullError> {
    let Some(key_file) = &feedback.function_key_file else { return Ok(None) };
    if said.kind != Signal::of(said.row.video).kind() {
        return Ok(None);
    }
    let (key, function_key) = (secret(&source.secret_file)?, secret(key_file)?);
    let value = if said.reasons.is_empty() { "Blocked" } else { "NotBlocked" };
    let feedbacks = [json!({ "hashValue": said.digest, "feedbackValue": value, "tags": [] })];
    let request = state
        .http()
        .post(address(source, "/SubmitFeedback"))
        .header("Ocp-Apim-Subscription-Key", key.reveal().as_str())
        .header("x-functions-key", function_key.reveal().as_str())
        .header(CONTENT_TYPE, "application/json");
    Ok(Some(request.body(json!({ "count": 1, "hashFeedbacks": feedbacks }).to_string())))
}

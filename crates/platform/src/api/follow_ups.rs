//! `POST /api/reports/{id}/follow-ups`: adds to a report that is filed.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use model::Id;
use serde::Deserialize;
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::{id_in_path, prose};
use crate::State;
use crate::actions::{FileFollowUp, FollowUpOpened};
use crate::db::reports;
use crate::ids::Report;
use crate::policies::{self, Why};
use crate::report_state::ReportState;
use crate::reported::Reported;
use crate::review::Verdict;
use crate::statement::{StatedWords, UploadStatement, WordsKind};
use crate::words::{self, SealedWords};

/// Most characters of what is added: a report cites it in one element, with the number of the first before it.
const MOST_CHARS: usize = 2900;

/// What is added to a report that is filed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FollowUpRequest {
    /// What the clearinghouse is told, in full.
    text: String,
    /// Why it is added, for the log.
    reason: String,
    /// The id of one of the node's policies, which is named where some are configured; else words.
    #[serde(default)]
    policy: String,
}

model::unprintable!(FollowUpRequest);

/// Opens a later report that names the first.
pub(crate) async fn follow_up(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    request: Once<FollowUpRequest>,
) -> Result<(StatusCode, Json<FollowUpOpened>), Failure> {
    let report_id = id_in_path::<Report>(&id, "report")?;
    let FollowUpRequest { text, reason, policy } = &request.body;
    let why = policies::why(&state, Verdict::Confirm, reason, policy)?;
    let action = prepare(&state, report_id, ("text", text), why).await?;
    let opened = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await;
    let outcome = opened.map(|opened| (opened.output, opened.replayed));
    words::drop_unnamed(&state, &action.item, &outcome).await;
    outcome.map(|(opened, _)| (StatusCode::CREATED, Json(opened)))
}

/// Seals what is added, with what the first report states. `field` is what the text is called in a refusal.
pub(crate) async fn prepare(
    state: &State,
    report_id: Id<Report>,
    (field, text): (&str, &str),
    why: Why,
) -> Result<FileFollowUp, Failure> {
    let first = load_first(state, report_id).await?;
    let text = prose(field, text)?;
    if text.chars().count() > MOST_CHARS {
        return Err(Failure::refused(field, format!("must be at most {MOST_CHARS} characters")));
    }
    let words = StatedWords { kind: WordsKind::FollowUp, client: None, room: None, text };
    let file_name = "follow-up.txt".to_owned();
    let statement = UploadStatement { words: Some(words), file_name, ..first };
    let SealedWords { upload_id, case, item, digests } = words::seal(state, &statement).await?;
    Ok(FileFollowUp { report_id, upload_id, case, item, digests, statement, why })
}

/// What the application stated of the first upload of a report that is filed.
async fn load_first(state: &State, report_id: Id<Report>) -> Result<UploadStatement, Failure> {
    let mut tx = state.node.db().begin_read("load-followed").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    if report.state != ReportState::Filed {
        return Err(Failure::conflict(
            "the report is not filed yet: add to it itself, by the facts of its upload",
        ));
    }
    let reported = Reported::load(state, &mut tx, &report).await?;
    let reported = reported
        .ok_or_else(|| Failure::conflict("what the report says is erased; nothing more is noted of it"))?;
    Ok(reported.file().statement.clone())
}

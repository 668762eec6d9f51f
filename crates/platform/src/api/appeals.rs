//! `GET` and `POST /api/appeals`, `POST /api/appeals/{id}/decision`.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::{Authenticated, ColumnRef, Failure, Json, Node, Once};
use utoipa::ToSchema;

use super::follow_ups;
use super::listing::Listing;
use super::{id_in_path, prose};
use crate::State;
use crate::actions::{AppealDecided, AppealStored, DecideAppeal, SubmitAppeal};
use crate::appeal::AppealState;
use crate::db::appeals::{self, AppealRow};
use crate::db::reports;
use crate::ids::{Appeal, Upload};
use crate::policies;
use crate::report_state::ReportState;
use crate::review::Verdict;
use crate::words;

/// Most appeals of one answer.
const MOST: i64 = 1000;

/// What a reported user says against it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppealRequest {
    /// The upload that was reported.
    #[schema(value_type = String)]
    upload_id: Id<Upload>,
    /// In the user's words.
    text: String,
}

model::unprintable!(AppealRequest);

/// A moderator's decision on an appeal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppealDecisionRequest {
    /// `granted` or `rejected`.
    #[schema(value_type = String)]
    pub(crate) decision: AppealState,
    /// Why, for the log.
    pub(crate) reason: String,
    /// The id of one of the node's policies, which who rejects names where some are configured; else words.
    #[serde(default)]
    pub(crate) policy: String,
    /// What the clearinghouse is told, where the report is filed and the appeal is granted.
    #[serde(default)]
    pub(crate) correction: String,
}

model::unprintable!(AppealDecisionRequest);

/// Appeals, with how many there are of each state.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppealsView {
    appeals: Vec<AppealView>,
    open: i64,
    granted: i64,
    rejected: i64,
}

/// One appeal.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppealView {
    pub(crate) appeal_id: String,
    pub(crate) upload_id: String,
    /// `open`, `granted` or `rejected`.
    #[schema(value_type = String)]
    pub(crate) state: AppealState,
    /// In the user's words.
    pub(crate) text: String,
    #[schema(value_type = String)]
    pub(crate) received_at: Timestamp,
    /// The application that passed it on.
    pub(crate) received_from: String,
    pub(crate) decided_by: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(crate) decided_at: Option<Timestamp>,
    /// Why it was decided so.
    pub(crate) reason: Option<String>,
    /// The policy by which it was decided, as it was then.
    pub(crate) policy: Option<String>,
    /// The follow-up by which the clearinghouse is told.
    pub(crate) correction: Option<String>,
}

model::unprintable!(AppealView);

impl AppealView {
    /// Opens what people wrote.
    pub(crate) fn open(row: AppealRow, node: &Node) -> Result<Self, Failure> {
        let id = row.appeal_id.to_string();
        let at = |column| ColumnRef { table: appeals::TABLE, row: &id, column };
        let policy = row.open_policy(node.columns())?;
        let text = row.text.open_kept(node.columns(), at(appeals::TEXT))?;
        let reason =
            row.reason.map(|reason| reason.open_kept(node.columns(), at(appeals::REASON))).transpose()?;
        Ok(Self {
            upload_id: row.upload_id.to_string(),
            state: row.state,
            text,
            received_at: row.received_at,
            received_from: row.received_from,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            reason,
            policy,
            correction: row.correction.map(|id| id.to_string()),
            appeal_id: id.clone(),
        })
    }
}

/// Passes on an appeal.
pub(crate) async fn submit_appeal(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    request: Once<AppealRequest>,
) -> Result<(StatusCode, Json<AppealStored>), Failure> {
    let action = SubmitAppeal { upload_id: request.body.upload_id, text: prose("text", &request.body.text)? };
    let stored = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    Ok((StatusCode::CREATED, Json(stored.output)))
}

/// Appeals, oldest first.
pub(crate) async fn list_appeals(
    Shared(state): Shared<State>,
    listing: Listing,
) -> Result<Json<AppealsView>, Failure> {
    let wanted = listing.state(AppealState::EXPECTED)?;
    let mut tx = state.node.db().begin_read("list-appeals").await?;
    let rows = appeals::list(&mut tx, wanted, (0, MOST)).await?;
    let counts = appeals::count_by_state(&mut tx).await?;
    let count =
        |state: AppealState| counts.iter().find(|(known, _)| *known == state).map_or(0, |(_, count)| *count);
    let open = |row| AppealView::open(row, &state.node);
    Ok(Json(AppealsView {
        appeals: rows.into_iter().map(open).collect::<Result<_, _>>()?,
        open: count(AppealState::Open),
        granted: count(AppealState::Granted),
        rejected: count(AppealState::Rejected),
    }))
}

/// Grants or rejects an appeal.
pub(crate) async fn decide_appeal(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    request: Once<AppealDecisionRequest>,
) -> Result<Json<AppealDecided>, Failure> {
    let action = prepare(&state, id_in_path::<Appeal>(&id, "appeal")?, &request.body).await?;
    let made = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await;
    let outcome = made.map(|made| (made.output, made.replayed));
    if let Some(correction) = &action.correction {
        words::drop_unnamed(&state, &correction.item, &outcome).await;
    }
    outcome.map(|(decided, _)| Json(decided))
}

/// The action; what the clearinghouse is told lies in the vault then.
pub(crate) async fn prepare(
    state: &State,
    appeal_id: Id<Appeal>,
    request: &AppealDecisionRequest,
) -> Result<DecideAppeal, Failure> {
    let mut tx = state.node.db().begin_read("find-appeal").await?;
    let appeal = appeals::find(&mut tx, appeal_id).await?.ok_or_else(|| Failure::absent("appeal"))?;
    let report = reports::find_report_of_upload(&mut tx, appeal.upload_id).await?;
    drop(tx);
    // what is rejected is said once more to be against the policy
    let verdict = match request.decision {
        AppealState::Open => {
            return Err(Failure::refused("decision", "must be one of granted, rejected"));
        }
        AppealState::Granted => Verdict::Dismiss,
        AppealState::Rejected => Verdict::Confirm,
    };
    let why = policies::why(state, verdict, &request.reason, &request.policy)?;
    let filed = report.filter(|report| report.state == ReportState::Filed);
    let correction = match filed.filter(|_| request.decision == AppealState::Granted) {
        Some(report) => {
            let told = ("correction", request.correction.as_str());
            Some(follow_ups::prepare(state, report.report_id, told, why.clone()).await?)
        }
        None => None,
    };
    let tells = state.appeals.is_some();
    Ok(DecideAppeal { appeal_id, state: request.decision, why, correction, tells })
}

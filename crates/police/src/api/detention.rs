//! The custody after a recorded arrest: duties that were done, and how it ended. What was recorded stands in `detention` of a person.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::withdrawals::{Reason, Withdrawn};
use super::{Shown, act_once, created};
use crate::Police;
use crate::actions::{Decision, RecordDetentionDuty, RecordDetentionEnd, WithdrawDecision};
use crate::detention::EndKind;
use crate::ids::{Assignment, DetentionDuty, DetentionEnd};

/// A duty that was done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDetentionDuty {
    /// The `key` of one of the person's duties with `in_custody`.
    duty: String,
    #[schema(value_type = String)]
    at: Timestamp,
    #[serde(default)]
    note: String,
}

model::unprintable!(NewDetentionDuty);

/// How custody ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDetentionEnd {
    how: EndKind,
    #[schema(value_type = String)]
    at: Timestamp,
}

/// A duty that was ticked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DetentionDutyRecorded {
    #[schema(value_type = String)]
    duty_id: Id<DetentionDuty>,
}

/// An end that was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DetentionEndRecorded {
    #[schema(value_type = String)]
    end_id: Id<DetentionEnd>,
}

/// `POST /api/assignments/{id}/detention/duties`.
pub(crate) async fn tick(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(assignment_id): Path<Id<Assignment>>,
    once: Once<NewDetentionDuty>,
) -> Result<Response, Failure> {
    let NewDetentionDuty { duty, at, note } = &once.body;
    let action = RecordDetentionDuty { assignment_id, duty: duty.clone(), at: *at, note: note.clone() };
    let duty_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(DetentionDutyRecorded { duty_id }))
}

/// `POST /api/assignments/{id}/detention/duties/{duty}/undo`.
pub(crate) async fn untick(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path((assignment_id, duty_id)): Path<(Id<Assignment>, Id<DetentionDuty>)>,
    once: Once<Reason>,
) -> Shown<Withdrawn> {
    let decision = Decision::DetentionDuty(assignment_id, duty_id);
    let action = WithdrawDecision { decision, reason: once.body.reason.clone() };
    Ok(Json(Withdrawn { id: act_once(&police, &actor, &once, &action).await? }))
}

/// `POST /api/assignments/{id}/detention/end`.
pub(crate) async fn end(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(assignment_id): Path<Id<Assignment>>,
    once: Once<NewDetentionEnd>,
) -> Result<Response, Failure> {
    let NewDetentionEnd { how, at } = &once.body;
    let action = RecordDetentionEnd { assignment_id, how: *how, at: *at };
    let end_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(DetentionEndRecorded { end_id }))
}

//! `POST /api/reports/{id}/hold-confirmation`.

use axum::extract::{Path, State as Shared};
use serde::Deserialize;
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::id_in_path;
use crate::State;
use crate::actions::{ConfirmHold, HoldConfirmed};
use crate::ids::Report;
use crate::preservation::{HoldItem, Wanted};

/// What the store has done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldConfirmation {
    /// `hold` or `release`, as the message said.
    #[schema(value_type = String)]
    action: Wanted,
    /// What was gone before it could be held: any of `account`, `files` and `log_ins`.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    missing: Vec<HoldItem>,
    /// The `proof` of the message. A key of the role `object_store` shows by it that the order was sent to it: without, or with that of an order
    /// before, the report is not there.
    #[serde(default)]
    proof: Option<String>,
}

/// Takes the word of the store that it preserves, or released, what it was asked.
pub(crate) async fn confirm_hold(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    request: Once<HoldConfirmation>,
) -> Result<Json<HoldConfirmed>, Failure> {
    let report_id = id_in_path::<Report>(&id, "report")?;
    let mut missing = request.body.missing.clone();
    missing.sort_unstable();
    missing.dedup();
    let proof = request.body.proof.clone();
    let action = ConfirmHold { report_id, wanted: request.body.action, missing, proof };
    let done = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    Ok(Json(done.output))
}

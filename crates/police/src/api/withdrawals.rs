//! Undoing decisions: `POST …/undo` with a reason.

use std::future::Future;
use std::pin::Pin;

use axum::extract::{Path, State};
use model::kind::{Operation, Subject};
use model::{Id, Kind};
use serde::{Deserialize, Serialize};
use service::{Authenticated, Json, Once};
use utoipa::ToSchema;

use super::{Shown, act_once};
use crate::Police;
use crate::actions::{Decision, RemoveSubject, WithdrawDecision};

/// Why a decision is withdrawn.
#[derive(Deserialize, ToSchema)]
#[schema(as = WithdrawalReason)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    pub(crate) reason: String,
}

model::unprintable!(Reason);

/// What was withdrawn or restored.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Withdrawn {
    pub(crate) id: String,
}

type Answer = Pin<Box<dyn Future<Output = Shown<Withdrawn>> + Send>>;

/// The handler that withdraws one kind of decision by the id in the path.
pub(crate) fn undo<K: Kind>(
    decision: fn(Id<K>) -> Decision,
) -> impl Fn(State<Police>, Authenticated, Path<Id<K>>, Once<Reason>) -> Answer + Clone + Send + Sync + 'static
{
    move |State(police), Authenticated(actor), Path(id), once| {
        Box::pin(async move {
            let action = WithdrawDecision { decision: decision(id), reason: once.body.reason.clone() };
            Ok(Json(Withdrawn { id: act_once(&police, &actor, &once, &action).await? }))
        })
    }
}

/// `POST /api/operations/{id}/subjects/{subject}/undo`.
pub(crate) async fn remove_subject(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path((operation_id, subject_id)): Path<(Id<Operation>, Id<Subject>)>,
    once: Once<Reason>,
) -> Shown<Withdrawn> {
    let action = RemoveSubject { operation_id, subject_id, reason: once.body.reason.clone() };
    Ok(Json(Withdrawn { id: act_once(&police, &actor, &once, &action).await?.to_string() }))
}

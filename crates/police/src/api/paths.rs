//! On which path acts are handled at which the age is open.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::{Act, Person};
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Once};
use utoipa::ToSchema;

use super::{act_once, created};
use crate::Police;
use crate::actions::DecidePath;
use crate::ids::PathDecision;

/// What an officer decides on an open age; it opens no arrest.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPathDecision {
    /// `protection`, `juvenile` or `adult`, as far as the age leaves it open.
    path: String,
    reason: String,
    #[schema(value_type = Vec<String>)]
    act_ids: Vec<Id<Act>>,
}

model::unprintable!(NewPathDecision);

/// A decision that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PathDecided {
    #[schema(value_type = String)]
    decision_id: Id<PathDecision>,
}

/// `POST /api/persons/{id}/path-decisions`.
pub(crate) async fn decide(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(person_id): Path<Id<Person>>,
    once: Once<NewPathDecision>,
) -> Result<Response, Failure> {
    let NewPathDecision { path, reason, act_ids } = &once.body;
    let action =
        DecidePath { person_id, path: path.clone(), reason: reason.clone(), act_ids: act_ids.clone() };
    let decision_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(PathDecided { decision_id }))
}

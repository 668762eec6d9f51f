//! What somebody is besides the author of acts.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::Person;
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Once};
use utoipa::ToSchema;

use super::{act_once, created};
use crate::Police;
use crate::actions::RecordRole;
use crate::ids::PersonRole;

/// What somebody is too.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPersonRole {
    /// `victim` or `witness`.
    role: String,
    reason: String,
}

model::unprintable!(NewPersonRole);

/// A role that was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonRoleRecorded {
    #[schema(value_type = String)]
    role_id: Id<PersonRole>,
}

/// `POST /api/persons/{id}/roles`.
pub(crate) async fn record(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(person_id): Path<Id<Person>>,
    once: Once<NewPersonRole>,
) -> Result<Response, Failure> {
    let NewPersonRole { role, reason } = &once.body;
    let action = RecordRole { person_id, role: role.clone(), reason: reason.clone() };
    let role_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(PersonRoleRecorded { role_id }))
}

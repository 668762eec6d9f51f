//! What officers note of clocks of limitation.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::{Act, Person};
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Once};
use utoipa::ToSchema;

use super::{act_once, created};
use crate::Police;
use crate::actions::NoteLimitation;
use crate::ids::LimitationNote;

/// What stopped a clock, or says that it runs from later.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLimitationNote {
    /// `stopped` or `later_start`.
    kind: String,
    /// The day, as `2020-12-20`.
    noted_on: String,
    grounds: String,
    #[schema(value_type = Vec<String>)]
    act_ids: Vec<Id<Act>>,
}

model::unprintable!(NewLimitationNote);

/// A note that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitationNoted {
    #[schema(value_type = String)]
    note_id: Id<LimitationNote>,
}

/// `POST /api/persons/{id}/limitation-notes`.
pub(crate) async fn note(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(person_id): Path<Id<Person>>,
    once: Once<NewLimitationNote>,
) -> Result<Response, Failure> {
    let body = &once.body;
    let action = NoteLimitation {
        person_id,
        kind: body.kind.clone(),
        noted_on: body.noted_on.clone(),
        grounds: body.grounds.clone(),
        act_ids: body.act_ids.clone(),
        clock: police.clock(),
    };
    let note_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(LimitationNoted { note_id }))
}

//! Who has a person's data, and what still waits for whom once the person is cleared.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use model::Id;
use model::kind::Person;
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, Once, Query};
use utoipa::ToSchema;

use super::{Part, Shown, act_once, created, unit_of};
use crate::Police;
use crate::actions::{RecordRecipient, RecordRecipientStep, TellRecipients};
use crate::db::Reader;
use crate::ids::{self, PersonRecipient};
use crate::permissions::Permission;
use crate::recipients::RecipientStep;
use crate::views::{self, RecipientView, WaitingRecipient};

/// Who was given a person's data outside this node.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRecipient {
    /// `prosecutor`, `court`, `protection_body`, `agency` or `export`.
    kind: String,
    /// The authority, or what was exported; never a person.
    name: String,
}

model::unprintable!(NewRecipient);

/// A recipient that was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecipientRecorded {
    #[schema(value_type = String)]
    recipient_id: Id<PersonRecipient>,
}

/// How far a recipient has come.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRecipientStep {
    /// `told` or `erased`.
    step: String,
    /// Number of the letter or receipt; it names nobody.
    reference: String,
}

model::unprintable!(NewRecipientStep);

/// Nothing: the address says it all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acknowledgement {}

/// A step that was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecipientStepRecorded {
    #[schema(value_type = String)]
    step_id: Id<ids::RecipientStep>,
}

/// `GET /api/clearances[?limit=&offset=]`: of the own unit for provincial officers.
pub(crate) async fn list_waiting(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Query(part): Query<Part>,
) -> Shown<Vec<WaitingRecipient>> {
    Ok(Json(load_waiting(&police, &actor, part.rows()).await?.0))
}

/// A part of those of the persons that the actor may see, and how many there are.
pub(crate) async fn load_waiting(
    police: &Police,
    actor: &Actor,
    part: (i64, i64),
) -> Result<(Vec<WaitingRecipient>, i64), Failure> {
    let unit = unit_of(actor, Permission::ReadPersons)?;
    let mut tx = police.reading("list-clearances").await?;
    let (reader, keys) = (Reader::of(actor), police.node.columns());
    views::page_waiting_recipients(&mut tx, &reader, keys, unit.as_deref(), part).await
}

/// That everybody outside who has a person's data was told that the person's subject has grown.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTelling {
    /// Number of the letter; it names nobody.
    reference: String,
    /// When the recipients were listed: how the subject has grown since is untold still. Now, where it is left out.
    #[schema(value_type = Option<String>)]
    listed_at: Option<Timestamp>,
}

model::unprintable!(NewTelling);

/// Who was told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecipientsTold {
    /// The step of each.
    #[schema(value_type = Vec<String>)]
    step_ids: Vec<Id<ids::RecipientStep>>,
}

/// `GET /api/changed-recipients[?limit=&offset=]`.
pub(crate) async fn list_changed(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Query(part): Query<Part>,
) -> Shown<Vec<WaitingRecipient>> {
    Ok(Json(load_changed(&police, &actor, None, part.rows()).await?.0))
}

/// A part of them, of one person or of all, and how many there are.
pub(crate) async fn load_changed(
    police: &Police,
    actor: &Actor,
    person_id: Option<Id<Person>>,
    part: (i64, i64),
) -> Result<(Vec<WaitingRecipient>, i64), Failure> {
    let mut tx = police.reading("list-changed-recipients").await?;
    let (reader, keys) = (Reader::of(actor), police.node.columns());
    views::page_changed_recipients(&mut tx, &reader, keys, person_id, part).await
}

/// `POST /api/persons/{id}/recipients/told`.
pub(crate) async fn tell(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(person_id): Path<Id<Person>>,
    once: Once<NewTelling>,
) -> Result<Response, Failure> {
    let NewTelling { reference, listed_at } = &once.body;
    let action = TellRecipients { person_id, reference: reference.clone(), listed_at: *listed_at };
    let step_ids = act_once(&police, &actor, &once, &action).await?;
    Ok(created(RecipientsTold { step_ids }))
}

/// `GET /api/recipients/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<PersonRecipient>>,
) -> Shown<RecipientView> {
    Ok(Json(load(&police, &actor, id).await?))
}

/// A recipient as the actor may see it.
pub(crate) async fn load(
    police: &Police,
    actor: &Actor,
    id: Id<PersonRecipient>,
) -> Result<RecipientView, Failure> {
    let unit = unit_of(actor, Permission::ReadPersons)?;
    let mut tx = police.reading("load-recipient").await?;
    let (reader, keys) = (Reader::of(actor), police.node.columns());
    views::load_recipient(&mut tx, &reader, keys, id, unit.as_deref()).await
}

/// `POST /api/persons/{id}/recipients`.
pub(crate) async fn record(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(person_id): Path<Id<Person>>,
    once: Once<NewRecipient>,
) -> Result<Response, Failure> {
    let NewRecipient { kind, name } = &once.body;
    let action = RecordRecipient { person_id, kind: kind.clone(), name: name.clone() };
    let recipient_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(RecipientRecorded { recipient_id }))
}

/// `POST /api/recipients/{id}/steps`.
pub(crate) async fn step(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(recipient_id): Path<Id<PersonRecipient>>,
    once: Once<NewRecipientStep>,
) -> Result<Response, Failure> {
    let NewRecipientStep { step, reference } = &once.body;
    let action = RecordRecipientStep { recipient_id, step: step.clone(), reference: reference.clone() };
    let step_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(RecipientStepRecorded { step_id }))
}

/// `POST /api/recipients/{id}/acknowledge`.
pub(crate) async fn acknowledge(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(recipient_id): Path<Id<PersonRecipient>>,
    once: Once<Acknowledgement>,
) -> Result<Response, Failure> {
    let step = RecipientStep::Acknowledged.code().to_owned();
    let action = RecordRecipientStep { recipient_id, step, reference: String::new() };
    let step_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(RecipientStepRecorded { step_id }))
}

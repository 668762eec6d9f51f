//! Assignments, the arrest list, outcomes.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use model::Id;
use model::kind::Person;
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, Once, Query};
use utoipa::ToSchema;

use super::withdrawals::Reason;
use super::{Part, Shown, act_once, ask, created, unit_of};
use crate::Police;
use crate::actions::{
    self, AcceptAssignment, AssignPerson, EnterArrestList, RecordOutcome, ReturnAssignment,
    TransferAssignment,
};
use crate::db::assignments::Which;
use crate::db::{Reader, Rows};
use crate::ids::{ArrestEntry, Assignment, Outcome};
use crate::outcomes::OutcomeCode;
use crate::permissions::Permission;
use crate::views::{self, ListedAssignment, ListedToArrest, ToArrest};

/// A person for a unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAssignment {
    #[schema(value_type = String)]
    person_id: Id<Person>,
    /// The unit's province: INE code, name or alias.
    unit: String,
    /// Why, where events lead to different lines, fewer than two independent ones to the same line, or no line ends in the province.
    #[serde(default)]
    release_reason: String,
}

model::unprintable!(NewAssignment);

/// Another unit for an assignment, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTransfer {
    /// The unit's province: INE code, name or alias.
    unit: String,
    reason: String,
}

model::unprintable!(NewTransfer);

/// An assignment that was accepted or returned.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssignmentMoved {
    #[schema(value_type = String)]
    assignment_id: Id<Assignment>,
}

/// Why a person is to be arrested.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewArrestEntry {
    grounds: String,
}

model::unprintable!(NewArrestEntry);

/// An entry in the arrest list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArrestEntryCreated {
    #[schema(value_type = String)]
    arrest_entry_id: Id<ArrestEntry>,
}

/// What came of an assignment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOutcome {
    code: OutcomeCode,
    #[schema(value_type = String)]
    at: Timestamp,
    /// Of an arrest, and then it must say something.
    #[serde(default)]
    arrest_reasons: String,
    /// Of the arrest of whoever is no certain adult: why hearing alone does not do.
    #[serde(default)]
    why_not_heard: String,
}

model::unprintable!(NewOutcome);

/// A recorded outcome.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutcomeCreated {
    #[schema(value_type = String)]
    outcome_id: Id<Outcome>,
}

/// Of which unit; all without it, the own one for provincial officers. And which part of them, as [`Part`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    unit: Option<String>,
    limit: Option<i64>,
    offset: Option<i64>,
}

impl Filter {
    fn part(&self) -> (i64, i64) {
        Part { limit: self.limit, offset: self.offset }.rows()
    }
}

/// `GET /api/assignments[?unit=][&limit=&offset=]`: only who is in that part is judged.
pub(crate) async fn list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Query(filter): Query<Filter>,
) -> Shown<Vec<ListedAssignment>> {
    let (unit, reader) = (unit_for(&actor, filter.unit.as_deref())?, Reader::of(&actor));
    let (rows, keys) = (Rows::part("unit", filter.part()), police.node.columns());
    let mut tx = police.reading("list-assignments").await?;
    let all = (unit.as_deref(), Which::All);
    let (listed, _) = views::page_assignments(&mut tx, &reader, keys, all, &rows).await?;
    Ok(Json(views::with_changes(&mut tx, keys, listed).await?))
}

/// `GET /api/arrest-list[?unit=][&limit=&offset=]`: who is to be arrested, by the facts as they stand now, and for
/// which acts.
pub(crate) async fn arrest_list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Query(filter): Query<Filter>,
) -> Shown<Vec<ListedToArrest>> {
    let found = list_to_arrest(&police, &actor, filter.unit.as_deref()).await?;
    let (limit, offset) = filter.part();
    let rows = |count: i64| usize::try_from(count).unwrap_or(usize::MAX);
    let found = found.into_iter().skip(rows(offset)).take(rows(limit)).collect();
    let mut tx = police.reading("list-changes").await?;
    Ok(Json(views::arrests_with_changes(&mut tx, police.node.columns(), found).await?))
}

/// Who is to be arrested, of one unit if asked. Only judging tells, so of all who were entered and are still looked for, which are few.
pub(crate) async fn list_to_arrest(
    police: &Police,
    actor: &Actor,
    asked: Option<&str>,
) -> Result<Vec<ToArrest>, Failure> {
    let unit = unit_for(actor, asked)?;
    let mut tx = police.reading("list-to-arrest").await?;
    views::list_to_arrest(&mut tx, &Reader::of(actor), police.node.columns(), unit.as_deref()).await
}

/// The code of the unit whose assignments are meant, none for all: the actor's own, or the one that is asked for. Another one's is denied.
pub(crate) fn unit_for(actor: &Actor, asked: Option<&str>) -> Result<Option<String>, Failure> {
    let asked = asked.map(|text| actions::province("unit", text)).transpose()?;
    let own = unit_of(actor, Permission::ReadAssignments)?;
    let asked = asked.map(|province| province.code().to_owned());
    if let (Some(own), Some(asked)) = (&own, &asked)
        && own != asked
    {
        return Err(Failure::denied());
    }
    Ok(own.or(asked))
}

/// `POST /api/assignments`: 202, a second person decides.
pub(crate) async fn assign(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    once: Once<NewAssignment>,
) -> Result<Response, Failure> {
    let NewAssignment { person_id, unit, release_reason } = &once.body;
    let (unit, release_reason) = (unit.clone(), release_reason.clone());
    let mut tx = police.reading("list-acts-to-assign").await?;
    let reader = Reader::of(&actor);
    let action = AssignPerson::asked(&mut tx, &reader, *person_id, unit, release_reason).await?;
    drop(tx);
    ask(&police, &actor, &once, &action).await
}

/// `POST /api/assignments/{id}/accept`.
pub(crate) async fn accept(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(assignment_id): Path<Id<Assignment>>,
) -> Shown<AssignmentMoved> {
    let assignment_id = police.node.act(&actor, &AcceptAssignment { assignment_id }).await?;
    Ok(Json(AssignmentMoved { assignment_id }))
}

/// `POST /api/assignments/{id}/return`.
pub(crate) async fn give_back(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(assignment_id): Path<Id<Assignment>>,
    once: Once<Reason>,
) -> Shown<AssignmentMoved> {
    let action = ReturnAssignment { assignment_id, reason: once.body.reason.clone() };
    Ok(Json(AssignmentMoved { assignment_id: act_once(&police, &actor, &once, &action).await? }))
}

/// `POST /api/assignments/{id}/transfer`: 202, a second person decides.
pub(crate) async fn transfer(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(assignment_id): Path<Id<Assignment>>,
    once: Once<NewTransfer>,
) -> Result<Response, Failure> {
    let NewTransfer { unit, reason } = &once.body;
    let action = TransferAssignment { assignment_id, unit: unit.clone(), reason: reason.clone() };
    ask(&police, &actor, &once, &action).await
}

/// `POST /api/assignments/{id}/arrest-list`.
pub(crate) async fn enter_arrest_list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(assignment_id): Path<Id<Assignment>>,
    once: Once<NewArrestEntry>,
) -> Result<Response, Failure> {
    let action = EnterArrestList { assignment_id, grounds: once.body.grounds.clone() };
    let arrest_entry_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(ArrestEntryCreated { arrest_entry_id }))
}

/// `POST /api/assignments/{id}/outcome`.
pub(crate) async fn record_outcome(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(assignment_id): Path<Id<Assignment>>,
    once: Once<NewOutcome>,
) -> Result<Response, Failure> {
    let NewOutcome { code, at, arrest_reasons, why_not_heard } = &once.body;
    let action = RecordOutcome {
        assignment_id,
        code: *code,
        at: *at,
        arrest_reasons: arrest_reasons.clone(),
        why_not_heard: why_not_heard.clone(),
    };
    let outcome_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(OutcomeCreated { outcome_id }))
}

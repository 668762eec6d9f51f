//! Persons and identifications.

use axum::extract::{Path, State};
use axum::response::Response;
use model::kind::{Act, Person, Subject};
use model::{Id, Precision};
use serde::Deserialize;
use service::{Actor, Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::{Shown, act_once, ask, created, unit_of};
use crate::Police;
use crate::actions::{Author, Choice, IdentifyPerson, Particulars, PlaceOfActs, ReleaseActs};
use crate::db::Reader;
use crate::permissions::Permission;
use crate::views::{self, ListedPerson, PersonDetail};

/// A person to be recorded as the author of acts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPerson {
    #[schema(value_type = String)]
    subject_id: Id<Subject>,
    /// `"all"` or a list of ids.
    #[schema(schema_with = super::all_or_ids)]
    act_ids: Choice<Id<Act>>,
    given_name: String,
    family_name: String,
    /// `{"day":{"date":"2004-05-06"}}`, `{"month":{"year":2004,"month":5}}`, `{"year":2004}`,
    /// `{"range":{"from":"…","to":"…"}}`, or null.
    #[schema(value_type = Option<Object>)]
    birth: Option<Precision>,
    /// INE code, name or alias.
    residence_province: Option<String>,
    place_of_acts: PlaceOfActs,
    grounds: String,
}

model::unprintable!(NewPerson);

/// More acts of a recorded person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoreActs {
    #[schema(value_type = String)]
    subject_id: Id<Subject>,
    /// `"all"` or a list of ids.
    #[schema(schema_with = super::all_or_ids)]
    act_ids: Choice<Id<Act>>,
    place_of_acts: PlaceOfActs,
    grounds: String,
    /// Why, where a unit has the person and the events of these acts lead elsewhere.
    #[serde(default)]
    release_reason: String,
}

model::unprintable!(MoreActs);

/// `GET /api/persons`: of the own unit for provincial officers.
pub(crate) async fn list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
) -> Shown<Vec<ListedPerson>> {
    let unit = unit_of(&actor, Permission::ReadPersons)?;
    let mut tx = police.reading("list-persons").await?;
    Ok(Json(views::list_persons(&mut tx, &Reader::of(&actor), police.node.columns(), unit.as_deref()).await?))
}

/// `GET /api/persons/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Person>>,
) -> Shown<PersonDetail> {
    Ok(Json(load(&police, &actor, id).await?))
}

/// A person as the actor may see them.
pub(crate) async fn load(police: &Police, actor: &Actor, id: Id<Person>) -> Result<PersonDetail, Failure> {
    let unit = unit_of(actor, Permission::ReadPersons)?;
    let mut tx = police.reading("load-person").await?;
    views::load_person(&mut tx, &Reader::of(actor), police.node.columns(), id, unit.as_deref()).await
}

/// `POST /api/persons`.
pub(crate) async fn identify(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    once: Once<NewPerson>,
) -> Result<Response, Failure> {
    let body = &once.body;
    let particulars = Particulars {
        given_name: body.given_name.clone(),
        family_name: body.family_name.clone(),
        birth: body.birth,
        residence_province: body.residence_province.clone(),
    };
    let action = IdentifyPerson {
        author: Author::New(particulars),
        subject_id: body.subject_id,
        acts: body.act_ids.clone(),
        place: body.place_of_acts.clone(),
        grounds: body.grounds.clone(),
    };
    Ok(created(act_once(&police, &actor, &once, &action).await?))
}

/// `POST /api/persons/{id}/acts`: another account of the same person, or more acts of one. Where a unit has the person, a second person
/// approves: 202.
pub(crate) async fn add_acts(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(person_id): Path<Id<Person>>,
    once: Once<MoreActs>,
) -> Result<Response, Failure> {
    let body = &once.body;
    let action = IdentifyPerson {
        author: Author::Known(person_id),
        subject_id: body.subject_id,
        acts: body.act_ids.clone(),
        place: body.place_of_acts.clone(),
        grounds: body.grounds.clone(),
    };
    let mut tx = police.reading("find-release").await?;
    let release = ReleaseActs::find(&mut tx, &Reader::of(&actor), &action, &body.release_reason).await?;
    drop(tx);
    match release {
        Some(release) => ask(&police, &actor, &once, &release).await,
        None => Ok(created(act_once(&police, &actor, &once, &action).await?)),
    }
}

//! What the central unit decides on a person: more acts, a unit, and withdrawals.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::{Person, Subject};
use serde::Deserialize;
use service::oversight::four_eyes::request_approval;
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::forms::{self, ReasonForm};
use super::{navigation, persons};
use crate::Police;
use crate::actions::{AssignPerson, Author, Choice, Decision, IdentifyPerson, PlaceOfActs, ReleaseActs};
use crate::db::person_lists::list_subjects_of_person;
use crate::db::{Reader, subjects};
use crate::ids::{Assignment, Identification};
use crate::views::{self, ActView};

#[derive(Template)]
#[template(path = "person-attribute.html")]
struct AttributePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    person_id: Id<Person>,
    name: String,
    /// Whether a unit has the person: then a second person approves.
    is_released: bool,
    /// Those that the person has acts of already.
    subjects: Vec<Id<Subject>>,
    /// The chosen one, and its acts that are nobody's yet.
    chosen: Option<(Id<Subject>, Vec<ActView>)>,
    places: Vec<(String, String)>,
    provinces: Vec<(String, String)>,
    typed: Typed,
}

/// More acts of a recorded person.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct AttributeForm {
    subject: String,
    act_ids: Vec<String>,
    place: String,
    place_province: String,
    grounds: String,
    release_reason: String,
}

model::unprintable!(AttributeForm);

/// To which unit a person is handed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct AssignForm {
    unit: String,
    release_reason: String,
}

model::unprintable!(AssignForm);

impl AttributeForm {
    fn action(&self, person_id: Id<Person>) -> Result<IdentifyPerson, Failure> {
        Ok(IdentifyPerson {
            author: Author::Known(person_id),
            subject_id: forms::read_id("subject", &self.subject)?,
            acts: Choice::These(forms::read_ids("act_ids", &self.act_ids)?),
            place: PlaceOfActs::read(&self.place, &self.place_province)?,
            grounds: self.grounds.clone(),
        })
    }
}

/// `GET /persons/{id}/attribute[?subject=]`.
pub(crate) async fn ask_acts(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
) -> Result<Response, Failure> {
    let subject = ctx.query_value("subject").unwrap_or_default();
    let mut typed = Typed::with([("subject".to_owned(), subject)]);
    if !typed.value("subject").trim().is_empty() && find_subject(&police, &ctx, &typed).await?.is_none() {
        typed = typed.refused(Failure::refused("subject", "there is no such subject"))?;
        return Ok(forms::refused(page(&police, ctx, id, typed).await?));
    }
    Ok(page(&police, ctx, id, typed).await?.into_response())
}

/// `POST /persons/{id}/attribute`.
pub(crate) async fn attribute(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
    form: TypedForm<AttributeForm>,
) -> Result<Response, Failure> {
    // a person who is not there for the reader has no form
    persons::load_detail(&police, &ctx, id).await?;
    let asked = form.fields.and_then(|fields| Ok((fields.action(id)?, fields.release_reason)));
    let outcome = match asked {
        Ok((action, reason)) => attribute_or_ask(&police, &ctx, &action, &reason).await,
        Err(failure) => Err(failure),
    };
    let done = outcome.as_ref().map_or("", |done| *done);
    let names = [("place_of_acts.province", "place_province"), ("subject_id", "subject")];
    let outcome = outcome.map(|_done| ()).map_err(|failure| forms::under_form_names(failure, &names));
    let again = |ctx, typed| page(&police, ctx, id, typed);
    forms::answer(ctx, outcome, form.typed, &page_of(id), done, again).await
}

/// Attributes the acts, or asks a second person where a unit has the person already; gives the word for what was done.
async fn attribute_or_ask(
    police: &Police,
    ctx: &PageContext,
    action: &IdentifyPerson,
    release_reason: &str,
) -> Result<&'static str, Failure> {
    let mut tx = police.reading("find-release").await?;
    let release = ReleaseActs::find(&mut tx, &Reader::of(&ctx.actor), action, release_reason).await?;
    drop(tx);
    match release {
        Some(release) => {
            request_approval(&police.node, &ctx.actor, None, [0; 32], &release).await?;
            Ok("acts-asked")
        }
        None => {
            police.node.act(&ctx.actor, action).await?;
            Ok("acts-attributed")
        }
    }
}

/// The subject whose identifier was typed, if it is there for the reader.
async fn find_subject(
    police: &Police,
    ctx: &PageContext,
    typed: &Typed,
) -> Result<Option<Id<Subject>>, Failure> {
    let Ok(id) = typed.value("subject").trim().parse::<Id<Subject>>() else { return Ok(None) };
    let mut tx = police.reading("find-subject").await?;
    let exists = subjects::exists(&mut tx, &Reader::of(&ctx.actor), id).await?;
    Ok(exists.then_some(id))
}

async fn page(
    police: &Police,
    ctx: PageContext,
    person_id: Id<Person>,
    typed: Typed,
) -> Result<Page<AttributePage>, Failure> {
    let detail = persons::load_detail(police, &ctx, person_id).await?;
    let (name, is_released) = (detail.person.name, detail.assignment.is_some());
    let reader = Reader::of(&ctx.actor);
    let found = find_subject(police, &ctx, &typed).await?;
    let mut tx = police.reading("load-attributable").await?;
    let subjects = list_subjects_of_person(&mut tx, &reader, person_id).await?;
    let chosen = match found {
        Some(id) => {
            let detail = views::load_subject(&mut tx, &reader, police.node.columns(), id).await?;
            Some((id, detail.acts.into_iter().filter(|act| act.person_id.is_none()).collect()))
        }
        None => None,
    };
    drop(tx);
    let (places, provinces) = (forms::places(&ctx), forms::provinces(&ctx));
    let nav = navigation(&ctx);
    Ok(Page(AttributePage {
        ctx,
        nav,
        person_id,
        name,
        is_released,
        subjects,
        chosen,
        places,
        provinces,
        typed,
    }))
}

/// `POST /persons/{id}/assign`: a second person approves.
pub(crate) async fn assign(
    State(police): State<Police>,
    ctx: PageContext,
    Path(person_id): Path<Id<Person>>,
    form: TypedForm<AssignForm>,
) -> Result<Response, Failure> {
    persons::load_detail(&police, &ctx, person_id).await?;
    let outcome = match form.fields {
        Ok(AssignForm { unit, release_reason }) => {
            let mut tx = police.reading("list-acts-to-assign").await?;
            let reader = Reader::of(&ctx.actor);
            let action = AssignPerson::asked(&mut tx, &reader, person_id, unit, release_reason).await?;
            drop(tx);
            request_approval(&police.node, &ctx.actor, None, [0; 32], &action).await.map(drop)
        }
        Err(failure) => Err(failure),
    };
    answer(&police, ctx, person_id, form.typed, outcome, "assignment-asked").await
}

/// `POST /persons/{id}/assignments/{assignment}/undo`.
pub(crate) async fn withdraw_assignment(
    State(police): State<Police>,
    ctx: PageContext,
    Path((person_id, assignment_id)): Path<(Id<Person>, Id<Assignment>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let decision = Decision::Assignment(assignment_id);
    withdraw(&police, ctx, person_id, decision, form, "assignment-withdrawn").await
}

/// `POST /persons/{id}/identifications/{identification}/undo`.
pub(crate) async fn withdraw_identification(
    State(police): State<Police>,
    ctx: PageContext,
    Path((person_id, identification_id)): Path<(Id<Person>, Id<Identification>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let decision = Decision::Identification(identification_id);
    withdraw(&police, ctx, person_id, decision, form, "identification-withdrawn").await
}

/// `POST /persons/{id}/undo`.
pub(crate) async fn withdraw_person(
    State(police): State<Police>,
    ctx: PageContext,
    Path(person_id): Path<Id<Person>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    withdraw(&police, ctx, person_id, Decision::Person(person_id), form, "person-withdrawn").await
}

async fn withdraw(
    police: &Police,
    ctx: PageContext,
    person_id: Id<Person>,
    decision: Decision,
    form: TypedForm<ReasonForm>,
    done: &str,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.withdraws(decision));
    let outcome = forms::act(&police.node, &ctx, action).await.map(drop);
    answer(police, ctx, person_id, form.typed, outcome, done).await
}

/// Back to the person: with word of what was done, or with the form that was refused.
async fn answer(
    police: &Police,
    ctx: PageContext,
    person_id: Id<Person>,
    typed: Typed,
    outcome: Result<(), Failure>,
    done: &str,
) -> Result<Response, Failure> {
    let path = page_of(person_id);
    let again = |ctx, typed| persons::load(police, ctx, person_id, typed);
    forms::answer(ctx, outcome, typed, &path, done, again).await
}

fn page_of(id: Id<Person>) -> String {
    format!("/persons/{id}")
}

//! Persons: the protective side first, minors and open ages by initials only.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Person;
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::{Failure, NavItem, Page, PageContext, Permission as _, Scope};

use super::navigation;
use super::person_timeline::{self, Timeline};
use crate::db::Reader;
use crate::permissions::Permission;
use crate::views::{self, ListedPerson, PersonDetail};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "persons.html")]
struct PersonsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    persons: Vec<ListedPerson>,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: PersonDetail,
    timeline: Option<Timeline>,
    /// Whether the reader may follow links to subjects.
    may_read_subjects: bool,
    /// Whether the reader may be shown masked fields.
    may_reveal: bool,
    /// Whether the reader may open files.
    may_open: bool,
    retention: Option<RetentionLink>,
}

/// `GET /persons`.
pub(crate) async fn list(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let unit = api::unit_of(&ctx.actor, Permission::ReadPersons)?;
    let mut tx = police.reading("list-persons").await?;
    let persons =
        views::list_persons(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), unit.as_deref()).await?;
    Ok(Page(PersonsPage { nav: navigation(&ctx), ctx, persons }).into_response())
}

/// `GET /persons/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
) -> Result<Response, Failure> {
    let unit = api::unit_of(&ctx.actor, Permission::ReadPersons)?;
    let mut tx = police.reading("load-person").await?;
    let detail =
        views::load_person(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), id, unit.as_deref())
            .await?;
    let may = |permission: Permission| !matches!(permission.allows(&ctx.actor), Scope::None);
    let may_read_subjects = may(Permission::ReadSubjects);
    let may_reveal = detail.person.standing && may(Permission::RevealFields);
    let retention = link_to::<Police>(&mut tx, &ctx, &ObjectRef::new("person", id)).await?;
    let may_open = may(Permission::OpenFiles);
    let nav = navigation(&ctx);
    let timeline = person_timeline::draw(&ctx, &detail, may_read_subjects);
    let page = PersonPage { nav, ctx, detail, timeline, may_read_subjects, may_reveal, may_open, retention };
    Ok(Page(page).into_response())
}

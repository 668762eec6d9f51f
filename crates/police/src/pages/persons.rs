//! Persons: the protective side first, minors and open ages by initials only.

use std::borrow::Borrow;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use model::Id;
use model::kind::Person;
use service::oversight::four_eyes::{ApprovalView, list_waiting_on};
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, PersonCard, Row, Table, Tone, Typed};

use super::person_timeline::{self, Timeline};
use super::reports::clocks_cell;
use super::{
    forms, may, navigation, nothing, option, province_name, role_badges, state_badges, tone_of, word,
};
use crate::country::deciding_law;
use crate::db::{Reader, Rows};
use crate::permissions::Permission;
use crate::views::{self, AssignmentView, ListedPerson, PersonDetail, PersonView};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "persons.html")]
struct PersonsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// Whether the reader sees persons whom no unit has.
    may_assign: bool,
}

#[derive(Template)]
#[template(path = "person.html")]
pub(super) struct PersonPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: PersonDetail,
    timeline: Option<Timeline>,
    card: PersonCard,
    /// Requests on this person that wait for a second person.
    waiting: Vec<ApprovalView>,
    units: Vec<(String, String)>,
    /// Whether the reader may be shown masked fields.
    may_reveal: bool,
    retention: Option<RetentionLink>,
    /// A form of this page that was refused; that which shows a masked field is the part [`REVEAL`].
    typed: Typed,
    /// Fields that may be shown, in words: an adult's name is not masked.
    masked: Vec<(String, String)>,
}

/// Which of the page's forms shows a masked field.
pub(super) const REVEAL: &str = "reveal";

impl PersonPage {
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/persons/{}/{what}", self.detail.person.person_id))
    }

    fn may(&self, permission: impl Borrow<Permission>) -> bool {
        may(&self.ctx, *permission.borrow())
    }

    /// Whether the person can be handed to a unit: nobody has it, and nobody asked for it.
    fn can_be_assigned(&self) -> bool {
        let asked = self.waiting.iter().any(|request| request.action == "assign-person");
        self.detail.person.standing && self.detail.assignment.is_none() && !asked
    }

    /// Where the assignment is withdrawn, as long as nothing has come of it.
    fn unassign(&self) -> Option<String> {
        let assignment = self.detail.assignment.as_ref()?;
        let is_entered = assignment.in_arrest_list || assignment.is_entry_held || assignment.is_entry_void;
        let is_bare = assignment.outcome.is_none() && !is_entered;
        is_bare.then(|| self.form(&format!("assignments/{}/undo", assignment.assignment_id)))
    }
}

/// `GET /persons[?state=unassigned]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let unit = api::unit_of(&ctx.actor, Permission::ReadPersons)?;
    let unassigned = ctx.query_value("state").as_deref() == Some("unassigned");
    let (rows, reader) = (Rows::of(&list, &["-recorded_at", "limitation_until"]), Reader::of(&ctx.actor));
    let mut tx = police.reading("list-persons").await?;
    let keys = police.node.columns();
    let (persons, total) =
        views::page_persons(&mut tx, &reader, keys, unit.as_deref(), unassigned, &rows).await?;
    let table = table(&ctx, &list, (&persons, police.today()), total);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let may_assign = may(&ctx, Permission::AssignPersons);
    Ok(Page(PersonsPage { nav: navigation(&ctx), ctx, table, may_assign }).into_response())
}

fn table(ctx: &PageContext, list: &List, (persons, today): (&[ListedPerson], Date), total: i64) -> Table {
    let (what, next) = nothing(
        ctx,
        ctx.t("persons-none"),
        Some((ctx.t("persons-none-next"), ctx.href("/subjects")))
            .filter(|_| may(ctx, Permission::ReadSubjects)),
    );
    let mut table = Table::new(ctx, list, "persons", total)
        .column(Column::new("person", ctx.t("person")))
        .column(Column::new("class", ctx.t("class")))
        .column(Column::new("path", ctx.t("path")))
        .column(Column::new("acts", ctx.t("acts")).is_number())
        .column(Column::new("limitation_until", ctx.t("limitation-clock")).sorts())
        .column(Column::new("unit", ctx.t("unit")))
        .column(Column::new("outcome", ctx.t("outcome")))
        .nothing(what, next);
    for view in persons {
        let person = &view.person;
        let unit = match &view.assignment {
            Some(assignment) => Cell::text(assignment.unit_name).in_language("es"),
            None => Cell::text(ctx.t("unit-none")),
        };
        let row = Row::to(ctx.href(&format!("/persons/{}", person.person_id)))
            .cell(Cell::text(&person.name))
            .cell(Cell::lines(class_cells(ctx, person)))
            .cell(Cell::text(word(ctx, "path", person.path)))
            .cell(Cell::number(i64::try_from(person.act_count).unwrap_or(i64::MAX)))
            .cell(clocks_cell((ctx, today), None, view.limitation_until))
            .cell(unit)
            .cell(view.assignment.as_ref().map_or_else(Cell::none, |assignment| outcome(ctx, assignment)));
        table.row(row);
    }
    table
}

fn class_cells(ctx: &PageContext, person: &PersonView) -> Vec<Cell> {
    let roles = role_badges(ctx, &person.roles).into_iter().map(|(tone, text)| Cell::badge(tone, text));
    let mut cells: Vec<_> = roles.collect();
    cells.push(Cell::badge(tone_of(person.class), word(ctx, "class", person.class)));
    if person.minor && person.class == "undetermined" {
        cells.push(Cell::badge(Tone::Info, ctx.t("certainly-minor")));
    }
    cells.extend(person.doubt_code.map(|doubt| Cell::text(word(ctx, "doubt", doubt))));
    let badges = state_badges(ctx, person.identification_state, (person.ground_lost, person.link_contested));
    cells.extend(badges.into_iter().map(|(tone, text)| Cell::badge(tone, text)));
    cells
}

fn outcome(ctx: &PageContext, assignment: &AssignmentView) -> Cell {
    let known = match &assignment.outcome {
        Some(outcome) => Cell::badge(Tone::Plain, word(ctx, "outcome", outcome.code)),
        None => Cell::text(ctx.t("outcome-none")),
    };
    match assignment.arrest_in_question {
        Some(_) => Cell::lines(vec![known, Cell::badge(Tone::Warn, ctx.t("arrest-in-question"))]),
        None => known,
    }
}

/// `GET /persons/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
) -> Result<Response, Failure> {
    Ok(load(&police, ctx, id, Typed::default()).await?.into_response())
}

/// The page of a person, with what was typed into a form of it that was refused.
pub(super) async fn load(
    police: &Police,
    ctx: PageContext,
    id: Id<Person>,
    typed: Typed,
) -> Result<Page<PersonPage>, Failure> {
    let detail = load_detail(police, &ctx, id).await?;
    let may_reveal = detail.person.standing && may(&ctx, Permission::RevealFields);
    let waiting = if may(&ctx, Permission::AssignPersons) {
        list_waiting_on(&police.site, &ctx.actor, "person", &id.to_string()).await?
    } else {
        Vec::new()
    };
    let mut tx = police.reading("load-person-retention").await?;
    let retention = link_to::<Police>(&mut tx, &ctx, &ObjectRef::new("person", id)).await?;
    drop(tx);
    let (nav, card, units) = (navigation(&ctx), card(&ctx, &detail), forms::provinces(&ctx));
    let law = deciding_law(&police.settings.opening.country);
    let timeline = person_timeline::draw(&ctx, &detail, law, may(&ctx, Permission::ReadSubjects));
    let fields = if detail.person.class == "adult" { &["birth"][..] } else { &["name", "birth"][..] };
    let masked = fields.iter().map(|field| option(&ctx, "masked", field)).collect();
    Ok(Page(PersonPage {
        ctx,
        nav,
        detail,
        timeline,
        card,
        waiting,
        units,
        may_reveal,
        retention,
        typed,
        masked,
    }))
}

/// A person that is there for the reader.
pub(super) async fn load_detail(
    police: &Police,
    ctx: &PageContext,
    id: Id<Person>,
) -> Result<PersonDetail, Failure> {
    api::persons::load(police, &ctx.actor, id).await
}

/// The protective role first, then what the law says of an arrest.
fn card(ctx: &PageContext, detail: &PersonDetail) -> PersonCard {
    let person = &detail.person;
    let mut roles = role_badges(ctx, &person.roles);
    if person.class != "adult" {
        roles.push((Tone::Info, ctx.t("protection-first")));
    }
    roles.push((tone_of(person.class), word(ctx, "class", person.class)));
    if person.minor && person.class == "undetermined" {
        roles.push((Tone::Info, ctx.t("certainly-minor")));
    }
    roles.extend(state_badges(ctx, person.identification_state, (person.ground_lost, person.link_contested)));
    if !detail.arrest.allowed {
        roles.push((Tone::Bad, format!("{}: {}", ctx.t("arrest"), ctx.t("arrest-refused"))));
    }
    let mut facts = vec![(ctx.t("path"), word(ctx, "path", person.path))];
    if let Some(code) = detail.residence_province {
        facts.push((ctx.t("residence-province"), province_name(code).to_owned()));
    }
    if let Some(assignment) = &detail.assignment {
        facts.push((ctx.t("assignment"), assignment.unit_name.to_owned()));
    }
    let href = ctx.href(&format!("/persons/{}", person.person_id));
    PersonCard { name: person.name.clone(), href, roles, facts }
}

//! Operations with tally and press note.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::kind::Operation;
use model::{Id, Province};
use service::oversight::four_eyes::{ApprovalView, list_waiting_on};
use service::{Cell, Column, Failure, Lang, List, NavItem, Page, PageContext, Row, Table, Tone, Typed};

use super::dashboard::DrawnDashboard;
use super::{may, navigation};
use crate::api::operations::ShownNote;
use crate::db::{Reader, Rows};
use crate::permissions::Permission;
use crate::statistics::{PressNote, Tally, withdrawal_text};
use crate::views::{self, AssignmentView, OperationView, PublishedNoteView};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "operations.html")]
pub(super) struct OperationsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// Whether the reader may open one.
    may_lead: bool,
    /// The form that was refused.
    typed: Typed,
}

#[derive(Template)]
#[template(path = "operation.html")]
pub(super) struct OperationPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    operation: OperationView,
    tally: Tally,
    dashboard: DrawnDashboard,
    /// Castilian name, INE code and arrests; most first.
    provinces: Vec<(&'static str, String, i64)>,
    in_question: Vec<AssignmentView>,
    note: PressNote,
    /// What stands for this very note when it is published.
    shown: String,
    /// What has changed since a note was shown that was not recorded for it.
    changed: Option<NoteChange>,
    /// What was published of it before, oldest first, each with what readers are told once it is withdrawn.
    published: Vec<(PublishedNoteView, String)>,
    /// The language of the note.
    note_lang: Lang,
    /// Whether the reader may ask for the names.
    may_reveal_names: bool,
    /// Requests on it that wait for a second person.
    waiting: Vec<ApprovalView>,
    /// Whether the reader may decide who else reads it, and which subjects are in it.
    may_lead: bool,
    /// Whether the reader leads it.
    is_leader: bool,
    /// A form of this page that was refused, by its part.
    typed: Typed,
}

/// What reads otherwise than in a note that was shown before; nothing where it only counts other persons.
struct NoteChange {
    gone: Vec<String>,
    new: Vec<String>,
}

impl NoteChange {
    /// Since the note that a form showed, where the form was refused for it.
    fn since(typed: &Typed, note: &PressNote) -> Option<Self> {
        let (text, publishing) = (typed.value("text"), typed.error("shown"));
        publishing.filter(|_| !text.trim().is_empty())?;
        let shown: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let gone = shown.iter().filter(|line| !note.paragraphs.iter().any(|now| now == *line));
        let new = note.paragraphs.iter().filter(|now| !shown.contains(&now.as_str()));
        Some(Self { gone: gone.map(|line| (*line).to_owned()).collect(), new: new.cloned().collect() })
    }

    /// Whether every paragraph is as it was.
    fn is_of_persons_alone(&self) -> bool {
        self.gone.is_empty() && self.new.is_empty()
    }
}

impl OperationPage {
    /// Address of a form of this operation.
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/operations/{}/{what}", self.operation.operation_id))
    }
}

/// `GET /operations`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    if let Some(download) = list.download() {
        return Ok(load_table(&police, &ctx, &list).await?.download(download));
    }
    Ok(load(&police, ctx, &list, Typed::default()).await?.into_response())
}

/// The page of all operations, with what was typed into its form when that was refused.
pub(super) async fn load(
    police: &Police,
    ctx: PageContext,
    list: &List,
    typed: Typed,
) -> Result<Page<OperationsPage>, Failure> {
    let table = load_table(police, &ctx, list).await?;
    let may_lead = may(&ctx, Permission::LeadOperations);
    Ok(Page(OperationsPage { nav: navigation(&ctx), ctx, table, may_lead, typed }))
}

async fn load_table(police: &Police, ctx: &PageContext, list: &List) -> Result<Table, Failure> {
    let rows = Rows::of(list, &["-opened_at"]);
    let mut tx = police.reading("list-operations").await?;
    let (operations, total) =
        views::page_operations(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), &rows).await?;
    let next = Some((ctx.t("operation-open-title"), "#name".to_owned()));
    let mut table = Table::new(ctx, list, "operations", total)
        .column(Column::new("name", ctx.t("operation")))
        .column(Column::new("opened_at", ctx.t("opened-at")).sorts())
        .column(Column::new("led_by", ctx.t("input-led_by")))
        .column(Column::new("subjects", ctx.t("subjects")).is_number())
        .column(Column::new("state", ctx.t("state")))
        .nothing(ctx.t("operations-none"), next.filter(|_| may(ctx, Permission::LeadOperations)));
    for view in operations {
        let state = match view.closed {
            Some(_) => Cell::badge(Tone::Info, ctx.t("closed")),
            None => Cell::none(),
        };
        let row = Row::to(ctx.href(&format!("/operations/{}", view.operation_id)))
            .cell(Cell::text(view.name))
            .cell(Cell::time(view.opened_at))
            .cell(Cell::text(view.led_by))
            .cell(Cell::number(view.subject_count))
            .cell(state);
        table.row(row);
    }
    Ok(table)
}

/// `GET /operations/{id}[?note=es|en]`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
) -> Result<Response, Failure> {
    Ok(load_one(&police, ctx, id, Typed::default()).await?.into_response())
}

/// Path of the page of an operation.
pub(super) fn page_of(id: Id<Operation>) -> String {
    format!("/operations/{id}")
}

/// The page of an operation, with what was typed into a form of it that was refused.
pub(super) async fn load_one(
    police: &Police,
    ctx: PageContext,
    id: Id<Operation>,
    typed: Typed,
) -> Result<Page<OperationPage>, Failure> {
    let reader = Reader::of(&ctx.actor);
    let dashboard = api::operations::load_dashboard(police, &reader, id).await?;
    let tally = dashboard.tally.clone();
    let dashboard = DrawnDashboard::new(&ctx, dashboard);
    let mut tx = police.reading("load-operation").await?;
    let operation = views::load_operation(&mut tx, &reader, police.node.columns(), id).await?;
    drop(tx);
    let in_question = api::operations::list_arrests_in_question(police, &reader, id).await?;
    let publishing = typed.part("note");
    let asked = ctx.query_value("note").unwrap_or_else(|| publishing.value("lang").to_owned());
    let note_lang = Lang::from_code(&asked).unwrap_or(ctx.lang);
    let published = api::operations::load_published(police, id).await?;
    let in_question_count = in_question.len();
    let ShownNote { note, shown } =
        api::operations::write_press_note(police, note_lang, &tally, &published, in_question_count)?;
    let changed = NoteChange::since(&publishing, &note);
    let published = with_withdrawals(police, note_lang, published.notes);
    let provinces = arrests_by_province(&tally);
    let nav = navigation(&ctx);
    let may_reveal_names = may(&ctx, Permission::RevealNames);
    let waiting = list_waiting_on(&police.site, &ctx.actor, "operation", &id.to_string()).await?;
    let may_lead = may(&ctx, Permission::LeadOperations);
    let is_leader = operation.led_by == ctx.actor.name();
    let typed = in_its_form(typed, &operation);
    Ok(Page(OperationPage {
        ctx,
        nav,
        operation,
        tally,
        dashboard,
        provinces,
        in_question,
        note,
        shown,
        changed,
        published,
        note_lang,
        may_reveal_names,
        waiting,
        may_lead,
        is_leader,
        typed,
    }))
}

/// The forms on readers send to the same addresses: what is said of somebody who asked stands in the form of what they asked.
fn in_its_form(typed: Typed, operation: &OperationView) -> Typed {
    let reader = typed.value("reader");
    let mut asked = operation.closed.iter().flat_map(|closed| &closed.access_requests);
    match asked.find(|request| request.asked_by == reader) {
        Some(request) => typed.of(part_of(&request.asked_by)),
        None => typed,
    }
}

/// The part of the form on what somebody asked.
fn part_of(asked_by: impl AsRef<str>) -> String {
    format!("asked-{}", asked_by.as_ref())
}

fn with_withdrawals(
    police: &Police,
    lang: Lang,
    published: Vec<PublishedNoteView>,
) -> Vec<(PublishedNoteView, String)> {
    let (site, clock) = (&police.site, police.clock());
    let with_text = |note: PublishedNoteView| {
        let told = withdrawal_text(site.texts(), lang, site.simulation(), note.published_on(&clock));
        (note, told)
    };
    published.into_iter().map(with_text).collect()
}

fn arrests_by_province(tally: &Tally) -> Vec<(&'static str, String, i64)> {
    let name = |code: &str| Province::find_code(code).map_or("", Province::name);
    let mut provinces: Vec<_> =
        tally.by_province.iter().map(|(code, arrests)| (name(code), code.clone(), *arrests)).collect();
    provinces.sort_by_key(|(_, code, arrests)| (-arrests, code.clone()));
    provinces
}

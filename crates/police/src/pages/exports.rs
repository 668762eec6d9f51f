//! What leaves for the tools of others, to be looked at first, also as CSV and JSON, and the form that exports it: the acts of a report, subject,
//! person or operation.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::{Operation, Person, Report, Subject};
use serde::Deserialize;
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Typed, TypedForm};

use super::{forms, navigation};
use crate::Police;
use crate::actions::ExportActs;
use crate::api::exports as api;
use crate::db::exports::{Exported, ExportedAct};
use crate::db::ip_events::EventInContext;
use crate::exports::{Doubts, ExportFormat, Leaving};

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    doubts: Doubts,
    /// Path of the object.
    object: String,
    formats: Vec<(String, String)>,
    typed: Typed,
}

/// In which format, and for whom.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct ExportForm {
    format: String,
    recipient: String,
}

model::unprintable!(ExportForm);

/// `GET /reports/{id}/export`.
pub(crate) async fn report(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Report>>,
    list: List,
) -> Result<Response, Failure> {
    show(&police, ctx, &list, Exported::Report(id)).await
}

/// `POST /reports/{id}/export`.
pub(crate) async fn export_report(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Report>>,
    list: List,
    form: TypedForm<ExportForm>,
) -> Result<Response, Failure> {
    export(&police, ctx, &list, Exported::Report(id), form).await
}

/// `GET /subjects/{id}/export`.
pub(crate) async fn subject(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
    list: List,
) -> Result<Response, Failure> {
    show(&police, ctx, &list, Exported::Subject(id)).await
}

/// `POST /subjects/{id}/export`.
pub(crate) async fn export_subject(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
    list: List,
    form: TypedForm<ExportForm>,
) -> Result<Response, Failure> {
    export(&police, ctx, &list, Exported::Subject(id), form).await
}

/// `GET /persons/{id}/export`.
pub(crate) async fn person(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
    list: List,
) -> Result<Response, Failure> {
    show(&police, ctx, &list, Exported::Person(id)).await
}

/// `POST /persons/{id}/export`.
pub(crate) async fn export_person(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
    list: List,
    form: TypedForm<ExportForm>,
) -> Result<Response, Failure> {
    export(&police, ctx, &list, Exported::Person(id), form).await
}

/// `GET /operations/{id}/export`.
pub(crate) async fn operation(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
    list: List,
) -> Result<Response, Failure> {
    show(&police, ctx, &list, Exported::Operation(id)).await
}

/// `POST /operations/{id}/export`.
pub(crate) async fn export_operation(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
    list: List,
    form: TypedForm<ExportForm>,
) -> Result<Response, Failure> {
    export(&police, ctx, &list, Exported::Operation(id), form).await
}

async fn show(police: &Police, ctx: PageContext, list: &List, what: Exported) -> Result<Response, Failure> {
    let leaving = api::load(police, &ctx.actor, what).await?;
    let table = table(&ctx, list, &leaving);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(page(ctx, (table, leaving.doubts), what, Typed::default()).into_response())
}

/// The answer itself is the file: its page stays, so that another format can be asked for.
async fn export(
    police: &Police,
    ctx: PageContext,
    list: &List,
    what: Exported,
    form: TypedForm<ExportForm>,
) -> Result<Response, Failure> {
    let outcome = match form.fields {
        Ok(ExportForm { format, recipient }) => {
            let action = ExportActs { what, format, recipient };
            police.node.act(&ctx.actor, &action).await.map(|_| action.format)
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(format) => api::write(police, &ctx.actor, what, &format).await,
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            let leaving = api::load(police, &ctx.actor, what).await?;
            let table = table(&ctx, list, &leaving);
            Ok(forms::refused(page(ctx, (table, leaving.doubts), what, typed)))
        }
    }
}

fn page(
    ctx: PageContext,
    (table, doubts): (Table, Doubts),
    what: Exported,
    typed: Typed,
) -> Page<ExportPage> {
    let named = |format: ExportFormat| {
        let key = format!("export-{}", format.code().replace('.', "-"));
        (format.code().to_owned(), ctx.t(&key))
    };
    let formats = ExportFormat::ALL.into_iter().map(named).collect();
    let object = format!("/{}s/{}", what.kind(), what.id());
    Page(ExportPage { nav: navigation(&ctx), ctx, table, doubts, object, formats, typed })
}

/// The acts, and the events that are none behind them.
fn table(ctx: &PageContext, list: &List, leaving: &Leaving) -> Table {
    let total = i64::try_from(leaving.acts.len() + leaving.events.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "export", total)
        .column(Column::new("report_number", ctx.t("report-number")))
        .column(Column::new("stated", ctx.t("sheet-original")))
        .column(Column::new("at", ctx.t("act-instant")))
        .column(Column::new("event", ctx.t("events")))
        .column(Column::new("operator", ctx.t("operator")))
        .column(Column::new("doubt", ctx.t("export-doubt")))
        .column(Column::new("sha256", "SHA-256"))
        .column(Column::new("md5", "MD5").only_when_chosen())
        .column(Column::new("size_bytes", ctx.t("file-size-bytes")).is_number())
        .column(Column::new("reporting_party", ctx.t("reporting-party")).only_when_chosen())
        .nothing(ctx.t("export-none"), None);
    let offset = usize::try_from(list.offset()).unwrap_or(usize::MAX);
    let limit = usize::try_from(list.limit()).unwrap_or_default();
    let acts = leaving.acts.iter().map(|leaving| row(ctx, &leaving.act));
    let events = leaving.events.iter().map(|leaving| event_row(ctx, &leaving.found));
    for row in acts.chain(events).skip(offset).take(limit) {
        table.row(row);
    }
    table
}

/// Of an event that is no act: no file belongs to it, and who sent its report stands with the acts.
fn event_row(ctx: &PageContext, found: &EventInContext) -> Row {
    let event = &found.event;
    let name = match event.event_name.as_str() {
        "" => Cell::text(ctx.t("export-event")),
        name => Cell::text(name).in_language("en"),
    };
    let cells = Row::plain()
        .cell(Cell::text(found.report_number.to_string()))
        .cell(Cell::text(&event.stated_text))
        .cell(Cell::time(event.happened_at))
        .cell(name)
        .cell(Cell::text(event.operator.clone().unwrap_or_default()));
    // doubt, digests and size, and the reporting party
    (0..5).fold(cells, |row, _| row.cell(Cell::none()))
}

fn row(ctx: &PageContext, act: &ExportedAct) -> Row {
    let file = act.file.as_ref();
    let digest = |digest: Option<&String>| digest.map_or_else(Cell::none, Cell::digest);
    Row::plain()
        .cell(Cell::text(act.report_number.to_string()))
        .cell(Cell::text(&act.stated_text))
        .cell(Cell::time(act.happened_at))
        .cell(Cell::none())
        .cell(Cell::text(act.operator.clone().unwrap_or_default()))
        .cell(doubt_cell(ctx, act))
        .cell(digest(file.map(|file| &file.sha256)))
        .cell(digest(file.map(|file| &file.md5)))
        .cell(file.map_or_else(Cell::none, |file| Cell::number(file.size_bytes)))
        .cell(Cell::text(&act.reporting_party))
}

/// What holds back whoever relies on the act.
fn doubt_cell(ctx: &PageContext, act: &ExportedAct) -> Cell {
    let badges = super::state_badges(ctx, None, (act.ground_lost, act.link_contested));
    if badges.is_empty() {
        return Cell::none();
    }
    Cell::lines(badges.into_iter().map(|(tone, text)| Cell::badge(tone, text)).collect())
}

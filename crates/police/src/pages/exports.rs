//! What leaves for the tools of others, to be looked at first: the acts of a report, subject, person or operation, also as CSV and JSON.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::{Operation, Person, Report, Subject};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table};

use super::navigation;
use crate::Police;
use crate::api::exports as api;
use crate::db::exports::ExportedAct;
use crate::exports::ExportFormat;

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// Path of the object.
    object: String,
    /// Addresses of the files for tools, with their names.
    files: Vec<(String, String)>,
}

/// `GET /reports/{id}/export`.
pub(crate) async fn report(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Report>>,
    list: List,
) -> Result<Response, Failure> {
    let acts = api::load_report(&police, &ctx.actor, id).await?;
    Ok(page(ctx, &list, format!("/reports/{id}"), &acts))
}

/// `GET /subjects/{id}/export`.
pub(crate) async fn subject(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
    list: List,
) -> Result<Response, Failure> {
    let acts = api::load_subject(&police, &ctx.actor, id).await?;
    Ok(page(ctx, &list, format!("/subjects/{id}"), &acts))
}

/// `GET /persons/{id}/export`.
pub(crate) async fn person(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
    list: List,
) -> Result<Response, Failure> {
    let acts = api::load_person(&police, &ctx.actor, id).await?;
    Ok(page(ctx, &list, format!("/persons/{id}"), &acts))
}

/// `GET /operations/{id}/export`.
pub(crate) async fn operation(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
    list: List,
) -> Result<Response, Failure> {
    let acts = api::load_operation(&police, &ctx.actor, id).await?;
    Ok(page(ctx, &list, format!("/operations/{id}"), &acts))
}

fn page(ctx: PageContext, list: &List, object: String, acts: &[ExportedAct]) -> Response {
    let table = table(&ctx, list, acts);
    if let Some(download) = list.download() {
        return table.download(download);
    }
    let file = |format: ExportFormat| {
        (
            format!("/api{object}/export?format={}", format.code()),
            ctx.t(&format!("export-{}", format.code().replace('.', "-"))),
        )
    };
    let files = ExportFormat::ALL.map(file).to_vec();
    Page(ExportPage { nav: navigation(&ctx), ctx, table, object, files }).into_response()
}

fn table(ctx: &PageContext, list: &List, acts: &[ExportedAct]) -> Table {
    let total = i64::try_from(acts.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "export", total)
        .column(Column::new("report_number", ctx.t("report-number")))
        .column(Column::new("stated", ctx.t("sheet-original")))
        .column(Column::new("at", ctx.t("act-instant")))
        .column(Column::new("operator", ctx.t("operator")))
        .column(Column::new("sha256", "SHA-256"))
        .column(Column::new("md5", "MD5").only_when_chosen())
        .column(Column::new("size_bytes", ctx.t("file-size-bytes")).is_number())
        .column(Column::new("reporting_party", ctx.t("reporting-party")).only_when_chosen())
        .nothing(ctx.t("export-none"), None);
    let offset = usize::try_from(list.offset()).unwrap_or(usize::MAX);
    let limit = usize::try_from(list.limit()).unwrap_or_default();
    for act in acts.iter().skip(offset).take(limit) {
        table.row(row(act));
    }
    table
}

fn row(act: &ExportedAct) -> Row {
    let file = act.file.as_ref();
    let digest = |digest: Option<&String>| digest.map_or_else(Cell::none, Cell::digest);
    Row::plain()
        .cell(Cell::text(act.report_number.to_string()))
        .cell(Cell::text(&act.stated_text))
        .cell(Cell::time(act.happened_at))
        .cell(Cell::text(act.operator.clone().unwrap_or_default()))
        .cell(digest(file.map(|file| &file.sha256)))
        .cell(digest(file.map(|file| &file.md5)))
        .cell(file.map_or_else(Cell::none, |file| Cell::number(file.size_bytes)))
        .cell(Cell::text(&act.reporting_party))
}

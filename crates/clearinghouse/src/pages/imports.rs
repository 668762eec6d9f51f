//! Imports of many reports from one file.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone};

use crate::db;
use crate::db::imports::ImportRow;
use crate::import::file_name_column;
use crate::state::State as Clearinghouse;

#[derive(Template)]
#[template(path = "imports.html")]
struct ImportsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

/// `GET /imports`.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    list: List,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let mut tx = state.node().db().begin_read("imports-page").await?;
    let total = db::imports::count_all(&mut tx).await?;
    let rows = db::imports::list_page(&mut tx, (list.limit(), list.offset())).await?;
    drop(tx);
    let mut table = table(&ctx, &list, total);
    for row in &rows {
        let file_name = file_name(&state, &ctx, row)?;
        table.row(table_row(&ctx, row, file_name));
    }
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(ImportsPage { nav: super::nav(&ctx), ctx, table }).into_response())
}

/// The name of its file, or a word for one that was erased.
pub(super) fn file_name(
    state: &Clearinghouse,
    ctx: &PageContext,
    row: &ImportRow,
) -> Result<String, Failure> {
    let id = row.import_id.to_string();
    let name = row.file_name.open_kept(state.node().columns(), file_name_column(&id))?;
    Ok(if name.is_empty() { ctx.t("import-file-erased") } else { name })
}

fn table(ctx: &PageContext, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "imports", total)
        .column(Column::new("file_name", ctx.t("import-file")))
        .column(Column::new("source", ctx.t("import-source")))
        .column(Column::new("reporting_party", ctx.t("report-party")))
        .column(Column::new("state", ctx.t("report-state")))
        .column(Column::new("begun_at", ctx.t("import-begun")))
        .column(Column::new("kept", ctx.t("import-kept")).is_number())
        .column(Column::new("known", ctx.t("import-known")).is_number())
        .column(Column::new("refused", ctx.t("import-refused")).is_number())
        .nothing(ctx.t("imports-none"), None)
}

fn table_row(ctx: &PageContext, row: &ImportRow, file_name: String) -> Row {
    let (tone, key) = state_of(row);
    Row::to(ctx.href(&format!("/imports/{}", row.import_id)))
        .cell(Cell::text(file_name))
        .cell(Cell::text(row.source.as_str()))
        .cell(Cell::text(row.reporting_party.as_str()))
        .cell(Cell::badge(tone, ctx.t(key)))
        .cell(Cell::time(row.begun_at))
        .cell(Cell::number(row.kept))
        .cell(Cell::number(row.known))
        .cell(Cell::number(row.refused))
}

/// How an import stands, and the key of the word for it.
pub(super) fn state_of(row: &ImportRow) -> (Tone, &'static str) {
    match (row.undone_at, row.finished_at) {
        (Some(_), _) => (Tone::Plain, "import-state-undone"),
        (None, Some(_)) => (Tone::Good, "import-state-finished"),
        (None, None) => (Tone::Info, "import-state-begun"),
    }
}

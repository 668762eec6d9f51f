//! Imports of many reports from one file, and how one is undone as a whole.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use service::{
    Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, Typed, TypedForm, forms,
};

use crate::actions::undo_import::UndoImport;
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
        let file_name = file_name(&state, row)?;
        table.row(table_row(&ctx, row, file_name));
    }
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(ImportsPage { nav: super::nav(&ctx), ctx, table }).into_response())
}

fn file_name(state: &Clearinghouse, row: &ImportRow) -> Result<String, Failure> {
    let id = row.import_id.to_string();
    Ok(row.file_name.open_kept(state.node().columns(), file_name_column(&id))?)
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
fn state_of(row: &ImportRow) -> (Tone, &'static str) {
    match (row.undone_at, row.finished_at) {
        (Some(_), _) => (Tone::Plain, "import-state-undone"),
        (None, Some(_)) => (Tone::Good, "import-state-finished"),
        (None, None) => (Tone::Info, "import-state-begun"),
    }
}

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    import: ImportRow,
    file_name: String,
    typed: Typed,
}

impl ImportPage {
    fn state_class(&self) -> &'static str {
        state_of(&self.import).0.class()
    }

    fn state_key(&self) -> &'static str {
        state_of(&self.import).1
    }
}

async fn page(
    state: &Clearinghouse,
    ctx: PageContext,
    import_id: &str,
    typed: Typed,
) -> Result<Page<ImportPage>, Failure> {
    let mut tx = state.node().db().begin_read("import-page").await?;
    let import = db::imports::find(&mut tx, import_id).await?;
    drop(tx);
    let import = import.ok_or_else(|| Failure::absent("import"))?;
    let file_name = file_name(state, &import)?;
    Ok(Page(ImportPage { nav: super::nav(&ctx), ctx, import, file_name, typed }))
}

/// `GET /imports/{id}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(import_id): Path<String>,
    ctx: PageContext,
) -> Result<Response, Failure> {
    Ok(page(&state, ctx, &import_id, Typed::default()).await?.into_response())
}

/// Why an import is undone.
#[derive(Deserialize)]
pub(crate) struct UndoForm {
    reason: String,
}

/// `POST /imports/{id}/undo`.
pub(crate) async fn undo(
    State(state): State<Clearinghouse>,
    Path(import_id): Path<String>,
    ctx: PageContext,
    form: TypedForm<UndoForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|UndoForm { reason }| UndoImport { import_id: import_id.clone(), reason });
    let undone = forms::act(state.node(), &ctx, action).await.map(drop);
    let path = format!("/imports/{import_id}");
    let again = |ctx, typed| page(&state, ctx, &import_id, typed);
    forms::answer(ctx, undone, form.typed, &path, "import-undone", again).await
}

//! One import: the reports that its lines made, the lines that made none, and how it is undone as a whole.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use service::oversight::four_eyes::request_approval;
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::{
    Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tx, Typed, TypedForm, forms,
};

use super::imports::{file_name, state_of};
use super::reports::{band_cell, state_tone};
use crate::actions::import_lines::MOST_REFUSED;
use crate::actions::undo_import::{UndoImport, UndoWorkedImport};
use crate::db;
use crate::db::import_work::{MOST_NAMED, Work};
use crate::db::imports::ImportRow;
use crate::db::reports::ReportRow;
use crate::import::{RefusedLine, load_refused, undone_reason_column};
use crate::state::State as Clearinghouse;

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    import: ImportRow,
    file_name: String,
    /// Why it was undone; empty while it stands, and once erased.
    undone_reason: String,
    /// Reports, in the order of the lines.
    reports: Table,
    /// Lines that made no report.
    refused: Table,
    /// What people did with its reports; nothing of one that was undone.
    work: Vec<Work>,
    /// The way to its period, once none of its reports is kept.
    retention: Option<RetentionLink>,
    typed: Typed,
}

impl ImportPage {
    fn state_class(&self) -> &'static str {
        state_of(&self.import).0.class()
    }

    fn state_key(&self) -> &'static str {
        state_of(&self.import).1
    }

    /// Whether more may rest on it than is named.
    fn has_more_work(&self) -> bool {
        self.work.len() == MOST_NAMED
    }

    /// Whether more lines were refused than are kept.
    fn has_more_refused(&self) -> bool {
        self.import.refused > MOST_REFUSED && self.import.undone_at.is_none()
    }
}

async fn page(
    state: &Clearinghouse,
    ctx: PageContext,
    (import_id, list): (&str, &List),
    typed: Typed,
) -> Result<Page<ImportPage>, Failure> {
    // the links of its table lead to the page, also where the form was refused
    let ctx = ctx.at(&format!("/imports/{import_id}"));
    let mut tx = state.node().db().begin_read("import-page").await?;
    let import = db::imports::find(&mut tx, import_id).await?;
    let import = import.ok_or_else(|| Failure::absent("import"))?;
    let reports = reports_table(&mut tx, (&ctx, &list.first()), &import).await?;
    let of_refused = list.of("refused-lines");
    let refused = refused_table(state, &mut tx, (&ctx, &of_refused), &import).await?;
    let work = match import.undone_at {
        Some(_) => Vec::new(),
        None => db::import_work::list(&mut tx, import_id).await?,
    };
    let retention = link_to::<Clearinghouse>(&mut tx, &ctx, &ObjectRef::new("import", import_id)).await?;
    drop(tx);
    let file_name = file_name(state, &ctx, &import)?;
    let undone_reason =
        import.undone_reason.open_kept(state.node().columns(), undone_reason_column(import_id))?;
    let nav = super::nav(&ctx);
    Ok(Page(ImportPage {
        ctx,
        nav,
        import,
        file_name,
        undone_reason,
        reports,
        refused,
        work,
        retention,
        typed,
    }))
}

async fn reports_table(
    tx: &mut Tx,
    (ctx, list): (&PageContext, &List),
    import: &ImportRow,
) -> Result<Table, Failure> {
    let mut table = Table::new(ctx, list, "import-reports", import.kept)
        .column(Column::new("report_number", ctx.t("report-number")))
        .column(Column::new("band", ctx.t("report-band")))
        .column(Column::new("state", ctx.t("report-state")))
        .column(Column::new("country", ctx.t("report-country")))
        .column(Column::new("incident_at", ctx.t("report-incident-at")))
        .nothing(ctx.t("import-reports-none"), None);
    for report in db::reports::page_of_import(tx, import.import_id, (list.limit(), list.offset())).await? {
        table.row(report_row(ctx, &report));
    }
    Ok(table)
}

fn report_row(ctx: &PageContext, report: &ReportRow) -> Row {
    let country = report.country.as_ref().map(|country| Cell::text(country.code.as_str()));
    Row::to(ctx.href(&format!("/reports/{}", report.report_number)))
        .cell(Cell::text(report.report_number.to_string()))
        .cell(band_cell(ctx, report))
        .cell(Cell::badge(state_tone(report.state), ctx.t(&format!("state-{}", report.state.as_str()))))
        .cell(country.unwrap_or_else(Cell::none))
        .cell(Cell::time(report.incident_at))
}

async fn refused_table(
    state: &Clearinghouse,
    tx: &mut Tx,
    (ctx, list): (&PageContext, &List),
    import: &ImportRow,
) -> Result<Table, Failure> {
    let kept = db::refused_lines::count(tx, import.import_id).await?;
    let mut table = Table::new(ctx, list, "refused-lines", kept)
        .titled(ctx.t("import-refused"))
        .column(Column::new("line", ctx.t("import-refused-line")).is_number())
        .column(Column::new("column", ctx.t("import-refused-column")))
        .column(Column::new("message", ctx.t("import-refused-message")))
        .nothing(ctx.t("import-refused-none"), None);
    let part = (list.limit(), list.offset());
    for refused in load_refused(tx, state.node().columns(), import, part).await? {
        table.row(refused_row(ctx, refused));
    }
    Ok(table)
}

fn refused_row(ctx: &PageContext, refused: RefusedLine) -> Row {
    let says = ctx.refusal(&refused.error.message);
    let column = match refused.error.column {
        whole if whole.is_empty() => Cell::none(),
        column => Cell::text(column),
    };
    Row::plain()
        .cell(Cell::number(refused.line))
        .cell(column)
        .cell(Cell::text(says.text).in_language(says.lang.code()))
}

/// `GET /imports/{id}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(import_id): Path<String>,
    list: List,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let page = page(&state, ctx, (import_id.as_str(), &list), Typed::default()).await?;
    if let Some(file) = [&page.0.reports, &page.0.refused].into_iter().find_map(Table::file) {
        return Ok(file);
    }
    Ok(page.into_response())
}

/// Why an import is undone.
#[derive(Deserialize)]
pub(crate) struct UndoForm {
    reason: String,
}

/// `POST /imports/{id}/undo`: undone at once, or on to the requests for approval where people worked on it.
pub(crate) async fn undo(
    State(state): State<Clearinghouse>,
    Path(import_id): Path<String>,
    list: List,
    ctx: PageContext,
    form: TypedForm<UndoForm>,
) -> Result<Response, Failure> {
    let mut tx = state.node().db().begin_read("list-import-work").await?;
    let is_worked_on = !db::import_work::list(&mut tx, &import_id).await?.is_empty();
    drop(tx);
    let again = |ctx, typed| page(&state, ctx, (import_id.as_str(), &list), typed);
    if is_worked_on {
        let asked = ask_second(&state, &ctx, &import_id, form.fields).await;
        return match asked {
            Ok(()) => Ok(Redirect::to(&ctx.href("/approvals")).into_response()),
            Err(failure) => Ok(forms::refused(again(ctx, form.typed.refused(failure)?).await?)),
        };
    }
    let action = form.fields.map(|UndoForm { reason }| UndoImport { import_id: import_id.clone(), reason });
    let undone = forms::act(state.node(), &ctx, action).await.map(drop);
    let path = format!("/imports/{import_id}");
    forms::answer(ctx, undone, form.typed, &path, "import-undone", again).await
}

async fn ask_second(
    state: &Clearinghouse,
    ctx: &PageContext,
    import_id: &str,
    form: Result<UndoForm, Failure>,
) -> Result<(), Failure> {
    let action = UndoWorkedImport { import_id: import_id.to_owned(), reason: form?.reason };
    request_approval(state.node(), &ctx.actor, None, [0; 32], &action).await.map(drop)
}

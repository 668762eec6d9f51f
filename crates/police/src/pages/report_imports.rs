//! Imports of what the unit had downloaded, and the form by which one is undone.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::Id;
use service::oversight::four_eyes::request_approval;
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, TypedForm};

use super::forms::{self, ReasonForm};
use super::{may, navigation, reports};
use crate::Police;
use crate::actions::UndoImport;
use crate::ids::ReportImport;
use crate::permissions::Permission;
use crate::views::{self, ReportImportView};

#[derive(Template)]
#[template(path = "report-imports.html")]
struct ImportsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

/// `GET /imports`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let mut tx = police.reading("list-report-imports").await?;
    let part = (list.limit(), list.offset());
    let (imports, total) = views::page_report_imports(&mut tx, police.node.columns(), part).await?;
    let mut table = Table::new(&ctx, &list, "report-imports", total)
        .column(Column::new("import_id", ctx.t("report-import")))
        .column(Column::new("imported_at", ctx.t("report-import-at")))
        .column(Column::new("imported_by", ctx.t("report-import-by")))
        .column(Column::new("reports", ctx.t("reports")).is_number())
        .column(Column::new("known", ctx.t("report-import-known")).is_number())
        .column(Column::new("undone", ctx.t("report-import-undone")))
        .column(Column::new("package_sha256", ctx.t("package-digest")).only_when_chosen())
        .nothing(ctx.t("report-imports-none"), None);
    for import in &imports {
        table.row(row(&ctx, import));
    }
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(ImportsPage { nav: navigation(&ctx), ctx, table }).into_response())
}

fn row(ctx: &PageContext, import: &ReportImportView) -> Row {
    let row = match import.undone_at {
        None if may(ctx, Permission::ReadReports) => {
            Row::to(ctx.href(&format!("/reports?referral={}", import.referral_id)))
        }
        _ => Row::plain(),
    };
    let undone = match (&import.undone_by, import.undone_at) {
        (Some(by), Some(at)) => {
            let why = import.undone_reason.as_ref().filter(|_| may(ctx, Permission::Erase));
            let told = [Cell::time(at), Cell::text(by)].into_iter().chain(why.map(Cell::text));
            Cell::lines(told.collect())
        }
        _ => Cell::badge(Tone::Plain, ctx.t("report-import-stands")),
    };
    row.cell(Cell::text(import.import_id.to_string()))
        .cell(Cell::time(import.imported_at))
        .cell(Cell::text(&import.imported_by))
        .cell(Cell::number(import.reports))
        .cell(Cell::number(import.known))
        .cell(undone)
        .cell(Cell::digest(&import.package_sha256))
}

/// `POST /imports/{id}/undo[?referral=]`: on to the requests for approval; refused, the reports of that referral again.
pub(crate) async fn undo(
    State(police): State<Police>,
    ctx: PageContext,
    Path(import_id): Path<Id<ReportImport>>,
    list: List,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let asked = match form.fields {
        Ok(ReasonForm { reason }) => {
            let action = UndoImport { import_id, reason };
            request_approval(&police.node, &ctx.actor, None, [0; 32], &action).await.map(drop)
        }
        Err(failure) => Err(failure),
    };
    match asked {
        Ok(()) => Ok(Redirect::to(&ctx.href("/approvals")).into_response()),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            Ok(forms::refused(reports::page(&police, ctx.at("/reports"), &list, typed).await?))
        }
    }
}

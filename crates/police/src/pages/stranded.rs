//! Closed operations without a reader, and the form that asks to name one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::Id;
use model::kind::Operation;
use service::oversight::four_eyes::{ApprovalView, list_waiting_on, request_approval};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Typed, TypedForm};

use super::forms::refused;
use super::navigation;
use crate::Police;
use crate::api::stranded::NewReader;
use crate::views::{self, StrandedView};

#[derive(Template)]
#[template(path = "stranded.html")]
struct StrandedPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// Those of this page of it, each with the requests on it that wait for a second person.
    operations: Vec<(StrandedView, Vec<ApprovalView>)>,
    /// A form that was refused: the part of its operation.
    typed: Typed,
}

/// `GET /stranded-operations`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let page = load(&police, ctx, &list, Typed::default()).await?;
    if let Some(download) = list.download() {
        return Ok(page.0.table.download(download));
    }
    Ok(page.into_response())
}

async fn load(
    police: &Police,
    ctx: PageContext,
    list: &List,
    typed: Typed,
) -> Result<Page<StrandedPage>, Failure> {
    let mut tx = police.reading("list-stranded").await?;
    let stranded = views::list_stranded(&mut tx, police.node.staff()).await?;
    drop(tx);
    let table = table(&ctx, list, &stranded);
    let mut operations = Vec::new();
    for view in list.page_of(stranded) {
        let id = view.operation_id.to_string();
        operations.push((view, list_waiting_on(&police.site, &ctx.actor, "operation", &id).await?));
    }
    Ok(Page(StrandedPage { nav: navigation(&ctx), ctx, table, operations, typed }))
}

fn table(ctx: &PageContext, list: &List, stranded: &[StrandedView]) -> Table {
    let total = i64::try_from(stranded.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "stranded-operations", total)
        .column(Column::new("operation_id", ctx.t("operation")))
        .column(Column::new("led_by", ctx.t("input-led_by")))
        .column(Column::new("closed_at", ctx.t("input-closed_at")))
        .nothing(ctx.t("stranded-none"), None);
    for view in list.page_of(stranded) {
        let row = Row::to(format!("#{}", view.operation_id))
            .cell(Cell::text(view.operation_id.to_string()))
            .cell(Cell::text(&view.led_by))
            .cell(Cell::time(view.closed_at));
        table.row(row);
    }
    table
}

/// `POST /operations/{id}/appoint-reader`: on to the requests for approval.
pub(crate) async fn request(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    Path(operation_id): Path<Id<Operation>>,
    form: TypedForm<NewReader>,
) -> Result<Response, Failure> {
    let asked = match form.fields {
        Ok(fields) => {
            let action = fields.action(operation_id);
            request_approval(&police.node, &ctx.actor, None, [0; 32], &action).await
        }
        Err(failure) => Err(failure),
    };
    match asked {
        Ok(_) => Ok(Redirect::to(&ctx.href("/approvals")).into_response()),
        Err(failure) => {
            let typed = form.typed.refused(failure)?.of(operation_id.to_string());
            Ok(refused(load(&police, ctx, &list, typed).await?))
        }
    }
}

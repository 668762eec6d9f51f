//! `/reports`: the reports, with the newest request and the newest outcome of each.

use askama::Template;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, PageFrame, Row, Table};

use super::nav;
use crate::State;
use crate::db::report_lines::{self, Asked, ReportLine};
use crate::report_state::ReportState;

/// One page of the list.
#[derive(Template)]
#[template(path = "reports.html")]
pub(crate) struct ReportsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    reports: Table,
}

/// Shows the list, newest first.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let outcome = ctx.query_value("outcome").unwrap_or_default();
    let asked = Asked { state: asked_state(&ctx)?, outcome: &outcome, text: list.filter() };
    let order = list.order(&["-opened_at", "number", "filed_at"]);
    let mut tx = state.node.db().begin_read("reports-page").await?;
    let total = report_lines::count(&mut tx, &asked).await?;
    let mut reports = table(&ctx, &list, total);
    for report in report_lines::list(&mut tx, &asked, order, (list.offset(), list.limit())).await? {
        reports.row(line(&ctx, &report));
    }
    if let Some(download) = list.download() {
        return Ok(reports.download(download));
    }
    Ok(Page(ReportsPage { nav: nav(&ctx), reports, ctx }).into_response())
}

/// The state that the address asks for; any where it names none.
fn asked_state(ctx: &PageFrame) -> Result<Option<ReportState>, Failure> {
    let asked = ctx.query_value("state").filter(|text| !text.is_empty());
    let read = |text: String| {
        let refused = || Failure::refused("state", format!("must be one of {}", ReportState::EXPECTED));
        text.parse().map_err(|_| refused())
    };
    asked.map(read).transpose()
}

fn table(ctx: &PageFrame, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "reports", total)
        .column(Column::new("number", ctx.t("report-number")).sorts())
        .column(Column::new("state", ctx.t("state")))
        .column(Column::new("opened_at", ctx.t("report-opened")).sorts())
        .column(Column::new("filed_at", ctx.t("report-filed")).sorts())
        .column(Column::new("last_step", ctx.t("report-last-step")))
        .column(Column::new("response_code", ctx.t("report-receipt")).is_number())
        .column(Column::new("outcome", ctx.t("report-outcome")))
        .column(Column::new("outcome_at", ctx.t("report-outcome-at")).only_when_chosen())
        .column(Column::new("preserve_until", ctx.t("report-preserve")))
        .column(Column::new("report_id", ctx.t("report-id")).only_when_chosen())
        .searches(ctx.t("reports-search"))
        .nothing(ctx.t("reports-none"), Some((ctx.t("reports-none-advice"), ctx.href("/hits"))))
}

fn line(ctx: &PageFrame, report: &ReportLine) -> Row {
    let id = report.report_id.to_string();
    let name = report.report_number.map_or_else(|| id.clone(), |number| number.to_string());
    let step = report.last_step.map_or_else(Cell::none, |(step, state)| {
        let (step, state) = (ctx.t(&format!("step-{step}")), ctx.t(&format!("step-state-{state}")));
        Cell::text(format!("{step}: {state}"))
    });
    let (outcome, outcome_at) = match &report.outcome {
        Some((code, at)) => (Cell::text(ctx.t(&format!("outcome-{code}"))), Cell::time(*at)),
        None => (Cell::none(), Cell::none()),
    };
    Row::to(ctx.href(&format!("/reports/{id}")))
        .cell(Cell::text(name))
        .cell(Cell::badge(report.state.tone(), ctx.t(&format!("state-{}", report.state))))
        .cell(Cell::time(report.opened_at))
        .cell(report.filed_at.map_or_else(Cell::none, Cell::time))
        .cell(step)
        .cell(report.response_code.map_or_else(Cell::none, Cell::number))
        .cell(outcome)
        .cell(outcome_at)
        .cell(report.preserve_until.map_or_else(Cell::none, Cell::date))
        .cell(Cell::text(id))
}

//! Reports.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Report;
use service::opening::StoredFile;
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone};

use super::{navigation, word};
use crate::Police;
use crate::db::{Reader, Rows};
use crate::opening::list_files;
use crate::retention;
use crate::views::{self, AccountView, ActView, NoticeView, ReferralView, ReportDetail, ReportView};

#[derive(Template)]
#[template(path = "reports.html")]
struct ReportsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// The referral whose reports these are, and what its sender said later.
    referral: Option<ReferralView>,
    notices: Vec<NoticeView>,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: ReportDetail,
    accounts: Vec<AccountView>,
    acts: Vec<ActView>,
    retention_source: &'static str,
    retention: Option<RetentionLink>,
    /// Each content once.
    files: Vec<StoredFile>,
    /// What its sender said later of it.
    notices: Vec<NoticeView>,
}

/// `GET /reports[?referral=]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let referral = ctx.query_value("referral").filter(|referral| !referral.is_empty());
    let rows = Rows::of(&list, &["report_number", "incident_at", "finished_at"]);
    let mut tx = police.reading("list-reports").await?;
    let (reports, total) =
        views::page_reports(&mut tx, &Reader::of(&ctx.actor), referral.as_deref(), &rows).await?;
    let table = table(&ctx, &list, &reports, total);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let (referral, notices) = match &referral {
        Some(id) => (
            views::find_referral(&mut tx, id).await?,
            views::notices_of_referral(&mut tx, police.node.columns(), id).await?,
        ),
        None => (None, Vec::new()),
    };
    Ok(Page(ReportsPage { nav: navigation(&ctx), ctx, table, referral, notices }).into_response())
}

fn table(ctx: &PageContext, list: &List, reports: &[ReportView], total: i64) -> Table {
    let mut table = Table::new(ctx, list, "reports", total)
        .column(Column::new("report_number", ctx.t("report-number")).sorts())
        .column(Column::new("reporting_party", ctx.t("reporting-party")))
        .column(Column::new("incident_type", ctx.t("incident-type")).only_when_chosen())
        .column(Column::new("incident_at", ctx.t("incident-time")).sorts())
        .column(Column::new("finished_at", ctx.t("finished-at")).sorts().only_when_chosen())
        .column(Column::new("country", ctx.t("country")).only_when_chosen())
        .column(Column::new("acts", ctx.t("acts")).is_number())
        .column(Column::new("feedback", ctx.t("feedback")))
        .searches(ctx.t("reports-search"))
        .nothing(ctx.t("reports-none"), Some((ctx.t("reports-none-next"), ctx.href("/referrals"))));
    for view in reports {
        let feedback = match &view.feedback {
            Some(code) => Cell::badge(Tone::Plain, word(ctx, "feedback", code)),
            None => Cell::text(ctx.t("feedback-none")),
        };
        let row = Row::to(ctx.href(&format!("/reports/{}", view.report_id)))
            .cell(Cell::text(view.report_number.to_string()))
            .cell(Cell::text(&view.reporting_party))
            .cell(Cell::text(&view.incident_type).in_language("en"))
            .cell(Cell::stated(&view.incident_time_text, Some(view.incident_at)))
            .cell(Cell::time(view.finished_at))
            .cell(Cell::text(&view.country))
            .cell(Cell::number(view.act_count))
            .cell(feedback);
        table.row(row);
    }
    table
}

/// `GET /reports/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Report>>,
) -> Result<Response, Failure> {
    let mut tx = police.reading("load-report").await?;
    let mut detail = views::load_report(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), id).await?;
    let accounts = std::mem::take(&mut detail.accounts);
    let acts = std::mem::take(&mut detail.acts);
    let nav = navigation(&ctx);
    let retention_source = retention::SOURCE;
    let retention = link_to::<Police>(&mut tx, &ctx, &ObjectRef::new("report", id)).await?;
    let files = list_files(&mut tx, &Reader::of(&ctx.actor), id, None).await?;
    let notices =
        views::notices_of_report(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), id).await?;
    let page = ReportPage { ctx, nav, detail, accounts, acts, retention_source, retention, files, notices };
    Ok(Page(page).into_response())
}

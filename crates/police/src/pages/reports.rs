//! Reports.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Report;
use service::opening::StoredFile;
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::{Failure, NavItem, Page, PageContext};

use super::navigation;
use crate::Police;
use crate::db::Reader;
use crate::opening::list_files;
use crate::retention;
use crate::views::{self, AccountView, ActView, ReportDetail, ReportView};

#[derive(Template)]
#[template(path = "reports.html")]
struct ReportsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    reports: Vec<ReportView>,
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
}

/// `GET /reports[?referral=]`.
pub(crate) async fn list(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let mut tx = police.reading("list-reports").await?;
    let reports =
        views::list_reports(&mut tx, &Reader::of(&ctx.actor), ctx.query_value("referral").as_deref()).await?;
    Ok(Page(ReportsPage { nav: navigation(&ctx), ctx, reports }).into_response())
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
    let page = ReportPage { ctx, nav, detail, accounts, acts, retention_source, retention, files };
    Ok(Page(page).into_response())
}

//! `/reports`: the list of reports.

use askama::Template;
use axum::extract::State as Shared;
use service::{Failure, NavItem, Page, PageContext};

use super::nav;
use crate::State;
use crate::api::listing::{Listing, next_after};
use crate::api::reports::ReportSummary;
use crate::db::reports;
use crate::report_state::ReportState;

/// One page of the list.
#[derive(Template)]
#[template(path = "reports.html")]
pub(crate) struct ReportsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    reports: Vec<ReportSummary>,
    next: Option<String>,
}

/// Shows the list, newest first.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    listing: Listing,
) -> Result<Page<ReportsPage>, Failure> {
    let (wanted, after, limit) = (listing.state(ReportState::EXPECTED)?, listing.after()?, listing.limit()?);
    let mut tx = state.node.db().begin_read("reports-page").await?;
    let rows = reports::list_reports(&mut tx, wanted, after, limit).await?;
    let next = next_after(&rows, limit, |row| row.report_id);
    Ok(Page(ReportsPage {
        nav: nav(&ctx),
        reports: rows.into_iter().map(ReportSummary::from).collect(),
        next,
        ctx,
    }))
}

//! `/`: what is going on.

use askama::Template;
use axum::extract::State as Shared;
use service::{Failure, NavItem, Page, PageContext};

use super::{may, nav};
use crate::State;
use crate::db::{hash_lists, hits, reports, uploads, user_reports};
use crate::permissions::Permission;
use crate::report_state::ReportState;

/// Counts and the hash lists in use.
#[derive(Template)]
#[template(path = "overview.html")]
pub(crate) struct OverviewPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    uploads: i64,
    open_hits: i64,
    open_user_reports: i64,
    reports: Vec<(ReportState, i64)>,
    /// Whether the reader may follow links to reports.
    may_read_reports: bool,
    lists: Vec<hash_lists::VersionRow>,
}

/// Shows the overview.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
) -> Result<Page<OverviewPage>, Failure> {
    let mut tx = state.node.db().begin_read("overview").await?;
    Ok(Page(OverviewPage {
        nav: nav(&ctx),
        uploads: uploads::count_uploads(&mut tx).await?,
        open_hits: hits::count_open(&mut tx).await?,
        open_user_reports: user_reports::count_open(&mut tx).await?,
        reports: reports::count_reports(&mut tx).await?,
        may_read_reports: may(&ctx, Permission::ReadReports),
        lists: hash_lists::list_newest_versions(&mut tx).await?,
        ctx,
    }))
}

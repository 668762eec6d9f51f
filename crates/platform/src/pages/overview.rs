//! `/`: what waits, oldest first, and what came of the rest. Counts and identifiers, nothing of anybody.

use askama::Template;
use axum::extract::State as Shared;
use jiff::Timestamp;
use service::{Failure, NavItem, Page, PageContext, Tx};

use super::first_steps::{self, FirstStep, Known};
use super::item::age;
use super::{may, nav};
use crate::State;
use crate::db::queue::{self, Waiting};
use crate::db::{
    appeals, hash_lists, hits, report_lines, reports, restorations, surfaces, unacknowledged, uploads,
    user_reports,
};
use crate::permissions::Permission;
use crate::report_state::ReportState;
use crate::surfaces::{day_of, is_in_force};

/// Rows of each kind that the list of what waits shows at most.
const MOST: i64 = 5;

/// What waits, and the figures.
#[derive(Template)]
#[template(path = "overview.html")]
pub(crate) struct OverviewPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// What the node still lacks.
    first_steps: Vec<FirstStep>,
    waiting: Vec<Line>,
    uploads: i64,
    open_hits: i64,
    open_user_reports: i64,
    reports: Vec<(ReportState, i64)>,
    filed_today: i64,
    refused: i64,
    outcomes: Vec<(String, i64)>,
    /// Whether the reader may follow links to the queues.
    may_read_hits: bool,
    /// The same of reports.
    may_read_reports: bool,
    /// The same of hash lists.
    may_read_lists: bool,
}

/// Something that waits, with where it leads.
struct Line {
    /// `hit`, `user-report`, `second`, `appeal`, `stuck` or `restoration`.
    what: &'static str,
    address: String,
    since: Timestamp,
    age: String,
}

impl Line {
    fn of(ctx: &PageContext, what: &'static str, folder: &str, waiting: &Waiting) -> Self {
        Self {
            what,
            address: ctx.href(&format!("/{folder}/{}", waiting.id)),
            since: waiting.since,
            age: age(ctx, waiting.since),
        }
    }
}

/// Shows the overview.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
) -> Result<Page<OverviewPage>, Failure> {
    let mut tx = state.node.db().begin_read("overview").await?;
    let today = day_of(&state.zone, ctx.now);
    let has_basis = surfaces::list_standing(&mut tx).await?.iter().any(|row| is_in_force(row, today));
    let reports = reports::count_reports(&mut tx).await?;
    let known = Known {
        has_basis,
        lists: hash_lists::list_newest_versions(&mut tx).await?.len(),
        uploads: uploads::count_uploads(&mut tx).await?,
        has_filed: reports.iter().any(|(state, count)| *state == ReportState::Filed && *count > 0),
    };
    Ok(Page(OverviewPage {
        nav: nav(&ctx),
        first_steps: first_steps::list(&state, &mut tx, &ctx, &known).await?,
        waiting: list_waiting(&mut tx, &ctx).await?,
        uploads: known.uploads,
        open_hits: hits::count_open(&mut tx).await?,
        open_user_reports: user_reports::count_open(&mut tx).await?,
        reports,
        filed_today: report_lines::count_filed_since(&mut tx, start_of_day(&ctx)).await?,
        refused: report_lines::count_refused(&mut tx).await?,
        outcomes: report_lines::count_outcomes(&mut tx).await?,
        may_read_hits: may(&ctx, Permission::ReadHits),
        may_read_reports: may(&ctx, Permission::ReadReports),
        may_read_lists: may(&ctx, Permission::ReadHashLists),
        ctx,
    }))
}

/// What waits for the reader, oldest first: only what they may open.
async fn list_waiting(tx: &mut Tx, ctx: &PageContext) -> Result<Vec<Line>, Failure> {
    let mut lines = Vec::new();
    if may(ctx, Permission::ReadReports) {
        let stuck = report_lines::list_stuck(tx, MOST).await?;
        lines.extend(stuck.iter().map(|waiting| Line::of(ctx, "stuck", "reports", waiting)));
    }
    if may(ctx, Permission::Decide) {
        let open = restorations::list_open(tx, MOST).await?;
        lines.extend(open.iter().map(|waiting| Line::of(ctx, "restoration", "restorations", waiting)));
    }
    if may(ctx, Permission::ReadHits) {
        let second = unacknowledged::list_for_second(tx, MOST).await?;
        lines.extend(second.iter().map(|waiting| Line::of(ctx, "second", "reports", waiting)));
        let appeals = appeals::list_waiting(tx, MOST).await?;
        lines.extend(appeals.iter().map(|waiting| Line::of(ctx, "appeal", "appeals", waiting)));
        let open = queue::list_open_hits(tx, "", MOST).await?;
        lines.extend(open.iter().map(|waiting| Line::of(ctx, "hit", "hits", waiting)));
        let open = queue::list_open_user_reports(tx, "", MOST).await?;
        lines.extend(open.iter().map(|waiting| Line::of(ctx, "user-report", "user-reports", waiting)));
    }
    lines.sort_by_key(|line| line.since);
    Ok(lines)
}

/// When the day began on the node's clocks.
fn start_of_day(ctx: &PageContext) -> Timestamp {
    let now = ctx.now.to_zoned_datetime(ctx.zone().clone());
    now.start_of_day().map_or(ctx.now, |start| start.timestamp())
}

//! `/unacknowledged`: the list of every day: reports that nobody has acknowledged, each with its kind of trouble and the remedy, and duties of
//! which nobody has said what became of them. Nothing of any account.

use askama::Template;
use axum::extract::State as Shared;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tx};

use super::item::age;
use super::nav;
use crate::State;
use crate::db::notice_orders::{self, NoticeOrderRow};
use crate::db::recipients;
use crate::db::reminders::{self, ReminderRow};
use crate::db::report_holds::{self, HoldRow};
use crate::db::unacknowledged::{self, UnacknowledgedRow};
use crate::filing::trouble::Trouble;

/// Rows of each list at most, but of reports.
const MOST: i64 = 200;
/// Reports that are looked at, as many as a file holds.
const MOST_REPORTS: i64 = 10_000;

/// What waits for an acknowledgement.
#[derive(Template)]
#[template(path = "unacknowledged.html")]
pub(crate) struct UnacknowledgedPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// Those for a human first, then oldest first.
    reports: Table,
    /// How many reports wait.
    total: i64,
    /// The kinds of trouble among them.
    troubles: Vec<Trouble>,
    duties: Vec<OpenDuty>,
    /// What the application's store has not said is done, and how long it waits.
    holds: Vec<(HoldRow, String)>,
    /// Notices without a receipt, and how long each waits.
    notices: Vec<(NoticeOrderRow, String)>,
    /// The newest message about all this to the configured address.
    reminder: Option<ReminderRow>,
    /// Whether it is configured whose law binds the company.
    has_company: bool,
}

/// A duty of a report of which nobody has said what became of it.
pub(crate) struct OpenDuty {
    report_id: String,
    law: String,
    since: Timestamp,
    age: String,
}

/// Shows the list, or hands over the reports of it as a file.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let mut tx = state.node.db().begin_read("unacknowledged").await?;
    let total = unacknowledged::count(&mut tx).await?;
    let mut rows = unacknowledged::list(&mut tx, MOST_REPORTS, state.by_hand().is_some()).await?;
    rows.sort_by_key(|row| row.trouble == Trouble::Retry);
    let mut troubles: Vec<Trouble> = rows.iter().map(|row| row.trouble).collect();
    troubles.sort_unstable();
    troubles.dedup();
    let reports = table(&ctx, &list, &rows, total);
    if let Some(download) = list.download() {
        return Ok(reports.download(download));
    }
    let duties = open_duties(&state, &mut tx, &ctx).await?;
    let holds = report_holds::list_open(&mut tx, MOST).await?;
    let holds = holds.into_iter().map(|row| {
        let waits = age(&ctx, row.wanted_at);
        (row, waits)
    });
    let holds: Vec<_> = holds.collect();
    let notices = notice_orders::list_open(&mut tx, MOST).await?;
    let notices = notices.into_iter().map(|row| {
        let waits = age(&ctx, row.ordered_at);
        (row, waits)
    });
    let notices: Vec<_> = notices.collect();
    Ok(Page(UnacknowledgedPage {
        nav: nav(&ctx),
        total,
        troubles,
        reports,
        duties,
        holds,
        notices,
        reminder: reminders::find_newest(&mut tx).await?,
        has_company: state.config.platform.company.is_some(),
        ctx,
    })
    .into_response())
}

fn table(ctx: &PageContext, list: &List, rows: &[UnacknowledgedRow], total: i64) -> Table {
    let mut table = Table::new(ctx, list, "unacknowledged", total)
        .column(Column::new("report_id", ctx.t("report")))
        .column(Column::new("trouble", ctx.t("unacknowledged-trouble")))
        .column(Column::new("last_step", ctx.t("report-last-step")))
        .column(Column::new("opened_at", ctx.t("report-opened")))
        .column(Column::new("age", ctx.t("overview-age")))
        .nothing(ctx.t("unacknowledged-none"), None);
    let at = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    for row in rows.iter().skip(at(list.offset())).take(at(list.limit())) {
        let line = Row::to(ctx.href(&format!("/reports/{}", row.report_id)))
            .cell(Cell::digest(row.report_id.to_string()))
            .cell(Cell::badge(row.trouble.tone(), ctx.word("trouble", row.trouble.name())))
            .cell(Cell::text(last_step(ctx, row)))
            .cell(Cell::time(row.opened_at))
            .cell(Cell::text(age(ctx, row.opened_at)));
        table.row(line);
    }
    table
}

/// The newest request of a report and how it was answered.
fn last_step(ctx: &PageContext, row: &UnacknowledgedRow) -> String {
    let step = row.step.map_or_else(|| ctx.t("steps-none"), |step| ctx.word("step", step.name()));
    let status = row.http_status.map(|status| format!("HTTP {status}"));
    let code = row.response_code.map(|code| ctx.t1("step-receipt", "code", code.to_string()));
    [Some(step), status, code].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

async fn open_duties(state: &State, tx: &mut Tx, ctx: &PageContext) -> Result<Vec<OpenDuty>, Failure> {
    let Some(company) = &state.config.platform.company else { return Ok(Vec::new()) };
    let mut open = Vec::new();
    let kept_open = state.duties.all.iter().filter(|duty| duty.is_kept_open(state.by_hand().is_some()));
    for duty in kept_open.filter(|duty| state.duties.may_concern(duty, company)) {
        for waiting in recipients::list_open(tx, duty, duty.reach(&state.zone), MOST).await? {
            open.push(OpenDuty {
                report_id: waiting.id,
                law: duty.cited(ctx.lang),
                since: waiting.since,
                age: age(ctx, waiting.since),
            });
        }
    }
    open.sort_by_key(|duty| duty.since);
    open.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    Ok(open)
}

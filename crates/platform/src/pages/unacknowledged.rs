//! `/unacknowledged`: the list of every day: reports that nobody has acknowledged, each with its kind of trouble and the remedy, and duties of
//! which nobody has said what became of them. Nothing of any account.

use askama::Template;
use axum::extract::State as Shared;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone};

use super::item::age;
use super::nav;
use crate::State;
use crate::db::notice_orders::{self, NoticeOrderRow};
use crate::db::recipients::OpenRow;
use crate::db::reminders::{self, ReminderRow};
use crate::db::report_holds::{self, HoldRow};
use crate::db::unacknowledged::{self, UnacknowledgedRow};
use crate::duties::{Duty, Paper};
use crate::filing::trouble::Trouble;
use crate::recipients;

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
    duties: Table,
    /// What the application's store has not said is done; none where nothing waits.
    holds: Option<Table>,
    /// Notices without a receipt; none where nothing waits.
    notices: Option<Table>,
    /// The newest message about all this to the configured address.
    reminder: Option<ReminderRow>,
    /// Whether it is configured whose law binds the company.
    has_company: bool,
    /// Whether a law commands a report that was filed in practice alone.
    has_practice: bool,
}

/// A duty of a report of which nobody has said what became of it.
struct OpenDuty {
    report_id: String,
    law: String,
    since: Timestamp,
    /// Whether the report was filed where it told nobody.
    in_practice: bool,
}

impl OpenDuty {
    fn new(ctx: &PageContext, duty: &Duty, row: OpenRow) -> Self {
        Self {
            report_id: row.report_id,
            law: duty.cited(ctx.lang),
            since: row.since,
            in_practice: row.in_practice && duty.document == Paper::Report,
        }
    }
}

/// Shows the lists, or hands over one of them as a file.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let (of_holds, of_notices, of_duties) = (list.of("holds"), list.of("notices"), list.of("duties"));
    let mut tx = state.node.db().begin_read("unacknowledged").await?;
    let total = unacknowledged::count(&mut tx).await?;
    let mut rows = unacknowledged::list(&mut tx, MOST_REPORTS, state.by_hand().is_some()).await?;
    rows.sort_by_key(|row| row.trouble == Trouble::Retry);
    let mut troubles: Vec<Trouble> = rows.iter().map(|row| row.trouble).collect();
    troubles.sort_unstable();
    troubles.dedup();
    let holds = report_holds::list_open(&mut tx, of_holds.at_most(MOST)).await?;
    let notices = notice_orders::list_open(&mut tx, of_notices.at_most(MOST)).await?;
    let duties = recipients::open_duties(&state, &mut tx, of_duties.at_most(MOST)).await?;
    let reminder = reminders::find_newest(&mut tx).await?;
    drop(tx);
    let reports = table(&ctx, &list.first(), &rows, total);
    let holds = (!holds.is_empty()).then(|| hold_table(&ctx, &of_holds, &holds));
    let notices = (!notices.is_empty()).then(|| notice_table(&ctx, &of_notices, &notices));
    let duties: Vec<OpenDuty> =
        duties.into_iter().map(|(duty, row)| OpenDuty::new(&ctx, duty, row)).collect();
    let has_practice = duties.iter().any(|duty| duty.in_practice);
    let duties = duty_table(&ctx, &of_duties, &duties);
    let tables = [Some(&reports), holds.as_ref(), notices.as_ref(), Some(&duties)];
    if let Some(file) = tables.into_iter().flatten().find_map(Table::file) {
        return Ok(file);
    }
    Ok(Page(UnacknowledgedPage {
        nav: nav(&ctx),
        total,
        troubles,
        reports,
        duties,
        holds,
        notices,
        reminder,
        has_company: state.config.platform.company.is_some(),
        has_practice,
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
    for row in list.page_of(rows) {
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

/// A list of the page under its title: what, how it stands and since when.
fn waiting_table(ctx: &PageContext, list: &List, (name, title): (&'static str, &str), total: usize) -> Table {
    Table::new(ctx, list, name, i64::try_from(total).unwrap_or(i64::MAX))
        .titled(ctx.t(title))
        .column(Column::new("report_id", ctx.t("report")))
        .column(Column::new("state", ctx.t("state")))
        .column(Column::new("age", ctx.t("overview-age")))
}

fn hold_table(ctx: &PageContext, list: &List, holds: &[HoldRow]) -> Table {
    let mut table = waiting_table(ctx, list, ("holds", "unacknowledged-holds"), holds.len());
    for row in list.page_of(holds) {
        let mut state = vec![
            Cell::text(ctx.word("preservation-wanted", row.wanted.name())),
            Cell::badge(row.state.tone(), ctx.word("preservation-state", row.state.name())),
        ];
        if row.is_to_be_seen() {
            state.push(Cell::badge(Tone::Bad, ctx.t("preservation-missing")));
        }
        table.row(
            Row::to(ctx.href(&format!("/reports/{}", row.report_id)))
                .cell(Cell::digest(row.report_id.to_string()))
                .cell(Cell::lines(state))
                .cell(Cell::text(age(ctx, row.wanted_at))),
        );
    }
    table
}

fn notice_table(ctx: &PageContext, list: &List, notices: &[NoticeOrderRow]) -> Table {
    let mut table = waiting_table(ctx, list, ("notices", "unacknowledged-notices"), notices.len());
    for row in list.page_of(notices) {
        let mut state = vec![
            Cell::badge(row.state.tone(), ctx.word("notice-state", row.state.name())),
            Cell::text(ctx.word("notice-remedy", row.state.name())),
        ];
        state.extend(row.http_status.map(|status| Cell::text(format!("HTTP {status}"))));
        table.row(
            Row::to(ctx.href(&format!("/reports/{}/recipients", row.report_id)))
                .cell(Cell::digest(row.report_id.to_string()))
                .cell(Cell::lines(state))
                .cell(Cell::text(age(ctx, row.ordered_at))),
        );
    }
    table
}

fn duty_table(ctx: &PageContext, list: &List, duties: &[OpenDuty]) -> Table {
    let total = i64::try_from(duties.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "duties", total)
        .titled(ctx.t("unacknowledged-duties"))
        .column(Column::new("law", ctx.t("duty-law")))
        .column(Column::new("report_id", ctx.t("report")))
        .column(Column::new("filed", ctx.t("unacknowledged-filed")))
        .column(Column::new("opened_at", ctx.t("report-opened")))
        .column(Column::new("age", ctx.t("overview-age")))
        .nothing(ctx.t("unacknowledged-duties-none"), None);
    for duty in list.page_of(duties) {
        let practice = || Cell::badge(Tone::Warn, ctx.t("unacknowledged-practice"));
        table.row(
            Row::to(ctx.href(&format!("/reports/{}/recipients", duty.report_id)))
                .cell(Cell::text(&duty.law))
                .cell(Cell::digest(&duty.report_id))
                .cell(if duty.in_practice { practice() } else { Cell::none() })
                .cell(Cell::time(duty.since))
                .cell(Cell::text(age(ctx, duty.since))),
        );
    }
    table
}

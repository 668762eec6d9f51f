//! Band A alarms: what nobody took, whom the rota called, and what a sender's urgent mark is worth.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use model::Id;
use service::alarm::{Alarm, Standing};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, Tx};

use crate::band_a::{self, BandAlarm, trigger_texts};
use crate::db;
use crate::db::rota_calls::{CallRow, CallState};
use crate::db::urgent_marks::UrgentMarks;
use crate::state::State as Clearinghouse;

/// How far back failed calls are counted.
pub(crate) const FAILED_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// Most reports and calls that the page of one alarm names.
const MOST_ROWS: i64 = 200;

#[derive(Template)]
#[template(path = "band-a.html")]
struct BandAPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// Alarms that nobody took, by the day on which they sounded.
    waiting_by_day: Vec<(Date, i64)>,
    /// Calls that failed of late.
    failed: i64,
    /// Whether anybody is called at all.
    has_rota: bool,
    table: Table,
}

#[derive(Template)]
#[template(path = "band-a-alarm.html")]
struct BandAlarmPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    alarm: BandAlarm,
    /// The newest of them, and how many there are.
    reports: Vec<i64>,
    all_reports: i64,
    calls: Vec<CallRow>,
    has_rota: bool,
}

impl BandAPage {
    fn has_failed(&self) -> bool {
        self.failed > 0
    }
}

impl BandAlarmPage {
    fn triggers(&self) -> String {
        trigger_texts(&self.ctx, &self.alarm.triggers)
    }

    fn confirmed(&self) -> String {
        confirmed_text(&self.ctx, self.alarm.marks)
    }

    fn tone(&self) -> &'static str {
        standing_tone(self.alarm.standing).class()
    }

    fn state_text(&self) -> String {
        standing_text(&self.ctx, self.alarm.standing)
    }

    #[allow(clippy::unused_self, reason = "templates call methods only")]
    fn call_tone(&self, call: &CallRow) -> &'static str {
        match call.state {
            CallState::Placed => Tone::Info.class(),
            CallState::Sent => Tone::Good.class(),
            CallState::Failed => Tone::Bad.class(),
        }
    }
}

/// `GET /band-a`.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    list: List,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let mut tx = state.node().db().begin_read("list-band-a").await?;
    let alarms = band_a::list(&mut tx).await?;
    let failed = db::rota_calls::count_failed_since(&mut tx, failed_since(ctx.now)).await?;
    let table = table(&ctx, &mut tx, &list, &alarms).await?;
    drop(tx);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let waiting_by_day = waiting_by_day(&alarms);
    let has_rota = !state.rota().is_empty();
    Ok(Page(BandAPage { nav: super::nav(&ctx), ctx, waiting_by_day, failed, has_rota, table })
        .into_response())
}

/// From when on failed calls are counted.
pub(crate) fn failed_since(now: Timestamp) -> Timestamp {
    now.checked_sub(FAILED_WITHIN).unwrap_or(now)
}

/// How many alarms that nobody took sounded on each day, by UTC; the oldest day first.
fn waiting_by_day(alarms: &[BandAlarm]) -> Vec<(Date, i64)> {
    let mut days = BTreeMap::<Date, i64>::new();
    for alarm in alarms.iter().filter(|alarm| alarm.standing == Standing::Waiting) {
        *days.entry(TimeZone::UTC.to_datetime(alarm.row.sounded_at).date()).or_default() += 1;
    }
    days.into_iter().collect()
}

async fn table(ctx: &PageContext, tx: &mut Tx, list: &List, alarms: &[BandAlarm]) -> Result<Table, Failure> {
    let total = i64::try_from(alarms.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "band-a", total)
        .column(Column::new("sounded_at", ctx.t("band-a-sounded")))
        .column(Column::new("state", ctx.t("band-a-state")))
        .column(Column::new("triggers", ctx.t("band-a-triggers")))
        .column(Column::new("reporting_party", ctx.t("report-party")))
        .column(Column::new("reports", ctx.t("band-a-reports")).is_number())
        .column(Column::new("calls", ctx.t("band-a-calls")).is_number())
        .column(Column::new("failed", ctx.t("band-a-failed")).is_number())
        .column(Column::new("confirmed", ctx.t("band-a-confirmed")))
        .nothing(ctx.t("band-a-none"), None);
    for alarm in list.page_of(alarms) {
        let (_, reports) = db::band_alarms::list_reports(tx, alarm.row.alarm_id, 1).await?;
        let (calls, failed) = db::rota_calls::count(tx, alarm.row.alarm_id).await?;
        table.row(
            Row::to(ctx.href(&format!("/band-a/{}", alarm.row.alarm_id)))
                .cell(Cell::time(alarm.row.sounded_at))
                .cell(Cell::badge(standing_tone(alarm.standing), standing_text(ctx, alarm.standing)))
                .cell(Cell::text(trigger_texts(ctx, &alarm.triggers)))
                .cell(Cell::text(alarm.row.reporting_party.as_str()))
                .cell(Cell::number(reports))
                .cell(Cell::number(calls))
                .cell(Cell::number(failed))
                .cell(confirmed(ctx, alarm)),
        );
    }
    Ok(table)
}

/// `GET /band-a/{id}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(alarm_id): Path<Id<Alarm>>,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let mut tx = state.node().db().begin_read("load-band-a").await?;
    let alarm = band_a::find(&mut tx, alarm_id).await?.ok_or_else(|| Failure::absent("alarm"))?;
    let (reports, all_reports) = db::band_alarms::list_reports(&mut tx, alarm_id, MOST_ROWS).await?;
    let calls = db::rota_calls::list(&mut tx, alarm_id, MOST_ROWS).await?;
    drop(tx);
    let (nav, has_rota) = (super::nav(&ctx), !state.rota().is_empty());
    Ok(Page(BandAlarmPage { nav, ctx, alarm, reports, all_reports, calls, has_rota }).into_response())
}

/// What the marks of the alarm's sender are worth; nothing for one that a person raised.
fn confirmed(ctx: &PageContext, alarm: &BandAlarm) -> Cell {
    if alarm.row.is_by_hand() { Cell::none() } else { Cell::text(confirmed_text(ctx, alarm.marks)) }
}

fn standing_tone(standing: Standing) -> Tone {
    match standing {
        Standing::Waiting => Tone::Bad,
        Standing::Taken => Tone::Warn,
        Standing::Closed => Tone::Plain,
    }
}

fn standing_text(ctx: &PageContext, standing: Standing) -> String {
    match standing {
        Standing::Waiting => ctx.t("band-a-waiting"),
        Standing::Taken => ctx.t("band-a-taken"),
        Standing::Closed => ctx.t("band-a-closed"),
    }
}

/// How many of a sender's judged marks were confirmed: `3 of 4`, with how many there are.
pub(crate) fn confirmed_text(ctx: &PageContext, marks: UrgentMarks) -> String {
    let of = ctx.t2("urgent-confirmed-of", "confirmed", marks.confirmed, "judged", marks.judged);
    ctx.t2("urgent-rate", "confirmed", of, "marked", marks.marked)
}

//! The daily blind sample: what waits to be read, a report without what was decided on it, and how often something was missed.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use jiff::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use service::triage::texts;
use service::{
    Cell, Column, Failure, Lang, List, NavItem, Page, PageContext, Row, Table, Typed, TypedForm, forms,
};

use super::report::{AccountView, accounts};
use crate::actions::read_blind::ReadBlind;
use crate::blind::{Interval, wilson};
use crate::db;
use crate::db::blind::{Misses, ReadingRow, Stratum};
use crate::db::reports::ReportRow;
use crate::documents::{self, Documents};
use crate::state::State as Clearinghouse;

/// How many days back the figures go.
const DAYS: i32 = 30;
/// Most readings in one list.
const MOST_ROWS: i64 = 200;

/// What came of the readings of a stratum.
struct StratumView {
    text: String,
    misses: Misses,
    /// `2.0 % (0.6 % – 7.0 %)`, or that nothing was read.
    rate: String,
}

#[derive(Template)]
#[template(path = "blind-readings.html")]
struct BlindReadingsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    since: Date,
    waiting: Table,
    figures: Table,
    /// What was missed and still stands where it was.
    missed: Table,
}

#[derive(Template)]
#[template(path = "blind-reading.html")]
struct BlindReadingPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report: ReportRow,
    accounts: Vec<AccountView>,
    /// Every text of the report and of its files that somebody wrote.
    words: Vec<String>,
    verdict_options: Vec<(String, String)>,
    typed: Typed,
}

impl BlindReadingPage {
    fn has_files(&self) -> bool {
        self.report.files > 0
    }
}

/// What a second reader says.
#[derive(Deserialize)]
pub(crate) struct ReadingForm {
    #[serde(default)]
    verdict: String,
    reason: String,
}

model::unprintable!(ReadingForm);

/// `GET /blind-readings`.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let today = TimeZone::UTC.to_datetime(ctx.now).date();
    let since = today.checked_sub(Span::new().days(DAYS)).unwrap_or(today);
    let mut tx = state.node().db().begin_read("list-blind-readings").await?;
    let mut strata = Vec::new();
    for stratum in Stratum::ALL {
        let misses = db::blind::count_misses(&mut tx, stratum, since).await?;
        let text = ctx.word("blind-stratum", stratum.as_str());
        strata.push(StratumView { text, misses, rate: rate_text(&ctx, misses) });
    }
    let (of_waiting, of_missed) = (list.first(), list.of("blind-missed"));
    let waiting = db::blind::list_waiting(&mut tx, ctx.actor.name(), of_waiting.at_most(MOST_ROWS)).await?;
    let missed = db::blind::list_missed(&mut tx, of_missed.at_most(MOST_ROWS)).await?;
    drop(tx);
    let waiting = waiting_table(&ctx, &of_waiting, &waiting);
    let figures = figure_table(&ctx, &list.of("blind-figures"), &strata);
    let missed = missed_table(&ctx, &of_missed, &missed);
    if let Some(file) = [&waiting, &figures, &missed].into_iter().find_map(Table::file) {
        return Ok(file);
    }
    Ok(Page(BlindReadingsPage { nav: super::nav(&ctx), ctx, since, waiting, figures, missed })
        .into_response())
}

fn table(ctx: &PageContext, list: &List, name: &'static str, total: usize) -> Table {
    Table::new(ctx, list, name, i64::try_from(total).unwrap_or(i64::MAX))
}

/// Nothing in it tells from which stratum a report was drawn.
fn waiting_table(ctx: &PageContext, list: &List, waiting: &[ReadingRow]) -> Table {
    let mut table = table(ctx, list, "blind-waiting", waiting.len())
        .column(Column::new("report", ctx.t("report-number")))
        .column(Column::new("day", ctx.t("blind-drawn-on")))
        .nothing(ctx.t("blind-waiting-none"), None);
    for reading in list.page_of(waiting) {
        let row = Row::to(ctx.href(&format!("/blind-readings/{}", reading.report_number)));
        table.row(row.cell(Cell::text(reading.report_number.to_string())).cell(Cell::date(reading.day)));
    }
    table
}

fn figure_table(ctx: &PageContext, list: &List, strata: &[StratumView]) -> Table {
    let mut table = table(ctx, list, "blind-figures", strata.len())
        .titled(ctx.t("blind-figures"))
        .column(Column::new("stratum", ctx.t("blind-stratum")))
        .column(Column::new("drawn", ctx.t("blind-drawn")).is_number())
        .column(Column::new("read", ctx.t("blind-read-count")).is_number())
        .column(Column::new("missed", ctx.t("blind-missed-count")).is_number())
        .column(Column::new("rate", ctx.t("blind-rate")));
    for StratumView { text, misses, rate } in list.page_of(strata) {
        let row = Row::plain().cell(Cell::text(text)).cell(Cell::number(misses.drawn));
        let row = row.cell(Cell::number(misses.read)).cell(Cell::number(misses.missed));
        table.row(row.cell(Cell::text(rate)));
    }
    table
}

fn missed_table(ctx: &PageContext, list: &List, missed: &[ReadingRow]) -> Table {
    let mut table = table(ctx, list, "blind-missed", missed.len())
        .titled(ctx.t("blind-missed"))
        .column(Column::new("report", ctx.t("report-number")))
        .column(Column::new("stratum", ctx.t("blind-stratum")))
        .column(Column::new("read_by", ctx.t("blind-read-by")))
        .nothing(ctx.t("blind-missed-none"), None);
    for reading in list.page_of(missed) {
        let row = Row::to(ctx.href(&format!("/reports/{}/judge", reading.report_number)))
            .cell(Cell::text(reading.report_number.to_string()))
            .cell(Cell::text(ctx.word("blind-stratum", reading.stratum.as_str())));
        table.row(row.cell(reading.read_by.as_ref().map_or_else(Cell::none, Cell::text)));
    }
    table
}

fn rate_text(ctx: &PageContext, misses: Misses) -> String {
    let Some(Interval { share, low, high }) = wilson(misses.missed, misses.read) else {
        return ctx.t("blind-rate-none");
    };
    let range = ctx.t2("blind-range", "low", percent(ctx.lang, low), "high", percent(ctx.lang, high));
    ctx.t2("blind-rate-of", "share", percent(ctx.lang, share), "range", range)
}

/// A share in percent with one place, as the language writes it.
fn percent(lang: Lang, share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    if lang == Lang::Es { text.replace('.', ",") } else { text }
}

/// `GET /blind-readings/{number}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(number): Path<i64>,
    ctx: PageContext,
) -> Result<Response, Failure> {
    Ok(load_page(&state, ctx, number, Typed::default()).await?.into_response())
}

/// `POST /blind-readings/{number}`.
pub(crate) async fn read(
    State(state): State<Clearinghouse>,
    Path(report_number): Path<i64>,
    ctx: PageContext,
    form: TypedForm<ReadingForm>,
) -> Result<Response, Failure> {
    let action = form.fields.and_then(|fields| {
        let is_missed = match fields.verdict.as_str() {
            "missed" => true,
            "right" => false,
            _ => return Err(Failure::refused("verdict", "choose one of the list")),
        };
        Ok(ReadBlind { report_number, is_missed, reason: fields.reason })
    });
    let outcome = forms::act(state.node(), &ctx, action).await;
    let again = |ctx, typed| load_page(&state, ctx, report_number, typed);
    forms::answer(ctx, outcome, form.typed, "/blind-readings", "blind-read", again).await
}

/// A report that waits to be read; neither its band nor its state, nor why it was drawn.
async fn load_page(
    state: &Clearinghouse,
    ctx: PageContext,
    number: i64,
    typed: Typed,
) -> Result<Page<BlindReadingPage>, Failure> {
    let absent = || Failure::absent("reading");
    let mut tx = state.node().db().begin_read("load-blind-reading").await?;
    let reading = db::blind::find(&mut tx, number).await?.ok_or_else(absent)?;
    let report = db::reports::find(&mut tx, reading.report_id).await?.ok_or_else(absent)?;
    drop(tx);
    if reading.is_missed.is_some() {
        return Err(Failure::conflict("somebody has read this report already"));
    }
    let documents = documents::load(state, &report).await?;
    let accounts = documents.report.as_ref().map(accounts).unwrap_or_default();
    let words = words(&documents);
    let options = ["right", "missed"];
    let verdict_options = options.map(|code| (code.to_owned(), ctx.word("blind-verdict", code))).to_vec();
    Ok(Page(BlindReadingPage { nav: super::nav(&ctx), ctx, report, accounts, words, verdict_options, typed }))
}

/// What the report says in words. Not why its sender marked it as urgent: that is a decision, and this reader makes one of their own.
fn words(documents: &Documents) -> Vec<String> {
    let texts = documents.words().into_iter().filter(|text| text.element != texts::URGENT_MARK);
    texts.filter_map(|text| text.text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_one_place() {
        assert_eq!(percent(Lang::En, 0.25), "25.0");
        assert_eq!(percent(Lang::Es, 1.0 / 3.0), "33,3");
    }
}

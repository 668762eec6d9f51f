//! Figures of what has come: where reports go, how many come each day, where they stand.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use service::ui::{Figure, chart, map};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table};

use crate::db;
use crate::db::senders::{GroupRow, Grouping};
use crate::report_state::ReportState;
use crate::state::State as Clearinghouse;

/// How many days the line goes back, with today.
const DAYS: i32 = 90;

#[derive(Template)]
#[template(path = "figures.html")]
pub(crate) struct FiguresPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// Reports of every state.
    total: i64,
    /// Those without a country.
    without_country: i64,
    world: Figure,
    /// The filed reports of each country, the largest on top.
    by_country: Table,
    days: Figure,
    states: Figure,
}

/// `GET /figures`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let (first, since) = first_day(ctx.now);
    let mut tx = state.node().db().begin_read("figures-page").await?;
    let countries = db::figures::count_by_country(&mut tx).await?;
    let by_country = by_country(&ctx, &list, &db::senders::list(&mut tx, Grouping::Country).await?);
    if let Some(download) = list.download() {
        return Ok(by_country.download(download));
    }
    let by_day = db::figures::count_by_day(&mut tx, since).await?;
    let by_state = db::reports::count_by_state(&mut tx).await?;
    let total = by_state.iter().map(|(_, reports)| reports).sum();
    let without_country =
        countries.iter().filter(|(code, _)| code.is_none()).map(|(_, reports)| reports).sum();
    let countries: Vec<_> =
        countries.into_iter().filter_map(|(code, reports)| Some((code?, reports))).collect();
    let days = every_day(first, &by_day);
    Ok(Page(FiguresPage {
        nav: super::nav(&ctx),
        total,
        without_country,
        world: map::world(&ctx, &ctx.t("figures-world"), &ctx.t("figures-world-note"), &countries),
        by_country,
        days: chart::line(&ctx, &ctx.t("figures-days"), &ctx.t("figures-days-note"), &days),
        states: states_chart(&ctx, &by_state),
        ctx,
    })
    .into_response())
}

fn by_country(ctx: &PageContext, list: &List, rows: &[GroupRow]) -> Table {
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "figures-by-country", total)
        .column(Column::new("country", ctx.t("report-country")))
        .column(Column::new("reports", ctx.t("sender-reports")).is_number())
        .column(Column::new("referred", ctx.t("sender-referred")).is_number())
        .column(Column::new("informational", ctx.t("sender-informational")).is_number())
        .column(Column::new("urgent", ctx.t("sender-urgent")).is_number());
    for row in list.page_of(rows) {
        let name = if row.name.is_empty() { ctx.t("country-undetermined") } else { row.name.clone() };
        let cells = Row::plain()
            .cell(Cell::text(name))
            .cell(Cell::number(row.reports))
            .cell(Cell::number(row.referred))
            .cell(Cell::number(row.informational))
            .cell(Cell::number(row.urgent));
        table.row(cells);
    }
    table
}

/// Every state, with those of no report.
fn states_chart(ctx: &PageContext, by_state: &[(ReportState, i64)]) -> Figure {
    let rows = ReportState::ALL.map(|state| {
        let count = by_state.iter().find(|(of, _)| *of == state).map_or(0, |(_, reports)| *reports);
        (ctx.t(&format!("state-{}", state.as_str())), count)
    });
    chart::bars(ctx, &ctx.t("figures-states"), &ctx.t("figures-states-note"), &rows)
}

/// The first of the last days by UTC, and the instant at which it began.
fn first_day(now: Timestamp) -> (Date, Timestamp) {
    let today = TimeZone::UTC.to_datetime(now).date();
    let first = today.checked_sub(Span::new().days(DAYS - 1)).unwrap_or(today);
    (first, TimeZone::UTC.to_timestamp(first.at(0, 0, 0, 0)).unwrap_or(now))
}

/// Each of the last days with its count: a day without reports is a zero.
fn every_day(first: Date, counts: &[(Date, i64)]) -> Vec<(Date, i64)> {
    let counts: BTreeMap<Date, i64> = counts.iter().copied().collect();
    let days = (0..DAYS).filter_map(|day| first.checked_add(Span::new().days(day)).ok());
    days.map(|day| (day, counts.get(&day).copied().unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_line_ends_today_and_skips_no_day() {
        let now: Timestamp = "2024-06-01T09:00:00Z".parse().unwrap();
        let (first, since) = first_day(now);
        assert_eq!((first, since.to_string().as_str()), (date(2024, 3, 4), "2024-03-04T00:00:00Z"));
        let days = every_day(first, &[(date(2024, 6, 1), 7)]);
        assert_eq!((days.len(), days[0], days[89]), (90, (first, 0), (date(2024, 6, 1), 7)));
    }
}

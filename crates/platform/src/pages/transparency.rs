//! `/transparency`: figures for the public over a period, as a page, CSV and JSON, named by the articles that ask for them.

use askama::Template;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, PageFrame, Row, Table, Tx, Typed};

use super::nav;
use crate::State;
use crate::db::transparency::{self, Queue};
use crate::destination::Destination;
use crate::digests::TEXT_KIND;
use crate::surfaces::day_of;
use crate::transparency::{
    APPEALED, DECIDED, Figure, appeal_figures, kind_figures, order_figures, policy_figures, queue_figures,
    surface_figures,
};

const HITS: [&str; 7] = [
    "figure-hits-came",
    "figure-hits-confirmed",
    "figure-hits-dismissed",
    "figure-hits-open",
    "figure-hits-median",
    "figure-hits-slowest",
    "figure-hits-changed",
];
const USER_REPORTS: [&str; 7] = [
    "figure-user-reports-came",
    "figure-user-reports-confirmed",
    "figure-user-reports-dismissed",
    "figure-user-reports-open",
    "figure-user-reports-median",
    "figure-user-reports-slowest",
    "figure-user-reports-changed",
];

const MATCH_RESULTS: [&str; 7] = [
    "figure-match-results-came",
    "figure-match-results-confirmed",
    "figure-match-results-dismissed",
    "figure-match-results-open",
    "figure-match-results-median",
    "figure-match-results-slowest",
    "figure-match-results-changed",
];

/// Names and text keys of figures by where a report went: in earnest, to a test side, to a sandbox.
type ByDestination = [(&'static str, &'static str); 3];

const REPORTS: ByDestination = [
    ("reports", "figure-reports"),
    ("reports_at_test", "figure-reports-test"),
    ("reports_at_sandbox", "figure-reports-sandbox"),
];
const OUTCOMES: ByDestination = [
    ("outcomes", "figure-outcomes"),
    ("outcomes_at_test", "figure-outcomes-test"),
    ("outcomes_at_sandbox", "figure-outcomes-sandbox"),
];

/// The figures.
#[derive(Template)]
#[template(path = "transparency.html")]
pub(crate) struct TransparencyPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    first: Date,
    last: Date,
    figures: Table,
    /// What was asked for.
    chosen: Typed,
}

/// Shows the figures of a period: this year until today unless another is asked for.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let today = day_of(&state.zone, ctx.now);
    let first = asked(&ctx, "from")?.unwrap_or_else(|| today.first_of_year());
    let last = asked(&ctx, "to")?.unwrap_or(today);
    if last < first {
        return Err(Failure::refused("to", "lies before the first day"));
    }
    let mut tx = state.node.db().begin_read("transparency").await?;
    let figures = count(&state, &mut tx, (first, last)).await?;
    drop(tx);
    let table = table(&ctx, &list, figures);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let chosen = Typed::with([("from".to_owned(), first.to_string()), ("to".to_owned(), last.to_string())]);
    Ok(Page(TransparencyPage { nav: nav(&ctx), first, last, figures: table, chosen, ctx }).into_response())
}

fn asked(ctx: &PageFrame, name: &str) -> Result<Option<Date>, Failure> {
    let text = ctx.query_value(name).filter(|text| !text.is_empty());
    let day = text.map(|text| text.parse::<Date>());
    day.transpose().map_err(|_| Failure::refused(name, "must be a date as YYYY-MM-DD"))
}

async fn count(state: &State, tx: &mut Tx, (first, last): (Date, Date)) -> Result<Vec<Figure>, Failure> {
    let start = |day: Date| day.to_zoned_datetime(state.zone.clone()).map(|at| at.timestamp());
    let day_after = last.tomorrow().map_err(|_| Failure::refused("to", "lies too far ahead"))?;
    let between = (
        start(first).map_err(|_| Failure::refused("from", "lies too far back"))?,
        start(day_after).map_err(|_| Failure::refused("to", "lies too far ahead"))?,
    );
    let mut figures = order_figures(&transparency::list_orders(tx, (first, last)).await?);
    let told = transparency::list_items(tx, Queue::UserReports, between).await?;
    figures.extend(queue_figures("user_reports", USER_REPORTS, "15(1)(b)", &told));
    let found = transparency::list_items(tx, Queue::Hits, between).await?;
    figures.extend(queue_figures("hits", HITS, "15(1)(c), (e)", &found));
    let stated = transparency::list_items(tx, Queue::MatchResults, between).await?;
    figures.extend(queue_figures("match_results", MATCH_RESULTS, "15(1)(c), (e)", &stated));
    let appeals = transparency::list_appeals(tx, between).await?;
    figures.extend(appeal_figures(&appeals));
    figures.extend(surface_figures(told.iter().chain(&found).chain(&stated)));
    figures.extend(kind_figures(told.iter().chain(&found).chain(&stated)));
    figures.extend(policy_figures(DECIDED, "15(1)(c)", told.iter().chain(&found).chain(&stated)));
    figures.extend(policy_figures(APPEALED, "15(1)(d)", &appeals));
    let followed = transparency::count_follow_ups(tx, between).await?;
    figures.push(Figure::new("follow_ups", "figure-follow-ups", "", Some(followed)));
    for (destination, state, number) in transparency::count_reports(tx, between).await? {
        figures.push(Figure::of(at(destination, REPORTS), &state, "", Some(number)));
    }
    for (duty, number) in transparency::count_notices(tx, between).await? {
        figures.push(Figure::of(("notices", "figure-notices"), &duty, "", Some(number)));
    }
    for (destination, code, number) in transparency::count_outcomes(tx, between).await? {
        figures.push(Figure::of(at(destination, OUTCOMES), &code, "15(1)(e)", Some(number)));
    }
    Ok(figures)
}

/// What was filed where it reaches nobody is counted apart: a report for the public is not about trials.
fn at(destination: Destination, [earnest, test, sandbox]: ByDestination) -> (&'static str, &'static str) {
    match destination {
        Destination::Production => earnest,
        Destination::Test => test,
        Destination::Sandbox => sandbox,
    }
}

fn table(ctx: &PageFrame, list: &List, figures: Vec<Figure>) -> Table {
    let total = i64::try_from(figures.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "transparency", total)
        .column(Column::new("figure", ctx.t("figure-name")))
        .column(Column::new("article", ctx.t("figure-article")))
        .column(Column::new("number", ctx.t("figure-number")).is_number())
        .column(Column::new("name", ctx.t("figure-code")).only_when_chosen());
    for figure in list.page_of(figures) {
        table.row(line(ctx, figure));
    }
    table
}

fn line(ctx: &PageFrame, figure: Figure) -> Row {
    let kind = match figure.key {
        "figure-orders" => ctx.word("process-kind", &figure.of),
        "figure-reports" | "figure-reports-test" | "figure-reports-sandbox" => ctx.word("state", &figure.of),
        "figure-outcomes" | "figure-outcomes-test" | "figure-outcomes-sandbox" => {
            ctx.word("outcome", &figure.of)
        }
        "figure-kind-came" | "figure-kind-confirmed" | "figure-kind-dismissed" if figure.of == TEXT_KIND => {
            ctx.t("queue-is-text")
        }
        _ => figure.of.clone(),
    };
    let what = if figure.of.is_empty() { ctx.t(figure.key) } else { ctx.t1(figure.key, "of", kind) };
    Row::plain()
        .cell(Cell::text(what))
        .cell(if figure.article.is_empty() { Cell::none() } else { Cell::text(figure.article) })
        .cell(figure.number.map_or_else(Cell::none, Cell::number))
        .cell(Cell::text(figure.name))
}

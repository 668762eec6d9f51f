//! The list of reports.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::triage::{band_tone, points};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone};

use crate::db;
use crate::db::reports::{ReportOrder, ReportRow, Wanted};
use crate::report_state::ReportState;
use crate::state::State as Clearinghouse;

#[derive(Template)]
#[template(path = "reports.html")]
struct ReportsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    states: Vec<(ReportState, i64)>,
    total: i64,
    table: Table,
}

/// `GET /reports`.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    list: List,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let wanted_state = ctx.query_value("state").and_then(|text| ReportState::parse(&text));
    let wanted = Wanted { state: wanted_state, text: list.filter().unwrap_or_default() };
    let (column, descending) =
        list.order(&["band", "received_at", "report_number", "reporting_party", "country", "completeness"]);
    let order = match column {
        "report_number" => ReportOrder::Number,
        "reporting_party" => ReportOrder::Party,
        "country" => ReportOrder::Country,
        "received_at" => ReportOrder::Received,
        "completeness" => ReportOrder::Completeness,
        _ => ReportOrder::Urgency,
    };
    let mut tx = state.node().db().begin_read("reports-page").await?;
    let states = db::reports::count_by_state(&mut tx).await?;
    let part = (list.limit(), list.offset());
    let reports = db::reports::list_page(&mut tx, wanted, (order, descending), part).await?;
    // without a text the counts by state say it already
    let listed = if wanted.text.is_empty() {
        let of_state = states.iter().filter(|(state, _)| wanted.state.is_none_or(|wanted| wanted == *state));
        of_state.map(|(_, count)| count).sum()
    } else {
        db::reports::count_wanted(&mut tx, wanted).await?
    };
    let ids: Vec<String> = reports.iter().map(|report| report.report_id.to_string()).collect();
    let clusters = db::clusters::list_of_reports(&mut tx, &ids).await?;
    drop(tx);
    let countries = agency_countries(&state);
    let mut table = table(&ctx, &list, listed);
    for (report, id) in reports.iter().zip(&ids) {
        table.row(table_row(&ctx, &countries, report, clusters.get(id)));
    }
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let total = states.iter().map(|(_, count)| count).sum();
    Ok(Page(ReportsPage { nav: super::nav(&ctx), ctx, states, total, table }).into_response())
}

fn table(ctx: &PageContext, list: &List, total: i64) -> Table {
    let all = (ctx.t("reports-none-link"), ctx.href("/reports"));
    Table::new(ctx, list, "reports", total)
        .column(Column::new("report_number", ctx.t("report-number")).sorts())
        .column(Column::new("band", ctx.t("report-band")).sorts())
        .column(Column::new("urgency", ctx.t("report-urgency")).is_number())
        .column(Column::new("state", ctx.t("report-state")))
        .column(Column::new("reporting_party", ctx.t("report-party")).sorts())
        .column(Column::new("received_at", ctx.t("report-received")).sorts())
        .column(Column::new("files", ctx.t("report-files")).is_number())
        .column(Column::new("cluster", ctx.t("report-cluster")))
        .column(Column::new("country", ctx.t("report-country")).sorts())
        .column(Column::new("remarks", ctx.t("report-remarks")))
        .column(
            Column::new("completeness", ctx.t("report-completeness")).sorts().is_number().only_when_chosen(),
        )
        .column(Column::new("incident_type", ctx.t("report-incident")).only_when_chosen())
        .column(Column::new("incident_at", ctx.t("report-incident-at")).only_when_chosen())
        .searches(ctx.t("reports-search"))
        .nothing(format!("{} {}", ctx.t("reports-none"), ctx.t("reports-none-advice")), Some(all))
}

fn table_row(
    ctx: &PageContext,
    countries: &BTreeSet<String>,
    report: &ReportRow,
    cluster: Option<&(String, i64)>,
) -> Row {
    let country = match &report.country {
        Some(country) => Cell::text(country.code.as_str()),
        None if report.state == ReportState::Ready => Cell::text(ctx.t("country-undetermined")),
        None => Cell::none(),
    };
    Row::to(ctx.href(&format!("/reports/{}", report.report_number)))
        .cell(Cell::text(report.report_number.to_string()))
        .cell(band_cell(ctx, report))
        .cell(points_cell(ctx, report, report.standing.urgency_tenths))
        .cell(Cell::badge(state_tone(report.state), ctx.t(&format!("state-{}", report.state.as_str()))))
        .cell(Cell::text(report.reporting_party.as_str()))
        .cell(Cell::time(report.received_at))
        .cell(Cell::number(report.files))
        .cell(cluster.map_or_else(Cell::none, |(id, reports)| {
            let others = ctx.t1("report-cluster-shared", "reports", *reports);
            Cell::link(others, ctx.href(&format!("/clusters/{id}")))
        }))
        .cell(country)
        .cell(remarks(ctx, countries, report))
        .cell(points_cell(ctx, report, report.standing.completeness_tenths))
        .cell(Cell::text(ctx.incident_type(&report.incident_type)))
        .cell(Cell::time(report.incident_at))
}

/// The band of a report that was scored.
pub(super) fn band_cell(ctx: &PageContext, report: &ReportRow) -> Cell {
    match report.standing.band {
        Some(band) => Cell::badge(band_tone(band), ctx.t(&format!("band-short-{}", band.as_str()))),
        None => Cell::none(),
    }
}

/// Tenths of points, of a report that was scored.
fn points_cell(ctx: &PageContext, report: &ReportRow, tenths: i32) -> Cell {
    report.standing.band.map_or_else(Cell::none, |_| Cell::text(points(ctx.lang, tenths)))
}

/// What somebody should look at before this report goes on.
fn remarks(ctx: &PageContext, countries: &BTreeSet<String>, report: &ReportRow) -> Cell {
    let mut badges = Vec::new();
    if report.escalated {
        badges.push(Cell::badge(Tone::Bad, ctx.t("report-escalated")));
    }
    if lacks_agency(countries, report).is_some() {
        badges.push(Cell::badge(Tone::Warn, ctx.t("country-no-agency-badge")));
    }
    if report.countries_disagree {
        badges.push(Cell::badge(Tone::Warn, ctx.t("country-disagree")));
    }
    if badges.is_empty() { Cell::none() } else { Cell::lines(badges) }
}

/// How a state of a report looks.
pub(super) fn state_tone(state: ReportState) -> Tone {
    match state {
        ReportState::Ready => Tone::Good,
        ReportState::Finished | ReportState::Referred => Tone::Info,
        ReportState::Open | ReportState::Informational | ReportState::Retracted | ReportState::Expired => {
            Tone::Plain
        }
    }
}

/// The countries whose agencies stand in the configuration.
pub(super) fn agency_countries(state: &Clearinghouse) -> BTreeSet<String> {
    state.agencies().iter().map(|agency| agency.country.clone()).collect()
}

/// The country of a report that waits to be referred and has nobody to be referred to.
pub(super) fn lacks_agency<'a>(countries: &BTreeSet<String>, report: &'a ReportRow) -> Option<&'a str> {
    let country = report.country.as_ref().filter(|_| report.state == ReportState::Ready)?;
    (!countries.contains(&country.code)).then_some(&country.code)
}

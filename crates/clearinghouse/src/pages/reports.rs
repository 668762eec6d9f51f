//! Pages of reports.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;
use service::opening::StoredFile;
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::{Failure, Form, List, NavItem, Page, PageContext, Paging};
use wire::cybertipline::Report;
use wire::feedback::FeedOutcome;

use crate::actions::add_file::file_name_column;
use crate::actions::choose_country::ChooseCountry;
use crate::api::reports::load;
use crate::country::{Grounds, Vote};
use crate::db;
use crate::db::files::{Digest, FileRow};
use crate::db::referrals::ReferralRow;
use crate::db::reports::ReportRow;
use crate::db::warnings::Warning;
use crate::evidence::read_document;
use crate::known_addresses::{self, KnownAddress};
use crate::opening::list_to_open;
use crate::report_state::ReportState;
use crate::state::State as Clearinghouse;

#[derive(Template)]
#[template(path = "reports.html")]
pub(crate) struct ReportsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    states: Vec<(ReportState, i64)>,
    total: i64,
    reports: Vec<ReportRow>,
    paging: Paging,
    agency_countries: BTreeSet<String>,
}

impl ReportsPage {
    fn lacks_agency(&self, report: &ReportRow) -> bool {
        lacks_agency(&self.agency_countries, report).is_some()
    }
}

/// `GET /reports`.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    list: List,
    ctx: PageContext,
) -> Result<Page<ReportsPage>, Failure> {
    let wanted = ctx.query_value("state").and_then(|text| ReportState::parse(&text));
    let mut tx = state.node().db().begin_read("reports-page").await?;
    let states = db::reports::count_by_state(&mut tx).await?;
    let reports = db::reports::list_page(&mut tx, wanted, list.limit(), list.offset()).await?;
    let total = states.iter().map(|(_, count)| count).sum();
    let listed = states.iter().filter(|(state, _)| wanted.is_none_or(|wanted| wanted == *state));
    let paging = list.paging(listed.map(|(_, count)| count).sum());
    let (nav, agency_countries) = (super::nav(&ctx), agency_countries(&state));
    Ok(Page(ReportsPage { ctx, nav, states, total, reports, paging, agency_countries }))
}

/// The countries whose agencies stand in the configuration.
fn agency_countries(state: &Clearinghouse) -> BTreeSet<String> {
    state.agencies().iter().map(|agency| agency.country.clone()).collect()
}

/// The country of a report that waits to be referred and has nobody to be referred to.
fn lacks_agency<'a>(countries: &BTreeSet<String>, report: &'a ReportRow) -> Option<&'a str> {
    let country = report.country.as_ref().filter(|_| report.state == ReportState::Ready)?;
    (!countries.contains(&country.code)).then_some(&country.code)
}

/// The grounds of a country in the language of the page; an analyst's own words as they are.
fn grounds_text(ctx: &PageContext, grounds: &Grounds) -> String {
    match grounds {
        Grounds::Stated { words } => words.clone(),
        Grounds::Allocations { relation, addresses, votes } => {
            let say = |vote: &Vote| {
                let (count, of) = (vote.count.to_string(), addresses.to_string());
                let share = ctx.t2("grounds-share", "count", count, "addresses", of);
                ctx.t2("grounds-vote", "share", share, "country", vote.country.as_str())
            };
            let votes: Vec<String> = votes.iter().map(say).collect();
            format!("{}: {}", ctx.t(&format!("grounds-{}", relation.as_str())), votes.join(", "))
        }
    }
}

/// An account in a report, as the page names it.
struct AccountView {
    relation: &'static str,
    identifier: String,
    service: String,
    names: String,
}

struct FileView {
    row: FileRow,
    file_name: String,
}

#[derive(Template)]
#[template(path = "report.html")]
pub(crate) struct ReportPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report: ReportRow,
    accounts: Vec<AccountView>,
    addresses: Vec<KnownAddress>,
    files: Vec<FileView>,
    /// Each content once, for who may open it.
    to_open: Vec<StoredFile>,
    warnings: Vec<Warning>,
    referrals: Vec<ReferralRow>,
    outcomes: Vec<FeedOutcome>,
    agency_countries: BTreeSet<String>,
    retention: Option<RetentionLink>,
}

impl ReportPage {
    fn is_discarded(&self) -> bool {
        matches!(self.report.state, ReportState::Retracted | ReportState::Expired)
    }

    fn is_ready(&self) -> bool {
        self.report.state == ReportState::Ready
    }

    fn lacks_agency(&self) -> Option<&str> {
        lacks_agency(&self.agency_countries, &self.report)
    }
}

/// `GET /reports/{number}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(number): Path<i64>,
    ctx: PageContext,
) -> Result<Page<ReportPage>, Failure> {
    let mut tx = state.node().db().begin_read("report-page").await?;
    let report = load(&mut tx, number).await?;
    let id = report.report_id;
    let xml = match &report.xml_item {
        Some(item) => Some(db::evidence::load(&mut tx, item).await?),
        None => None,
    };
    let (mut files, rows) = (Vec::new(), db::files::list(&mut tx, id).await?);
    let to_open = list_to_open(report.state, &rows);
    for row in rows {
        let file_name = row.file_name.open_kept(state.node().columns(), file_name_column(&row.file_id))?;
        files.push(FileView { row, file_name });
    }
    let addresses = known_addresses::list(&state, &mut tx, &report).await?;
    let warnings = db::warnings::list(&mut tx, id).await?;
    let referrals = db::referrals::list_of_report(&mut tx, id).await?;
    let outcomes = db::outcomes::list_of_report(&mut tx, id).await?;
    let retention = link_to::<Clearinghouse>(&mut tx, &ctx, &ObjectRef::new("report", id)).await?;
    drop(tx);
    let accounts = match xml {
        Some(item) => {
            accounts(&Report::read(&read_document(&state, &item).await?).map_err(Failure::broken)?.value)
        }
        None => Vec::new(),
    };
    let (nav, agency_countries) = (super::nav(&ctx), agency_countries(&state));
    Ok(Page(ReportPage {
        ctx,
        nav,
        report,
        accounts,
        addresses,
        files,
        to_open,
        warnings,
        referrals,
        outcomes,
        agency_countries,
        retention,
    }))
}

/// The accounts in a report. Victims are not listed: a page that needs their names has a reason to give first.
fn accounts(report: &Report) -> Vec<AccountView> {
    let view = |relation,
                identifier: &Option<String>,
                service: &Option<String>,
                screen: &Option<String>,
                display: &[String]| {
        let names: Vec<&str> = screen.iter().chain(display).map(String::as_str).collect();
        AccountView {
            relation,
            identifier: identifier.clone().unwrap_or_default(),
            service: service.clone().unwrap_or_default(),
            names: names.join(", "),
        }
    };
    let reported = report.person_or_user_reported.iter().map(|account| {
        let service = &account.esp_service;
        view(
            "account-reported",
            &account.esp_identifier,
            service,
            &account.screen_name,
            &account.display_name,
        )
    });
    let recipients = report.intended_recipient.iter().map(|account| {
        let service = &account.esp_service;
        view(
            "account-recipient",
            &account.esp_identifier,
            service,
            &account.screen_name,
            &account.display_name,
        )
    });
    reported.chain(recipients).collect()
}

/// The form on a report's page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountryForm {
    country: String,
    grounds: String,
}

/// `POST /reports/{number}/country`.
pub(crate) async fn choose_country(
    State(state): State<Clearinghouse>,
    Path(report_number): Path<i64>,
    ctx: PageContext,
    Form(form): Form<CountryForm>,
) -> Result<Redirect, Failure> {
    let (country, grounds) = (form.country.trim().to_uppercase(), form.grounds);
    state.node().act(&ctx.actor, &ChooseCountry { report_number, country, grounds }).await?;
    Ok(Redirect::to(&ctx.href(&format!("/reports/{report_number}"))))
}

//! A report, with all that is known of it.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::triage::FreeText;
use serde::Deserialize;
use service::opening::StoredFile;
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::{Failure, NavItem, Page, PageContext, Tx, Typed, TypedForm, forms};
use wire::cybertipline::{BatchedReportReason, Report};
use wire::feedback::{FeedOutcome, Receipt};

use super::referrals::state_tone as referral_tone;
use super::report_score::ScoreView;
use super::reports::{agency_countries, lacks_agency, state_tone};
use crate::actions::add_file::file_name_column;
use crate::actions::choose_country::ChooseCountry;
use crate::api::reports::load;
use crate::content_class::ContentClass;
use crate::country::{Basis, Grounds, Proposal, Says, Vote};
use crate::db;
use crate::db::files::{Digest, FileRow};
use crate::db::origins::OriginRow;
use crate::db::referrals::ReferralRow;
use crate::db::reports::{ChosenCountryRow, ReportRow};
use crate::db::warnings::Warning;
use crate::documents;
use crate::known_addresses::{self, KnownAddress};
use crate::near_reports;
use crate::near_videos;
use crate::opening::list_to_open;
use crate::referral_state::ReferralState;
use crate::report_state::ReportState;
use crate::state::State as Clearinghouse;

/// Other reports with a file are counted up to here: more is said as more.
const MOST_ELSEWHERE: usize = 1_000;

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
pub(super) struct AccountView {
    pub(super) relation: &'static str,
    pub(super) identifier: String,
    pub(super) service: String,
    pub(super) names: String,
}

struct FileView {
    row: FileRow,
    file_name: String,
    /// How many other reports have it or a near-duplicate, counted up to one more than is told.
    elsewhere: usize,
    /// The class that an analyst gave to these very bytes, in whichever report.
    class: Option<ContentClass>,
}

/// A referral that holds the report.
struct ReferralView {
    row: ReferralRow,
    receipt: Option<Receipt>,
    /// Whether the clearinghouse took the report back from it.
    is_taken_back: bool,
}

/// Something that happened to the report.
struct EventView {
    at: Timestamp,
    text: String,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report: ReportRow,
    accounts: Vec<AccountView>,
    addresses: Vec<KnownAddress>,
    /// Whether this node has but one source of countries.
    one_source: bool,
    files: Vec<FileView>,
    /// Each content once, for who may open it.
    to_open: Vec<StoredFile>,
    warnings: Vec<Warning>,
    referrals: Vec<ReferralView>,
    /// What it was made of, when it did not come as a CyberTipline document.
    origin: Option<OriginRow>,
    /// What the rules propose, and the countries beside the first.
    proposals: Vec<Proposal>,
    further: Vec<ChosenCountryRow>,
    /// On what basis its sender detects, as the rules name it for the day of receipt.
    bases: Vec<Basis>,
    /// Why its sender lets it stand for many, as the document has it.
    batched: Option<BatchedReportReason>,
    /// What the time of the incident is the time of, in the sender's words.
    described: Option<String>,
    /// What else is said in words, and where: nobody can say that they have read what no page shows.
    words: Vec<FreeText>,
    /// In the order in which it happened.
    events: Vec<EventView>,
    typed: Typed,
    agency_countries: BTreeSet<String>,
    retention: Option<RetentionLink>,
    score: ScoreView,
}

impl ReportPage {
    fn is_discarded(&self) -> bool {
        matches!(self.report.state, ReportState::Retracted | ReportState::Expired)
    }

    /// Of one that is referred, further countries.
    fn may_choose_country(&self) -> bool {
        matches!(self.report.state, ReportState::Ready | ReportState::Referred)
    }

    fn is_referred(&self) -> bool {
        self.report.state == ReportState::Referred
    }

    /// What says that a report is tied to a country, with how often.
    fn says(&self, proposal: &Proposal) -> String {
        let say = |(says, count): &(Says, usize)| {
            let what = self.ctx.t(&format!("says-{}", says.as_str()));
            self.ctx.t2("says-count", "what", what, "count", *count)
        };
        let all: Vec<String> = proposal.says.iter().map(say).collect();
        all.join(", ")
    }

    fn elsewhere(&self, file: &FileView) -> String {
        if file.elsewhere > MOST_ELSEWHERE {
            return self.ctx.t1("file-elsewhere-more", "reports", self.ctx.number(MOST_ELSEWHERE as i64));
        }
        self.ctx.t1("file-elsewhere", "reports", file.elsewhere)
    }

    fn state_class(&self) -> &'static str {
        state_tone(self.report.state).class()
    }

    #[allow(clippy::unused_self, reason = "templates call methods only")]
    fn referral_class(&self, referral: &ReferralView) -> &'static str {
        referral_tone(referral.row.state).class()
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
) -> Result<Response, Failure> {
    let mut tx = state.node().db().begin_read("report-page").await?;
    let report = load(&mut tx, number).await?;
    let id = report.report_id;
    let rows = db::files::list(&mut tx, id).await?;
    let to_open = list_to_open(report.state, &rows);
    let files = files(&state, &mut tx, rows).await?;
    let addresses = known_addresses::list(&state, &mut tx, &report).await?;
    let warnings = db::warnings::list(&mut tx, id).await?;
    let standing = db::referrals::list_standing_of_report(&mut tx, id).await?;
    let mut referrals = Vec::new();
    for row in db::referrals::list_of_report(&mut tx, id).await? {
        let receipt =
            row.receipt.as_deref().map(serde_json::from_str).transpose().map_err(Failure::broken)?;
        let stands = standing.iter().any(|other| other.referral_id == row.referral_id);
        let is_taken_back = !stands && row.state != ReferralState::Refused;
        referrals.push(ReferralView { row, receipt, is_taken_back });
    }
    let origin = db::origins::find(&mut tx, id).await?;
    let proposals = db::countries::list_proposals(&mut tx, id).await?;
    let further = db::countries::list_further(&mut tx, id).await?;
    let received_on = TimeZone::UTC.to_datetime(report.received_at).date();
    let bases = state.routing().bases(&report.reporting_party, received_on).into_iter().cloned().collect();
    let outcomes = db::outcomes::list_of_report(&mut tx, id).await?;
    let retention = link_to::<Clearinghouse>(&mut tx, &ctx, &ObjectRef::new("report", id)).await?;
    let score = ScoreView::load(&state, &mut tx, &ctx, &report).await?;
    drop(tx);
    let documents = documents::load(&state, &report).await?;
    let stated = documents.report.as_ref();
    let accounts = stated.map(accounts).unwrap_or_default();
    let batched = stated.and_then(|stated| stated.batched_report.as_ref()).map(|batched| batched.reason);
    let described = stated.and_then(|stated| stated.incident_summary.incident_date_time_description.clone());
    let events = events(&ctx, &report, &referrals, &outcomes);
    Ok(Page(ReportPage {
        nav: super::nav(&ctx),
        agency_countries: agency_countries(&state),
        typed: Typed::default(),
        ctx,
        report,
        accounts,
        addresses,
        one_source: state.sources().is_single(),
        files,
        to_open,
        warnings,
        referrals,
        origin,
        proposals,
        further,
        bases,
        batched,
        described,
        words: documents.words(),
        events,
        retention,
        score,
    })
    .into_response())
}

/// The files as the page tells of them.
async fn files(state: &Clearinghouse, tx: &mut Tx, rows: Vec<FileRow>) -> Result<Vec<FileView>, Failure> {
    let digests: Vec<String> = rows.iter().map(|row| row.sha256.clone()).collect();
    let classes = db::content_classes::list_standing(tx, &digests).await?;
    let mut files = Vec::new();
    for row in rows {
        let file_name = row.file_name.open_kept(state.node().columns(), file_name_column(&row.file_id))?;
        let videos = near_videos::near_kept(state, tx, &row.sha256).await?;
        let elsewhere = near_reports::count_some(state, tx, &row, videos, MOST_ELSEWHERE + 1).await?;
        let class = classes.iter().find(|class| class.sha256 == row.sha256).map(|class| class.class);
        files.push(FileView { row, file_name, elsewhere, class });
    }
    Ok(files)
}

/// What happened to a report, in order.
fn events(
    ctx: &PageContext,
    report: &ReportRow,
    referrals: &[ReferralView],
    outcomes: &[FeedOutcome],
) -> Vec<EventView> {
    let mut events = vec![EventView { at: report.received_at, text: ctx.t("report-received") }];
    events.extend(report.finished_at.map(|at| EventView { at, text: ctx.t("report-finished") }));
    for ReferralView { row, receipt, .. } in referrals {
        let agency = row.agency_code.as_str();
        events.push(EventView { at: row.made_at, text: ctx.t1("report-event-referred", "agency", agency) });
        if let Some(receipt) = receipt {
            let text = ctx.t1("report-event-receipt", "agency", agency);
            events.push(EventView { at: receipt.received_at, text });
        } else if let Some(at) = row.closed_at {
            events.push(EventView { at, text: ctx.t1("report-event-refused", "agency", agency) });
        }
    }
    events.extend(outcomes.iter().map(|outcome| EventView {
        at: outcome.decided_at,
        text: ctx.t(&format!("outcome-{}", outcome.code.as_str())),
    }));
    events.sort_by_key(|event| event.at);
    events
}

/// The accounts in a report. Victims are not listed: a page that needs their names has a reason to give first.
pub(super) fn accounts(report: &Report) -> Vec<AccountView> {
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
pub(crate) struct CountryForm {
    country: String,
    /// Codes with spaces or commas between them.
    #[serde(default)]
    also: String,
    grounds: String,
}

/// The form alone, once more: what the report says is shown on its own page, where each look has its entry in the access log.
#[derive(Template)]
#[template(path = "country.html")]
struct CountryPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report_number: i64,
    typed: Typed,
}

/// `POST /reports/{number}/country`.
pub(crate) async fn choose_country(
    State(state): State<Clearinghouse>,
    Path(report_number): Path<i64>,
    ctx: PageContext,
    form: TypedForm<CountryForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|CountryForm { country, also, grounds }| {
        let country = country.trim().to_uppercase();
        let also = also.split([' ', ',', ';']).filter(|code| !code.is_empty());
        let also = also.map(str::to_uppercase).collect();
        ChooseCountry { report_number, country, also, grounds }
    });
    match forms::act(state.node(), &ctx, action).await {
        Ok(_) => Ok(forms::done(&ctx, &format!("/reports/{report_number}"), "country-chosen")),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            // a report that is not there is told before what was typed
            let mut tx = state.node().db().begin_read("find-report").await?;
            load(&mut tx, report_number).await?;
            let page = CountryPage { nav: super::nav(&ctx), ctx, report_number, typed };
            Ok(forms::refused(Page(page)))
        }
    }
}

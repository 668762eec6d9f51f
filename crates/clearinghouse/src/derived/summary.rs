//! A package's summary to read and to print: one page of HTML that needs nothing else, in the language of the agency.
//!
//! Its parts are those that police know: what the sender says, what was found out by machine, what the staff added, for whom it is. Of
//! persons it shows how their accounts are told from others; names, birth dates, looks and everything about who was harmed stay in the
//! originals.

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use service::i18n::{spanish_basis, spanish_grounds};
use service::opening::Viewing;
use service::{Failure, Lang, Texts};
use wire::cybertipline::{LawEnforcement, PersonOrUserReported};
use wire::referral::{DetectionBasis, Referral, ReferredAddress, ReferredFile, ReferredReport};

use super::Documents;
use super::missing::missing;
use crate::State;
use crate::country::Source;
use crate::db;
use crate::enrichment::{fact_column, fact_row, source};

/// The texts, in the language of the agency.
pub(super) struct Words<'a> {
    pub(super) texts: &'a Texts,
    pub(super) lang: Lang,
}

impl Words<'_> {
    fn t(&self, key: &str) -> String {
        self.texts.text(self.lang, key, &[])
    }

    fn instant(&self, at: Timestamp) -> String {
        service::i18n::instant(self.lang, at)
    }
}

/// What is not in the package or on the page, since it would not fit into memory.
pub(super) struct LeftOut {
    /// The CASE document and the VICS hash sets.
    pub(super) for_tools: bool,
    /// How many reports the page does not show.
    pub(super) reports: usize,
}

/// One report.
pub(super) struct Section {
    number: i64,
    party: String,
    received: String,
    finished: String,
    incident_type: String,
    /// In the report's own words.
    stated_time: String,
    utc: String,
    platform: Option<String>,
    escalation: Option<String>,
    /// Whether the sender told the holder of an account that it was shut.
    is_told: bool,
    /// The agency that knows of it already, with its number.
    known_to: Option<String>,
    accounts: Vec<AccountLine>,
    events: Vec<EventLine>,
    files: Vec<FileLine>,
    findings: Vec<FindingLine>,
    missing: Vec<String>,
    /// Until when the sender keeps its content, and how many days that still were when the package was made.
    evidence: Option<(String, i64)>,
    country: String,
    /// Why it goes there, with the language of the words.
    grounds: Said,
    /// On what basis the sender detects.
    bases: Vec<Said>,
    victims: usize,
    report_path: String,
    tip_path: Option<String>,
}

/// Words of the referral, which are English, or their Spanish.
struct Said {
    text: String,
    lang: Lang,
}

struct AccountLine {
    service: String,
    identifier: String,
    screen_name: String,
    contacts: String,
    pages: String,
}

struct EventLine {
    address: String,
    port: String,
    /// In the report's own words.
    stated_time: String,
    utc: String,
    operator: String,
    opinions: String,
    shared_by_many: bool,
}

struct FileLine {
    name: String,
    size: String,
    sha256: String,
    md5: String,
    viewing: String,
    classification: String,
}

/// What was found out beside the report, by whose word and of which day.
struct FindingLine {
    what: String,
    value: String,
    source: String,
    on: String,
    element: String,
}

#[derive(Template)]
#[template(path = "package-summary.html")]
struct SummaryPage<'a> {
    words: &'a Words<'a>,
    referral: &'a Referral,
    agency_name: &'a str,
    made_at: String,
    sections: Vec<Section>,
    left_out: LeftOut,
}

impl SummaryPage<'_> {
    fn t(&self, key: &str) -> String {
        self.words.t(key)
    }
}

/// Writes the page.
pub(super) fn write(
    words: &Words<'_>,
    referral: &Referral,
    agency_name: Option<&str>,
    (sections, left_out): (Vec<Section>, LeftOut),
) -> Result<String, askama::Error> {
    let agency_name = agency_name.unwrap_or(&referral.to.agency);
    let made_at = words.instant(referral.made_at);
    SummaryPage { words, referral, agency_name, made_at, sections, left_out }.render()
}

impl Section {
    pub(super) fn new(
        words: &Words<'_>,
        referred: &ReferredReport,
        documents: &Documents,
        (evidence_until, now): (Option<Date>, Timestamp),
        tip_path: Option<String>,
    ) -> Self {
        let report = &documents.report;
        let incident = &report.incident_summary;
        Self {
            number: referred.report_number,
            party: referred.reporting_party.clone(),
            received: words.instant(referred.received_at),
            finished: words.instant(referred.finished_at),
            incident_type: words.texts.incident_type(words.lang, incident.incident_type.code()),
            stated_time: incident.incident_date_time.text().to_owned(),
            utc: words.instant(incident.incident_date_time.instant()),
            platform: incident.platform.clone(),
            escalation: incident.escalate_to_high_priority.clone(),
            is_told: report.person_or_user_reported.iter().any(is_told),
            known_to: report.law_enforcement.as_ref().map(known_to),
            accounts: report.person_or_user_reported.iter().map(account).collect(),
            events: referred.ip_addresses.iter().map(|address| event(words, address)).collect(),
            files: referred.files.iter().map(|one| file(words, one, documents)).collect(),
            findings: Vec::new(),
            missing: missing(referred, documents).into_iter().map(|key| words.t(key)).collect(),
            evidence: evidence_until.map(|until| evidence(words, until, now)),
            country: referred.country.code.clone(),
            grounds: grounds(words, &referred.country.grounds),
            bases: referred.detection_bases.iter().map(|one| basis(words, one)).collect(),
            victims: report.victim.len(),
            report_path: referred.report_path.clone(),
            tip_path,
        }
    }

    /// The same with what was found out beside the report.
    pub(super) async fn with_findings(mut self, words: &Words<'_>, state: &State) -> Result<Self, Failure> {
        let mut tx = state.node().db().begin_read("load-findings").await?;
        let report = db::reports::find_by_number(&mut tx, self.number).await?;
        let Some(report) = report else { return Ok(self) };
        for row in db::facts::list(&mut tx, report.report_id).await? {
            let place = fact_row(report.report_id, row.position);
            let value = row.value.open_kept(state.node().columns(), fact_column(&place))?;
            self.findings.push(FindingLine {
                what: words.t(&format!("fact-{}", row.kind.as_str())),
                source: source::words(words.texts, words.lang, (&value, &row.source)),
                value,
                on: service::i18n::date(words.lang, row.valid_on),
                element: row.element,
            });
        }
        Ok(self)
    }
}

/// Whoever is told may destroy what an inquiry would look for.
fn is_told(reported: &PersonOrUserReported) -> bool {
    let for_a_time = reported.account_temporarily_disabled.as_ref().and_then(|shut| shut.user_notified);
    let for_good = reported.account_permanently_disabled.as_ref().and_then(|shut| shut.user_notified);
    for_a_time == Some(true) || for_good == Some(true)
}

fn known_to(agency: &LawEnforcement) -> String {
    match &agency.case_number {
        Some(number) => format!("{} ({number})", agency.agency_name),
        None => agency.agency_name.clone(),
    }
}

/// The day, and how many days lie before it; none once it is over.
fn evidence(words: &Words<'_>, until: Date, now: Timestamp) -> (String, i64) {
    let today = now.to_zoned_datetime(TimeZone::UTC).date();
    let days = until.since(today).map_or(0, |span| i64::from(span.get_days()));
    (service::i18n::date(words.lang, until), days.max(0))
}

/// Its name, the days on which it is in force, and whose word that is.
fn basis(words: &Words<'_>, basis: &DetectionBasis) -> Said {
    let day = |day: Date| service::i18n::date(words.lang, day);
    let until = basis.valid_to.map(day).unwrap_or_default();
    let spanish = spanish_basis(&basis.name).zip(spanish_basis(&basis.source));
    let english = (basis.name.as_str(), basis.source.as_str());
    let ((name, source), lang) = match spanish {
        Some(spanish) if words.lang == Lang::Es => (spanish, Lang::Es),
        _ => (english, Lang::En),
    };
    Said { text: format!("{name} ({} – {until}; {source})", day(basis.valid_from)), lang }
}

/// Why a report goes to its country; an analyst's own words as they are.
fn grounds(words: &Words<'_>, stated: &str) -> Said {
    match spanish_grounds(stated) {
        Some(text) if words.lang == Lang::Es => Said { text, lang: Lang::Es },
        _ => Said { text: stated.to_owned(), lang: Lang::En },
    }
}

fn account(reported: &PersonOrUserReported) -> AccountLine {
    let person = reported.person.as_ref();
    let emails = person.iter().flat_map(|person| person.email.iter().map(|email| email.address.clone()));
    let phones = person.iter().flat_map(|person| person.phone.iter().map(|phone| phone.number.clone()));
    AccountLine {
        service: reported.esp_service.clone().unwrap_or_default(),
        identifier: reported.esp_identifier.clone().unwrap_or_default(),
        screen_name: reported.screen_name.clone().unwrap_or_default(),
        contacts: emails.chain(phones).collect::<Vec<_>>().join(", "),
        pages: reported.profile_url.join(", "),
    }
}

fn event(words: &Words<'_>, known: &ReferredAddress) -> EventLine {
    let stated = known.time.as_deref().unwrap_or_default();
    let instant = wire::cybertipline::StatedDateTime::parse(stated).ok().map(|time| time.instant());
    let opinion = |opinion: &wire::referral::CountryOpinion| {
        let source = match Source::of_name(&opinion.source) {
            Some(source) => words.t(&format!("source-{}", source.as_str())),
            None => opinion.source.clone(),
        };
        format!("{source}: {} ({})", opinion.country, opinion.valid_on)
    };
    EventLine {
        address: known.address.clone(),
        port: known.port.map(|port| port.to_string()).unwrap_or_default(),
        stated_time: stated.to_owned(),
        utc: instant.map(|at| words.instant(at)).unwrap_or_default(),
        operator: known.operator.clone().unwrap_or_default(),
        opinions: known.opinions.iter().map(opinion).collect::<Vec<_>>().join("; "),
        shared_by_many: known.shared_by_many,
    }
}

fn file(words: &Words<'_>, file: &ReferredFile, documents: &Documents) -> FileLine {
    let stated = documents.newest(&file.file_id);
    // as the sender states it, and never more
    let viewing = match Viewing::of_statement(stated.and_then(|details| details.file_viewed_by_esp)) {
        Viewing::InFull => "summary-viewed-in-full",
        Viewing::HashMatchOnly => "summary-viewed-hash-match-only",
        Viewing::NotStated => "summary-viewed-not-stated",
    };
    let classification = stated.and_then(|details| details.industry_classification);
    FileLine {
        name: file.file_name.clone(),
        size: service::i18n::size(words.lang, file.size_bytes),
        sha256: file.sha256.clone(),
        md5: file.md5.clone(),
        viewing: words.t(viewing),
        classification: classification.map(|class| class.code().to_owned()).unwrap_or_default(),
    }
}

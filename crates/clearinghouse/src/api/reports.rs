//! Reports, for programs of the staff.

use axum::extract::{Path, State};
use jiff::Timestamp;
use model::triage::{Band, Completeness, Urgency};
use model::{Id, kind::Report};
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Json, Query, Tx};
use utoipa::ToSchema;

use crate::actions::choose_country::ChooseCountry;
use crate::country::Proposal;
use crate::db;
use crate::db::clusters::ClusterRow;
use crate::db::files::Digest;
use crate::db::reports::{ChosenCountryRow, ReportRow};
use crate::db::warnings::Warning;
use crate::enrichment::{fact_column, fact_row};
use crate::known_addresses;
use crate::report_state::ReportState;
use crate::scoring::{Grounds, standing};
use crate::state::State as Clearinghouse;

const MAX_REPORTS: i64 = 1000;

/// A report in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportSummary {
    report_number: i64,
    report_id: String,
    reporting_party: String,
    state: ReportState,
    #[schema(value_type = String)]
    received_at: Timestamp,
    #[schema(value_type = Option<String>)]
    finished_at: Option<Timestamp>,
    incident_type: String,
    #[schema(value_type = String)]
    incident_at: Timestamp,
    escalated: bool,
    files: i64,
    /// `a` to `d`; none before it is scored.
    band: Option<&'static str>,
    /// In tenths of a point.
    urgency_tenths: i32,
    /// From 0 to 1000.
    completeness_tenths: i32,
    /// Whether a person has read it.
    is_read: bool,
    country: Option<CountryOfReport>,
    countries_disagree: bool,
}

/// The country of a report, and who chose it on what grounds.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountryOfReport {
    code: String,
    /// In English; an analyst's own words as they are.
    grounds: String,
    /// Kind of actor and role, such as `staff:analyst`, or the job.
    chosen_by: String,
}

impl From<ChosenCountryRow> for CountryOfReport {
    fn from(row: ChosenCountryRow) -> Self {
        Self { code: row.code, grounds: row.grounds.in_english(), chosen_by: row.chosen_by }
    }
}

/// A report whose country was chosen.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountryChosen {
    report_number: i64,
    country: CountryOfReport,
}

/// One page of reports, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportList {
    reports: Vec<ReportSummary>,
    /// What to give as `before` for the next page.
    next: Option<String>,
    /// How many reports stand in each state, of all.
    counts: std::collections::BTreeMap<&'static str, i64>,
}

/// A report with all that is known of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportDetails {
    #[serde(flatten)]
    summary: ReportSummary,
    /// `notice` or `import`; absent for what came as a CyberTipline document.
    way_in: Option<&'static str>,
    /// Countries to whose agencies it goes beside the first.
    further_countries: Vec<CountryOfReport>,
    /// What the rules propose: `country`, `place`, `rule`, `rules_version`, `source`, `source_es` where the rules state it, `says`.
    #[schema(value_type = Vec<Object>)]
    proposals: Vec<Proposal>,
    /// The clusters of its files, largest first; empty until they are known.
    clusters: Vec<ClusterOfReport>,
    warnings: Vec<Warning>,
    file_list: Vec<FileOfReport>,
    /// As in a package's `ip_addresses`.
    #[schema(value_type = Vec<Object>)]
    ip_addresses: Vec<wire::referral::ReferredAddress>,
    referrals: Vec<ReferralOfReport>,
    /// How urgent it is and why, line by line, what nobody knows of it, how complete it is and what it lacks; none before it is scored.
    #[schema(value_type = Option<Object>)]
    scores: Option<ScoresOfReport>,
    /// What we found out beside it.
    facts: Vec<FactOfReport>,
    /// `sequence`, `report_number`, `code`, `decided_at`.
    #[schema(value_type = Vec<Object>)]
    outcomes: Vec<wire::feedback::FeedOutcome>,
}

/// A cluster of files that a report has one of.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClusterOfReport {
    cluster_id: String,
    /// How many reports have a file of it, this one among them.
    reports: i64,
}

/// A file of a report.
#[derive(Serialize, ToSchema)]
pub(crate) struct FileOfReport {
    file_id: String,
    sha256: String,
    md5: String,
    size_bytes: u64,
    /// `in_full`, `hash_match_only` or `not_stated`.
    viewing: &'static str,
    /// `pending`, `hashed` or `not_hashed`.
    digest: &'static str,
    pdq: Option<PdqOfFile>,
}

/// PDQ digest of a picture.
#[derive(Serialize, ToSchema)]
pub(crate) struct PdqOfFile {
    hash: String,
    quality: u8,
}

/// Both scores of a report.
#[derive(Serialize)]
pub(crate) struct ScoresOfReport {
    urgency: Urgency,
    completeness: Completeness,
}

/// A fact that we found out beside a report.
#[derive(Serialize, ToSchema)]
pub(crate) struct FactOfReport {
    element: String,
    kind: &'static str,
    value: String,
    source: String,
    valid_on: String,
}

/// A referral that holds the report.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReferralOfReport {
    referral_id: String,
    agency: String,
}

/// Which reports are wanted.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    state: Option<String>,
    before: Option<String>,
    limit: Option<i64>,
}

/// `GET /api/reports`.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<ReportList>, Failure> {
    let known = || ReportState::ALL.map(ReportState::as_str).join(", ");
    let unknown = || Failure::refused("state", format!("is one of {}", known()));
    let wanted_state =
        wanted.state.as_deref().map(|text| ReportState::parse(text).ok_or_else(unknown)).transpose()?;
    let bad_id = |error: model::IdError| Failure::refused("before", error.to_string());
    let before = wanted.before.as_deref().map(str::parse).transpose().map_err(bad_id)?;
    let limit = wanted.limit.unwrap_or(MAX_REPORTS).clamp(1, MAX_REPORTS);
    let mut tx = state.node().db().begin_read("list-reports").await?;
    let rows = db::reports::list(&mut tx, wanted_state, before, limit).await?;
    let counts = db::reports::count_by_state(&mut tx).await?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count == limit);
    let next = rows.last().filter(|_| is_full).map(|row| row.report_id.to_string());
    let counts = counts.into_iter().map(|(state, count)| (state.as_str(), count)).collect();
    Ok(Json(ReportList { reports: rows.into_iter().map(summary).collect(), next, counts }))
}

/// `GET /api/reports/{number}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(number): Path<i64>,
) -> Result<Json<ReportDetails>, Failure> {
    let mut tx = state.node().db().begin_read("show-report").await?;
    let report = load(&mut tx, number).await?;
    let id = report.report_id;
    let files = db::files::list(&mut tx, id).await?.into_iter().map(|file| {
        let (digest, pdq) = match file.digest {
            Digest::Pending => ("pending", None),
            Digest::Hashed { hash, quality } => ("hashed", Some(PdqOfFile { hash, quality })),
            Digest::NotHashed { .. } => ("not_hashed", None),
        };
        let (file_id, sha256, md5, size_bytes) = (file.file_id, file.sha256, file.md5, file.size_bytes);
        FileOfReport { file_id, sha256, md5, size_bytes, viewing: file.viewing.as_str(), digest, pdq }
    });
    let referrals = db::referrals::list_of_report(&mut tx, id).await?.into_iter().map(|referral| {
        ReferralOfReport { referral_id: referral.referral_id.to_string(), agency: referral.agency_code }
    });
    let clusters = db::clusters::list_of_report(&mut tx, id).await?.into_iter();
    let cluster = |row: ClusterRow| ClusterOfReport { cluster_id: row.cluster_id, reports: row.reports };
    let (scores, facts) = scores(&state, &mut tx, id).await?;
    Ok(Json(ReportDetails {
        further_countries: db::countries::list_further(&mut tx, id)
            .await?
            .into_iter()
            .map(Into::into)
            .collect(),
        proposals: db::countries::list_proposals(&mut tx, id).await?,
        clusters: clusters.map(cluster).collect(),
        way_in: db::origins::find(&mut tx, id).await?.map(|origin| origin.way.as_str()),
        warnings: db::warnings::list(&mut tx, id).await?,
        file_list: files.collect(),
        ip_addresses: known_addresses::list(&state, &mut tx, &report)
            .await?
            .into_iter()
            .map(Into::into)
            .collect(),
        referrals: referrals.collect(),
        scores,
        facts,
        outcomes: db::outcomes::list_of_report(&mut tx, id).await?,
        summary: summary(report),
    }))
}

async fn scores(
    state: &Clearinghouse,
    tx: &mut Tx,
    id: Id<Report>,
) -> Result<(Option<ScoresOfReport>, Vec<FactOfReport>), Failure> {
    let keys = state.node().columns();
    let grounds = match db::scores::latest(tx, id).await? {
        Some(score) => standing::open(keys, id, &score)?,
        None => None,
    };
    let scores =
        grounds.map(|Grounds { urgency, completeness, .. }| ScoresOfReport { urgency, completeness });
    let mut facts = Vec::new();
    for row in db::facts::list(tx, id).await? {
        let sealed_row = fact_row(id, row.position);
        facts.push(FactOfReport {
            value: row.value.open_kept(keys, fact_column(&sealed_row))?,
            element: row.element,
            kind: row.kind.as_str(),
            source: row.source,
            valid_on: row.valid_on.to_string(),
        });
    }
    Ok((scores, facts))
}

/// The country that an analyst chooses.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountryChoice {
    /// ISO 3166-1, two letters.
    country: String,
    /// Others to whose agencies it goes too.
    #[serde(default)]
    also: Vec<String>,
    /// Why.
    grounds: String,
}

/// `PUT /api/reports/{number}/country`.
pub(crate) async fn choose_country(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(report_number): Path<i64>,
    Json(choice): Json<CountryChoice>,
) -> Result<Json<CountryChosen>, Failure> {
    let CountryChoice { country, also, grounds } = choice;
    let chosen = state.node().act(&actor, &ChooseCountry { report_number, country, also, grounds }).await?;
    Ok(Json(CountryChosen { report_number, country: chosen.into() }))
}

/// The report with this number, or 404.
pub(crate) async fn load(tx: &mut Tx, number: i64) -> Result<ReportRow, Failure> {
    db::reports::find_by_number(tx, number).await?.ok_or_else(|| Failure::absent("report"))
}

fn summary(row: ReportRow) -> ReportSummary {
    ReportSummary {
        report_number: row.report_number,
        report_id: row.report_id.to_string(),
        reporting_party: row.reporting_party,
        state: row.state,
        received_at: row.received_at,
        finished_at: row.finished_at,
        incident_type: row.incident_type,
        incident_at: row.incident_at,
        escalated: row.escalated,
        files: row.files,
        band: row.standing.band.map(Band::as_str),
        urgency_tenths: row.standing.urgency_tenths,
        completeness_tenths: row.standing.completeness_tenths,
        is_read: row.standing.read.is_some(),
        country: row.country.map(Into::into),
        countries_disagree: row.countries_disagree,
    }
}

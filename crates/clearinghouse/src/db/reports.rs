//! Reports.

mod changes;
mod pages;

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Id, kind::Report};
use serde::{Deserialize, Serialize};
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

pub(crate) use changes::{
    set_country, set_country_of_cluster, set_disagreement, set_informational, set_state, set_viral, touch,
};
pub(crate) use pages::{ReportOrder, Wanted, count_wanted, list_page, page_of_import};

use super::scores::{Standing, read_standing};
use super::{corrupt, flag, id, instant, micros, optional_instant};
use crate::country::Grounds;
use crate::report_state::ReportState;

/// A report as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct ReportRow {
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    pub(crate) reporting_party: String,
    pub(crate) state: ReportState,
    pub(crate) received_at: Timestamp,
    pub(crate) changed_at: Timestamp,
    pub(crate) finished_at: Option<Timestamp>,
    pub(crate) incident_type: String,
    pub(crate) incident_at: Timestamp,
    pub(crate) escalated: bool,
    pub(crate) xml_item: Option<String>,
    pub(crate) country: Option<ChosenCountryRow>,
    pub(crate) countries_disagree: bool,
    /// How many files it has; read, not written.
    pub(crate) files: i64,
    /// Where it stands in the order of work; read, and written by the scores alone.
    pub(crate) standing: Standing,
}

/// Where a report `r` stands: a ready one that an agency gets is referred, until the agency refuses; one that nobody gets may be informational.
const STANDING: &str = "CASE WHEN r.state = 'ready' AND r.referred = 1 THEN 'referred'
         WHEN r.state = 'ready' AND r.informational = 1 THEN 'informational' ELSE r.state END AS standing";

/// `SELECT` of report rows `r`, with what follows.
pub(super) fn select_reports(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // what follows is a text of this file or of `to_refer`
    sqlx::AssertSqlSafe(format!(
        "SELECT r.*, {STANDING}, (SELECT CAST(COUNT(*) AS BIGINT) FROM report_file f WHERE f.report_id = r.report_id) AS files
         FROM report r {rest}"
    ))
}

/// The condition for reports `r` in a state, by an index; a text of this file.
fn in_state(state: Option<ReportState>) -> &'static str {
    match state {
        None => "1 = 1",
        Some(ReportState::Open) => "r.state = 'open'",
        Some(ReportState::Finished) => "r.state = 'finished'",
        Some(ReportState::Ready) => "r.state = 'ready' AND r.referred = 0 AND r.informational = 0",
        Some(ReportState::Referred) => "r.state = 'ready' AND r.referred = 1",
        Some(ReportState::Informational) => "r.state = 'ready' AND r.referred = 0 AND r.informational = 1",
        Some(ReportState::Retracted) => "r.state = 'retracted'",
        Some(ReportState::Expired) => "r.state = 'expired'",
    }
}

/// The country of a report, why, and whether a job or a role of the staff chose it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ChosenCountryRow {
    pub(crate) code: String,
    pub(crate) grounds: Grounds,
    pub(crate) chosen_by: String,
}

/// Keeps a new, open report.
pub(crate) async fn insert(tx: &mut Tx, report: &ReportRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report (report_id, report_number, reporting_party, state, received_at, changed_at, incident_type,
             incident_at, escalated, xml_item) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(report.report_id.to_string())
    .bind(report.report_number)
    .bind(&report.reporting_party)
    .bind(report.state.as_str())
    .bind(micros(report.received_at))
    .bind(micros(report.changed_at))
    .bind(&report.incident_type)
    .bind(micros(report.incident_at))
    .bind(i64::from(report.escalated))
    .bind(&report.xml_item)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The report with this CyberTipline number.
pub(crate) async fn find_by_number(tx: &mut Tx, number: i64) -> Result<Option<ReportRow>, DbError> {
    let row = sqlx::query(select_reports("WHERE r.report_number = $1"))
        .bind(number)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// The report with this id.
pub(crate) async fn find(tx: &mut Tx, report_id: Id<Report>) -> Result<Option<ReportRow>, DbError> {
    let row = sqlx::query(select_reports("WHERE r.report_id = $1"))
        .bind(report_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// Reports, newest first: those in `state` if one is given, older than `before` if one is given.
pub(crate) async fn list(
    tx: &mut Tx,
    state: Option<ReportState>,
    before: Option<Id<Report>>,
    limit: i64,
) -> Result<Vec<ReportRow>, DbError> {
    let older = if before.is_some() { "r.report_id < $1" } else { "$1 = ''" };
    let rest = format!("WHERE {} AND {older} ORDER BY r.report_id DESC LIMIT $2", in_state(state));
    let rows = sqlx::query(select_reports(&rest))
        .bind(before.map(|id| id.to_string()).unwrap_or_default())
        .bind(limit)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// Reports that have been looked at, after the one with the id `after`, in the order of their arrival.
pub(crate) async fn list_enriched_after(
    tx: &mut Tx,
    after: &str,
    limit: i64,
) -> Result<Vec<ReportRow>, DbError> {
    // by the id, not by the state, which nearly all share
    let rest = "WHERE COALESCE(r.state, '') = 'ready' AND r.erased_at IS NULL AND r.report_id > $1
                ORDER BY r.report_id LIMIT $2";
    let rows = sqlx::query(select_reports(rest)).bind(after).bind(limit).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// How many reports came since an instant, without those that were erased meanwhile.
pub(crate) async fn count_received_since(tx: &mut Tx, since: Timestamp) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS reports FROM report WHERE received_at > $1 AND erased_at IS NULL",
    )
    .bind(micros(since))
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("reports")?)
}

/// How many reports wait to be referred, by country; those of no country under an empty text.
pub(crate) async fn count_waiting_by_country(tx: &mut Tx) -> Result<Vec<(String, i64)>, DbError> {
    let rows = sqlx::query(
        "SELECT COALESCE(r.country_code, '') AS country, CAST(COUNT(*) AS BIGINT) AS reports FROM report r
         WHERE r.state = 'ready' AND r.referred = 0 AND r.informational = 0 AND r.erased_at IS NULL
         GROUP BY COALESCE(r.country_code, '') ORDER BY 2 DESC, 1",
    )
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("country")?, row.try_get("reports")?))).collect()
}

/// How many reports stand in each state, in the order of a report's life.
pub(crate) async fn count_by_state(tx: &mut Tx) -> Result<Vec<(ReportState, i64)>, DbError> {
    // by the stored columns, which an index holds; grouping by what is computed of them would sort all
    let sql = format!(
        "SELECT {STANDING}, r.reports FROM (SELECT state, referred, informational, CAST(COUNT(*) AS BIGINT) AS reports
         FROM report GROUP BY state, referred, informational) r"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(tx.conn()).await?;
    let mut counts = BTreeMap::<ReportState, i64>::new();
    for row in &rows {
        *counts.entry(read_state(row)?).or_default() += row.try_get::<i64, _>("reports")?;
    }
    Ok(counts.into_iter().collect())
}

/// The reports of a referral that the clearinghouse still stands by there, oldest first, each with the country for which its agency gets it.
pub(crate) async fn list_standing(tx: &mut Tx, referral_id: &str) -> Result<Vec<ReportRow>, DbError> {
    let rest = "JOIN referral_report x ON x.report_id = r.report_id
         WHERE x.referral_id = $1 AND x.withdrawn_at IS NULL ORDER BY r.report_id";
    list_for_agency(tx, referral_id, rest).await
}

/// The reports of a referral, oldest first, each with the country for which its agency gets it.
pub(crate) async fn list_of_referral(tx: &mut Tx, referral_id: &str) -> Result<Vec<ReportRow>, DbError> {
    let rest =
        "JOIN referral_report x ON x.report_id = r.report_id WHERE x.referral_id = $1 ORDER BY r.report_id";
    list_for_agency(tx, referral_id, rest).await
}

/// As [`list_of_referral`], so many after so many.
pub(crate) async fn page_of_referral(
    tx: &mut Tx,
    referral_id: &str,
    (limit, offset): (i64, i64),
) -> Result<Vec<ReportRow>, DbError> {
    let rest = format!(
        "JOIN referral_report x ON x.report_id = r.report_id WHERE x.referral_id = $1 ORDER BY r.report_id
         LIMIT {limit} OFFSET {offset}"
    );
    list_for_agency(tx, referral_id, &rest).await
}

/// Reports of a referral, each with the country for which its agency gets it.
async fn list_for_agency(tx: &mut Tx, referral_id: &str, rest: &str) -> Result<Vec<ReportRow>, DbError> {
    let rows = sqlx::query(select_reports(rest)).bind(referral_id).fetch_all(tx.conn()).await?;
    let mut further = super::countries::list_of_referral(tx, referral_id).await?;
    let of_agency = |row: &AnyRow| {
        let mut report = read(row)?;
        if let Some(country) = further.remove(&report.report_id.to_string()) {
            report.country = Some(country);
        }
        Ok(report)
    };
    rows.iter().map(of_agency).collect()
}

fn read_state(row: &AnyRow) -> Result<ReportState, DbError> {
    ReportState::parse(&row.try_get::<String, _>("standing")?).ok_or_else(|| corrupt("state"))
}

pub(super) fn read(row: &AnyRow) -> Result<ReportRow, DbError> {
    let code: Option<String> = row.try_get("country_code")?;
    let country = match code {
        Some(code) => Some(ChosenCountryRow {
            code,
            grounds: serde_json::from_str(&row.try_get::<String, _>("country_grounds")?)
                .map_err(|_| corrupt("country_grounds"))?,
            chosen_by: row.try_get("country_chosen_by")?,
        }),
        None => None,
    };
    Ok(ReportRow {
        report_id: id(row, "report_id")?,
        report_number: row.try_get("report_number")?,
        reporting_party: row.try_get("reporting_party")?,
        state: read_state(row)?,
        received_at: instant(row, "received_at")?,
        changed_at: instant(row, "changed_at")?,
        finished_at: optional_instant(row, "finished_at")?,
        incident_type: row.try_get("incident_type")?,
        incident_at: instant(row, "incident_at")?,
        escalated: flag(row, "escalated")?,
        xml_item: row.try_get("xml_item")?,
        country,
        countries_disagree: flag(row, "countries_disagree")?,
        files: row.try_get("files")?,
        standing: read_standing(row)?,
    })
}

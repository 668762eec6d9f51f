//! Reports that wait to be referred to an agency.

use service::{DbError, Tx};
use sqlx::Row as _;

use super::{ReportRow, read, select_reports};

/// A ready report of the country `$2` that the agency `$1` has not got, or only in a referral that it refused. Asked report by report: an
/// engine that began with the agency would read all its referrals for each.
const TO_REFER: &str =
    "r.state = 'ready' AND r.informational = 0 AND r.erased_at IS NULL AND r.country_code = $2
     AND (r.referred = 0 OR NOT EXISTS (
         SELECT 1 FROM referral_report x WHERE x.report_id = r.report_id AND x.withdrawn_at IS NULL AND EXISTS (
             SELECT 1 FROM referral y
             WHERE y.referral_id = x.referral_id AND y.agency_code = $1 AND y.state <> 'refused')))";

/// The same of a report `r` whose country `$2` is one beside its first: begun with those few.
const ALSO_TO_REFER: &str =
    "r.state = 'ready' AND r.informational = 0 AND r.erased_at IS NULL AND COALESCE(r.country_code, '') <> $2
     AND r.report_id IN (SELECT c.report_id FROM report_country c WHERE c.country_code = $2)
     AND NOT EXISTS (
         SELECT 1 FROM referral_report x WHERE x.report_id = r.report_id AND EXISTS (
             SELECT 1 FROM referral y
             WHERE y.referral_id = x.referral_id AND y.agency_code = $1 AND y.state <> 'refused'))";

/// Which of the reports that wait are meant. One in the first band of urgency never waits for a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// Those that go by themselves.
    Single,
    /// Those that rest on files which are known everywhere.
    Viral,
}

impl Waiting {
    fn condition(self) -> &'static str {
        match self {
            Self::Single => "(r.viral = 0 OR COALESCE(r.band, '') = 'a')",
            Self::Viral => "r.viral = 1 AND COALESCE(r.band, '') <> 'a'",
        }
    }
}

/// How many reports wait for the next batch of this agency.
pub(crate) async fn count_for_batch(tx: &mut Tx, agency_code: &str, country: &str) -> Result<i64, DbError> {
    let viral = Waiting::Viral.condition();
    let sql =
        format!("SELECT CAST(COUNT(*) AS BIGINT) AS reports FROM report r WHERE {TO_REFER} AND {viral}");
    let row =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(agency_code).bind(country).fetch_one(tx.conn()).await?;
    Ok(row.try_get("reports")?)
}

/// How many ready reports of a country were not referred to this agency yet, or only in a referral that it refused.
pub(crate) async fn count_to_refer(tx: &mut Tx, agency_code: &str, country: &str) -> Result<i64, DbError> {
    let mut reports = 0;
    // each by its own index; no report stands in both
    for condition in [TO_REFER, ALSO_TO_REFER] {
        let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) AS reports FROM report r WHERE {condition}");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(agency_code).bind(country);
        reports += query.fetch_one(tx.conn()).await?.try_get::<i64, _>("reports")?;
    }
    Ok(reports)
}

/// Ready reports of a country that were not referred to this agency yet, or only in a referral that it refused, oldest first.
pub(crate) async fn list_to_refer(
    tx: &mut Tx,
    (agency_code, country): (&str, &str),
    waiting: Waiting,
    limit: i64,
) -> Result<Vec<ReportRow>, DbError> {
    let mut reports: Vec<ReportRow> = Vec::new();
    let waiting = waiting.condition();
    for condition in [TO_REFER, ALSO_TO_REFER] {
        let sql = format!("WHERE {condition} AND {waiting} ORDER BY r.report_id LIMIT $3");
        let query = sqlx::query(select_reports(&sql)).bind(agency_code).bind(country).bind(limit);
        for row in &query.fetch_all(tx.conn()).await? {
            reports.push(read(row)?);
        }
    }
    reports.sort_by_key(|report| report.report_id);
    reports.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(reports)
}

/// The same of one cluster, without what holds more than the shared file.
pub(crate) async fn list_to_refer_of_cluster(
    tx: &mut Tx,
    (agency_code, country): (&str, &str),
    cluster_id: &str,
    limit: i64,
) -> Result<Vec<ReportRow>, DbError> {
    let sql = format!(
        "JOIN cluster_report c ON c.report_id = r.report_id AND c.cluster_id = $3 AND c.has_more = 0
         WHERE {TO_REFER} ORDER BY r.report_id LIMIT $4"
    );
    let rows = sqlx::query(select_reports(&sql))
        .bind(agency_code)
        .bind(country)
        .bind(cluster_id)
        .bind(limit)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

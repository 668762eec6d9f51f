//! Reports that wait to be referred to an agency.

use service::{DbError, Tx};
use sqlx::Row as _;

use super::{ReportRow, read, select_reports};

/// Whether the agency `$1` has a report `r`: a referral to it that it has not refused, and in which the clearinghouse stands by the report.
macro_rules! held {
    () => {
        "EXISTS (SELECT 1 FROM referral_report x WHERE x.report_id = r.report_id AND x.withdrawn_at IS NULL AND EXISTS (
             SELECT 1 FROM referral y WHERE y.referral_id = x.referral_id AND y.agency_code = $1 AND y.state <> 'refused'))"
    };
}

/// A ready report `r` of the country `$2`.
macro_rules! ready {
    () => {
        "r.country_code = $2 AND r.state = 'ready' AND r.informational = 0 AND r.erased_at IS NULL"
    };
}

/// The ways in which a report `r` of the country `$2` waits for the agency `$1`: nobody has it; one other agency alone has it, which stands before
/// or after this one; several have it, this one not. Each is a range of one index, so that what the agency has long had is not read; no report
/// waits in two of them.
const OF_COUNTRY: [&str; 4] = [
    concat!(ready!(), " AND r.referred = 0 AND r.only_holder = '' AND $1 <> ''"),
    concat!(ready!(), " AND r.referred = 1 AND r.only_holder > '' AND r.only_holder < $1"),
    concat!(ready!(), " AND r.referred = 1 AND r.only_holder > $1"),
    concat!(ready!(), " AND r.referred = 1 AND r.only_holder = '' AND NOT ", held!()),
];

/// The same in one condition, where other things say which few reports are meant.
const TO_REFER: &str = concat!(ready!(), " AND NOT ", held!());

/// The same of a report `r` whose country `$2` is one beside its first: begun with those few, so the state is asked as no index holds it.
const ALSO_TO_REFER: &str = concat!(
    "COALESCE(r.state, '') = 'ready' AND r.informational = 0 AND r.erased_at IS NULL AND COALESCE(r.country_code, '') <> $2
     AND r.report_id IN (SELECT c.report_id FROM report_country c WHERE c.country_code = $2) AND NOT ",
    held!()
);

/// All ways in which a report waits for an agency; no report waits in two of them.
fn ways() -> impl Iterator<Item = &'static str> {
    OF_COUNTRY.into_iter().chain([ALSO_TO_REFER])
}

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
    count(tx, (agency_code, country), Waiting::Viral.condition()).await
}

/// How many ready reports of a country were not referred to this agency yet, or only in a referral that it refused.
pub(crate) async fn count_to_refer(tx: &mut Tx, agency_code: &str, country: &str) -> Result<i64, DbError> {
    count(tx, (agency_code, country), "1 = 1").await
}

/// How many reports wait for an agency in any way; `waiting` is a text of this file.
async fn count(
    tx: &mut Tx,
    (agency_code, country): (&str, &str),
    waiting: &'static str,
) -> Result<i64, DbError> {
    let mut reports = 0;
    for way in ways() {
        let sql =
            format!("SELECT CAST(COUNT(*) AS BIGINT) AS reports FROM report r WHERE {way} AND {waiting}");
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
    for way in ways() {
        let sql = format!("WHERE {way} AND {waiting} ORDER BY r.report_id LIMIT $3");
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

//! Clusters of files that are the same or near-duplicates, and the reports that have one of them.

mod growth;

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Id, kind::Report};
use service::near_files::{HASHES_AT_ONCE, places};
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

pub(crate) use growth::{
    Member, find_by_signals, forget, insert, insert_report, insert_signal, is_in_band_a, list_unclustered,
    mark, merge,
};

use super::{instant, micros};
use crate::beside::Beside;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// A cluster in a list.
#[derive(Debug, Clone)]
pub(crate) struct ClusterRow {
    pub(crate) cluster_id: String,
    /// When its newest report was received.
    pub(crate) last_at: Timestamp,
    pub(crate) reports: i64,
    /// Reports whose sender marks a file of it as a possible meme.
    pub(crate) possible_memes: i64,
}

/// The days since 1970 on which this instant lies, by UTC.
pub(crate) fn day_of(at: Timestamp) -> i64 {
    micros(at).div_euclid(DAY)
}

/// In what order clusters stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClusterOrder {
    /// By the number of reports.
    Size,
    /// By the newest report.
    Newest,
}

/// One page of the clusters that more than one report shares.
pub(crate) async fn list_page(
    tx: &mut Tx,
    (order, descending): (ClusterOrder, bool),
    (limit, offset): (i64, i64),
) -> Result<Vec<ClusterRow>, DbError> {
    let order = match (order, descending) {
        (ClusterOrder::Size, false) => "reports, cluster_id",
        (ClusterOrder::Size, true) => "reports DESC, cluster_id DESC",
        (ClusterOrder::Newest, false) => "last_at, cluster_id",
        (ClusterOrder::Newest, true) => "last_at DESC, cluster_id DESC",
    };
    // the order is one of the four texts above
    let sql = format!("SELECT * FROM file_cluster WHERE reports > 1 ORDER BY {order} LIMIT $1 OFFSET $2");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(limit).bind(offset).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// How many clusters more than one report shares.
pub(crate) async fn count_shared(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS clusters FROM file_cluster WHERE reports > 1";
    Ok(sqlx::query(sql).fetch_one(tx.conn()).await?.try_get("clusters")?)
}

/// The cluster with this id.
pub(crate) async fn find(tx: &mut Tx, cluster_id: &str) -> Result<Option<ClusterRow>, DbError> {
    let row = sqlx::query("SELECT * FROM file_cluster WHERE cluster_id = $1")
        .bind(cluster_id)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &AnyRow) -> Result<ClusterRow, DbError> {
    Ok(ClusterRow {
        cluster_id: row.try_get("cluster_id")?,
        last_at: instant(row, "last_at")?,
        reports: row.try_get("reports")?,
        possible_memes: row.try_get("possible_memes")?,
    })
}

/// How many reports of a cluster came on each day, oldest first: days since 1970.
pub(crate) async fn count_by_day(tx: &mut Tx, cluster_id: &str) -> Result<Vec<(i64, i64)>, DbError> {
    let rows = sqlx::query(
        "SELECT received_day, CAST(COUNT(*) AS BIGINT) AS reports FROM cluster_report
         WHERE cluster_id = $1 GROUP BY received_day ORDER BY received_day",
    )
    .bind(cluster_id)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("received_day")?, row.try_get("reports")?))).collect()
}

/// How many accounts, e-mail addresses and telephone numbers the reports of a cluster name, counted up to `most`.
pub(crate) async fn count_identifiers(tx: &mut Tx, cluster_id: &str, most: i64) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS identifiers FROM (
             SELECT DISTINCT t.key_blind FROM cluster_report c JOIN report_trait t ON t.report_id = c.report_id
             WHERE c.cluster_id = $1 LIMIT $2) named",
    )
    .bind(cluster_id)
    .bind(most)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("identifiers")?)
}

/// A report that holds something beside the shared file.
pub(crate) struct LeftOut {
    pub(crate) report_number: i64,
    pub(crate) reporting_party: String,
    pub(crate) received_at: Timestamp,
    pub(crate) beside: Vec<Beside>,
}

/// The reports of a cluster that hold more than the shared file, the gravest first and of those the oldest: what an action over the cluster leaves
/// out.
pub(crate) async fn list_left_out(
    tx: &mut Tx,
    cluster_id: &str,
    (limit, offset): (i64, i64),
) -> Result<Vec<LeftOut>, DbError> {
    // the words of the column stand in the order of `Beside::ALL`: by the first of them a child is not behind a thousand remarks
    let rows = sqlx::query(
        "SELECT r.report_number, r.reporting_party, r.received_at, c.beside FROM cluster_report c
         JOIN report r ON r.report_id = c.report_id WHERE c.cluster_id = $1 AND c.has_more = 1
         ORDER BY CASE WHEN c.beside LIKE 'trigger%' THEN 0 WHEN c.beside LIKE 'child_contact%' THEN 1
             WHEN c.beside LIKE 'chat%' THEN 2 WHEN c.beside LIKE 'recipient%' THEN 3 ELSE 4 END, c.report_id LIMIT $2 OFFSET $3",
    )
    .bind(cluster_id)
    .bind(limit)
    .bind(offset)
    .fetch_all(tx.conn())
    .await?;
    let read = |row: &AnyRow| {
        Ok(LeftOut {
            report_number: row.try_get("report_number")?,
            reporting_party: row.try_get("reporting_party")?,
            received_at: instant(row, "received_at")?,
            beside: Beside::read(&row.try_get::<String, _>("beside")?),
        })
    };
    rows.iter().map(read).collect()
}

/// How many reports of a cluster hold more than the shared file.
pub(crate) async fn count_left_out(tx: &mut Tx, cluster_id: &str) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS reports FROM cluster_report WHERE cluster_id = $1 AND has_more = 1",
    )
    .bind(cluster_id)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("reports")?)
}

/// SQL: whether a person chose the country of a report by itself, and not for all of a cluster.
const BY_HAND: &str = "(COALESCE(r.country_chosen_by, '') LIKE 'staff:%' AND r.country_of_cluster = '')";

/// SQL: the reports of the cluster `$1` that hold nothing but the shared file, are ready and were not referred. The state is wrapped so that no index
/// on it counts: where PostgreSQL has not yet looked at new tables it took that one for each of 40,000 reports, instead of looking up each by its id.
const PLAIN: &str = "FROM cluster_report c JOIN report r ON r.report_id = c.report_id
    WHERE c.cluster_id = $1 AND c.has_more = 0 AND COALESCE(r.state, '') = 'ready' AND r.referred = 0 AND r.informational = 0
        AND r.erased_at IS NULL";

/// Reports of a cluster that hold nothing but the shared file, are ready and were not referred, oldest first: id and number. Where a country is
/// given, those that have it already are left out, and those whose country a person chose by itself.
pub(crate) async fn list_plain(
    tx: &mut Tx,
    cluster_id: &str,
    country: Option<&str>,
    limit: i64,
) -> Result<Vec<(Id<Report>, i64)>, DbError> {
    let sql = format!(
        "SELECT r.report_id, r.report_number {PLAIN}
             AND ($2 = '' OR (COALESCE(r.country_code, '') <> $2 AND NOT {BY_HAND})) ORDER BY c.report_id LIMIT $3"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(cluster_id).bind(country.unwrap_or_default());
    let rows = query.bind(limit).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok((super::id(row, "report_id")?, row.try_get("report_number")?))).collect()
}

/// Those of them whose country a person chose by itself, oldest first, with it: a choice for all leaves them alone.
pub(crate) async fn list_chosen_by_hand(
    tx: &mut Tx,
    cluster_id: &str,
    limit: i64,
) -> Result<Vec<(i64, String)>, DbError> {
    let sql = format!(
        "SELECT r.report_number, COALESCE(r.country_code, '') AS country {PLAIN} AND {BY_HAND} ORDER BY c.report_id LIMIT $2"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(cluster_id).bind(limit);
    let rows = query.fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok((row.try_get("report_number")?, row.try_get("country")?))).collect()
}

/// How many they are.
pub(crate) async fn count_chosen_by_hand(tx: &mut Tx, cluster_id: &str) -> Result<i64, DbError> {
    let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) AS reports {PLAIN} AND {BY_HAND}");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(cluster_id).fetch_one(tx.conn()).await?;
    Ok(row.try_get("reports")?)
}

/// The largest cluster of each of these reports, and how many reports it has; nothing of a report whose files nobody else has.
pub(crate) async fn list_of_reports(
    tx: &mut Tx,
    reports: &[String],
) -> Result<BTreeMap<String, (String, i64)>, DbError> {
    let mut largest: BTreeMap<String, (String, i64)> = BTreeMap::new();
    for some in reports.chunks(HASHES_AT_ONCE) {
        let sql = format!(
            "SELECT c.report_id, k.cluster_id, k.reports FROM cluster_report c
             JOIN file_cluster k ON k.cluster_id = c.cluster_id WHERE k.reports > 1 AND c.report_id IN ({})",
            places(1, some.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for report in some {
            query = query.bind(report.as_str());
        }
        for row in query.fetch_all(tx.conn()).await? {
            let found: (String, i64) = (row.try_get("cluster_id")?, row.try_get("reports")?);
            let kept = largest.entry(row.try_get("report_id")?).or_insert_with(|| found.clone());
            if kept.1 < found.1 {
                *kept = found;
            }
        }
    }
    Ok(largest)
}

/// The clusters of one report, those that nobody else shares among them.
pub(crate) async fn list_of_report(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<ClusterRow>, DbError> {
    let rows = sqlx::query(
        "SELECT k.* FROM cluster_report c JOIN file_cluster k ON k.cluster_id = c.cluster_id
         WHERE c.report_id = $1 ORDER BY k.reports DESC, k.cluster_id",
    )
    .bind(report_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

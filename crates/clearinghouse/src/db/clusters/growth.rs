//! How clusters grow: by reports, by signals, and by a file that lies between two.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{Id, kind::Report};
use service::near_files::{HASHES_AT_ONCE, places};
use service::{DbError, Tx};
use sqlx::Row as _;

use super::super::{id, micros};
use super::day_of;
use crate::beside::Beside;

/// The clusters that one of these signals belongs to, oldest first.
pub(crate) async fn find_by_signals(tx: &mut Tx, signals: &[String]) -> Result<BTreeSet<String>, DbError> {
    let mut found = BTreeSet::new();
    for some in signals.chunks(HASHES_AT_ONCE) {
        let sql = format!(
            "SELECT DISTINCT cluster_id FROM cluster_signal WHERE signal IN ({})",
            places(1, some.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for signal in some {
            query = query.bind(signal.as_str());
        }
        for row in query.fetch_all(tx.conn()).await? {
            found.insert(row.try_get("cluster_id")?);
        }
    }
    Ok(found)
}

/// Keeps a new cluster, with no report in it.
pub(crate) async fn insert(tx: &mut Tx, cluster_id: &str, at: Timestamp) -> Result<(), DbError> {
    sqlx::query("INSERT INTO file_cluster (cluster_id, made_at, last_at) VALUES ($1, $2, $2)")
        .bind(cluster_id)
        .bind(micros(at))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps by what a file belongs to a cluster; what is known changes nothing.
pub(crate) async fn insert_signal(tx: &mut Tx, signal: &str, cluster_id: &str) -> Result<(), DbError> {
    sqlx::query("INSERT INTO cluster_signal (signal, cluster_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(signal)
        .bind(cluster_id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Makes two clusters one: a file lies between them.
pub(crate) async fn merge(tx: &mut Tx, keep: &str, gone: &str) -> Result<(), DbError> {
    for sql in [
        "UPDATE cluster_signal SET cluster_id = $1 WHERE cluster_id = $2",
        // a report in both had another file beside the one; its row says so already
        "DELETE FROM cluster_report WHERE cluster_id = $2
             AND report_id IN (SELECT k.report_id FROM cluster_report k WHERE k.cluster_id = $1)",
        "UPDATE cluster_report SET cluster_id = $1 WHERE cluster_id = $2",
        "UPDATE file_cluster SET
             reports = (SELECT CAST(COUNT(*) AS BIGINT) FROM cluster_report c WHERE c.cluster_id = $1),
             possible_memes = possible_memes + (SELECT o.possible_memes FROM file_cluster o WHERE o.cluster_id = $2),
             last_at = (SELECT MAX(b.last_at) FROM file_cluster b WHERE b.cluster_id = $1 OR b.cluster_id = $2)
         WHERE cluster_id = $1",
    ] {
        sqlx::query(sql).bind(keep).bind(gone).execute(tx.conn()).await?;
    }
    sqlx::query("DELETE FROM file_cluster WHERE cluster_id = $1").bind(gone).execute(tx.conn()).await?;
    Ok(())
}

/// A report as a cluster counts it.
pub(crate) struct Member {
    pub(crate) report_id: Id<Report>,
    pub(crate) received_at: Timestamp,
    /// What it holds beside the shared file.
    pub(crate) beside: Vec<Beside>,
    pub(crate) possible_meme: bool,
}

/// Adds a report to a cluster; one that is in it already changes nothing.
pub(crate) async fn insert_report(tx: &mut Tx, cluster_id: &str, member: &Member) -> Result<(), DbError> {
    let added = sqlx::query(
        "INSERT INTO cluster_report (cluster_id, report_id, received_day, beside, has_more)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(cluster_id)
    .bind(member.report_id.to_string())
    .bind(day_of(member.received_at))
    .bind(Beside::write(&member.beside))
    .bind(i64::from(!member.beside.is_empty()))
    .execute(tx.conn())
    .await?
    .rows_affected();
    if added > 0 {
        sqlx::query(
            "UPDATE file_cluster SET reports = reports + 1, possible_memes = possible_memes + $2,
                 last_at = CASE WHEN last_at < $3 THEN $3 ELSE last_at END WHERE cluster_id = $1",
        )
        .bind(cluster_id)
        .bind(i64::from(member.possible_meme))
        .bind(micros(member.received_at))
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Notes that a report holds something beside the shared file, in every cluster that it is in.
pub(crate) async fn mark(tx: &mut Tx, report_id: &str, beside: Beside) -> Result<(), DbError> {
    let rows = sqlx::query("SELECT cluster_id, beside FROM cluster_report WHERE report_id = $1")
        .bind(report_id)
        .fetch_all(tx.conn())
        .await?;
    for row in rows {
        let mut all = Beside::read(&row.try_get::<String, _>("beside")?);
        all.push(beside);
        sqlx::query(
            "UPDATE cluster_report SET beside = $3, has_more = 1 WHERE cluster_id = $1 AND report_id = $2",
        )
        .bind(row.try_get::<String, _>("cluster_id")?)
        .bind(report_id)
        .bind(Beside::write(&all))
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Whether a report stands in Band A.
pub(crate) async fn is_in_band_a(tx: &mut Tx, report_id: Id<Report>) -> Result<bool, DbError> {
    let sql = "SELECT report_id FROM report WHERE report_id = $1 AND band = 'a'";
    Ok(sqlx::query(sql).bind(report_id.to_string()).fetch_optional(tx.conn()).await?.is_some())
}

/// Takes an erased report out of its clusters, and forgets those that nothing is left of; gives how many it was in.
pub(crate) async fn forget(tx: &mut Tx, report_id: &str) -> Result<u64, DbError> {
    let alone = sqlx::query(
        "SELECT own.cluster_id FROM cluster_report own WHERE own.report_id = $1 AND NOT EXISTS (
             SELECT 1 FROM cluster_report other WHERE other.cluster_id = own.cluster_id AND other.report_id <> $1)",
    )
    .bind(report_id)
    .fetch_all(tx.conn())
    .await?;
    sqlx::query(
        "UPDATE file_cluster SET reports = reports - 1
         WHERE cluster_id IN (SELECT c.cluster_id FROM cluster_report c WHERE c.report_id = $1)",
    )
    .bind(report_id)
    .execute(tx.conn())
    .await?;
    let sql = "DELETE FROM cluster_report WHERE report_id = $1";
    let left = sqlx::query(sql).bind(report_id).execute(tx.conn()).await?.rows_affected();
    for row in alone {
        let cluster_id: String = row.try_get("cluster_id")?;
        for sql in [
            "DELETE FROM cluster_signal WHERE cluster_id = $1",
            "DELETE FROM file_cluster WHERE cluster_id = $1",
        ] {
            sqlx::query(sql).bind(&cluster_id).execute(tx.conn()).await?;
        }
    }
    Ok(left)
}

/// Enriched reports with files that stand in no cluster yet, after this id.
pub(crate) async fn list_unclustered(
    tx: &mut Tx,
    after: &str,
    limit: i64,
) -> Result<Vec<Id<Report>>, DbError> {
    let rows = sqlx::query(
        // by the id, not by the state, which nearly all share
        "SELECT r.report_id FROM report r WHERE COALESCE(r.state, '') = 'ready' AND r.erased_at IS NULL AND r.report_id > $1
             AND EXISTS (SELECT 1 FROM report_file f WHERE f.report_id = r.report_id)
             AND NOT EXISTS (SELECT 1 FROM cluster_report c WHERE c.report_id = r.report_id)
         ORDER BY r.report_id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| id(row, "report_id")).collect()
}

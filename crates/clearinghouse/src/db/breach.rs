//! Records as a notice of a breach counts them.

use service::breach::Record;
use service::rights::ObjectRef;
use service::{DbError, Tx};
use sqlx::Row as _;

use super::{instant, optional_instant};

/// Reports after the one with the id `after`. Each concerns one reported person at least; they are not told apart.
pub(crate) async fn list_reports(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Record>, DbError> {
    let rows = sqlx::query(
        "SELECT report_id, received_at, erased_at FROM report WHERE report_id > $1 ORDER BY report_id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("report_id")?;
            Ok(Record {
                recorded_at: instant(row, "received_at")?,
                erased_at: optional_instant(row, "erased_at")?,
                persons: Vec::new(),
                unidentified: vec![id.clone()],
                id,
            })
        })
        .collect()
}

/// A report by its id or its CyberTipline number.
pub(crate) async fn find_report(tx: &mut Tx, named: &str) -> Result<Vec<ObjectRef>, DbError> {
    let rows =
        sqlx::query("SELECT report_id FROM report WHERE report_id = $1 OR CAST(report_number AS TEXT) = $1")
            .bind(named)
            .fetch_all(tx.conn())
            .await?;
    rows.iter().map(|row| Ok(ObjectRef::new("report", row.try_get::<String, _>("report_id")?))).collect()
}

/// The reports in a referral's package.
pub(crate) async fn list_reports_of_referral(
    tx: &mut Tx,
    referral_id: &str,
) -> Result<Vec<ObjectRef>, DbError> {
    let rows = sqlx::query("SELECT report_id FROM referral_report WHERE referral_id = $1")
        .bind(referral_id)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(|row| Ok(ObjectRef::new("report", row.try_get::<String, _>("report_id")?))).collect()
}

/// The reports of an import.
pub(crate) async fn list_reports_of_import(tx: &mut Tx, import_id: &str) -> Result<Vec<ObjectRef>, DbError> {
    let rows = sqlx::query("SELECT report_id FROM report_origin WHERE import_id = $1")
        .bind(import_id)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(|row| Ok(ObjectRef::new("report", row.try_get::<String, _>("report_id")?))).collect()
}

/// The reports of a cluster of files, of which its page lists those that hold more.
pub(crate) async fn list_reports_of_cluster(
    tx: &mut Tx,
    cluster_id: &str,
) -> Result<Vec<ObjectRef>, DbError> {
    let rows = sqlx::query("SELECT report_id FROM cluster_report WHERE cluster_id = $1")
        .bind(cluster_id)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(|row| Ok(ObjectRef::new("report", row.try_get::<String, _>("report_id")?))).collect()
}

/// The referral of this id, or whose package has this SHA-256, or whose receipt names itself so.
pub(crate) async fn find_referral(tx: &mut Tx, named: &str) -> Result<Option<String>, DbError> {
    let row = sqlx::query(
        "SELECT r.referral_id FROM referral r LEFT JOIN evidence_item e ON e.name = r.package_item
         WHERE r.referral_id = $1 OR e.sha256 = LOWER($1) OR (LENGTH($1) > 20 AND r.receipt LIKE '%\"' || $1 || '\"%')",
    )
    .bind(named)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| row.try_get("referral_id")).transpose()?)
}

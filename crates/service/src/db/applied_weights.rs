//! The weights in use, and those before them. The roles that score reports keep them in the same table, `applied_weights`, beside their
//! `report` and `report_score`.

use jiff::Timestamp;
use sqlx::Row as _;

use super::{DbError, Tx, from_micros, to_micros};

/// Weights that a person applied.
pub(crate) struct AppliedRow {
    pub(crate) weights_version: String,
    /// The file.
    pub(crate) content: String,
    /// Names of the keys that signed it, with commas between.
    pub(crate) signed_by: String,
    pub(crate) applied_by: String,
    pub(crate) applied_at: Timestamp,
}

/// Keeps weights that are in use from now on.
pub(crate) async fn insert(tx: &mut Tx, applied_id: &str, row: &AppliedRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO applied_weights (applied_id, weights_version, content, signed_by, applied_by, applied_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(applied_id)
    .bind(&row.weights_version)
    .bind(&row.content)
    .bind(&row.signed_by)
    .bind(&row.applied_by)
    .bind(to_micros(row.applied_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// All weights that were applied, the newest first.
pub(crate) async fn list(tx: &mut Tx, limit: i64) -> Result<Vec<AppliedRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM applied_weights ORDER BY applied_id DESC LIMIT $1")
        .bind(limit)
        .fetch_all(tx.conn())
        .await?;
    rows.iter()
        .map(|row| {
            Ok(AppliedRow {
                weights_version: row.try_get("weights_version")?,
                content: row.try_get("content")?,
                signed_by: row.try_get("signed_by")?,
                applied_by: row.try_get("applied_by")?,
                applied_at: from_micros("applied_at", row.try_get("applied_at")?)?,
            })
        })
        .collect()
}

/// How many reports have a score under these weights, and how many have one at all.
pub(crate) async fn count_scored(tx: &mut Tx, weights_version: &str) -> Result<(i64, i64), DbError> {
    let sql = "SELECT COUNT(*) AS all_scored,
             CAST(COALESCE(SUM(CASE WHEN EXISTS (
                 SELECT 1 FROM report_score s WHERE s.report_id = r.report_id AND s.weights_version = $1)
             THEN 1 ELSE 0 END), 0) AS BIGINT) AS done
         FROM report r WHERE r.band <> '' AND r.erased_at IS NULL";
    let row = sqlx::query(sql).bind(weights_version).fetch_one(tx.conn()).await?;
    Ok((row.try_get("done")?, row.try_get("all_scored")?))
}

//! The weights in use, and those before them.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row as _;

use super::{instant, micros};
use crate::kinds::AppliedWeights;

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
pub(crate) async fn insert(
    tx: &mut Tx,
    applied_id: Id<AppliedWeights>,
    row: &AppliedRow,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO applied_weights (applied_id, weights_version, content, signed_by, applied_by, applied_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(applied_id.to_string())
    .bind(&row.weights_version)
    .bind(&row.content)
    .bind(&row.signed_by)
    .bind(&row.applied_by)
    .bind(micros(row.applied_at))
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
                applied_at: instant(row, "applied_at")?,
            })
        })
        .collect()
}

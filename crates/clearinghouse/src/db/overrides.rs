//! Bands that a person decided instead of the score; how they are read, [`service::triage`] says.

use model::{Id, kind::Report};
use service::triage::OverrideRow;
use service::{DbError, Tx};

use super::micros;

/// Keeps a decision.
pub(crate) async fn insert(tx: &mut Tx, report_id: Id<Report>, row: &OverrideRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO band_override (override_id, report_id, band, reason, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(row.override_id.to_string())
    .bind(report_id.to_string())
    .bind(row.band.as_str())
    .bind(row.reason.as_column())
    .bind(&row.made_by)
    .bind(micros(row.made_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

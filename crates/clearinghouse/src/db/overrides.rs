//! Bands that a person decided instead of the score.

use jiff::Timestamp;
use model::triage::Band;
use model::{Id, kind::Report};
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{corrupt, id, instant, micros, optional_instant};
use crate::kinds::BandOverride;

/// A band that a person decided, and whether that was undone.
#[derive(Debug, Clone)]
pub(crate) struct OverrideRow {
    pub(crate) override_id: Id<BandOverride>,
    pub(crate) band: Band,
    pub(crate) reason: Sealed,
    pub(crate) made_by: String,
    pub(crate) made_at: Timestamp,
    /// Empty while it stands.
    pub(crate) undo_reason: Sealed,
    /// By whom and when it was undone.
    pub(crate) undone: Option<(String, Timestamp)>,
}

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

/// Notes that a decision was undone, by whom, when and why.
pub(crate) async fn undo(
    tx: &mut Tx,
    override_id: Id<BandOverride>,
    (by, at): (&str, Timestamp),
    reason: &Sealed,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE band_override SET undone_by = $2, undone_at = $3, undo_reason = $4 WHERE override_id = $1",
    )
    .bind(override_id.to_string())
    .bind(by)
    .bind(micros(at))
    .bind(reason.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// All decisions on a report, in order.
pub(crate) async fn list(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<OverrideRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM band_override WHERE report_id = $1 ORDER BY override_id")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// The decision that stands: the newest that was not undone.
pub(crate) async fn find_standing(
    tx: &mut Tx,
    report_id: Id<Report>,
) -> Result<Option<OverrideRow>, DbError> {
    let row = sqlx::query(
        "SELECT * FROM band_override WHERE report_id = $1 AND undone_at IS NULL ORDER BY override_id DESC LIMIT 1",
    )
    .bind(report_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &AnyRow) -> Result<OverrideRow, DbError> {
    let undone_by: Option<String> = row.try_get("undone_by")?;
    Ok(OverrideRow {
        override_id: id(row, "override_id")?,
        band: row.try_get::<String, _>("band")?.parse().map_err(|_| corrupt("band"))?,
        reason: Sealed::from_column(row.try_get("reason")?),
        made_by: row.try_get("made_by")?,
        made_at: instant(row, "made_at")?,
        undo_reason: Sealed::from_column(row.try_get("undo_reason")?),
        undone: undone_by.zip(optional_instant(row, "undone_at")?),
    })
}

//! Bands that persons decided instead of a report's score. The roles that score reports keep them in the same table, `band_override`; one of
//! them keeps more beside it, so that each writes its own rows.

use jiff::Timestamp;
use model::Id;
use model::kind::Report;
use model::triage::Band;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};
use crate::Sealed;
use crate::triage::BandOverride;

/// A band that a person decided, and whether that was undone.
#[derive(Debug, Clone)]
pub struct OverrideRow {
    /// Which decision.
    pub override_id: Id<BandOverride>,
    /// Where the report stands by it.
    pub band: Band,
    /// Why.
    pub reason: Sealed,
    /// Who decided.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Why it was undone; empty while it stands.
    pub undo_reason: Sealed,
    /// By whom and when it was undone.
    pub undone: Option<(String, Timestamp)>,
}

/// Notes that a decision was undone, by whom, when and why.
pub(crate) async fn undo_override(
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
    .bind(to_micros(at))
    .bind(reason.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// All decisions on a report, in order; whoever shows them has found the report for its reader.
pub(crate) async fn list(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<OverrideRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM band_override WHERE report_id = $1 ORDER BY override_id")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// The decision that stands: the newest that was not undone.
///
/// # Errors
/// Of the database.
pub async fn find_override(tx: &mut Tx, report_id: Id<Report>) -> Result<Option<OverrideRow>, DbError> {
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
    let undone_at: Option<i64> = row.try_get("undone_at")?;
    let undone_at = undone_at.map(|micros| from_micros("undone_at", micros)).transpose()?;
    Ok(OverrideRow {
        override_id: row
            .try_get::<String, _>("override_id")?
            .parse()
            .map_err(|_| DbError::Value { column: "override_id" })?,
        band: row.try_get::<String, _>("band")?.parse().map_err(|_| DbError::Value { column: "band" })?,
        reason: Sealed::from_column(row.try_get("reason")?),
        made_by: row.try_get("made_by")?,
        made_at: from_micros("made_at", row.try_get("made_at")?)?,
        undo_reason: Sealed::from_column(row.try_get("undo_reason")?),
        undone: undone_by.zip(undone_at),
    })
}

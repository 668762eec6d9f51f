//! Marks by which persons say that a report is informational, and by which they undo it.

use jiff::Timestamp;
use model::{Id, kind::Report};
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{instant, micros, optional_instant};

pub(crate) const TABLE: &str = "informational_mark";

/// A mark as it is stored.
pub(crate) struct MarkRow {
    /// Order of marking, from 0.
    pub(crate) position: i64,
    pub(crate) reason: Sealed<String>,
    pub(crate) marked_by: String,
    pub(crate) marked_at: Timestamp,
    pub(crate) undone_by: Option<String>,
    pub(crate) undone_at: Option<Timestamp>,
    pub(crate) undone_reason: Option<Sealed<String>>,
}

/// Under which row the reason of a mark is sealed.
pub(crate) fn sealing_row(report_id: Id<Report>, position: i64) -> String {
    format!("{report_id}/{position}")
}

/// The marks of a report, in their order.
pub(crate) async fn list(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<MarkRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM informational_mark WHERE report_id = $1 ORDER BY position")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// Keeps a mark.
pub(crate) async fn insert(
    tx: &mut Tx,
    report_id: Id<Report>,
    position: i64,
    reason: &Sealed<String>,
    (by, at): (&str, Timestamp),
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO informational_mark (report_id, position, reason, marked_by, marked_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(report_id.to_string())
    .bind(position)
    .bind(reason.as_column())
    .bind(by)
    .bind(micros(at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps that a mark was undone.
pub(crate) async fn undo(
    tx: &mut Tx,
    report_id: Id<Report>,
    position: i64,
    reason: &Sealed<String>,
    (by, at): (&str, Timestamp),
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE informational_mark SET undone_reason = $3, undone_by = $4, undone_at = $5
         WHERE report_id = $1 AND position = $2",
    )
    .bind(report_id.to_string())
    .bind(position)
    .bind(reason.as_column())
    .bind(by)
    .bind(micros(at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The reports of a sender that are informational now, with the instant since when, the newest on top.
pub(crate) async fn list_of_party(
    tx: &mut Tx,
    party: &str,
    limit: i64,
) -> Result<Vec<(i64, Timestamp)>, DbError> {
    let rows = sqlx::query(
        "SELECT r.report_number, m.marked_at FROM report r JOIN informational_mark m ON m.report_id = r.report_id
         WHERE r.reporting_party = $1 AND r.informational = 1 AND m.undone_at IS NULL
         ORDER BY m.marked_at DESC, r.report_number DESC LIMIT $2",
    )
    .bind(party)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("report_number")?, instant(row, "marked_at")?))).collect()
}

fn read(row: &AnyRow) -> Result<MarkRow, DbError> {
    Ok(MarkRow {
        position: row.try_get("position")?,
        reason: Sealed::from_column(row.try_get("reason")?),
        marked_by: row.try_get("marked_by")?,
        marked_at: instant(row, "marked_at")?,
        undone_by: row.try_get("undone_by")?,
        undone_at: optional_instant(row, "undone_at")?,
        undone_reason: row.try_get::<Option<String>, _>("undone_reason")?.map(Sealed::from_column),
    })
}

//! Sentences that a sender's program writes into its reports by itself, as persons marked them.

use jiff::Timestamp;
use model::{Id, kind::Report};
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{id, instant, micros, optional_instant};
use crate::kinds::StandingText;

pub(crate) const TABLE: &str = "standing_text";

/// A marked sentence as it is stored.
pub(crate) struct StandingRow {
    pub(crate) standing_text_id: Id<StandingText>,
    pub(crate) reporting_party: String,
    /// Where it was read.
    pub(crate) report_id: Id<Report>,
    pub(crate) sentence: Sealed<String>,
    pub(crate) reason: Sealed<String>,
    pub(crate) marked_by: String,
    pub(crate) marked_at: Timestamp,
    pub(crate) undone_at: Option<Timestamp>,
}

/// Keeps a marked sentence.
pub(crate) async fn insert(tx: &mut Tx, row: &StandingRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO standing_text (standing_text_id, reporting_party, report_id, sentence, reason, marked_by, marked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.standing_text_id.to_string())
    .bind(&row.reporting_party)
    .bind(row.report_id.to_string())
    .bind(row.sentence.as_column())
    .bind(row.reason.as_column())
    .bind(&row.marked_by)
    .bind(micros(row.marked_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The sentences of a sender that stand, in the order of their marking.
pub(crate) async fn list(tx: &mut Tx, party: &str) -> Result<Vec<StandingRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM standing_text WHERE reporting_party = $1 AND undone_at IS NULL ORDER BY standing_text_id",
    )
    .bind(party)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// The sentence with this id, whether or not it stands.
pub(crate) async fn find(tx: &mut Tx, standing_text_id: &str) -> Result<Option<StandingRow>, DbError> {
    let row = sqlx::query("SELECT * FROM standing_text WHERE standing_text_id = $1")
        .bind(standing_text_id)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// Takes a mark back.
pub(crate) async fn undo(
    tx: &mut Tx,
    standing_text_id: Id<StandingText>,
    (by, at): (&str, Timestamp),
    reason: &Sealed<String>,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE standing_text SET undone_by = $2, undone_at = $3, undo_reason = $4 WHERE standing_text_id = $1",
    )
    .bind(standing_text_id.to_string())
    .bind(by)
    .bind(micros(at))
    .bind(reason.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<StandingRow, DbError> {
    Ok(StandingRow {
        standing_text_id: id(row, "standing_text_id")?,
        reporting_party: row.try_get("reporting_party")?,
        report_id: id(row, "report_id")?,
        sentence: Sealed::from_column(row.try_get("sentence")?),
        reason: Sealed::from_column(row.try_get("reason")?),
        marked_by: row.try_get("marked_by")?,
        marked_at: instant(row, "marked_at")?,
        undone_at: optional_instant(row, "undone_at")?,
    })
}

//! What came of filed reports, and how far each clearinghouse's pages have been read.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::instant;
use crate::destination::Clearinghouse;
use crate::ids::Report;

/// One outcome as stored. No personal data.
pub(crate) struct OutcomeRow {
    pub(crate) sequence: i64,
    pub(crate) code: String,
    pub(crate) decided_at: Timestamp,
    pub(crate) received_at: Timestamp,
}

/// Where the next page of a clearinghouse begins.
pub(crate) async fn load_cursor(tx: &mut Tx, of: &Clearinghouse) -> Result<i64, DbError> {
    let sql = "SELECT next_after FROM outcome_cursor WHERE destination = $1 AND address = $2";
    let query = sqlx::query(sql).bind(of.destination.name()).bind(&of.address);
    let Some(row) = query.fetch_optional(tx.conn()).await? else { return Ok(0) };
    Ok(row.try_get("next_after")?)
}

/// Moves the beginning of a clearinghouse's next page on, never back.
pub(crate) async fn advance_cursor(tx: &mut Tx, of: &Clearinghouse, next_after: i64) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO outcome_cursor (destination, address, next_after) VALUES ($1, $2, $3)
         ON CONFLICT (destination, address) DO UPDATE SET next_after = excluded.next_after
             WHERE outcome_cursor.next_after < excluded.next_after",
    )
    .bind(of.destination.name())
    .bind(&of.address)
    .bind(next_after)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores an outcome once, however often it is told: whether it is new.
pub(crate) async fn insert_outcome(
    tx: &mut Tx,
    report_id: Id<Report>,
    outcome: &OutcomeRow,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "INSERT INTO outcome (sequence, report_id, code, decided_at, received_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (report_id, sequence) DO NOTHING",
    )
    .bind(outcome.sequence)
    .bind(report_id.to_string())
    .bind(&outcome.code)
    .bind(outcome.decided_at.as_microsecond())
    .bind(outcome.received_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The outcomes of a report, oldest first.
pub(crate) async fn list_outcomes(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<OutcomeRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM outcome WHERE report_id = $1 ORDER BY sequence")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<OutcomeRow, DbError> {
    Ok(OutcomeRow {
        sequence: row.try_get("sequence")?,
        code: row.try_get("code")?,
        decided_at: instant(row, "decided_at")?,
        received_at: instant(row, "received_at")?,
    })
}

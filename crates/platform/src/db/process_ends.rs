//! What became of an order and was taken back.

use jiff::Timestamp;
use model::Id;
use service::{ColumnRef, DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::processes::SettledProcess;
use super::{instant, parsed};
use crate::ids::LegalProcess;

const TABLE: &str = "legal_process_end";

/// An end that does not stand.
pub(crate) struct EndRow {
    pub(crate) end_no: i64,
    /// What was said of the order.
    pub(crate) settled: SettledProcess,
    pub(crate) undone_by: String,
    pub(crate) undone_at: Timestamp,
    pub(crate) reason: Sealed<String>,
}

/// The row of an end, for sealing.
pub(crate) fn row_of(id: Id<LegalProcess>, end_no: i64) -> String {
    format!("{id}/{end_no}")
}

/// Where the answer of a row is sealed.
pub(crate) fn answer_of(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: TABLE, row, column: "answer_sealed" }
}

/// Where it is sealed why the end of a row was taken back.
pub(crate) fn reason_of(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: TABLE, row, column: "reason_sealed" }
}

/// Keeps an end that was taken back.
pub(crate) async fn insert(tx: &mut Tx, id: Id<LegalProcess>, row: &EndRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO legal_process_end (process_id, end_no, state, settled_on, settled_by, settled_at, answer_sealed,
             undone_by, undone_at, reason_sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id.to_string())
    .bind(row.end_no)
    .bind(row.settled.state.name())
    .bind(row.settled.on.to_string())
    .bind(&row.settled.by)
    .bind(row.settled.at.as_microsecond())
    .bind(row.settled.answer.as_column())
    .bind(&row.undone_by)
    .bind(row.undone_at.as_microsecond())
    .bind(row.reason.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Every end of an order that was taken back, oldest first.
pub(crate) async fn list_of(tx: &mut Tx, id: Id<LegalProcess>) -> Result<Vec<EndRow>, DbError> {
    let sql = "SELECT * FROM legal_process_end WHERE process_id = $1 ORDER BY end_no";
    let rows = sqlx::query(sql).bind(id.to_string()).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// The number of the next one.
pub(crate) async fn next_no(tx: &mut Tx, id: Id<LegalProcess>) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS found FROM legal_process_end WHERE process_id = $1";
    let row = sqlx::query(sql).bind(id.to_string()).fetch_one(tx.conn()).await?;
    Ok(row.try_get::<i64, _>("found")? + 1)
}

fn read(row: &AnyRow) -> Result<EndRow, DbError> {
    Ok(EndRow {
        end_no: row.try_get("end_no")?,
        settled: SettledProcess {
            state: parsed(row, "state")?,
            on: parsed(row, "settled_on")?,
            by: row.try_get("settled_by")?,
            at: instant(row, "settled_at")?,
            answer: Sealed::from_column(row.try_get("answer_sealed")?),
        },
        undone_by: row.try_get("undone_by")?,
        undone_at: instant(row, "undone_at")?,
        reason: Sealed::from_column(row.try_get("reason_sealed")?),
    })
}

//! Receipts of minors' files that were recorded by mistake and taken back.

use jiff::Timestamp;
use model::Id;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::prosecutor_files::ReceivedRow;
use super::{Columns, DbError, Tx, read_all};
use crate::ids::ProsecutorFile;

/// A receipt that does not stand.
pub(crate) struct UndoneReceiptRow {
    pub(crate) undone_no: i64,
    pub(crate) received: ReceivedRow,
    pub(crate) undone_at: Timestamp,
    pub(crate) undone_by: String,
    pub(crate) reason: Sealed<String>,
}

/// The row of a receipt, for sealing.
pub(crate) fn row_of(file_id: Id<ProsecutorFile>, undone_no: i64) -> String {
    format!("{file_id}/{undone_no}")
}

fn read_row(row: &AnyRow) -> Result<UndoneReceiptRow, Error> {
    Ok(UndoneReceiptRow {
        undone_no: row.number("undone_no")?,
        received: ReceivedRow {
            receipt: row.text("receipt")?,
            at: row.instant("received_at")?,
            by: row.text("received_by")?,
        },
        undone_at: row.instant("undone_at")?,
        undone_by: row.text("undone_by")?,
        reason: Sealed::from_column(row.text("reason")?),
    })
}

/// The number of the next one of a file.
pub(crate) async fn next_no(tx: &mut Tx, file_id: Id<ProsecutorFile>) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS total FROM undone_receipt WHERE file_id = $1";
    let row = sqlx::query(sql).bind(file_id.to_string()).fetch_one(tx.conn()).await?;
    Ok(row.number("total")? + 1)
}

pub(crate) async fn insert(
    tx: &mut Tx,
    file_id: Id<ProsecutorFile>,
    row: &UndoneReceiptRow,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO undone_receipt (file_id, undone_no, receipt, received_at, received_by, undone_at, undone_by, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(file_id.to_string())
    .bind(row.undone_no)
    .bind(&row.received.receipt)
    .bind(row.received.at.as_microsecond())
    .bind(&row.received.by)
    .bind(row.undone_at.as_microsecond())
    .bind(&row.undone_by)
    .bind(row.reason.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Those of a file, oldest first; whoever shows them has found the file for its reader.
pub(crate) async fn list(tx: &mut Tx, file_id: Id<ProsecutorFile>) -> Result<Vec<UndoneReceiptRow>, DbError> {
    let sql = "SELECT * FROM undone_receipt WHERE file_id = $1 ORDER BY undone_no";
    let rows = sqlx::query(sql).bind(file_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_row)
}

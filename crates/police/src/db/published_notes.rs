//! What was published of operations. A row is never changed.

use jiff::Timestamp;
use model::Id;
use model::kind::Operation;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all};
use crate::ids::PublishedNote;
use crate::statistics::PublishedFigures;

/// A published note; the figures are sealed.
pub(crate) struct PublishedRow {
    pub(crate) note_id: Id<PublishedNote>,
    pub(crate) operation_id: Id<Operation>,
    pub(crate) figures: Sealed<PublishedFigures>,
    /// Where it was published.
    pub(crate) published_in: String,
    pub(crate) published_at: Timestamp,
    pub(crate) published_by: String,
}

fn read_row(row: &AnyRow) -> Result<PublishedRow, Error> {
    Ok(PublishedRow {
        note_id: row.id("note_id")?,
        operation_id: row.id("operation_id")?,
        figures: Sealed::from_column(row.text("figures")?),
        published_in: row.text("published_in")?,
        published_at: row.instant("published_at")?,
        published_by: row.text("published_by")?,
    })
}

pub(crate) async fn insert(tx: &mut Tx, row: &PublishedRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO published_note (note_id, operation_id, figures, published_in, published_at, published_by)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(row.note_id.to_string())
    .bind(row.operation_id.to_string())
    .bind(row.figures.as_column())
    .bind(&row.published_in)
    .bind(row.published_at.as_microsecond())
    .bind(&row.published_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Everything published of an operation, oldest first. The caller has asked whether the operation is there for the reader.
pub(crate) async fn list(tx: &mut Tx, operation_id: Id<Operation>) -> Result<Vec<PublishedRow>, DbError> {
    let sql = "SELECT * FROM published_note WHERE operation_id = $1 ORDER BY published_at, note_id";
    let rows = sqlx::query(sql).bind(operation_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_row)
}

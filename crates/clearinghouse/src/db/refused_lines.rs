//! Lines of imports that made no report.

use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;

use crate::import::LineError;
use crate::kinds::ReportImport;

/// Keeps what is wrong with a line.
pub(crate) async fn insert(
    tx: &mut Tx,
    import_id: Id<ReportImport>,
    line: i64,
    error: &Sealed<LineError>,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO refused_line (import_id, line, error) VALUES ($1, $2, $3)")
        .bind(import_id.to_string())
        .bind(line)
        .bind(error.as_column())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A part of those of an import, in the order of the file.
pub(crate) async fn list(
    tx: &mut Tx,
    import_id: Id<ReportImport>,
    (limit, offset): (i64, i64),
) -> Result<Vec<(i64, Sealed<LineError>)>, DbError> {
    let rows = sqlx::query(
        "SELECT line, error FROM refused_line WHERE import_id = $1 ORDER BY line LIMIT $2 OFFSET $3",
    )
    .bind(import_id.to_string())
    .bind(limit)
    .bind(offset)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("line")?, Sealed::from_column(row.try_get("error")?)))).collect()
}

/// How many of an import are kept.
pub(crate) async fn count(tx: &mut Tx, import_id: Id<ReportImport>) -> Result<i64, DbError> {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS lines FROM refused_line WHERE import_id = $1";
    Ok(sqlx::query(sql).bind(import_id.to_string()).fetch_one(tx.conn()).await?.try_get("lines")?)
}

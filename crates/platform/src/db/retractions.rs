//! What was begun at the clearinghouse and is taken back there.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, instant_if_any, parsed, parsed_if_any};
use crate::filing::answer::Retraction;
use crate::filing::retraction::Cause;
use crate::ids::Report;

/// One report that was begun there.
pub(crate) struct RetractionRow {
    /// The clearinghouse's number of what was begun.
    pub(crate) report_number: i64,
    pub(crate) cause: Cause,
    /// Who decided so, or the job that found it.
    pub(crate) asked_by: String,
    pub(crate) asked_at: Timestamp,
    /// None until the clearinghouse has answered, or no further try is left.
    pub(crate) became: Option<Retraction>,
    pub(crate) settled_at: Option<Timestamp>,
}

/// Notes that it is to be taken back; once each.
pub(crate) async fn insert(tx: &mut Tx, report_id: Id<Report>, row: &RetractionRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report_retraction (report_id, report_number, cause, asked_by, asked_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (report_id, report_number) DO NOTHING",
    )
    .bind(report_id.to_string())
    .bind(row.report_number)
    .bind(row.cause.name())
    .bind(&row.asked_by)
    .bind(row.asked_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes what became of it.
pub(crate) async fn settle(
    tx: &mut Tx,
    (report_id, report_number): (Id<Report>, i64),
    became: Retraction,
    at: Timestamp,
) -> Result<(), DbError> {
    let sql = "UPDATE report_retraction SET became = $3, settled_at = $4
         WHERE report_id = $1 AND report_number = $2";
    sqlx::query(sql)
        .bind(report_id.to_string())
        .bind(report_number)
        .bind(became.name())
        .bind(at.as_microsecond())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// All of a report, oldest first.
pub(crate) async fn list_of(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<RetractionRow>, DbError> {
    let sql = "SELECT * FROM report_retraction WHERE report_id = $1 ORDER BY asked_at, report_number";
    let rows = sqlx::query(sql).bind(report_id.to_string()).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<RetractionRow, DbError> {
    Ok(RetractionRow {
        report_number: row.try_get("report_number")?,
        cause: parsed(row, "cause")?,
        asked_by: row.try_get("asked_by")?,
        asked_at: instant(row, "asked_at")?,
        became: parsed_if_any(row, "became")?,
        settled_at: instant_if_any(row, "settled_at")?,
    })
}

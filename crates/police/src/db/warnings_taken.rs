//! Warnings that somebody has taken on, and how that is undone.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::ip_events::read_seen;
use super::law_days::table_of;
use super::warnings::{FROM, UndoneRow, listed, may_take, still_warns};
use super::{Columns, DbError, Reader, Tx, read_all};
use crate::seen::Seen;

/// Most of them on a page; a search finds the others.
const MOST_SHOWN: i64 = 50;

/// Warnings of one operator that somebody took on together.
pub(crate) struct TakenRow {
    pub(crate) operator: String,
    pub(crate) taken_by: String,
    pub(crate) taken_at: Timestamp,
    pub(crate) warnings: i64,
    pub(crate) first_on: Date,
}

/// Which warning of which connection.
pub(crate) struct TakenWarning {
    seen: Seen,
    days_before: i64,
    erasable_on: Date,
}

fn read_taken(row: &AnyRow) -> Result<TakenRow, Error> {
    Ok(TakenRow {
        operator: row.text("operator")?,
        taken_by: row.text("acknowledged_by")?,
        taken_at: row.instant("acknowledged_at")?,
        warnings: row.number("warnings")?,
        first_on: row.parsed("first_on")?,
    })
}

fn read_warning(row: &AnyRow) -> Result<TakenWarning, Error> {
    Ok(TakenWarning {
        seen: read_seen(row)?,
        days_before: row.number("days_before")?,
        erasable_on: row.parsed("erasable_on")?,
    })
}

/// What was taken on and would still warn of something, by operator and by who took it on, newest first.
pub(crate) async fn list_taken(
    tx: &mut Tx,
    reader: &Reader,
    pattern: &str,
) -> Result<Vec<TakenRow>, DbError> {
    let condition = format!("evidence_warning.acknowledged_at IS NOT NULL AND {}", still_warns());
    let sql = format!(
        "SELECT evidence_warning.operator, evidence_warning.acknowledged_by, evidence_warning.acknowledged_at,
             COUNT(*) AS warnings, MIN(evidence_warning.erasable_on) AS first_on
         {FROM} WHERE {}
         GROUP BY evidence_warning.operator, evidence_warning.acknowledged_by, evidence_warning.acknowledged_at
         ORDER BY evidence_warning.acknowledged_at DESC, evidence_warning.operator, evidence_warning.acknowledged_by
         LIMIT $3",
        listed(&condition)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(pattern).bind(MOST_SHOWN);
    read_all(&query.fetch_all(tx.conn()).await?, read_taken)
}

/// The warnings of an operator that somebody took on at an instant.
pub(crate) async fn list_warnings(
    tx: &mut Tx,
    reader: &Reader,
    operator: &str,
    (by, at): (&str, Timestamp),
) -> Result<Vec<TakenWarning>, DbError> {
    let sql = format!(
        "SELECT act_id, event_id, days_before, erasable_on FROM evidence_warning
         WHERE operator = $2 AND acknowledged_by = $3 AND acknowledged_at = $4 AND {}
         ORDER BY act_id, event_id, days_before, erasable_on",
        may_take(1)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(operator).bind(by);
    read_all(&query.bind(at.as_microsecond()).fetch_all(tx.conn()).await?, read_warning)
}

/// Opens a warning again, and keeps who had taken it on beside who undid that; raced, when another did so at the same time.
pub(crate) async fn undo(tx: &mut Tx, warning: &TakenWarning, undone: &UndoneRow) -> Result<(), DbError> {
    let (_, key) = table_of(warning.seen);
    let erasable_on = warning.erasable_on.to_string();
    let sql = format!(
        "UPDATE evidence_warning SET acknowledged_by = NULL, acknowledged_at = NULL
         WHERE {key} = $1 AND days_before = $2 AND erasable_on = $3 AND acknowledged_at = $4"
    );
    let opened = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(warning.seen.id())
        .bind(warning.days_before)
        .bind(&erasable_on)
        .bind(undone.taken_at.as_microsecond())
        .execute(tx.conn())
        .await?;
    if opened.rows_affected() == 0 {
        return Err(DbError::Raced);
    }
    sqlx::query(
        "INSERT INTO evidence_warning_undo (undo_id, act_id, event_id, days_before, erasable_on, acknowledged_by,
             acknowledged_at, undone_by, undone_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(undone.undo_id.to_string())
    .bind(warning.seen.act_id().map(|act_id| act_id.to_string()))
    .bind(warning.seen.event_id().map(|event_id| event_id.to_string()))
    .bind(warning.days_before)
    .bind(&erasable_on)
    .bind(&undone.taken_by)
    .bind(undone.taken_at.as_microsecond())
    .bind(&undone.undone_by)
    .bind(undone.undone_at.as_microsecond())
    .bind(undone.reason.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

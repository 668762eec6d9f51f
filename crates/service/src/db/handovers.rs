//! Shifts handed from one person to another.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};
use crate::Sealed;

/// One hand-over.
pub(crate) struct HandoverRow {
    pub(crate) handover_id: String,
    pub(crate) given_by: String,
    pub(crate) given_to: String,
    /// Since when the sheet counted.
    pub(crate) since: Timestamp,
    pub(crate) given_at: Timestamp,
    /// Numbers by code, as JSON.
    pub(crate) counts: String,
    pub(crate) note: Sealed<String>,
    pub(crate) taken_at: Option<Timestamp>,
}

pub(crate) async fn insert(tx: &mut Tx, row: &HandoverRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO handover (handover_id, given_by, given_to, since, given_at, counts, note)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&row.handover_id)
    .bind(&row.given_by)
    .bind(&row.given_to)
    .bind(to_micros(row.since))
    .bind(to_micros(row.given_at))
    .bind(&row.counts)
    .bind(row.note.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, handover_id: &str) -> Result<Option<HandoverRow>, DbError> {
    let row = sqlx::query("SELECT * FROM handover WHERE handover_id = $1")
        .bind(handover_id)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// The newest hand-overs that a person gave or was given.
pub(crate) async fn list_of(tx: &mut Tx, person: &str, most: i64) -> Result<Vec<HandoverRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM handover WHERE given_by = $1 OR given_to = $1
         ORDER BY given_at DESC, handover_id DESC LIMIT $2",
    )
    .bind(person)
    .bind(most)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// Notes that a hand-over was taken; says whether it still waited.
pub(crate) async fn take(tx: &mut Tx, handover_id: &str, now: Timestamp) -> Result<bool, DbError> {
    let done = sqlx::query("UPDATE handover SET taken_at = $1 WHERE handover_id = $2 AND taken_at IS NULL")
        .bind(to_micros(now))
        .bind(handover_id)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether a note is kept of a hand-over given by an instant.
pub(crate) async fn has_notes(tx: &mut Tx, by: Timestamp) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT 1 AS found FROM handover WHERE note <> '' AND given_at <= $1 LIMIT 1")
        .bind(to_micros(by))
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// Overwrites the notes of hand-overs given by an instant; how many there were.
pub(crate) async fn forget_notes(tx: &mut Tx, by: Timestamp) -> Result<u64, DbError> {
    let done = sqlx::query("UPDATE handover SET note = '' WHERE note <> '' AND given_at <= $1")
        .bind(to_micros(by))
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

/// Whether any hand-over was given by an instant.
pub(crate) async fn has_any(tx: &mut Tx, by: Timestamp) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT 1 AS found FROM handover WHERE given_at <= $1 LIMIT 1")
        .bind(to_micros(by))
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// Removes the hand-overs given by an instant; how many there were.
pub(crate) async fn remove_old(tx: &mut Tx, by: Timestamp) -> Result<u64, DbError> {
    let done = sqlx::query("DELETE FROM handover WHERE given_at <= $1")
        .bind(to_micros(by))
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

fn read(row: &AnyRow) -> Result<HandoverRow, DbError> {
    let at = |column: &'static str| from_micros(column, row.try_get(column)?);
    let taken_at: Option<i64> = row.try_get("taken_at")?;
    Ok(HandoverRow {
        handover_id: row.try_get("handover_id")?,
        given_by: row.try_get("given_by")?,
        given_to: row.try_get("given_to")?,
        since: at("since")?,
        given_at: at("given_at")?,
        counts: row.try_get("counts")?,
        note: Sealed::from_column(row.try_get("note")?),
        taken_at: taken_at.map(|micros| from_micros("taken_at", micros)).transpose()?,
    })
}

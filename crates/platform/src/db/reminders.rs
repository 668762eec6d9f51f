//! On which days somebody was told what nobody had acknowledged.

use jiff::Timestamp;
use jiff::civil::Date;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::parsed;
use crate::delivery_state::MessageState;

/// The message of one day.
pub(crate) struct ReminderRow {
    pub(crate) day: Date,
    pub(crate) state: MessageState,
    /// Why the last try failed.
    pub(crate) last_error: Option<String>,
}

/// Begins the message of a day.
pub(crate) async fn insert(tx: &mut Tx, day: Date, at: Timestamp) -> Result<(), DbError> {
    sqlx::query("INSERT INTO reminder (day_on, state, ordered_at) VALUES ($1, 'waiting', $2)")
        .bind(day.to_string())
        .bind(at.as_microsecond())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The message of a day.
pub(crate) async fn find(tx: &mut Tx, day: Date) -> Result<Option<ReminderRow>, DbError> {
    let query = sqlx::query("SELECT * FROM reminder WHERE day_on = $1").bind(day.to_string());
    query.fetch_optional(tx.conn()).await?.map(|row| read(&row)).transpose()
}

/// The newest message.
pub(crate) async fn find_newest(tx: &mut Tx) -> Result<Option<ReminderRow>, DbError> {
    let query = sqlx::query("SELECT * FROM reminder ORDER BY day_on DESC LIMIT 1");
    query.fetch_optional(tx.conn()).await?.map(|row| read(&row)).transpose()
}

/// Settles the message of a day; `false` when none waits.
pub(crate) async fn settle(
    tx: &mut Tx,
    day: Date,
    error: Option<&str>,
    at: Timestamp,
) -> Result<bool, DbError> {
    let state = if error.is_some() { MessageState::Failed } else { MessageState::Sent };
    let sql = "UPDATE reminder SET state = $2, settled_at = $3, last_error = $4 WHERE day_on = $1 AND state = 'waiting'";
    let done = sqlx::query(sql)
        .bind(day.to_string())
        .bind(state.name())
        .bind(at.as_microsecond())
        .bind(error.map(str::to_owned))
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

fn read(row: &AnyRow) -> Result<ReminderRow, DbError> {
    Ok(ReminderRow {
        day: parsed(row, "day_on")?,
        state: parsed(row, "state")?,
        last_error: row.try_get("last_error")?,
    })
}

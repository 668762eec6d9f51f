//! Calls of persons on the rota.

use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::alarm::Alarm;
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{corrupt, instant, micros, optional_instant};

/// Which call it is: the `position`th since its alarm sounded for the `sounding`th time.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CallId {
    pub(crate) alarm_id: Id<Alarm>,
    pub(crate) sounding: i64,
    /// From 0.
    pub(crate) position: i64,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallState {
    /// It is being sent.
    Placed,
    /// The receiver took it. Whether anybody reads it is another thing.
    Sent,
    /// No try succeeded.
    Failed,
}

impl CallState {
    const ALL: [Self; 3] = [Self::Placed, Self::Sent, Self::Failed];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

/// A call as it is stored.
pub(crate) struct CallRow {
    /// Whom the rota names.
    pub(crate) name: String,
    pub(crate) placed_at: Timestamp,
    pub(crate) state: CallState,
    /// How often it was sent so far.
    pub(crate) tries: i64,
    pub(crate) settled_at: Option<Timestamp>,
    /// Why the last try failed.
    pub(crate) failure: Option<String>,
}

/// Keeps a call that is placed.
pub(crate) async fn insert(tx: &mut Tx, call: CallId, name: &str, now: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO rota_call (alarm_id, sounding, position, name, placed_at, state) VALUES ($1, $2, $3, $4, $5, 'placed')",
    )
    .bind(call.alarm_id.to_string())
    .bind(call.sounding)
    .bind(call.position)
    .bind(name)
    .bind(micros(now))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One call.
pub(crate) async fn find(tx: &mut Tx, call: CallId) -> Result<Option<CallRow>, DbError> {
    let row = sqlx::query("SELECT * FROM rota_call WHERE alarm_id = $1 AND sounding = $2 AND position = $3")
        .bind(call.alarm_id.to_string())
        .bind(call.sounding)
        .bind(call.position)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// Notes how a call stands after a try; of the failure only what names no address.
pub(crate) async fn settle(
    tx: &mut Tx,
    call: CallId,
    (state, tries): (CallState, i64),
    failure: Option<&str>,
    now: Timestamp,
) -> Result<(), DbError> {
    let settled_at = (state != CallState::Placed).then(|| micros(now));
    sqlx::query(
        "UPDATE rota_call SET state = $4, tries = $5, failure = $6, settled_at = $7
         WHERE alarm_id = $1 AND sounding = $2 AND position = $3 AND state = 'placed'",
    )
    .bind(call.alarm_id.to_string())
    .bind(call.sounding)
    .bind(call.position)
    .bind(state.as_str())
    .bind(tries)
    .bind(failure)
    .bind(settled_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The calls of an alarm, the newest on top.
pub(crate) async fn list(tx: &mut Tx, alarm_id: Id<Alarm>, limit: i64) -> Result<Vec<CallRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM rota_call WHERE alarm_id = $1 ORDER BY sounding DESC, position DESC LIMIT $2",
    )
    .bind(alarm_id.to_string())
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// How many calls of an alarm were placed, and how many of them failed.
pub(crate) async fn count(tx: &mut Tx, alarm_id: Id<Alarm>) -> Result<(i64, i64), DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS calls,
             CAST(COALESCE(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0) AS BIGINT) AS failed
         FROM rota_call WHERE alarm_id = $1",
    )
    .bind(alarm_id.to_string())
    .fetch_one(tx.conn())
    .await?;
    Ok((row.try_get("calls")?, row.try_get("failed")?))
}

/// How many calls that were placed since an instant failed.
pub(crate) async fn count_failed_since(tx: &mut Tx, since: Timestamp) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS calls FROM rota_call WHERE state = 'failed' AND placed_at >= $1",
    )
    .bind(micros(since))
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("calls")?)
}

fn read(row: &AnyRow) -> Result<CallRow, DbError> {
    let state: String = row.try_get("state")?;
    Ok(CallRow {
        name: row.try_get("name")?,
        placed_at: instant(row, "placed_at")?,
        state: CallState::ALL
            .into_iter()
            .find(|known| known.as_str() == state)
            .ok_or_else(|| corrupt("state"))?,
        tries: row.try_get("tries")?,
        settled_at: optional_instant(row, "settled_at")?,
        failure: row.try_get("failure")?,
    })
}

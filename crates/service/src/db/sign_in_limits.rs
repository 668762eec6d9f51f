//! Attempts to sign in that failed.

use jiff::Timestamp;
use sqlx::Row as _;

use super::{DbError, Tx, from_micros, to_micros};

pub(crate) async fn find_blocked_until(tx: &mut Tx, key: &str) -> Result<Option<Timestamp>, DbError> {
    let row = sqlx::query("SELECT blocked_until FROM sign_in_limit WHERE limit_key = $1")
        .bind(key)
        .fetch_optional(tx.conn())
        .await?;
    row.map(|row| from_micros("blocked_until", row.try_get("blocked_until")?)).transpose()
}

/// Counts one more failure unless the key is blocked at `now`; how many there are now. Those before `forgotten` count no more.
pub(crate) async fn charge(
    tx: &mut Tx,
    key: &str,
    now: Timestamp,
    forgotten: Timestamp,
) -> Result<Option<i64>, DbError> {
    let row = sqlx::query(
        "INSERT INTO sign_in_limit (limit_key, failures, blocked_until, last_at) VALUES ($1, 1, $2, $2)
         ON CONFLICT (limit_key) DO UPDATE SET last_at = $2,
             failures = CASE WHEN sign_in_limit.last_at < $3 THEN 1 ELSE sign_in_limit.failures + 1 END
         WHERE sign_in_limit.blocked_until <= $2
         RETURNING failures",
    )
    .bind(key)
    .bind(to_micros(now))
    .bind(to_micros(forgotten))
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| row.try_get("failures")).transpose()?)
}

pub(crate) async fn block(tx: &mut Tx, key: &str, until: Timestamp) -> Result<(), DbError> {
    sqlx::query("UPDATE sign_in_limit SET blocked_until = $1 WHERE limit_key = $2")
        .bind(to_micros(until))
        .bind(key)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Counts one failure less, and lets the next attempt follow at once.
pub(crate) async fn refund(tx: &mut Tx, key: &str, now: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE sign_in_limit SET failures = failures - 1, blocked_until = $1 WHERE limit_key = $2 AND failures > 0",
    )
    .bind(to_micros(now))
    .bind(key)
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn remove(tx: &mut Tx, key: &str) -> Result<(), DbError> {
    sqlx::query("DELETE FROM sign_in_limit WHERE limit_key = $1").bind(key).execute(tx.conn()).await?;
    Ok(())
}

/// Removes what nobody has tried since.
pub(crate) async fn remove_before(tx: &mut Tx, before: Timestamp) -> Result<(), DbError> {
    sqlx::query("DELETE FROM sign_in_limit WHERE last_at < $1")
        .bind(to_micros(before))
        .execute(tx.conn())
        .await?;
    Ok(())
}

//! Receipts of requests with an idempotency key.

use jiff::Timestamp;
use sqlx::Row;

use super::{DbError, Tx, to_micros};

/// What is kept of a request under a key.
pub(crate) struct Receipt {
    pub(crate) request_sha256: String,
    pub(crate) output: String,
}

pub(crate) async fn find(
    tx: &mut Tx,
    actor: &str,
    action: &str,
    key: &str,
) -> Result<Option<Receipt>, DbError> {
    let row = sqlx::query(
        "SELECT request_sha256, output FROM receipt WHERE actor = $1 AND action = $2 AND idempotency_key = $3",
    )
    .bind(actor)
    .bind(action)
    .bind(key)
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        Ok(Receipt { request_sha256: row.try_get("request_sha256")?, output: row.try_get("output")? })
    })
    .transpose()
}

pub(crate) async fn insert(
    tx: &mut Tx,
    actor: &str,
    action: &str,
    key: &str,
    receipt: &Receipt,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO receipt (actor, action, idempotency_key, request_sha256, output, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(actor)
    .bind(action)
    .bind(key)
    .bind(&receipt.request_sha256)
    .bind(&receipt.output)
    .bind(to_micros(now))
    .execute(tx.conn())
    .await?;
    Ok(())
}

//! All SQL of the matcher. Every function takes the caller's transaction.

pub(crate) mod banks;
pub(crate) mod contents;
pub(crate) mod types;

use service::{DbError, Migration, Tx};
use sqlx::Row as _;

/// The schema, oldest first.
pub const MIGRATIONS: &[Migration] =
    &[Migration { version: 1, name: "matcher", sql: include_str!("../../migrations/0001_matcher.sql") }];

/// The next number of this kind. None is ever given twice.
pub(crate) async fn next_number(tx: &mut Tx, kind: &str) -> Result<i64, DbError> {
    sqlx::query("INSERT INTO matcher_number (kind, last_given) VALUES ($1, 0) ON CONFLICT (kind) DO NOTHING")
        .bind(kind)
        .execute(tx.conn())
        .await?;
    sqlx::query("UPDATE matcher_number SET last_given = last_given + 1 WHERE kind = $1")
        .bind(kind)
        .execute(tx.conn())
        .await?;
    let row = sqlx::query("SELECT last_given FROM matcher_number WHERE kind = $1")
        .bind(kind)
        .fetch_one(tx.conn())
        .await?;
    Ok(row.try_get("last_given")?)
}

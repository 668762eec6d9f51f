//! Chosen columns of lists.

use jiff::Timestamp;
use sqlx::Row as _;

use super::{DbError, Tx, to_micros};

/// What one person chose for one list.
pub(crate) struct ChoiceRow {
    /// The keyed digest of person and list.
    pub(crate) list_key: String,
    /// The keyed digest of the person.
    pub(crate) actor_blind: String,
    /// Keys of columns with commas between them.
    pub(crate) chosen: String,
    pub(crate) saved_at: Timestamp,
}

/// Keeps a choice in place of the one before of the same person and list.
pub(crate) async fn put(tx: &mut Tx, row: &ChoiceRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO list_columns (list_key, actor_blind, chosen, saved_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (list_key) DO UPDATE SET chosen = excluded.chosen, saved_at = excluded.saved_at",
    )
    .bind(&row.list_key)
    .bind(&row.actor_blind)
    .bind(&row.chosen)
    .bind(to_micros(row.saved_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes all but the `most` newest choices of a person, and those made by an instant.
pub(crate) async fn keep_newest(
    tx: &mut Tx,
    actor_blind: &str,
    most: i64,
    by: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "DELETE FROM list_columns WHERE actor_blind = $1 AND (saved_at <= $3 OR list_key NOT IN (
             SELECT list_key FROM list_columns WHERE actor_blind = $1 ORDER BY saved_at DESC, list_key LIMIT $2))",
    )
    .bind(actor_blind)
    .bind(most)
    .bind(to_micros(by))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The columns that were chosen after an instant.
pub(crate) async fn find(tx: &mut Tx, list_key: &str, after: Timestamp) -> Result<Option<String>, DbError> {
    let row = sqlx::query("SELECT chosen FROM list_columns WHERE list_key = $1 AND saved_at > $2")
        .bind(list_key)
        .bind(to_micros(after))
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| row.try_get("chosen")).transpose()?)
}

/// Forgets a choice; nothing happens where there is none.
pub(crate) async fn remove(tx: &mut Tx, list_key: &str) -> Result<(), DbError> {
    sqlx::query("DELETE FROM list_columns WHERE list_key = $1").bind(list_key).execute(tx.conn()).await?;
    Ok(())
}

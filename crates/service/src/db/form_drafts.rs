//! Drafts of forms.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};

/// One draft. `body` is sealed.
pub(crate) struct DraftRow {
    /// The keyed digest of person and form.
    pub(crate) draft_key: String,
    /// The keyed digest of the person.
    pub(crate) actor_blind: String,
    pub(crate) body: String,
    pub(crate) saved_at: Timestamp,
}

/// Keeps a draft in place of the one before of the same person and form.
pub(crate) async fn put(tx: &mut Tx, row: &DraftRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO form_draft (draft_key, actor_blind, body, saved_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (draft_key) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
    )
    .bind(&row.draft_key)
    .bind(&row.actor_blind)
    .bind(&row.body)
    .bind(to_micros(row.saved_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes all but the `most` newest drafts of a person.
pub(crate) async fn keep_newest(tx: &mut Tx, actor_blind: &str, most: i64) -> Result<(), DbError> {
    sqlx::query(
        "DELETE FROM form_draft WHERE actor_blind = $1 AND draft_key NOT IN (
             SELECT draft_key FROM form_draft WHERE actor_blind = $1 ORDER BY saved_at DESC, draft_key LIMIT $2)",
    )
    .bind(actor_blind)
    .bind(most)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A draft that was saved after an instant.
pub(crate) async fn find(
    tx: &mut Tx,
    draft_key: &str,
    after: Timestamp,
) -> Result<Option<DraftRow>, DbError> {
    let row = sqlx::query("SELECT * FROM form_draft WHERE draft_key = $1 AND saved_at > $2")
        .bind(draft_key)
        .bind(to_micros(after))
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// The drafts of a person that were saved after an instant, the newest first.
pub(crate) async fn list_of(
    tx: &mut Tx,
    actor_blind: &str,
    after: Timestamp,
) -> Result<Vec<DraftRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM form_draft WHERE actor_blind = $1 AND saved_at > $2 ORDER BY saved_at DESC, draft_key",
    )
    .bind(actor_blind)
    .bind(to_micros(after))
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// How many drafts of a person were saved after an instant.
pub(crate) async fn count_of(tx: &mut Tx, actor_blind: &str, after: Timestamp) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS drafts FROM form_draft WHERE actor_blind = $1 AND saved_at > $2";
    let row = sqlx::query(sql).bind(actor_blind).bind(to_micros(after)).fetch_one(tx.conn()).await?;
    Ok(row.try_get("drafts")?)
}

/// Removes one draft; nothing happens where there is none.
pub(crate) async fn remove(tx: &mut Tx, draft_key: &str) -> Result<(), DbError> {
    sqlx::query("DELETE FROM form_draft WHERE draft_key = $1").bind(draft_key).execute(tx.conn()).await?;
    Ok(())
}

/// Whether any draft was saved by an instant.
pub(crate) async fn has_any(tx: &mut Tx, by: Timestamp) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT 1 AS found FROM form_draft WHERE saved_at <= $1 LIMIT 1")
        .bind(to_micros(by))
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// Removes the drafts that were saved by an instant; how many there were.
pub(crate) async fn remove_old(tx: &mut Tx, by: Timestamp) -> Result<u64, DbError> {
    let done = sqlx::query("DELETE FROM form_draft WHERE saved_at <= $1")
        .bind(to_micros(by))
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

fn read(row: &AnyRow) -> Result<DraftRow, DbError> {
    Ok(DraftRow {
        draft_key: row.try_get("draft_key")?,
        actor_blind: row.try_get("actor_blind")?,
        body: row.try_get("body")?,
        saved_at: from_micros("saved_at", row.try_get("saved_at")?)?,
    })
}

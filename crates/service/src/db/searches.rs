//! Searches with their purposes.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};
use crate::Sealed;
use crate::search::{Purpose, SoughtKind};

pub(crate) const TABLE: &str = "search";

/// A search as it is kept.
pub(crate) struct SearchRow {
    pub(crate) id: String,
    pub(crate) searched_at: Timestamp,
    pub(crate) searched_by: String,
    pub(crate) purpose: Purpose,
    pub(crate) words: Sealed<String>,
    pub(crate) kind: SoughtKind,
    /// The keyed digest of what was looked for.
    pub(crate) value_blind: String,
    pub(crate) hits: i64,
}

pub(crate) async fn insert(tx: &mut Tx, row: &SearchRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO search (search_id, searched_at, searched_by, purpose, words, sought_kind, value_blind, hits)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&row.id)
    .bind(to_micros(row.searched_at))
    .bind(&row.searched_by)
    .bind(row.purpose.as_str())
    .bind(row.words.as_column())
    .bind(row.kind.as_str())
    .bind(&row.value_blind)
    .bind(row.hits)
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn count(tx: &mut Tx) -> Result<i64, DbError> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM search").fetch_one(tx.conn()).await?)
}

/// Searches, the newest on top.
pub(crate) async fn list(tx: &mut Tx, offset: i64, limit: i64) -> Result<Vec<SearchRow>, DbError> {
    let sql = "SELECT * FROM search ORDER BY searched_at DESC, search_id DESC LIMIT $1 OFFSET $2";
    let rows = sqlx::query(sql).bind(limit).bind(offset).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// Whether any search was made by an instant.
pub(crate) async fn has_any(tx: &mut Tx, by: Timestamp) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT 1 AS found FROM search WHERE searched_at <= $1 LIMIT 1")
        .bind(to_micros(by))
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// Removes the searches that were made by an instant; how many there were.
pub(crate) async fn remove_old(tx: &mut Tx, by: Timestamp) -> Result<u64, DbError> {
    let done = sqlx::query("DELETE FROM search WHERE searched_at <= $1")
        .bind(to_micros(by))
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

fn read(row: &AnyRow) -> Result<SearchRow, DbError> {
    let (purpose, kind): (String, String) = (row.try_get("purpose")?, row.try_get("sought_kind")?);
    Ok(SearchRow {
        id: row.try_get("search_id")?,
        searched_at: from_micros("searched_at", row.try_get("searched_at")?)?,
        searched_by: row.try_get("searched_by")?,
        purpose: Purpose::find(&purpose).ok_or(DbError::Value { column: "purpose" })?,
        words: Sealed::from_column(row.try_get("words")?),
        kind: SoughtKind::find(&kind).ok_or(DbError::Value { column: "sought_kind" })?,
        value_blind: row.try_get("value_blind")?,
        hits: row.try_get("hits")?,
    })
}

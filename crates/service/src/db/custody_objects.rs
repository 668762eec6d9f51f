//! The entries on one object, and what of the vault they speak of.

use jiff::Timestamp;
use sqlx::Row as _;

use super::{DbError, Tx, from_micros};

/// A sequenced entry on an object.
pub(crate) struct ObjectEntryRow {
    pub(crate) entry_id: String,
    pub(crate) recorded_at: Timestamp,
    pub(crate) actor: String,
    pub(crate) action: String,
    pub(crate) leaf_index: i64,
    pub(crate) object_counter: Option<i64>,
    /// Empty once erased.
    pub(crate) body: String,
    /// Empty once erased.
    pub(crate) salt: String,
    /// Empty in entries of before it was kept.
    pub(crate) commitment: String,
    pub(crate) leaf_hash: String,
}

/// The entries on an object among the first `size` of the log, in order.
pub(crate) async fn list(tx: &mut Tx, object_id: &str, size: i64) -> Result<Vec<ObjectEntryRow>, DbError> {
    let rows = sqlx::query(
        "SELECT entry_id, recorded_at, actor, action, leaf_index, object_counter, body, salt, commitment, leaf_hash
         FROM custody_entry
         WHERE object_id = $1 AND leaf_index >= 0 AND leaf_index < $2 ORDER BY leaf_index",
    )
    .bind(object_id)
    .bind(size)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(ObjectEntryRow {
                entry_id: row.try_get("entry_id")?,
                recorded_at: from_micros("recorded_at", row.try_get("recorded_at")?)?,
                actor: row.try_get("actor")?,
                action: row.try_get("action")?,
                leaf_index: row.try_get("leaf_index")?,
                object_counter: row.try_get("object_counter")?,
                body: row.try_get("body")?,
                salt: row.try_get("salt")?,
                commitment: row.try_get("commitment")?,
                leaf_hash: row.try_get("leaf_hash")?,
            })
        })
        .collect()
}

/// How many entries on an object are not among the first `size` of the log yet.
pub(crate) async fn count_beyond(tx: &mut Tx, object_id: &str, size: i64) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS beyond FROM custody_entry
         WHERE object_id = $1 AND (leaf_index IS NULL OR leaf_index >= $2)",
    )
    .bind(object_id)
    .bind(size)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("beyond")?)
}

/// The first published checkpoint that holds the entry at this index: its size.
pub(crate) async fn find_first_holding(tx: &mut Tx, leaf_index: i64) -> Result<Option<i64>, DbError> {
    let row = sqlx::query("SELECT MIN(size) AS size FROM custody_checkpoint WHERE size > $1")
        .bind(leaf_index)
        .fetch_one(tx.conn())
        .await?;
    Ok(row.try_get("size")?)
}

/// An item of the vault as it was digested at receipt.
pub(crate) struct DigestRow {
    pub(crate) name: String,
    pub(crate) size_bytes: i64,
    pub(crate) sha256: String,
    pub(crate) blake3: String,
}

/// The items of a case. Every role's `evidence_item` has these columns.
pub(crate) async fn list_items_of_case(tx: &mut Tx, case_id: &str) -> Result<Vec<DigestRow>, DbError> {
    let sql = "SELECT name, size_bytes, sha256, blake3 FROM evidence_item WHERE case_id = $1 ORDER BY name";
    list_items(tx, sql, case_id).await
}

/// The items with this digest.
pub(crate) async fn list_items_by_sha256(tx: &mut Tx, sha256: &str) -> Result<Vec<DigestRow>, DbError> {
    let sql = "SELECT name, size_bytes, sha256, blake3 FROM evidence_item WHERE sha256 = $1 ORDER BY name";
    list_items(tx, sql, sha256).await
}

async fn list_items(tx: &mut Tx, sql: &'static str, value: &str) -> Result<Vec<DigestRow>, DbError> {
    let rows = sqlx::query(sql).bind(value).fetch_all(tx.conn()).await?;
    rows.iter()
        .map(|row| {
            Ok(DigestRow {
                name: row.try_get("name")?,
                size_bytes: row.try_get("size_bytes")?,
                sha256: row.try_get("sha256")?,
                blake3: row.try_get("blake3")?,
            })
        })
        .collect()
}

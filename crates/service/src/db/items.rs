//! The evidence items of a role, as the keys see them. Every role's `evidence_item` has these columns.

use sqlx::Row;
use sqlx::any::AnyRow;

use super::case_keys::version;
use super::{DbError, Tx};

/// The record of an item in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRecord {
    /// Its name in the vault.
    pub name: String,
    /// The case whose key wraps its own.
    pub case_id: String,
    /// Version of the node key when it was sealed.
    pub key_version: u32,
    /// Its key, wrapped.
    pub wrapped_key: String,
    /// Size of the content.
    pub size_bytes: u64,
    /// SHA-256 of the content, hex.
    pub sha256: String,
    /// BLAKE3 of the content, hex.
    pub blake3: String,
}

/// Whether an item of this name has a key.
pub(crate) async fn is_kept(tx: &mut Tx, name: &str) -> Result<bool, DbError> {
    let sql = "SELECT name FROM evidence_item WHERE name = $1 AND wrapped_key <> ''";
    Ok(sqlx::query(sql).bind(name).fetch_optional(tx.conn()).await?.is_some())
}

/// The item of this name, if it has a key.
pub(crate) async fn find(tx: &mut Tx, name: &str) -> Result<Option<ItemRecord>, DbError> {
    let row = sqlx::query(
        "SELECT name, case_id, key_version, wrapped_key, size_bytes, sha256, blake3 FROM evidence_item
         WHERE name = $1 AND wrapped_key <> ''",
    )
    .bind(name)
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(read).transpose()
}

/// The items after the one named `after`, without the erased.
pub(crate) async fn list(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<ItemRecord>, DbError> {
    let rows = sqlx::query(
        "SELECT name, case_id, key_version, wrapped_key, size_bytes, sha256, blake3 FROM evidence_item
         WHERE name > $1 AND wrapped_key <> '' ORDER BY name LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

pub(crate) fn read(row: &AnyRow) -> Result<ItemRecord, DbError> {
    Ok(ItemRecord {
        name: row.try_get("name")?,
        case_id: row.try_get("case_id")?,
        key_version: version(row.try_get("key_version")?)?,
        wrapped_key: row.try_get("wrapped_key")?,
        size_bytes: row.try_get::<i64, _>("size_bytes")?.unsigned_abs(),
        sha256: row.try_get("sha256")?,
        blake3: row.try_get("blake3")?,
    })
}

//! Sealed items: what opens a file in the vault.

use std::collections::HashSet;

use jiff::Timestamp;
use model::Id;
use model::kind::EvidenceItem;
use vault::SealedItem;

use super::{Columns as _, DbError, Tx};

pub(crate) async fn insert_item(
    tx: &mut Tx,
    item_id: Id<EvidenceItem>,
    item: &SealedItem,
    stored_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO evidence_item (item_id, name, wrapped_key, size_bytes, sha256, stored_at, case_id, key_version, blake3)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(item_id.to_string())
    .bind(&item.name)
    .bind(&item.wrapped_key)
    .bind(i64::try_from(item.size_bytes).unwrap_or(i64::MAX))
    .bind(&item.sha256)
    .bind(stored_at.as_microsecond())
    .bind(&item.case_id)
    .bind(i64::from(item.key_version))
    .bind(&item.blake3)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether the item of this name in the vault belongs to something.
pub(crate) async fn is_kept(tx: &mut Tx, name: &str) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT name FROM evidence_item WHERE name = $1")
        .bind(name)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// The names in the vault of all items that belong to something.
pub(crate) async fn list_names(tx: &mut Tx) -> Result<HashSet<String>, DbError> {
    let rows = sqlx::query("SELECT name FROM evidence_item").fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok(row.text("name")?)).collect()
}

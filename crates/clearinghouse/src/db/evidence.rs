//! Records of sealed items; the bytes lie in the vault.

use std::collections::HashSet;

use jiff::Timestamp;
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use vault::SealedItem;

/// Keeps the record of an item.
pub(crate) async fn insert(tx: &mut Tx, item: &SealedItem, stored_at: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO evidence_item (name, wrapped_key, size_bytes, sha256, stored_at, case_id, key_version, blake3)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&item.name)
    .bind(&item.wrapped_key)
    .bind(super::stored_size(item.size_bytes))
    .bind(&item.sha256)
    .bind(super::micros(stored_at))
    .bind(&item.case_id)
    .bind(i64::from(item.key_version))
    .bind(&item.blake3)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The record of an item.
pub(crate) async fn load(tx: &mut Tx, name: &str) -> Result<SealedItem, DbError> {
    let row =
        sqlx::query("SELECT * FROM evidence_item WHERE name = $1").bind(name).fetch_one(tx.conn()).await?;
    sealed_item(&row)
}

/// The names in the vault of all items that have a record.
pub(crate) async fn list_names(tx: &mut Tx) -> Result<HashSet<String>, DbError> {
    let rows = sqlx::query("SELECT name FROM evidence_item").fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok(row.try_get("name")?)).collect()
}

/// The records of all items of a report: its XML, its files, its file details, and what it was made of.
pub(crate) async fn list_of_report(tx: &mut Tx, report_id: &str) -> Result<Vec<SealedItem>, DbError> {
    let rows = sqlx::query(
        "SELECT e.* FROM evidence_item e WHERE e.name IN (
             SELECT xml_item FROM report WHERE report_id = $1
             UNION SELECT item_name FROM report_file WHERE report_id = $1
             UNION SELECT item_name FROM file_details WHERE report_id = $1
             UNION SELECT item_name FROM report_origin WHERE report_id = $1
         ) ORDER BY e.name",
    )
    .bind(report_id)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(sealed_item).collect()
}

/// Forgets the items of a report: without their keys nothing opens them again.
pub(crate) async fn forget_of_report(tx: &mut Tx, report_id: &str) -> Result<(), DbError> {
    let items = list_of_report(tx, report_id).await?;
    for sql in [
        "UPDATE report SET xml_item = NULL WHERE report_id = $1",
        "UPDATE report_file SET item_name = NULL WHERE report_id = $1",
        "UPDATE file_details SET item_name = NULL WHERE report_id = $1",
        "UPDATE report_origin SET item_name = NULL, original = '', key_blind = '' WHERE report_id = $1",
    ] {
        sqlx::query(sql).bind(report_id).execute(tx.conn()).await?;
    }
    for item in items {
        sqlx::query("DELETE FROM evidence_item WHERE name = $1").bind(item.name).execute(tx.conn()).await?;
    }
    Ok(())
}

pub(super) fn sealed_item(row: &AnyRow) -> Result<SealedItem, DbError> {
    Ok(SealedItem {
        name: row.try_get("name")?,
        case_id: row.try_get("case_id")?,
        key_version: row
            .try_get::<i64, _>("key_version")?
            .try_into()
            .map_err(|_| super::corrupt("key_version"))?,
        wrapped_key: row.try_get("wrapped_key")?,
        size_bytes: super::size(row, "size_bytes")?,
        sha256: row.try_get("sha256")?,
        blake3: row.try_get("blake3")?,
    })
}

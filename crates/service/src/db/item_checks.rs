//! When each item of the vault was last read from beginning to end, and what was wrong with it then. Every role's `evidence_item` has
//! these columns.

use jiff::Timestamp;
use sqlx::Row;

use super::items::{ItemRecord, read};
use super::{DbError, Tx, from_micros, to_micros};

/// An item to be checked, with what was wrong with it before.
pub(crate) struct DueItem {
    pub(crate) item: ItemRecord,
    pub(crate) damage: Option<String>,
}

/// Items kept now that were stored before `stored_before` and never checked, or last checked before `checked_before`: these first, then
/// the longest ago.
pub(crate) async fn list_due(
    tx: &mut Tx,
    stored_before: Timestamp,
    checked_before: Timestamp,
    limit: i64,
) -> Result<Vec<DueItem>, DbError> {
    let rows = sqlx::query(
        "SELECT name, case_id, key_version, wrapped_key, size_bytes, sha256, blake3, damage FROM evidence_item
         WHERE wrapped_key <> '' AND (checked_at < $1 OR (checked_at IS NULL AND stored_at <= $2))
         ORDER BY checked_at NULLS FIRST, name LIMIT $3",
    )
    .bind(to_micros(checked_before))
    .bind(to_micros(stored_before))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok(DueItem { item: read(row)?, damage: row.try_get("damage")? })).collect()
}

/// Notes a check; false when the item is kept no longer.
pub(crate) async fn note(
    tx: &mut Tx,
    name: &str,
    checked_at: Timestamp,
    damage: Option<&str>,
) -> Result<bool, DbError> {
    let sql = "UPDATE evidence_item SET checked_at = $2, damage = $3 WHERE name = $1 AND wrapped_key <> ''";
    let done =
        sqlx::query(sql).bind(name).bind(to_micros(checked_at)).bind(damage).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// The state of the vault in numbers.
#[derive(Debug, Clone)]
pub(crate) struct Sums {
    pub(crate) items: i64,
    pub(crate) unchecked: i64,
    pub(crate) damaged: i64,
    pub(crate) oldest_check_at: Option<Timestamp>,
}

pub(crate) async fn load_sums(tx: &mut Tx) -> Result<Sums, DbError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS items, COUNT(*) - COUNT(checked_at) AS unchecked, COUNT(damage) AS damaged,
             MIN(checked_at) AS oldest FROM evidence_item WHERE wrapped_key <> ''",
    )
    .fetch_one(tx.conn())
    .await?;
    let oldest: Option<i64> = row.try_get("oldest")?;
    Ok(Sums {
        items: row.try_get("items")?,
        unchecked: row.try_get("unchecked")?,
        damaged: row.try_get("damaged")?,
        oldest_check_at: oldest.map(|at| from_micros("checked_at", at)).transpose()?,
    })
}

/// A damaged item.
#[derive(Debug, Clone)]
pub(crate) struct DamagedRow {
    pub(crate) name: String,
    pub(crate) case_id: String,
    pub(crate) damage: String,
    pub(crate) checked_at: Timestamp,
}

/// The damaged items that are kept, the last checked first.
pub(crate) async fn list_damaged(
    tx: &mut Tx,
    (limit, offset): (i64, i64),
) -> Result<Vec<DamagedRow>, DbError> {
    let rows = sqlx::query(
        "SELECT name, case_id, damage, checked_at FROM evidence_item
         WHERE damage IS NOT NULL AND wrapped_key <> '' ORDER BY checked_at DESC, name LIMIT $1 OFFSET $2",
    )
    .bind(limit)
    .bind(offset)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(DamagedRow {
                name: row.try_get("name")?,
                case_id: row.try_get("case_id")?,
                damage: row.try_get("damage")?,
                checked_at: from_micros("checked_at", row.try_get("checked_at")?)?,
            })
        })
        .collect()
}

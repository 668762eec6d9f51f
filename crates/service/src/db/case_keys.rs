//! The wrapped keys of cases.

use jiff::Timestamp;
use sqlx::Row;

use super::{DbError, Tx, from_micros, to_micros};

/// A key to be kept.
pub(crate) struct NewCaseKey<'a> {
    pub(crate) case_id: &'a str,
    pub(crate) wrapped_key: &'a str,
    pub(crate) key_version: u32,
    pub(crate) made_at: Timestamp,
}

/// A key as kept; empty once shredded.
pub(crate) struct CaseKeyRow {
    pub(crate) wrapped_key: String,
    pub(crate) key_version: u32,
    pub(crate) shredded_at: Option<Timestamp>,
}

/// Keeps a key; false when the case has a row.
pub(crate) async fn insert(tx: &mut Tx, new: &NewCaseKey<'_>) -> Result<bool, DbError> {
    let done = sqlx::query(
        "INSERT INTO case_key (case_id, wrapped_key, key_version, made_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (case_id) DO NOTHING",
    )
    .bind(new.case_id)
    .bind(new.wrapped_key)
    .bind(i64::from(new.key_version))
    .bind(to_micros(new.made_at))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn find(tx: &mut Tx, case_id: &str) -> Result<Option<CaseKeyRow>, DbError> {
    let row = sqlx::query("SELECT wrapped_key, key_version, shredded_at FROM case_key WHERE case_id = $1")
        .bind(case_id)
        .fetch_optional(tx.conn())
        .await?;
    row.map(|row| {
        let shredded_at: Option<i64> = row.try_get("shredded_at")?;
        Ok(CaseKeyRow {
            wrapped_key: row.try_get("wrapped_key")?,
            key_version: version(row.try_get("key_version")?)?,
            shredded_at: shredded_at.map(|at| from_micros("shredded_at", at)).transpose()?,
        })
    })
    .transpose()
}

/// Overwrites the key of a case; a case without one gets a row that says so.
pub(crate) async fn shred(
    tx: &mut Tx,
    case_id: &str,
    key_version: u32,
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO case_key (case_id, wrapped_key, key_version, made_at, shredded_at) VALUES ($1, '', $2, $3, $3)
         ON CONFLICT (case_id) DO UPDATE SET wrapped_key = '', shredded_at = $3 WHERE case_key.shredded_at IS NULL",
    )
    .bind(case_id)
    .bind(i64::from(key_version))
    .bind(to_micros(at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The shredded cases with their instants.
pub(crate) async fn list_shredded(tx: &mut Tx) -> Result<Vec<(String, Timestamp)>, DbError> {
    let rows = sqlx::query(
        "SELECT case_id, shredded_at FROM case_key WHERE shredded_at IS NOT NULL ORDER BY shredded_at, case_id",
    )
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("case_id")?, from_micros("shredded_at", row.try_get("shredded_at")?)?)))
        .collect()
}

/// Notes a case whose key was destroyed again, so that its rows are overwritten again too.
pub(crate) async fn insert_erase_again(tx: &mut Tx, case_id: &str, at: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO erase_again (case_id, erased_at) VALUES ($1, $2) ON CONFLICT (case_id) DO NOTHING",
    )
    .bind(case_id)
    .bind(to_micros(at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The cases whose rows are to be overwritten again, in the order of their first erasure.
pub(crate) async fn list_erase_again(tx: &mut Tx) -> Result<Vec<(String, Timestamp)>, DbError> {
    let rows = sqlx::query("SELECT case_id, erased_at FROM erase_again ORDER BY erased_at, case_id")
        .fetch_all(tx.conn())
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("case_id")?, from_micros("erased_at", row.try_get("erased_at")?)?)))
        .collect()
}

pub(crate) async fn remove_erase_again(tx: &mut Tx, case_id: &str) -> Result<(), DbError> {
    sqlx::query("DELETE FROM erase_again WHERE case_id = $1").bind(case_id).execute(tx.conn()).await?;
    Ok(())
}

pub(crate) fn version(stored: i64) -> Result<u32, DbError> {
    u32::try_from(stored).map_err(|_| DbError::Value { column: "key_version" })
}

/// A wrapped key with its case.
pub(crate) struct Wrapped {
    pub(crate) case_id: String,
    pub(crate) wrapped_key: String,
    pub(crate) key_version: u32,
}

/// Standing keys under another version than `version`.
pub(crate) async fn list_under_others(
    tx: &mut Tx,
    version: u32,
    limit: i64,
) -> Result<Vec<Wrapped>, DbError> {
    let rows = sqlx::query(
        "SELECT case_id, wrapped_key, key_version FROM case_key
         WHERE shredded_at IS NULL AND key_version <> $1 ORDER BY case_id LIMIT $2",
    )
    .bind(i64::from(version))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Wrapped {
                case_id: row.try_get("case_id")?,
                wrapped_key: row.try_get("wrapped_key")?,
                key_version: self::version(row.try_get("key_version")?)?,
            })
        })
        .collect()
}

/// Puts a key under another version, if it still stands as it was read.
pub(crate) async fn rewrap(
    tx: &mut Tx,
    before: &Wrapped,
    wrapped_key: &str,
    version: u32,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE case_key SET wrapped_key = $1, key_version = $2 WHERE case_id = $3 AND wrapped_key = $4",
    )
    .bind(wrapped_key)
    .bind(i64::from(version))
    .bind(&before.case_id)
    .bind(&before.wrapped_key)
    .execute(tx.conn())
    .await?;
    Ok(())
}

//! Hashes taken back, and restored.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, instant_if_any, parsed};
use crate::ids::Withdrawal;

/// The table, for sealing.
pub(crate) const TABLE: &str = "hash_list_withdrawal";
/// The sealed column of why a hash was taken back.
pub(crate) const REASON: &str = "reason_sealed";
/// The sealed column of why it was restored.
pub(crate) const RESTORE_REASON: &str = "restore_reason_sealed";

/// One withdrawal.
pub(crate) struct WithdrawalRow {
    pub(crate) withdrawal_id: Id<Withdrawal>,
    pub(crate) list_name: String,
    pub(crate) digest: String,
    pub(crate) reason: Sealed<String>,
    pub(crate) withdrawn_by: String,
    pub(crate) withdrawn_at: Timestamp,
    pub(crate) restore_reason: Option<Sealed<String>>,
    pub(crate) restored_by: Option<String>,
    pub(crate) restored_at: Option<Timestamp>,
}

/// Takes a hash back.
pub(crate) async fn insert_withdrawal(
    tx: &mut Tx,
    id: Id<Withdrawal>,
    (list_name, digest): (&str, &str),
    reason: &Sealed<String>,
    (withdrawn_by, withdrawn_at): (&str, Timestamp),
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO hash_list_withdrawal (withdrawal_id, list_name, digest, reason_sealed, withdrawn_by, withdrawn_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id.to_string())
    .bind(list_name)
    .bind(digest)
    .bind(reason.as_column())
    .bind(withdrawn_by)
    .bind(withdrawn_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Restores a hash that was taken back.
pub(crate) async fn restore(
    tx: &mut Tx,
    id: Id<Withdrawal>,
    reason: &Sealed<String>,
    (restored_by, restored_at): (&str, Timestamp),
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE hash_list_withdrawal SET restore_reason_sealed = $2, restored_by = $3, restored_at = $4
         WHERE withdrawal_id = $1 AND restored_at IS NULL",
    )
    .bind(id.to_string())
    .bind(reason.as_column())
    .bind(restored_by)
    .bind(restored_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One withdrawal.
pub(crate) async fn find_withdrawal(
    tx: &mut Tx,
    id: Id<Withdrawal>,
) -> Result<Option<WithdrawalRow>, DbError> {
    sqlx::query("SELECT * FROM hash_list_withdrawal WHERE withdrawal_id = $1")
        .bind(id.to_string())
        .fetch_optional(tx.conn())
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// Whether a hash of a list is taken back now.
pub(crate) async fn is_withdrawn(tx: &mut Tx, list_name: &str, digest: &str) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM hash_list_withdrawal WHERE list_name = $1 AND digest = $2 AND restored_at IS NULL LIMIT 1";
    Ok(sqlx::query(sql).bind(list_name).bind(digest).fetch_optional(tx.conn()).await?.is_some())
}

/// What is taken back now: list and digest or identifier.
pub(crate) async fn list_names_withdrawn(tx: &mut Tx) -> Result<Vec<(String, String)>, DbError> {
    let sql = "SELECT list_name, digest FROM hash_list_withdrawal WHERE restored_at IS NULL";
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok((row.try_get("list_name")?, row.try_get("digest")?))).collect()
}

/// Every withdrawal of a list, the newest on top, each with the number of hits that rest on its hash.
pub(crate) async fn list_of(tx: &mut Tx, list_name: &str) -> Result<Vec<(WithdrawalRow, i64)>, DbError> {
    let rows = sqlx::query(
        "SELECT w.*, (SELECT COUNT(*) FROM hit h JOIN hash_list_entry n
                 ON n.list_name = h.list_name AND n.version = h.list_version AND n.entry_no = h.entry_no
             WHERE h.list_name = w.list_name AND w.digest IN (n.md5, n.sha1, n.sha256, n.pdq, n.opaque, n.source_id)) AS hits
         FROM hash_list_withdrawal w WHERE w.list_name = $1 ORDER BY w.withdrawal_id DESC",
    )
    .bind(list_name)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((read(row)?, row.try_get("hits")?))).collect()
}

/// How many hits rest on a hash of a list.
pub(crate) async fn count_hits(tx: &mut Tx, list_name: &str, digest: &str) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS hits FROM hit h JOIN hash_list_entry n
             ON n.list_name = h.list_name AND n.version = h.list_version AND n.entry_no = h.entry_no
         WHERE h.list_name = $1
             AND (n.md5 = $2 OR n.sha1 = $2 OR n.sha256 = $2 OR n.pdq = $2 OR n.opaque = $2 OR n.source_id = $2)",
    )
    .bind(list_name)
    .bind(digest)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("hits")?)
}

fn read(row: &AnyRow) -> Result<WithdrawalRow, DbError> {
    let restore_reason: Option<String> = row.try_get(RESTORE_REASON)?;
    Ok(WithdrawalRow {
        withdrawal_id: parsed(row, "withdrawal_id")?,
        list_name: row.try_get("list_name")?,
        digest: row.try_get("digest")?,
        reason: Sealed::from_column(row.try_get(REASON)?),
        withdrawn_by: row.try_get("withdrawn_by")?,
        withdrawn_at: instant(row, "withdrawn_at")?,
        restore_reason: restore_reason.map(Sealed::from_column),
        restored_by: row.try_get("restored_by")?,
        restored_at: instant_if_any(row, "restored_at")?,
    })
}

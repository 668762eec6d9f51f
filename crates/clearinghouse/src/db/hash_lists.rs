//! Lists of known hashes as wholes, and up to where their sources were pulled.

use jiff::Timestamp;
use service::{DbError, Tx};
use sqlx::Row as _;

use super::{corrupt, micros, optional_instant};
use crate::hash_sharing::lists::HashList;
use crate::hash_sharing::order;

/// A list and how large it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListLine {
    pub(crate) list: HashList,
    /// Raised by every change.
    pub(crate) version: i64,
    pub(crate) changed_at: Option<Timestamp>,
    /// Entries that count.
    pub(crate) entries: i64,
    /// Entries that were taken back.
    pub(crate) withdrawn: i64,
}

/// Version and stamp of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The list's version that the change makes.
    pub(crate) version: i64,
    /// Whole seconds since 1970.
    pub(crate) stamp: i64,
}

/// Begins a change of the list: the next version, stamped after `floor`. Concurrent changes of one list exclude each other by this row.
pub(crate) async fn mark(tx: &mut Tx, list: HashList, floor: i64, now: Timestamp) -> Result<Mark, DbError> {
    let row = sqlx::query("SELECT version, last_stamp FROM hash_list WHERE list_name = $1")
        .bind(list.as_str())
        .fetch_one(tx.conn())
        .await?;
    let (version, newest): (i64, i64) = (row.try_get("version")?, row.try_get("last_stamp")?);
    let mark = Mark { version: version + 1, stamp: order::stamp(now, floor, newest) };
    sqlx::query("UPDATE hash_list SET version = $2, last_stamp = $3, changed_at = $4 WHERE list_name = $1")
        .bind(list.as_str())
        .bind(mark.version)
        .bind(mark.stamp)
        .bind(micros(now))
        .execute(tx.conn())
        .await?;
    Ok(mark)
}

/// Whether anything was ever listed.
pub(crate) async fn hold_something(tx: &mut Tx) -> Result<bool, DbError> {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS lists FROM hash_list WHERE version > 0";
    let row = sqlx::query(sql).fetch_one(tx.conn()).await?;
    let lists: i64 = row.try_get("lists")?;
    Ok(lists > 0)
}

/// All lists with their counts.
pub(crate) async fn list_lines(tx: &mut Tx) -> Result<Vec<ListLine>, DbError> {
    let rows = sqlx::query(
        // each counted by an index alone
        "SELECT l.list_name, l.version, l.changed_at,
             (SELECT CAST(COUNT(*) AS BIGINT) FROM hash_entry e WHERE e.list_name = l.list_name) AS entries,
             (SELECT CAST(COUNT(*) AS BIGINT) FROM hash_entry e
              WHERE e.list_name = l.list_name AND e.withdrawn_by IS NOT NULL) AS withdrawn
         FROM hash_list l ORDER BY l.list_name",
    )
    .fetch_all(tx.conn())
    .await?;
    let mut lines = Vec::new();
    for row in &rows {
        let name: String = row.try_get("list_name")?;
        let (all, withdrawn): (i64, i64) = (row.try_get("entries")?, row.try_get("withdrawn")?);
        lines.push(ListLine {
            list: HashList::parse(&name).ok_or_else(|| corrupt("list_name"))?,
            version: row.try_get("version")?,
            changed_at: optional_instant(row, "changed_at")?,
            entries: all - withdrawn,
            withdrawn,
        });
    }
    Ok(lines)
}

/// The second from which a source is pulled next; none if it never was.
pub(crate) async fn find_cursor(tx: &mut Tx, source_name: &str) -> Result<Option<i64>, DbError> {
    let row = sqlx::query("SELECT next_from FROM hash_source_cursor WHERE source_name = $1")
        .bind(source_name)
        .fetch_optional(tx.conn())
        .await?;
    row.map(|row| Ok(row.try_get("next_from")?)).transpose()
}

/// Keeps up to where a source was pulled.
pub(crate) async fn set_cursor(
    tx: &mut Tx,
    source_name: &str,
    next_from: i64,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO hash_source_cursor (source_name, next_from, pulled_at) VALUES ($1, $2, $3)
         ON CONFLICT (source_name) DO UPDATE SET next_from = excluded.next_from, pulled_at = excluded.pulled_at",
    )
    .bind(source_name)
    .bind(next_from)
    .bind(micros(now))
    .execute(tx.conn())
    .await?;
    Ok(())
}

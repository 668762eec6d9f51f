//! Versions of hash lists and their entries.

use jiff::Timestamp;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, parsed_if_any};
use hashlist::ListEntry;

/// One imported version of a list and where it came from.
pub(crate) struct VersionRow {
    pub(crate) list_name: String,
    pub(crate) version: i64,
    pub(crate) source: String,
    pub(crate) entries_sha256: String,
    pub(crate) entry_count: i64,
    pub(crate) imported_by: String,
    pub(crate) imported_at: Timestamp,
}

const NEWEST: &str = "SELECT v.* FROM hash_list_version v
     WHERE v.version = (SELECT MAX(w.version) FROM hash_list_version w WHERE w.list_name = v.list_name)";

/// The version in use of a list.
pub(crate) async fn find_newest_version(tx: &mut Tx, list_name: &str) -> Result<Option<VersionRow>, DbError> {
    sqlx::query("SELECT * FROM hash_list_version WHERE list_name = $1 ORDER BY version DESC LIMIT 1")
        .bind(list_name)
        .fetch_optional(tx.conn())
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// The version in use of every list.
pub(crate) async fn list_newest_versions(tx: &mut Tx) -> Result<Vec<VersionRow>, DbError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("{NEWEST} ORDER BY v.list_name")))
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// One version of a list.
pub(crate) async fn find_version(
    tx: &mut Tx,
    list_name: &str,
    version: i64,
) -> Result<Option<VersionRow>, DbError> {
    sqlx::query("SELECT * FROM hash_list_version WHERE list_name = $1 AND version = $2")
        .bind(list_name)
        .bind(version)
        .fetch_optional(tx.conn())
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// Every version ever imported, by name, the newest of each first; whether it is the one in use, and how many hits it found.
pub(crate) async fn list_versions(
    tx: &mut Tx,
    offset: i64,
    limit: i64,
) -> Result<Vec<(VersionRow, bool, i64)>, DbError> {
    let rows = sqlx::query(
        "SELECT v.*, (SELECT MAX(w.version) FROM hash_list_version w WHERE w.list_name = v.list_name) AS newest,
            (SELECT COUNT(*) FROM hit h WHERE h.list_name = v.list_name AND h.list_version = v.version) AS hits
         FROM hash_list_version v ORDER BY v.list_name, v.version DESC LIMIT $1 OFFSET $2",
    )
    .bind(limit)
    .bind(offset)
    .fetch_all(tx.conn())
    .await?;
    let read = |row: &AnyRow| {
        let version = read(row)?;
        let is_in_use = row.try_get::<i64, _>("newest")? == version.version;
        Ok((version, is_in_use, row.try_get("hits")?))
    };
    rows.iter().map(read).collect()
}

/// How many versions were ever imported.
pub(crate) async fn count_versions(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS found FROM hash_list_version";
    Ok(sqlx::query(sql).fetch_one(tx.conn()).await?.try_get("found")?)
}

/// Stores a version with its entries, numbered from 0.
pub(crate) async fn insert_version(
    tx: &mut Tx,
    row: &VersionRow,
    entries: &[ListEntry],
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO hash_list_version (list_name, version, source, entries_sha256, entry_count, imported_by, imported_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&row.list_name)
    .bind(row.version)
    .bind(&row.source)
    .bind(&row.entries_sha256)
    .bind(row.entry_count)
    .bind(&row.imported_by)
    .bind(row.imported_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    for (entry_no, entry) in (0_i64..).zip(entries) {
        sqlx::query(
            "INSERT INTO hash_list_entry (list_name, version, entry_no, md5, sha1, sha256, pdq, pdq_quality,
                classification, note)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(&row.list_name)
        .bind(row.version)
        .bind(entry_no)
        .bind(entry.md5.map(String::from))
        .bind(entry.sha1.map(String::from))
        .bind(entry.sha256.map(String::from))
        .bind(entry.pdq.map(String::from))
        .bind(entry.pdq_quality.map(i64::from))
        .bind(entry.classification.clone())
        .bind(entry.note.clone())
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// The entries of one version, in order.
pub(crate) async fn list_entries(
    tx: &mut Tx,
    list_name: &str,
    version: i64,
) -> Result<Vec<ListEntry>, DbError> {
    let rows =
        sqlx::query("SELECT * FROM hash_list_entry WHERE list_name = $1 AND version = $2 ORDER BY entry_no")
            .bind(list_name)
            .bind(version)
            .fetch_all(tx.conn())
            .await?;
    rows.iter().map(read_entry).collect()
}

fn read(row: &AnyRow) -> Result<VersionRow, DbError> {
    Ok(VersionRow {
        list_name: row.try_get("list_name")?,
        version: row.try_get("version")?,
        source: row.try_get("source")?,
        entries_sha256: row.try_get("entries_sha256")?,
        entry_count: row.try_get("entry_count")?,
        imported_by: row.try_get("imported_by")?,
        imported_at: instant(row, "imported_at")?,
    })
}

fn read_entry(row: &AnyRow) -> Result<ListEntry, DbError> {
    Ok(ListEntry {
        md5: parsed_if_any(row, "md5")?,
        sha1: parsed_if_any(row, "sha1")?,
        sha256: parsed_if_any(row, "sha256")?,
        pdq: parsed_if_any(row, "pdq")?,
        pdq_quality: row
            .try_get::<Option<i64>, _>("pdq_quality")?
            .and_then(|quality| u8::try_from(quality).ok()),
        classification: row.try_get("classification")?,
        note: row.try_get("note")?,
    })
}

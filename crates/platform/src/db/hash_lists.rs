//! Versions of hash lists; of those that an earlier program imported, the entries too.

use jiff::Timestamp;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, parsed_if_any, unreadable};
use hashlist::{Classification, ListEntry, ListHead};

/// One imported version of a list and where it came from.
pub(crate) struct VersionRow {
    pub(crate) list_name: String,
    pub(crate) version: i64,
    pub(crate) source: String,
    /// Who vouches for its entries; empty where nobody does.
    pub(crate) members: Vec<String>,
    pub(crate) classification: Option<Classification>,
    /// Share of the entries that count, in thousandths.
    pub(crate) active_permille: i64,
    /// SHA-256 over all that was given.
    pub(crate) entries_sha256: String,
    /// SHA-256 of the index file; empty where the entries still stand in the database.
    pub(crate) index_sha256: String,
    pub(crate) entry_count: i64,
    /// Entries whose picture is not matched.
    pub(crate) left_out: i64,
    /// Whether its hits are told apart and never acted on.
    pub(crate) shadow: bool,
    pub(crate) imported_by: String,
    pub(crate) imported_at: Timestamp,
}

impl VersionRow {
    /// The head under which its entries stand.
    pub(crate) fn head(&self) -> ListHead {
        ListHead {
            name: self.list_name.clone(),
            version: self.version.unsigned_abs(),
            source: self.source.clone(),
            members: self.members.clone(),
            classification: self.classification,
            active_permille: u16::try_from(self.active_permille).unwrap_or(1000),
        }
    }
}

/// A version as the pages show it.
pub(crate) struct VersionLine {
    pub(crate) row: VersionRow,
    pub(crate) is_in_use: bool,
    /// How many hits it found that somebody reviews, and in shadow.
    pub(crate) hits: i64,
    pub(crate) shadow_hits: i64,
}

/// A hit of a list that runs in shadow: by what it was found, nothing of the upload.
pub(crate) struct ShadowHit {
    pub(crate) list_version: i64,
    pub(crate) entry_no: i64,
    pub(crate) algorithm: String,
    pub(crate) distance_bits: i64,
    pub(crate) found_at: Timestamp,
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

/// Every version of every list, the newest of each first.
pub(crate) async fn list_all_versions(tx: &mut Tx) -> Result<Vec<VersionRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM hash_list_version ORDER BY list_name, version DESC")
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

const LINES: &str =
    "SELECT v.*, (SELECT MAX(w.version) FROM hash_list_version w WHERE w.list_name = v.list_name) AS newest,
        (SELECT COUNT(*) FROM hit h WHERE h.list_name = v.list_name AND h.list_version = v.version AND h.shadow = 0) AS hits,
        (SELECT COUNT(*) FROM hit h WHERE h.list_name = v.list_name AND h.list_version = v.version AND h.shadow = 1) AS shadow_hits
     FROM hash_list_version v";

/// Every version ever imported, by name, the newest of each first.
pub(crate) async fn list_versions(tx: &mut Tx, offset: i64, limit: i64) -> Result<Vec<VersionLine>, DbError> {
    let sql = format!("{LINES} ORDER BY v.list_name, v.version DESC LIMIT $1 OFFSET $2");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(limit).bind(offset).fetch_all(tx.conn()).await?;
    rows.iter().map(read_line).collect()
}

/// The versions of one list, the newest first; at most 200.
pub(crate) async fn list_versions_of(tx: &mut Tx, list_name: &str) -> Result<Vec<VersionLine>, DbError> {
    let sql = format!("{LINES} WHERE v.list_name = $1 ORDER BY v.version DESC LIMIT 200");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(list_name).fetch_all(tx.conn()).await?;
    rows.iter().map(read_line).collect()
}

/// The newest hits that a list gave in shadow.
pub(crate) async fn list_shadow_hits(
    tx: &mut Tx,
    list_name: &str,
    at_most: i64,
) -> Result<Vec<ShadowHit>, DbError> {
    let sql = "SELECT list_version, entry_no, algorithm, distance_bits, found_at FROM hit
         WHERE list_name = $1 AND shadow = 1 ORDER BY hit_id DESC LIMIT $2";
    let rows = sqlx::query(sql).bind(list_name).bind(at_most).fetch_all(tx.conn()).await?;
    let read = |row: &AnyRow| -> Result<ShadowHit, DbError> {
        Ok(ShadowHit {
            list_version: row.try_get("list_version")?,
            entry_no: row.try_get("entry_no")?,
            algorithm: row.try_get("algorithm")?,
            distance_bits: row.try_get("distance_bits")?,
            found_at: instant(row, "found_at")?,
        })
    };
    rows.iter().map(read).collect()
}

/// How many versions were ever imported.
pub(crate) async fn count_versions(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS found FROM hash_list_version";
    Ok(sqlx::query(sql).fetch_one(tx.conn()).await?.try_get("found")?)
}

/// Stores a version; its entries lie in its index file.
pub(crate) async fn insert_version(tx: &mut Tx, row: &VersionRow) -> Result<(), DbError> {
    let members = serde_json::to_string(&row.members).map_err(|error| unreadable("members", error))?;
    sqlx::query(
        "INSERT INTO hash_list_version (list_name, version, source, members, classification, active_permille, entries_sha256,
            index_sha256, entry_count, left_out, shadow, imported_by, imported_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(&row.list_name)
    .bind(row.version)
    .bind(&row.source)
    .bind(members)
    .bind(row.classification.map(|class| class.to_string()))
    .bind(row.active_permille)
    .bind(&row.entries_sha256)
    .bind(&row.index_sha256)
    .bind(row.entry_count)
    .bind(row.left_out)
    .bind(i64::from(row.shadow))
    .bind(&row.imported_by)
    .bind(row.imported_at.as_microsecond())
    .execute(tx.conn())
    .await?;
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
        members: read_members(row, "members")?,
        classification: parsed_if_any(row, "classification")?,
        active_permille: row.try_get("active_permille")?,
        entries_sha256: row.try_get("entries_sha256")?,
        index_sha256: row.try_get("index_sha256")?,
        entry_count: row.try_get("entry_count")?,
        left_out: row.try_get("left_out")?,
        shadow: row.try_get::<i64, _>("shadow")? == 1,
        imported_by: row.try_get("imported_by")?,
        imported_at: instant(row, "imported_at")?,
    })
}

fn read_line(row: &AnyRow) -> Result<VersionLine, DbError> {
    let version = read(row)?;
    Ok(VersionLine {
        is_in_use: row.try_get::<i64, _>("newest")? == version.version,
        row: version,
        hits: row.try_get("hits")?,
        shadow_hits: row.try_get("shadow_hits")?,
    })
}

/// Who vouches, kept as a list in JSON.
pub(super) fn read_members(row: &AnyRow, column: &str) -> Result<Vec<String>, DbError> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|error| unreadable(column, error))
}

/// An entry of an earlier program. What it calls a class may be in no set: that is then none.
fn read_entry(row: &AnyRow) -> Result<ListEntry, DbError> {
    let class: Option<String> = row.try_get("classification")?;
    Ok(ListEntry {
        md5: parsed_if_any(row, "md5")?,
        sha1: parsed_if_any(row, "sha1")?,
        sha256: parsed_if_any(row, "sha256")?,
        pdq: parsed_if_any(row, "pdq")?,
        pdq_quality: row
            .try_get::<Option<i64>, _>("pdq_quality")?
            .and_then(|quality| u8::try_from(quality).ok()),
        classification: class.and_then(|class| class.parse().ok()),
        note: row.try_get("note")?,
        ..ListEntry::default()
    })
}

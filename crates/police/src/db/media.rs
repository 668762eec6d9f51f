//! The distinct files, their digests and clusters.

use model::Id;
use model::kind::{EvidenceItem, Report};
use service::near_files::{HASHES_AT_ONCE, MIN_QUALITY, places};
use service::opening::StoredFile;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::acts::read_viewing;
use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};

/// One distinct file.
pub(crate) struct MediaRow {
    pub(crate) sha256: String,
    pub(crate) md5: String,
    /// None where its package tells none.
    pub(crate) sha1: Option<String>,
    pub(crate) size_bytes: i64,
    /// Hash in hex, and quality.
    pub(crate) pdq: Option<(String, i64)>,
    pub(crate) cluster_id: String,
}

/// What the search for near-duplicates reads of a file.
pub(crate) struct KnownPrint {
    pub(crate) hash: String,
    pub(crate) quality: i64,
}

fn read_print(row: &AnyRow) -> Result<KnownPrint, Error> {
    Ok(KnownPrint { hash: row.text("pdq_hash")?, quality: row.number("pdq_quality")? })
}

pub(crate) async fn is_known(tx: &mut Tx, sha256: &str) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT sha256 FROM media_file WHERE sha256 = $1")
        .bind(sha256)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

pub(crate) async fn insert_file(
    tx: &mut Tx,
    row: &MediaRow,
    item_id: Id<EvidenceItem>,
) -> Result<(), DbError> {
    let (hash, quality) = row.pdq.clone().unzip();
    sqlx::query(
        "INSERT INTO media_file (sha256, md5, sha1, size_bytes, pdq_hash, pdq_quality, cluster_id, item_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&row.sha256)
    .bind(&row.md5)
    .bind(&row.sha1)
    .bind(row.size_bytes)
    .bind(hash)
    .bind(quality)
    .bind(&row.cluster_id)
    .bind(item_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps the SHA-1 of a known file that has none yet.
pub(crate) async fn complete_sha1(tx: &mut Tx, sha256: &str, sha1: &str) -> Result<(), DbError> {
    sqlx::query("UPDATE media_file SET sha1 = $2 WHERE sha256 = $1 AND sha1 IS NULL")
        .bind(sha256)
        .bind(sha1)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Every file that has a perceptual hash.
pub(crate) async fn list_prints(tx: &mut Tx) -> Result<Vec<KnownPrint>, DbError> {
    let sql = "SELECT pdq_hash, pdq_quality FROM media_file WHERE pdq_hash IS NOT NULL ORDER BY sha256";
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await?;
    read_all(&rows, read_print)
}

/// The clusters of the files with these PDQ hashes whose quality is good enough to compare; one may come several times.
pub(crate) async fn list_clusters_of(tx: &mut Tx, hashes: &[String]) -> Result<Vec<String>, DbError> {
    let mut clusters = Vec::new();
    for some in hashes.chunks(HASHES_AT_ONCE) {
        let sql = format!(
            "SELECT DISTINCT cluster_id FROM media_file WHERE pdq_quality >= $1 AND pdq_hash IN ({})",
            places(2, some.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(i64::from(MIN_QUALITY));
        for hash in some {
            query = query.bind(hash.as_str());
        }
        let rows = query.fetch_all(tx.conn()).await?;
        clusters.extend(read_all(&rows, |row| row.text("cluster_id"))?);
    }
    Ok(clusters)
}

pub(crate) async fn merge_cluster(tx: &mut Tx, from: &str, into: &str) -> Result<(), DbError> {
    sqlx::query("UPDATE media_file SET cluster_id = $1 WHERE cluster_id = $2")
        .bind(into)
        .bind(from)
        .execute(tx.conn())
        .await?;
    Ok(())
}

fn read_file(row: &AnyRow) -> Result<StoredFile, Error> {
    let is_kept = !row.text("wrapped_key")?.is_empty();
    Ok(StoredFile {
        sha256: row.text("sha256")?,
        size_bytes: row.number("size_bytes")?.unsigned_abs(),
        viewing: read_viewing(row)?,
        item_name: if is_kept { Some(row.text("name")?) } else { None },
    })
}

/// The file of every act of a report that has one, and whether it may be opened for that act: its subject is not erased and, where a unit is
/// named, its author is known and was handed to that unit.
pub(crate) async fn list_files_of_report(
    tx: &mut Tx,
    reader: &Reader,
    report_id: Id<Report>,
    unit: Option<&str>,
) -> Result<Vec<(StoredFile, bool)>, DbError> {
    let may_read = may_read(Closed::Report, "act.report_id", 2);
    let sql = format!(
        "SELECT act.viewing, media_file.sha256, media_file.size_bytes, evidence_item.name, evidence_item.wrapped_key,
             CAST(CASE WHEN subject.erased_at IS NULL AND ($3 = '' OR EXISTS (
                 SELECT 1 FROM identified_act
                 JOIN identification ON identification.identification_id = identified_act.identification_id
                     AND identification.standing = 1
                 JOIN person ON person.person_id = identification.person_id
                     AND person.standing = 1 AND person.erased_at IS NULL
                 JOIN assignment ON assignment.person_id = person.person_id AND assignment.standing = 1
                 WHERE identified_act.act_id = act.act_id AND identified_act.standing = 1 AND assignment.unit = $3))
             THEN 1 ELSE 0 END AS BIGINT) AS is_open
         FROM act
         JOIN media_file ON media_file.sha256 = act.file_sha256
         JOIN evidence_item ON evidence_item.item_id = media_file.item_id
         JOIN report ON report.report_id = act.report_id
         JOIN account ON account.account_id = act.account_id
         JOIN subject ON subject.subject_id = account.subject_id
         WHERE act.report_id = $1 AND report.erased_at IS NULL AND {may_read}
         ORDER BY act.happened_at, act.act_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(report_id.to_string()).bind(reader.name());
    let rows = query.bind(unit.unwrap_or_default()).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| Ok((read_file(row)?, row.flag("is_open")?)))
}

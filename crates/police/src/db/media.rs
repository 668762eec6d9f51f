//! The distinct files, their digests and clusters.

use model::Id;
use model::kind::{EvidenceItem, Report};
use service::opening::StoredFile;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::acts::read_viewing;
use super::rows::places;
use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};

/// One distinct file.
pub(crate) struct MediaRow {
    pub(crate) sha256: String,
    pub(crate) md5: String,
    pub(crate) size_bytes: i64,
    /// Hash in hex, and quality.
    pub(crate) pdq: Option<(String, i64)>,
    pub(crate) cluster_id: String,
}

/// What the search for near-duplicates reads of a file.
pub(crate) struct KnownPrint {
    pub(crate) hash: String,
    pub(crate) quality: i64,
    pub(crate) cluster_id: String,
}

fn read_print(row: &AnyRow) -> Result<KnownPrint, Error> {
    Ok(KnownPrint {
        hash: row.text("pdq_hash")?,
        quality: row.number("pdq_quality")?,
        cluster_id: row.text("cluster_id")?,
    })
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
        "INSERT INTO media_file (sha256, md5, size_bytes, pdq_hash, pdq_quality, cluster_id, item_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&row.sha256)
    .bind(&row.md5)
    .bind(row.size_bytes)
    .bind(hash)
    .bind(quality)
    .bind(&row.cluster_id)
    .bind(item_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many hexadecimal digits of a hash an index holds, and how many such parts there are.
const PART_DIGITS: usize = 4;
const PARTS: usize = 64 / PART_DIGITS;

/// The files whose hash has a part that differs in one bit at most from the same part of this one: all within 31 bits of it are among them,
/// since sixteen parts with two differing bits each would make 32. The caller compares.
pub(crate) async fn list_prints_like(tx: &mut Tx, pdq: &[u8; 32]) -> Result<Vec<KnownPrint>, DbError> {
    let parts: Vec<u16> = pdq.chunks_exact(2).map(|part| u16::from_be_bytes([part[0], part[1]])).collect();
    let values: Vec<String> =
        parts.iter().flat_map(|part| like(*part)).map(|part| format!("{part:04x}")).collect();
    let each = values.len() / PARTS;
    let conditions: Vec<String> = (0..PARTS)
        .map(|part| {
            let first = 1 + part * PART_DIGITS;
            format!("SUBSTR(pdq_hash, {first}, {PART_DIGITS}) IN ({})", places(1 + part * each, each))
        })
        .collect();
    let sql = format!(
        "SELECT pdq_hash, pdq_quality, cluster_id FROM media_file WHERE {} ORDER BY sha256",
        conditions.join(" OR ")
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for value in &values {
        query = query.bind(value);
    }
    read_all(&query.fetch_all(tx.conn()).await?, read_print)
}

/// A part, and each that differs from it in one bit.
fn like(part: u16) -> impl Iterator<Item = u16> {
    std::iter::once(part).chain((0..16).map(move |bit| part ^ (1 << bit)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_like_itself_and_what_differs_in_one_bit() {
        let all: Vec<u16> = like(0x0f01).collect();
        assert_eq!(all.len(), 17);
        assert!(all.contains(&0x0f01) && all.contains(&0x0f00) && all.contains(&0x8f01));
        assert!(all.iter().all(|part| (part ^ 0x0f01).count_ones() <= 1));
    }

    #[test]
    fn hashes_within_31_bits_have_a_part_that_is_like() {
        // as evenly spread as 31 bits can be: two in each part but for one, whichever it is
        for spared in 0..PARTS {
            let differing = (0..PARTS).map(|part| if part == spared { 0b1_u16 } else { 0b11 });
            assert_eq!(differing.clone().map(u16::count_ones).sum::<u32>(), hashlist::MAX_DISTANCE_BITS);
            assert!(differing.clone().any(|part| like(0).any(|found| found == part)));
        }
    }
}

//! Files of reports, and the original XML of their details.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{Id, kind::Report};
use service::near_files::{HASHES_AT_ONCE, MIN_QUALITY, places};
use service::opening::Viewing;
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{corrupt, id, instant, micros, size, stored_size};
use crate::kinds::FileDetails;
use crate::near_videos::VideoPrint;
use crate::picture_forms::PictureForms;

/// A file as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct FileRow {
    pub(crate) file_id: String,
    pub(crate) report_id: Id<Report>,
    pub(crate) item_name: Option<String>,
    pub(crate) received_at: Timestamp,
    pub(crate) sha256: String,
    pub(crate) md5: String,
    /// None before it is digested.
    pub(crate) sha1: Option<String>,
    pub(crate) size_bytes: u64,
    pub(crate) file_name: Sealed,
    pub(crate) digest: Digest,
    /// As its newest details state it.
    pub(crate) viewing: Viewing,
}

/// What came of hashing a file as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Digest {
    /// Not tried yet.
    Pending,
    /// PDQ hash (hex) and quality (0 to 100).
    Hashed { hash: String, quality: u8 },
    /// Not a picture that could be read, and why.
    NotHashed { reason: String },
}

/// How a file looks, as it was found out.
pub(crate) struct Looks {
    pub(crate) file_id: String,
    pub(crate) sha256: String,
    pub(crate) sha1: Option<String>,
    pub(crate) digest: Digest,
    /// The forms of a picture that was decoded now.
    pub(crate) forms: Option<PictureForms>,
    /// The frames of a video or an animation that was decoded now.
    pub(crate) video: Option<VideoPrint>,
}

/// The original XML of a file's details.
#[derive(Debug, Clone)]
pub(crate) struct FileDetailsRow {
    pub(crate) details_id: Id<FileDetails>,
    pub(crate) report_id: Id<Report>,
    pub(crate) file_id: String,
    pub(crate) item_name: Option<String>,
    pub(crate) received_at: Timestamp,
}

/// Keeps a new file.
pub(crate) async fn insert(tx: &mut Tx, file: &FileRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report_file (file_id, report_id, item_name, received_at, sha256, md5, size_bytes, file_name,
             digest_state, position)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, 'pending', CAST(COUNT(*) AS BIGINT) FROM report_file WHERE report_id = $2",
    )
    .bind(&file.file_id)
    .bind(file.report_id.to_string())
    .bind(&file.item_name)
    .bind(micros(file.received_at))
    .bind(&file.sha256)
    .bind(&file.md5)
    .bind(stored_size(file.size_bytes))
    .bind(file.file_name.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The files of a report in the order of their arrival.
pub(crate) async fn list(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<FileRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM report_file WHERE report_id = $1 ORDER BY position")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// What is known of the digest of a file with this content, with its SHA-1: of a picture whose forms are kept, or of a video whose frames are. Nothing
/// of what was digested before those were kept: it is digested once more.
pub(crate) async fn find_digest(tx: &mut Tx, sha256: &str) -> Result<Option<(Digest, String)>, DbError> {
    let row = sqlx::query(
        "SELECT digest_state, digest_note, pdq_hash, pdq_quality, sha1 FROM report_file
         WHERE sha256 = $1 AND sha1 IS NOT NULL AND ((digest_state = 'hashed'
             AND EXISTS (SELECT 1 FROM picture_form p WHERE p.sha256 = report_file.sha256)) OR (digest_state = 'not_hashed'
             AND EXISTS (SELECT 1 FROM video_print v WHERE v.sha256 = report_file.sha256))) LIMIT 1",
    )
    .bind(sha256)
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(|row| Ok((read_digest(row)?, row.try_get("sha1")?))).transpose()
}

/// The digest of every picture that could be read.
pub(crate) async fn list_hashed(tx: &mut Tx) -> Result<Vec<Digest>, DbError> {
    let sql = "SELECT DISTINCT digest_state, digest_note, pdq_hash, pdq_quality FROM report_file WHERE digest_state = 'hashed'";
    sqlx::query(sql).fetch_all(tx.conn()).await?.iter().map(read_digest).collect()
}

/// How many reports have a file of one of these SHA-256, or of one of these PDQ hashes that is good enough to compare: without those erased and the
/// report `but`, and no more than `most`, since of a file that everybody has the rest need not be read.
pub(crate) async fn count_reports_with(
    tx: &mut Tx,
    sha256s: &[String],
    hashes: &[String],
    but: Id<Report>,
    most: usize,
) -> Result<usize, DbError> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let mut reports = BTreeSet::<String>::new();
    for some in sha256s.chunks(HASHES_AT_ONCE) {
        let sql = format!(
            "SELECT DISTINCT f.report_id FROM report_file f JOIN report r ON r.report_id = f.report_id
             WHERE f.report_id <> $1 AND r.erased_at IS NULL AND f.sha256 IN ({}) LIMIT $2",
            places(3, some.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(but.to_string()).bind(limit);
        for sha256 in some {
            query = query.bind(sha256.as_str());
        }
        for row in query.fetch_all(tx.conn()).await? {
            reports.insert(row.try_get("report_id")?);
        }
    }
    for some in hashes.chunks(HASHES_AT_ONCE) {
        if reports.len() >= most {
            break;
        }
        let sql = format!(
            "SELECT DISTINCT f.report_id FROM report_file f JOIN report r ON r.report_id = f.report_id
             WHERE f.pdq_quality >= $1 AND f.report_id <> $2 AND r.erased_at IS NULL AND f.pdq_hash IN ({}) LIMIT $3",
            places(4, some.len())
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql));
        let mut query = query.bind(i64::from(MIN_QUALITY)).bind(but.to_string()).bind(limit);
        for hash in some {
            query = query.bind(hash.as_str());
        }
        for row in query.fetch_all(tx.conn()).await? {
            reports.insert(row.try_get("report_id")?);
        }
    }
    Ok(reports.len().min(most))
}

/// Keeps how a file looks, and its SHA-1.
pub(crate) async fn set_looks(tx: &mut Tx, looks: &Looks) -> Result<(), DbError> {
    let (state, note, hash, quality) = match &looks.digest {
        Digest::Pending => ("pending", None, None, None),
        Digest::Hashed { hash, quality } => ("hashed", None, Some(hash), Some(i64::from(*quality))),
        Digest::NotHashed { reason } => ("not_hashed", Some(reason), None, None),
    };
    sqlx::query(
        "UPDATE report_file SET digest_state = $2, digest_note = $3, pdq_hash = $4, pdq_quality = $5, sha1 = $6
         WHERE file_id = $1",
    )
    .bind(&looks.file_id)
    .bind(state)
    .bind(note)
    .bind(hash)
    .bind(quality)
    .bind(&looks.sha1)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what the newest details of a file state of who viewed it.
pub(crate) async fn set_viewing(tx: &mut Tx, file_id: &str, viewing: Viewing) -> Result<(), DbError> {
    sqlx::query("UPDATE report_file SET viewing = $2 WHERE file_id = $1")
        .bind(file_id)
        .bind(viewing.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps the original XML of a file's details.
pub(crate) async fn insert_details(tx: &mut Tx, details: &FileDetailsRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO file_details (details_id, report_id, file_id, item_name, received_at, position)
         SELECT $1, $2, $3, $4, $5, CAST(COUNT(*) AS BIGINT) FROM file_details WHERE report_id = $2",
    )
    .bind(details.details_id.to_string())
    .bind(details.report_id.to_string())
    .bind(&details.file_id)
    .bind(&details.item_name)
    .bind(micros(details.received_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// All details of a report's files in the order of their arrival.
pub(crate) async fn list_details(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<FileDetailsRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM file_details WHERE report_id = $1 ORDER BY position")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    let read = |row: &AnyRow| {
        Ok(FileDetailsRow {
            details_id: id(row, "details_id")?,
            report_id: id(row, "report_id")?,
            file_id: row.try_get("file_id")?,
            item_name: row.try_get("item_name")?,
            received_at: instant(row, "received_at")?,
        })
    };
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<FileRow, DbError> {
    Ok(FileRow {
        file_id: row.try_get("file_id")?,
        report_id: id(row, "report_id")?,
        item_name: row.try_get("item_name")?,
        received_at: instant(row, "received_at")?,
        sha256: row.try_get("sha256")?,
        md5: row.try_get("md5")?,
        sha1: row.try_get("sha1")?,
        size_bytes: size(row, "size_bytes")?,
        file_name: Sealed::from_column(row.try_get("file_name")?),
        digest: read_digest(row)?,
        viewing: Viewing::find(&row.try_get::<String, _>("viewing")?).ok_or_else(|| corrupt("viewing"))?,
    })
}

fn read_digest(row: &AnyRow) -> Result<Digest, DbError> {
    match row.try_get::<String, _>("digest_state")?.as_str() {
        "pending" => Ok(Digest::Pending),
        "hashed" => Ok(Digest::Hashed {
            hash: row.try_get("pdq_hash")?,
            quality: u8::try_from(row.try_get::<i64, _>("pdq_quality")?)
                .map_err(|_| corrupt("pdq_quality"))?,
        }),
        "not_hashed" => Ok(Digest::NotHashed {
            reason: row.try_get::<Option<String>, _>("digest_note")?.unwrap_or_default(),
        }),
        _ => Err(corrupt("digest_state")),
    }
}

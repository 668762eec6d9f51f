//! Uploads and the evidence items that hold their bytes.

use std::collections::HashSet;

use jiff::Timestamp;
use media::{Pdq, PdqHash};
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;
use vault::SealedItem;

use super::{parsed, parsed_if_any};
use crate::digests::Digests;
use crate::ids::{EvidenceItem, Upload};
use crate::statement::UploadStatement;

/// The table, for sealing.
pub(crate) const TABLE: &str = "upload";
/// The sealed column.
pub(crate) const STATEMENT: &str = "statement_sealed";

/// An upload to be stored.
pub(crate) struct NewUpload<'a> {
    pub(crate) upload_id: Id<Upload>,
    pub(crate) evidence_item_id: Id<EvidenceItem>,
    pub(crate) item: &'a SealedItem,
    pub(crate) received_at: Timestamp,
    pub(crate) received_from: &'a str,
    pub(crate) account_blind: String,
    pub(crate) url_blind: String,
    pub(crate) sealed_statement: Sealed<UploadStatement>,
    pub(crate) statement: &'a UploadStatement,
    /// The number of the surface's statement under which it was compared with lists; none where it was not compared.
    pub(crate) statement_no: Option<i64>,
    pub(crate) digests: &'a Digests,
}

/// An upload as stored.
pub(crate) struct UploadRow {
    pub(crate) upload_id: Id<Upload>,
    pub(crate) item: SealedItem,
    pub(crate) statement: Sealed<UploadStatement>,
    pub(crate) digests: Digests,
}

/// Stores the evidence item and the upload.
pub(crate) async fn insert_upload(tx: &mut Tx, new: &NewUpload<'_>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO evidence_item (evidence_item_id, name, wrapped_key, size_bytes, sha256, stored_at, case_id, key_version, blake3)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.evidence_item_id.to_string())
    .bind(&new.item.name)
    .bind(&new.item.wrapped_key)
    .bind(i64::try_from(new.item.size_bytes).unwrap_or(i64::MAX))
    .bind(&new.item.sha256)
    .bind(new.received_at.as_microsecond())
    .bind(&new.item.case_id)
    .bind(i64::from(new.item.key_version))
    .bind(&new.item.blake3)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "INSERT INTO upload (upload_id, evidence_item_id, received_at, received_from, account_blind, url_blind, statement_sealed,
            channel, uploaded_at, uploaded_at_text, kind, md5, sha1, sha256, pdq, pdq_quality, pdq_absent_because, surface,
            statement_no, compared)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
    )
    .bind(new.upload_id.to_string())
    .bind(new.evidence_item_id.to_string())
    .bind(new.received_at.as_microsecond())
    .bind(new.received_from)
    .bind(&new.account_blind)
    .bind(&new.url_blind)
    .bind(new.sealed_statement.as_column())
    .bind(new.statement.channel.name())
    .bind(new.statement.uploaded_at.instant().as_microsecond())
    .bind(new.statement.uploaded_at.text())
    .bind(&new.digests.kind)
    .bind(&new.digests.md5)
    .bind(&new.digests.sha1)
    .bind(&new.digests.sha256)
    .bind(new.digests.pdq.map(|pdq| pdq.hash.to_string()))
    .bind(new.digests.pdq.map(|pdq| i64::from(pdq.quality)))
    .bind(new.digests.pdq_absent_because.clone())
    .bind(&new.statement.surface)
    .bind(new.statement_no)
    .bind(i64::from(new.statement_no.is_some()))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The upload with this id.
pub(crate) async fn find_upload(tx: &mut Tx, id: Id<Upload>) -> Result<Option<UploadRow>, DbError> {
    sqlx::query(
        "SELECT u.*, e.name, e.case_id, e.key_version, e.wrapped_key, e.size_bytes, e.blake3
         FROM upload u JOIN evidence_item e ON e.evidence_item_id = u.evidence_item_id WHERE u.upload_id = $1",
    )
    .bind(id.to_string())
    .fetch_optional(tx.conn())
    .await?
    .map(|row| read(&row))
    .transpose()
}

/// Whether anybody here had begun to open the file itself, not a preview, by an instant.
pub(crate) async fn was_opened(tx: &mut Tx, id: Id<Upload>, by: Timestamp) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM opening WHERE object_kind = 'upload' AND object_id = $1 AND look = 'original'
             AND opened_at <= $2 LIMIT 1";
    let opened = sqlx::query(sql).bind(id.to_string()).bind(by.as_microsecond());
    Ok(opened.fetch_optional(tx.conn()).await?.is_some())
}

/// The names in the vault of all evidence items.
pub(crate) async fn list_vault_names(tx: &mut Tx) -> Result<HashSet<String>, DbError> {
    let rows = sqlx::query("SELECT name FROM evidence_item").fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok(row.try_get("name")?)).collect()
}

/// The newest upload found at an address, by its blind index.
pub(crate) async fn find_upload_by_url(tx: &mut Tx, url_blind: &str) -> Result<Option<Id<Upload>>, DbError> {
    sqlx::query("SELECT upload_id FROM upload WHERE url_blind = $1 ORDER BY upload_id DESC LIMIT 1")
        .bind(url_blind)
        .fetch_optional(tx.conn())
        .await?
        .map(|row| parsed(&row, "upload_id"))
        .transpose()
}

/// PDQ hash and quality of every picture that has one.
pub(crate) async fn list_prints(tx: &mut Tx) -> Result<Vec<(String, i64)>, DbError> {
    let rows = sqlx::query(
        "SELECT DISTINCT pdq, pdq_quality FROM upload WHERE pdq IS NOT NULL AND pdq_quality IS NOT NULL",
    )
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("pdq")?, row.try_get("pdq_quality")?))).collect()
}

/// How many uploads there are.
pub(crate) async fn count_uploads(tx: &mut Tx) -> Result<i64, DbError> {
    Ok(sqlx::query("SELECT COUNT(*) AS uploads FROM upload")
        .fetch_one(tx.conn())
        .await?
        .try_get("uploads")?)
}

fn read(row: &AnyRow) -> Result<UploadRow, DbError> {
    let sha256: String = row.try_get("sha256")?;
    let size_bytes = row.try_get::<i64, _>("size_bytes")?.unsigned_abs();
    Ok(UploadRow {
        upload_id: parsed(row, "upload_id")?,
        item: SealedItem {
            name: row.try_get("name")?,
            case_id: row.try_get("case_id")?,
            key_version: row.try_get::<i64, _>("key_version")?.try_into().unwrap_or_default(),
            wrapped_key: row.try_get("wrapped_key")?,
            size_bytes,
            sha256: sha256.clone(),
            blake3: row.try_get("blake3")?,
        },
        statement: Sealed::from_column(row.try_get(STATEMENT)?),
        digests: read_digests(row)?,
    })
}

/// The digests in a row that has the columns of `upload` and `size_bytes`; forms and frames stand in a table of their own.
pub(crate) fn read_digests(row: &AnyRow) -> Result<Digests, DbError> {
    let hash: Option<PdqHash> = parsed_if_any(row, "pdq")?;
    let quality: Option<i64> = row.try_get("pdq_quality")?;
    let quality = quality.and_then(|quality| u8::try_from(quality).ok());
    Ok(Digests {
        size_bytes: row.try_get::<i64, _>("size_bytes")?.unsigned_abs(),
        kind: row.try_get("kind")?,
        md5: row.try_get("md5")?,
        sha1: row.try_get("sha1")?,
        sha256: row.try_get("sha256")?,
        pdq: hash.zip(quality).map(|(hash, quality)| Pdq { hash, quality }),
        pdq_absent_because: row.try_get("pdq_absent_because")?,
        forms: Vec::new(),
        frames: Vec::new(),
    })
}

/// What is held on an account.
pub(crate) struct HeldOnAccount {
    pub(crate) uploads: i64,
    pub(crate) reports: i64,
}

/// Counts what is held on the account of this keyed digest.
pub(crate) async fn count_of_account(tx: &mut Tx, account_blind: &str) -> Result<HeldOnAccount, DbError> {
    let row = sqlx::query(
        "SELECT COUNT(u.upload_id) AS uploads, COUNT(DISTINCT r.report_id) AS reports
         FROM upload u LEFT JOIN report_file r ON r.upload_id = u.upload_id WHERE u.account_blind = $1 AND u.account_blind <> ''",
    )
    .bind(account_blind)
    .fetch_one(tx.conn())
    .await?;
    Ok(HeldOnAccount { uploads: row.try_get("uploads")?, reports: row.try_get("reports")? })
}

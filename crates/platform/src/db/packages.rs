//! Evidence that was handed over as sealed files.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, instant_if_any, parsed, parsed_if_any};
use crate::ids::{EvidencePackage, LegalProcess, Report};

/// The table, for sealing.
pub(crate) const TABLE: &str = "evidence_package";
/// Why it was handed over.
pub(crate) const REASON: &str = "reason_sealed";
/// The receipt of who got it.
pub(crate) const RECEIPT: &str = "receipt_sealed";

/// One package.
pub(crate) struct PackageRow {
    pub(crate) package_id: Id<EvidencePackage>,
    /// The order that it answers, where there is one.
    pub(crate) process_id: Option<Id<LegalProcess>>,
    /// Code of the agency that it is for, and its country.
    pub(crate) agency: String,
    pub(crate) country: String,
    /// Key id of the recipient, 16 hexadecimal digits.
    pub(crate) recipient_key: String,
    /// SHA-256 of the archive before it was sealed, hex, and its size.
    pub(crate) archive_sha256: String,
    pub(crate) size_bytes: i64,
    pub(crate) reason: Sealed<String>,
    pub(crate) made_by: String,
    pub(crate) made_at: Timestamp,
    pub(crate) receipt: Option<Sealed<String>>,
    pub(crate) receipt_at: Option<Timestamp>,
}

/// Records a package.
pub(crate) async fn insert(tx: &mut Tx, report_id: Id<Report>, row: &PackageRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO evidence_package (package_id, report_id, process_id, agency, country, recipient_key, archive_sha256,
             size_bytes, reason_sealed, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(row.package_id.to_string())
    .bind(report_id.to_string())
    .bind(row.process_id.map(|id| id.to_string()))
    .bind(&row.agency)
    .bind(&row.country)
    .bind(&row.recipient_key)
    .bind(&row.archive_sha256)
    .bind(row.size_bytes)
    .bind(row.reason.as_column())
    .bind(&row.made_by)
    .bind(row.made_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Every package of a report, newest first.
pub(crate) async fn list_of(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<PackageRow>, DbError> {
    let sql = "SELECT * FROM evidence_package WHERE report_id = $1 ORDER BY package_id DESC";
    let rows = sqlx::query(sql).bind(report_id.to_string()).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// The report of a package.
pub(crate) async fn find_report_of(
    tx: &mut Tx,
    id: Id<EvidencePackage>,
) -> Result<Option<Id<Report>>, DbError> {
    let sql = "SELECT report_id FROM evidence_package WHERE package_id = $1";
    let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(tx.conn()).await?;
    row.map(|row| parsed(&row, "report_id")).transpose()
}

/// Keeps the receipt of a package that has none; tells whether it had none.
pub(crate) async fn receive(
    tx: &mut Tx,
    id: Id<EvidencePackage>,
    receipt: &Sealed<String>,
    (by, at): (&str, Timestamp),
) -> Result<bool, DbError> {
    let sql = "UPDATE evidence_package SET receipt_sealed = $2, receipt_by = $3, receipt_at = $4
         WHERE package_id = $1 AND receipt_at IS NULL";
    let done = sqlx::query(sql)
        .bind(id.to_string())
        .bind(receipt.as_column())
        .bind(by)
        .bind(at.as_microsecond())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

fn read(row: &AnyRow) -> Result<PackageRow, DbError> {
    let receipt: Option<String> = row.try_get(RECEIPT)?;
    Ok(PackageRow {
        package_id: parsed(row, "package_id")?,
        process_id: parsed_if_any(row, "process_id")?,
        agency: row.try_get("agency")?,
        country: row.try_get("country")?,
        recipient_key: row.try_get("recipient_key")?,
        archive_sha256: row.try_get("archive_sha256")?,
        size_bytes: row.try_get("size_bytes")?,
        reason: Sealed::from_column(row.try_get(REASON)?),
        made_by: row.try_get("made_by")?,
        made_at: instant(row, "made_at")?,
        receipt: receipt.map(Sealed::from_column),
        receipt_at: instant_if_any(row, "receipt_at")?,
    })
}

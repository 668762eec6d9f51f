//! Which files and texts a report holds, in order.

use model::Id;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::parsed;
use crate::digests::TEXT_KIND;
use crate::ids::{Report, Upload};

/// A file or text of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReportFile {
    pub(crate) upload_id: Id<Upload>,
    /// Whether it is words, which the report itself says: nothing of it is uploaded.
    pub(crate) is_text: bool,
}

/// Adds an upload to a report, as its last. An upload is in one report at most.
pub(crate) async fn add(tx: &mut Tx, report_id: Id<Report>, upload_id: Id<Upload>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report_file (upload_id, report_id, file_no)
         VALUES ($1, $2, (SELECT COALESCE(MAX(file_no), 0) + 1 FROM report_file WHERE report_id = $2))",
    )
    .bind(upload_id.to_string())
    .bind(report_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Everything that was ever decided to be in a report, in order.
pub(crate) async fn list_all(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<ReportFile>, DbError> {
    let sql = "SELECT f.upload_id, u.kind FROM report_file f JOIN upload u ON u.upload_id = f.upload_id
         WHERE f.report_id = $1 ORDER BY f.file_no";
    list(tx, sql, report_id).await
}

/// What the report says, in order: of which something stands confirmed.
pub(crate) async fn list_reported(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<ReportFile>, DbError> {
    let sql = "SELECT f.upload_id, u.kind FROM report_file f JOIN upload u ON u.upload_id = f.upload_id
         WHERE f.report_id = $1 AND EXISTS (SELECT 1 FROM decision d WHERE d.upload_id = f.upload_id AND d.verdict = 'confirm'
             AND d.decision_no = (SELECT MAX(x.decision_no) FROM decision x
                 WHERE x.hit_id = d.hit_id OR x.user_report_id = d.user_report_id))
         ORDER BY f.file_no";
    list(tx, sql, report_id).await
}

/// What the report says; of one in which nothing stands confirmed any more, everything that was in it.
pub(crate) async fn list_shown(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<ReportFile>, DbError> {
    let reported = list_reported(tx, report_id).await?;
    if reported.is_empty() { list_all(tx, report_id).await } else { Ok(reported) }
}

async fn list(tx: &mut Tx, sql: &'static str, report_id: Id<Report>) -> Result<Vec<ReportFile>, DbError> {
    let rows = sqlx::query(sql).bind(report_id.to_string()).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<ReportFile, DbError> {
    let kind: String = row.try_get("kind")?;
    Ok(ReportFile { upload_id: parsed(row, "upload_id")?, is_text: kind == TEXT_KIND })
}

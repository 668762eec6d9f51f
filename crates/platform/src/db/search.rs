//! Which uploads hold one exact thing, each with the report that was made of it.

use model::Id;
use service::search::MOST_CANDIDATES;
use service::{DbError, Tx};
use sqlx::any::AnyRow;

use super::{parsed, parsed_if_any};
use crate::ids::{Report, Upload};

/// An upload, and its report, if there is one.
pub(crate) type UploadWithReport = (Id<Upload>, Option<Id<Report>>);

/// The uploads of an account, by its keyed digest, the newest on top.
pub(crate) async fn list_by_account(
    tx: &mut Tx,
    account_blind: &str,
) -> Result<Vec<UploadWithReport>, DbError> {
    let sql =
        "SELECT u.upload_id, r.report_id FROM upload u LEFT JOIN report_file r ON r.upload_id = u.upload_id
               WHERE u.account_blind = $1 AND u.account_blind <> '' ORDER BY u.upload_id DESC LIMIT $2";
    list(tx, sql, account_blind).await
}

/// The uploads of this digest: SHA-256, MD5 or PDQ in lower-case hex, the newest on top.
pub(crate) async fn list_by_digest(tx: &mut Tx, digest: &str) -> Result<Vec<UploadWithReport>, DbError> {
    let sql =
        "SELECT u.upload_id, r.report_id FROM upload u LEFT JOIN report_file r ON r.upload_id = u.upload_id
               WHERE u.sha256 = $1 OR u.md5 = $1 OR u.pdq = $1 ORDER BY u.upload_id DESC LIMIT $2";
    list(tx, sql, digest).await
}

async fn list(tx: &mut Tx, sql: &'static str, value: &str) -> Result<Vec<UploadWithReport>, DbError> {
    let rows = sqlx::query(sql).bind(value).bind(MOST_CANDIDATES).fetch_all(tx.conn()).await?;
    let read = |row: &AnyRow| -> Result<UploadWithReport, DbError> {
        Ok((parsed(row, "upload_id")?, parsed_if_any(row, "report_id")?))
    };
    rows.iter().map(read).collect()
}

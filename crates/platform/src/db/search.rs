//! Which uploads hold one exact thing.

use model::Id;
use service::search::MOST_CANDIDATES;
use service::{DbError, Tx};

use super::parsed;
use crate::ids::Upload;

/// The uploads of an account, by its keyed digest, the newest on top.
pub(crate) async fn list_by_account(tx: &mut Tx, account_blind: &str) -> Result<Vec<Id<Upload>>, DbError> {
    let sql = "SELECT upload_id FROM upload WHERE account_blind = $1 AND account_blind <> ''
               ORDER BY upload_id DESC LIMIT $2";
    list(tx, sql, account_blind).await
}

/// The uploads of this digest: SHA-256, MD5 or PDQ in lower-case hex, the newest on top.
pub(crate) async fn list_by_digest(tx: &mut Tx, digest: &str) -> Result<Vec<Id<Upload>>, DbError> {
    let sql = "SELECT upload_id FROM upload WHERE sha256 = $1 OR md5 = $1 OR pdq = $1
               ORDER BY upload_id DESC LIMIT $2";
    list(tx, sql, digest).await
}

async fn list(tx: &mut Tx, sql: &'static str, value: &str) -> Result<Vec<Id<Upload>>, DbError> {
    let rows = sqlx::query(sql).bind(value).bind(MOST_CANDIDATES).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| parsed(row, "upload_id")).collect()
}

//! What was decided before on the same content, and on the same account: as counts, so that nobody is shown another's case by the way.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row;

use super::{instant, instant_if_any};
use crate::ids::Upload;

/// How an upload came.
pub(crate) struct Origin {
    pub(crate) received_at: Timestamp,
    /// The application that handed it over.
    pub(crate) received_from: String,
    /// The keyed digest of the account; empty once it is erased.
    pub(crate) account_blind: String,
    pub(crate) erased_at: Option<Timestamp>,
}

/// Other uploads of a kind, and what came of them.
#[derive(Default)]
pub(crate) struct Earlier {
    pub(crate) uploads: i64,
    /// Those with something that stands confirmed.
    pub(crate) confirmed: i64,
    /// Those with something that stands dismissed.
    pub(crate) dismissed: i64,
    /// Those whose report is filed.
    pub(crate) filed: i64,
}

impl Earlier {
    /// Counts others beside these; no upload may be among both.
    pub(crate) fn include(&mut self, others: &Self) {
        self.uploads += others.uploads;
        self.confirmed += others.confirmed;
        self.dismissed += others.dismissed;
        self.filed += others.filed;
    }
}

/// How an upload came.
pub(crate) async fn find_origin(tx: &mut Tx, id: Id<Upload>) -> Result<Option<Origin>, DbError> {
    let sql = "SELECT received_at, received_from, account_blind, erased_at FROM upload WHERE upload_id = $1";
    let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(tx.conn()).await?;
    let read = |row: sqlx::any::AnyRow| {
        Ok(Origin {
            received_at: instant(&row, "received_at")?,
            received_from: row.try_get("received_from")?,
            account_blind: row.try_get("account_blind")?,
            erased_at: instant_if_any(&row, "erased_at")?,
        })
    };
    row.map(read).transpose()
}

/// Other uploads of the same bytes.
pub(crate) async fn count_of_content(tx: &mut Tx, sha256: &str, but: Id<Upload>) -> Result<Earlier, DbError> {
    count(tx, "u.sha256", sha256, but).await
}

/// Other uploads with this PDQ hash.
pub(crate) async fn count_of_pdq(tx: &mut Tx, hash: &str, but: Id<Upload>) -> Result<Earlier, DbError> {
    count(tx, "u.pdq", hash, but).await
}

/// Other uploads by the account of this keyed digest; none where it is empty.
pub(crate) async fn count_of_account(
    tx: &mut Tx,
    account_blind: &str,
    but: Id<Upload>,
) -> Result<Earlier, DbError> {
    count(tx, "u.account_blind", account_blind, but).await
}

async fn count(tx: &mut Tx, column: &'static str, key: &str, but: Id<Upload>) -> Result<Earlier, DbError> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT COUNT(DISTINCT u.upload_id) AS uploads,
             COUNT(DISTINCT CASE WHEN d.verdict = 'confirm' THEN u.upload_id END) AS confirmed,
             COUNT(DISTINCT CASE WHEN d.verdict = 'dismiss' THEN u.upload_id END) AS dismissed,
             COUNT(DISTINCT CASE WHEN r.state = 'filed' THEN u.upload_id END) AS filed
         FROM upload u
         LEFT JOIN decision d ON d.upload_id = u.upload_id AND d.decision_no =
             (SELECT MAX(x.decision_no) FROM decision x WHERE x.hit_id = d.hit_id OR x.user_report_id = d.user_report_id)
         LEFT JOIN report_file rf ON rf.upload_id = u.upload_id
     LEFT JOIN report r ON r.report_id = rf.report_id
         WHERE {column} = $1 AND {column} <> '' AND u.upload_id <> $2"
    )))
    .bind(key)
    .bind(but.to_string())
    .fetch_one(tx.conn())
    .await?;
    Ok(Earlier {
        uploads: row.try_get("uploads")?,
        confirmed: row.try_get("confirmed")?,
        dismissed: row.try_get("dismissed")?,
        filed: row.try_get("filed")?,
    })
}

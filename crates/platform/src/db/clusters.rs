//! One known content that many accounts shared: what is open about it, and what each of them has beside it.

use model::Id;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::parsed;
use crate::ids::Upload;

/// Most clusters in the list, those of most accounts first.
const MOST_CLUSTERS: i64 = 500;

/// A content with something open about it, shared by several accounts.
pub(crate) struct ClusterRow {
    /// The oldest open upload: names the cluster's page.
    pub(crate) first: Id<Upload>,
    pub(crate) sha256: String,
    pub(crate) accounts: i64,
    pub(crate) uploads: i64,
}

/// Uploads that are in no report yet, and about which a hit is open, or what a user or another service reported. Words are no file: the same ones
/// may mean another thing each time.
const OPEN: &str = "u.erased_at IS NULL AND u.account_blind <> '' AND u.kind <> 'stated-text'
     AND NOT EXISTS (SELECT 1 FROM report_file f WHERE f.upload_id = u.upload_id)
     AND (EXISTS (SELECT 1 FROM hit h WHERE h.upload_id = u.upload_id AND h.shadow = 0
             AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.hit_id = h.hit_id))
         OR EXISTS (SELECT 1 FROM user_report s WHERE s.upload_id = u.upload_id AND s.erased_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.user_report_id = s.user_report_id)))";

/// Whether an upload rests on what somebody reported: no list of the node has it, and nothing that was said of it raised a trigger.
const RESTS: &str = "NOT EXISTS (SELECT 1 FROM hit h WHERE h.upload_id = u.upload_id AND h.shadow = 0)
     AND NOT EXISTS (SELECT 1 FROM user_report s WHERE s.upload_id = u.upload_id AND s.raised <> '')";

/// The contents that several accounts shared.
pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<ClusterRow>, DbError> {
    let sql = format!(
        "SELECT u.sha256, MIN(u.upload_id) AS first_id, COUNT(DISTINCT u.account_blind) AS accounts,
             COUNT(u.upload_id) AS uploads
         FROM upload u WHERE {OPEN} GROUP BY u.sha256 HAVING COUNT(DISTINCT u.account_blind) > 1
         ORDER BY accounts DESC, u.sha256 LIMIT $1"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(MOST_CLUSTERS).fetch_all(tx.conn()).await?;
    let read = |row: &AnyRow| -> Result<ClusterRow, DbError> {
        Ok(ClusterRow {
            first: parsed(row, "first_id")?,
            sha256: row.try_get("sha256")?,
            accounts: row.try_get("accounts")?,
            uploads: row.try_get("uploads")?,
        })
    };
    rows.iter().map(read).collect()
}

/// An open upload of a content, with what its account has beside it.
pub(crate) struct MemberRow {
    pub(crate) upload_id: Id<Upload>,
    pub(crate) account_blind: String,
    /// User reports about it, without the one that it rests on.
    pub(crate) told: i64,
    /// Whether it rests on what somebody reported: no list has it, and a person reads what was said before deciding.
    pub(crate) rests_on_told: bool,
    /// Whether facts were given for its report.
    pub(crate) facts: i64,
    /// Uploads of the account of other content about which something was found or said.
    pub(crate) others: i64,
    /// Reports that hold anything of the account.
    pub(crate) reports: i64,
}

impl MemberRow {
    /// What it has beside the shared file, as keys of texts; a decision over all leaves it out.
    pub(crate) fn beside(&self) -> Vec<&'static str> {
        let grounds =
            [(self.told, "told"), (self.facts, "facts"), (self.others, "others"), (self.reports, "reported")];
        grounds.into_iter().filter(|(count, _)| *count > 0).map(|(_, ground)| ground).collect()
    }
}

/// The open uploads of a content whose accounts have nothing beside it, or those whose have, oldest first.
pub(crate) async fn list_members(
    tx: &mut Tx,
    sha256: &str,
    has_beside: bool,
    at_most: i64,
) -> Result<Vec<MemberRow>, DbError> {
    let condition = if has_beside { ">" } else { "=" };
    let sql = format!(
        "SELECT * FROM (SELECT u.upload_id, u.account_blind,
             (SELECT COUNT(*) FROM user_report s WHERE s.upload_id = u.upload_id)
                 - CAST(CASE WHEN {RESTS} THEN 1 ELSE 0 END AS BIGINT) AS told,
             CAST(CASE WHEN {RESTS} THEN 1 ELSE 0 END AS BIGINT) AS rests_on_told,
             (SELECT COUNT(*) FROM report_facts g WHERE g.upload_id = u.upload_id AND g.facts_sealed <> '') AS facts,
             (SELECT COUNT(*) FROM upload o WHERE o.account_blind = u.account_blind AND o.sha256 <> u.sha256
                 AND (EXISTS (SELECT 1 FROM hit h WHERE h.upload_id = o.upload_id AND h.shadow = 0)
                     OR EXISTS (SELECT 1 FROM user_report s WHERE s.upload_id = o.upload_id))) AS others,
             (SELECT COUNT(DISTINCT f.report_id) FROM report_file f JOIN upload o ON o.upload_id = f.upload_id
                 WHERE o.account_blind = u.account_blind) AS reports
         FROM upload u WHERE u.sha256 = $1 AND {OPEN}) AS member
         WHERE told + facts + others + reports {condition} 0 ORDER BY upload_id LIMIT $2"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(sha256).bind(at_most).fetch_all(tx.conn()).await?;
    rows.iter().map(read_member).collect()
}

fn read_member(row: &AnyRow) -> Result<MemberRow, DbError> {
    Ok(MemberRow {
        upload_id: parsed(row, "upload_id")?,
        account_blind: row.try_get("account_blind")?,
        told: row.try_get("told")?,
        rests_on_told: row.try_get::<i64, _>("rests_on_told")? == 1,
        facts: row.try_get("facts")?,
        others: row.try_get("others")?,
        reports: row.try_get("reports")?,
    })
}

/// How far the reports that hold a content have come: all but the withdrawn ones, and those of them that are filed.
pub(crate) async fn count_reports(tx: &mut Tx, sha256: &str) -> Result<(i64, i64), DbError> {
    let row = sqlx::query(
        "SELECT COUNT(DISTINCT r.report_id) AS opened,
             COUNT(DISTINCT CASE WHEN r.state = 'filed' THEN r.report_id END) AS filed
         FROM report r JOIN report_file f ON f.report_id = r.report_id JOIN upload u ON u.upload_id = f.upload_id
         WHERE u.sha256 = $1 AND r.state <> 'withdrawn'",
    )
    .bind(sha256)
    .fetch_one(tx.conn())
    .await?;
    Ok((row.try_get("opened")?, row.try_get("filed")?))
}

//! What is open about the uploads of accounts, for a queue by urgency.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, instant_if_any, parsed, parsed_if_any};
use crate::ids::{Report, Upload};
use crate::report_state::ReportState;

/// Most open hits and user reports that one look at the queue reads, oldest first.
pub(crate) const MOST_OPEN: i64 = 5000;

/// One open hit or user report.
pub(crate) struct OpenRow {
    /// The hit or user report.
    pub(crate) id: String,
    pub(crate) since: Timestamp,
    /// None where a user reported an address at which nothing is known.
    pub(crate) upload_id: Option<Id<Upload>>,
    /// Empty where no upload is known.
    pub(crate) account_blind: String,
    /// The kind of the upload; empty where none is known.
    pub(crate) kind: String,
    pub(crate) is_hit: bool,
    /// The class that the list states; empty for none.
    pub(crate) classification: String,
    /// Triggers that a user's words raised, with commas between them.
    pub(crate) raised: String,
}

/// What is open, oldest first. What was said and is erased waits for nobody.
pub(crate) async fn list_open(tx: &mut Tx) -> Result<Vec<OpenRow>, DbError> {
    let sql = "SELECT h.hit_id AS id, h.found_at AS since, u.upload_id, u.account_blind, u.kind, 'hit' AS what,
             COALESCE(n.classification, v.classification, '') AS classification, '' AS raised
         FROM hit h JOIN upload u ON u.upload_id = h.upload_id
         JOIN hash_list_version v ON v.list_name = h.list_name AND v.version = h.list_version
         JOIN hash_list_entry n ON n.list_name = h.list_name AND n.version = h.list_version AND n.entry_no = h.entry_no
         WHERE h.shadow = 0 AND u.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.hit_id = h.hit_id)
         UNION ALL
         SELECT s.user_report_id, s.received_at, s.upload_id, COALESCE(u.account_blind, ''), COALESCE(u.kind, ''), 'user-report', '', s.raised
         FROM user_report s LEFT JOIN upload u ON u.upload_id = s.upload_id
         WHERE s.erased_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.user_report_id = s.user_report_id)
         ORDER BY since, id LIMIT $1";
    let rows = sqlx::query(sql).bind(MOST_OPEN).fetch_all(tx.conn()).await?;
    rows.iter().map(read_open).collect()
}

fn read_open(row: &AnyRow) -> Result<OpenRow, DbError> {
    Ok(OpenRow {
        id: row.try_get("id")?,
        since: instant(row, "since")?,
        upload_id: parsed_if_any(row, "upload_id")?,
        account_blind: row.try_get("account_blind")?,
        kind: row.try_get("kind")?,
        is_hit: row.try_get::<String, _>("what")? == "hit",
        classification: row.try_get("classification")?,
        raised: row.try_get("raised")?,
    })
}

/// An upload of an account with what is said of it.
pub(crate) struct ItemUpload {
    pub(crate) upload_id: Id<Upload>,
    pub(crate) received_at: Timestamp,
    pub(crate) uploaded_at_text: String,
    pub(crate) kind: String,
    pub(crate) size_bytes: i64,
    pub(crate) sha256: String,
    pub(crate) erased_at: Option<Timestamp>,
    /// Hits and user reports about it that nobody has decided on; none that went with it when it was erased.
    pub(crate) open: i64,
    /// All of them.
    pub(crate) all: i64,
    pub(crate) report: Option<(Id<Report>, ReportState)>,
    /// Whether that is being finished: nobody knows whether it is filed.
    pub(crate) is_finishing: bool,
}

impl ItemUpload {
    /// Whether somebody can decide on it now.
    pub(crate) fn can_be_decided(&self) -> bool {
        let is_filed = self.report.is_some_and(|(_, state)| state == ReportState::Filed);
        self.open > 0 && !is_filed && !self.is_finishing && self.erased_at.is_none()
    }
}

/// The uploads of the account that one is of, with something found or said of them, the open ones first; of one that is erased, itself.
pub(crate) async fn list_uploads(
    tx: &mut Tx,
    id: Id<Upload>,
    limit: i64,
) -> Result<Vec<ItemUpload>, DbError> {
    // The uploads are a set of their own: with an OR of two indexed columns here SQLite (seen in 3.40 and 3.51) counts for all what it counted for one.
    let sql = "SELECT * FROM (SELECT u.upload_id, u.received_at, u.uploaded_at_text, u.kind, e.size_bytes, u.sha256, u.erased_at,
             r.report_id, r.state,
             (SELECT COUNT(*) FROM filing_step s WHERE s.report_id = r.report_id AND s.step = 'finish' AND s.state <> 'gone'
                 AND s.attempt = (SELECT MAX(x.attempt) FROM filing_step x WHERE x.report_id = r.report_id)) AS finishing,
             (SELECT COUNT(*) FROM hit h WHERE h.upload_id = u.upload_id AND h.shadow = 0 AND u.erased_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.hit_id = h.hit_id))
             + (SELECT COUNT(*) FROM user_report s WHERE s.upload_id = u.upload_id AND s.erased_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.user_report_id = s.user_report_id)) AS open_count,
             (SELECT COUNT(*) FROM hit h WHERE h.upload_id = u.upload_id AND h.shadow = 0)
             + (SELECT COUNT(*) FROM user_report s WHERE s.upload_id = u.upload_id) AS all_count
         FROM upload u JOIN evidence_item e ON e.evidence_item_id = u.evidence_item_id
         LEFT JOIN report_file rf ON rf.upload_id = u.upload_id LEFT JOIN report r ON r.report_id = rf.report_id
         WHERE u.upload_id IN (SELECT x.upload_id FROM upload x WHERE x.upload_id = $1
             UNION SELECT y.upload_id FROM upload x JOIN upload y ON y.account_blind = x.account_blind
                 WHERE x.upload_id = $1 AND x.account_blind <> '')) AS item
         WHERE all_count > 0 OR upload_id = $1
         ORDER BY CASE WHEN open_count > 0 THEN 0 ELSE 1 END, upload_id LIMIT $2";
    let rows = sqlx::query(sql).bind(id.to_string()).bind(limit).fetch_all(tx.conn()).await?;
    rows.iter().map(read_upload).collect()
}

fn read_upload(row: &AnyRow) -> Result<ItemUpload, DbError> {
    let report_id: Option<Id<Report>> = parsed_if_any(row, "report_id")?;
    let state: Option<ReportState> = parsed_if_any(row, "state")?;
    Ok(ItemUpload {
        upload_id: parsed(row, "upload_id")?,
        received_at: instant(row, "received_at")?,
        uploaded_at_text: row.try_get("uploaded_at_text")?,
        kind: row.try_get("kind")?,
        size_bytes: row.try_get("size_bytes")?,
        sha256: row.try_get("sha256")?,
        erased_at: instant_if_any(row, "erased_at")?,
        open: row.try_get("open_count")?,
        all: row.try_get("all_count")?,
        report: report_id.zip(state),
        is_finishing: row.try_get::<i64, _>("finishing")? > 0,
    })
}

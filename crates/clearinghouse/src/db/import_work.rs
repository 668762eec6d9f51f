//! What people of the clearinghouse did with the reports of an import: what is lost with it when it is undone.

use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// Most pieces of work that are named.
pub(crate) const MOST_NAMED: usize = 100;

/// One thing that a person did.
pub(crate) struct Work {
    /// Which: the text `import-work-WHAT` says it.
    pub(crate) what: String,
    /// On which report, by its number; of a referral its id.
    pub(crate) name: String,
}

impl Work {
    /// The page that shows it.
    pub(crate) fn page(&self) -> String {
        let list = if self.what == "referral" { "referrals" } else { "reports" };
        format!("/{list}/{}", self.name)
    }
}

/// What was done with the reports of an import, undone or not; the first of it.
pub(crate) async fn list(tx: &mut Tx, import_id: &str) -> Result<Vec<Work>, DbError> {
    // what people decided is few beside the lines of an import: it is looked at first
    let rows = sqlx::query(
        "SELECT 'referral' AS what, x.referral_id AS name FROM report_origin o
             JOIN referral_report x ON x.report_id = o.report_id WHERE o.import_id = $1
         UNION SELECT CASE WHEN r.read_by IS NULL THEN 'country' ELSE 'read' END, CAST(r.report_number AS TEXT)
             FROM report_origin o JOIN report r ON r.report_id = o.report_id
             WHERE o.import_id = $1 AND (r.read_by IS NOT NULL OR r.country_chosen_by LIKE 'staff:%')
         UNION SELECT done.what, CAST(r.report_number AS TEXT) FROM (
             SELECT 'band' AS what, report_id FROM band_override
             UNION SELECT 'informational', report_id FROM informational_mark
             UNION SELECT 'urgent-mark', report_id FROM urgent_verdict
             UNION SELECT 'blind-reading', report_id FROM blind_reading WHERE read_by IS NOT NULL
             UNION SELECT 'standing-text', report_id FROM standing_text
             UNION SELECT 'hold', object_id FROM legal_hold WHERE object_kind = 'report'
             UNION SELECT 'keep', object_id FROM keep_decision WHERE object_kind = 'report'
             UNION SELECT 'alarm', b.report_id FROM alarm a JOIN band_alarm_report b ON b.alarm_id = a.alarm_id
                 WHERE a.acknowledged_by IS NOT NULL
             UNION SELECT 'alarm', object_id FROM alarm WHERE object_kind = 'report' AND acknowledged_by IS NOT NULL
         ) done CROSS JOIN report_origin o CROSS JOIN report r
             WHERE o.report_id = done.report_id AND r.report_id = done.report_id AND o.import_id = $1
         ORDER BY 1, 2 LIMIT $2",
    )
    .bind(import_id)
    .bind(i64::try_from(MOST_NAMED).unwrap_or(i64::MAX))
    .fetch_all(tx.conn())
    .await?;
    let read = |row: &AnyRow| Ok(Work { what: row.try_get("what")?, name: row.try_get("name")? });
    rows.iter().map(read).collect()
}

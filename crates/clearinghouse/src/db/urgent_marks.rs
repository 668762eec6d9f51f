//! Senders' urgent marks, and how many of them were right: by a person who judged one, or by what came of the report.

use jiff::Timestamp;
use model::{Id, kind::Report};
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{flag, instant, micros};

pub(crate) const TABLE: &str = "urgent_verdict";

/// What a person said of a sender's urgent mark.
pub(crate) struct VerdictRow {
    /// Order of judging, from 0.
    pub(crate) position: i64,
    pub(crate) is_confirmed: bool,
    pub(crate) reason: Sealed<String>,
    pub(crate) decided_by: String,
    pub(crate) decided_at: Timestamp,
}

/// How many reports a sender marked as urgent, how many of them are judged, and how many of these were confirmed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct UrgentMarks {
    pub(crate) marked: i64,
    /// By a person, or by an outcome that ends an inquiry.
    pub(crate) judged: i64,
    pub(crate) confirmed: i64,
}

impl UrgentMarks {
    /// How many of 1000 judged marks were confirmed; none where none is judged.
    pub(crate) fn confirmed_permille(self) -> Option<i64> {
        (self.confirmed * 1000).checked_div(self.judged)
    }
}

/// What persons said of the mark of a report, in order; the last counts.
pub(crate) async fn list(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<VerdictRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM urgent_verdict WHERE report_id = $1 ORDER BY position")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// Keeps what a person says of a mark.
pub(crate) async fn insert(tx: &mut Tx, report_id: Id<Report>, verdict: &VerdictRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO urgent_verdict (report_id, position, is_confirmed, reason, decided_by, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(report_id.to_string())
    .bind(verdict.position)
    .bind(i64::from(verdict.is_confirmed))
    .bind(verdict.reason.as_column())
    .bind(&verdict.decided_by)
    .bind(micros(verdict.decided_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The urgent marks of a sender. A person's last word counts before what an authority told last: there a person identified or an action confirms,
/// and what is no offence or needed no action refutes. Of several authorities one that confirms is enough.
pub(crate) async fn count(tx: &mut Tx, party: &str) -> Result<UrgentMarks, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS marked,
             CAST(COALESCE(SUM(CASE WHEN verdict >= 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS judged,
             CAST(COALESCE(SUM(CASE WHEN verdict = 1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS confirmed
         FROM (SELECT COALESCE(
                 (SELECT v.is_confirmed FROM urgent_verdict v WHERE v.report_id = r.report_id
                  ORDER BY v.position DESC LIMIT 1),
                 (SELECT MAX(CASE WHEN o.code IN ('person_identified', 'closed_with_action') THEN 1 ELSE 0 END)
                  FROM outcome o WHERE o.report_id = r.report_id AND o.code <> 'in_inquiry' AND NOT EXISTS (
                      SELECT 1 FROM outcome x WHERE x.report_id = o.report_id AND x.referral_id = o.referral_id
                          AND x.sequence > o.sequence)),
                 -1) AS verdict
             FROM report r WHERE r.reporting_party = $1 AND r.escalated = 1 AND r.state = 'ready') judged_marks",
    )
    .bind(party)
    .fetch_one(tx.conn())
    .await?;
    Ok(UrgentMarks {
        marked: row.try_get("marked")?,
        judged: row.try_get("judged")?,
        confirmed: row.try_get("confirmed")?,
    })
}

fn read(row: &AnyRow) -> Result<VerdictRow, DbError> {
    Ok(VerdictRow {
        position: row.try_get("position")?,
        is_confirmed: flag(row, "is_confirmed")?,
        reason: Sealed::from_column(row.try_get("reason")?),
        decided_by: row.try_get("decided_by")?,
        decided_at: instant(row, "decided_at")?,
    })
}

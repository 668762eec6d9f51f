//! The decision log.

use jiff::Timestamp;
use model::Id;
use service::{ColumnKeys, ColumnRef, DbError, SealError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, instant_if_any, parsed, parsed_if_any};
use crate::ids::{Decision, Hit, Upload, UserReport};
use crate::review::{ReviewSubject, Standing, Verdict, Viewed};

/// The table, for sealing.
pub(crate) const TABLE: &str = "decision";
/// The sealed columns.
pub(crate) const REASON: &str = "reason_sealed";
pub(crate) const POLICY: &str = "policy_sealed";

/// One decision as logged.
pub(crate) struct DecisionRow {
    pub(crate) decision_id: Id<Decision>,
    pub(crate) hit_id: Option<Id<Hit>>,
    pub(crate) user_report_id: Option<Id<UserReport>>,
    pub(crate) verdict: Verdict,
    pub(crate) viewed: Viewed,
    pub(crate) reason: Sealed<String>,
    /// The policy that it names.
    pub(crate) policy: Option<Sealed<String>>,
    pub(crate) decided_by: String,
    pub(crate) decided_at: Timestamp,
}

impl DecisionRow {
    /// The policy that it names; none where it names none, or is erased.
    pub(crate) fn open_policy(&self, columns: &ColumnKeys) -> Result<Option<String>, SealError> {
        let row = self.decision_id.to_string();
        let at = ColumnRef { table: TABLE, row: &row, column: POLICY };
        self.policy.as_ref().map(|policy| policy.open(columns, at)).transpose()
    }
}

/// A decision to be logged.
pub(crate) struct NewDecision {
    pub(crate) decision_id: Id<Decision>,
    pub(crate) subject: ReviewSubject,
    pub(crate) upload_id: Option<Id<Upload>>,
    pub(crate) verdict: Verdict,
    pub(crate) viewed: Viewed,
    pub(crate) reason: Sealed<String>,
    pub(crate) policy: Option<Sealed<String>>,
    /// The id of that; empty where words name it.
    pub(crate) policy_id: Option<String>,
    pub(crate) decided_by: String,
    pub(crate) decided_at: Timestamp,
}

/// Adds a decision; it is the one that stands from now on.
pub(crate) async fn insert_decision(tx: &mut Tx, new: &NewDecision) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO decision (decision_id, decision_no, hit_id, user_report_id, upload_id, verdict, viewed, reason_sealed,
            decided_by, decided_at, policy_sealed, policy_id)
         VALUES ($1, (SELECT COALESCE(MAX(decision_no), 0) + 1 FROM decision WHERE hit_id = $2 OR user_report_id = $3),
            $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(new.decision_id.to_string())
    .bind(new.subject.hit_id().map(|id| id.to_string()))
    .bind(new.subject.user_report_id().map(|id| id.to_string()))
    .bind(new.upload_id.map(|id| id.to_string()))
    .bind(new.verdict.name())
    .bind(new.viewed.name())
    .bind(new.reason.as_column())
    .bind(&new.decided_by)
    .bind(new.decided_at.as_microsecond())
    .bind(new.policy.as_ref().map(|policy| policy.as_column().to_owned()))
    .bind(new.policy_id.clone())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Every decision about an upload, oldest first.
pub(crate) async fn list_decisions(tx: &mut Tx, upload_id: Id<Upload>) -> Result<Vec<DecisionRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM decision WHERE upload_id = $1 ORDER BY decided_at, decision_id")
        .bind(upload_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// Whether anybody had decided on a hit or user report by an instant.
pub(crate) async fn is_decided_by(
    tx: &mut Tx,
    subject: ReviewSubject,
    by: Timestamp,
) -> Result<bool, DbError> {
    let sql =
        "SELECT 1 FROM decision WHERE (hit_id = $1 OR user_report_id = $2) AND decided_at <= $3 LIMIT 1";
    let row = sqlx::query(sql)
        .bind(subject.hit_id().map(|id| id.to_string()))
        .bind(subject.user_report_id().map(|id| id.to_string()))
        .bind(by.as_microsecond())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// Whether there is such a decision.
pub(crate) async fn exists(tx: &mut Tx, id: Id<Decision>) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT 1 FROM decision WHERE decision_id = $1")
        .bind(id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// How many hits and user reports of an upload stand confirmed.
pub(crate) async fn count_confirmed(tx: &mut Tx, upload_id: Id<Upload>) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS confirmed FROM decision d WHERE d.upload_id = $1 AND d.verdict = 'confirm' AND d.decision_no =
            (SELECT MAX(x.decision_no) FROM decision x WHERE x.hit_id = d.hit_id OR x.user_report_id = d.user_report_id)",
    )
    .bind(upload_id.to_string())
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("confirmed")?)
}

/// The standing decision in a row that joins `decision`, if there is one.
pub(crate) fn read_standing(row: &AnyRow) -> Result<Option<Standing>, DbError> {
    let (Some(verdict), Some(viewed), Some(decided_at)) =
        (parsed_if_any(row, "verdict")?, parsed_if_any(row, "viewed")?, instant_if_any(row, "decided_at")?)
    else {
        return Ok(None);
    };
    Ok(Some(Standing { verdict, viewed, decided_by: row.try_get("decided_by")?, decided_at }))
}

fn read(row: &AnyRow) -> Result<DecisionRow, DbError> {
    Ok(DecisionRow {
        decision_id: parsed(row, "decision_id")?,
        hit_id: parsed_if_any(row, "hit_id")?,
        user_report_id: parsed_if_any(row, "user_report_id")?,
        verdict: parsed(row, "verdict")?,
        viewed: parsed(row, "viewed")?,
        reason: Sealed::from_column(row.try_get(REASON)?),
        policy: row.try_get::<Option<String>, _>(POLICY)?.map(Sealed::from_column),
        decided_by: row.try_get("decided_by")?,
        decided_at: instant(row, "decided_at")?,
    })
}

/// How many people have confirmed what was found of an upload, and were not overruled since by a dismissal of the same.
pub(crate) async fn count_confirmers(tx: &mut Tx, id: Id<Upload>) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(DISTINCT d.decided_by) AS found FROM decision d
         WHERE d.upload_id = $1 AND d.verdict = 'confirm' AND NOT EXISTS (SELECT 1 FROM decision x
             WHERE (x.hit_id = d.hit_id OR x.user_report_id = d.user_report_id) AND x.verdict = 'dismiss'
                 AND x.decision_no > d.decision_no)";
    Ok(sqlx::query(sql).bind(id.to_string()).fetch_one(tx.conn()).await?.try_get("found")?)
}

//! What clearinghouses say later of reports that they referred, and what officers decided on it.

use jiff::Timestamp;
use model::Id;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all};
use crate::ids::{NoticeDecision, Receipt};

/// A notice as it came.
pub(crate) struct NoticeRow {
    /// The sender's name for it.
    pub(crate) notice_id: String,
    pub(crate) receipt_id: Id<Receipt>,
    /// Name of the trusted key that signed.
    pub(crate) sender: String,
    pub(crate) referral_id: String,
    /// `withdrawn` or `corrected`.
    pub(crate) kind: String,
    pub(crate) reason_code: String,
    pub(crate) replaced_by: Option<String>,
    pub(crate) made_at: Timestamp,
    pub(crate) signed: String,
    pub(crate) digest_sha256: String,
    pub(crate) received_at: Timestamp,
    pub(crate) received_by: String,
}

/// What an officer decided on a notice.
pub(crate) struct DecisionRow {
    pub(crate) decision_id: Id<NoticeDecision>,
    pub(crate) notice_id: String,
    /// `stopped`, `goes_on` or `noted`.
    pub(crate) decision: String,
    pub(crate) reason: Sealed,
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
}

fn read_notice(row: &AnyRow) -> Result<NoticeRow, Error> {
    Ok(NoticeRow {
        notice_id: row.text("notice_id")?,
        receipt_id: row.id("receipt_id")?,
        sender: row.text("sender")?,
        referral_id: row.text("referral_id")?,
        kind: row.text("kind")?,
        reason_code: row.text("reason_code")?,
        replaced_by: row.maybe_text("replaced_by")?,
        made_at: row.instant("made_at")?,
        signed: row.text("signed")?,
        digest_sha256: row.text("digest_sha256")?,
        received_at: row.instant("received_at")?,
        received_by: row.text("received_by")?,
    })
}

fn read_decision(row: &AnyRow) -> Result<DecisionRow, Error> {
    Ok(DecisionRow {
        decision_id: row.id("decision_id")?,
        notice_id: row.text("notice_id")?,
        decision: row.text("decision")?,
        reason: Sealed::from_column(row.text("reason")?),
        decided_at: row.instant("decided_at")?,
        decided_by: row.text("decided_by")?,
    })
}

/// Keeps a notice about these reports.
pub(crate) async fn insert_notice(tx: &mut Tx, row: &NoticeRow, reports: &[i64]) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO referral_notice (notice_id, receipt_id, sender, referral_id, kind, reason_code, replaced_by,
             made_at, signed, digest_sha256, received_at, received_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&row.notice_id)
    .bind(row.receipt_id.to_string())
    .bind(&row.sender)
    .bind(&row.referral_id)
    .bind(&row.kind)
    .bind(&row.reason_code)
    .bind(&row.replaced_by)
    .bind(row.made_at.as_microsecond())
    .bind(&row.signed)
    .bind(&row.digest_sha256)
    .bind(row.received_at.as_microsecond())
    .bind(&row.received_by)
    .execute(tx.conn())
    .await?;
    for number in reports {
        sqlx::query("INSERT INTO referral_notice_report (notice_id, report_number) VALUES ($1, $2)")
            .bind(&row.notice_id)
            .bind(*number)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

pub(crate) async fn find_notice(tx: &mut Tx, notice_id: &str) -> Result<Option<NoticeRow>, DbError> {
    let row = sqlx::query("SELECT * FROM referral_notice WHERE notice_id = $1")
        .bind(notice_id)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(read_notice).transpose()?)
}

/// All, newest first.
pub(crate) async fn list_notices(tx: &mut Tx) -> Result<Vec<NoticeRow>, DbError> {
    let sql = "SELECT * FROM referral_notice ORDER BY received_at DESC, notice_id LIMIT 1000";
    read_all(&sqlx::query(sql).fetch_all(tx.conn()).await?, read_notice)
}

/// Those about a referral, by whoever sent the referral, newest first.
pub(crate) async fn list_of_referral(
    tx: &mut Tx,
    sender: &str,
    referral_id: &str,
) -> Result<Vec<NoticeRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM referral_notice WHERE referral_id = $1 AND sender = $2 ORDER BY received_at DESC, notice_id",
    )
    .bind(referral_id)
    .bind(sender)
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_notice)
}

/// Those about a report, by whoever sent the report, newest first.
pub(crate) async fn list_of_report(
    tx: &mut Tx,
    sender: &str,
    report_number: i64,
) -> Result<Vec<NoticeRow>, DbError> {
    let rows = sqlx::query(
        "SELECT referral_notice.* FROM referral_notice
         JOIN referral_notice_report ON referral_notice_report.notice_id = referral_notice.notice_id
         WHERE referral_notice_report.report_number = $1 AND referral_notice.sender = $2
         ORDER BY referral_notice.received_at DESC, referral_notice.notice_id",
    )
    .bind(report_number)
    .bind(sender)
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_notice)
}

pub(crate) async fn insert_decision(tx: &mut Tx, row: &DecisionRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO notice_decision (decision_id, notice_id, decision, reason, decided_at, decided_by)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(row.decision_id.to_string())
    .bind(&row.notice_id)
    .bind(&row.decision)
    .bind(row.reason.as_column())
    .bind(row.decided_at.as_microsecond())
    .bind(&row.decided_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was decided on a notice, newest first: the first counts.
pub(crate) async fn list_decisions(tx: &mut Tx, notice_id: &str) -> Result<Vec<DecisionRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM notice_decision WHERE notice_id = $1 ORDER BY decided_at DESC, decision_id DESC",
    )
    .bind(notice_id)
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_decision)
}

/// How many nobody has decided on.
pub(crate) async fn count_undecided(tx: &mut Tx) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS notices FROM referral_notice WHERE NOT EXISTS (
             SELECT 1 FROM notice_decision WHERE notice_decision.notice_id = referral_notice.notice_id)",
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(row.number("notices")?)
}

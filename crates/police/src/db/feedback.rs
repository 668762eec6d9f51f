//! What the clearinghouse hears, and what it acknowledged.

use jiff::Timestamp;
use model::Id;
use model::kind::Report;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all, undecodable};
use crate::ids;
use crate::outcomes::{OutcomeCode, ReportStanding};

/// One code on its way.
pub(crate) struct PendingRow {
    pub(crate) feedback_id: Id<ids::Feedback>,
    pub(crate) report_number: i64,
    pub(crate) code: String,
    pub(crate) decided_at: Timestamp,
    pub(crate) batch_id: Option<Id<ids::FeedbackBatch>>,
}

fn read_pending(row: &AnyRow) -> Result<PendingRow, Error> {
    Ok(PendingRow {
        feedback_id: row.id("feedback_id")?,
        report_number: row.number("report_number")?,
        code: row.text("code")?,
        decided_at: row.instant("decided_at")?,
        batch_id: row.maybe_id("batch_id")?,
    })
}

fn read_referral_id(row: &AnyRow) -> Result<String, Error> {
    row.text("referral_id")
}

fn read_result(row: &AnyRow) -> Result<Option<OutcomeCode>, Error> {
    let Some(code) = row.maybe_text("code")? else { return Ok(None) };
    let unknown = || undecodable("code", std::io::Error::other(format!("unknown outcome `{code}`")));
    OutcomeCode::find(&code).map(Some).ok_or_else(unknown)
}

/// Where the inquiry into a report stands.
pub(crate) async fn load_standing(tx: &mut Tx, report_id: Id<Report>) -> Result<ReportStanding, DbError> {
    let persons = sqlx::query(
        "SELECT DISTINCT identification.person_id, outcome.code
         FROM act
         JOIN identified_act ON identified_act.act_id = act.act_id AND identified_act.standing = 1
         JOIN identification ON identification.identification_id = identified_act.identification_id
             AND identification.standing = 1
         JOIN person ON person.person_id = identification.person_id AND person.standing = 1
         LEFT JOIN assignment ON assignment.person_id = identification.person_id AND assignment.standing = 1
         LEFT JOIN outcome ON outcome.assignment_id = assignment.assignment_id AND outcome.standing = 1
         WHERE act.report_id = $1 ORDER BY identification.person_id",
    )
    .bind(report_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    let taken_up = sqlx::query(
        "SELECT act.act_id FROM act
         JOIN account ON account.account_id = act.account_id
         WHERE act.report_id = $1 AND (
             EXISTS (SELECT 1 FROM operation_subject WHERE operation_subject.subject_id = account.subject_id)
             OR EXISTS (SELECT 1 FROM disclosure_line
                 JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
                 WHERE disclosure_line.act_id = act.act_id AND disclosure_request.standing = 1))
         UNION ALL SELECT ip_event.event_id AS act_id FROM ip_event
         JOIN disclosure_line ON disclosure_line.event_id = ip_event.event_id
         JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
         WHERE ip_event.report_id = $1 AND disclosure_request.standing = 1
         LIMIT 1",
    )
    .bind(report_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    let no_offence = super::no_offence::find(tx, report_id).await?.is_some();
    Ok(ReportStanding { taken_up: taken_up.is_some(), no_offence, persons: read_all(&persons, read_result)? })
}

/// The referrals that carried a report.
pub(crate) async fn list_referral_ids(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<String>, DbError> {
    let rows =
        sqlx::query("SELECT referral_id FROM referral_report WHERE report_id = $1 ORDER BY referral_id")
            .bind(report_id.to_string())
            .fetch_all(tx.conn())
            .await?;
    read_all(&rows, read_referral_id)
}

/// What was told last of a report.
pub(crate) struct LastTold {
    pub(crate) code: String,
    /// Its place in the sequence.
    pub(crate) sequence: i64,
    pub(crate) decided_at: Timestamp,
}

fn read_last(row: &AnyRow) -> Result<LastTold, Error> {
    Ok(LastTold {
        code: row.text("code")?,
        sequence: row.number("sequence")?,
        decided_at: row.instant("decided_at")?,
    })
}

/// The code given last for a report, and its place in the sequence.
pub(crate) async fn find_last(tx: &mut Tx, report_id: Id<Report>) -> Result<Option<LastTold>, DbError> {
    let row = sqlx::query(
        "SELECT code, sequence, decided_at FROM feedback WHERE report_id = $1 ORDER BY sequence DESC LIMIT 1",
    )
    .bind(report_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.as_ref().map(read_last).transpose()?)
}

/// A code to be told.
pub(crate) struct NewFeedback<'a> {
    pub(crate) feedback_id: Id<ids::Feedback>,
    pub(crate) referral_id: &'a str,
    pub(crate) report_id: Id<Report>,
    pub(crate) sequence: i64,
    pub(crate) code: &'a str,
    pub(crate) decided_at: Timestamp,
}

pub(crate) async fn insert_feedback(tx: &mut Tx, new: NewFeedback<'_>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO feedback (feedback_id, referral_id, report_id, sequence, code, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(new.feedback_id.to_string())
    .bind(new.referral_id)
    .bind(new.report_id.to_string())
    .bind(new.sequence)
    .bind(new.code)
    .bind(new.decided_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a clearinghouse has not acknowledged of one referral, in order.
pub(crate) async fn list_pending(tx: &mut Tx, referral_id: &str) -> Result<Vec<PendingRow>, DbError> {
    let rows = sqlx::query(
        "SELECT feedback.*, report.report_number FROM feedback
         JOIN report ON report.report_id = feedback.report_id
         WHERE feedback.referral_id = $1 AND feedback.delivered_at IS NULL
         ORDER BY feedback.sequence, report.report_number",
    )
    .bind(referral_id)
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_pending)
}

/// Fixes what a batch holds.
pub(crate) async fn set_batch(
    tx: &mut Tx,
    feedback_id: Id<ids::Feedback>,
    batch_id: Id<ids::FeedbackBatch>,
) -> Result<(), DbError> {
    sqlx::query("UPDATE feedback SET batch_id = $1 WHERE feedback_id = $2")
        .bind(batch_id.to_string())
        .bind(feedback_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The clearinghouse acknowledged a batch.
pub(crate) async fn set_delivered(
    tx: &mut Tx,
    batch_id: Id<ids::FeedbackBatch>,
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("UPDATE feedback SET delivered_at = $1 WHERE batch_id = $2 AND delivered_at IS NULL")
        .bind(at.as_microsecond())
        .bind(batch_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

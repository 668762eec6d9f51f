//! What the staff does with tips: answers and decisions.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::tip::{SealedAnswer, TipId};

use super::tips::TipRow;
use super::{corrupt, id, instant, micros};
use crate::kinds::{TipAnswer, TipDecision};

/// An answer to the reporter.
pub(crate) struct AnswerRow {
    pub(crate) answer_id: Id<TipAnswer>,
    /// For the staff.
    pub(crate) words: Sealed,
    /// As the reporter's mailbox holds it.
    pub(crate) for_mailbox: String,
    pub(crate) written_by: String,
    pub(crate) written_at: Timestamp,
}

/// What a person decided on a tip, or noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecisionKind {
    /// Works on it from then on.
    Claimed,
    /// A note for colleagues.
    Noted,
    /// Nothing more is to be done.
    Closed,
    /// The closing is undone.
    Reopened,
    /// Two persons decided that a protection record may be passed on.
    Released,
    /// A report was made of it.
    PassedOn,
}

impl DecisionKind {
    const ALL: [Self; 6] =
        [Self::Claimed, Self::Noted, Self::Closed, Self::Reopened, Self::Released, Self::PassedOn];

    /// As it is stored and shown.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Noted => "noted",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Released => "released",
            Self::PassedOn => "passed_on",
        }
    }
}

/// A decision as it is stored.
pub(crate) struct DecisionRow {
    pub(crate) decision_id: Id<TipDecision>,
    pub(crate) kind: DecisionKind,
    pub(crate) reason: Sealed,
    pub(crate) made_by: String,
    pub(crate) made_at: Timestamp,
    /// Of the report that was made.
    pub(crate) report_number: Option<i64>,
}

/// Keeps an answer.
pub(crate) async fn insert_answer(tx: &mut Tx, tip_id: &TipId, answer: &AnswerRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO tip_answer (answer_id, tip_id, words, for_mailbox, written_by, written_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(answer.answer_id.to_string())
    .bind(tip_id.as_str())
    .bind(answer.words.as_column())
    .bind(&answer.for_mailbox)
    .bind(&answer.written_by)
    .bind(micros(answer.written_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The answers to a tip, oldest first.
pub(crate) async fn list_answers(tx: &mut Tx, tip: &TipRow) -> Result<Vec<AnswerRow>, DbError> {
    let [own, conversation] = tip.ids();
    let rows = sqlx::query("SELECT * FROM tip_answer WHERE tip_id = $1 OR tip_id = $2 ORDER BY answer_id")
        .bind(own)
        .bind(conversation)
        .fetch_all(tx.conn())
        .await?;
    let read = |row: &AnyRow| {
        Ok(AnswerRow {
            answer_id: id(row, "answer_id")?,
            words: Sealed::from_column(row.try_get("words")?),
            for_mailbox: row.try_get("for_mailbox")?,
            written_by: row.try_get("written_by")?,
            written_at: instant(row, "written_at")?,
        })
    };
    rows.iter().map(read).collect()
}

/// What lies in a mailbox, oldest first; none when no tip named it.
pub(crate) async fn find_mailbox(
    tx: &mut Tx,
    mailbox_id: &str,
) -> Result<Option<Vec<SealedAnswer>>, DbError> {
    let tip = sqlx::query("SELECT tip_id FROM tip WHERE mailbox_id = $1 LIMIT 1")
        .bind(mailbox_id)
        .fetch_optional(tx.conn())
        .await?;
    if tip.is_none() {
        return Ok(None);
    }
    let rows = sqlx::query(
        "SELECT a.answer_id, a.for_mailbox, a.written_at FROM tip_answer a JOIN tip t ON t.tip_id = a.tip_id
         WHERE t.mailbox_id = $1 AND a.for_mailbox <> '' ORDER BY a.answer_id",
    )
    .bind(mailbox_id)
    .fetch_all(tx.conn())
    .await?;
    let read = |row: &AnyRow| {
        Ok(SealedAnswer {
            answer_id: row.try_get("answer_id")?,
            sealed: row.try_get("for_mailbox")?,
            written_at: instant(row, "written_at")?,
        })
    };
    rows.iter().map(read).collect::<Result<_, DbError>>().map(Some)
}

/// Keeps a decision.
pub(crate) async fn insert_decision(
    tx: &mut Tx,
    tip_id: &TipId,
    decision: &DecisionRow,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO tip_decision (decision_id, tip_id, kind, reason, made_by, made_at, report_number)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(decision.decision_id.to_string())
    .bind(tip_id.as_str())
    .bind(decision.kind.as_str())
    .bind(decision.reason.as_column())
    .bind(&decision.made_by)
    .bind(micros(decision.made_at))
    .bind(decision.report_number)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was decided on a tip, oldest first.
pub(crate) async fn list_decisions(tx: &mut Tx, tip: &TipRow) -> Result<Vec<DecisionRow>, DbError> {
    let [own, conversation] = tip.ids();
    let rows =
        sqlx::query("SELECT * FROM tip_decision WHERE tip_id = $1 OR tip_id = $2 ORDER BY decision_id")
            .bind(own)
            .bind(conversation)
            .fetch_all(tx.conn())
            .await?;
    let read = |row: &AnyRow| {
        let kind: String = row.try_get("kind")?;
        let kind = DecisionKind::ALL.into_iter().find(|known| known.as_str() == kind);
        Ok(DecisionRow {
            decision_id: id(row, "decision_id")?,
            kind: kind.ok_or_else(|| corrupt("kind"))?,
            reason: Sealed::from_column(row.try_get("reason")?),
            made_by: row.try_get("made_by")?,
            made_at: instant(row, "made_at")?,
            report_number: row.try_get("report_number")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Whether two persons released a protection record since its last step: what came later they did not know.
pub(crate) async fn is_released(tx: &mut Tx, tip: &TipRow) -> Result<bool, DbError> {
    let row = sqlx::query(
        "SELECT decision_id FROM tip_decision WHERE tip_id = $1 AND kind = 'released' AND made_at >= $2 LIMIT 1",
    )
    .bind(tip.tip_id.as_str())
    .bind(micros(tip.last_step_at))
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.is_some())
}

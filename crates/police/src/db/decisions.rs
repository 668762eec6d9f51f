//! Withdrawing decisions. Nothing is deleted: who, when and why stand beside what was decided.

use jiff::Timestamp;
use service::Sealed;

use super::{DbError, Tx};

/// A table of decisions that can be withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decided {
    Link,
    Veto,
    DisclosureRequest,
    DisclosureAnswer,
    AnswerImport,
    Person,
    Identification,
    IdentificationLine,
    Assignment,
    ArrestEntry,
    Outcome,
    DetentionDuty,
    DetentionEnd,
    LimitationNote,
    PreservationLetter,
    PreservationSending,
    PreservationAnswer,
    PathDecision,
    Recipient,
    RecipientStep,
    GroundLoss,
    NoOffence,
    PersonRole,
    Claim,
    ClaimDecision,
    ProsecutorFile,
    SeizedList,
}

impl Decided {
    /// Table and primary key.
    pub(crate) fn table(self) -> (&'static str, &'static str) {
        match self {
            Self::Link => ("link", "link_id"),
            Self::Veto => ("veto", "veto_id"),
            Self::DisclosureRequest => ("disclosure_request", "request_id"),
            Self::DisclosureAnswer => ("disclosure_answer", "answer_id"),
            Self::AnswerImport => ("answer_import", "import_id"),
            Self::Person => ("person", "person_id"),
            Self::Identification => ("identification", "identification_id"),
            Self::IdentificationLine => ("identification_line", "line_id"),
            Self::Assignment => ("assignment", "assignment_id"),
            Self::ArrestEntry => ("arrest_entry", "arrest_entry_id"),
            Self::Outcome => ("outcome", "outcome_id"),
            Self::DetentionDuty => ("detention_duty", "duty_id"),
            Self::DetentionEnd => ("detention_end", "end_id"),
            Self::LimitationNote => ("limitation_note", "note_id"),
            Self::PreservationLetter => ("preservation_letter", "letter_id"),
            Self::PreservationSending => ("preservation_sending", "sending_id"),
            Self::PreservationAnswer => ("preservation_answer", "answer_id"),
            Self::PathDecision => ("path_decision", "decision_id"),
            Self::Recipient => ("person_recipient", "recipient_id"),
            Self::RecipientStep => ("recipient_step", "step_id"),
            Self::GroundLoss => ("ground_loss", "loss_id"),
            Self::NoOffence => ("no_offence", "finding_id"),
            Self::PersonRole => ("person_role", "role_id"),
            Self::Claim => ("claim", "claim_id"),
            Self::ClaimDecision => ("claim_decision", "decision_id"),
            Self::ProsecutorFile => ("prosecutor_file", "file_id"),
            Self::SeizedList => ("seized_list", "seized_list_id"),
        }
    }
}

/// Withdraws a standing decision; says whether there was one.
pub(crate) async fn withdraw(
    tx: &mut Tx,
    decided: Decided,
    id: &str,
    at: Timestamp,
    by: &str,
    reason: &Sealed<String>,
) -> Result<bool, DbError> {
    let (table, key) = decided.table();
    let sql = format!(
        "UPDATE {table} SET standing = 0, withdrawn_at = $1, withdrawn_by = $2, withdrawn_reason = $3
         WHERE {key} = $4 AND standing = 1"
    );
    let done = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(at.as_microsecond())
        .bind(by)
        .bind(reason.as_column())
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() > 0)
}

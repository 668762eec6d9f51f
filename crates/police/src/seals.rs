//! The personal columns: each value opens only in its table, row and column.

use std::fmt::Display;

use serde::Serialize;
use serde::de::DeserializeOwned;
use service::{Acting, ColumnKeys, ColumnRef, SealError, Sealed};

use crate::db::decisions::Decided;

/// A personal column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PersonalColumn {
    table: &'static str,
    column: &'static str,
}

/// What a report states of an account.
pub(crate) const STATED: PersonalColumn = PersonalColumn { table: "report_account", column: "stated" };
/// Address and port of an act.
pub(crate) const CONNECTION: PersonalColumn = PersonalColumn { table: "act", column: "connection" };
/// Name of a shared file.
pub(crate) const FILE_NAME: PersonalColumn = PersonalColumn { table: "act", column: "file_name" };
/// Why two accounts are one subject.
pub(crate) const LINK_GROUNDS: PersonalColumn = PersonalColumn { table: "link", column: "grounds" };
/// A subscriber in an operator's answer.
pub(crate) const SUBSCRIBER: PersonalColumn =
    PersonalColumn { table: "disclosed_subscriber", column: "subscriber" };
/// Why an operator was asked about events that may mislead.
pub(crate) const ASKED_DESPITE: PersonalColumn =
    PersonalColumn { table: "disclosure_request", column: "despite" };
/// Why a request with a hint of a minor goes elsewhere than to the juvenile prosecutor.
pub(crate) const ADDRESSEE_REASON: PersonalColumn =
    PersonalColumn { table: "disclosure_request", column: "addressee_reason" };
/// Why a European Production Order is an emergency.
pub(crate) const EMERGENCY_REASON: PersonalColumn =
    PersonalColumn { table: "disclosure_request", column: "emergency_reason" };
/// Why the mark of a request as sent was taken back.
pub(crate) const UNSENT_REASON: PersonalColumn =
    PersonalColumn { table: "disclosure_request", column: "unsent_reason" };
/// Why the receipt of a minor's file was taken back.
pub(crate) const UNDONE_RECEIPT_REASON: PersonalColumn =
    PersonalColumn { table: "undone_receipt", column: "reason" };
/// What was wrong in a file of operators' answers.
pub(crate) const IMPORT_PROBLEMS: PersonalColumn =
    PersonalColumn { table: "answer_import", column: "problems" };
/// Why a person was handed over on little, or elsewhere than where a line ends.
pub(crate) const RELEASE_REASON: PersonalColumn =
    PersonalColumn { table: "assignment", column: "release_reason" };
/// Given name of a person.
pub(crate) const GIVEN_NAME: PersonalColumn = PersonalColumn { table: "person", column: "given_name" };
/// Family name of a person.
pub(crate) const FAMILY_NAME: PersonalColumn = PersonalColumn { table: "person", column: "family_name" };
/// Birth date of a person.
pub(crate) const BIRTH: PersonalColumn = PersonalColumn { table: "person", column: "birth" };
/// Why an officer identified a person.
pub(crate) const IDENTIFICATION_GROUNDS: PersonalColumn =
    PersonalColumn { table: "identification", column: "grounds" };
/// Who used the account.
pub(crate) const ACCOUNT_USER: PersonalColumn =
    PersonalColumn { table: "account_use", column: "account_user" };
/// A ground of an identification, or a member of the household.
pub(crate) const LINE_SAID: PersonalColumn = PersonalColumn { table: "identification_line", column: "said" };
/// Why an officer decided so on an identification.
pub(crate) const IDENTIFICATION_REASON: PersonalColumn =
    PersonalColumn { table: "identification_decision", column: "reason" };
/// Why an officer found what was reported to be no offence.
pub(crate) const NO_OFFENCE_REASON: PersonalColumn = PersonalColumn { table: "no_offence", column: "reason" };
/// Why somebody is a victim or a witness.
pub(crate) const ROLE_REASON: PersonalColumn = PersonalColumn { table: "person_role", column: "reason" };
/// What fell away, and why.
pub(crate) const LOSS_SAID: PersonalColumn = PersonalColumn { table: "ground_loss", column: "said" };
/// Why an officer decided so on what rested on it.
pub(crate) const LOSS_DECISION_REASON: PersonalColumn =
    PersonalColumn { table: "lost_object_decision", column: "reason" };
/// Why an officer entered a person in the arrest list.
pub(crate) const ARREST_GROUNDS: PersonalColumn = PersonalColumn { table: "arrest_entry", column: "grounds" };
/// Why a unit is on a subject or a person.
pub(crate) const CLAIM_REASON: PersonalColumn = PersonalColumn { table: "claim", column: "reason" };
/// Why the central unit decided so between two claims.
pub(crate) const CLAIM_DECISION_REASON: PersonalColumn =
    PersonalColumn { table: "claim_decision", column: "reason" };
/// What officers wrote into a file for the juvenile prosecutor.
pub(crate) const FILE_PARTS: PersonalColumn = PersonalColumn { table: "prosecutor_file", column: "parts" };
/// Such a file as it was issued.
pub(crate) const FILE_CONTENT: PersonalColumn =
    PersonalColumn { table: "prosecutor_file", column: "content" };
/// The figures of a published note, and which of them were said.
pub(crate) const PUBLISHED_FIGURES: PersonalColumn =
    PersonalColumn { table: "published_note", column: "figures" };
/// From which seized device a hash list is, taken by whom.
pub(crate) const SEIZED_SOURCE: PersonalColumn = PersonalColumn { table: "seized_list", column: "source" };
/// Why somebody was arrested.
pub(crate) const ARREST_REASONS: PersonalColumn =
    PersonalColumn { table: "outcome", column: "arrest_reasons" };
/// Why hearing somebody without an arrest did not do.
pub(crate) const WHY_NOT_HEARD: PersonalColumn = PersonalColumn { table: "outcome", column: "why_not_heard" };
/// Why an assignment was returned or transferred.
pub(crate) const MOVE_REASON: PersonalColumn = PersonalColumn { table: "assignment_move", column: "reason" };
/// Why a reader had to be shown a field.
pub(crate) const REVEAL_REASON: PersonalColumn = PersonalColumn { table: "reveal", column: "reason" };
/// The legal basis of showing it.
pub(crate) const REVEAL_LEGAL_BASIS: PersonalColumn =
    PersonalColumn { table: "reveal", column: "legal_basis" };
/// What a second person says of a reveal.
pub(crate) const REVIEW_NOTE: PersonalColumn = PersonalColumn { table: "reveal_review", column: "note" };
/// Why the names of an operation had to be shown together.
pub(crate) const NAME_LIST_REASON: PersonalColumn = PersonalColumn { table: "name_list", column: "reason" };
/// The legal basis of showing them.
pub(crate) const NAME_LIST_LEGAL_BASIS: PersonalColumn =
    PersonalColumn { table: "name_list", column: "legal_basis" };
/// The name of a closed operation.
pub(crate) const CLOSURE_NAME: PersonalColumn = PersonalColumn { table: "closure", column: "name" };
/// Why an operation was closed.
pub(crate) const CLOSURE_REASON: PersonalColumn = PersonalColumn { table: "closure", column: "reason" };
/// Why it was opened again.
pub(crate) const OPENED_REASON: PersonalColumn = PersonalColumn { table: "closure", column: "opened_reason" };
/// Why somebody asks to read a closed operation.
pub(crate) const ACCESS_REQUEST_REASON: PersonalColumn =
    PersonalColumn { table: "access_request", column: "reason" };
/// Why an officer decided so on a notice.
pub(crate) const NOTICE_REASON: PersonalColumn =
    PersonalColumn { table: "notice_decision", column: "reason" };
/// What a score was made of, and its lines.
pub(crate) const SCORE_GROUNDS: PersonalColumn = PersonalColumn { table: "report_score", column: "grounds" };
/// The links that a decision relied on.
pub(crate) const RELIED_LINKS: PersonalColumn = PersonalColumn { table: "decision_links", column: "links" };
/// Why a link is disputed.
pub(crate) const CONTEST_REASON: PersonalColumn = PersonalColumn { table: "link_contest", column: "reason" };
/// Why that was decided so.
pub(crate) const CONTEST_GROUNDS: PersonalColumn =
    PersonalColumn { table: "link_contest", column: "grounds" };
/// What stopped a clock of limitation, or why it is said to run from later.
pub(crate) const LIMITATION_GROUNDS: PersonalColumn =
    PersonalColumn { table: "limitation_note", column: "grounds" };
/// Why an officer decided so on an open age.
pub(crate) const PATH_REASON: PersonalColumn = PersonalColumn { table: "path_decision", column: "reason" };
/// Why an import was undone.
pub(crate) const IMPORT_UNDONE: PersonalColumn =
    PersonalColumn { table: "report_import", column: "undone_reason" };
/// Why two accounts are kept apart.
pub(crate) const VETO_REASON: PersonalColumn = PersonalColumn { table: "veto", column: "reason" };

/// Why a decision was withdrawn: officers write of whom.
pub(crate) fn withdrawn_reason(decided: Decided) -> PersonalColumn {
    PersonalColumn { table: decided.table().0, column: "withdrawn_reason" }
}

impl PersonalColumn {
    /// Seals a value for one row.
    pub(crate) fn seal<T: Serialize + DeserializeOwned>(
        self,
        acting: &Acting<'_>,
        row: impl Display,
        value: &T,
    ) -> Result<Sealed<T>, SealError> {
        let row = row.to_string();
        let at = ColumnRef { table: self.table, row: &row, column: self.column };
        Sealed::seal(acting.columns(), at, value, acting.rng())
    }

    /// As [`Self::open`]; what was erased opens as nothing.
    pub(crate) fn open_kept<T: Serialize + DeserializeOwned + Default>(
        self,
        keys: &ColumnKeys,
        row: impl Display,
        sealed: &Sealed<T>,
    ) -> Result<T, SealError> {
        let row = row.to_string();
        sealed.open_kept(keys, ColumnRef { table: self.table, row: &row, column: self.column })
    }

    /// Opens the value of one row.
    pub(crate) fn open<T: Serialize + DeserializeOwned>(
        self,
        keys: &ColumnKeys,
        row: impl Display,
        sealed: &Sealed<T>,
    ) -> Result<T, SealError> {
        let row = row.to_string();
        sealed.open(keys, ColumnRef { table: self.table, row: &row, column: self.column })
    }
}

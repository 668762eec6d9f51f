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

/// The column `column` of `table`.
const fn column(table: &'static str, column: &'static str) -> PersonalColumn {
    PersonalColumn { table, column }
}

/// What a report states of an account.
pub(crate) const STATED: PersonalColumn = column("report_account", "stated");
/// Address and port of an act.
pub(crate) const CONNECTION: PersonalColumn = column("act", "connection");
/// Address and port of an event that is no act.
pub(crate) const EVENT_CONNECTION: PersonalColumn = column("ip_event", "connection");
/// Name of a shared file.
pub(crate) const FILE_NAME: PersonalColumn = column("act", "file_name");
/// Why two accounts are one subject.
pub(crate) const LINK_GROUNDS: PersonalColumn = column("link", "grounds");
/// A subscriber in an operator's answer.
pub(crate) const SUBSCRIBER: PersonalColumn = column("disclosed_subscriber", "subscriber");
/// Why an operator was asked about events that may mislead.
pub(crate) const ASKED_DESPITE: PersonalColumn = column("disclosure_request", "despite");
/// Why a request with a hint of a minor goes elsewhere than to the juvenile prosecutor.
pub(crate) const ADDRESSEE_REASON: PersonalColumn = column("disclosure_request", "addressee_reason");
/// Why a European Production Order is an emergency.
pub(crate) const EMERGENCY_REASON: PersonalColumn = column("disclosure_request", "emergency_reason");
/// Why the mark of a request as sent was taken back.
pub(crate) const UNSENT_REASON: PersonalColumn = column("disclosure_request", "unsent_reason");
/// Why the receipt of a minor's file was taken back.
pub(crate) const UNDONE_RECEIPT_REASON: PersonalColumn = column("undone_receipt", "reason");
/// What was wrong in a file of operators' answers.
pub(crate) const IMPORT_PROBLEMS: PersonalColumn = column("answer_import", "problems");
/// Why a person was handed over on little, or elsewhere than where a line ends.
pub(crate) const RELEASE_REASON: PersonalColumn = column("assignment", "release_reason");
/// Given name of a person.
pub(crate) const GIVEN_NAME: PersonalColumn = column("person", "given_name");
/// Family name of a person.
pub(crate) const FAMILY_NAME: PersonalColumn = column("person", "family_name");
/// Birth date of a person.
pub(crate) const BIRTH: PersonalColumn = column("person", "birth");
/// Why an officer identified a person.
pub(crate) const IDENTIFICATION_GROUNDS: PersonalColumn = column("identification", "grounds");
/// Who used the account.
pub(crate) const ACCOUNT_USER: PersonalColumn = column("account_use", "account_user");
/// A ground of an identification, or a member of the household.
pub(crate) const LINE_SAID: PersonalColumn = column("identification_line", "said");
/// Why an officer decided so on an identification.
pub(crate) const IDENTIFICATION_REASON: PersonalColumn = column("identification_decision", "reason");
/// Why an officer found what was reported to be no offence.
pub(crate) const NO_OFFENCE_REASON: PersonalColumn = column("no_offence", "reason");
/// Why somebody is a victim or a witness.
pub(crate) const ROLE_REASON: PersonalColumn = column("person_role", "reason");
/// What fell away, and why.
pub(crate) const LOSS_SAID: PersonalColumn = column("ground_loss", "said");
/// Why an officer decided so on what rested on it.
pub(crate) const LOSS_DECISION_REASON: PersonalColumn = column("lost_object_decision", "reason");
/// Why an officer entered a person in the arrest list.
pub(crate) const ARREST_GROUNDS: PersonalColumn = column("arrest_entry", "grounds");
/// Why a unit is on a subject or a person.
pub(crate) const CLAIM_REASON: PersonalColumn = column("claim", "reason");
/// Why the central unit decided so between two claims.
pub(crate) const CLAIM_DECISION_REASON: PersonalColumn = column("claim_decision", "reason");
/// What officers wrote into a file for the juvenile prosecutor.
pub(crate) const FILE_PARTS: PersonalColumn = column("prosecutor_file", "parts");
/// Such a file as it was issued.
pub(crate) const FILE_CONTENT: PersonalColumn = column("prosecutor_file", "content");
/// The figures of a published note, which of them were said, and whom they count.
pub(crate) const PUBLISHED_FIGURES: PersonalColumn = column("published_note", "figures");
/// Why a published note was withdrawn.
pub(crate) const NOTE_WITHDRAWN: PersonalColumn = column("note_withdrawal", "reason");
/// From which seized device a hash list is, taken by whom.
pub(crate) const SEIZED_SOURCE: PersonalColumn = column("seized_list", "source");
/// Why somebody was arrested.
pub(crate) const ARREST_REASONS: PersonalColumn = column("outcome", "arrest_reasons");
/// Why hearing somebody without an arrest did not do.
pub(crate) const WHY_NOT_HEARD: PersonalColumn = column("outcome", "why_not_heard");
/// What an officer noted of a duty of custody that was done.
pub(crate) const DETENTION_NOTE: PersonalColumn = column("detention_duty", "note");
/// Why an assignment was returned or transferred.
pub(crate) const MOVE_REASON: PersonalColumn = column("assignment_move", "reason");
/// Why a reader had to be shown a field.
pub(crate) const REVEAL_REASON: PersonalColumn = column("reveal", "reason");
/// The legal basis of showing it.
pub(crate) const REVEAL_LEGAL_BASIS: PersonalColumn = column("reveal", "legal_basis");
/// What a second person says of a reveal.
pub(crate) const REVIEW_NOTE: PersonalColumn = column("reveal_review", "note");
/// Why the names of an operation had to be shown together.
pub(crate) const NAME_LIST_REASON: PersonalColumn = column("name_list", "reason");
/// The legal basis of showing them.
pub(crate) const NAME_LIST_LEGAL_BASIS: PersonalColumn = column("name_list", "legal_basis");
/// The name of a closed operation.
pub(crate) const CLOSURE_NAME: PersonalColumn = column("closure", "name");
/// Why an operation was closed.
pub(crate) const CLOSURE_REASON: PersonalColumn = column("closure", "reason");
/// Why it was opened again.
pub(crate) const OPENED_REASON: PersonalColumn = column("closure", "opened_reason");
/// Why somebody asks to read a closed operation.
pub(crate) const ACCESS_REQUEST_REASON: PersonalColumn = column("access_request", "reason");
/// Why an officer decided so on a notice.
pub(crate) const NOTICE_REASON: PersonalColumn = column("notice_decision", "reason");
/// What a score was made of, and its lines.
pub(crate) const SCORE_GROUNDS: PersonalColumn = column("report_score", "grounds");
/// The links that a decision relied on.
pub(crate) const RELIED_LINKS: PersonalColumn = column("decision_links", "links");
/// Why a link is disputed.
pub(crate) const CONTEST_REASON: PersonalColumn = column("link_contest", "reason");
/// Why that was decided so.
pub(crate) const CONTEST_GROUNDS: PersonalColumn = column("link_contest", "grounds");
/// Why a link was made to stand again.
pub(crate) const RESTORED_REASON: PersonalColumn = column("link_restoration", "reason");
/// Why it had been withdrawn.
pub(crate) const RESTORED_WITHDRAWAL: PersonalColumn = column("link_restoration", "withdrawn_reason");
/// What stopped a clock of limitation, or why it is said to run from later.
pub(crate) const LIMITATION_GROUNDS: PersonalColumn = column("limitation_note", "grounds");
/// Why an officer decided so on an open age.
pub(crate) const PATH_REASON: PersonalColumn = column("path_decision", "reason");
/// Why somebody should not have taken a warning on.
pub(crate) const WARNING_UNDONE: PersonalColumn = column("evidence_warning_undo", "reason");
/// Why an import was undone.
pub(crate) const IMPORT_UNDONE: PersonalColumn = column("report_import", "undone_reason");
/// Why two accounts are kept apart.
pub(crate) const VETO_REASON: PersonalColumn = column("veto", "reason");

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

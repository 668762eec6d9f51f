//! What changes the state: one action a file, each in one transaction with one custody entry.

mod accept_assignment;
mod acknowledge_warnings;
mod add_identification_line;
mod add_subjects;
mod apply_weights;
mod appoint_reader;
mod assign_person;
mod authorize_request;
mod change_readers;
mod close_operation;
mod contest_link;
mod decide_claims;
mod decide_identification;
mod decide_lost_objects;
mod decide_notice;
mod decide_path;
mod draft_file;
mod draft_preservation_letters;
mod edit_file;
mod enter_arrest_list;
mod export_acts;
mod find_no_offence;
mod identify_person;
mod import_answers;
mod issue_disclosure_request;
mod issue_file;
mod look_up_exposure;
mod lose_ground;
mod mark_request_sent;
mod match_seized_list;
mod note_limitation;
mod note_loss;
mod open_operation;
mod override_band;
mod place_claim;
mod publish_note;
mod raise_evidence_warnings;
mod receive_notice;
mod receive_referral;
mod record_delivery;
mod record_detention;
mod record_disclosure_answer;
mod record_outcome;
mod record_preservation;
mod record_recipient;
mod record_recipient_step;
mod record_role;
mod record_veto;
mod recount_reports;
mod release_acts;
mod remove_subject;
mod renew_claim;
mod rescore_reports;
mod restore_link;
mod return_assignment;
mod reveal_field;
mod reveal_names;
mod review_reveal;
mod undo_acknowledgement;
mod undo_file_receipt;
mod undo_import;
mod withdraw_decision;
mod withdraw_note;

pub(crate) use acknowledge_warnings::AcknowledgeWarnings;
mod state_account_use;

pub(crate) use add_identification_line::AddIdentificationLine;
mod tell_recipients;
mod transfer_assignment;

pub(crate) use accept_assignment::AcceptAssignment;
pub(crate) use add_subjects::AddSubjects;
pub(crate) use apply_weights::ApplyWeights;
pub(crate) use appoint_reader::AppointReader;
pub(crate) use assign_person::AssignPerson;
pub(crate) use authorize_request::AuthorizeRequest;
pub(crate) use change_readers::{AskAccess, Border, Change, ChangeReaders};
pub(crate) use close_operation::{CloseOperation, ReopenOperation};
pub(crate) use contest_link::{ContestLink, DecideContest};
pub(crate) use decide_claims::DecideClaims;
pub(crate) use decide_identification::DecideIdentification;
pub(crate) use decide_lost_objects::DecideLostObjects;
pub(crate) use decide_notice::{DECISIONS, DecideNotice};
pub(crate) use decide_path::DecidePath;
pub(crate) use draft_file::DraftFile;
pub(crate) use draft_preservation_letters::DraftPreservationLetters;
pub(crate) use edit_file::EditFile;
pub(crate) use enter_arrest_list::EnterArrestList;
pub(crate) use export_acts::ExportActs;
pub(crate) use find_no_offence::FindNoOffence;
pub(crate) use identify_person::{Author, Identified, IdentifyPerson, Particulars, PlaceOfActs};
pub(crate) use import_answers::{AnswersImported, ImportAnswers};
pub(crate) use issue_disclosure_request::IssueDisclosureRequest;
pub(crate) use issue_file::{IssueFile, OpenFile, RecordFileReceipt};
pub(crate) use look_up_exposure::LookUpExposure;
pub(crate) use lose_ground::LoseGround;
pub(crate) use mark_request_sent::{MarkRequestSent, UnmarkRequestSent};
pub(crate) use match_seized_list::MatchSeizedList;
pub(crate) use note_limitation::NoteLimitation;
pub(crate) use note_loss::NoteLoss;
pub(crate) use open_operation::OpenOperation;
pub(crate) use override_band::{MarkRead, OverrideBand, UndoOverride};
pub(crate) use place_claim::{Claimed, PlaceClaim};
pub(crate) use publish_note::PublishNote;
pub(crate) use raise_evidence_warnings::RaiseEvidenceWarnings;
pub(crate) use receive_notice::ReceiveNotice;
pub(crate) use receive_referral::ReceiveReferral;
pub(crate) use record_delivery::{FixBatch, RecordDelivery};
pub(crate) use record_detention::{RecordDetentionDuty, RecordDetentionEnd};
pub(crate) use record_disclosure_answer::{AnswerRecorded, RecordDisclosureAnswer};
pub(crate) use record_outcome::RecordOutcome;
pub(crate) use record_preservation::{RecordLetterAnswer, RecordLetterSent};
pub(crate) use record_recipient::RecordRecipient;
pub(crate) use record_recipient_step::RecordRecipientStep;
pub(crate) use record_role::RecordRole;
pub(crate) use record_veto::RecordVeto;
pub(crate) use recount_reports::RecountReports;
pub(crate) use release_acts::ReleaseActs;
pub(crate) use remove_subject::RemoveSubject;
pub(crate) use renew_claim::RenewClaim;
pub(crate) use rescore_reports::RescoreReports;
pub(crate) use restore_link::RestoreLink;
pub(crate) use return_assignment::ReturnAssignment;
pub(crate) use reveal_field::RevealField;
pub(crate) use reveal_names::{RevealNames, ShowNames};
pub(crate) use review_reveal::ReviewReveal;
pub(crate) use state_account_use::StateAccountUse;
pub(crate) use tell_recipients::TellRecipients;
pub(crate) use transfer_assignment::TransferAssignment;
pub(crate) use undo_acknowledgement::UndoAcknowledgement;
pub(crate) use undo_file_receipt::UndoFileReceipt;
pub(crate) use undo_import::UndoImport;
pub(crate) use withdraw_decision::{Decision, WithdrawDecision};
pub(crate) use withdraw_note::WithdrawNote;

use model::Province;
use serde::{Deserialize, Serialize};
use service::Failure;
use service::opening::RaiseOpenings;
use service::oversight::four_eyes::FourEyes;
use service::rights::Erase;

use crate::Police;

/// The actions that need a second person.
pub(crate) fn four_eyes() -> FourEyes {
    FourEyes::new()
        .with::<AppointReader>()
        .with::<AssignPerson>()
        .with::<ReleaseActs>()
        .with::<TransferAssignment>()
        .with::<RevealNames>()
        .with::<UndoImport>()
        .with::<Erase<Police>>()
        .with::<RaiseOpenings<Police>>()
        .shown_by::<Police>()
}

/// Everything there is, or the listed ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "give \"all\" or a list of ids")]
pub(crate) enum Choice<T> {
    /// `"all"`.
    All(All),
    /// The listed ones.
    These(Vec<T>),
}

/// The word `all`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum All {
    #[serde(rename = "all")]
    All,
}

/// A text that must say something; longer than a page it is refused.
pub(crate) fn required(field: &str, text: &str) -> Result<String, Failure> {
    const MAX_CHARS: usize = 4000;
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::refused(field, "must not be empty"));
    }
    if text.chars().count() > MAX_CHARS {
        return Err(Failure::refused(field, format!("must not be longer than {MAX_CHARS} characters")));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Failure::refused(field, "must not contain control characters"));
    }
    Ok(text.to_owned())
}

/// A text that may be left out: none where it says nothing, else as [`required`].
pub(crate) fn optional(field: &str, text: &str) -> Result<Option<String>, Failure> {
    if text.trim().is_empty() { Ok(None) } else { required(field, text).map(Some) }
}

/// A province by INE code, name or alias.
pub(crate) fn province(field: &str, text: &str) -> Result<Province, Failure> {
    Province::find_code(text.trim()).or_else(|| Province::find_name(text)).ok_or_else(|| {
        Failure::refused(
            field,
            "names no province of Spain; give its INE code (01 to 52) or its Castilian or co-official name",
        )
    })
}

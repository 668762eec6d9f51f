//! What a reader sees, opened and put together: the JSON of the API and the content of the pages.

mod accounts;
mod acts;
mod aged_acts;
mod assignments;
mod claims;
mod detention;
mod disclosures;
mod effects;
mod european_orders;
mod explained;
mod explanation;
mod exports;
mod exposure;
mod identified;
mod imports;
mod ip_events;
mod limitation;
mod lines;
mod losses;
mod moves;
mod names;
mod notices;
mod oddities;
mod operations;
mod paths;
mod person_roles;
mod persons;
mod preservation;
mod prosecutor_files;
mod published_notes;
mod recipients;
mod referrals;
mod relations;
mod relied;
mod report_imports;
mod reports;
mod reveals;
mod seized_lists;
mod shared_keys;
mod stranded;
mod subjects;
mod to_arrest;
mod units;

pub(crate) use accounts::AccountView;
pub(crate) use acts::ActView;
pub(crate) use aged_acts::AgedActView;
pub(crate) use assignments::{
    AssignmentView, ListedAssignment, count_arrests_in_question, list_changed, list_in_custody,
    list_in_question, list_returned, list_with_arrest, load_changed, page_assignments, with_changes,
};
pub(crate) use claims::{
    ClaimDetail, ClaimView, Looking, list_claims_on_person, list_claims_on_subject, load_claim, page_claims,
};
pub(crate) use detention::DetentionView;
pub(crate) use disclosures::{
    AnsweredLine, DisclosureView, LineNote, ListedRequest, OrderView, RequestState, list_answered_lines,
    list_disclosures, load_disclosure, page_requests,
};
pub(crate) use effects::{Change, EffectView, load_effect};
pub(crate) use european_orders::EuropeanOrder;
pub(crate) use explained::{Between, ExplanationView};
pub(crate) use explanation::load_explanation;
pub(crate) use exports::{load_leaving, require_exported};
pub(crate) use exposure::{ExposureView, load_exposure};
pub(crate) use identified::{IdentificationDetail, IdentificationLineView, load_identification};
pub(crate) use imports::{ImportView, load_import};
pub(crate) use ip_events::IpEventView;
pub(crate) use limitation::{LimitationNoteView, LimitationView};
pub(crate) use lines::LineView;
pub(crate) use losses::{LossDetail, LossView, count_waiting_losses, load_loss, page_losses};
pub(crate) use moves::{MoveView, list_moves_of, page_moves};
pub(crate) use names::{ShownNames, load_names};
pub(crate) use notices::{NoticeView, list_notices, load_notice, notices_of_referral, notices_of_report};
pub(crate) use operations::{
    OperationView, list_operations, list_operations_of_subject, load_operation, load_operation_with_subjects,
    page_operations,
};
pub(crate) use paths::{DutyView, PathDecisionView, PathView};
pub(crate) use person_roles::{PersonRoleView, roles_of_person};
pub(crate) use persons::{
    ListedPerson, PersonDetail, PersonView, list_authors, list_persons, load_person, page_persons,
};
pub(crate) use preservation::{LetterDetail, LetterSummary, LetterView, list_letters, load_letter};
pub(crate) use prosecutor_files::{
    ProsecutorFileView, load_file, load_file_content, load_opened_file, page_files,
};
pub(crate) use published_notes::{Published, PublishedNoteView, load_published};
pub(crate) use recipients::{
    RecipientView, WaitingRecipient, load_recipient, page_changed_recipients, page_waiting_recipients,
    recipients_of_person,
};
pub(crate) use referrals::{ReferralView, find_referral, list_referrals, load_referral, page_referrals};
pub(crate) use relations::RelationView;
pub(crate) use relied::{ReliedView, load_relied};
pub(crate) use report_imports::{ReportImportView, page_report_imports};
pub(crate) use reports::{ReportDetail, ReportView, list_reports, load_report, page_reports};
pub(crate) use reveals::{RevealView, Revealed, list_reveals, load_revealed, page_reveals};
pub(crate) use seized_lists::{SeizedListView, list_seized};
pub(crate) use shared_keys::SharedKey;
pub(crate) use stranded::{StrandedView, list_stranded};
pub(crate) use subjects::{
    LinkView, SubjectDetail, SubjectView, VetoView, list_subjects, load_subject, page_subjects,
};
pub(crate) use to_arrest::{ArrestActView, ListedToArrest, ToArrest, arrests_with_changes, list_to_arrest};
pub(crate) use units::{AssignmentDetail, load_assignment};

//! Every change of state, one action a file.

mod announce_object;
mod count_list_hits;
mod decide;
mod import_hash_list;
mod intend_step;
mod receive_outcomes;
mod record_hits;
mod refuse_object;
mod restore_hash;
mod retry_filing;
mod retry_object;
mod retry_verdict;
mod settle_step;
mod settle_verdict;
mod state_basis;
mod store_upload;
mod submit_user_report;
mod withdraw_hash;

pub(crate) use announce_object::{AnnounceObject, ObjectAnnounced};
pub(crate) use count_list_hits::CountListHits;
pub(crate) use decide::{Decide, DecisionMade};
pub(crate) use import_hash_list::{HashListImported, ImportHashList};
pub(crate) use intend_step::{IntendStep, IntendedStep};
pub(crate) use receive_outcomes::{ReceiveOutcomes, ToldOutcome};
pub(crate) use record_hits::RecordHits;
pub(crate) use refuse_object::RefuseObject;
pub(crate) use restore_hash::RestoreHash;
pub(crate) use retry_filing::{FilingRetried, RetryFiling};
pub(crate) use retry_object::RetryObject;
pub(crate) use retry_verdict::RetryVerdict;
pub(crate) use settle_step::{Progress, SettleStep};
pub(crate) use settle_verdict::SettleVerdict;
pub(crate) use state_basis::{BasisStated, StateBasis};
pub(crate) use store_upload::{Origin, StoreUpload, UploadStored, tell};
pub(crate) use submit_user_report::{SubmitUserReport, UserReportStored};
pub(crate) use withdraw_hash::{HashWithdrawn, WithdrawHash, as_kept};

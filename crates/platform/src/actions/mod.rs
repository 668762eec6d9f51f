//! Every change of state, one action a file.

mod count_list_hits;
mod decide;
mod import_hash_list;
mod intend_step;
mod receive_outcomes;
mod record_hits;
mod restore_hash;
mod retry_filing;
mod settle_step;
mod state_basis;
mod store_upload;
mod submit_user_report;
mod withdraw_hash;

pub(crate) use count_list_hits::CountListHits;
pub(crate) use decide::{Decide, DecisionMade};
pub(crate) use import_hash_list::{HashListImported, ImportHashList};
pub(crate) use intend_step::{IntendStep, IntendedStep};
pub(crate) use receive_outcomes::{ReceiveOutcomes, ToldOutcome};
pub(crate) use record_hits::RecordHits;
pub(crate) use restore_hash::RestoreHash;
pub(crate) use retry_filing::{FilingRetried, RetryFiling};
pub(crate) use settle_step::{Progress, SettleStep};
pub(crate) use state_basis::{BasisStated, StateBasis};
pub(crate) use store_upload::{StoreUpload, UploadStored};
pub(crate) use submit_user_report::{SubmitUserReport, UserReportStored};
pub(crate) use withdraw_hash::{HashWithdrawn, WithdrawHash, as_kept};

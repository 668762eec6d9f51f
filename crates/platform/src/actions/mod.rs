//! Every change of state, one action a file.

mod decide;
mod import_hash_list;
mod intend_step;
mod receive_outcomes;
mod retry_filing;
mod settle_step;
mod store_upload;
mod submit_user_report;

pub(crate) use decide::{Decide, DecisionMade};
pub(crate) use import_hash_list::{HashListImported, ImportHashList};
pub(crate) use intend_step::{IntendStep, IntendedStep};
pub(crate) use receive_outcomes::{ReceiveOutcomes, ToldOutcome};
pub(crate) use retry_filing::{FilingRetried, RetryFiling};
pub(crate) use settle_step::{Progress, SettleStep};
pub(crate) use store_upload::{StoreUpload, UploadStored};
pub(crate) use submit_user_report::{SubmitUserReport, UserReportStored};

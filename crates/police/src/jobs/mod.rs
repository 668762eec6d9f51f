//! Background work.

mod deliver_feedback;
mod recount_reports;
mod rescore_reports;

pub(crate) use deliver_feedback::{DeliverFeedback, PATIENCE};
pub(crate) use recount_reports::RecountReportsJob;
pub(crate) use rescore_reports::RescoreReportsJob;

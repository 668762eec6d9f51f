//! Background work.

mod deliver_feedback;
mod rescore_reports;

pub(crate) use deliver_feedback::{DeliverFeedback, PATIENCE};
pub(crate) use rescore_reports::RescoreReportsJob;

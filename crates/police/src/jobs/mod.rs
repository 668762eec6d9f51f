//! Background work.

mod deliver_feedback;

pub(crate) use deliver_feedback::{DeliverFeedback, PATIENCE};

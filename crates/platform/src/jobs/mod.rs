//! Background work.

mod file_report;
mod poll_outcomes;

pub(crate) use file_report::{FileReport, grounds};
pub(crate) use poll_outcomes::spawn_poll;

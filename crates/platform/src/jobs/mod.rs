//! Background work.

mod count_hits;
mod file_report;
mod forget_objects;
mod match_again;
mod poll_outcomes;
mod remind;
mod retract_report;
mod send_notice;
mod settle_left;
mod take_object;
mod tell_appeal;
mod tell_hold;
mod tell_verdict;

pub(crate) use count_hits::spawn_count;
pub(crate) use file_report::FileReport;
pub(crate) use forget_objects::spawn_forget;
pub(crate) use match_again::MatchAgain;
pub(crate) use poll_outcomes::spawn_poll;
pub(crate) use remind::{TellReminder, spawn_remind};
pub(crate) use retract_report::RetractReport;
pub(crate) use send_notice::SendNotice;
pub(crate) use settle_left::settle_left;
pub(crate) use take_object::TakeObject;
pub(crate) use tell_appeal::TellAppeal;
pub(crate) use tell_hold::TellHold;
pub(crate) use tell_verdict::TellVerdict;

//! The police over real HTTP on both engines.
#![allow(clippy::print_stdout, reason = "totals are part of the result")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    clippy::format_push_string,
    reason = "a failing test panics, and its values are throw-away"
)]

mod access;
mod arrests_in_question;
mod assignment_pages;
mod breach;
mod claims;
mod closures;
mod desk_forms;
mod expiry;
mod exports;
mod feedback;
mod figures;
mod four_eyes;
mod golden;
mod handover;
mod intake;
mod links;
mod no_log;
mod notices;
mod openings;
mod operation;
mod pages;
mod plausibility;
mod prosecutor_files;
mod reveals;
mod reveals_reviewed;
mod rights;
mod rights_desk;
mod scrub;
mod search;
mod seized_lists;
mod stranded;
mod support;
mod tasking;
mod triage;
mod units;
mod withdrawals;

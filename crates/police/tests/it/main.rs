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
mod access_samples;
mod arrest_walk;
mod answers_by_file;
mod arrests_in_question;
mod assignment_pages;
mod breach;
mod case_roles;
mod clearances;
mod claims;
mod closures;
mod contests;
mod crowded;
mod desk_forms;
mod effects;
mod disclosure_documents;
mod expiry;
mod explanations;
mod exports;
mod feedback;
mod figures;
mod four_eyes;
mod golden;
mod handover;
mod identified;
mod intake;
mod letters;
mod limitation;
mod links;
mod misattribution;
mod losses;
mod no_child_is_listed;
mod no_log;
mod notices;
mod openings;
mod operation;
mod orders;
mod pages;
mod paths;
mod plausibility;
mod relations;
mod report_imports;
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
mod warnings;
mod withdrawals;

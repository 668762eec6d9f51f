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
mod answers_by_file;
mod arrest_acts;
mod arrest_walk;
mod arrests_in_question;
mod assignment_pages;
mod breach;
mod case_roles;
mod claims;
mod clearances;
mod closures;
mod contests;
mod crowded;
mod desk_forms;
mod detention;
mod disclosure_documents;
mod effects;
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
mod linking_speed;
mod links;
mod losses;
mod misattribution;
mod no_child_is_listed;
mod no_log;
mod notices;
mod openings;
mod operation;
mod orders;
mod other_countries;
mod pages;
mod paths;
mod plausibility;
mod press_notes;
mod prosecutor_files;
mod relations;
mod report_imports;
mod reveals;
mod reveals_reviewed;
mod rights;
mod rights_desk;
mod scrub;
mod search;
mod seized_lists;
mod sign_ins;
mod sign_ins_used;
mod sign_ins_warned;
mod stranded;
mod support;
mod tasking;
mod triage;
mod units;
mod warnings;
mod withdrawals;
mod withdrawn_reasons;

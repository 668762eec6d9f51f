//! Checks that see the whole workspace: its shape, and the three roles over real HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test panics")]
#![allow(clippy::print_stdout, reason = "totals are part of the result")]
#![allow(unreachable_pub, reason = "a test binary exports nothing: `pub` says what a module gives to others")]

mod asvs;
mod bad_input;
mod by_file;
mod case_judge;
mod chain;
mod connections;
mod crate_graph;
mod cryptography;
mod evidence_for_police;
mod hash_sharing;
mod hostile_texts;
mod in_browser;
mod inspector;
mod intake_speed;
mod integration_examples;
mod journeys;
mod leaks;
mod operation;
mod outside;
mod page_speed;
mod passkeys;
mod previews;
mod sign_up;
mod simulation;
mod story;
mod taken_back;
mod tip_form;
mod under_pressure;
mod with_cybertip;
mod with_node;
mod witnesses;
mod xsd_judges;

//! The binary as its users run it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails panics")]
#![allow(clippy::print_stdout, reason = "totals are part of the result")]

mod acknowledged;
mod backup;
#[cfg(feature = "s3")]
mod bucket;
mod commands;
mod demo;
mod doctor;
mod drill;
mod egress;
mod faults;
mod full;
mod import;
mod intake;
mod kill;
mod link;
mod memory;
mod node;
mod power;
mod report;
mod rotation;
mod run;
mod sandbox;
mod scan;

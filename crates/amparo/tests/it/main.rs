//! The binary as its users run it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails panics")]

mod acknowledged;
mod backup;
mod commands;
mod demo;
mod drill;
mod kill;
mod memory;
mod rotation;
mod run;

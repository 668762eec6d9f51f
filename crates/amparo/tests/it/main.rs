//! The binary as its users run it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails panics")]

mod acknowledged;
mod backup;
#[cfg(feature = "s3")]
mod bucket;
mod commands;
mod demo;
mod drill;
mod kill;
mod memory;
mod rotation;
mod run;

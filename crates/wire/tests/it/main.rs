//! Tests of the formats as a receiver or sender elsewhere sees them.

#![allow(clippy::unwrap_used, reason = "a test panics where it fails, in its own functions too")]

mod documents;
mod note;
mod package;

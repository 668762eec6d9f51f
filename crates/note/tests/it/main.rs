//! Tests of signed notes as a reader elsewhere sees them.

#![allow(clippy::unwrap_used, reason = "a test panics where it fails, in its own functions too")]

mod cosignature;
mod signed;

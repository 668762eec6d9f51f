//! Stories of a matcher over real HTTP, in the request shapes of Hasher-Matcher-Actioner and of its client Coop.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test panics")]

mod access;
mod banks;
mod bulk;
mod coop;
mod fetching;
mod harness;
mod hashing;
mod lists;
mod looking_up;

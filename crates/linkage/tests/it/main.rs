//! The crate from outside: which traits link, and how subjects form and fall apart.
#![allow(clippy::unwrap_used, reason = "a test panics where it fails, in its own functions too")]

mod links;
mod properties;
mod records;
mod subjects;
mod weighed;
mod weighing;
mod world;

//! What the crate gives to others: documents, pictures, the reference, generated operations.
#![allow(clippy::unwrap_used, reason = "a test panics where it fails, in its own functions too")]

mod committed;
mod generated;
mod pictures;
mod reading;
mod reference;

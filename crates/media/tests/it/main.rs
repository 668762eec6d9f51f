//! The crate from outside: upstream's vectors, and hostile input.
#![allow(clippy::unwrap_used, reason = "a test panics where it fails, in its own functions too")]

mod animations;
mod bombs;
mod forms;
mod hostile;
mod made;
mod peers;
mod previews;
#[allow(dead_code, reason = "some of it is for the tests of the service")]
mod raw;
mod traps;
mod vectors;

use std::path::PathBuf;

/// Path of a file among the PDQ vectors.
fn vector(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/pdq").join(name)
}

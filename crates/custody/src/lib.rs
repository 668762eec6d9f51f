//! The tamper-evident custody log: salted entries, an RFC 6962 tree over them, and proofs.
//!
//! Entries commit to what was done without showing it: a leaf is the hash of a salted commitment, so that
//! erasing the salt and the entry's text leaves a log that still verifies. Signed checkpoints, tiles and
//! witnesses come later; this crate does no I/O.

mod entry;
mod hash;
mod proof;
mod tree;

pub use entry::{Entry, Salt};
pub use hash::{Hash, ParseHashError};
pub use proof::{ProofError, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
pub use tree::{Tree, root_of};

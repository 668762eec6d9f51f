//! The tamper-evident custody log: salted entries, an RFC 6962 tree over them, proofs, tiles and signed checkpoints.
//!
//! Entries commit to what was done without showing it: a leaf is the hash of a salted commitment, so that
//! erasing the salt and the entry's text leaves a log that still verifies. Formats are those of C2SP `tlog-tiles` and
//! `tlog-checkpoint`; this crate does no I/O.

#![forbid(unsafe_code)]

mod chain;
mod checkpoint;
mod entry;
mod hash;
mod key_change;
mod proof;
mod submission;
mod subtree;
mod tile;
mod time_stamp;
mod tree;

pub use chain::{ChainError, Link, Said, check_chain};
pub use checkpoint::{Checkpoint, CheckpointError, parse_decimal};
pub use entry::{Entry, Salt};
pub use hash::{Hash, ParseHashError};
pub use key_change::{KeyChange, KeyChangeError, LogKeys};
pub use proof::{
    ProofError, consistency_proof, consistency_ranges, inclusion_proof, inclusion_ranges, verify_consistency,
    verify_inclusion,
};
pub use submission::Submission;
pub use subtree::{StoredSpan, Subtree, root_of_stored};
pub use tile::{
    TILE_HEIGHT, TILE_WIDTH, Tile, TileKind, TilePathError, stored_hashes, tiles_of, write_bundle,
    write_hashes,
};
pub use time_stamp::time_stamp_request;
pub use tree::{Tree, root_of};

//! Known-hash lists: entries with provenance, exact and near look-up.
//!
//! A [`List`] is one version of a list as its source gave it. [`KnownHashes`] holds any number of lists and answers a [`Query`] with
//! [`Hit`]s. A hit is a match still to be reviewed by a human; a weak one ([`Hit::weak`]) is not even worth acting on by itself.
#![forbid(unsafe_code)]

mod digest;
mod hit;
mod known;
mod list;
mod near;

pub use digest::{Digest, DigestError};
pub use hit::{Algorithm, Hit};
pub use known::{KnownHashes, Query};
pub use list::{List, ListEntry, ListError, ListHead};
pub use near::{MAX_DISTANCE_BITS, MIN_QUALITY, Near, NearIndex, is_degenerate};

//! Known-hash lists: entries with provenance, exact and near look-up.
//!
//! A [`List`] is one version of a list as its source gave it, and a [`ListIndex`] the same as a file that is looked up where it lies.
//! [`KnownHashes`] holds any number of them and answers a [`Query`] with [`Hit`]s. A hit is a match still to be reviewed by a human; a weak
//! one ([`Hit::weak`]) is not even worth acting on by itself, and one in shadow ([`Hit::shadow`]) may not be.
#![deny(unsafe_code)]

mod bytes;
mod class;
mod clusters;
mod digest;
mod hit;
mod index;
mod known;
mod list;
mod list_error;
mod map;
mod near;
mod opaque;
mod query;

pub use class::{Classification, ClassificationError};
pub use clusters::{ClusterId, Clusters};
pub use digest::{Digest, DigestError};
pub use hit::{Algorithm, Hit, VideoMatch};
pub use index::{Counts, IndexError, LeftOut, LeftOutReason, ListIndex};
pub use known::KnownHashes;
pub use list::{List, ListEntry, ListHead, VideoFrame};
pub use list_error::ListError;
pub use map::map;
pub use near::{MAX_DISTANCE_BITS, MIN_QUALITY, Near, NearIndex, is_degenerate};
pub use opaque::{Opaque, OpaqueKind, OpaqueKindError};
pub use query::{MOST_RADIUS_BITS, PictureHash, Query, VideoThresholds};

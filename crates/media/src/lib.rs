//! Bytes to digests: sniffing, bounded decoding, PDQ, cryptographic digests in one pass, previews.
//!
//! No I/O happens here: callers hand in slices and readers. A picture that cannot be decoded is an outcome that is recorded
//! ([`PdqOutcome::NotHashed`]), not an error, because its cryptographic digests are still worth having.
#![forbid(unsafe_code)]

mod animation;
mod bounds;
mod digest;
pub mod heif;
mod jpeg;
mod kind;
mod outcome;
mod pdq;
mod picture;
mod png;
pub mod ppm;
mod preview;
pub mod vpdq;

pub use animation::{MAX_CANVAS_PIXELS, MAX_COMPOSED_PIXELS, MAX_SAMPLED};
pub use bounds::{MAX_DECODED_BYTES, MAX_PIXELS, PictureError};
pub use digest::{Digester, FileDigests};
pub use kind::{Decoder, Kind};
pub use outcome::{MediaDigests, PdqOutcome, PictureOutcome, digest};
pub use pdq::{Orientation, Pdq, PdqHash, PdqHashError, hash, hash_dihedral};
pub use picture::Picture;
pub use preview::{PREVIEW_SIDE, Thumbnail, ThumbnailOutcome};

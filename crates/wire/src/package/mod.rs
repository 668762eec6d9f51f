//! The referral package: a BagIt bag (RFC 8493) in one canonical, uncompressed ustar archive.
//!
//! The tag manifest is signed as a [signed note](crate::note). There is exactly one way to write a given bag,
//! and the reader takes no other: every byte, headers and padding included, is either a digested payload or
//! compared with what the writer would have written. The signature is checked before any payload is read.

mod manifest;
mod reader;
pub mod sealed;
mod tar;
mod writer;

use std::io;

pub use manifest::path_is_allowed;
pub use reader::read;
pub use writer::write;

use crate::{document::DocumentError, note::NoteError, referral::Referral};

/// Path of the referral document in the bag.
pub const REFERRAL_PATH: &str = "data/referral.json";

const BAGIT_TXT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const TAG_FILES: [&str; 3] = ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"];
const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
const SIGNATURE: &str = "tagmanifest-sha256.txt.sig";

/// A payload file to be written; its size and digest are known before.
pub struct Payload<R> {
    /// Path in the bag, below `data/`.
    pub path: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// SHA-256, hex.
    pub sha256: String,
    /// The bytes; read once, when their turn comes.
    pub source: R,
}

/// A payload file that was found in a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadEntry {
    /// Path in the bag, below `data/`.
    pub path: String,
    /// Size in bytes, as the archive states it.
    pub size_bytes: u64,
    /// SHA-256, hex, as the signed manifest states it.
    pub sha256: String,
}

/// A package whose signature and digests all fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The referral document.
    pub referral: Referral,
    /// Name of the trusted key that signed.
    pub signer: String,
    /// SHA-256 of the whole archive, hex.
    pub digest_sha256: String,
    /// Size of the whole archive.
    pub size_bytes: u64,
}

/// What the reader accepts at most. A hostile archive is refused when it passes a limit, not after.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The whole archive, bytes.
    pub max_archive_bytes: u64,
    /// One payload file, bytes.
    pub max_file_bytes: u64,
    /// Number of payload files.
    pub max_files: usize,
    /// The payload manifest, bytes (held in memory).
    pub max_manifest_bytes: u64,
    /// `data/referral.json`, bytes (held in memory).
    pub max_referral_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_archive_bytes: 64 << 30,
            max_file_bytes: tar::MAX_SIZE_BYTES,
            max_files: 100_000,
            max_manifest_bytes: 16 << 20,
            max_referral_bytes: 64 << 20,
        }
    }
}

/// Why a package was refused or could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// Reading the archive or writing it failed.
    #[error("the archive could not be read or written")]
    Io(#[source] io::Error),
    /// The archive ends early.
    #[error("the archive is cut off")]
    Truncated,
    /// Bytes follow the end of the archive.
    #[error("bytes follow the end of the archive")]
    Trailing,
    /// A header or padding is not byte for byte what the format demands.
    #[error("the archive is not in canonical form near byte {offset}")]
    NotCanonical {
        /// Position in the archive.
        offset: u64,
    },
    /// Another file stands where this one must stand.
    #[error("{expected} must come here, but {found} does")]
    Order {
        /// The path that must come.
        expected: String,
        /// The path that comes.
        found: String,
    },
    /// A limit is passed.
    #[error("{what} is larger than the limit of {limit}")]
    TooLarge {
        /// What is too large.
        what: String,
        /// The limit (bytes, or files).
        limit: u64,
    },
    /// The signature is not one by a trusted key.
    #[error("the package's signature was refused: {0}")]
    Signature(NoteError),
    /// A tag file is not what the format demands.
    #[error("{file}: {message}")]
    Tag {
        /// The tag file.
        file: &'static str,
        /// What is expected.
        message: String,
    },
    /// A file does not fit its signed digest.
    #[error("{path} does not fit its digest")]
    Digest {
        /// Path in the bag.
        path: String,
    },
    /// The referral document is refused.
    #[error("{REFERRAL_PATH}: {0}")]
    Referral(DocumentError),
    /// Payload and referral document name different files.
    #[error("{path} stands in the referral document or in the bag, but not alike in both")]
    Payload {
        /// Path in the bag.
        path: String,
    },
    /// The receiver of a payload failed.
    #[error("{path} could not be taken")]
    Sink {
        /// Path in the bag.
        path: String,
        /// Why.
        source: io::Error,
    },
}

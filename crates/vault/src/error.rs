//! What can go wrong, in words fit for an operator's log.

use std::fmt;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why the vault could not do what it was asked.
#[derive(Debug, Error)]
pub enum VaultError {
    /// Another process holds this folder open.
    #[error("the vault {} is in use by another process: stop that one, or give this node its own folder", .dir.display())]
    InUse {
        /// The vault's folder.
        dir: PathBuf,
    },
    /// The configuration asks for a bucket, and the program was built without.
    #[error(
        "this program keeps items on the local disk only: build it with `--features s3`, or remove `[vault]`"
    )]
    NotBuilt,
    /// Another node keeps its items under this prefix.
    #[error(
        "the prefix `{prefix}` of the bucket belongs to `{owner}`: give this node its own; if it took that one's place, remove \
         the object `{prefix}/owner` first"
    )]
    Claimed {
        /// The prefix.
        prefix: String,
        /// Whom it belongs to.
        owner: String,
    },
    /// The disk, or the bucket, refused; nothing was acknowledged.
    #[error("the vault could not {step}: {source}")]
    Disk {
        /// What was being done.
        step: &'static str,
        /// What the operating system said.
        source: io::Error,
    },
    /// The record given is not one that a vault made.
    #[error("the vault record has an invalid {field}")]
    InvalidRecord {
        /// Field of [`SealedItem`](crate::SealedItem).
        field: &'static str,
    },
    /// No file of this name.
    #[error("item {name} is not in the vault")]
    Missing {
        /// Name of the item.
        name: String,
    },
    /// The wrapped key does not open: another case key, or a record of which any part was changed.
    #[error(
        "the key of item {name} does not open: the case key is another one, or the item's record was altered"
    )]
    KeyRefused {
        /// Name of the item.
        name: String,
    },
    /// The file is not the one that was sealed.
    #[error("item {name} is damaged: {damage}")]
    Damaged {
        /// Name of the item.
        name: String,
        /// How it differs.
        damage: Damage,
    },
    /// An earlier write failed or was cancelled; the item is gone and must be put anew.
    #[error("an earlier write of this item failed or was cancelled: seal it anew")]
    Interrupted,
    /// The random source gives the same names again and again.
    #[error("the random source repeats itself: every name it gave is taken")]
    ChanceRepeats,
}

impl VaultError {
    pub(crate) fn disk(step: &'static str) -> impl Fn(io::Error) -> Self {
        move |source| Self::Disk { step, source }
    }
}

/// How a file differs from what was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Bytes are missing at the end.
    Truncated,
    /// Bytes were added at the end.
    Extended,
    /// It does not begin as a vault file.
    NotAVaultFile,
    /// A format version that this program does not know.
    UnknownVersion(u32),
    /// It is a vault file, of another item.
    AnotherItem,
    /// Its content is not that of its digests: it was sealed wrong.
    Digest,
    /// A chunk is altered, moved or sealed under another key; counted from 0.
    Chunk(u64),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("its end is cut off"),
            Self::Extended => f.write_str("bytes were added at its end"),
            Self::NotAVaultFile => f.write_str("it is not a vault file"),
            Self::UnknownVersion(version) => write!(f, "format version {version} is not known here"),
            Self::AnotherItem => f.write_str("the file belongs to another item"),
            Self::Digest => f.write_str("its content is not that of its digests"),
            Self::Chunk(index) => write!(f, "chunk {index} was altered or moved"),
        }
    }
}

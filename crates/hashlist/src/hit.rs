//! What a look-up finds.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ListEntry, ListHead};

/// How a file was recognised, most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// The same bytes (FIPS 180-4).
    Sha256,
    /// The same bytes, unless somebody took pains (FIPS 180-4).
    Sha1,
    /// A picture that looks the same.
    Pdq,
    /// Perhaps the same bytes; a file of the same MD5 is made in seconds (RFC 1321).
    Md5,
}

impl Algorithm {
    /// The name in JSON and on pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha1 => "sha1",
            Self::Pdq => "pdq",
            Self::Md5 => "md5",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One entry that the file matches, by the most telling algorithm; a human still has to review it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    /// By what the file was recognised.
    pub algorithm: Algorithm,
    /// Differing bits of the PDQ hashes; 0 for the other algorithms.
    pub distance_bits: u32,
    /// Never to be acted on alone: nothing but MD5 speaks for it, or a stronger digest of the entry speaks against it.
    pub weak: bool,
    /// The list that the entry stands in.
    pub list: &'a ListHead,
    /// Position of the entry in its list, from 0.
    pub entry_no: u32,
    /// The entry.
    pub entry: &'a ListEntry,
}

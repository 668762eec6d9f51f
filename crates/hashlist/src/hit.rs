//! What a look-up finds.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ListIndex;

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
    /// A video of which enough frames look the same.
    Vpdq,
    /// The same value, computed by somebody else.
    Opaque,
    /// Perhaps the same bytes; a file of the same MD5 is made in seconds (RFC 1321).
    Md5,
}

impl Algorithm {
    /// Every algorithm, most telling first.
    pub const ALL: [Self; 6] = [Self::Sha256, Self::Sha1, Self::Pdq, Self::Vpdq, Self::Opaque, Self::Md5];

    /// The name in JSON and on pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha1 => "sha1",
            Self::Pdq => "pdq",
            Self::Vpdq => "vpdq",
            Self::Opaque => "opaque",
            Self::Md5 => "md5",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How much of two videos is the same: shares of their distinct frames, in percent, rounded down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoMatch {
    /// Of the frames of the video that was looked up.
    pub query_percent: u8,
    /// Of the frames of the known video.
    pub compared_percent: u8,
}

/// One entry that the file matches, by the most telling algorithm; a human still has to review it.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The list that the entry stands in.
    pub list: Arc<ListIndex>,
    /// Position of the entry in its list, from 0: `list.entry(entry_no)` is what the source says of it.
    pub entry_no: u32,
    /// By what the file was recognised.
    pub algorithm: Algorithm,
    /// Differing bits of the PDQ hashes, of the nearest pair of frames for a video; 0 for the other algorithms.
    pub distance_bits: u32,
    /// Quality of the hash that was looked up; only for PDQ.
    pub quality: Option<u8>,
    /// Which form of the picture matched: 0 as stored, 1 to 7 turned or mirrored.
    pub form: u8,
    /// Never to be acted on alone: nothing but MD5 speaks for it, or a stronger digest of the entry speaks against it.
    pub weak: bool,
    /// Nobody vouches for the entry or no class is stated: to be counted, never to be acted on.
    pub shadow: bool,
    /// Only for vPDQ.
    pub video: Option<VideoMatch>,
}

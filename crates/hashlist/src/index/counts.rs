//! What an index says of itself.

use std::fmt;

use thiserror::Error;

/// Why the PDQ hash of an entry, or the frames of its video, are not matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOutReason {
    /// The source states a quality below [`crate::MIN_QUALITY`].
    LowQuality,
    /// A flat or regular picture, which would match ordinary ones ([`crate::is_degenerate`]).
    Degenerate,
}

impl LeftOutReason {
    /// The name in JSON and on pages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LowQuality => "low_quality",
            Self::Degenerate => "degenerate",
        }
    }

    pub(super) const fn code(self) -> u32 {
        match self {
            Self::LowQuality => 1,
            Self::Degenerate => 2,
        }
    }

    pub(super) fn of_code(code: u32) -> Option<Self> {
        [Self::LowQuality, Self::Degenerate].into_iter().find(|reason| reason.code() == code)
    }
}

impl fmt::Display for LeftOutReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An entry whose PDQ hash, or all of whose video frames, are not matched; its other digests are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Position of the entry in its list, from 0.
    pub entry_no: u32,
    /// Why.
    pub reason: LeftOutReason,
}

/// How many there are of what in a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entries, withdrawn ones included.
    pub entries: u32,
    /// Entries with a PDQ hash that is matched.
    pub pictures: u32,
    /// Different PDQ hashes among them.
    pub picture_hashes: u32,
    /// Entries with video frames.
    pub videos: u32,
    /// Frames of all videos.
    pub frames: u32,
    /// Entries whose PDQ hash or video is left out.
    pub left_out: u32,
    /// Withdrawn entries.
    pub withdrawn: u32,
    /// Entries for which somebody vouches under a stated class: the others are in shadow.
    pub vouched: u32,
}

impl Counts {
    pub(super) fn to_array(self) -> [u32; 8] {
        let Self { entries, pictures, picture_hashes, videos, frames, left_out, withdrawn, vouched } = self;
        [entries, pictures, picture_hashes, videos, frames, left_out, withdrawn, vouched]
    }

    pub(super) fn from_array(counts: [u32; 8]) -> Self {
        let [entries, pictures, picture_hashes, videos, frames, left_out, withdrawn, vouched] = counts;
        Self { entries, pictures, picture_hashes, videos, frames, left_out, withdrawn, vouched }
    }
}

/// Bytes that are no index, or not of this version.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IndexError {
    /// It does not begin as an index does.
    #[error("this is no index of a hash list: its first bytes are others")]
    NoIndex,
    /// Written by another version of this program.
    #[error("the index has format {found}, and this program reads {known}: build it again from the list")]
    Format {
        /// What it says.
        found: u32,
        /// What is read.
        known: u32,
    },
    /// The bytes end early, or parts of them lie where they cannot.
    #[error("the index is damaged: {part} does not fit; build it again from the list")]
    Damaged {
        /// Which part.
        part: &'static str,
    },
    /// The bytes are not those that were written.
    #[error("the index is damaged: its checksum differs; build it again from the list")]
    Checksum,
}

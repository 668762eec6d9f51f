//! One version of a list as a file that is looked up where it lies.

use std::fmt;

use thiserror::Error;

use crate::{List, ListEntry, ListHead};

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
    /// The bytes end early, or parts of it lie where they cannot.
    #[error("the index is damaged: {part} does not fit; build it again from the list")]
    Damaged {
        /// Which part.
        part: &'static str,
    },
    /// The bytes are not those that were written.
    #[error("the index is damaged: its checksum differs; build it again from the list")]
    Checksum,
}

/// One version of a list ready for look-up, over bytes that somebody else holds: owned, or a mapped file.
pub struct ListIndex {}

impl ListIndex {
    /// The bytes of the index file: the same list gives the same bytes.
    pub fn build(_list: &List) -> Vec<u8> {
        todo!()
    }

    /// Looks a list up in memory, without a file.
    pub fn of(_list: &List) -> Self {
        todo!()
    }

    /// Opens an index; takes as long for ten million entries as for one.
    ///
    /// # Errors
    /// It is no index, or parts of it lie out of bounds. What lies within them is believed: [`ListIndex::verify`] reads all of it.
    pub fn open(_bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self, IndexError> {
        todo!()
    }

    /// Reads everything and compares with the checksum in the header.
    ///
    /// # Errors
    /// [`IndexError::Checksum`].
    pub fn verify(&self) -> Result<(), IndexError> {
        todo!()
    }

    /// Name, version, source, and what holds for every entry.
    pub fn head(&self) -> &ListHead {
        todo!()
    }

    /// How many entries.
    pub fn len(&self) -> u32 {
        todo!()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many there are of what.
    pub fn counts(&self) -> Counts {
        todo!()
    }

    /// What the source says of an entry.
    pub fn entry(&self, _entry_no: u32) -> Option<ListEntry> {
        todo!()
    }

    /// The entries whose PDQ hash or video is not matched, and why.
    pub fn left_out(&self) -> &[LeftOut] {
        todo!()
    }

    /// Whether nothing of the list may be acted on: no class is stated or nobody vouches, neither for the list nor for an entry.
    pub fn is_shadow(&self) -> bool {
        todo!()
    }

    /// Whether hits of this entry may not be acted on.
    pub fn is_shadow_entry(&self, _entry_no: u32) -> bool {
        todo!()
    }

    /// Whether its source took the entry back.
    pub fn is_withdrawn(&self, _entry_no: u32) -> bool {
        todo!()
    }

    /// Whether the entry is among the share that counts ([`ListHead::active_permille`]).
    pub fn is_active(&self, _entry_no: u32) -> bool {
        todo!()
    }
}

impl fmt::Debug for ListIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListIndex").finish_non_exhaustive()
    }
}

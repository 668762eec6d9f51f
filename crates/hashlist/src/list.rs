//! A list as its source gave it.

use serde::{Deserialize, Serialize};

use crate::{Classification, Digest, ListError, Opaque};

/// Where entries come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListHead {
    /// Name of the list.
    pub name: String,
    /// Version of the list, counted from 1 by whoever keeps it.
    pub version: u64,
    /// Where the list was got.
    pub source: String,
    /// Who vouches for the entries that name nobody; nobody when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// The class of the entries that state none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<Classification>,
    /// The share of the entries that count, in thousandths, 0 to 1000: which ones is settled by what they are, so it never flickers.
    #[serde(default = "all_of_it")]
    pub active_permille: u16,
}

/// All entries count.
fn all_of_it() -> u16 {
    1000
}

impl Default for ListHead {
    /// Without name and source, which a list needs, and with every entry counting.
    fn default() -> Self {
        Self {
            name: String::new(),
            version: 0,
            source: String::new(),
            members: Vec::new(),
            classification: None,
            active_permille: all_of_it(),
        }
    }
}

/// One frame of a known or of a looked-up video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VideoFrame {
    /// PDQ of the frame, bit 255 first.
    pub pdq: Digest<32>,
    /// Its quality, 0 to 100.
    pub quality: u8,
}

/// One known file: at least one digest, and what the source says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListEntry {
    /// MD5 (RFC 1321). Collisions are cheap: never enough by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub md5: Option<Digest<16>>,
    /// SHA-1 (FIPS 180-4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha1: Option<Digest<20>>,
    /// SHA-256 (FIPS 180-4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest<32>>,
    /// PDQ, bit 255 first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdq: Option<Digest<32>>,
    /// PDQ quality of the known picture, 0 to 100, where the source states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdq_quality: Option<u8>,
    /// Values that others computed, matched by equality only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opaque: Vec<Opaque>,
    /// vPDQ frames of a known video; none for a picture.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub video: Vec<VideoFrame>,
    /// The source's class for the content; that of the list where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<Classification>,
    /// Who vouches for it; those of the list where it is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// How the source calls the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// Anything else that the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Taken back by its source: it stays for the record and gives no hit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

/// One checked version of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    head: ListHead,
    entries: Vec<ListEntry>,
}

impl List {
    /// A list of entries, in the order of its source.
    ///
    /// # Errors
    /// [`ListError`] names the entry and the field.
    pub fn new(head: ListHead, entries: Vec<ListEntry>) -> Result<Self, ListError> {
        crate::list_error::check(&head, &entries)?;
        Ok(Self { head, entries })
    }

    /// Name, version, source, and what holds for every entry.
    pub fn head(&self) -> &ListHead {
        &self.head
    }

    /// The entries; their positions are the entry numbers of hits.
    pub fn entries(&self) -> &[ListEntry] {
        &self.entries
    }
}

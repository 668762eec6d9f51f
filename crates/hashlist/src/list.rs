//! A list as its source gave it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Digest;

/// Where entries come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListHead {
    /// Name of the list.
    pub name: String,
    /// Version of the list, counted from 1 by whoever keeps it.
    pub version: u64,
    /// Who vouches for the entries.
    pub source: String,
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
    /// The source's own class for the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<String>,
    /// Anything else that the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A list that cannot be used; the text names the field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ListError {
    /// The list has no name.
    #[error("name is empty: give the list a name")]
    NoName,
    /// Nobody vouches for the list.
    #[error("source is empty: say who vouches for the list")]
    NoSource,
    /// An entry has no digest.
    #[error("entries[{entry_no}] has no digest: give md5, sha1, sha256 or pdq")]
    NoDigest {
        /// Position of the entry, from 0.
        entry_no: usize,
    },
    /// A quality is not on the scale.
    #[error("entries[{entry_no}].pdq_quality is {quality}: 0 to 100 is the scale")]
    Quality {
        /// Position of the entry, from 0.
        entry_no: usize,
        /// What was given.
        quality: u8,
    },
    /// More entries than can be numbered.
    #[error("entries are too many: {} is the limit", u32::MAX)]
    TooMany,
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
    /// [`ListError`] names the field.
    pub fn new(head: ListHead, entries: Vec<ListEntry>) -> Result<Self, ListError> {
        if head.name.trim().is_empty() {
            return Err(ListError::NoName);
        }
        if head.source.trim().is_empty() {
            return Err(ListError::NoSource);
        }
        u32::try_from(entries.len()).map_err(|_| ListError::TooMany)?;
        for (entry_no, entry) in entries.iter().enumerate() {
            match entry {
                ListEntry { md5: None, sha1: None, sha256: None, pdq: None, .. } => {
                    return Err(ListError::NoDigest { entry_no });
                }
                ListEntry { pdq_quality: Some(quality @ 101..), .. } => {
                    return Err(ListError::Quality { entry_no, quality: *quality });
                }
                _ => {}
            }
        }
        Ok(Self { head, entries })
    }

    /// Name, version and source.
    pub fn head(&self) -> &ListHead {
        &self.head
    }

    /// The entries; their positions are the entry numbers of hits.
    pub fn entries(&self) -> &[ListEntry] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> ListHead {
        ListHead { name: "known".into(), version: 1, source: "a hotline".into() }
    }

    #[test]
    fn a_list_without_name_source_or_digest_is_refused() {
        let entry = ListEntry { md5: Some([1; 16].into()), ..ListEntry::default() };
        let of = |head, entries| List::new(head, entries).unwrap_err();
        assert_eq!(of(ListHead { name: " ".into(), ..head() }, vec![]), ListError::NoName);
        assert_eq!(of(ListHead { source: String::new(), ..head() }, vec![]), ListError::NoSource);
        let empty = ListEntry { note: Some("no digest".into()), ..ListEntry::default() };
        assert_eq!(of(head(), vec![entry.clone(), empty]), ListError::NoDigest { entry_no: 1 });
        let excellent = ListEntry { pdq_quality: Some(101), ..entry };
        assert_eq!(of(head(), vec![excellent]), ListError::Quality { entry_no: 0, quality: 101 });
    }
}

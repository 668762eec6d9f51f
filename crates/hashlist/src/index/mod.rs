//! One version of a list as a file that is looked up where it lies.

mod counts;
mod draft;
mod entry;
mod format;
mod gather;
mod keys;
mod layout;
mod matchable;
mod parts;
mod rest;
mod sections;
mod write;

use std::fmt;
use std::sync::OnceLock;

pub use counts::{Counts, IndexError, LeftOut, LeftOutReason};
pub(crate) use keys::opaque_key;
pub(crate) use matchable::{matchable_frames, reason_against};
pub(crate) use sections::NearPart;

use crate::bytes::Aligned;
use crate::{Classification, List, ListHead};
use format::{Header, Section};

/// One version of a list ready for look-up, over bytes that somebody else holds: owned, or a mapped file.
///
/// Bytes that begin on a cache line, as mapped files do, are looked up fastest.
pub struct ListIndex {
    bytes: Box<dyn AsRef<[u8]> + Send + Sync>,
    header: Header,
    head: ListHead,
    /// Read when first asked for.
    left_out: OnceLock<Vec<LeftOut>>,
}

impl ListIndex {
    /// The bytes of the index file: the same list gives the same bytes.
    pub fn build(list: &List) -> Vec<u8> {
        write::write(list, |len| vec![0; len])
    }

    /// Looks a list up in memory, without a file.
    ///
    /// # Panics
    /// Never: what was just written opens.
    #[expect(
        clippy::expect_used,
        reason = "what `write` writes, `open` opens: property tests hold them to it"
    )]
    pub fn of(list: &List) -> Self {
        Self::open(write::write(list, Aligned::zeroed)).expect("an index opens as it was written")
    }

    /// Opens an index; takes as long for ten million entries as for one.
    ///
    /// # Errors
    /// It is no index, or parts of it lie out of bounds. What lies within them is believed, and answers are wrong where it is damaged, but
    /// nothing panics: [`ListIndex::verify`] reads all of it.
    pub fn open(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self, IndexError> {
        let header = Header::read(bytes.as_ref())?;
        sections::check(&header)?;
        let (offset, len) = header.places[Section::Head as usize];
        let head = bytes.as_ref().get(offset..offset + len).unwrap_or_default();
        let head = serde_json::from_slice(head).map_err(|_| IndexError::Damaged { part: "head" })?;
        Ok(Self { bytes: Box::new(bytes), header, head, left_out: OnceLock::new() })
    }

    /// Reads everything and compares with the checksum in the header.
    ///
    /// # Errors
    /// [`IndexError::Checksum`].
    pub fn verify(&self) -> Result<(), IndexError> {
        let is_same = format::checksum_of((*self.bytes).as_ref()) == self.header.checksum;
        if is_same { Ok(()) } else { Err(IndexError::Checksum) }
    }

    /// Name, version, source, and what holds for every entry.
    pub fn head(&self) -> &ListHead {
        &self.head
    }

    /// How many entries.
    pub fn len(&self) -> u32 {
        self.counts().entries
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many there are of what.
    pub fn counts(&self) -> Counts {
        self.header.counts
    }

    /// Bytes of the file.
    pub fn size_bytes(&self) -> usize {
        self.header.len
    }

    /// BLAKE3 of the file's body, as its header says: it names this version of the index.
    pub fn checksum(&self) -> [u8; 32] {
        self.header.checksum
    }

    /// The entries whose PDQ hash or video is not matched, and why, in their order.
    pub fn left_out(&self) -> &[LeftOut] {
        self.left_out.get_or_init(|| {
            let pairs = self.numbers(Section::LeftOut).as_chunks::<2>().0;
            let of_pair = |[entry_no, code]: &[[u8; 4]; 2]| {
                let reason = LeftOutReason::of_code(u32::from_le_bytes(*code))?;
                Some(LeftOut { entry_no: u32::from_le_bytes(*entry_no), reason })
            };
            pairs.iter().filter_map(of_pair).collect()
        })
    }

    /// Whether nothing of the list may be acted on: no class is stated or nobody vouches, neither for the list nor for any entry.
    ///
    /// Of a list whose entries differ, [`ListIndex::is_shadow_entry`] tells.
    pub fn is_shadow(&self) -> bool {
        let is_vouched =
            self.head.classification.is_some_and(Classification::is_stated) && !self.head.members.is_empty();
        !is_vouched && self.counts().vouched == 0
    }
}

impl fmt::Debug for ListIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListIndex")
            .field("name", &self.head.name)
            .field("version", &self.head.version)
            .field("entries", &self.len())
            .finish_non_exhaustive()
    }
}

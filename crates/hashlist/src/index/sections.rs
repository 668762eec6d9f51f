//! The parts of an open index, and whether they fit each other.

use super::format::{Header, Section};
use super::keys::Keys;
use super::{IndexError, ListIndex};
use crate::bytes::{Hash, U32, index, number_at, rows};
use crate::near::{Near, NearView, Shape};

/// One near index and the entries that have each of its hashes.
#[derive(Clone, Copy)]
pub(crate) struct NearPart<'a> {
    pub(crate) view: NearView<'a>,
    label_starts: &'a [U32],
    labels: &'a [U32],
}

impl<'a> NearPart<'a> {
    /// The entries that have one of the hashes found, each with that hash.
    ///
    /// No entry number belongs to two hashes, so there are never more than all of them, however damaged the file is.
    pub(crate) fn entries_near(&self, near: Vec<Near>) -> impl Iterator<Item = (Near, u32)> + use<'a> {
        let part = *self;
        let entries = near
            .into_iter()
            .flat_map(move |near| part.entries_of(near.position).map(move |entry_no| (near, entry_no)));
        entries.take(self.labels.len())
    }

    /// The entries that have a hash, in their order.
    fn entries_of(&self, hash_no: u32) -> impl Iterator<Item = u32> + use<'a> {
        let (start, end) = if self.label_starts.is_empty() {
            (Some(hash_no), hash_no.checked_add(1))
        } else {
            let at = index(hash_no);
            (number_at(self.label_starts, at), number_at(self.label_starts, at + 1))
        };
        let range = start.zip(end).map(|(start, end)| index(start)..index(end));
        let labels = range.and_then(|range| self.labels.get(range)).unwrap_or_default();
        labels.iter().map(|entry_no| u32::from_le_bytes(*entry_no))
    }
}

impl ListIndex {
    /// Empty should the bytes have become fewer.
    pub(super) fn section(&self, section: Section) -> &[u8] {
        self.section_at(section as usize)
    }

    fn section_at(&self, section_no: usize) -> &[u8] {
        let (offset, len) = self.header.places[section_no];
        (*self.bytes).as_ref().get(offset..offset + len).unwrap_or_default()
    }

    pub(super) fn numbers(&self, section: Section) -> &[U32] {
        rows(self.section(section))
    }

    pub(crate) fn md5(&self) -> Keys<'_, 16> {
        self.keys(Section::Md5Keys, Section::Md5Entries)
    }

    pub(crate) fn sha1(&self) -> Keys<'_, 20> {
        self.keys(Section::Sha1Keys, Section::Sha1Entries)
    }

    pub(crate) fn sha256(&self) -> Keys<'_, 32> {
        self.keys(Section::Sha256Keys, Section::Sha256Entries)
    }

    pub(crate) fn opaque(&self) -> Keys<'_, 16> {
        self.keys(Section::OpaqueKeys, Section::OpaqueEntries)
    }

    fn keys<const N: usize>(&self, keys: Section, entries: Section) -> Keys<'_, N> {
        Keys { keys: rows(self.section(keys)), entries: self.numbers(entries) }
    }

    pub(crate) fn pictures(&self) -> NearPart<'_> {
        self.near_part(&self.header.pictures, Section::PictureHashes)
    }

    pub(crate) fn frames(&self) -> NearPart<'_> {
        self.near_part(&self.header.frames, Section::FrameHashes)
    }

    fn near_part<'a>(&'a self, shape: &'a Shape, first: Section) -> NearPart<'a> {
        let part = |at| self.section_at(first as usize + at);
        let hashes: &[Hash] = rows(part(0));
        let view = NearView {
            shape,
            hashes,
            bases: rows(part(1)),
            offsets: rows(part(2)),
            positions: rows(part(3)),
        };
        NearPart { view, label_starts: rows(part(4)), labels: rows(part(5)) }
    }
}

/// Whether every section is as long as the others say. Reads none of them.
pub(super) fn check(header: &Header) -> Result<(), IndexError> {
    let len = |section: Section| header.places[section as usize].1;
    let entries = index(header.counts.entries);
    // Keys of a width, with one number each.
    let keys = |keys, numbers, width| {
        len(keys).is_multiple_of(width)
            && len(numbers).is_multiple_of(4)
            && len(keys) / width == len(numbers) / 4
    };
    let column = |section, width| len(section) == 0 || len(section) == entries * width;
    let near = |shape: &Shape, first: Section| {
        let at = |at: usize| header.places[first as usize + at].1;
        let labels = at(5) / 4;
        [at(0), at(1), at(2), at(3)] == shape.lengths()
            && at(5).is_multiple_of(4)
            && if at(4) == 0 { labels == shape.hashes } else { at(4) == (shape.hashes + 1) * 4 }
    };
    let videos = index(header.counts.videos);
    let starts_of = |rows: usize| if rows == 0 { 0 } else { rows + 1 };
    let checks = [
        ("md5", keys(Section::Md5Keys, Section::Md5Entries, 16)),
        ("sha1", keys(Section::Sha1Keys, Section::Sha1Entries, 20)),
        ("sha256", keys(Section::Sha256Keys, Section::Sha256Entries, 32)),
        ("opaque", keys(Section::OpaqueKeys, Section::OpaqueEntries, 16)),
        ("pictures", near(&header.pictures, Section::PictureHashes)),
        ("frames", near(&header.frames, Section::FrameHashes)),
        ("videos", len(Section::Videos) == videos * 4),
        ("videos", len(Section::VideoStarts) == starts_of(videos) * 4),
        ("frame records", len(Section::FrameRecords) == index(header.counts.frames) * 33),
        ("md5 column", column(Section::Md5Column, 4)),
        ("sha1 column", column(Section::Sha1Column, 4)),
        ("sha256 column", column(Section::Sha256Column, 4)),
        ("picture column", column(Section::PictureColumn, 4)),
        ("quality column", column(Section::QualityColumn, 1)),
        ("class column", column(Section::ClassColumn, 1)),
        ("flags column", column(Section::FlagsColumn, 1)),
        ("rest", matches!(len(Section::RestStarts), 0) || len(Section::RestStarts) == (entries + 1) * 8),
        ("left out", len(Section::LeftOut) == index(header.counts.left_out) * 8),
    ];
    match checks.into_iter().find(|(_, fits)| !fits) {
        Some((part, _)) => Err(IndexError::Damaged { part }),
        None => Ok(()),
    }
}

//! What goes into an index, worked out from the list.

use super::Counts;
use super::format::{NONE, VOUCHED, WITHDRAWN};
use super::gather::{Gathered, Pairs};
use super::keys::sorted;
use crate::List;
use crate::bytes::{Hash, index};
use crate::near::Shape;

/// Everything but the bytes.
pub(super) struct Draft<'a> {
    pub(super) list: &'a List,
    pub(super) counts: Counts,
    pub(super) md5: Pairs<16>,
    pub(super) sha1: Pairs<20>,
    pub(super) sha256: Pairs<32>,
    pub(super) opaque: Pairs<16>,
    pub(super) pictures: NearDraft,
    /// For each entry the place of its hash.
    pub(super) picture_column: Vec<u32>,
    pub(super) frames: NearDraft,
    /// The rest goes into the file as it was gathered; what is sorted is gone from here.
    pub(super) gathered: Gathered,
}

/// Different hashes, and the entries that have each.
pub(super) struct NearDraft {
    pub(super) hashes: Vec<Hash>,
    /// Empty when each hash has one entry.
    pub(super) label_starts: Vec<u32>,
    pub(super) labels: Vec<u32>,
    pub(super) shape: Shape,
}

impl<'a> Draft<'a> {
    pub(super) fn of(list: &'a List) -> Self {
        let mut gathered = Gathered::of(list.head(), list.entries());
        let pairs = sorted(&std::mem::take(&mut gathered.pictures));
        let (pictures, picture_column) = (NearDraft::of(&pairs), column(&pairs, list.entries().len()));
        drop(pairs);
        let frames = NearDraft::of(&sorted(&std::mem::take(&mut gathered.frames)));
        let mut opaque = sorted(&std::mem::take(&mut gathered.opaque));
        opaque.dedup();
        Self {
            list,
            counts: counts(list, &gathered, &pictures),
            md5: sorted(&std::mem::take(&mut gathered.md5)),
            sha1: sorted(&std::mem::take(&mut gathered.sha1)),
            sha256: sorted(&std::mem::take(&mut gathered.sha256)),
            opaque,
            pictures,
            picture_column,
            frames,
            gathered,
        }
    }
}

impl NearDraft {
    /// Of sorted pairs.
    fn of(pairs: &[(Hash, u32)]) -> Self {
        let same = || pairs.chunk_by(|(a, _), (b, _)| a == b);
        let hashes: Vec<Hash> = same().map(|pairs| pairs[0].0).collect();
        let labels: Vec<u32> = pairs.iter().map(|(_, entry_no)| *entry_no).collect();
        let mut label_starts = Vec::new();
        if hashes.len() < labels.len() {
            let mut start = 0;
            label_starts.push(start);
            label_starts.extend(same().map(|pairs| {
                start += count(pairs.len());
                start
            }));
        }
        let shape = Shape::for_hashes(hashes.len(), true);
        Self { hashes, label_starts, labels, shape }
    }

    /// Hashes that crowd need wide tables.
    pub(super) fn widen(&mut self) {
        self.shape = Shape::for_hashes(self.hashes.len(), false);
    }
}

/// A list has fewer than 2^32 entries and frames ([`List::new`]).
pub(super) fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn counts(list: &List, gathered: &Gathered, pictures: &NearDraft) -> Counts {
    let flagged = |flag| count(gathered.flags.iter().filter(|flags| **flags & flag != 0).count());
    Counts {
        entries: count(list.entries().len()),
        pictures: count(pictures.labels.len()),
        picture_hashes: count(pictures.hashes.len()),
        videos: count(gathered.videos.len()),
        frames: count(gathered.frame_records.len()),
        left_out: count(gathered.left_out.len()),
        withdrawn: flagged(WITHDRAWN),
        vouched: flagged(VOUCHED),
    }
}

/// Which hash each entry has; nothing when no entry has one.
fn column(pairs: &[(Hash, u32)], entries: usize) -> Vec<u32> {
    let mut column = vec![NONE; if pairs.is_empty() { 0 } else { entries }];
    for (pairs, hash_no) in pairs.chunk_by(|(a, _), (b, _)| a == b).zip(0..) {
        for (_, entry_no) in pairs {
            column[index(*entry_no)] = hash_no;
        }
    }
    column
}

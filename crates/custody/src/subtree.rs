//! Complete subtrees: how the root over a range of leaves comes from hashes that are stored per tile.

use std::ops::Range;

use crate::tile::TILE_HEIGHT;
use crate::{Hash, root_of};

/// A complete subtree: 2^height leaves from `first`, which is a multiple of as many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subtree {
    /// Its first leaf.
    pub first: u64,
    /// Its height; a leaf has none.
    pub height: u8,
}

/// The stored hashes that give a subtree's root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredSpan {
    /// Level of tiles.
    pub level: u8,
    /// The first hash, counted from zero within the level.
    pub first: u64,
    /// How many: a power of two, at most 128.
    pub count: u64,
}

impl Subtree {
    /// The complete subtrees over a range of leaves as it stands in a proof, largest first.
    pub fn cover(range: Range<u64>) -> Vec<Self> {
        let mut subtrees = Vec::new();
        let mut first = range.start;
        while first < range.end {
            let height = (range.end - first).ilog2();
            subtrees.push(Self { first, height: u8::try_from(height).unwrap_or(u8::MAX) });
            first += 1 << height;
        }
        subtrees
    }

    /// The hashes that are stored of it.
    pub fn stored(self) -> StoredSpan {
        let level = self.height / TILE_HEIGHT;
        let count = 1 << (self.height % TILE_HEIGHT);
        StoredSpan { level, first: self.first >> (u32::from(level) * u32::from(TILE_HEIGHT)), count }
    }
}

/// The root over a range whose subtrees, by [`Subtree::cover`], have these stored hashes.
pub fn root_of_stored(subtrees: &[Vec<Hash>]) -> Hash {
    let mut roots = subtrees.iter().rev().map(|hashes| root_of(hashes));
    let Some(last) = roots.next() else { return Hash::of_empty_tree() };
    roots.fold(last, |right, left| Hash::of_children(left, right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::{consistency_ranges, inclusion_ranges};

    fn stored(leaves: &[Hash], span: StoredSpan) -> Vec<Hash> {
        let width = 1_usize << (u32::from(span.level) * u32::from(TILE_HEIGHT));
        let at = |place: u64| usize::try_from(place).unwrap() * width;
        (span.first..span.first + span.count)
            .map(|place| root_of(&leaves[at(place)..at(place) + width]))
            .collect()
    }

    #[test]
    fn ranges_of_proofs_come_from_what_tiles_store() {
        let leaves: Vec<Hash> = (0..1100_u64).map(|index| Hash::of_leaf(&index.to_be_bytes())).collect();
        let check = |range: Range<u64>| {
            let hashes: Vec<_> = Subtree::cover(range.clone())
                .into_iter()
                .map(|tree| stored(&leaves, tree.stored()))
                .collect();
            let at = |place: u64| usize::try_from(place).unwrap();
            assert_eq!(
                root_of_stored(&hashes),
                root_of(&leaves[at(range.start)..at(range.end)]),
                "{range:?}"
            );
        };
        for size in [1_u64, 2, 255, 256, 257, 700, 1024, 1100] {
            check(0..size);
            for index in (0..size).step_by(97) {
                inclusion_ranges(size, index).unwrap().into_iter().for_each(check);
                consistency_ranges(index, size).unwrap().into_iter().for_each(check);
            }
        }
        assert_eq!(root_of_stored(&[]), Hash::of_empty_tree());
    }

    #[test]
    fn a_high_subtree_is_stored_in_its_tile() {
        let subtree = Subtree { first: 3 << 17, height: 17 };
        assert_eq!(subtree.stored(), StoredSpan { level: 2, first: 6, count: 2 });
        let all = Subtree::cover(0..u64::MAX);
        assert_eq!((all.len(), all[0].height), (64, 63));
    }
}

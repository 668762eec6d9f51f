//! The index: hashes with a table per chunk, and the choice between look-up and scan.

use super::cut::Cut;
use super::table::Table;
use super::{Words, masks, scan};
use crate::Digest;

/// A look-up reads candidates in no order; from one in this many hashes on, reading all in order is faster.
const SCAN_FROM: usize = 50;

/// A hash that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// Bits that differ.
    pub distance_bits: u32,
    /// Position among the hashes that were indexed.
    pub position: u32,
}

/// PDQ hashes ready for look-up within any radius. To add hashes, build it anew: ten million take a few seconds.
#[derive(Debug, Default)]
pub struct NearIndex {
    hashes: Vec<Words>,
    tables: Vec<Table>,
    cut: Cut,
}

impl NearIndex {
    /// Indexes the hashes; answers name them by their position. Equal hashes cost every query that comes near them: give each once.
    ///
    /// # Panics
    /// With 2^32 hashes or more.
    pub fn build(hashes: impl IntoIterator<Item = Digest<32>>) -> Self {
        let hashes: Vec<Words> = hashes.into_iter().map(|pdq| Words::of(&pdq)).collect();
        assert!(u32::try_from(hashes.len()).is_ok(), "fewer than 2^32 hashes");
        let cut = Cut::for_hashes(hashes.len());
        Self::build_with(cut, hashes)
    }

    fn build_with(cut: Cut, hashes: Vec<Words>) -> Self {
        let tables = Table::build_all(&cut, &hashes);
        Self { hashes, tables, cut }
    }

    /// How many hashes.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Bytes of memory held.
    pub fn size_bytes(&self) -> usize {
        size_of_val(self.hashes.as_slice()) + self.tables.iter().map(Table::size_bytes).sum::<usize>()
    }

    /// Every hash that differs in at most `radius_bits` bits, nearest first; none is missed at any radius.
    pub fn within(&self, pdq: &Digest<32>, radius_bits: u32) -> Vec<Near> {
        let wanted = Words::of(pdq);
        let mut found = Vec::new();
        match self.look_up(&wanted, radius_bits, self.hashes.len() / SCAN_FROM) {
            Some(candidates) => scan::pick(&self.hashes, &candidates, &wanted, radius_bits, &mut found),
            None => scan::scan(&self.hashes, &wanted, radius_bits, &mut found),
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The hashes that are near enough in one chunk at least; `None` when there are more than `most` of them or of the values to ask for.
    fn look_up(&self, wanted: &Words, radius_bits: u32, most: usize) -> Option<Vec<u32>> {
        let probes: u64 = self.asked(radius_bits).map(|(at, t)| masks::count(self.cut.0[at].bits, t)).sum();
        if self.tables.is_empty() || probes > most as u64 {
            return None;
        }
        let mut ranges = Vec::with_capacity(usize::try_from(probes).unwrap_or(0));
        let mut size = 0;
        for (at, t) in self.asked(radius_bits) {
            let (chunk, table) = (self.cut.0[at], &self.tables[at]);
            let value = chunk.of(wanted);
            for mask in masks::masks(chunk.bits, t) {
                let range = table.range(value ^ mask);
                if range.0 < range.1 {
                    size += (range.1 - range.0) as usize;
                    ranges.push((at, range));
                }
            }
        }
        if size > most {
            return None;
        }
        // All positions before any hash, so that the processor waits for many hashes at once.
        let mut candidates = Vec::with_capacity(size);
        for (at, range) in ranges {
            candidates.extend_from_slice(self.tables[at].positions(range));
        }
        Some(candidates)
    }

    fn asked(&self, radius_bits: u32) -> impl Iterator<Item = (usize, u32)> {
        self.cut.radii(radius_bits).filter_map(|(at, t)| Some((at, t?)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Random hashes with strangers around them, in the cut that ten million are looked up by.
    #[test]
    fn the_cut_of_large_lists_misses_nothing_at_the_matching_threshold() {
        let mut state = 1_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state ^ (state >> 29)
        };
        let hashes: Vec<Words> = (0..2_000).map(|_| Words(std::array::from_fn(|_| random()))).collect();
        let index = NearIndex::build_with(Cut::into_chunks(12), hashes.clone());
        for (position, hash) in (0..).zip(&hashes) {
            let mut wanted = *hash;
            let flips = random() % 32;
            for _ in 0..flips {
                let bit = random() % 256;
                wanted.0[(bit / 64) as usize] ^= 1 << (bit % 64);
            }
            let candidates = index.look_up(&wanted, 31, usize::MAX).unwrap();
            assert!(candidates.contains(&position), "{position}");
        }
    }

    /// Few centres, so that hashes crowd; bits of them flipped, so that all distances occur.
    fn hashes() -> impl Strategy<Value = Vec<Words>> {
        let near = (0..3_u64, prop::collection::vec(0..256_usize, 0..70)).prop_map(|(centre, bits)| {
            let mut words = [centre.wrapping_mul(0x9e37_79b9_7f4a_7c15); 4];
            for bit in bits {
                words[bit / 64] ^= 1 << (bit % 64);
            }
            Words(words)
        });
        prop::collection::vec(near, 0..60)
    }

    proptest! {
        /// However hashes lie, and whichever way is taken: what is found is what comparing with each finds.
        #[test]
        fn nothing_is_missed_at_any_radius(hashes in hashes(), chunks in prop::sample::select(vec![0, 16, 24, 32]), radius_bits in 0..=63_u32) {
            let wanted = hashes.first().copied().unwrap_or(Words([0; 4]));
            let mut all: Vec<Near> = hashes.iter().zip(0..).map(|(hash, position)| Near {
                distance_bits: hash.0.iter().zip(wanted.0).map(|(a, b)| (a ^ b).count_ones()).sum(),
                position,
            }).filter(|near| near.distance_bits <= radius_bits).collect();
            all.sort_unstable();
            let index = NearIndex::build_with(Cut::into_chunks(chunks), hashes);
            let mut scanned = Vec::new();
            scan::scan(&index.hashes, &wanted, radius_bits, &mut scanned);
            scanned.sort_unstable();
            prop_assert_eq!(&scanned, &all);
            if let Some(candidates) = index.look_up(&wanted, radius_bits, usize::MAX) {
                let mut picked = Vec::new();
                scan::pick(&index.hashes, &candidates, &wanted, radius_bits, &mut picked);
                picked.sort_unstable();
                picked.dedup();
                prop_assert_eq!(&picked, &all);
            } else {
                prop_assert_eq!(chunks, 0);
            }
        }
    }
}

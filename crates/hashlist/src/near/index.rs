//! A near index that holds its own bytes.

use std::fmt;

use super::fill::{Tables, fill};
use super::{Near, NearView, Shape, Wanted};
use crate::Digest;
use crate::bytes::{Aligned, Hash, index, rows, rows_mut, to_line};

/// PDQ hashes ready for look-up within any radius. To add hashes, build it anew: ten million take a few seconds.
#[derive(Default)]
pub struct NearIndex {
    shape: Shape,
    /// Hashes, bases, offsets and positions, each from a cache line on.
    bytes: Option<Aligned>,
}

impl NearIndex {
    /// Indexes the hashes, with this thread alone; answers name them by their position. Equal hashes cost every query that comes near them: give each once.
    ///
    /// # Panics
    /// With 2^32 hashes or more.
    pub fn build(hashes: impl IntoIterator<Item = Digest<32>>) -> Self {
        let hashes: Vec<Hash> = hashes.into_iter().map(|pdq| pdq.0).collect();
        assert!(u32::try_from(hashes.len()).is_ok(), "fewer than 2^32 hashes");
        let try_shape = |is_narrow| Self::build_with(Shape::for_hashes(hashes.len(), is_narrow), &hashes);
        try_shape(true).or_else(|| try_shape(false)).unwrap_or_default()
    }

    /// `None` when the hashes crowd too much for narrow starts.
    pub(super) fn build_with(shape: Shape, hashes: &[Hash]) -> Option<Self> {
        let lengths = shape.lengths();
        let mut bytes = Aligned::zeroed(lengths.into_iter().map(to_line).sum());
        let [own, bases, offsets, positions] = split(bytes.as_mut(), lengths);
        own.copy_from_slice(hashes.as_flattened());
        let tables =
            Tables { bases: rows_mut(bases), offsets: rows_mut(offsets), positions: rows_mut(positions) };
        fill(&shape, hashes, tables, 1).then_some(Self { shape, bytes: Some(bytes) })
    }

    pub(super) fn view(&self) -> NearView<'_> {
        let mut rest = self.bytes.as_ref().map_or(&[][..], Aligned::as_ref);
        let [hashes, bases, offsets, positions] = self.shape.lengths().map(|len| {
            let (part, behind) = rest.split_at_checked(to_line(len)).unwrap_or_default();
            rest = behind;
            part.get(..len).unwrap_or_default()
        });
        NearView {
            shape: &self.shape,
            hashes: rows(hashes),
            bases: rows(bases),
            offsets: rows(offsets),
            positions: rows(positions),
        }
    }

    /// How many hashes.
    pub fn len(&self) -> usize {
        self.shape.hashes
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The hashes in the order of their positions: whoever holds the index need not hold them a second time.
    pub fn hashes(&self) -> impl Iterator<Item = Digest<32>> {
        self.view().hashes.iter().map(|hash| Digest(*hash))
    }

    /// The hash at a position.
    pub fn hash_at(&self, position: u32) -> Option<Digest<32>> {
        self.view().hashes.get(index(position)).map(|hash| Digest(*hash))
    }

    /// Bytes of memory held.
    pub fn size_bytes(&self) -> usize {
        self.bytes.as_ref().map_or(0, |bytes| bytes.as_ref().len())
    }

    /// Every hash that differs in at most `radius_bits` bits, nearest first; none is missed at any radius.
    pub fn within(&self, pdq: &Digest<32>, radius_bits: u32) -> Vec<Near> {
        self.view().within(&Wanted::new(pdq, radius_bits))
    }

    /// The same for many hashes, in their order; cheaper than one by one where hashes are few or crowd.
    pub fn within_many(&self, pdqs: &[Digest<32>], radius_bits: u32) -> Vec<Vec<Near>> {
        let wanted: Vec<Wanted> = pdqs.iter().map(|pdq| Wanted::new(pdq, radius_bits)).collect();
        self.view().within_many(&wanted)
    }
}

impl fmt::Debug for NearIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NearIndex").field("hashes", &self.len()).finish_non_exhaustive()
    }
}

/// Cuts bytes into parts of these lengths, each from a cache line on.
pub(crate) fn split<const N: usize>(mut bytes: &mut [u8], lengths: [usize; N]) -> [&mut [u8]; N] {
    lengths.map(|len| {
        let (part, rest) = std::mem::take(&mut bytes).split_at_mut(to_line(len));
        bytes = rest;
        &mut part[..len]
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::cut::Cut;
    use super::super::scan;
    use super::*;

    fn build(chunks: u32, is_narrow: bool, hashes: &[Hash]) -> NearIndex {
        NearIndex::build_with(Shape::with(hashes.len(), Cut::into_chunks(chunks), is_narrow), hashes).unwrap()
    }

    /// Random hashes with strangers around them, in the cuts that large lists are looked up by.
    #[test]
    fn the_cuts_of_large_lists_miss_nothing_at_the_matching_threshold() {
        let mut state = 1_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state ^ (state >> 29)
        };
        let hashes: Vec<Hash> = (0..2_000)
            .map(|_| std::array::from_fn(|_| u8::try_from(random() >> 40 & 255).unwrap()))
            .collect();
        for (chunks, is_narrow) in [(12, false), (11, true)] {
            let index = build(chunks, is_narrow, &hashes);
            for (position, hash) in (0_u32..).zip(&hashes) {
                let mut wanted = *hash;
                let flips = random() % 32;
                for _ in 0..flips {
                    let bit = random() % 256;
                    wanted[usize::try_from(bit / 8).unwrap()] ^= 1 << (bit % 8);
                }
                let candidates =
                    index.view().candidates(&Wanted::new(&wanted.into(), 31), usize::MAX).unwrap();
                assert!(candidates.contains(&position.to_le_bytes()), "{chunks} {position}");
            }
        }
    }

    #[test]
    fn crowded_hashes_take_the_wide_tables() {
        let hashes: Vec<Hash> = (0..70_000_u32)
            .map(|number| {
                let mut hash = [0x5a; 32];
                hash[..4].copy_from_slice(&number.to_le_bytes());
                hash
            })
            .collect();
        assert!(NearIndex::build_with(Shape::for_hashes(hashes.len(), true), &hashes).is_none());
        let index = NearIndex::build(hashes.iter().map(|hash| Digest(*hash)));
        let found = index.within(&hashes[12_345].into(), 0);
        assert_eq!(found, [Near { distance_bits: 0, position: 12_345 }]);
        assert_eq!(index.hash_at(12_345), Some(hashes[12_345].into()));
        assert_eq!(index.hash_at(70_000), None);
        assert!(index.hashes().map(|hash| hash.0).eq(hashes));
    }

    /// Few centres, so that hashes crowd; bits of them flipped, so that all distances occur.
    fn hashes() -> impl Strategy<Value = Vec<Hash>> {
        let near = (0..3_u8, prop::collection::vec(0..256_usize, 0..70)).prop_map(|(centre, bits)| {
            let mut hash = [centre.wrapping_mul(0x9e); 32];
            for bit in bits {
                hash[bit / 8] ^= 1 << (bit % 8);
            }
            hash
        });
        prop::collection::vec(near, 0..60)
    }

    fn naive(hashes: &[Hash], wanted: &Hash, radius_bits: u32) -> Vec<Near> {
        let distance = |hash: &Hash| hash.iter().zip(wanted).map(|(a, b)| (a ^ b).count_ones()).sum();
        let mut all: Vec<Near> = hashes
            .iter()
            .zip(0..)
            .map(|(hash, position)| Near { distance_bits: distance(hash), position })
            .filter(|near| near.distance_bits <= radius_bits)
            .collect();
        all.sort_unstable();
        all
    }

    proptest! {
        /// However hashes lie, and whichever way is taken: what is found is what comparing with each finds.
        #[test]
        fn nothing_is_missed_at_any_radius(
            hashes in hashes(), chunks in prop::sample::select(vec![0, 16, 24, 32]),
            is_narrow: bool, radius_bits in 0..=63_u32,
        ) {
            let zero = [0; 32];
            let index = build(chunks, is_narrow, &hashes);
            let pdq = Digest(*hashes.first().unwrap_or(&zero));
            let all = naive(&hashes, &pdq.0, radius_bits);
            let wanted = Wanted::new(&pdq, radius_bits);
            prop_assert_eq!(&index.within(&pdq, radius_bits), &all);
            if let Some(candidates) = index.view().candidates(&wanted, usize::MAX) {
                let mut picked = Vec::new();
                scan::pick(&hashes, &candidates, &wanted, &mut picked);
                picked.sort_unstable();
                picked.dedup();
                prop_assert_eq!(&picked, &all);
            } else {
                prop_assert_eq!(chunks, 0);
            }
        }

        /// Many at once are answered as one by one.
        #[test]
        fn many_are_found_as_one_by_one(hashes in hashes(), radius_bits in 0..=63_u32) {
            let pdqs: Vec<Digest<32>> = hashes.iter().map(|hash| Digest(*hash)).collect();
            let index = NearIndex::build(pdqs.iter().copied());
            let one_by_one: Vec<_> = hashes.iter().map(|hash| naive(&hashes, hash, radius_bits)).collect();
            prop_assert_eq!(index.within_many(&pdqs, radius_bits), one_by_one);
        }
    }
}

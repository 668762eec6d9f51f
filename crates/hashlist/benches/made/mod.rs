//! Hashes and queries that are the same in every run.

use hashlist::Digest;

/// Bits that may differ.
pub(crate) const RADIUS_BITS: u32 = hashlist::MAX_DISTANCE_BITS;

/// So many hashes, as good as random.
pub(crate) fn hashes(count: usize) -> Vec<Digest<32>> {
    let mut chance = Chance(20_261_124);
    (0..count).map(|_| chance.hash()).collect()
}

/// A thousand queries: half of them within the radius of one of the hashes, half strangers.
pub(crate) fn queries(hashes: &[Digest<32>]) -> Vec<Digest<32>> {
    let mut chance = Chance(7);
    let query = |turn: usize| {
        let mut query = chance.hash();
        if turn.is_multiple_of(2) {
            query = hashes[chance.below(hashes.len())];
            for _ in 0..chance.below(RADIUS_BITS as usize + 1) {
                let bit = chance.below(256);
                query.0[bit / 8] ^= 1 << (bit % 8);
            }
        }
        query
    };
    (0..1000).map(query).collect()
}

/// Numbers from a seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn hash(&mut self) -> Digest<32> {
        let mut bytes = [0_u8; 32];
        for word in bytes.as_chunks_mut::<8>().0 {
            *word = self.next().to_le_bytes();
        }
        Digest(bytes)
    }
}

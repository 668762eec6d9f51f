//! PDQ hashes within a Hamming distance: an exact scan over packed words.

use crate::Digest;

/// Most bits that may differ for two pictures to count as the same (upstream's matching threshold).
pub const MAX_DISTANCE_BITS: u32 = 31;

/// Least quality of a picture whose hash may be matched (upstream's advice).
pub const MIN_QUALITY: u8 = 50;

/// Fewest bits set, and fewest unset, in a hash worth matching.
const MIN_BITS: u32 = 96;

/// Whether a PDQ hash says too little to be matched: a flat or regular picture.
///
/// A bit is set where a coefficient lies above the median, so a picture with texture sets 128 of 256; where coefficients tie, fewer
/// are set, and which ones is rounding noise.
pub fn is_degenerate(pdq: &Digest<32>) -> bool {
    let ones: u32 = pdq.0.iter().map(|byte| byte.count_ones()).sum();
    !(MIN_BITS..=256 - MIN_BITS).contains(&ones)
}

/// Hashes with a payload each, in the order they were added.
#[derive(Debug, Default)]
pub(crate) struct NearIndex<T> {
    words: Vec<[u64; 4]>,
    payloads: Vec<T>,
}

impl<T: Copy> NearIndex<T> {
    pub(crate) fn insert(&mut self, pdq: &Digest<32>, payload: T) {
        self.words.push(pack(pdq));
        self.payloads.push(payload);
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// Everything within [`MAX_DISTANCE_BITS`], with its distance.
    pub(crate) fn within(&self, pdq: &Digest<32>) -> impl Iterator<Item = (u32, T)> {
        let wanted = pack(pdq);
        self.words.iter().zip(&self.payloads).filter_map(move |(words, payload)| {
            let distance_bits = distance(words, &wanted);
            (distance_bits <= MAX_DISTANCE_BITS).then_some((distance_bits, *payload))
        })
    }
}

fn pack(pdq: &Digest<32>) -> [u64; 4] {
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(pdq.0.as_chunks().0) {
        *word = u64::from_ne_bytes(*bytes);
    }
    words
}

fn distance(a: &[u64; 4], b: &[u64; 4]) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_flat_pictures_are_degenerate() {
        let half: [u8; 32] = [0x0f; 32];
        assert!(!is_degenerate(&half.into()));
        // A flat grey picture as the reference hashes it: rounding noise.
        let flat = "000000002c4b11342c4b2c4b0000554b00002c4b113411342c4b585e2c4b017e";
        for pdq in ["0".repeat(64), "f".repeat(64), flat.into()] {
            assert!(is_degenerate(&pdq.parse().unwrap()), "{pdq}");
        }
    }
}

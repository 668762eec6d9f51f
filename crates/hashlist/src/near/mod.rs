//! PDQ hashes within a Hamming distance: exact at every radius, by whichever of two ways is cheaper for the query.
//!
//! The scan compares with every hash. The look-up by chunks cuts hashes into chunks and reads only the hashes that nearly agree in one of them
//! (multi-index hashing, Norouzi et al. 2012, with the general pigeonhole principle: see [`cut::Cut::radii`]). Both read a [`NearView`]: hashes
//! and tables in bytes that somebody else holds, a mapped file or a [`NearIndex`]. Whatever those bytes are, nothing is read out of bounds.

mod cut;
mod fill;
mod index;
mod masks;
mod scan;
mod shape;
mod starts;
mod view;

pub(crate) use fill::{Tables, fill};
pub use index::NearIndex;
pub(crate) use shape::Shape;
pub(crate) use view::{NearView, Wanted};

use crate::Digest;
use crate::bytes::Hash;

/// Most bits that may differ for two pictures to count as the same (upstream's matching threshold).
pub const MAX_DISTANCE_BITS: u32 = 31;

/// Least quality of a picture whose hash may be matched (upstream's advice).
pub const MIN_QUALITY: u8 = 50;

/// Fewest bits set, and fewest unset, in a hash worth matching.
const MIN_BITS: u32 = 96;

/// A hash that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// Bits that differ.
    pub distance_bits: u32,
    /// Position among the hashes that were indexed.
    pub position: u32,
}

/// Whether a PDQ hash says too little to be matched: a flat or regular picture.
///
/// A bit is set where a coefficient lies above the median, so a picture with texture sets 128 of 256; where coefficients tie, fewer
/// are set, and which ones is rounding noise.
pub fn is_degenerate(pdq: &Digest<32>) -> bool {
    let ones: u32 = pdq.0.iter().map(|byte| byte.count_ones()).sum();
    !(MIN_BITS..=256 - MIN_BITS).contains(&ones)
}

/// A hash as four words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Words([u64; 4]);

impl Words {
    fn of(hash: &Hash) -> Self {
        let mut words = [0; 4];
        for (word, bytes) in words.iter_mut().zip(hash.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        Self(words)
    }

    fn distance(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }
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

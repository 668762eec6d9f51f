//! PDQ, the perceptual hash of <https://github.com/facebook/ThreatExchange/tree/main/pdq>, at full size.
//!
//! Full size means that the picture is not shrunk to 512 pixels first, as the Python binding does it and unlike the
//! upstream command-line tool; the two differ by a few bits on large pictures.

mod dct;
mod dihedral;
mod hash;
mod shrink;

use serde::{Deserialize, Serialize};

pub use dihedral::Orientation;
pub use hash::{PdqHash, PdqHashError};

use crate::Picture;

/// Side of the reduced picture on which hash and quality are computed.
const SIDE: usize = 64;

/// Pictures with a shorter side have no hash.
const MIN_SIDE: usize = 5;

/// The reduced picture: luma 0 to 255, row by row.
type Reduced = [[f32; SIDE]; SIDE];

/// A perceptual hash and how much it can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pdq {
    /// The 256 bits.
    pub hash: PdqHash,
    /// 0 (flat) to 100, on the scale of the reference; upstream advises to match from 50 up.
    pub quality: u8,
}

/// Hashes a picture. A side below five pixels gives the zero hash with quality 0, as in the reference.
pub fn hash(picture: &Picture) -> Pdq {
    let Some(reduced) = reduce(picture) else { return Pdq { hash: PdqHash::ZERO, quality: 0 } };
    Pdq { hash: PdqHash::from_coefficients(&dct::transform(&reduced)), quality: quality(&reduced) }
}

/// The hashes of all eight turned and mirrored forms, in the order of [`Orientation::ALL`]; the quality is one for all.
///
/// The first is that of [`hash`]. Publish that one alone; look the others up where a file may have been turned.
pub fn hash_dihedral(picture: &Picture) -> [Pdq; 8] {
    let Some(reduced) = reduce(picture) else { return [Pdq { hash: PdqHash::ZERO, quality: 0 }; 8] };
    let (stored, quality) = (dct::transform(&reduced).map(|row| row.map(hash::rank)), quality(&reduced));
    Orientation::ALL
        .map(|orientation| Pdq { hash: PdqHash::from_ranks(&orientation.apply(&stored)), quality })
}

/// `None` for a picture that is too small.
fn reduce(picture: &Picture) -> Option<Reduced> {
    (picture.width().min(picture.height()) >= MIN_SIDE).then(|| shrink::shrink(picture))
}

/// Sum of the gradients in hundredths of full scale, each truncated to an integer before the sum, scaled to 0..=100.
fn quality(reduced: &Reduced) -> u8 {
    let gradient = |a: f32, b: f32| ((a - b) * 100.0 / 255.0).trunc().abs();
    let vertical =
        reduced.windows(2).flat_map(|rows| rows[0].iter().zip(&rows[1]).map(|(&a, &b)| gradient(a, b)));
    let horizontal = reduced.iter().flat_map(|row| row.windows(2).map(|pair| gradient(pair[0], pair[1])));
    // At most 8064 gradients of 100: every partial sum is an exact integer in f32.
    let scaled = (vertical.sum::<f32>() + horizontal.sum::<f32>()) / 90.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "truncation is the rule; 0 to 100"
    )]
    let quality = scaled.min(100.0) as u8;
    quality
}

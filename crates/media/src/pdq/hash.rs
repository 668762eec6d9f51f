//! The 256 bits and their text form.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::dct::{Coefficients, FREQUENCIES};

/// Text that is not a PDQ hash.
#[derive(Debug, Error)]
#[error("{text:?} is not a PDQ hash: 64 hexadecimal digits are needed")]
pub struct PdqHashError {
    text: String,
}

/// A PDQ hash; its text form is 64 hexadecimal digits, bit 255 first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PdqHash([u8; 32]);

impl PdqHash {
    /// The hash of pictures too small to have one.
    pub const ZERO: Self = Self([0; 32]);

    /// The bytes in the order of the text form: bit 255 is the highest bit of the first byte.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A hash from its bytes, in the order of [`as_bytes`](Self::as_bytes).
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Number of bits that differ, 0 to 256. Upstream takes up to 31 for the same picture, if both qualities are 50 or more.
    pub fn distance(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }

    /// Bit 16 * row + column tells whether the coefficient lies above the lower median.
    pub(super) fn from_coefficients(coefficients: &Coefficients) -> Self {
        Self::from_ranks(&coefficients.map(|row| row.map(rank)))
    }

    /// As [`from_coefficients`](Self::from_coefficients); a negated coefficient has the negated rank.
    pub(super) fn from_ranks(ranks: &Ranks) -> Self {
        let mut sorted = *ranks;
        let (_, &mut median, _) =
            sorted.as_flattened_mut().select_nth_unstable(FREQUENCIES * FREQUENCIES / 2 - 1);
        let mut bytes = [0; 32];
        for (byte, ranks) in bytes.iter_mut().rev().zip(ranks.as_flattened().as_chunks::<8>().0) {
            *byte = ranks.iter().rev().fold(0, |byte, rank| byte << 1 | u8::from(*rank > median));
        }
        Self(bytes)
    }
}

/// Coefficients as whole numbers in the same order, which are faster to sort.
pub(super) type Ranks = [[i64; FREQUENCIES]; FREQUENCIES];

/// The bits of a positive float are in its order (IEEE 754); both zeros are 0.
pub(super) fn rank(coefficient: f64) -> i64 {
    let magnitude = coefficient.abs().to_bits().cast_signed();
    if coefficient < 0.0 { -magnitude } else { magnitude }
}

impl fmt::Display for PdqHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for PdqHash {
    type Err = PdqHashError;

    fn from_str(text: &str) -> Result<Self, PdqHashError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| PdqHashError { text: text.to_owned() })?;
        Ok(Self(bytes))
    }
}

impl From<PdqHash> for String {
    fn from(hash: PdqHash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for PdqHash {
    type Error = PdqHashError;

    fn try_from(text: String) -> Result<Self, PdqHashError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_coefficient_is_the_last_bit_and_the_median_itself_is_zero() {
        let mut coefficients = [[0.0; FREQUENCIES]; FREQUENCIES];
        coefficients[0][0] = 1.0;
        coefficients[15][15] = 1.0;
        let text = PdqHash::from_coefficients(&coefficients).to_string();
        assert_eq!(text, format!("8{}1", "0".repeat(62)));
    }

    #[test]
    fn distance_counts_differing_bits() {
        let mut bytes = [0; 32];
        assert_eq!(PdqHash::ZERO.distance(&PdqHash::from_bytes(bytes)), 0);
        (bytes[0], bytes[31]) = (0x81, 0x10);
        assert_eq!(PdqHash::ZERO.distance(&PdqHash::from_bytes(bytes)), 3);
        assert_eq!(PdqHash::from_bytes(bytes).distance(&PdqHash::ZERO), 3);
        assert_eq!(PdqHash::ZERO.distance(&PdqHash::from_bytes([0xff; 32])), 256);
    }

    #[test]
    fn text_of_another_length_or_alphabet_is_refused() {
        for text in ["", "00", &"0".repeat(63), &"g".repeat(64), &"0".repeat(66)] {
            let error = text.parse::<PdqHash>().unwrap_err().to_string();
            assert!(error.contains("64 hexadecimal digits"), "{error}");
        }
        let text = "0123456789abcdef".repeat(4);
        assert_eq!(text.parse::<PdqHash>().unwrap().to_string(), text);
    }
}

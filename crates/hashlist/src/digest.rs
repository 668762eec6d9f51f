//! Digests of a fixed length, hexadecimal in text.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Text that is not a digest of the length asked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{digits} hexadecimal digits are needed")]
pub struct DigestError {
    digits: usize,
}

/// `N` bytes: MD5 has 16, SHA-1 20, SHA-256 and PDQ 32. Either case is read, lower case is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Digest<const N: usize>(pub [u8; N]);

impl<const N: usize> fmt::Display for Digest<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl<const N: usize> fmt::Debug for Digest<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> FromStr for Digest<N> {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let mut bytes = [0; N];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| DigestError { digits: 2 * N })?;
        Ok(Self(bytes))
    }
}

impl<const N: usize> From<[u8; N]> for Digest<N> {
    fn from(bytes: [u8; N]) -> Self {
        Self(bytes)
    }
}

impl<const N: usize> From<Digest<N>> for String {
    fn from(digest: Digest<N>) -> Self {
        digest.to_string()
    }
}

impl<const N: usize> TryFrom<String> for Digest<N> {
    type Error = DigestError;

    fn try_from(text: String) -> Result<Self, DigestError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_hexadecimal_of_their_own_length() {
        let text = "00112233445566778899AABBCCDDEEFF";
        assert_eq!(text.parse::<Digest<16>>().unwrap().to_string(), text.to_lowercase());
        for text in ["", "00", "g0112233445566778899aabbccddeeff", "é0112233445566778899aabbccddeeff"] {
            let error = text.parse::<Digest<16>>().unwrap_err();
            assert_eq!(error.to_string(), "32 hexadecimal digits are needed", "{text}");
        }
        assert!(text.parse::<Digest<20>>().is_err());
    }
}

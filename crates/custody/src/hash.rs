//! RFC 6962 section 2.1: SHA-256 with one prefix byte for leaves and another for inner nodes, so that
//! neither can be taken for the other.

use sha2::{Digest, Sha256};

/// A SHA-256 value: a leaf, an inner node or a root.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, thiserror::Error)]
#[error("expected 64 hexadecimal digits")]
pub struct ParseHashError;

impl Hash {
    /// The root of the tree without leaves: SHA-256 of nothing.
    pub fn of_empty_tree() -> Self {
        Self(Sha256::digest(b"").into())
    }

    /// The hash of a leaf holding `data`.
    pub fn of_leaf(data: &[u8]) -> Self {
        Self(Sha256::new().chain_update([0]).chain_update(data).finalize().into())
    }

    /// The hash of the inner node over two children.
    pub fn of_children(left: Self, right: Self) -> Self {
        Self(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl std::str::FromStr for Hash {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| ParseHashError)?;
        Ok(Self(bytes))
    }
}

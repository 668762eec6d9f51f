//! The record of a sealed item, and its name.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::VaultError;

/// What the caller keeps of an item; without it the file cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedItem {
    /// Random name, 32 lower-case hexadecimal digits; says nothing of the content.
    pub name: String,
    /// The case whose key wraps the item's key.
    pub case_id: String,
    /// Version of the node key that stood over the case key when the item was sealed.
    pub key_version: u32,
    /// The item's key, wrapped under its case key; base64 of 60 bytes.
    pub wrapped_key: String,
    /// Size of the content, before sealing.
    pub size_bytes: u64,
    /// SHA-256 (FIPS 180-4) of the content, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// BLAKE3 of the content, 64 lower-case hexadecimal digits: a second digest of another construction.
    pub blake3: String,
}

impl SealedItem {
    /// Its place: what its file is bound to.
    pub(crate) fn place(&self) -> Result<Place, VaultError> {
        Ok(Place::new(Name::parse(&self.name)?, &self.case_id, self.key_version))
    }
}

/// Where the file of the item of this name lies below the vault's folder, for tools that copy it as it is; `None` for what is no name.
pub fn item_path(name: &str) -> Option<PathBuf> {
    Name::parse(name).ok().map(path_of)
}

/// As [`item_path`].
pub(crate) fn path_of(name: Name) -> PathBuf {
    let text = name.to_string();
    Path::new("items").join(&text[..2]).join(text)
}

/// What every chunk of an item is bound to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) name: Name,
    pub(crate) key_version: u32,
    /// SHA-256 of the case's id, so that the header has one length and tells nothing of the case.
    pub(crate) case_sha256: [u8; 32],
}

impl Place {
    pub(crate) fn new(name: Name, case_id: &str, key_version: u32) -> Self {
        Self { name, key_version, case_sha256: Sha256::digest(case_id).into() }
    }
}

/// Sixteen random bytes; in text the name of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name([u8; Name::BYTES]);

impl Name {
    pub(crate) const BYTES: usize = 16;

    pub(crate) fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// Only the one form that [`fmt::Display`] writes: a name from outside can never lead out of the folder.
    pub(crate) fn parse(text: &str) -> Result<Self, VaultError> {
        let name = strict_hex(text).map(Self);
        name.ok_or(VaultError::InvalidRecord { field: "name" })
    }

    pub(crate) fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// Lower-case hexadecimal of exactly `N` bytes.
pub(crate) fn strict_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    (hex::encode(bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_name_is_taken() {
        let text = "0123456789abcdef0123456789abcdef";
        assert_eq!(Name::parse(text).unwrap().to_string(), text);
        let refused = ["", "../../../../etc/passwd0000000000", "0123456789ABCDEF0123456789ABCDEF", "00", "é"];
        for text in refused {
            assert!(Name::parse(text).is_err(), "{text}");
        }
    }
}

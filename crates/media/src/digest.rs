//! The four cryptographic digests of a file, in one pass over its bytes.

use md5::Md5;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Piece that all four hashers read while it is still in the second-level cache.
const PIECE_BYTES: usize = 64 * 1024;

/// Size and cryptographic digests of one file; every digest in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDigests {
    /// Number of bytes hashed.
    pub size_bytes: u64,
    /// SHA-256 (FIPS 180-4), 64 digits.
    pub sha256: String,
    /// SHA-1 (FIPS 180-4), 40 digits. Lists still use it; collisions can be made.
    pub sha1: String,
    /// MD5 (RFC 1321), 32 digits. Lists still use it; collisions are cheap.
    pub md5: String,
    /// BLAKE3, 64 digits.
    pub blake3: String,
}

/// Streaming computation of [`FileDigests`]: any number of `update`s, then `finish`.
#[derive(Debug, Clone, Default)]
pub struct Digester {
    size_bytes: u64,
    sha256: Sha256,
    sha1: Sha1,
    md5: Md5,
    blake3: blake3::Hasher,
}

impl Digester {
    /// A digester that has seen no bytes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next bytes of the file.
    pub fn update(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(PIECE_BYTES) {
            self.size_bytes += piece.len() as u64;
            self.sha256.update(piece);
            self.sha1.update(piece);
            self.md5.update(piece);
            self.blake3.update(piece);
        }
    }

    /// The digests of everything added.
    pub fn finish(self) -> FileDigests {
        FileDigests {
            size_bytes: self.size_bytes,
            sha256: hex::encode(self.sha256.finalize()),
            sha1: hex::encode(self.sha1.finalize()),
            md5: hex::encode(self.md5.finalize()),
            blake3: self.blake3.finalize().to_hex().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_of_abc_are_those_of_the_standards() {
        let mut digester = Digester::new();
        digester.update(b"abc");
        assert_eq!(
            digester.finish(),
            FileDigests {
                size_bytes: 3,
                sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".into(),
                sha1: "a9993e364706816aba3e25717850c26c9cd0d89d".into(),
                md5: "900150983cd24fb0d6963f7d28e17f72".into(),
                blake3: "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85".into(),
            }
        );
    }

    #[test]
    fn pieces_do_not_change_the_digests() {
        let bytes: Vec<u8> = (0..200_003_u32).map(|n| n.to_le_bytes()[0] ^ n.to_le_bytes()[1]).collect();
        let mut whole = Digester::new();
        whole.update(&bytes);
        let mut pieces = Digester::new();
        bytes.chunks(977).for_each(|piece| pieces.update(piece));
        assert_eq!(pieces.finish(), whole.finish());
    }
}

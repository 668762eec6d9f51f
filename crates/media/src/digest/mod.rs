//! The four cryptographic digests of a file, in one pass over its bytes.

mod chains;
#[cfg(target_arch = "x86_64")]
mod interleaved;
#[cfg(target_arch = "x86_64")]
mod md5;

use serde::{Deserialize, Serialize};

use chains::{BLOCK_BYTES, Chains, advance};

/// Piece that BLAKE3 reads after the others while it is still in the second-level cache.
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
#[derive(Debug, Clone)]
pub struct Digester {
    size_bytes: u64,
    chains: Chains,
    /// The begun block: its first `size_bytes % 64` bytes count.
    rest: [u8; BLOCK_BYTES],
    blake3: blake3::Hasher,
}

impl Default for Digester {
    fn default() -> Self {
        Self {
            size_bytes: 0,
            chains: Chains::default(),
            rest: [0; BLOCK_BYTES],
            blake3: blake3::Hasher::new(),
        }
    }
}

impl Digester {
    /// A digester that has seen no bytes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next bytes of the file.
    pub fn update(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(PIECE_BYTES) {
            self.advance(piece);
            self.blake3.update(piece);
            self.size_bytes += piece.len() as u64;
        }
    }

    /// MD5, SHA-1 and SHA-256 of the next bytes, as far as they fill blocks.
    fn advance(&mut self, bytes: &[u8]) {
        let begun = self.begun_bytes();
        let (first, bytes) = bytes.split_at(bytes.len().min((BLOCK_BYTES - begun) % BLOCK_BYTES));
        self.rest[begun..begun + first.len()].copy_from_slice(first);
        if begun > 0 && begun + first.len() == BLOCK_BYTES {
            advance(&mut self.chains, &[self.rest]);
        }
        let (blocks, rest) = bytes.as_chunks();
        advance(&mut self.chains, blocks);
        if !rest.is_empty() {
            self.rest[..rest.len()].copy_from_slice(rest);
        }
    }

    /// Bytes that wait for their block to fill.
    fn begun_bytes(&self) -> usize {
        usize::from((self.size_bytes % BLOCK_BYTES as u64).to_le_bytes()[0])
    }

    /// The digests of everything added.
    pub fn finish(self) -> FileDigests {
        let rest = &self.rest[..self.begun_bytes()];
        let (md5, sha1, sha256) = self.chains.finish(rest, self.size_bytes);
        FileDigests {
            size_bytes: self.size_bytes,
            sha256: hex::encode(sha256),
            sha1: hex::encode(sha1),
            md5: hex::encode(md5),
            blake3: self.blake3.finalize().to_hex().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use ::md5::Md5;
    use proptest::prelude::*;
    use sha1::Sha1;
    use sha2::{Digest as _, Sha256};

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

    proptest! {
        /// Whatever the length and however it is cut: the libraries' digests.
        #[test]
        fn digests_are_those_of_the_libraries(pieces in prop::collection::vec(piece(), 0..12)) {
            let mut digester = Digester::new();
            for piece in &pieces {
                digester.update(piece);
            }
            let bytes = pieces.concat();
            prop_assert_eq!(digester.finish(), by_the_libraries(&bytes));
        }
    }

    /// Short ones, ones about a block long, and ones beyond what is taken at a time.
    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let lengths = prop_oneof![0..4_usize, 50..140_usize, PIECE_BYTES - 70..PIECE_BYTES + 70];
        (lengths, any::<u64>()).prop_map(|(length, seed)| {
            let mut state = seed | 1;
            let next = |_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                state.to_be_bytes()[0]
            };
            (0..length).map(next).collect()
        })
    }

    fn by_the_libraries(bytes: &[u8]) -> FileDigests {
        FileDigests {
            size_bytes: bytes.len() as u64,
            sha256: hex::encode(Sha256::digest(bytes)),
            sha1: hex::encode(Sha1::digest(bytes)),
            md5: hex::encode(Md5::digest(bytes)),
            blake3: blake3::hash(bytes).to_hex().to_string(),
        }
    }
}

//! The three chains of 64-byte blocks: MD5, SHA-1 and SHA-256, which pad alike.

use multiversion::multiversion;
use multiversion::target::match_target;

/// Bytes that all three functions take at a time.
pub(super) const BLOCK_BYTES: usize = 64;

/// What the three functions carry from block to block.
#[derive(Debug, Clone)]
pub(super) struct Chains {
    pub(super) md5: [u32; 4],
    pub(super) sha1: [u32; 5],
    pub(super) sha256: [u32; 8],
}

impl Default for Chains {
    /// What the standards begin with: RFC 1321, 3.3; FIPS 180-4, 5.3.1 and 5.3.3.
    fn default() -> Self {
        Self {
            md5: [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476],
            sha1: [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0],
            sha256: [
                0x6a09_e667,
                0xbb67_ae85,
                0x3c6e_f372,
                0xa54f_f53a,
                0x510e_527f,
                0x9b05_688c,
                0x1f83_d9ab,
                0x5be0_cd19,
            ],
        }
    }
}

impl Chains {
    /// The digests MD5, SHA-1 and SHA-256 of what was advanced by, `rest` (less than a block) and nothing more: `size_bytes` in all.
    pub(super) fn finish(mut self, rest: &[u8], size_bytes: u64) -> ([u8; 16], [u8; 20], [u8; 32]) {
        let bits = size_bytes.wrapping_mul(8);
        let (little, big) = (padded(rest, bits.to_le_bytes()), padded(rest, bits.to_be_bytes()));
        ::md5::block_api::compress(&mut self.md5, &little);
        sha1::block_api::compress(&mut self.sha1, &big);
        sha2::block_api::compress256(&mut self.sha256, &big);
        let mut digests = ([0; 16], [0; 20], [0; 32]);
        write(&mut digests.0, self.md5.map(u32::to_le_bytes));
        write(&mut digests.1, self.sha1.map(u32::to_be_bytes));
        write(&mut digests.2, self.sha256.map(u32::to_be_bytes));
        digests
    }
}

/// Advances all three by these blocks: mixed where the processor has the instructions, otherwise one after the other.
#[multiversion(targets("x86_64+sha+sse2+ssse3+sse4.1+bmi1"))]
pub(super) fn advance(chains: &mut Chains, blocks: &[[u8; BLOCK_BYTES]]) {
    match_target! {
        "x86_64+sha+sse2+ssse3+sse4.1+bmi1" => super::interleaved::advance(chains, blocks),
        _ => one_after_the_other(chains, blocks),
    }
}

/// The same by the libraries alone.
#[cfg_attr(target_feature = "sha", allow(dead_code, reason = "a build for one processor needs one way only"))]
pub(super) fn one_after_the_other(chains: &mut Chains, blocks: &[[u8; BLOCK_BYTES]]) {
    // one block at a time, since even so the processor overlaps a little
    for block in blocks {
        let block = std::slice::from_ref(block);
        ::md5::block_api::compress(&mut chains.md5, block);
        sha1::block_api::compress(&mut chains.sha1, block);
        sha2::block_api::compress256(&mut chains.sha256, block);
    }
}

/// The last blocks: the rest, a one bit, zeros, and the length.
fn padded(rest: &[u8], length: [u8; 8]) -> Vec<[u8; BLOCK_BYTES]> {
    let mut bytes = Vec::with_capacity(2 * BLOCK_BYTES);
    bytes.extend_from_slice(rest);
    bytes.push(0x80);
    let blocks = (bytes.len() + length.len()).div_ceil(BLOCK_BYTES);
    bytes.resize(blocks * BLOCK_BYTES - length.len(), 0);
    bytes.extend_from_slice(&length);
    bytes.as_chunks().0.to_vec()
}

fn write<const N: usize>(digest: &mut [u8], words: [[u8; 4]; N]) {
    digest.as_chunks_mut().0.iter_mut().zip(words).for_each(|(bytes, word): (&mut [u8; 4], _)| *bytes = word);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever the processor: the mixed loop and the libraries' own say the same.
        #[test]
        fn both_ways_lead_to_the_same_state(blocks: Vec<[u8; 32]>, wild: [u32; 17]) {
            let bytes = blocks.concat();
            let (blocks, _) = bytes.as_chunks();
            let word = |first: usize, n: usize| wild[first + n];
            let begun = Chains {
                md5: std::array::from_fn(|n| word(0, n)),
                sha1: std::array::from_fn(|n| word(4, n)),
                sha256: std::array::from_fn(|n| word(9, n)),
            };
            let (mut one, mut other) = (begun.clone(), begun);
            advance(&mut one, blocks);
            one_after_the_other(&mut other, blocks);
            prop_assert_eq!((one.md5, one.sha1, one.sha256), (other.md5, other.sha1, other.sha256));
        }
    }
}

//! One loop that advances MD5, SHA-1 and SHA-256 by one block together, with the SHA extensions of x86-64.
//!
//! MD5 is one chain of dependent additions that leaves most of the processor idle; the rounds of the SHA extensions run beside it.
//! One after the other block by block gains a fifth only, as a processor does not look far enough ahead, so the rounds stand mixed here:
//! a quarter of each function at a time. The intrinsics are safe where the caller has their target features, which `multiversion` sees to.

#![expect(clippy::many_single_char_names, reason = "the standards name the words of a state a to h")]

use std::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_alignr_epi8, _mm_cvtsi128_si64, _mm_extract_epi64, _mm_or_si128,
    _mm_set_epi32, _mm_set_epi64x, _mm_sha1msg1_epu32, _mm_sha1msg2_epu32, _mm_sha1nexte_epu32,
    _mm_sha1rnds4_epu32, _mm_sha256msg1_epu32, _mm_sha256msg2_epu32, _mm_sha256rnds2_epu32, _mm_shuffle_epi8,
    _mm_shuffle_epi32, _mm_slli_epi32, _mm_srli_epi32, _mm_xor_si128,
};

use super::chains::Chains;
use super::md5;

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes: FIPS 180-4, 4.2.2.
const CUBE_ROOTS: [u32; 64] = [
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
    0x72be_5d74,
    0x80de_b1fe,
    0x9bdc_06a7,
    0xc19b_f174,
    0xe49b_69c1,
    0xefbe_4786,
    0x0fc1_9dc6,
    0x240c_a1cc,
    0x2de9_2c6f,
    0x4a74_84aa,
    0x5cb0_a9dc,
    0x76f9_88da,
    0x983e_5152,
    0xa831_c66d,
    0xb003_27c8,
    0xbf59_7fc7,
    0xc6e0_0bf3,
    0xd5a7_9147,
    0x06ca_6351,
    0x1429_2967,
    0x27b7_0a85,
    0x2e1b_2138,
    0x4d2c_6dfc,
    0x5338_0d13,
    0x650a_7354,
    0x766a_0abb,
    0x81c2_c92e,
    0x9272_2c85,
    0xa2bf_e8a1,
    0xa81a_664b,
    0xc24b_8b70,
    0xc76c_51a3,
    0xd192_e819,
    0xd699_0624,
    0xf40e_3585,
    0x106a_a070,
    0x19a4_c116,
    0x1e37_6c08,
    0x2748_774c,
    0x34b0_bcb5,
    0x391c_0cb3,
    0x4ed8_aa4a,
    0x5b9c_ca4f,
    0x682e_6ff3,
    0x748f_82ee,
    0x78a5_636f,
    0x84c8_7814,
    0x8cc7_0208,
    0x90be_fffa,
    0xa450_6ceb,
    0xbef9_a3f7,
    0xc671_78f2,
];

/// Advances all three by these blocks.
#[inline]
#[target_feature(enable = "sha,sse2,ssse3,sse4.1,bmi1")]
pub(super) fn advance(chains: &mut Chains, blocks: &[[u8; 64]]) {
    let (mut sha1, mut sha256) = (Sha1::load(chains.sha1), Sha256::load(chains.sha256));
    for block in blocks {
        let words = md5::words(block);
        let pieces = [0, 1, 2, 3].map(|n| load(block, n));
        let (mut digest, began) = (chains.md5, (sha1.state, sha256.state));
        sha1.begin(pieces);
        sha256.begin(pieces);
        quarter::<0>(&mut digest, &words, &mut sha1, &mut sha256);
        quarter::<1>(&mut digest, &words, &mut sha1, &mut sha256);
        quarter::<2>(&mut digest, &words, &mut sha1, &mut sha256);
        quarter::<3>(&mut digest, &words, &mut sha1, &mut sha256);
        for (sum, word) in chains.md5.iter_mut().zip(digest) {
            *sum = sum.wrapping_add(word);
        }
        sha1.end(began.0);
        sha256.end(began.1);
    }
    (chains.sha1, chains.sha256) = (sha1.store(), sha256.store());
}

/// A quarter of all three: 16 steps of MD5, 20 rounds of SHA-1, 16 of SHA-256.
#[inline]
#[target_feature(enable = "sha,sse2,ssse3,sse4.1,bmi1")]
fn quarter<const Q: i32>(digest: &mut [u32; 4], words: &[u32; 16], sha1: &mut Sha1, sha256: &mut Sha256) {
    let q = Q.unsigned_abs() as usize;
    md5::quarter_round(q, 0, digest, words);
    sha256.four_rounds(4 * q);
    sha1.four_rounds::<Q>(5 * q);
    md5::quarter_round(q, 1, digest, words);
    sha256.four_rounds(4 * q + 1);
    sha1.four_rounds::<Q>(5 * q + 1);
    md5::quarter_round(q, 2, digest, words);
    sha256.four_rounds(4 * q + 2);
    sha1.four_rounds::<Q>(5 * q + 2);
    md5::quarter_round(q, 3, digest, words);
    sha256.four_rounds(4 * q + 3);
    sha1.four_rounds::<Q>(5 * q + 3);
    sha1.four_rounds::<Q>(5 * q + 4);
}

/// SHA-1 (FIPS 180-4, 6.1) as the instructions want it.
struct Sha1 {
    /// `abcd`, and `e` in the highest lane.
    state: [__m128i; 2],
    /// `abcd` four rounds ago: its `a`, turned, is the next `e`.
    before: __m128i,
    schedule: [__m128i; 4],
}

impl Sha1 {
    #[inline]
    #[target_feature(enable = "sse2")]
    fn load([a, b, c, d, e]: [u32; 5]) -> Self {
        let state = [lanes([a, b, c, d]), lanes([e, 0, 0, 0])];
        Self { state, before: state[1], schedule: nothing() }
    }

    #[inline]
    #[target_feature(enable = "sse2,ssse3")]
    fn begin(&mut self, pieces: [__m128i; 4]) {
        let order = _mm_set_epi64x(0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f);
        self.schedule = pieces.map(|piece| _mm_shuffle_epi8(piece, order));
        // turned back, since each group of rounds turns it by 30
        let [_, e] = self.state;
        self.before = _mm_or_si128(_mm_slli_epi32::<2>(e), _mm_srli_epi32::<30>(e));
    }

    /// Group `group` (0 to 19) of four rounds, of which function and constant are number `Q`.
    #[inline]
    #[target_feature(enable = "sha,sse2")]
    fn four_rounds<const Q: i32>(&mut self, group: usize) {
        let words = &mut self.schedule;
        if group >= 4 {
            let mixed = _mm_sha1msg1_epu32(words[group % 4], words[(group + 1) % 4]);
            let mixed = _mm_xor_si128(mixed, words[(group + 2) % 4]);
            words[group % 4] = _mm_sha1msg2_epu32(mixed, words[(group + 3) % 4]);
        }
        let added = _mm_sha1nexte_epu32(self.before, words[group % 4]);
        self.before = self.state[0];
        self.state[0] = _mm_sha1rnds4_epu32::<Q>(self.state[0], added);
    }

    #[inline]
    #[target_feature(enable = "sha,sse2")]
    fn end(&mut self, [abcd, e]: [__m128i; 2]) {
        self.state = [_mm_add_epi32(self.state[0], abcd), _mm_sha1nexte_epu32(self.before, e)];
    }

    #[inline]
    #[target_feature(enable = "sse4.1")]
    fn store(&self) -> [u32; 5] {
        let ([a, b, c, d], [e, ..]) = (words_of(self.state[0]), words_of(self.state[1]));
        [a, b, c, d, e]
    }
}

/// SHA-256 (FIPS 180-4, 6.2) as the instructions want it.
struct Sha256 {
    /// `abef` and `cdgh`.
    state: [__m128i; 2],
    schedule: [__m128i; 4],
}

impl Sha256 {
    #[inline]
    #[target_feature(enable = "sse2")]
    fn load([a, b, c, d, e, f, g, h]: [u32; 8]) -> Self {
        Self { state: [lanes([a, b, e, f]), lanes([c, d, g, h])], schedule: nothing() }
    }

    #[inline]
    #[target_feature(enable = "ssse3")]
    fn begin(&mut self, pieces: [__m128i; 4]) {
        let order = _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203);
        self.schedule = pieces.map(|piece| _mm_shuffle_epi8(piece, order));
    }

    /// Group `group` (0 to 15) of four rounds.
    #[inline]
    #[target_feature(enable = "sha,sse2,ssse3")]
    fn four_rounds(&mut self, group: usize) {
        let words = &mut self.schedule;
        let newest = words[(group + 3) % 4];
        if group >= 4 {
            let mixed = _mm_sha256msg1_epu32(words[group % 4], words[(group + 1) % 4]);
            let mixed = _mm_add_epi32(mixed, _mm_alignr_epi8::<4>(newest, words[(group + 2) % 4]));
            words[group % 4] = _mm_sha256msg2_epu32(mixed, newest);
        }
        let [k0, k1, k2, k3] = [0, 1, 2, 3].map(|n| CUBE_ROOTS[4 * group + n]);
        let added = _mm_add_epi32(words[group % 4], lanes([k3, k2, k1, k0]));
        let [abef, cdgh] = self.state;
        let turned = _mm_sha256rnds2_epu32(cdgh, abef, added);
        self.state = [_mm_sha256rnds2_epu32(abef, turned, _mm_shuffle_epi32::<0x0e>(added)), turned];
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn end(&mut self, [abef, cdgh]: [__m128i; 2]) {
        self.state = [_mm_add_epi32(self.state[0], abef), _mm_add_epi32(self.state[1], cdgh)];
    }

    #[inline]
    #[target_feature(enable = "sse4.1")]
    fn store(&self) -> [u32; 8] {
        let ([a, b, e, f], [c, d, g, h]) = (words_of(self.state[0]), words_of(self.state[1]));
        [a, b, c, d, e, f, g, h]
    }
}

/// Sixteen bytes of a block.
#[inline]
#[target_feature(enable = "sse2")]
fn load(block: &[u8; 64], number: usize) -> __m128i {
    let (halves, _) = block.as_chunks();
    let half = |n: usize| i64::from_le_bytes(halves[n]);
    _mm_set_epi64x(half(2 * number + 1), half(2 * number))
}

/// Four words, the first in the highest lane.
#[inline]
#[target_feature(enable = "sse2")]
fn lanes([a, b, c, d]: [u32; 4]) -> __m128i {
    _mm_set_epi32(a.cast_signed(), b.cast_signed(), c.cast_signed(), d.cast_signed())
}

/// The opposite of [`lanes`].
#[inline]
#[target_feature(enable = "sse4.1")]
fn words_of(vector: __m128i) -> [u32; 4] {
    let (high, low) = (_mm_extract_epi64::<1>(vector), _mm_cvtsi128_si64(vector));
    let [low, high] = [low, high].map(i64::to_le_bytes);
    let word = |half: [u8; 8], first: usize| {
        u32::from_le_bytes([half[first], half[first + 1], half[first + 2], half[first + 3]])
    };
    [word(high, 4), word(high, 0), word(low, 4), word(low, 0)]
}

/// Four zeros: a schedule before its first block.
#[inline]
#[target_feature(enable = "sse2")]
fn nothing() -> [__m128i; 4] {
    [lanes([0; 4]); 4]
}

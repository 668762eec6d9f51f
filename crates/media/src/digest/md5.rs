//! MD5 (RFC 1321) by quarters of a round, for the loop that mixes it with others.

/// `floor(2^32 * abs(sin(n + 1)))`: RFC 1321, 3.4.
const SINES: [u32; 64] = [
    0xd76a_a478,
    0xe8c7_b756,
    0x2420_70db,
    0xc1bd_ceee,
    0xf57c_0faf,
    0x4787_c62a,
    0xa830_4613,
    0xfd46_9501,
    0x6980_98d8,
    0x8b44_f7af,
    0xffff_5bb1,
    0x895c_d7be,
    0x6b90_1122,
    0xfd98_7193,
    0xa679_438e,
    0x49b4_0821,
    0xf61e_2562,
    0xc040_b340,
    0x265e_5a51,
    0xe9b6_c7aa,
    0xd62f_105d,
    0x0244_1453,
    0xd8a1_e681,
    0xe7d3_fbc8,
    0x21e1_cde6,
    0xc337_07d6,
    0xf4d5_0d87,
    0x455a_14ed,
    0xa9e3_e905,
    0xfcef_a3f8,
    0x676f_02d9,
    0x8d2a_4c8a,
    0xfffa_3942,
    0x8771_f681,
    0x6d9d_6122,
    0xfde5_380c,
    0xa4be_ea44,
    0x4bde_cfa9,
    0xf6bb_4b60,
    0xbebf_bc70,
    0x289b_7ec6,
    0xeaa1_27fa,
    0xd4ef_3085,
    0x0488_1d05,
    0xd9d4_d039,
    0xe6db_99e5,
    0x1fa2_7cf8,
    0xc4ac_5665,
    0xf429_2244,
    0x432a_ff97,
    0xab94_23a7,
    0xfc93_a039,
    0x655b_59c3,
    0x8f0c_cc92,
    0xffef_f47d,
    0x8584_5dd1,
    0x6fa8_7e4f,
    0xfe2c_e6e0,
    0xa301_4314,
    0x4e08_11a1,
    0xf753_7e82,
    0xbd3a_f235,
    0x2ad7_d2bb,
    0xeb86_d391,
];

/// How far the steps of each round turn.
const TURNS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// The sixteen words of a block.
pub(super) fn words(block: &[u8; 64]) -> [u32; 16] {
    let (words, _) = block.as_chunks();
    std::array::from_fn(|n| u32::from_le_bytes(words[n]))
}

/// Four of the sixteen steps of a round (0 to 3): part 0 to 3 of it. After four steps the state lies as before.
#[inline(always)]
#[expect(clippy::inline_always, reason = "measured: a tenth faster than where the compiler decides")]
pub(super) fn quarter_round(round: usize, part: usize, [a, b, c, d]: &mut [u32; 4], words: &[u32; 16]) {
    let first = 4 * part;
    step(round, first, a, [*b, *c, *d], words);
    step(round, first + 1, d, [*a, *b, *c], words);
    step(round, first + 2, c, [*d, *a, *b], words);
    step(round, first + 3, b, [*c, *d, *a], words);
}

/// One step: the newest word, `b`, is what the next step waits for, so all that can be added before it is.
#[inline(always)]
#[expect(clippy::inline_always, reason = "measured: a tenth faster than where the compiler decides")]
fn step(round: usize, number: usize, a: &mut u32, [b, c, d]: [u32; 3], words: &[u32; 16]) {
    let taken = [number, 5 * number + 1, 3 * number + 5, 7 * number][round] % 16;
    let sum = a.wrapping_add(SINES[16 * round + number]).wrapping_add(words[taken]);
    let sum = match round {
        0 => sum.wrapping_add(d ^ (b & (c ^ d))),
        // an addition instead of the standard's "or": its sides share no bit
        1 => sum.wrapping_add(c & !d).wrapping_add(b & d),
        2 => sum.wrapping_add(b ^ (c ^ d)),
        _ => sum.wrapping_add(c ^ (b | !d)),
    };
    *a = sum.rotate_left(TURNS[round][number % 4]).wrapping_add(b);
}

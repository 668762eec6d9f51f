//! How hashes are cut into chunks, and how near each chunk has to be.

use super::Words;

/// Bits of a hash.
const HASH_BITS: u32 = 256;

/// One chunk of a hash: `bits` bits from bit `start` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) start: u32,
    pub(super) bits: u32,
}

impl Chunk {
    /// The chunk's bits of a hash, as a number.
    pub(super) fn of(self, Words(words): &Words) -> u32 {
        let (word, shift) = ((self.start / 64) as usize, self.start % 64);
        let mut value = words[word] >> shift;
        if shift + self.bits > 64 {
            value |= words[word + 1] << (64 - shift);
        }
        #[expect(clippy::cast_possible_truncation, reason = "a chunk has at most 26 bits")]
        let value = (value & ((1 << self.bits) - 1)) as u32;
        value
    }

    /// Bits of the lower half of a value.
    pub(super) fn low_bits(self) -> u32 {
        self.bits / 2
    }

    /// How many values the upper half can take.
    pub(super) fn high_values(self) -> usize {
        1 << (self.bits - self.low_bits())
    }
}

/// Chunks that cover a hash, longest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cut(pub(super) Vec<Chunk>);

impl Cut {
    /// The cut for that many hashes: longer chunks let fewer strangers through, but have more neighbours to ask.
    ///
    /// The borders are where probes and strangers together are fewest (docs/performance.md); eleven chunks
    /// have tables of 250 MB, which is too much below eight million.
    pub(super) fn for_hashes(hashes: usize) -> Self {
        Self::into_chunks(match hashes {
            0..=20_000 => 0,
            20_001..=200_000 => 16,
            200_001..=3_000_000 => 14,
            3_000_001..=8_000_000 => 12,
            8_000_001..=60_000_000 => 11,
            _ => 10,
        })
    }

    /// `count` chunks whose lengths differ by one bit at most.
    pub(super) fn into_chunks(count: u32) -> Self {
        let mut chunks = Vec::new();
        let mut start = 0;
        for chunk_no in 0..count {
            let bits = HASH_BITS / count + u32::from(chunk_no < HASH_BITS % count);
            chunks.push(Chunk { start, bits });
            start += bits;
        }
        Self(chunks)
    }

    /// How many bits each chunk may differ in, so that no hash within `radius_bits` is missed; `None` where a chunk need not be asked.
    ///
    /// If chunk i of two hashes differs in more than t(i) bits for every i, the hashes differ in at least the sum of t(i) + 1 bits. So that
    /// sum has to be `radius_bits` + 1, however it is shared out.
    pub(super) fn radii(&self, radius_bits: u32) -> impl Iterator<Item = (usize, Option<u32>)> + use<> {
        let count = u32::try_from(self.0.len()).unwrap_or(u32::MAX).max(1);
        let (share, rest) = ((radius_bits + 1) / count, (radius_bits + 1) % count);
        let chunks = self.0.len();
        (0..chunks).zip(0..count).map(move |(at, chunk_no)| {
            let share = share + u32::from(chunk_no < rest);
            (at, share.checked_sub(1))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_every_bit_once() {
        for count in [8, 10, 11, 12, 14, 16] {
            let cut = Cut::into_chunks(count);
            let mut seen = [0_u64; 4];
            for bit in 0..HASH_BITS {
                let mut words = [0; 4];
                words[(bit / 64) as usize] = 1 << (bit % 64);
                let values: Vec<u32> =
                    cut.0.iter().map(|chunk| chunk.of(&Words(words))).filter(|value| *value != 0).collect();
                assert!(matches!(values.as_slice(), [value] if value.is_power_of_two()), "{count} {bit}");
                seen[(bit / 64) as usize] |= words[(bit / 64) as usize];
            }
            assert_eq!(seen, [u64::MAX; 4]);
        }
    }

    #[test]
    fn radii_miss_nothing_and_ask_for_no_more() {
        for count in [10, 12, 16] {
            for radius_bits in 0..=63 {
                let shares = Cut::into_chunks(count).radii(radius_bits).map(|(_, t)| t.map_or(0, |t| t + 1));
                assert_eq!(shares.sum::<u32>(), radius_bits + 1, "{count} {radius_bits}");
            }
        }
    }
}

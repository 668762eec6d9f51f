//! Which hashes have which value in one chunk.

use super::Words;
use super::cut::{Chunk, Cut};

/// Positions of hashes, grouped by their value in one chunk.
#[derive(Debug)]
pub(super) struct Table {
    /// The positions of value v are `positions[starts[v]..starts[v + 1]]`.
    starts: Vec<u32>,
    positions: Vec<u32>,
}

impl Table {
    /// A table for each chunk of the cut. There are fewer than 2^32 hashes.
    pub(super) fn build_all(cut: &Cut, hashes: &[Words]) -> Vec<Self> {
        let ends = ends_of_groups(cut, hashes);
        let mut entries = vec![Entry::default(); hashes.len()];
        cut.0.iter().zip(ends).map(|(chunk, ends)| Self::build(*chunk, hashes, ends, &mut entries)).collect()
    }

    /// Groups the positions by their value.
    ///
    /// In two steps, by the high bits of the value and then by the low ones: each step writes to so few places that they stay in the
    /// cache, where one step would miss it with every hash.
    fn build(chunk: Chunk, hashes: &[Words], ends: Vec<u32>, entries: &mut [Entry]) -> Self {
        let groups = group_by_high_bits(chunk, hashes, ends, entries);
        let low_bits = chunk.low_bits();
        let mut starts = Vec::with_capacity(chunk.values() + 1);
        let mut positions = vec![0; hashes.len()];
        let mut ends = vec![0_u32; 1 << low_bits];
        for group in groups.windows(2) {
            let entries = &entries[group[0] as usize..group[1] as usize];
            ends.fill(0);
            for entry in entries {
                ends[entry.low as usize] += 1;
            }
            let mut start = group[0];
            for end in &mut ends {
                starts.push(start);
                start += *end;
                *end = start;
            }
            for entry in entries {
                let end = &mut ends[entry.low as usize];
                *end -= 1;
                positions[*end as usize] = entry.position;
            }
        }
        starts.push(groups[groups.len() - 1]);
        Self { starts, positions }
    }

    /// Where the positions of a value stand.
    pub(super) fn range(&self, value: u32) -> (u32, u32) {
        (self.starts[value as usize], self.starts[value as usize + 1])
    }

    /// The positions of a range.
    pub(super) fn positions(&self, (start, end): (u32, u32)) -> &[u32] {
        &self.positions[start as usize..end as usize]
    }

    /// Bytes held.
    pub(super) fn size_bytes(&self) -> usize {
        size_of::<u32>() * (self.starts.len() + self.positions.len())
    }
}

/// A hash on its way to its place: the low bits of its value, and its position.
#[derive(Clone, Copy, Default)]
struct Entry {
    low: u32,
    position: u32,
}

/// For each chunk, where the group of each value of its high bits ends; one more end is that of all.
fn ends_of_groups(cut: &Cut, hashes: &[Words]) -> Vec<Vec<u32>> {
    let mut ends: Vec<Vec<u32>> = cut.0.iter().map(|chunk| vec![0; chunk.high_values() + 1]).collect();
    for hash in hashes {
        for (chunk, ends) in cut.0.iter().zip(&mut ends) {
            ends[(chunk.of(hash) >> chunk.low_bits()) as usize] += 1;
        }
    }
    for ends in &mut ends {
        let mut sum = 0;
        for end in ends {
            sum += *end;
            *end = sum;
        }
    }
    ends
}

/// Puts the entries in groups of equal high bits; gives where each group starts, and the end of all.
fn group_by_high_bits(chunk: Chunk, hashes: &[Words], ends: Vec<u32>, entries: &mut [Entry]) -> Vec<u32> {
    let mut starts = ends;
    for (hash, position) in hashes.iter().zip(0..) {
        let value = chunk.of(hash);
        let start = &mut starts[(value >> chunk.low_bits()) as usize];
        *start -= 1;
        entries[*start as usize] = Entry { low: value & ((1 << chunk.low_bits()) - 1), position };
    }
    starts
}

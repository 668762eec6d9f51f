//! Writing the tables: which hashes have which value in each chunk.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};

use super::Words;
use super::cut::{Chunk, Cut};
use super::shape::Shape;
use super::starts::StartsMut;
use crate::bytes::{Hash, U16, U32, index};

/// The places of the tables, as long as [`Shape::lengths`] says.
pub(crate) struct Tables<'a> {
    pub(crate) bases: &'a mut [U32],
    pub(crate) offsets: &'a mut [U16],
    pub(crate) positions: &'a mut [U32],
}

/// Writes the tables of the hashes, with so many threads. `false` when they crowd too much for narrow starts: then the shape has to be wide.
pub(crate) fn fill(shape: &Shape, hashes: &[Hash], tables: Tables<'_>, threads: usize) -> bool {
    if shape.tables.is_empty() || hashes.is_empty() {
        return true;
    }
    let jobs = Mutex::new(jobs(shape, hashes, tables).into_iter());
    // The lock is held while a job is taken, not while it is done.
    let next = || jobs.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        let mut scratch = vec![Placed::default(); hashes.len()];
        std::iter::from_fn(next).all(|job| job.run(hashes, &mut scratch))
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(shape.tables.len())).map(|_| scope.spawn(work)).collect();
        let own = work();
        others.into_iter().all(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic))) && own
    })
}

/// One table to be written.
struct Job<'a> {
    chunk: Chunk,
    ends: Vec<u32>,
    starts: StartsMut<'a>,
    positions: &'a mut [U32],
}

impl Job<'_> {
    fn run(self, hashes: &[Hash], scratch: &mut [Placed]) -> bool {
        let groups = group_by_high_bits(self.chunk, hashes, self.ends, scratch);
        group_by_low_bits(self.chunk, &groups, scratch, self.starts, self.positions)
    }
}

fn jobs<'a>(shape: &Shape, hashes: &[Hash], tables: Tables<'a>) -> Vec<Job<'a>> {
    let Tables { mut bases, mut offsets, positions } = tables;
    let ends = ends_of_groups(&shape.cut, hashes);
    let all_positions = positions.chunks_exact_mut(hashes.len());
    let mut jobs = Vec::with_capacity(shape.tables.len());
    for ((table, ends), positions) in shape.tables.iter().zip(ends).zip(all_positions) {
        let (own_bases, rest) = std::mem::take(&mut bases).split_at_mut(table.bases.1 - table.bases.0);
        bases = rest;
        let (own_offsets, rest) =
            std::mem::take(&mut offsets).split_at_mut(table.offsets.1 - table.offsets.0);
        offsets = rest;
        let starts = StartsMut::new(own_bases, own_offsets, shape.is_narrow);
        jobs.push(Job { chunk: table.chunk, ends, starts, positions });
    }
    jobs
}

/// A hash on its way to its place: the low bits of its value, and its position.
#[derive(Clone, Copy, Default)]
struct Placed {
    low: u32,
    position: u32,
}

/// For each chunk, where the group of each value of its high bits ends; one more end is that of all.
fn ends_of_groups(cut: &Cut, hashes: &[Hash]) -> Vec<Vec<u32>> {
    let mut ends: Vec<Vec<u32>> = cut.0.iter().map(|chunk| vec![0; chunk.high_values() + 1]).collect();
    for hash in hashes {
        let words = Words::of(hash);
        for (chunk, ends) in cut.0.iter().zip(&mut ends) {
            ends[index(chunk.of(&words) >> chunk.low_bits())] += 1;
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

/// Puts the hashes in groups of equal high bits; gives where each group starts, and the end of all.
///
/// Grouping takes two steps, by the high bits of the value and then by the low ones: each step writes to so few places that they stay in
/// the cache, where one step would miss it with every hash.
fn group_by_high_bits(chunk: Chunk, hashes: &[Hash], ends: Vec<u32>, scratch: &mut [Placed]) -> Vec<u32> {
    let mut starts = ends;
    for (hash, position) in hashes.iter().zip(0..) {
        let value = chunk.of(&Words::of(hash));
        let start = &mut starts[index(value >> chunk.low_bits())];
        *start -= 1;
        scratch[index(*start)] = Placed { low: value & ((1 << chunk.low_bits()) - 1), position };
    }
    starts
}

fn group_by_low_bits(
    chunk: Chunk,
    groups: &[u32],
    scratch: &[Placed],
    mut starts: StartsMut<'_>,
    positions: &mut [U32],
) -> bool {
    let mut ends = vec![0_u32; 1 << chunk.low_bits()];
    let mut value = 0;
    let mut fits = true;
    for group in groups.windows(2) {
        let members = &scratch[index(group[0])..index(group[1])];
        ends.fill(0);
        for placed in members {
            ends[index(placed.low)] += 1;
        }
        let mut start = group[0];
        for end in &mut ends {
            fits &= starts.put(value, start);
            value += 1;
            start += *end;
            *end = start;
        }
        for placed in members {
            let end = &mut ends[index(placed.low)];
            *end -= 1;
            positions[index(*end)] = placed.position.to_le_bytes();
        }
    }
    fits & starts.put(value, groups[groups.len() - 1])
}

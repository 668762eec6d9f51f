//! Looking up: the choice between tables and scan.

use super::shape::{Shape, Table};
use super::starts::Starts;
use super::{Near, Words, masks, scan};
use crate::Digest;
use crate::bytes::{Hash, U16, U32, index};

/// A look-up reads candidates in no order; from one in this many hashes on, reading all in order is faster.
const SCAN_FROM: usize = 50;

/// Hashes and their tables where they lie.
#[derive(Clone, Copy)]
pub(crate) struct NearView<'a> {
    pub(crate) shape: &'a Shape,
    pub(crate) hashes: &'a [Hash],
    pub(crate) bases: &'a [U32],
    pub(crate) offsets: &'a [U16],
    pub(crate) positions: &'a [U32],
}

/// One hash that is looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(super) words: Words,
    pub(super) radius_bits: u32,
}

impl Wanted {
    pub(crate) fn new(pdq: &Digest<32>, radius_bits: u32) -> Self {
        Self { words: Words::of(&pdq.0), radius_bits }
    }
}

impl<'a> NearView<'a> {
    /// Every hash within the radius, nearest first; none is missed at any radius.
    pub(crate) fn within(&self, wanted: &Wanted) -> Vec<Near> {
        let mut found = Vec::new();
        if !self.look_up(wanted, &mut found) {
            scan::scan(self.hashes, wanted, &mut found);
        }
        in_order(found)
    }

    /// The same for many at once: those for which a scan is cheaper share its passes.
    pub(crate) fn within_many(&self, wanted: &[Wanted]) -> Vec<Vec<Near>> {
        let mut found = vec![Vec::new(); wanted.len()];
        let mut scanned: Vec<usize> = Vec::new();
        for (at, (wanted, found)) in wanted.iter().zip(&mut found).enumerate() {
            if !self.look_up(wanted, found) {
                scanned.push(at);
            }
        }
        let all: Vec<Wanted> = scanned.iter().map(|at| wanted[*at]).collect();
        for (at, near) in scanned.into_iter().zip(scan::scan_many(self.hashes, &all)) {
            found[at] = near;
        }
        found.into_iter().map(in_order).collect()
    }

    /// By the tables; `false` when a scan is cheaper, and then nothing is found yet.
    fn look_up(&self, wanted: &Wanted, found: &mut Vec<Near>) -> bool {
        let candidates = self.candidates(wanted, self.hashes.len() / SCAN_FROM);
        if let Some(candidates) = &candidates {
            scan::pick(self.hashes, candidates, wanted, found);
        }
        candidates.is_some()
    }

    /// The hashes that are near enough in one chunk at least; `None` when there are more than `most` of them or of the values to ask for.
    pub(super) fn candidates(&self, wanted: &Wanted, most: usize) -> Option<Vec<U32>> {
        let probes: u64 = self
            .asked(wanted.radius_bits)
            .map(|(at, t)| masks::count(self.shape.tables[at].chunk.bits, t))
            .sum();
        if self.shape.tables.is_empty() || probes > most as u64 {
            return None;
        }
        let mut groups: Vec<&[U32]> = Vec::with_capacity(usize::try_from(probes).unwrap_or(0));
        let mut size = 0;
        for (at, t) in self.asked(wanted.radius_bits) {
            let table = &self.shape.tables[at];
            let (starts, positions) = (self.starts(table), self.positions(at));
            let value = table.chunk.of(&wanted.words);
            for mask in masks::masks(table.chunk.bits, t) {
                let (start, end) = starts.range(value ^ mask);
                let group = positions.get(index(start)..index(end)).unwrap_or_default();
                if !group.is_empty() {
                    size += group.len();
                    groups.push(group);
                }
            }
        }
        if size > most {
            return None;
        }
        // All positions before any hash, so that the processor waits for many hashes at once.
        let mut candidates = Vec::with_capacity(size);
        for group in groups {
            candidates.extend_from_slice(group);
        }
        Some(candidates)
    }

    fn starts(&self, table: &Table) -> Starts<'a> {
        let bases = self.bases.get(table.bases.0..table.bases.1).unwrap_or_default();
        if self.shape.is_narrow {
            Starts::Narrow(bases, self.offsets.get(table.offsets.0..table.offsets.1).unwrap_or_default())
        } else {
            Starts::Wide(bases)
        }
    }

    fn positions(&self, chunk_no: usize) -> &'a [U32] {
        let start = chunk_no * self.shape.hashes;
        self.positions.get(start..start + self.shape.hashes).unwrap_or_default()
    }

    fn asked(&self, radius_bits: u32) -> impl Iterator<Item = (usize, u32)> + use<> {
        self.shape.cut.radii(radius_bits).filter_map(|(at, t)| Some((at, t?)))
    }
}

/// Nearest first; a hash that stood in several chunks once.
fn in_order(mut found: Vec<Near>) -> Vec<Near> {
    found.sort_unstable();
    found.dedup();
    found
}

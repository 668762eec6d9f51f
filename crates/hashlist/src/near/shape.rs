//! How many bytes the tables of a near index take, and where each lies.

use super::cut::{Chunk, Cut};
use super::starts;

/// Fewest and most chunks that a file may be cut into: with fewer, tables are too large; more are never asked for.
const CHUNKS: std::ops::RangeInclusive<u32> = 10..=32;

/// What the bytes of a near index are, in its own words: it is checked against their length, and they are read by it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    /// How many hashes.
    pub(crate) hashes: usize,
    /// Whether the starts are narrow.
    pub(crate) is_narrow: bool,
    pub(super) cut: Cut,
    pub(super) tables: Vec<Table>,
}

/// Where the table of a chunk lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    pub(super) chunk: Chunk,
    /// Place of its first base, of its bases, and the same of its offsets.
    pub(super) bases: (usize, usize),
    pub(super) offsets: (usize, usize),
}

impl Shape {
    /// The best shape for so many hashes, below 2^32.
    pub(crate) fn for_hashes(hashes: usize, is_narrow: bool) -> Self {
        Self::with(hashes, Cut::for_hashes(hashes), is_narrow)
    }

    /// The shape that a file says it has; `None` if there is none like it.
    pub(crate) fn find(hashes: u32, chunks: u32, narrow: u32) -> Option<Self> {
        let is_known = (chunks == 0 || CHUNKS.contains(&chunks)) && narrow <= 1;
        is_known.then(|| Self::with(hashes as usize, Cut::into_chunks(chunks), narrow == 1))
    }

    pub(super) fn with(hashes: usize, cut: Cut, is_narrow: bool) -> Self {
        let (mut base, mut offset) = (0, 0);
        let mut tables = Vec::with_capacity(cut.0.len());
        for chunk in &cut.0 {
            let (bases, offsets) = starts::lengths(chunk.bits, is_narrow);
            tables.push(Table {
                chunk: *chunk,
                bases: (base, base + bases),
                offsets: (offset, offset + offsets),
            });
            (base, offset) = (base + bases, offset + offsets);
        }
        Self { hashes, is_narrow, cut, tables }
    }

    /// The same as [`Shape::find`] reads it.
    pub(crate) fn to_array(&self) -> [u32; 3] {
        // A list has fewer than 2^32 entries and frames, and a cut few chunks.
        let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
        [number(self.hashes), number(self.tables.len()), u32::from(self.is_narrow)]
    }

    /// Bytes of the hashes, of the bases, of the offsets and of the positions.
    pub(crate) fn lengths(&self) -> [usize; 4] {
        let last = self.tables.last();
        let bases = last.map_or(0, |table| table.bases.1);
        let offsets = last.map_or(0, |table| table.offsets.1);
        [self.hashes * 32, bases * 4, offsets * 2, self.hashes * self.tables.len() * 4]
    }
}

//! A file in sectors.

use super::chance::{Chance, Fate};

pub(super) const SECTOR_BYTES: usize = 512;

/// A file: what was flushed, and what was done to it since.
#[derive(Default)]
pub(super) struct File {
    flushed: Vec<u8>,
    /// In order; with the line at which the call had ended.
    pub(super) pending: Vec<(usize, Change)>,
}

/// One change of a content.
pub(super) enum Change {
    Write(usize, Vec<u8>),
    Resize(usize),
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Resize(size) => content.resize(*size, 0),
            Self::Write(offset, bytes) => {
                content.resize(content.len().max(offset + bytes.len()), 0);
                content[*offset..offset + bytes.len()].copy_from_slice(bytes);
            }
        }
    }

    /// As far as it is in this sector; its size stays as it is.
    fn apply_to_sector(&self, sector: usize, content: &mut [u8]) {
        let range = sector * SECTOR_BYTES..((sector + 1) * SECTOR_BYTES).min(content.len());
        match self {
            Self::Resize(size) => content[range.start.max(*size).min(range.end)..range.end].fill(0),
            Self::Write(offset, bytes) => {
                let (from, to) = (range.start.max(*offset), range.end.min(offset + bytes.len()));
                if from < to {
                    content[from..to].copy_from_slice(&bytes[from - offset..to - offset]);
                }
            }
        }
    }

    fn touches(&self, sector: usize) -> bool {
        match self {
            Self::Resize(size) => (sector + 1) * SECTOR_BYTES > *size,
            Self::Write(offset, bytes) => {
                sector * SECTOR_BYTES < offset + bytes.len() && (sector + 1) * SECTOR_BYTES > *offset
            }
        }
    }
}

impl File {
    /// What had ended when the flush began is on the disk.
    pub(super) fn flush(&mut self, began: usize) {
        for (_, change) in self.pending.extract_if(.., |(ended, _)| *ended < began) {
            change.apply(&mut self.flushed);
        }
    }

    /// Its content after the power failed: the size is one that it had since the last flush, and each sector is as it was after some of the
    /// changes that touched it.
    pub(super) fn fail(&self, fate: Fate, chance: &Chance) -> Vec<u8> {
        let (mut sizes, mut size) = (vec![self.flushed.len()], self.flushed.len());
        for (_, change) in &self.pending {
            size = match change {
                Change::Resize(size) => *size,
                Change::Write(offset, bytes) => size.max(offset + bytes.len()),
            };
            sizes.push(size);
        }
        let mut content = self.flushed.clone();
        content.resize(*sizes.iter().max().unwrap(), 0);
        for sector in 0..content.len().div_ceil(SECTOR_BYTES) {
            let touching: Vec<_> = self.pending.iter().filter(|(_, change)| change.touches(sector)).collect();
            for (_, change) in touching.iter().take(chance.survivors(fate, touching.len())) {
                change.apply_to_sector(sector, &mut content);
            }
        }
        content.truncate(sizes[chance.survivors(fate, self.pending.len())]);
        content
    }
}

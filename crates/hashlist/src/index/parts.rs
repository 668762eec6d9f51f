//! The sections while they are written.

use super::format::{Header, NONE, Section};
use crate::bytes::{U32, index, rows_mut, to_line};

/// The sections, each to be taken once.
pub(super) struct Parts<'a>([&'a mut [u8]; Section::COUNT]);

impl<'a> Parts<'a> {
    pub(super) fn of(header: &Header, mut bytes: &'a mut [u8]) -> Self {
        Self(header.places.map(|(_, len)| {
            let (part, rest) = std::mem::take(&mut bytes).split_at_mut(to_line(len));
            bytes = rest;
            &mut part[..len]
        }))
    }

    pub(super) fn take(&mut self, section: Section) -> &'a mut [u8] {
        self.take_at(section as usize)
    }

    pub(super) fn take_at(&mut self, section_no: usize) -> &'a mut [u8] {
        std::mem::take(&mut self.0[section_no])
    }

    pub(super) fn put(&mut self, section: Section, bytes: &[u8]) {
        self.take(section).copy_from_slice(bytes);
    }

    pub(super) fn put_numbers(&mut self, section: Section, numbers: impl IntoIterator<Item = u32>) {
        put_numbers(rows_mut(self.take(section)), numbers);
    }

    /// Sorted digests, their entries, and for each entry the place of its digest.
    pub(super) fn put_keys<const N: usize>(&mut self, pairs: &[([u8; N], u32)], sections: [Section; 2]) {
        let [keys, entries] = sections;
        for (row, (key, _)) in rows_mut(self.take(keys)).iter_mut().zip(pairs) {
            *row = *key;
        }
        self.put_numbers(entries, pairs.iter().map(|(_, entry_no)| *entry_no));
    }

    pub(super) fn put_column<const N: usize>(&mut self, pairs: &[([u8; N], u32)], section: Section) {
        let column: &mut [U32] = rows_mut(self.take(section));
        column.fill(NONE.to_le_bytes());
        for ((_, entry_no), key_no) in pairs.iter().zip(0_u32..) {
            column[index(*entry_no)] = key_no.to_le_bytes();
        }
    }
}

pub(super) fn put_numbers(rows: &mut [U32], numbers: impl IntoIterator<Item = u32>) {
    for (row, number) in rows.iter_mut().zip(numbers) {
        *row = number.to_le_bytes();
    }
}

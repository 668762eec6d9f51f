//! Where the positions of each value of a chunk start, in one of two widths.
//!
//! Wide: one `u32` a value. Narrow: one `u32` for [`BLOCK`] values and a `u16` beyond it for each, which halves the tables; it is taken unless
//! hashes crowd so much that a block holds more than a `u16` counts.

use crate::bytes::{U16, U32, index};

/// Values that share a base.
const BLOCK: u32 = 32;

/// The starts of one chunk.
#[derive(Clone, Copy)]
pub(super) enum Starts<'a> {
    /// `starts[v]..starts[v + 1]` are the places of value v.
    Wide(&'a [U32]),
    /// The same, as `bases[v / BLOCK] + offsets[v]`.
    Narrow(&'a [U32], &'a [U16]),
}

/// How many bases and offsets a chunk of so many bits needs. Every chunk has at least as many values as a block.
pub(super) const fn lengths(bits: u32, is_narrow: bool) -> (usize, usize) {
    let values = 1 << bits;
    if is_narrow { (values / index(BLOCK) + 1, values) } else { (values + 1, 0) }
}

impl Starts<'_> {
    /// Where the positions of a value stand; an empty range where the tables say nothing of it.
    #[inline]
    pub(super) fn range(self, value: u32) -> (u32, u32) {
        let range = match self {
            Self::Wide(starts) => number(starts, value).zip(number(starts, value.wrapping_add(1))),
            Self::Narrow(bases, offsets) => narrow_range(bases, offsets, value),
        };
        range.unwrap_or_default()
    }
}

#[inline]
fn narrow_range(bases: &[U32], offsets: &[U16], value: u32) -> Option<(u32, u32)> {
    let block = value / BLOCK;
    let base = number(bases, block)?;
    let start = base.wrapping_add(offset(offsets, value)?);
    let end = if value % BLOCK == BLOCK - 1 {
        number(bases, block + 1)?
    } else {
        base.wrapping_add(offset(offsets, value + 1)?)
    };
    Some((start, end))
}

#[inline]
fn number(rows: &[U32], at: u32) -> Option<u32> {
    rows.get(index(at)).map(|bytes| u32::from_le_bytes(*bytes))
}

#[inline]
fn offset(rows: &[U16], at: u32) -> Option<u32> {
    rows.get(index(at)).map(|bytes| u32::from(u16::from_le_bytes(*bytes)))
}

/// Writes the starts of one chunk, in ascending order of the values.
pub(super) struct StartsMut<'a> {
    bases: &'a mut [U32],
    offsets: &'a mut [U16],
    is_narrow: bool,
    base: u32,
}

impl<'a> StartsMut<'a> {
    /// Into slices of [`lengths`].
    pub(super) fn new(bases: &'a mut [U32], offsets: &'a mut [U16], is_narrow: bool) -> Self {
        Self { bases, offsets, is_narrow, base: 0 }
    }

    /// The start of a value, or behind the last value the end of all. `false` when it does not fit.
    #[inline]
    pub(super) fn put(&mut self, value: usize, start: u32) -> bool {
        if !self.is_narrow {
            self.bases[value] = start.to_le_bytes();
            return true;
        }
        if value.is_multiple_of(index(BLOCK)) {
            self.base = start;
            self.bases[value / index(BLOCK)] = start.to_le_bytes();
        }
        let offset = u16::try_from(start - self.base);
        if let (Ok(offset), Some(place)) = (offset, self.offsets.get_mut(value)) {
            *place = offset.to_le_bytes();
        }
        offset.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_widths_read_back_what_was_put() {
        let sizes: Vec<u32> = (0..256).map(|value| value % 7).collect();
        for is_narrow in [false, true] {
            let (bases, offsets) = lengths(8, is_narrow);
            let (mut bases, mut offsets) = (vec![[0; 4]; bases], vec![[0; 2]; offsets]);
            let mut writer = StartsMut::new(&mut bases, &mut offsets, is_narrow);
            let mut sum = 0;
            for (value, size) in sizes.iter().enumerate() {
                assert!(writer.put(value, sum));
                sum += size;
            }
            assert!(writer.put(256, sum));
            let starts = if is_narrow { Starts::Narrow(&bases, &offsets) } else { Starts::Wide(&bases) };
            let mut sum = 0;
            for (value, size) in (0..).zip(&sizes) {
                assert_eq!(starts.range(value), (sum, sum + size), "{value}");
                sum += size;
            }
            assert_eq!(starts.range(256), (0, 0));
            assert_eq!(starts.range(u32::MAX), (0, 0));
        }
    }

    #[test]
    fn a_crowded_block_does_not_fit_the_narrow_width() {
        let (bases, offsets) = lengths(8, true);
        let (mut bases, mut offsets) = (vec![[0; 4]; bases], vec![[0; 2]; offsets]);
        let mut writer = StartsMut::new(&mut bases, &mut offsets, true);
        assert!(writer.put(0, 0) && writer.put(1, 65_535) && !writer.put(2, 65_536));
    }
}

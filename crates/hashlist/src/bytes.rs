//! Numbers and hashes read where they lie, without copying and without `unsafe`: every array is one of bytes, in little-endian order.
//!
//! On the processors that matter such a read is one ordinary load, so nothing is lost against arrays of numbers, and bytes that end anywhere or
//! lie at any address are no danger.

/// A PDQ hash as it lies in a file.
pub(crate) type Hash = [u8; 32];
/// A `u32` as it lies in a file.
pub(crate) type U32 = [u8; 4];
/// A `u16` as it lies in a file.
pub(crate) type U16 = [u8; 2];

/// Rows of `N` bytes; a rest that fills none is left off.
pub(crate) fn rows<const N: usize>(bytes: &[u8]) -> &[[u8; N]] {
    bytes.as_chunks().0
}

/// Rows of `N` bytes to be written.
pub(crate) fn rows_mut<const N: usize>(bytes: &mut [u8]) -> &mut [[u8; N]] {
    bytes.as_chunks_mut().0
}

/// The number in one row.
pub(crate) fn number_at(rows: &[U32], at: usize) -> Option<u32> {
    rows.get(at).map(|bytes| u32::from_le_bytes(*bytes))
}

/// As an index; a `u32` fits one on every machine that holds ten million hashes.
pub(crate) const fn index(number: u32) -> usize {
    number as usize
}

/// The boundary on which hashes and tables begin: one cache line, so that no hash straddles two.
pub(crate) const LINE: usize = 64;

/// The next multiple of a cache line.
pub(crate) const fn to_line(len: usize) -> usize {
    len.next_multiple_of(LINE)
}

/// Zeroed bytes that begin on a cache line wherever the allocator put them.
pub(crate) struct Aligned {
    bytes: Vec<u8>,
    start: usize,
}

impl Aligned {
    pub(crate) fn zeroed(len: usize) -> Self {
        let mut bytes = vec![0; len + LINE - 1];
        let start = bytes.as_ptr().align_offset(LINE).min(LINE - 1);
        bytes.truncate(start + len);
        Self { bytes, start }
    }
}

impl AsRef<[u8]> for Aligned {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }
}

impl AsMut<[u8]> for Aligned {
    fn as_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(self.start..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aligned_bytes_begin_on_a_cache_line_and_are_as_many_as_asked_for() {
        for len in [0, 1, 63, 64, 1000] {
            let mut bytes = Aligned::zeroed(len);
            assert_eq!(bytes.as_mut().len(), len);
            assert_eq!(bytes.as_ref().as_ptr().align_offset(LINE), 0);
        }
    }
}

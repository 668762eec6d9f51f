//! Writes a zip such as a portal hands out: each member deflated, without a time of its own, so that equal members give equal bytes.
//!
//! After PKWARE's APPNOTE 6.3.10, sections 4.3 to 4.5; without sizes of 64 bits.

use std::io::{self, ErrorKind, Write as _};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// Version 2.0: deflate.
const VERSION: u16 = 20;
/// Made on Unix, whose permissions stand in the attributes.
const UNIX: u16 = 3 << 8;
/// A file that its owner writes and everybody reads.
const PLAIN_FILE: u32 = 0o100_644 << 16;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
const DEFLATED: u16 = 8;
/// 1 January 1980, 00:00: the first that a zip can say.
const NO_TIME: u32 = 0x0021_0000;

/// Writes members, each a name and its bytes, in their order.
///
/// # Errors
/// More members or bytes than a zip without sizes of 64 bits holds.
pub fn write_zip(members: &[(String, Vec<u8>)]) -> io::Result<Vec<u8>> {
    let count: u16 = fit(members.len())?;
    let (mut all, mut directory): (Vec<u8>, Vec<u8>) = (Vec::new(), Vec::new());
    if count == u16::MAX {
        return Err(too_much());
    }
    for (name, bytes) in members {
        let head: u32 = fit(all.len())?;
        let packed = deflate(bytes)?;
        let common = common(name, bytes, fit(packed.len())?)?;
        all.extend(b"PK\x03\x04");
        all.extend(&common);
        all.extend(name.bytes());
        all.extend(packed);
        directory.extend(b"PK\x01\x02");
        directory.extend((UNIX | VERSION).to_le_bytes());
        directory.extend(&common);
        directory.extend([0; 6]); // no comment, one disk, nothing about its content
        directory.extend(PLAIN_FILE.to_le_bytes());
        directory.extend(head.to_le_bytes());
        directory.extend(name.bytes());
    }
    let (start, directory_bytes): (u32, u32) = (fit(all.len())?, fit(directory.len())?);
    if start == u32::MAX {
        return Err(too_much());
    }
    all.extend(directory);
    all.extend(b"PK\x05\x06\0\0\0\0");
    all.extend(count.to_le_bytes());
    all.extend(count.to_le_bytes());
    all.extend(directory_bytes.to_le_bytes());
    all.extend(start.to_le_bytes());
    all.extend([0; 2]);
    Ok(all)
}

/// What a member's head and its line in the directory have in common.
fn common(name: &str, bytes: &[u8], packed_bytes: u32) -> io::Result<Vec<u8>> {
    let mut crc = Crc::new();
    crc.update(bytes);
    let (size_bytes, name_bytes): (u32, u16) = (fit(bytes.len())?, fit(name.len())?);
    let mut common: Vec<u8> = Vec::new();
    for short in [VERSION, FLAGS, DEFLATED] {
        common.extend(short.to_le_bytes());
    }
    for long in [NO_TIME, crc.sum(), packed_bytes, size_bytes] {
        common.extend(long.to_le_bytes());
    }
    common.extend(name_bytes.to_le_bytes());
    common.extend([0; 2]); // no extra field
    Ok(common)
}

fn deflate(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn fit<T: TryFrom<usize>>(count: usize) -> io::Result<T> {
    T::try_from(count).map_err(|_| too_much())
}

fn too_much() -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, "more than a zip holds")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::{Zip, ZipLimits};
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_equal_members_give_equal_bytes() {
        let members =
            [("1.json".to_owned(), b"{\"reportId\": 1}".repeat(50)), ("café.json".to_owned(), Vec::new())];
        let written = write_zip(&members).unwrap();
        let limits = ZipLimits { members: 10, member_bytes: 1 << 20, total_bytes: 1 << 20 };
        let mut zip = Zip::open(Cursor::new(&written), &limits).unwrap();
        let found = zip.members().to_vec();
        assert_eq!(found.len(), members.len());
        for (member, (name, bytes)) in found.iter().zip(&members) {
            assert_eq!((&member.name, &zip.read(member).unwrap()), (name, bytes));
        }
        assert_eq!(write_zip(&members).unwrap(), written);
    }

    #[test]
    fn more_members_than_the_record_at_the_end_counts_are_refused() {
        let members = vec![("a".to_owned(), Vec::new()); usize::from(u16::MAX)];
        assert!(write_zip(&members).is_err());
    }
}

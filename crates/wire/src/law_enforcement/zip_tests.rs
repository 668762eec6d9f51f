use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::prelude::*;

use super::*;

const LIMITS: ZipLimits = ZipLimits { members: 10, member_bytes: 1 << 20, total_bytes: 1 << 21 };
/// Where in the directory's first line a value stands, and where in the record at the end.
const FLAGS: usize = 8;
const METHOD: usize = 10;
const CRC: usize = 16;
const SIZE: usize = 24;
const ATTRIBUTES: usize = 38;
const HEAD: usize = 42;

fn packed(bytes: &[u8], is_deflated: bool) -> Vec<u8> {
    if !is_deflated {
        return bytes.to_vec();
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A zip as others write it: heads with their content, the directory, the record at the end. Gives where the directory begins.
fn zip(members: &[(&str, &[u8])], is_deflated: bool) -> (Vec<u8>, usize) {
    let (mut all, mut directory) = (Vec::new(), Vec::new());
    let method = if is_deflated { 8_u16 } else { 0 };
    for (name, bytes) in members {
        let content = packed(bytes, is_deflated);
        let mut crc = Crc::new();
        crc.update(bytes);
        let mut common = vec![20, 0, 0, 8];
        common.extend(method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(crc.sum().to_le_bytes());
        common.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        common.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        common.extend([0; 2]);
        let head = u32::try_from(all.len()).unwrap();
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(head.to_le_bytes());
        directory.extend(name.bytes());
        all.extend(b"PK\x03\x04");
        all.extend(common);
        all.extend(name.bytes());
        all.extend(content);
    }
    let start = all.len();
    let count = u16::try_from(members.len()).unwrap().to_le_bytes();
    all.extend(&directory);
    all.extend(b"PK\x05\x06\0\0\0\0");
    all.extend(count);
    all.extend(count);
    all.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    all.extend(u32::try_from(start).unwrap().to_le_bytes());
    all.extend([0; 2]);
    (all, start)
}

fn read_all(bytes: &[u8], limits: &ZipLimits) -> Result<Vec<(String, Vec<u8>)>, ZipError> {
    let mut zip = Zip::open(Cursor::new(bytes), limits)?;
    let members = zip.members().to_vec();
    members.into_iter().map(|member| Ok((member.name.clone(), zip.read(&member)?))).collect()
}

fn refused(bytes: &[u8], says: &str) {
    let error = read_all(bytes, &LIMITS).err().unwrap_or_else(|| panic!("it is taken, not refused: {says}"));
    assert!(error.to_string().contains(says), "{error}");
}

/// The zip of one member, with some bytes of its line in the directory changed.
fn changed(place: usize, to: &[u8]) -> Vec<u8> {
    let (mut bytes, start) = zip(&[("one.json", b"{}")], false);
    bytes[start + place..start + place + to.len()].copy_from_slice(to);
    bytes
}

proptest! {
    #[test]
    fn whatever_was_packed_is_unpacked(contents in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..500), 0..6), is_deflated: bool) {
        let names: Vec<String> = (0..contents.len()).map(|index| format!("folder/{index}.bin")).collect();
        let members: Vec<(&str, &[u8])> = names.iter().map(String::as_str).zip(contents.iter().map(Vec::as_slice)).collect();
        let read = read_all(&zip(&members, is_deflated).0, &LIMITS).unwrap();
        let expected: Vec<_> = names.iter().cloned().zip(contents.iter().cloned()).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn a_zip_with_a_byte_changed_gives_nothing_else_than_was_packed(place in 0_usize..4000, to: u8) {
        let members: [(&str, &[u8]); 2] = [("one.json", b"{\"reportId\": 1}"), ("two.png", &[7; 300])];
        let (mut bytes, _) = zip(&members, true);
        let place = place % bytes.len();
        bytes[place] = to;
        if let Ok(read) = read_all(&bytes, &LIMITS) {
            let contents: Vec<&[u8]> = read.iter().map(|(_, content)| content.as_slice()).collect();
            prop_assert!(contents.iter().all(|content| members.iter().any(|(_, known)| known == content)));
        }
    }
}

#[test]
fn folders_are_no_files_and_a_comment_may_follow() {
    let (mut bytes, _) = zip(&[("folder/", b""), ("folder/one.txt", b"text")], false);
    let comment_at = bytes.len() - 2;
    bytes[comment_at..].copy_from_slice(&4_u16.to_le_bytes());
    bytes.extend(b"bye!");
    assert_eq!(read_all(&bytes, &LIMITS).unwrap(), [("folder/one.txt".to_owned(), b"text".to_vec())]);
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for name in ["../one", "/one", "a/../../one", "a//one", "./one", "a\\one", "one\n", ""] {
        refused(&zip(&[(name, b"x")], false).0, "leads out of the zip");
    }
    refused(&zip(&[("one", b"x"), ("one", b"y")], false).0, "stands twice");
}

#[test]
fn kinds_that_are_not_read_are_named() {
    refused(&changed(FLAGS, &[1, 8]), "is encrypted");
    refused(&changed(METHOD, &[12, 0]), "another method");
    refused(&changed(ATTRIBUTES, &(0o120_777_u32 << 16).to_le_bytes()), "is a link");
    let (mut wide, _) = zip(&[("one", b"x")], false);
    let members_at = wide.len() - 14;
    wide[members_at..members_at + 4].copy_from_slice(&[0xff; 4]);
    refused(&wide, "zip64");
    refused(b"%PDF-1.7 and no zip at all", "is no zip");
}

#[test]
fn what_is_damaged_is_refused() {
    refused(&changed(CRC, &[1, 2, 3, 4]), "is damaged");
    refused(&changed(SIZE, &[3, 0, 0, 0]), "has two sizes");
    refused(&changed(HEAD, &[1, 0, 0, 0]), "does not stand where");
    let (whole, _) = zip(&[("one.json", b"{}")], true);
    refused(&whole[1..], "its directory does not stand before its end");
    refused(&whole[..whole.len() - 1], "its directory is not there");
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let large = vec![0; 3 << 20];
    refused(&zip(&[("large", &large)], true).0, "1048576");
    let million = vec![0; 1 << 20];
    let members: [(&str, &[u8]); 3] = [("one", &million), ("two", &million), ("three", &million)];
    refused(&zip(&members, true).0, "2097152");
    let many: Vec<(&str, &[u8])> =
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"].map(|name| (name, &b""[..])).to_vec();
    refused(&zip(&many, false).0, "too many members");
    // a smaller size than is packed: no byte more than was said is kept
    let (mut lying, start) = zip(&[("one", &large)], true);
    lying[start + SIZE..start + SIZE + 4].copy_from_slice(&10_u32.to_le_bytes());
    refused(&lying, "is damaged");
}

#[test]
fn a_member_within_another_is_refused() {
    let (inner, end_of_inner) = zip(&[("two", b"x")], false);
    let (mut bytes, start) = zip(&[("one", &inner[..end_of_inner]), ("two", b"x")], false);
    assert!(read_all(&bytes, &LIMITS).is_ok());
    // the second line of the directory points to the head within the content of the first
    let place = start + 46 + 3 + HEAD;
    bytes[place..place + 4].copy_from_slice(&33_u32.to_le_bytes());
    refused(&bytes, "share the same bytes");
}

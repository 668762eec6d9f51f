//! The one question about JPEG that its decoder leaves open: is the picture all there?

const START_OF_SCAN: u8 = 0xda;
const END_OF_IMAGE: [u8; 2] = [0xff, 0xd9];

/// Whether an end marker follows the first scan (ITU-T T.81, annex B). Markers in the segments before it do not count: a thumbnail in
/// the Exif segment has its own end.
pub(crate) fn has_end(bytes: &[u8]) -> bool {
    scan(bytes).is_some_and(|scan| scan.windows(2).rev().any(|pair| pair == END_OF_IMAGE))
}

/// What follows the first start-of-scan marker.
fn scan(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.get(2..)?;
    loop {
        match *rest {
            // Fill bytes may precede a marker (B.1.1.2).
            [0xff, 0xff, ..] => rest = &rest[1..],
            [0xff, START_OF_SCAN, ..] => return Some(&rest[2..]),
            // Markers without parameters: TEM and RST0 to RST7.
            [0xff, 0x01 | 0xd0..=0xd7, ..] => rest = &rest[2..],
            [0xff, _, high, low, ..] => {
                rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low])).max(2)..)?;
            }
            // Not a marker: the decoders look for the next one, so do we.
            [_, ..] => rest = &rest[1..],
            [] => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_end_after_the_scan_counts() {
        let thumbnail = b"\xff\xd8\xff\xe1\x00\x06ab\xff\xd9";
        let table: [(&[u8], bool); 8] = [
            (b"", false),
            (b"\xff\xd8\xff", false),
            (b"\xff\xd8\xff\xd9", false),
            (b"\xff\xd8\xff\xda\x00\x02data\xff\xd9", true),
            (b"\xff\xd8\xff\xda\x00\x02data\xff\xd9trailing", true),
            (b"\xff\xd8\xff\xe1\xff\xff\xff\xda\xff\xd9", false),
            (&[thumbnail.as_slice(), b"\xff\xda\x00\x02data"].concat(), false),
            (&[thumbnail.as_slice(), b"\xff\xff\xda\x00\x02data\xff\xd9"].concat(), true),
        ];
        for (bytes, whole) in table {
            assert_eq!(has_end(bytes), whole, "{bytes:x?}");
        }
    }
}

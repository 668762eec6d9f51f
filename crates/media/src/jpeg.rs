//! The two questions about JPEG that its decoder leaves open: is the picture all there, and how often is each pixel gone over?

const START_OF_SCAN: u8 = 0xda;
const START_OF_SCAN_PAIR: [u8; 2] = [0xff, START_OF_SCAN];
const END_OF_IMAGE: [u8; 2] = [0xff, 0xd9];

/// So many scans are never too many, so that they need no exact count.
const FEW_SCANS: u64 = 8;

/// Whether an end marker follows the first scan (ITU-T T.81, annex B). Markers in the segments before it do not count: a thumbnail in
/// the Exif segment has its own end.
pub(crate) fn has_end(bytes: &[u8]) -> bool {
    scan(bytes).is_some_and(|scan| scan.windows(2).rev().any(|pair| pair == END_OF_IMAGE))
}

/// How many scans the picture has: a progressive one refines its pixels in each, and a scan that says nothing takes ten bytes.
pub(crate) fn scans(bytes: &[u8]) -> u64 {
    let Some(mut rest) = scan(bytes) else { return 0 };
    // No scan goes uncounted, and it is quick; what follows the picture, such as a film, has such pairs of its own.
    let pairs = rest.iter().zip(&rest[1.min(rest.len())..]).filter(|(a, b)| [**a, **b] == START_OF_SCAN_PAIR);
    let at_most = 1 + pairs.count() as u64;
    if at_most <= FEW_SCANS {
        return at_most;
    }
    let mut scans = 1;
    loop {
        match *rest {
            // Within a scan: a byte 0xff of its data, a restart, a fill byte.
            [0xff, 0 | 0xd0..=0xd7, ..] => rest = &rest[2..],
            [0xff, 0xff, ..] => rest = &rest[1..],
            [0xff, 0xd9, ..] | [] => return scans,
            [0xff, marker, ..] => {
                scans += u64::from(marker == START_OF_SCAN);
                // Not past a segment by its length, which may lie: what it holds is at worst counted too.
                rest = &rest[2..];
            }
            [_, ..] => {
                let next = rest.iter().position(|byte| *byte == 0xff).unwrap_or(rest.len());
                rest = &rest[next.max(1)..];
            }
        }
    }
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
    fn scans_are_counted_up_to_the_end_of_the_picture() {
        let start = b"\xff\xd8\xff\xe1\x00\x06\xff\xdaab".as_slice();
        let scan = b"\xff\xda\x00\x02da\xff\x00ta\xff\xd0".as_slice();
        for (count, behind, counted) in [(0, 0, 0), (1, 0, 1), (5, 0, 5), (5, 2, 7), (5, 40, 5), (90, 40, 90)]
        {
            let bytes = [start, &scan.repeat(count), b"\xff\xd9", &scan.repeat(behind)].concat();
            assert_eq!(scans(&bytes), counted, "{count}, and {behind} behind");
        }
    }

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

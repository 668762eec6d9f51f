//! Brands of ISO base media files (ISO/IEC 14496-12, section 4.3): which of the many formats in this container a file claims to be.

use super::Kind;

/// AV1 still pictures and sequences.
const AVIF: [&[u8; 4]; 2] = [b"avif", b"avis"];
/// HEVC still pictures and sequences (ISO/IEC 23008-12, annex B).
const HEIC: [&[u8; 4]; 6] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"];
/// Pictures and sequences of whatever coding: the compatible brands tell which.
const PICTURES: [&[u8; 4]; 2] = [b"mif1", b"msf1"];

/// Brands beyond so many bytes are not looked at, so that a file's head tells what the whole file would.
const MAX_BYTES: usize = 400;

/// The kind of a file that begins with a `ftyp` box. A picture of neither coding is [`Kind::Unknown`]; every other brand is a video, until
/// somebody finds none in it.
pub(super) fn of(bytes: &[u8]) -> Kind {
    let (Some(size), Some(major)) = (bytes.first_chunk::<4>(), word(bytes, 8)) else { return Kind::Unknown };
    let size = usize::try_from(u32::from_be_bytes(*size)).unwrap_or(usize::MAX);
    let brands = &bytes[..size.min(bytes.len()).min(MAX_BYTES)];
    let of_one = |brand: &[u8; 4]| {
        let is_among = |known: &[&[u8; 4]]| known.contains(&brand);
        if is_among(&AVIF) {
            Some(Kind::Avif)
        } else if is_among(&HEIC) {
            Some(Kind::Heic)
        } else {
            None
        }
    };
    if let Some(kind) = of_one(major) {
        return kind;
    }
    if !PICTURES.contains(&major) {
        return Kind::Mp4;
    }
    // size, type, major brand and version are four words each; then come the compatible brands
    let compatible = brands.get(16..).unwrap_or_default();
    compatible.as_chunks::<4>().0.iter().find_map(of_one).unwrap_or(Kind::Unknown)
}

fn word(bytes: &[u8], at: usize) -> Option<&[u8; 4]> {
    bytes.get(at..)?.first_chunk()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ftyp(major: &[u8; 4], compatible: &[&[u8; 4]]) -> Vec<u8> {
        let size = u32::try_from(16 + 4 * compatible.len()).unwrap();
        let mut bytes = [&size.to_be_bytes()[..], b"ftyp", major, &[0; 4]].concat();
        compatible.iter().for_each(|brand| bytes.extend(*brand));
        bytes
    }

    #[test]
    fn pictures_are_told_from_videos_by_their_brands() {
        type Row = (&'static [u8; 4], &'static [&'static [u8; 4]], Kind);
        let table: [Row; 11] = [
            (b"avif", &[b"mif1", b"miaf"], Kind::Avif),
            (b"avis", &[b"msf1", b"iso8"], Kind::Avif),
            (b"heic", &[b"mif1", b"heic"], Kind::Heic),
            (b"hevc", &[b"msf1"], Kind::Heic),
            (b"mif1", &[b"mif1", b"heic"], Kind::Heic),
            (b"mif1", &[b"miaf", b"avif"], Kind::Avif),
            (b"msf1", &[b"hevx"], Kind::Heic),
            (b"mif1", &[b"jpeg"], Kind::Unknown),
            (b"isom", &[b"iso2", b"avc1", b"mp41"], Kind::Mp4),
            (b"3gp4", &[b"isom"], Kind::Mp4),
            // a phone's video beside a still picture of its own stays a video
            (b"qt  ", &[b"qt  ", b"heic"], Kind::Mp4),
        ];
        for (major, compatible, kind) in table {
            assert_eq!(Kind::sniff(&ftyp(major, compatible)), kind, "{major:?} {compatible:?}");
        }
    }

    #[test]
    fn only_brands_inside_the_box_count() {
        let mut bytes = ftyp(b"mif1", &[]);
        bytes.extend(b"heic");
        assert_eq!(Kind::sniff(&bytes), Kind::Unknown);
        for length in 8..16 {
            // cut, or of a size that cannot be: never a panic
            Kind::sniff(&ftyp(b"mif1", &[])[..length]);
        }
        let far = [ftyp(b"mif1", &[b"jpeg"; 96]), b"heic".to_vec()].concat();
        let far = [&1000_u32.to_be_bytes()[..], &far[4..]].concat();
        assert_eq!(Kind::sniff(&far), Kind::Unknown);
        assert_eq!(Kind::sniff(b"\0\0\0\x04ftypmif1"), Kind::Unknown);
        assert_eq!(Kind::sniff(b"\xff\xff\xff\xffftypmif1\0\0\0\0heic"), Kind::Heic);
    }
}

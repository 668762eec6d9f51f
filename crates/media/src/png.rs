//! What stands beside the pixels of a PNG and is left out before it is decoded.

use std::borrow::Cow;

/// Signature in front of the chunks.
const SIGNATURE_BYTES: usize = 8;
/// Largest chunk that is kept although no pixel needs it.
const MAX_SIDE_CHUNK_BYTES: usize = 1024 * 1024;

/// The file without large chunks that no pixel needs, such as megabytes of Exif: the decoder would read each into memory and give up at its
/// limit, although every viewer shows the picture. Nearly every file has none and is taken as it is.
pub(crate) fn without_ballast(png: &[u8]) -> Cow<'_, [u8]> {
    let mut kept: Option<Vec<u8>> = None;
    let mut at = SIGNATURE_BYTES;
    while let Some([a, b, c, d, kind, rest @ ..]) = png.get(at..) {
        let data_bytes = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        // length, type, data, checksum; what stands behind the last one is no chunk
        let is_last = *kind == b'I' && rest.starts_with(b"END");
        let end =
            if is_last { png.len() } else { at.saturating_add(12).saturating_add(data_bytes).min(png.len()) };
        // a small first letter says that a decoder may skip it (5.4); frames of an animation are such chunks
        let is_ballast =
            kind.is_ascii_lowercase() && !rest.starts_with(b"dAT") && data_bytes > MAX_SIDE_CHUNK_BYTES;
        if is_ballast {
            kept.get_or_insert_with(|| png[..at].to_vec());
        } else if let Some(kept) = &mut kept {
            kept.extend_from_slice(&png[at..end]);
        }
        at = end;
    }
    kept.map_or(Cow::Borrowed(png), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: [u8; 4], data_bytes: usize) -> Vec<u8> {
        let length = u32::try_from(data_bytes).unwrap().to_be_bytes();
        [&length[..], &kind, &vec![7; data_bytes], b"crc."].concat()
    }

    #[test]
    fn only_what_is_large_and_not_needed_is_left_out() {
        let large = MAX_SIDE_CHUNK_BYTES + 1;
        let head = [&b"\x89PNG\r\n\x1a\n"[..], &chunk(*b"IHDR", 13), &chunk(*b"eXIf", 100)].concat();
        let tail =
            [chunk(*b"fdAT", large), chunk(*b"IDAT", large), chunk(*b"IEND", 0), b"behind".to_vec()].concat();
        let plain = [&head[..], &tail].concat();
        assert!(matches!(without_ballast(&plain), Cow::Borrowed(_)));
        let heavy = [&head[..], &chunk(*b"eXIf", large), &chunk(*b"iCCP", large), &tail].concat();
        assert_eq!(without_ballast(&heavy), plain);
        for cut in [0, 7, 8, 12, 15, 16, 40, head.len() + 9, heavy.len() - 8] {
            assert!(without_ballast(&heavy[..cut]).len() <= cut);
        }
    }
}

//! Each decoder. The first bytes are made those of its format, so that no input is spent on another one.

use media::{Kind, PdqOutcome, digest};

pub(crate) fn png(bytes: &[u8]) {
    decode(Kind::Png, b"\x89PNG\r\n\x1a\n", bytes);
}

pub(crate) fn jpeg(bytes: &[u8]) {
    decode(Kind::Jpeg, b"\xff\xd8\xff", bytes);
}

pub(crate) fn gif(bytes: &[u8]) {
    decode(Kind::Gif, b"GIF89a", bytes);
}

pub(crate) fn webp(bytes: &[u8]) {
    let size = bytes.get(4..8).unwrap_or(&[0; 4]);
    decode(Kind::Webp, &[b"RIFF", size, b"WEBP"].concat(), bytes);
}

pub(crate) fn bmp(bytes: &[u8]) {
    decode(Kind::Bmp, b"BM", bytes);
}

/// Either byte order.
pub(crate) fn tiff(bytes: &[u8]) {
    let big_end = bytes.first() == Some(&b'M');
    decode(Kind::Tiff, if big_end { b"MM\0*" } else { b"II*\0" }, bytes);
}

fn decode(kind: Kind, start: &[u8], bytes: &[u8]) {
    let bytes = [start, bytes.get(start.len()..).unwrap_or_default()].concat();
    let digests = digest(&bytes);
    assert_eq!((digests.kind, digests.file.size_bytes), (kind, bytes.len() as u64));
    if let PdqOutcome::Hashed(pdq) = digests.pdq {
        assert!(pdq.quality <= 100, "{pdq:?}");
    }
}

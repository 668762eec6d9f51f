//! Each decoder. The first bytes are made those of its format, so that no input is spent on another one.

use media::{Decoder, Kind, MAX_SAMPLED, PdqOutcome, digest};

/// So many first bytes are kept of a file to tell what it is, wherever that is done.
const HEAD_BYTES: usize = 4096;

/// What a file is, is told from its head alone; nothing is decoded of what no decoder of ours takes.
pub(crate) fn sniff(bytes: &[u8]) {
    let kind = Kind::sniff(bytes);
    assert_eq!(kind, Kind::sniff(&bytes[..bytes.len().min(HEAD_BYTES)]));
    if kind.decoder() != Decoder::Picture {
        let digests = digest(bytes);
        assert!(matches!(digests.pdq, PdqOutcome::NotHashed { .. }), "{digests:?}");
        assert!(digests.forms.is_empty() && digests.frames.is_empty(), "{digests:?}");
    }
}

/// The formats that have frames, all in one: the first byte says which. Seeds are animations.
pub(crate) fn animation(bytes: &[u8]) {
    match bytes.first() {
        Some(b'G') => gif(bytes),
        Some(b'R') => webp(bytes),
        _ => png(bytes),
    }
}

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
    match digests.pdq {
        PdqOutcome::Hashed(pdq) => {
            assert!(pdq.quality <= 100 && digests.forms.len() == 8 && digests.forms[0] == pdq, "{pdq:?}");
        }
        PdqOutcome::NotHashed { .. } => assert!(digests.forms.is_empty() && digests.frames.is_empty()),
    }
    let frames = digests.frames;
    assert!(frames.len() <= MAX_SAMPLED, "{frames:?}");
    assert!(
        frames.is_sorted_by(|a, b| a.frame_no < b.frame_no && a.timestamp_ms <= b.timestamp_ms),
        "{frames:?}"
    );
}

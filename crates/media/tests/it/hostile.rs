//! Damaged, lying and random files: an outcome each time, a panic never.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use media::{Kind, MediaDigests, PdqOutcome, digest};
use proptest::prelude::*;

const PICTURES: [&str; 9] = [
    "../formats/moving.webp",
    "../formats/moving.png",
    "../formats/interlaced.gif",
    "../formats/lossy-alpha.webp",
    "../formats/progressive.jpg",
    "synthetic/blobs-65x63.png",
    "synthetic/grey16-120x90.png",
    "bridge/shrink-a-lot.jpg",
    "bridge/square-128x128.jpg",
];

pub(crate) fn reason(bytes: &[u8]) -> String {
    match digest(bytes).pdq {
        PdqOutcome::NotHashed { reason } => reason,
        PdqOutcome::Hashed(pdq) => panic!("hashed: {pdq:?}"),
    }
}

pub(crate) fn encode(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(crate::vector(name)).unwrap()
}

/// The same small picture in every format that is read.
pub(crate) fn pictures() -> Vec<(Kind, Vec<u8>)> {
    let rgb = image::open(crate::vector("synthetic/blobs-65x63.png")).unwrap().into_rgb8();
    let formats = [
        (Kind::Png, ImageFormat::Png),
        (Kind::Jpeg, ImageFormat::Jpeg),
        (Kind::Gif, ImageFormat::Gif),
        (Kind::Webp, ImageFormat::WebP),
        (Kind::Bmp, ImageFormat::Bmp),
        (Kind::Tiff, ImageFormat::Tiff),
    ];
    formats.map(|(kind, format)| (kind, encode(&DynamicImage::from(rgb.clone()), format))).into()
}

#[test]
fn a_picture_cut_anywhere_is_never_hashed() {
    for (kind, bytes) in pictures() {
        assert_eq!(digest(&bytes).kind, kind);
        assert!(matches!(digest(&bytes).pdq, PdqOutcome::Hashed(_)), "{kind} whole");
        for part in 0..50 {
            reason(&bytes[..bytes.len() * part / 50]);
        }
    }
}

#[test]
fn a_text_file_is_no_picture() {
    assert_eq!(reason(b"plain text"), "not a picture of a supported format");
}

#[test]
fn digests_survive_a_trip_through_json() {
    for bytes in [read("synthetic/blobs-300x200.png"), b"plain text".to_vec()] {
        let digests = digest(&bytes);
        let json = serde_json::to_string(&digests).unwrap();
        assert_eq!(serde_json::from_str::<MediaDigests>(&json).unwrap(), digests, "{json}");
    }
}

fn magic() -> impl Strategy<Value = Vec<u8>> {
    prop::sample::select(vec![
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
        b"\xff\xd8\xff\xc0\0\x11\x08".to_vec(),
        b"GIF89a".to_vec(),
        b"RIFF\x20\0\0\0WEBPVP8 ".to_vec(),
        b"BM".to_vec(),
        b"II*\0\x08\0\0\0".to_vec(),
        Vec::new(),
    ])
}

proptest! {
    #[test]
    fn random_bytes_never_panic(start in magic(), rest in prop::collection::vec(any::<u8>(), 0..400)) {
        let bytes = [start, rest].concat();
        let digests = digest(&bytes);
        prop_assert_eq!(digests.file.size_bytes, bytes.len() as u64);
        prop_assert_eq!(digests.kind, Kind::sniff(&bytes));
    }

    #[test]
    fn truncated_and_altered_pictures_never_panic(
        name in prop::sample::select(PICTURES.to_vec()),
        keep in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        value in any::<u8>(),
    ) {
        let mut bytes = read(name);
        bytes.truncate(keep.index(bytes.len()) + 1);
        digest(&bytes);
        let at = at.index(bytes.len());
        bytes[at] = value;
        digest(&bytes);
    }
}

//! What makes other programs hash something else than what is shown, or nothing at all.

use image::{
    DynamicImage, GrayAlphaImage, ImageBuffer, ImageFormat, Luma, LumaA, Rgb, RgbImage, Rgba, RgbaImage,
};
use media::{Kind, Pdq, PdqHash, PdqOutcome, digest};

use crate::hostile::{encode, pictures, reason};
use crate::made::{format, formats, grey_waves, png, waves};
use crate::raw;

fn pdq(bytes: &[u8]) -> Pdq {
    match digest(bytes).pdq {
        PdqOutcome::Hashed(pdq) => pdq,
        PdqOutcome::NotHashed { reason } => panic!("{reason}"),
    }
}

fn distance(a: &[u8], b: &[u8]) -> u32 {
    pdq(a).hash.distance(&pdq(b).hash)
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    encode(&DynamicImage::from(picture.clone()), ImageFormat::Jpeg)
}

/// The same JPEG with a segment after its first marker.
fn with_segment(jpeg: &[u8], marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, data, &jpeg[2..]].concat()
}

/// An Exif segment that says nothing but how a viewer must turn the picture (tag 0x0112).
fn exif(orientation: u8) -> Vec<u8> {
    let entry = [0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
    [&b"Exif\0\0II*\0\x08\0\0\0\x01\0"[..], &entry, &[0; 4]].concat()
}

#[test]
fn a_turned_photograph_keeps_its_stored_hash_and_is_found_by_its_forms() {
    let upright = waves(300, 200, 4);
    let known = pdq(&jpeg(&upright)).hash;
    // what a camera stores that was held another way, and what it says about it
    let turned = [
        (6, image::imageops::rotate270(&upright)),
        (8, image::imageops::rotate90(&upright)),
        (3, image::imageops::rotate180(&upright)),
        (2, image::imageops::flip_horizontal(&upright)),
    ];
    for (orientation, stored) in turned {
        let plain = jpeg(&stored);
        let photograph = with_segment(&plain, 0xe1, &exif(orientation));
        let digests = digest(&photograph);
        assert_eq!(digests.pdq, digest(&plain).pdq, "orientation {orientation} changes nothing");
        assert!(pdq(&photograph).hash.distance(&known) > 31, "orientation {orientation}");
        let nearest = digests.forms.iter().map(|form| form.hash.distance(&known)).min();
        assert!(nearest.unwrap() <= 31, "orientation {orientation}: {nearest:?}");
    }
}

#[test]
fn alpha_is_ignored_and_hidden_colours_count() {
    let rgb = waves(120, 100, 5);
    let rgba = RgbaImage::from_fn(120, 100, |x, y| {
        let Rgb([r, g, b]) = *rgb.get_pixel(x, y);
        Rgba([r, g, b, if x < 60 { 0 } else { (2 * y).to_le_bytes()[0] }])
    });
    let plain = pdq(&png(&rgb));
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Tiff] {
        assert_eq!(pdq(&encode(&DynamicImage::from(rgba.clone()), format)), plain, "{format:?}");
    }
}

#[test]
fn samples_of_sixteen_bits_give_their_high_byte() {
    let grey = grey_waves(120, 100, 6);
    let deep =
        |x: u32, y: u32| u16::from_be_bytes([grey.get_pixel(x, y).0[0], (7 * x + 13 * y).to_le_bytes()[0]]);
    let plain = pdq(&png(&grey));
    let luma = ImageBuffer::<Luma<u16>, Vec<u16>>::from_fn(120, 100, |x, y| Luma([deep(x, y)]));
    let with_alpha = ImageBuffer::<LumaA<u16>, Vec<u16>>::from_fn(120, 100, |x, y| LumaA([deep(x, y), 300]));
    let rgb = ImageBuffer::<Rgb<u16>, Vec<u16>>::from_fn(120, 100, |x, y| Rgb([deep(x, y); 3]));
    for (name, bytes) in [
        ("grey png", encode(&DynamicImage::from(luma.clone()), ImageFormat::Png)),
        ("grey png with alpha", encode(&DynamicImage::from(with_alpha), ImageFormat::Png)),
        ("png", encode(&DynamicImage::from(rgb.clone()), ImageFormat::Png)),
        ("grey tiff", encode(&DynamicImage::from(luma), ImageFormat::Tiff)),
        ("tiff", encode(&DynamicImage::from(rgb), ImageFormat::Tiff)),
    ] {
        assert_eq!(pdq(&bytes), plain, "{name}");
    }
}

#[test]
fn palettes_and_single_bits_are_hashed_as_the_colours_that_they_mean() {
    for (file, meant) in [
        ("palette.png", "palette-as-rgb.png"),
        ("palette.bmp", "palette-as-rgb.png"),
        ("interlaced.gif", "interlaced-as-rgb.png"),
        ("one-bit.png", "one-bit-as-rgb.png"),
        ("one-bit.bmp", "one-bit-as-rgb.png"),
    ] {
        assert_eq!(pdq(&format(file)), pdq(&format(meant)), "{file}");
        assert!(pdq(&format(file)).quality >= 50, "{file}");
    }
    let grey = grey_waves(100, 90, 7);
    let grey_alpha = GrayAlphaImage::from_fn(100, 90, |x, y| LumaA([grey.get_pixel(x, y).0[0], 9]));
    assert_eq!(pdq(&encode(&DynamicImage::from(grey_alpha), ImageFormat::Png)), pdq(&png(&grey)));
    let gif = encode(&DynamicImage::from(grey.clone()), ImageFormat::Gif);
    assert_eq!(pdq(&gif), pdq(&png(&grey)));
}

#[test]
fn every_way_of_writing_a_jpeg_gives_one_picture() {
    let baseline = pdq(&format("baseline.jpg"));
    assert!(baseline.quality >= 50);
    assert_eq!(pdq(&format("progressive.jpg")), baseline);
    assert_eq!(pdq(&format("restarts.jpg")), baseline);
    // not the complement, which raw channels would give: 256 bits less
    assert!(distance(&format("cmyk.jpg"), &format("baseline.jpg")) <= 16);
    assert!(distance(&format("lossy.webp"), &format("baseline.jpg")) <= 16);
    assert!(distance(&format("lossy-alpha.webp"), &format("baseline.jpg")) <= 16);
}

#[test]
fn a_cut_file_of_any_variant_has_a_reason_and_no_hash() {
    for (name, bytes) in formats() {
        if name.starts_with("moving") {
            continue;
        }
        pdq(&bytes);
        for part in 0..100 {
            let cut = &bytes[..bytes.len() * part / 100];
            assert!(matches!(digest(cut).pdq, PdqOutcome::NotHashed { .. }), "{name} cut at {part} %");
        }
    }
}

/// An archive of nothing, as it stands behind a picture in a file that is both.
const ARCHIVE: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

#[test]
fn what_stands_behind_a_picture_or_beside_it_changes_nothing() {
    let variants = formats().into_iter().map(|(_, bytes)| (Kind::sniff(&bytes), bytes));
    for (kind, bytes) in pictures().into_iter().chain(variants) {
        let expected = digest(&bytes);
        let film = [&b"\0\0\0\x18ftypmp42"[..], &[0xff, 0xda, 0, 9].repeat(500)].concat();
        for behind in [ARCHIVE, b"<script>1</script>", b"\xff\xd9", b"\0", &film, &bytes] {
            let both = digest(&[&bytes, behind].concat());
            assert_eq!((both.kind, &both.pdq), (kind, &expected.pdq), "{behind:?}");
            assert_eq!((&both.forms, &both.frames), (&expected.forms, &expected.frames), "{kind} {behind:?}");
        }
    }
    let picture = jpeg(&waves(90, 70, 8));
    for inside in [ARCHIVE, b"%PDF-1.7 1 0 obj", b"GIF89a"] {
        assert_eq!(digest(&with_segment(&picture, 0xfe, inside)).pdq, digest(&picture).pdq);
    }
    for front in [ARCHIVE, b"%PDF-1.7\n", b"<html>"] {
        assert_eq!(reason(&[front, &picture].concat()), "not a picture of a supported format");
    }
}

#[test]
fn segments_and_chunks_beside_a_picture_may_be_huge() {
    let picture = waves(90, 70, 9);
    let plain = jpeg(&picture);
    let mut stuffed = plain.clone();
    for marker in [0xe1, 0xe2, 0xed, 0xfe].repeat(16) {
        stuffed = with_segment(&stuffed, marker, &exif(6).repeat(1_800));
    }
    assert!(stuffed.len() > 3_500_000, "{}", stuffed.len());
    assert_eq!(digest(&stuffed).pdq, digest(&plain).pdq);
    let plain = png(&picture);
    let side = raw::chunk(*b"eXIf", &vec![0x2a; 12 << 20]);
    assert_eq!(digest(&[&plain[..33], &side, &plain[33..]].concat()).pdq, digest(&plain).pdq);
}

/// A grey progressive JPEG of this size whose every block is plain, and which goes over all of them again and again.
fn scans(width: u16, height: u16, count: usize) -> Vec<u8> {
    // a code table of one symbol, `symbol`, for class and number `table`
    let code = |table: u8, symbol: u8| [&b"\xff\xc4\0\x14"[..], &[table, 1], &[0; 15], &[symbol]].concat();
    let blocks = usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8);
    let start = raw::jpeg(width, height, 0xc2);
    let (head, _) = start.split_at(start.len() - 12);
    // the first scan says of each block that its mean does not change, with one bit; the next ones end a run of blocks in one code
    let first = [&b"\xff\xda\0\x08\x01\x01\0\0\0\0"[..], &vec![0; blocks.div_ceil(8)]].concat();
    let more = b"\xff\xda\0\x08\x01\x01\0\x01\x3f\0\0".repeat(count - 1);
    [head, &code(0, 0), &code(0x10, 0xe0), &first, &more, b"\xff\xd9"].concat()
}

#[test]
fn a_jpeg_that_goes_over_its_pixels_again_and_again_is_refused() {
    assert_eq!(pdq(&scans(80, 64, 20)).quality, 0);
    let bytes = scans(8_000, 8_000, 90);
    let padded = [&bytes[..], &vec![0; 2 << 20]].concat();
    assert_eq!(
        reason(&padded),
        "jpeg goes over 64000000 pixels in 90 scans; the limit is 1073741824 pixels in all"
    );
}

#[test]
fn flat_pictures_have_no_quality_and_too_small_ones_no_hash() {
    for format in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp] {
        let flat = DynamicImage::from(RgbImage::from_pixel(90, 70, Rgb([120, 30, 60])));
        assert_eq!(pdq(&encode(&flat, format)).quality, 0, "{format:?}");
    }
    for (width, height) in [(1, 1), (4, 300), (300, 4)] {
        assert_eq!(pdq(&png(&waves(width, height, 1))), Pdq { hash: PdqHash::ZERO, quality: 0 });
    }
}

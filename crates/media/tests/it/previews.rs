//! Previews: of every kind that is decoded, small, grey, blurred, and nothing beside the pixels.

use image::{ColorType, DynamicImage, GrayImage, ImageFormat, Luma, Rgb, RgbImage};
use media::{PREVIEW_SIDE, Picture, Thumbnail, ThumbnailOutcome};

use crate::hostile::{encode, pictures};

/// A benign pattern full of fine detail: a checker of red and green cells, two pixels wide.
fn checker(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if (x / 2 + y / 2) % 2 == 0 { Rgb([255, 40, 0]) } else { Rgb([0, 90, 20]) }
    })
}

/// Stripes of eight pixels: coarse enough to outlive the shrinking of a small picture, not the blur.
fn stripes(side: u32) -> RgbImage {
    RgbImage::from_fn(side, side, |x, _| if (x / 8) % 2 == 0 { Rgb([255; 3]) } else { Rgb([0; 3]) })
}

fn thumbnail(bytes: &[u8]) -> Thumbnail {
    match Picture::decode(bytes).into() {
        ThumbnailOutcome::Made(thumbnail) => thumbnail,
        ThumbnailOutcome::NotMade { reason } => panic!("{reason}"),
    }
}

fn png(picture: RgbImage) -> Vec<u8> {
    encode(&DynamicImage::from(picture), ImageFormat::Png)
}

fn preview(bytes: &[u8]) -> GrayImage {
    let shown =
        image::load_from_memory_with_format(&thumbnail(bytes).preview_png().unwrap(), ImageFormat::Png)
            .unwrap();
    assert_eq!(shown.color(), ColorType::L8, "one grey channel");
    shown.into_luma8()
}

/// High-frequency energy: the mean square of the difference of neighbours, in grey levels.
fn energy(grey: &GrayImage) -> f64 {
    let pairs = |x: u32, y: u32| {
        [(x + 1, y), (x, y + 1)].map(|(x2, y2)| (grey.get_pixel(x, y), grey.get_pixel_checked(x2, y2)))
    };
    let mut squares = Vec::new();
    for (x, y, _) in grey.enumerate_pixels() {
        for (&Luma([a]), other) in pairs(x, y) {
            if let Some(&Luma([b])) = other {
                squares.push((f64::from(a) - f64::from(b)).powi(2));
            }
        }
    }
    squares.iter().sum::<f64>() / f64::from(u32::try_from(squares.len()).unwrap())
}

#[test]
fn a_preview_has_next_to_nothing_of_the_fine_detail() {
    for source in [checker(160, 160), stripes(160), checker(1600, 900), stripes(640)] {
        let before = energy(&DynamicImage::from(source.clone()).into_luma8());
        let after = energy(&preview(&png(source)));
        assert!(before > 500.0, "the pattern has detail to lose: {before}");
        assert!(after < before / 500.0 && after < 4.0, "{before} became {after}");
    }
}

#[test]
fn what_is_large_can_still_be_told() {
    let half = RgbImage::from_fn(800, 400, |x, _| if x < 400 { Rgb([250; 3]) } else { Rgb([5; 3]) });
    let shown = preview(&png(half));
    assert_eq!(shown.dimensions(), (160, 80));
    assert!(shown.get_pixel(10, 40).0[0] > 230 && shown.get_pixel(150, 40).0[0] < 25, "{shown:?}");
}

#[test]
fn every_kind_that_is_decoded_has_a_preview() {
    for (kind, bytes) in pictures() {
        assert_eq!(preview(&bytes).dimensions(), (65, 63), "{kind}");
    }
}

#[test]
fn no_side_is_longer_than_the_limit_and_none_is_lost() {
    for (width, height, expected) in
        [(1, 1, (1, 1)), (160, 3, (160, 3)), (161, 160, (160, 159)), (4000, 2, (160, 1)), (1, 3000, (1, 160))]
    {
        assert_eq!(preview(&png(checker(width, height))).dimensions(), expected);
    }
    let sides = || (1..=12).chain([13, 40, 159, PREVIEW_SIDE]);
    for (width, height) in sides().flat_map(|width| sides().map(move |height| (width, height))) {
        assert_eq!(preview(&png(checker(width, height))).dimensions(), (width, height));
    }
}

/// Types of the chunks of a PNG (ISO/IEC 15948, 5.3).
fn chunks(png: &[u8]) -> Vec<String> {
    let (mut types, mut rest) = (Vec::new(), &png[8..]);
    while let [a, b, c, d, kind @ ..] = rest {
        types.push(String::from_utf8_lossy(&kind[..4]).into_owned());
        rest = &kind[8 + u32::from_be_bytes([*a, *b, *c, *d]) as usize..];
    }
    types
}

#[test]
fn nothing_stands_beside_the_pixels() {
    let source = png(checker(64, 64));
    // a comment in the source, before its pixels
    let text = crate::raw::chunk(*b"tEXt", b"Comment\0<script>41.38 N</script>");
    let planted = [&source[..33], &text, &source[33..]].concat();
    assert!(chunks(&planted).contains(&"tEXt".to_owned()), "{:?}", chunks(&planted));
    let shown = thumbnail(&planted).preview_png().unwrap();
    assert_eq!(chunks(&shown), ["IHDR", "IDAT", "IEND"]);
    assert_eq!(shown, thumbnail(&source).preview_png().unwrap());
}

#[test]
fn what_a_decoder_answers_reads_only_where_it_fits() {
    let made = ThumbnailOutcome::Made(thumbnail(&png(checker(30, 20))));
    let json = serde_json::to_string(&made).unwrap();
    assert_eq!(serde_json::from_str::<ThumbnailOutcome>(&json).unwrap(), made);
    for lie in [
        r#"{"outcome":"made","width":161,"height":1,"grey":""}"#,
        r#"{"outcome":"made","width":0,"height":0,"grey":""}"#,
        r#"{"outcome":"made","width":2,"height":1,"grey":"00"}"#,
        r#"{"outcome":"made","width":1,"height":1,"grey":"0000"}"#,
        r#"{"outcome":"made","width":1,"height":1,"grey":"zz"}"#,
        r#"{"outcome":"made","width":1,"height":1,"grey":"00","html":"<b>"}"#,
    ] {
        assert!(serde_json::from_str::<ThumbnailOutcome>(lie).is_err(), "{lie}");
    }
}

#[test]
fn what_cannot_be_decoded_has_a_reason_instead() {
    for bytes in [&b"plain text"[..], b"\x89PNG\r\n\x1a\n broken"] {
        let outcome: ThumbnailOutcome = Picture::decode(bytes).into();
        assert!(matches!(outcome, ThumbnailOutcome::NotMade { .. }), "{outcome:?}");
    }
}

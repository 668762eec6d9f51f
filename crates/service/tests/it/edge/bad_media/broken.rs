//! Whole pictures, cut, altered and under another format's first bytes.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::Made;

const FORMATS: [ImageFormat; 6] = [
    ImageFormat::Png,
    ImageFormat::Jpeg,
    ImageFormat::Gif,
    ImageFormat::WebP,
    ImageFormat::Bmp,
    ImageFormat::Tiff,
];

/// So many of each kind for each format.
const CUTS: usize = 30;
const CHANGES: usize = 30;

/// A slope with a ripple in every format that is read.
pub(super) fn whole() -> Vec<Made> {
    let rgb = RgbImage::from_fn(96, 80, |x, y| {
        Rgb([x * 2, y * 3, (x * y) % 251].map(|value| value.to_le_bytes()[0]))
    });
    let picture = DynamicImage::from(rgb);
    let encode = |format: ImageFormat| {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        (format!("{format:?}").to_lowercase(), bytes.into_inner())
    };
    FORMATS.map(encode).into()
}

/// Every file.
pub(super) fn all() -> Vec<Made> {
    let whole = whole();
    let mut made = Vec::new();
    for (kind, bytes) in &whole {
        for part in 0..CUTS {
            made.push((format!("{kind} cut at {part}/{CUTS}"), bytes[..bytes.len() * part / CUTS].to_vec()));
        }
        for number in 0..CHANGES {
            made.push((format!("{kind} changed {number}"), changed(bytes, number)));
        }
        for (other, start) in &whole {
            let head = start.len().min(bytes.len()).min(12);
            made.push((format!("{kind} that begins as {other}"), [&start[..head], &bytes[head..]].concat()));
            made.push((format!("{kind} after half of {other}"), [&start[..start.len() / 2], bytes].concat()));
        }
    }
    made
}

/// A run of equal bytes somewhere in the first part, where the headers are; which run, follows from the number.
fn changed(bytes: &[u8], number: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let reach = bytes.len().min(400) - 12;
    let at = 12 + (number * 37) % reach;
    let end = (at + 1 + number % 4).min(bytes.len());
    bytes[at..end].fill([0xff, 0x00, 0x80, 0x7f][number % 4]);
    bytes
}

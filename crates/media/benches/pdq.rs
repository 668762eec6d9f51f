//! The way from a JPEG file to its PDQ hash: decoding, one form, all eight.
//!
//! `cargo bench --package media --bench pdq`. Pictures are made from fixed seeds. Ratios against others' programs are measured by
//! `tools/compare`, not here.
#![allow(clippy::unwrap_used, reason = "a measuring tool, for whoever measures")]

use divan::{Bencher, black_box};
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use media::Picture;

/// Pixels a side.
const SIDES: [usize; 3] = [512, 1024, 2048];

fn main() {
    divan::main();
}

#[divan::bench(args = SIDES, sample_count = 20)]
fn decode(bencher: Bencher, side: usize) {
    let file = jpeg(side);
    bencher.bench_local(|| Picture::decode(black_box(&file)).unwrap());
}

#[divan::bench(args = SIDES, sample_count = 50)]
fn one_form(bencher: Bencher, side: usize) {
    let picture = picture(side);
    bencher.bench_local(|| media::hash(black_box(&picture)));
}

#[divan::bench(args = SIDES, sample_count = 50)]
fn eight_forms(bencher: Bencher, side: usize) {
    let picture = picture(side);
    bencher.bench_local(|| media::hash_dihedral(black_box(&picture)));
}

/// The same waves on a square of that side, as a file.
fn jpeg(side: usize) -> Vec<u8> {
    let picture = picture(side);
    let pixels = u32::try_from(side).unwrap();
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 90)
        .encode(picture.samples(), pixels, pixels, ExtendedColorType::Rgb8)
        .unwrap();
    file
}

/// Soft waves of three colours with a little noise: textured, so that no hash of it is degenerate.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "samples are cut to 0 to 255, and sides are short"
)]
fn picture(side: usize) -> Picture {
    let mut noise = 0x2545_f491_4f6c_dd1d_u64;
    let mut samples = Vec::with_capacity(side * side * 3);
    for at in 0..side * side {
        let (x, y) = ((at % side) as f32 / side as f32, (at / side) as f32 / side as f32);
        for colour in 1..=3_u8 {
            noise = noise.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            let turn = f32::from(colour);
            let wave = (x * 23.0 * turn + y * 9.0).sin() + (y * 31.0 - x * 14.0 * turn).sin();
            let sample = 127.0 + 50.0 * wave + (noise >> 61) as f32;
            samples.push(sample.clamp(0.0, 255.0) as u8);
        }
    }
    Picture::from_samples(side, side, samples).unwrap()
}

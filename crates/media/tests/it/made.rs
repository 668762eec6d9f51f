//! Generated pictures: soft waves, the short ones weaker as in photographs, textured enough for quality 50; and nothing else.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::hostile::encode;

/// Waves, different for each `seed`; a whole pattern whatever the size.
pub(crate) fn waves(width: u32, height: u32, seed: u32) -> RgbImage {
    let wave = |x: f64, y: f64, number: u32| {
        let mixed = f64::from(number.wrapping_mul(2_654_435_761).rotate_left(7) % 10_007) / 10_007.0;
        let (across, down) = (15.0 * mixed - 7.0, 13.0 * ((mixed * 97.0) % 1.0) - 6.0);
        (std::f64::consts::TAU * (across * x + down * y + mixed)).sin() * 4.0 / (2.0 + across.hypot(down))
    };
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
        Rgb([0, 1, 2].map(|plane| {
            let sum: f64 = (0..12).map(|part| wave(x, y, 1000 * seed + 100 * plane + part + 1)).sum();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped before; the fraction is dropped"
            )]
            let sample = (127.0 + 25.0 * sum).clamp(0.0, 255.0) as u8;
            sample
        }))
    })
}

/// The same in grey: few enough colours for a palette.
pub(crate) fn grey_waves(width: u32, height: u32, seed: u32) -> RgbImage {
    DynamicImage::from(DynamicImage::from(waves(width, height, seed)).into_luma8()).into_rgb8()
}

pub(crate) fn png(picture: &RgbImage) -> Vec<u8> {
    encode(&DynamicImage::from(picture.clone()), ImageFormat::Png)
}

/// A file of testdata/formats.
pub(crate) fn format(name: &str) -> Vec<u8> {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/formats");
    std::fs::read(folder.join(name)).unwrap()
}

/// All of them but what made them, by name.
pub(crate) fn formats() -> Vec<(String, Vec<u8>)> {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/formats");
    let names =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.filter(|name| !["make.py", "README.md"].contains(&name.as_str())).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), format(&name))).collect()
}

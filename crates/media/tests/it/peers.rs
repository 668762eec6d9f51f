//! The PDQ reference as others package it, on the vectors and on generated pictures: PyPI pdqhash and python-threatexchange.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use image::{DynamicImage, ImageFormat, RgbImage};
use media::{MediaDigests, PdqHash, PdqOutcome, digest};
use serde::Deserialize;

use crate::hostile::encode;
use crate::made::{grey_waves, waves};
use crate::vectors;

/// The reference filters a picture of exactly 64 x 64 pixels for its eight forms, and does not for its one hash.
const UNFILTERED: (usize, usize) = (64, 64);

#[derive(Deserialize)]
struct Judgement {
    width: usize,
    height: usize,
    pdq: PdqHash,
    quality: u8,
    forms: [PdqHash; 8],
    threatexchange: Option<(PdqHash, u8)>,
}

fn judge(paths: &[PathBuf]) -> BTreeMap<PathBuf, Judgement> {
    let python = std::env::var_os("AMPARO_PYTHON").unwrap_or_else(|| {
        panic!("AMPARO_PYTHON is not set: `./amparo test` installs what the test needs and sets it, or leaves the test out")
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/python/judge_pdq.py");
    let mut child =
        Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&serde_json::to_vec(paths).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Files of each format that the peers decode to the very same samples.
fn generated(folder: &Path) -> Vec<PathBuf> {
    std::fs::create_dir_all(folder).unwrap();
    let sizes = [
        (64, 64),
        (65, 63),
        (128, 128),
        (129, 127),
        (200, 5),
        (333, 96),
        (640, 480),
        (1000, 700),
        (1600, 1004),
    ];
    let mut paths = Vec::new();
    let mut write = |name: String, picture: &RgbImage, format: ImageFormat| {
        let path = folder.join(name);
        std::fs::write(&path, encode(&DynamicImage::from(picture.clone()), format)).unwrap();
        paths.push(path);
    };
    for (seed, (width, height)) in (1..).zip(sizes) {
        let (colours, grey) = (waves(width, height, seed), grey_waves(width, height, 50 + seed));
        let name = |kind: &str| format!("{width}x{height}.{kind}");
        write(name("png"), &colours, ImageFormat::Png);
        write(name("bmp"), &colours, ImageFormat::Bmp);
        write(name("webp"), &colours, ImageFormat::WebP);
        write(name("tif"), &grey, ImageFormat::Tiff);
        write(name("gif"), &grey, ImageFormat::Gif);
        write(name("jpg"), &colours, ImageFormat::Jpeg);
    }
    paths
}

fn vector_files() -> Vec<PathBuf> {
    let files =
        |folder: &str| std::fs::read_dir(crate::vector(folder)).unwrap().map(|entry| entry.unwrap().path());
    let files = files("bridge").chain(files("synthetic"));
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "png" || extension == "jpg"))
        .collect()
}

/// What is wrong with our hashes of this file, by that judgement. Where coefficients tie with the median, the reference's own bits are its
/// rounding noise, and the quality alone is compared.
fn mistakes(digests: &MediaDigests, judged: &Judgement, is_jpeg: bool, is_tied: bool) -> Vec<String> {
    let PdqOutcome::Hashed(ours) = digests.pdq else { return vec![format!("{:?}", digests.pdq)] };
    let mut mistakes = Vec::new();
    if ours.quality != judged.quality {
        mistakes.push(format!("quality {} for {}", ours.quality, judged.quality));
    }
    if is_tied {
        return mistakes;
    }
    // decoders may round the samples of a JPEG differently; on x86-64 they give the same bits here
    let most_off = if is_jpeg { 2 } else { 0 };
    let off = ours.hash.distance(&judged.pdq);
    if off > most_off {
        mistakes.push(format!("{off} bits off"));
    }
    let forms_off =
        digests.forms.iter().zip(&judged.forms).map(|(form, judged)| form.hash.distance(judged)).max();
    if (judged.width, judged.height) != UNFILTERED && forms_off > Some(4) {
        mistakes.push(format!("{forms_off:?} bits off in a form"));
    }
    match judged.threatexchange {
        Some((hash, quality)) if (hash, quality) != (judged.pdq, judged.quality) => {
            mistakes.push(format!("threatexchange says {hash} {quality}"));
        }
        _ => {}
    }
    mistakes
}

#[test]
fn hashes_are_those_of_pdqhash_and_threatexchange_with_python() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
    let paths = [vector_files(), generated(&folder)].concat();
    let judged = judge(&paths);
    assert_eq!(judged.len(), paths.len());
    let tied: Vec<PathBuf> =
        vectors::rows().into_iter().filter(|row| row.tied).map(|row| crate::vector(&row.file)).collect();
    let (mut wrong, mut by_threatexchange) = (Vec::new(), 0);
    for (path, judged) in &judged {
        let is_jpeg = path.extension().is_some_and(|extension| extension == "jpg");
        let digests = digest(&std::fs::read(path).unwrap());
        let mistakes = mistakes(&digests, judged, is_jpeg, tied.contains(path));
        by_threatexchange += u32::from(judged.threatexchange.is_some());
        if !mistakes.is_empty() {
            wrong.push(format!("{}: {}", path.display(), mistakes.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(judged.len() >= 75 && by_threatexchange >= 60, "{} {by_threatexchange}", judged.len());
}

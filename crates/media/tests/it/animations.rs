//! Animations: frames as they are shown, a bounded sample of them, whatever the file says.

use std::time::{Duration, Instant};

use image::codecs::gif::GifEncoder;
use image::{Delay, DynamicImage, Frame, GenericImage as _, ImageFormat, RgbImage};
use media::{MAX_CANVAS_PIXELS, MAX_SAMPLED, PdqHash, PdqOutcome, digest};

use crate::hostile::encode;
use crate::made::{format, grey_waves, png};
use crate::raw::{chunk, webp};

const DELAY_MS: u32 = 70;

/// Far more than any of them needs, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

fn gif(frames: &[(RgbImage, u32, u32)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for (picture, left, top) in frames {
        let rgba = DynamicImage::from(picture.clone()).into_rgba8();
        let delay = Delay::from_numer_denom_ms(DELAY_MS, 1);
        encoder.encode_frame(Frame::from_parts(rgba, *left, *top, delay)).unwrap();
    }
    drop(encoder);
    place(&mut bytes, frames);
    bytes
}

/// The encoder puts every frame at the top left and clears it after its time: writes into their heads where they belong, and that they stay.
fn place(gif: &mut [u8], frames: &[(RgbImage, u32, u32)]) {
    let two = |value: u32| u16::try_from(value).unwrap().to_le_bytes();
    let controls: Vec<usize> =
        (0..gif.len() - 3).filter(|at| gif[*at..].starts_with(&[0x21, 0xf9, 4])).collect();
    for at in controls {
        gif[at + 3] = gif[at + 3] & !0x1c | 1 << 2;
    }
    for (picture, left, top) in frames {
        let size = [two(picture.width()), two(picture.height())].concat();
        let head = [&[0x2c, 0, 0, 0, 0][..], &size].concat();
        if (*left, *top) != (0, 0) {
            let at = gif.windows(head.len()).rposition(|bytes| bytes == head).unwrap();
            gif[at + 1..at + 5].copy_from_slice(&[two(*left), two(*top)].concat());
        }
    }
}

/// The data of the chunks of this type in a PNG.
fn data(png: &[u8], wanted: [u8; 4]) -> Vec<u8> {
    let (mut found, mut rest) = (Vec::new(), &png[8..]);
    while let [a, b, c, d, kind @ ..] = rest {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        if kind.starts_with(&wanted) {
            found.extend_from_slice(&kind[4..4 + length]);
        }
        rest = &kind[4 + length + 4..];
    }
    found
}

/// The first picture is the first frame, or what only viewers show that know no animations.
fn apng(frames: &[(RgbImage, u32, u32)], is_first_shown: bool) -> Vec<u8> {
    let (mut chunks, mut sequence) = (Vec::new(), 0_u32..);
    let mut next = || sequence.next().unwrap().to_be_bytes();
    for (number, (picture, left, top)) in frames.iter().enumerate() {
        let place = [picture.width(), picture.height(), *left, *top].map(u32::to_be_bytes).concat();
        let delay = [u16::try_from(DELAY_MS).unwrap(), 1000].map(u16::to_be_bytes).concat();
        if number > 0 || is_first_shown {
            chunks.extend(chunk(*b"fcTL", &[&next()[..], &place, &delay, &[0, 0]].concat()));
        }
        let pixels = data(&png(picture), *b"IDAT");
        chunks.extend(match number {
            0 => chunk(*b"IDAT", &pixels),
            _ => chunk(*b"fdAT", &[&next()[..], &pixels].concat()),
        });
    }
    let shown = frames.len() - usize::from(!is_first_shown);
    let count = u32::try_from(shown).unwrap().to_be_bytes();
    let head =
        [chunk(*b"IHDR", &data(&png(&frames[0].0), *b"IHDR")), chunk(*b"acTL", &[count, [0; 4]].concat())];
    [&b"\x89PNG\r\n\x1a\n"[..], &head.concat(), &chunks, &chunk(*b"IEND", b"")].concat()
}

fn animated_webp(frames: &[(RgbImage, u32, u32)]) -> Vec<u8> {
    let three = |value: u32| value.to_le_bytes()[..3].to_vec();
    let frame = |(picture, left, top): &(RgbImage, u32, u32)| {
        let still = encode(&DynamicImage::from(picture.clone()), ImageFormat::WebP);
        let place =
            [left / 2, top / 2, picture.width() - 1, picture.height() - 1, DELAY_MS].map(three).concat();
        // flags: do not blend, keep; then the chunk of the still picture
        [place, vec![2], still[12..].to_vec()].concat()
    };
    let frames_data: Vec<Vec<u8>> = frames.iter().map(frame).collect();
    let (width, height) = frames[0].0.dimensions();
    let canvas = [&[2, 0, 0, 0][..], &three(width - 1), &three(height - 1)].concat();
    let mut chunks: Vec<([u8; 4], &[u8])> = vec![(*b"VP8X", &canvas), (*b"ANIM", &[0; 6])];
    chunks.extend(frames_data.iter().map(|data| (*b"ANMF", data.as_slice())));
    webp(&chunks)
}

fn all(frames: &[(RgbImage, u32, u32)]) -> [(&'static str, Vec<u8>); 3] {
    [("gif", gif(frames)), ("png", apng(frames, true)), ("webp", animated_webp(frames))]
}

fn hash_of(picture: &RgbImage) -> PdqHash {
    match digest(&png(picture)).pdq {
        PdqOutcome::Hashed(pdq) => pdq.hash,
        PdqOutcome::NotHashed { reason } => panic!("{reason}"),
    }
}

#[test]
fn every_frame_has_the_hash_of_its_picture_and_its_time() {
    let pictures: Vec<RgbImage> = (1..=5).map(|seed| grey_waves(100, 80, seed)).collect();
    let frames: Vec<_> = pictures.iter().map(|picture| (picture.clone(), 0, 0)).collect();
    for (kind, bytes) in all(&frames) {
        let digests = digest(&bytes);
        let hashes: Vec<PdqHash> = digests.frames.iter().map(|frame| frame.hash).collect();
        assert_eq!(hashes, pictures.iter().map(hash_of).collect::<Vec<_>>(), "{kind}");
        for (number, frame) in (0_u32..).zip(&digests.frames) {
            let expected_ms = u64::from(number * DELAY_MS);
            assert_eq!((frame.frame_no, frame.timestamp_ms), (number, expected_ms), "{kind}");
            assert!(frame.quality >= 50, "{kind} {frame:?}");
        }
        let PdqOutcome::Hashed(first) = digests.pdq else { panic!("{kind}: {:?}", digests.pdq) };
        assert_eq!((first.hash, digests.forms[0]), (hashes[0], first), "{kind}");
    }
}

#[test]
fn a_frame_that_changes_a_part_is_hashed_as_it_is_shown() {
    let (ground, patch) = (grey_waves(120, 90, 1), grey_waves(60, 50, 2));
    let mut shown = ground.clone();
    shown.copy_from(&patch, 40, 20).unwrap();
    assert!(hash_of(&shown).distance(&hash_of(&ground)) > 31, "the patch is seen");
    for (kind, bytes) in all(&[(ground.clone(), 0, 0), (patch, 40, 20)]) {
        let hashes: Vec<PdqHash> = digest(&bytes).frames.iter().map(|frame| frame.hash).collect();
        assert_eq!(hashes, [hash_of(&ground), hash_of(&shown)], "{kind}");
    }
}

#[test]
fn of_many_frames_a_sample_is_hashed_that_has_the_first_and_the_last() {
    let frames: Vec<_> = (0..100).map(|number| (grey_waves(64, 64, number % 7), 0, 0)).collect();
    for (kind, bytes) in all(&frames) {
        let sampled = digest(&bytes).frames;
        assert_eq!(sampled.len(), MAX_SAMPLED, "{kind}");
        assert_eq!(sampled.first().map(|frame| frame.frame_no), Some(0), "{kind}");
        assert_eq!(sampled.last().map(|frame| frame.frame_no), Some(99), "{kind}");
        for frame in sampled {
            assert_eq!(frame.timestamp_ms, u64::from(frame.frame_no * DELAY_MS), "{kind}");
            assert_eq!(frame.hash, hash_of(&frames[frame.frame_no as usize].0), "{kind} {frame:?}");
        }
    }
}

#[test]
fn what_other_programs_write_is_read() {
    for (name, count) in [("moving.webp", 6), ("moving.png", 4)] {
        let digests = digest(&format(name));
        let PdqOutcome::Hashed(first) = digests.pdq else { panic!("{name}: {:?}", digests.pdq) };
        assert_eq!((digests.frames.len(), digests.frames[0].hash), (count, first.hash), "{name}");
        assert!(digests.frames.iter().all(|frame| frame.timestamp_ms == u64::from(frame.frame_no) * 80));
    }
}

#[test]
fn a_still_picture_has_no_frames() {
    let still = (grey_waves(80, 80, 3), 0, 0);
    for (kind, bytes) in all(&[still]) {
        let digests = digest(&bytes);
        assert!(matches!(digests.pdq, PdqOutcome::Hashed(_)), "{kind}");
        assert_eq!((digests.frames.len(), digests.forms.len()), (0, 8), "{kind}");
    }
}

#[test]
fn a_picture_that_only_old_viewers_show_is_hashed_beside_the_frames() {
    let frames: Vec<_> = (1..=3).map(|seed| (grey_waves(80, 80, seed), 0, 0)).collect();
    let digests = digest(&apng(&frames, false));
    assert!(matches!(digests.pdq, PdqOutcome::Hashed(pdq) if pdq.hash == hash_of(&frames[0].0)));
    let hashes: Vec<PdqHash> = digests.frames.iter().map(|frame| frame.hash).collect();
    assert_eq!(hashes, [hash_of(&frames[1].0), hash_of(&frames[2].0)]);
}

#[test]
fn an_animation_that_breaks_off_has_the_frames_before() {
    let frames: Vec<_> = (1..=4).map(|seed| (grey_waves(100, 80, seed), 0, 0)).collect();
    for (kind, bytes) in all(&frames) {
        let whole = digest(&bytes).frames;
        for part in 1..40 {
            let cut = digest(&bytes[..bytes.len() * part / 40]).frames;
            assert_eq!(cut[..], whole[..cut.len()], "{kind} at {part}/40");
            assert!(cut.len() < whole.len() || part > 36, "{kind} at {part}/40");
        }
    }
}

#[test]
fn many_frames_on_a_large_canvas_are_composed_within_bounds() {
    let ground = gif(&[(RgbImage::from_pixel(2000, 2000, image::Rgb([90; 3])), 0, 0)]);
    // frames of one pixel with colours of their own
    let dot = b",\0\0\0\0\x01\0\x01\0\x80\0\0\0\xff\xff\xff\x02\x02\x44\x01\0";
    let bytes = [&ground[..ground.len() - 1], &dot.repeat(50_000), b";"].concat();
    let start = Instant::now();
    let sampled = digest(&bytes).frames;
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    assert_eq!((sampled.len(), sampled.last().unwrap().frame_no), (MAX_SAMPLED, 15));
    let tiny = gif(&[(RgbImage::new(8, 8), 0, 0)]);
    let bytes = [&tiny[..tiny.len() - 1], &dot.repeat(200_000), b";"].concat();
    let start = Instant::now();
    assert_eq!(digest(&bytes).frames.len(), MAX_SAMPLED);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

#[test]
fn a_canvas_beyond_the_limit_has_its_first_picture_alone() {
    let side = u32::try_from(MAX_CANVAS_PIXELS.isqrt()).unwrap();
    for (width, expected) in [(side, 2), (side + 1, 0)] {
        let frames = [1, 2].map(|seed| (RgbImage::from_pixel(width, side, image::Rgb([seed; 3])), 0, 0));
        for (kind, bytes) in all(&frames) {
            let digests = digest(&bytes);
            assert!(matches!(digests.pdq, PdqOutcome::Hashed(_)), "{kind}: {:?}", digests.pdq);
            assert_eq!(digests.frames.len(), expected, "{kind}");
        }
    }
}

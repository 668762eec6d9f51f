//! The frames of an animation that are hashed: a bounded sample of what a viewer shows.
//!
//! Of an animation with up to [`MAX_SAMPLED`] frames all are hashed; of a longer one the first, the last and others evenly between them. To know how a
//! frame looks, all before it must be composed; [`MAX_COMPOSED_PIXELS`] bounds that work, and where it ends the rest is not looked at. A
//! canvas beyond [`MAX_CANVAS_PIXELS`] is not composed at all: its first picture has its hash, as that of every file. Bounds are in pixels and not
//! in seconds, so that a file has the same hashes on every machine.

mod timeline;

use std::io::Cursor;

use image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{AnimationDecoder as _, DynamicImage, Frames, ImageDecoder, ImageResult, Limits, RgbaImage};

use crate::{Kind, Picture, bounds::PNG_SIDE_BYTES, pdq, png, vpdq};

/// Most frames of an animation that are hashed.
pub const MAX_SAMPLED: usize = 16;
/// Most pixels of an animation's canvas. Composing takes up to 35 bytes of memory for each.
pub const MAX_CANVAS_PIXELS: u64 = 4 * 1024 * 1024;
/// Most pixels that are composed of one animation: its canvas times its frames, and [`FRAME_PIXELS`] for each.
pub const MAX_COMPOSED_PIXELS: u64 = 64 * 1024 * 1024;

/// What a frame costs however small it is, in pixels.
const FRAME_PIXELS: u64 = 4 * 1024;
/// Bytes that a decoder may ask for beside the canvas: one frame that is larger than its canvas, say.
const MAX_ALLOC: u64 = 40 * MAX_CANVAS_PIXELS;

/// The hashes of a sample of the frames, in order, each composed as shown. None for a still picture, or one that no decoder takes; where a
/// frame is damaged, those before it.
pub(crate) fn frames(bytes: &[u8]) -> Vec<vpdq::Frame> {
    let kind = Kind::sniff(bytes);
    let starts_ms = timeline::starts_ms(kind, bytes);
    if starts_ms.len() < 2 {
        return Vec::new();
    }
    let needed = if kind == Kind::Png { png::without_ballast(bytes) } else { bytes.into() };
    let Ok(Some((canvas_pixels, shown))) = open(kind, &needed) else { return Vec::new() };
    let within = MAX_COMPOSED_PIXELS / (canvas_pixels + FRAME_PIXELS);
    let reach = starts_ms.len().min(usize::try_from(within).unwrap_or(usize::MAX));
    let mut wanted = sample(reach).peekable();
    let mut hashed = Vec::new();
    for ((frame_no, &timestamp_ms), frame) in starts_ms[..reach].iter().enumerate().zip(shown) {
        let Ok(frame) = frame else { break };
        if wanted.next_if_eq(&frame_no).is_some() {
            // at most the number of frames that a timeline lists
            let frame_no = u32::try_from(frame_no).unwrap_or(u32::MAX);
            let pdq::Pdq { hash, quality } = pdq::hash(&picture(frame.into_buffer()));
            hashed.push(vpdq::Frame { frame_no, quality, hash, timestamp_ms });
        }
    }
    hashed
}

/// The numbers of the frames to hash of the first `reach`.
fn sample(reach: usize) -> impl Iterator<Item = usize> {
    let count = reach.min(MAX_SAMPLED);
    (0..count).map(move |part| part * reach.saturating_sub(1) / count.saturating_sub(1).max(1))
}

/// Pixels of the canvas, and all frames as shown; nothing for a still picture and for a canvas beyond the limit.
fn open(kind: Kind, bytes: &[u8]) -> ImageResult<Option<(u64, Frames<'_>)>> {
    let reader = Cursor::new(bytes);
    Ok(match kind {
        Kind::Gif => {
            let mut decoder = GifDecoder::new(reader)?;
            let pixels = bounded(&mut decoder)?;
            pixels.map(|pixels| (pixels, decoder.into_frames()))
        }
        Kind::Webp => {
            let mut decoder = WebPDecoder::new(reader)?;
            let pixels = if decoder.has_animation() { bounded(&mut decoder)? } else { None };
            pixels.map(|pixels| (pixels, decoder.into_frames()))
        }
        Kind::Png => {
            let mut decoder = PngDecoder::with_limits(reader, allowing(PNG_SIDE_BYTES))?;
            let pixels = if decoder.is_apng()? { bounded(&mut decoder)? } else { None };
            match pixels {
                Some(pixels) => Some((pixels, decoder.apng()?.into_frames())),
                None => None,
            }
        }
        _ => None,
    })
}

/// The pixels of the canvas if it is within the limit; the decoder may then ask for what composing takes.
fn bounded(decoder: &mut impl ImageDecoder) -> ImageResult<Option<u64>> {
    decoder.set_limits(allowing(MAX_ALLOC))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    Ok((pixels <= MAX_CANVAS_PIXELS).then_some(pixels))
}

fn allowing(max_alloc: u64) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(max_alloc);
    limits
}

/// Without its alpha, as every picture is hashed.
fn picture(frame: RgbaImage) -> Picture {
    Picture::from_image(DynamicImage::from(frame))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_the_first_and_the_last_and_no_frame_twice() {
        for reach in 1..200 {
            let numbers: Vec<usize> = sample(reach).collect();
            assert_eq!(numbers.len(), reach.min(MAX_SAMPLED), "{numbers:?}");
            assert_eq!((numbers[0], numbers.last()), (0, Some(&(reach - 1))));
            assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
            let gaps = numbers.windows(2).map(|pair| pair[1] - pair[0]);
            assert!(gaps.clone().max() <= gaps.min().map(|gap| gap + 1), "{numbers:?}");
        }
        assert_eq!(sample(0).count(), 0);
    }
}

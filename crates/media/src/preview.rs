//! Previews: small, grey and blurred, so that somebody can tell what a file roughly is and is spared the rest.
//!
//! In two steps, for two processes. Whoever decodes hands over a [`Thumbnail`], nothing but a few thousand grey values; whoever shows it blurs
//! and encodes these itself ([`Thumbnail::preview_png`]). So a decoder that was taken over can lie about grey values, and about nothing else.

use std::io::Cursor;

use image::{GrayImage, ImageError, ImageFormat, RgbImage, imageops};
use serde::{Deserialize, Serialize};

use crate::{Picture, PictureError};

/// Longest side of a preview in pixels.
pub const PREVIEW_SIDE: u32 = 160;
/// The blur's standard deviation as a part of the longer side: what is smaller than about two of them is gone.
const BLURS_PER_SIDE: f32 = 24.0;

/// A small grey picture. As JSON its samples are hex; what does not fit its size, or [`PREVIEW_SIDE`], does not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct Thumbnail(GrayImage);

/// What a decoder answers where a preview is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ThumbnailOutcome {
    /// The picture was decoded and shrunk.
    Made(Thumbnail),
    /// It was not.
    NotMade {
        /// Why not.
        reason: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    width: u32,
    height: u32,
    grey: String,
}

impl Thumbnail {
    /// The picture in grey, its longer side at most [`PREVIEW_SIDE`] pixels; a smaller one keeps its size. None of an empty picture.
    pub fn of(picture: Picture) -> Option<Self> {
        let side = |pixels: usize| u32::try_from(pixels).ok().filter(|side| *side > 0);
        let (width, height) = (side(picture.width())?, side(picture.height())?);
        let longer = u64::from(width.max(height).max(PREVIEW_SIDE));
        // no side is longer than the longer one, so the quotient is at most 160
        let shrunk = |side: u32| {
            let pixels = u64::from(side) * u64::from(PREVIEW_SIDE) / longer;
            u32::try_from(pixels).unwrap_or(PREVIEW_SIDE).max(1)
        };
        let rgb = RgbImage::from_raw(width, height, picture.into_samples())?;
        let is_small = width.max(height) <= PREVIEW_SIDE;
        let (width, height) = if is_small { (width, height) } else { (shrunk(width), shrunk(height)) };
        Some(Self(imageops::grayscale(&imageops::thumbnail(&rgb, width, height))))
    }

    /// The preview: blurred, as PNG of one grey channel without a word beside it.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn preview_png(&self) -> Result<Vec<u8>, ImageError> {
        #[expect(clippy::cast_precision_loss, reason = "at most 160")]
        let sigma = self.0.width().max(self.0.height()) as f32 / BLURS_PER_SIDE;
        let mut bytes = Cursor::new(Vec::new());
        imageops::fast_blur(&self.0, sigma).write_to(&mut bytes, ImageFormat::Png)?;
        Ok(bytes.into_inner())
    }
}

impl From<Result<Picture, PictureError>> for ThumbnailOutcome {
    fn from(decoded: Result<Picture, PictureError>) -> Self {
        match decoded.map(Thumbnail::of) {
            Ok(Some(thumbnail)) => Self::Made(thumbnail),
            Ok(None) => Self::NotMade { reason: "the picture is empty".to_owned() },
            Err(error) => Self::NotMade { reason: error.to_string() },
        }
    }
}

impl From<Thumbnail> for Written {
    fn from(Thumbnail(grey): Thumbnail) -> Self {
        Self { width: grey.width(), height: grey.height(), grey: hex::encode(grey.into_raw()) }
    }
}

impl TryFrom<Written> for Thumbnail {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { width, height, grey } = written;
        let is_small = |side: u32| (1..=PREVIEW_SIDE).contains(&side);
        if !(is_small(width) && is_small(height)) {
            return Err("a side of the thumbnail is none of 1 to 160");
        }
        let grey = hex::decode(grey).map_err(|_| "the samples are not hex")?;
        if grey.len() as u64 != u64::from(width) * u64::from(height) {
            return Err("there is not one sample for each pixel");
        }
        GrayImage::from_raw(width, height, grey).map(Self).ok_or("there is not one sample for each pixel")
    }
}

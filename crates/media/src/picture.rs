//! Bounded decoding of still pictures to 8-bit RGB.

use std::io::Cursor;

use image::{DynamicImage, ImageReader, Limits};

use crate::bounds::{self, MAX_DECODED_BYTES, PNG_SIDE_BYTES, PictureError};
use crate::{Kind, jpeg, png};

/// A decoded still picture: 8-bit RGB, row by row, no padding, as stored (no EXIF rotation).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl Picture {
    /// Decodes the (first) picture of a file.
    ///
    /// Palettes are expanded, 1-bit samples become 0 or 255, 16-bit samples give their high byte, alpha is dropped
    /// without blending: this is what the PDQ reference hashes.
    ///
    /// # Errors
    /// [`PictureError`] says what was wrong with the bytes; sizes are checked before anything is allocated.
    pub fn decode(bytes: &[u8]) -> Result<Self, PictureError> {
        let kind = Kind::sniff(bytes);
        let format = kind.format().ok_or(PictureError::UnknownKind)?;
        if kind == Kind::Jpeg && !jpeg::has_end(bytes) {
            return Err(PictureError::Truncated);
        }
        let undecodable = |detail| PictureError::Undecodable { kind, detail };
        let needed = if kind == Kind::Png { png::without_ballast(bytes) } else { bytes.into() };
        let mut reader = ImageReader::with_format(Cursor::new(&needed[..]), format);
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(if kind == Kind::Png { PNG_SIDE_BYTES } else { MAX_DECODED_BYTES });
        reader.limits(limits);
        let decoder = reader.into_decoder().map_err(undecodable)?;
        bounds::check_size(kind, bytes.len() as u64, &decoder)?;
        if kind == Kind::Jpeg {
            bounds::check_scans(bytes, &decoder)?;
        }
        DynamicImage::from_decoder(decoder).map(Self::from_image).map_err(undecodable)
    }

    pub(crate) fn from_image(image: DynamicImage) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let rgb = match image {
            DynamicImage::ImageLuma16(grey) => grey.iter().flat_map(|&v| [high_byte(v); 3]).collect(),
            DynamicImage::ImageLumaA16(grey) => grey.pixels().flat_map(|p| [high_byte(p.0[0]); 3]).collect(),
            DynamicImage::ImageRgb16(rgb) => rgb.iter().map(|&v| high_byte(v)).collect(),
            DynamicImage::ImageRgba16(rgba) => rgba
                .pixels()
                .flat_map(|p| [high_byte(p.0[0]), high_byte(p.0[1]), high_byte(p.0[2])])
                .collect(),
            other => other.into_rgb8().into_raw(),
        };
        Self { width, height, rgb }
    }

    /// Width in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The samples: red, green and blue of each pixel, row by row from the top.
    pub fn samples(&self) -> &[u8] {
        &self.rgb
    }

    /// Nothing but the samples.
    pub(crate) fn into_samples(self) -> Vec<u8> {
        self.rgb
    }

    /// A picture from its samples, if there are three for each pixel.
    pub fn from_samples(width: usize, height: usize, rgb: Vec<u8>) -> Option<Self> {
        let expected = width.checked_mul(height)?.checked_mul(3)?;
        (rgb.len() == expected).then_some(Self { width, height, rgb })
    }
}

/// Not rounded: the reference truncates.
fn high_byte(sample: u16) -> u8 {
    sample.to_be_bytes()[0]
}

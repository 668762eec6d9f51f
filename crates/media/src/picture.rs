//! Bounded decoding of still pictures to 8-bit RGB.

use std::io::Cursor;

use image::{ColorType, DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};
use thiserror::Error;

use crate::{Kind, jpeg};

/// Most pixels that a picture may declare.
pub const MAX_PIXELS: u64 = 100_000_000;

/// Most bytes that a decoder may ask for: [`MAX_PIXELS`] in 16-bit RGB, with room for its own tables.
pub const MAX_DECODED_BYTES: u64 = 640 * 1024 * 1024;

/// Bytes of memory for what stands beside the pixels of a PNG, such as a colour profile: its decoder counts nothing else, and does without a
/// profile that is larger.
const PNG_SIDE_BYTES: u64 = 16 * 1024 * 1024;

/// Bytes of memory that a picture may take whatever the size of its file.
const FREE_BYTES: u64 = 64 * 1024 * 1024;

/// The same of formats that say a plain area in next to nothing: a blank page at 600 dpi, a white screen with alpha.
const FREE_BYTES_OF_PLAIN: u64 = 160 * 1024 * 1024;

/// Beyond that, most bytes of memory for each byte of the file. Photographs take below 100; a larger picture that takes more hardly fills its
/// area.
const MAX_GROWTH: u64 = 256;

/// Why a file gave no picture.
#[derive(Debug, Error)]
pub enum PictureError {
    /// The first bytes are those of no supported picture format.
    #[error("not a picture of a supported format")]
    UnknownKind,
    /// The declared size is beyond [`MAX_PIXELS`]; nothing was decoded.
    #[error("{kind} declares {width} x {height} pixels; the limit is {MAX_PIXELS} pixels")]
    TooManyPixels {
        /// Format of the file.
        kind: Kind,
        /// Declared width in pixels.
        width: u32,
        /// Declared height in pixels.
        height: u32,
    },
    /// The declared size and depth need more than [`MAX_DECODED_BYTES`]; nothing was decoded.
    #[error("{kind} needs {bytes} bytes when decoded; the limit is {MAX_DECODED_BYTES} bytes")]
    TooManyBytes {
        /// Format of the file.
        kind: Kind,
        /// Bytes of the decoded picture.
        bytes: u64,
    },
    /// The declared size is out of proportion to the file; nothing was decoded.
    #[error(
        "{kind} of {file_bytes} bytes needs {bytes} bytes when decoded; beyond {free_bytes} bytes the limit is {MAX_GROWTH} times the file"
    )]
    OutOfProportion {
        /// Format of the file.
        kind: Kind,
        /// Bytes of the file.
        file_bytes: u64,
        /// Bytes of the decoded picture, and of what stands beside it.
        bytes: u64,
        /// Bytes that a picture of this format may take whatever the size of its file.
        free_bytes: u64,
    },
    /// A JPEG file's picture has no end marker: decoders would fill the missing part with grey.
    #[error("jpeg is truncated: no end-of-image marker")]
    Truncated,
    /// The decoder refused the file: damaged, truncated or of an unsupported variant.
    #[error("{kind} cannot be decoded: {detail}")]
    Undecodable {
        /// Format of the file.
        kind: Kind,
        /// The decoder's own words.
        detail: ImageError,
    },
}

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
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(if kind == Kind::Png { PNG_SIDE_BYTES } else { MAX_DECODED_BYTES });
        reader.limits(limits);
        let decoder = reader.into_decoder().map_err(undecodable)?;
        check_size(kind, bytes.len() as u64, &decoder)?;
        DynamicImage::from_decoder(decoder).map(Self::from_image).map_err(undecodable)
    }

    fn from_image(image: DynamicImage) -> Self {
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

/// Looks at what a file declares, before anything is allocated for it.
fn check_size(kind: Kind, file_bytes: u64, decoder: &impl ImageDecoder) -> Result<(), PictureError> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS {
        return Err(PictureError::TooManyPixels { kind, width, height });
    }
    let decoded = decoder.total_bytes();
    if decoded > MAX_DECODED_BYTES {
        return Err(PictureError::TooManyBytes { kind, bytes: decoded });
    }
    // beside the decoder's samples stand ours, unless they are the same, and before them those of TIFF's own decoder
    let ours = if decoder.color_type() == ColorType::Rgb8 { 0 } else { 3 * pixels };
    let bytes = decoded + if kind == Kind::Tiff { ours.max(decoded) } else { ours };
    let free_bytes = match kind {
        Kind::Png | Kind::Tiff | Kind::Gif | Kind::Bmp => FREE_BYTES_OF_PLAIN,
        _ => FREE_BYTES,
    };
    if bytes > free_bytes && bytes / MAX_GROWTH > file_bytes {
        return Err(PictureError::OutOfProportion { kind, file_bytes, bytes, free_bytes });
    }
    Ok(())
}

/// Not rounded: the reference truncates.
fn high_byte(sample: u16) -> u8 {
    sample.to_be_bytes()[0]
}

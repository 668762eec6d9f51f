//! What a file may declare, looked at before anything is allocated for it, and why one gave no picture.

use image::{ColorType, ImageDecoder, ImageError};
use thiserror::Error;

use crate::{Kind, jpeg};

/// Most pixels that a picture may declare.
pub const MAX_PIXELS: u64 = 100_000_000;

/// Most bytes that a decoder may ask for: [`MAX_PIXELS`] in 16-bit RGB, with room for its own tables.
pub const MAX_DECODED_BYTES: u64 = 640 * 1024 * 1024;

/// Bytes of memory for what stands beside the pixels of a PNG, such as a colour profile: its decoder counts nothing else, and does without a
/// profile that is larger.
pub(crate) const PNG_SIDE_BYTES: u64 = 16 * 1024 * 1024;

/// Bytes of memory that a picture may take whatever the size of its file.
const FREE_BYTES: u64 = 64 * 1024 * 1024;

/// The same of formats that say a plain area in next to nothing: a blank page at 600 dpi, a white screen with alpha.
const FREE_BYTES_OF_PLAIN: u64 = 160 * 1024 * 1024;

/// Beyond that, most bytes of memory for each byte of the file. Photographs take below 100; a larger picture that takes more hardly fills its
/// area.
const MAX_GROWTH: u64 = 256;

/// Most pixels that a JPEG's scans may go over: ten scans at the limit of pixels, eighty of a photograph.
const MAX_SCANNED_PIXELS: u64 = 1 << 30;

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
    /// A JPEG goes over its pixels too often; nothing was decoded.
    #[error(
        "jpeg goes over {pixels} pixels in {scans} scans; the limit is {MAX_SCANNED_PIXELS} pixels in all"
    )]
    TooManyScans {
        /// Pixels of the picture.
        pixels: u64,
        /// How many scans it has.
        scans: u64,
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

/// Looks at what a file declares, before anything is allocated for it.
pub(crate) fn check_size(
    kind: Kind,
    file_bytes: u64,
    decoder: &impl ImageDecoder,
) -> Result<(), PictureError> {
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

/// Counts how often a JPEG goes over its pixels.
pub(crate) fn check_scans(jpeg: &[u8], decoder: &impl ImageDecoder) -> Result<(), PictureError> {
    let (width, height) = decoder.dimensions();
    let (pixels, scans) = (u64::from(width) * u64::from(height), jpeg::scans(jpeg));
    if pixels.saturating_mul(scans) > MAX_SCANNED_PIXELS {
        return Err(PictureError::TooManyScans { pixels, scans });
    }
    Ok(())
}

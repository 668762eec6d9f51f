//! Frames as ffmpeg writes them: binary portable pixmaps (netpbm `P6` with 255 levels), one after the other.
//!
//! The plainest format that says its own size, so that little can go wrong in reading what a decoder of somebody else wrote.

use std::io::{self, BufRead, Read as _};

use thiserror::Error;

use crate::Picture;

/// Most digits of a number in a header: a side of a hundred million pixels.
const MAX_DIGITS: usize = 9;

/// Why a stream of frames cannot be read on.
#[derive(Debug, Error)]
pub enum PpmError {
    /// The stream broke.
    #[error("the frames cannot be read: {0}")]
    Read(#[from] io::Error),
    /// What follows is no frame.
    #[error("what should be a frame is none")]
    Header,
    /// A frame is larger than allowed; nothing was allocated for it.
    #[error("a frame of {width} x {height} pixels; the limit is {max_pixels} pixels")]
    TooManyPixels {
        /// Width in pixels.
        width: usize,
        /// Height in pixels.
        height: usize,
        /// The limit.
        max_pixels: u64,
    },
    /// The stream ends in the middle of a frame.
    #[error("the last frame is cut off")]
    CutOff,
}

/// The next frame, of at most `max_pixels` pixels, or `None` at the end of the stream. Holds the memory of one frame.
///
/// # Errors
/// [`PpmError`]; nothing more can be read after it.
pub fn next_frame(stream: &mut impl BufRead, max_pixels: u64) -> Result<Option<Picture>, PpmError> {
    if stream.fill_buf()?.is_empty() {
        return Ok(None);
    }
    if [byte(stream)?, byte(stream)?] != *b"P6" || !byte(stream)?.is_ascii_whitespace() {
        return Err(PpmError::Header);
    }
    let (width, height) = (number(stream)?, number(stream)?);
    if number(stream)? != 255 || width == 0 || height == 0 {
        return Err(PpmError::Header);
    }
    // nine digits each: the product fits in 64 bits
    if width as u64 * height as u64 > max_pixels {
        return Err(PpmError::TooManyPixels { width, height, max_pixels });
    }
    let length =
        width.checked_mul(height).and_then(|pixels| pixels.checked_mul(3)).ok_or(PpmError::Header)?;
    let mut samples = Vec::with_capacity(length);
    stream.by_ref().take(length as u64).read_to_end(&mut samples)?;
    // shorter than it says
    Picture::from_samples(width, height, samples).map(Some).ok_or(PpmError::CutOff)
}

fn byte(stream: &mut impl BufRead) -> Result<u8, PpmError> {
    let mut byte = [0];
    match stream.read_exact(&mut byte) {
        Ok(()) => Ok(byte[0]),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(PpmError::CutOff),
        Err(error) => Err(error.into()),
    }
}

/// A number and the one white space behind it.
fn number(stream: &mut impl BufRead) -> Result<usize, PpmError> {
    let mut value = 0;
    for digits in 0..=MAX_DIGITS {
        match byte(stream)? {
            digit @ b'0'..=b'9' if digits < MAX_DIGITS => value = value * 10 + usize::from(digit - b'0'),
            space if space.is_ascii_whitespace() && digits > 0 => return Ok(value),
            _ => break,
        }
    }
    Err(PpmError::Header)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: u64 = 100;

    #[test]
    fn frames_come_one_after_the_other() {
        let bytes = b"P6\n2 1\n255\nabcdefP6\n1 1\n255\nxyz";
        let mut stream = &bytes[..];
        let first = next_frame(&mut stream, LIMIT).unwrap().unwrap();
        assert_eq!((first.width(), first.height(), first.samples()), (2, 1, &b"abcdef"[..]));
        let second = next_frame(&mut stream, LIMIT).unwrap().unwrap();
        assert_eq!((second.width(), second.height(), second.samples()), (1, 1, &b"xyz"[..]));
        assert!(next_frame(&mut stream, LIMIT).unwrap().is_none());
    }

    #[test]
    fn what_is_no_frame_is_said() {
        let table: [(&[u8], &str); 12] = [
            (b"P", "cut off"),
            (b"P5\n1 1\n255\nx", "none"),
            (b"P6 1 1 255", "cut off"),
            (b"P6 1 1 254 xyz", "none"),
            (b"P6 0 1 255 ", "none"),
            (b"P6  1 1 255 xyz", "none"),
            (b"P6 -1 1 255 xyz", "none"),
            (b"P6 1234567890 1 255 x", "none"),
            (b"P6 2 1 255 abcde", "cut off"),
            (b"P6 101 1 255 ", "101 x 1 pixels; the limit is 100 pixels"),
            (b"P6 999999999 999999999 255 ", "the limit is 100 pixels"),
            (b"P6\n# comment\n1 1\n255\nxyz", "none"),
        ];
        for (bytes, said) in table {
            let mut stream = bytes;
            let error = next_frame(&mut stream, LIMIT).unwrap_err().to_string();
            assert!(error.contains(said), "{bytes:?}: {error}");
        }
    }
}

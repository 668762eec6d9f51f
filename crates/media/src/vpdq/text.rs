//! The reference's text form: one line a frame, `frame,quality,hash,seconds`, for example `30,100,dadb99…,1.001`.

use std::fmt::Write as _;

use thiserror::Error;

use super::Frame;

/// A line that is no frame.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("line {line}, column {column}: expected {expected}, found {found:?}")]
pub struct TextError {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
    /// What should stand there.
    pub expected: &'static str,
    /// What does, at most 80 characters of it.
    pub found: String,
}

const FIELDS: [&str; 4] = [
    "the number of the frame",
    "a quality from 0 to 100",
    "64 hexadecimal digits",
    "the time in seconds, such as 1.001",
];
const MAX_FOUND_CHARS: usize = 80;

/// One line a frame, each with its end of line. A line of [`read`] comes out as it was but for leading zeros and the digits of the time
/// beyond three.
pub fn write(frames: &[Frame]) -> String {
    let mut text = String::with_capacity(frames.len() * 88);
    for Frame { frame_no, quality, hash, timestamp_ms } in frames {
        let (seconds, rest_ms) = (timestamp_ms / 1000, timestamp_ms % 1000);
        // writing to a String cannot fail
        let _ = writeln!(text, "{frame_no},{quality},{hash},{seconds}.{rest_ms:03}");
    }
    text
}

/// The frames of a text; empty lines are passed over.
///
/// # Errors
/// [`TextError`] at the first line that is no frame: all or nothing.
pub fn read(text: &str) -> Result<Vec<Frame>, TextError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| read_line(line, at + 1)).collect()
}

fn read_line(text: &str, line: usize) -> Result<Frame, TextError> {
    let fields: Vec<&str> = text.split(',').collect();
    let error = |field: usize, expected| {
        let found = fields.get(field).copied().unwrap_or_default();
        let column = 1 + fields.iter().take(field).map(|before| before.chars().count() + 1).sum::<usize>();
        TextError { line, column, expected, found: found.chars().take(MAX_FOUND_CHARS).collect() }
    };
    let field = |number: usize| fields.get(number).map(|field| field.trim()).unwrap_or_default();
    let frame = Frame {
        frame_no: field(0).parse().map_err(|_| error(0, FIELDS[0]))?,
        quality: field(1)
            .parse()
            .ok()
            .filter(|quality| *quality <= 100)
            .ok_or_else(|| error(1, FIELDS[1]))?,
        hash: field(2).parse().map_err(|_| error(2, FIELDS[2]))?,
        timestamp_ms: milliseconds(field(3)).ok_or_else(|| error(3, FIELDS[3]))?,
    };
    if fields.len() > FIELDS.len() { Err(error(4, "the end of the line")) } else { Ok(frame) }
}

/// Decimal seconds as milliseconds, rounded at the fourth digit behind the point; nothing but digits and one point.
fn milliseconds(text: &str) -> Option<u64> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    if !are_digits(seconds) || !are_digits(fraction) || seconds.is_empty() {
        return None;
    }
    let digit = |place: usize| fraction.as_bytes().get(place).map_or(0, |digit| u64::from(digit - b'0'));
    let rest_ms = digit(0) * 100 + digit(1) * 10 + digit(2) + u64::from(digit(3) >= 5);
    seconds.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(rest_ms)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::PdqHash;

    const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn a_line_of_the_reference_is_read_and_written() {
        let text = format!("0,100,{HASH},0.000\n30,7,{HASH},1.001\n");
        let frames = read(&text).unwrap();
        assert_eq!(frames.len(), 2);
        assert_eq!((frames[1].frame_no, frames[1].quality, frames[1].timestamp_ms), (30, 7, 1001));
        assert_eq!(write(&frames), text);
        // other ends of lines, empty lines, other ways to write a time
        let other = format!("0,100,{},0\r\n\r\n 30, 7 ,{HASH},1.00096\r\n", HASH.to_uppercase());
        assert_eq!(read(&other).unwrap(), frames);
        assert_eq!(read("").unwrap(), []);
    }

    #[test]
    fn a_broken_line_is_named_with_its_column() {
        for (line, column, expected) in [
            ("x,100,H,0.0", 1, "the number of the frame"),
            ("-1,100,H,0.0", 1, "the number of the frame"),
            ("5000000000,100,H,0.0", 1, "the number of the frame"),
            ("0,101,H,0.0", 3, "a quality from 0 to 100"),
            ("0,100,abc,0.0", 7, "64 hexadecimal digits"),
            ("0,100", 7, "64 hexadecimal digits"),
            ("0,100,H", 72, "the time in seconds, such as 1.001"),
            ("0,100,H,-1.0", 72, "the time in seconds, such as 1.001"),
            ("0,100,H,nan", 72, "the time in seconds, such as 1.001"),
            ("0,100,H,1.0.0", 72, "the time in seconds, such as 1.001"),
            ("0,100,H,99999999999999999999", 72, "the time in seconds, such as 1.001"),
            ("0,100,H,1.0,x", 76, "the end of the line"),
        ] {
            let text = format!("0,100,{HASH},0.000\n\n{}\n", line.replace('H', HASH));
            let error = read(&text).unwrap_err();
            assert_eq!((error.line, error.column, error.expected), (3, column, expected), "{line}");
        }
        let long = "x".repeat(10_000);
        assert_eq!(read(&long).unwrap_err().found.len(), MAX_FOUND_CHARS);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            frames in prop::collection::vec((any::<u32>(), 0_u8..=100, any::<[u8; 32]>(), 0_u64..1 << 50), 0..20),
        ) {
            let frames: Vec<Frame> = frames
                .into_iter()
                .map(|(frame_no, quality, hash, timestamp_ms)| {
                    Frame { frame_no, quality, hash: PdqHash::from_bytes(hash), timestamp_ms }
                })
                .collect();
            prop_assert_eq!(read(&write(&frames)).unwrap(), frames);
        }

        #[test]
        fn no_text_panics(text in "[0-9a-f,.\\-x \\n\u{e9}]{0,200}") {
            let _ = read(&text);
        }
    }
}

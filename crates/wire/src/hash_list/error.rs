//! Why a list is refused, and where in it that stands.

use crate::cybertipline;
use crate::cybertipline::error::shorten;

/// Longest text of a part of an error, in characters: each may quote the list.
const TOLD_CHARS: usize = 500;
/// Longest piece of a wrong value that an error quotes, in characters.
const QUOTED_CHARS: usize = 80;

/// The first thing in a list that is not as its format asks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}{}: {problem}; expected {expected}", within(.at))]
pub struct ReadError {
    /// Line, from 1.
    pub line: u64,
    /// Column on that line in characters, from 1. Of an XML value it is that of its element's start tag.
    pub column: u64,
    /// Path of the element (XML), pointer (JSON, RFC 6901) or name of the column (CSV); empty where the line says enough.
    pub at: String,
    /// What is wrong. It may quote the value.
    pub problem: String,
    /// What would have been right.
    pub expected: String,
}

fn within(at: &str) -> String {
    if at.is_empty() { String::new() } else { format!(", {at}") }
}

impl ReadError {
    /// An error at `(line, column)` whose texts are bounded and on one line, whatever the list holds.
    pub(crate) fn new((line, column): (u64, u64), at: &str, problem: &str, expected: &str) -> Self {
        let [at, problem, expected] =
            [at, problem, expected].map(|text| shorten(&one_line(text), TOLD_CHARS));
        Self { line, column, at, problem, expected }
    }

    /// An error at a byte of the text.
    pub(crate) fn at_byte(bytes: &[u8], offset: usize, at: &str, problem: &str, expected: &str) -> Self {
        Self::new(place(bytes, offset), at, problem, expected)
    }
}

impl From<cybertipline::ReadError> for ReadError {
    fn from(error: cybertipline::ReadError) -> Self {
        let place = (u64::from(error.line), u64::from(error.column.max(1)));
        Self::new(place, &error.path, &error.problem, &error.expected)
    }
}

/// Line and column of a byte, both from 1. It looks at all that stands before: for errors only.
pub(crate) fn place(bytes: &[u8], offset: usize) -> (u64, u64) {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let tail = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    // bytes that continue a character of UTF-8 are no columns of their own
    let column = tail.iter().filter(|byte| **byte & 0xC0 != 0x80).count() + 1;
    (line as u64, column as u64)
}

/// A wrong value as errors quote it.
pub(crate) fn quoted(text: &str) -> String {
    format!("the value `{}`", shorten(text, QUOTED_CHARS))
}

/// Control characters of a hostile list reach no terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

/// The text of a list: UTF-8 without its mark.
pub(crate) fn text_of(bytes: &[u8]) -> Result<&str, ReadError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let problem = "a byte that is not UTF-8";
        ReadError::at_byte(bytes, error.valid_up_to(), "", problem, "text in UTF-8")
    })
}

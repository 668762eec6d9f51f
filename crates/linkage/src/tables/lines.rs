//! Lines of comma-separated cells (RFC 4180, one record a line).

use std::borrow::Cow;
use std::io::{BufRead, Read as _};

use super::Wrong;

/// Longest line, in bytes: a file without the end of a line would else be read whole.
pub const MAX_LINE_BYTES: usize = 1 << 20;

/// The lines of a table, one after the other.
pub struct Lines<R> {
    reader: R,
    number: u64,
    text: String,
}

impl<R: BufRead> Lines<R> {
    /// Before the first line.
    pub fn new(reader: R) -> Self {
        Self { reader, number: 0, text: String::new() }
    }

    /// On to the next line; whether there is one.
    ///
    /// # Errors
    /// It cannot be read, is too long, or is not UTF-8.
    pub fn advance(&mut self) -> Result<bool, Wrong> {
        self.number += 1;
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.clear();
        let most = MAX_LINE_BYTES as u64 + 1;
        let read = self.reader.by_ref().take(most).read_until(b'\n', &mut bytes);
        let length = read.map_err(|error| self.wrong(None, &format!("cannot be read: {error}")))?;
        if length > MAX_LINE_BYTES {
            return Err(self.wrong(None, "is longer than a mebibyte"));
        }
        self.text = String::from_utf8(bytes).map_err(|_| self.wrong(None, "is not UTF-8"))?;
        Ok(length > 0)
    }

    /// As it stands there, without a mark before the first.
    pub fn text(&self) -> &str {
        let text = self.text.as_str();
        if self.number == 1 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text }
    }

    /// Its number, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What is wrong with this line.
    pub fn wrong(&self, column: Option<&str>, problem: &str) -> Wrong {
        Wrong { line: self.number, column: column.map(str::to_owned), problem: problem.to_owned() }
    }
}

/// Tells of the cells of a line, from left to right.
///
/// # Errors
/// A quotation mark that is not closed, or something behind one that is.
pub fn each_cell(line: &str, mut tell: impl FnMut(Cow<'_, str>)) -> Result<(), &'static str> {
    let mut rest = line.trim_end_matches(['\r', '\n']);
    loop {
        let (cell, behind) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted)?,
            None => {
                let (cell, behind) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
                (Cow::Borrowed(cell), behind)
            }
        };
        tell(cell);
        match behind.strip_prefix(',') {
            Some(next) => rest = next,
            None if behind.is_empty() => return Ok(()),
            None => return Err("something stands behind a closing quotation mark"),
        }
    }
}

fn quoted_cell(mut rest: &str) -> Result<(Cow<'_, str>, &str), &'static str> {
    let mut cell = String::new();
    loop {
        let (before, behind) = rest.split_once('"').ok_or("a quotation mark is not closed on its line")?;
        cell.push_str(before);
        match behind.strip_prefix('"') {
            Some(next) => {
                cell.push('"');
                rest = next;
            }
            None => return Ok((Cow::Owned(cell), behind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str) -> Result<Vec<String>, &'static str> {
        let mut cells = Vec::new();
        each_cell(line, |cell| cells.push(cell.into_owned())).map(|()| cells)
    }

    #[test]
    fn cells_are_read_as_rfc_4180_says() {
        assert_eq!(cells("a,\"b, \"\"c\"\"\",\r\n"), Ok(vec!["a".into(), "b, \"c\"".into(), String::new()]));
        assert!(cells("\"a\"b").is_err() && cells("\"a").is_err());
    }

    #[test]
    fn a_line_without_an_end_is_not_read_whole() {
        // two bytes to a letter, so that the limit falls within one
        let text = format!("id\n{}", "é".repeat(MAX_LINE_BYTES));
        let mut rest = text.as_bytes();
        let mut lines = Lines::new(&mut rest);
        assert_eq!(lines.advance(), Ok(true));
        assert_eq!(lines.advance().unwrap_err().to_string(), "line 2: is longer than a mebibyte");
        assert_eq!(rest.len(), MAX_LINE_BYTES - 1);
    }

    #[test]
    fn a_mark_stands_before_the_first_line_alone() {
        let mut lines = Lines::new("\u{feff}a\n\u{feff}b\n".as_bytes());
        for expected in ["a\n", "\u{feff}b\n"] {
            assert_eq!((lines.advance(), lines.text()), (Ok(true), expected));
        }
        assert_eq!(lines.advance(), Ok(false));
        let wrong = Lines::new(b"\xff\n".as_slice()).advance().unwrap_err();
        assert_eq!(wrong.to_string(), "line 1: is not UTF-8");
    }
}

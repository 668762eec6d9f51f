//! The records of a file, one in memory at a time: a line, or in CSV as many lines as its quotes hold together.

use std::io::{self, BufRead};

use serde::Serialize;

/// Largest record, in bytes: an unclosed quote would else read the whole file.
const MAX_RECORD_BYTES: usize = 1 << 20;

/// A record of a file.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Record {
    /// Number of its first line, from 1.
    pub(super) line: i64,
    /// As it stands there, without the end of its last line.
    pub(super) text: String,
}

/// Reads the records of a file.
pub(super) struct Records<R> {
    reader: R,
    has_quotes: bool,
    /// Lines that were read.
    lines: i64,
    read_bytes: u64,
}

impl<R: BufRead> Records<R> {
    /// The records of `reader`; with quotes, a record goes on while one is open.
    pub(super) fn new(reader: R, has_quotes: bool) -> Self {
        Self { reader, has_quotes, lines: 0, read_bytes: 0 }
    }

    /// How far the file was read.
    pub(super) fn read_bytes(&self) -> u64 {
        self.read_bytes
    }

    /// The next record that is not empty.
    pub(super) fn read_next(&mut self) -> Option<io::Result<Record>> {
        loop {
            let line = self.lines + 1;
            let text = match self.read_record() {
                Ok(text) => text?,
                Err(error) => return Some(Err(error)),
            };
            let text = text.trim_end_matches(['\n', '\r']);
            // a byte order mark belongs to no column
            let text = if line == 1 { text.trim_start_matches('\u{feff}') } else { text };
            if !text.is_empty() {
                return Some(Ok(Record { line, text: text.to_owned() }));
            }
        }
    }

    fn read_record(&mut self) -> io::Result<Option<String>> {
        let (mut record, mut is_open) = (String::new(), false);
        loop {
            let start = record.len();
            let length = self.reader.read_line(&mut record).map_err(|error| self.at_line(&error))?;
            if length == 0 {
                return Ok((!record.is_empty()).then_some(record));
            }
            self.lines += 1;
            self.read_bytes += length as u64;
            if record.len() > MAX_RECORD_BYTES {
                return Err(self.at_line(&io::Error::other(
                    "a record is longer than a mebibyte; is a quote left open?",
                )));
            }
            // the line that was read now alone: a record of many lines is read once, not once for each
            let quotes = record[start..].matches('"').count();
            is_open ^= self.has_quotes && !quotes.is_multiple_of(2);
            if !is_open {
                return Ok(Some(record));
            }
        }
    }

    fn at_line(&self, error: &io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("line {}: {error}", self.lines + 1))
    }
}

/// The names of the columns in a header record.
pub(super) fn header(text: &str, delimiter: char) -> Vec<String> {
    let plain = |name: &str| name.trim().trim_matches('"').replace("\"\"", "\"");
    text.split(delimiter).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, has_quotes: bool) -> Vec<(i64, String)> {
        let mut records = Records::new(text.as_bytes(), has_quotes);
        let mut found = Vec::new();
        while let Some(record) = records.read_next() {
            let Record { line, text } = record.unwrap();
            found.push((line, text));
        }
        assert_eq!(records.read_bytes(), text.len() as u64);
        found
    }

    #[test]
    fn a_record_may_hold_line_ends_between_quotes() {
        let found = all("\u{feff}a,b\r\n1,\"two\nlines\"\n\n3,x", true);
        let expected = [(1, "a,b"), (2, "1,\"two\nlines\""), (5, "3,x")];
        assert_eq!(found, expected.map(|(line, text)| (line, text.to_owned())));
        assert_eq!(all("{\"a\":\"\n{}\n", false).len(), 2, "a quote of JSON holds nothing together");
        assert!(all("", true).is_empty());
    }

    #[test]
    fn an_open_quote_does_not_read_the_whole_file() {
        let text = format!("\"{}", "x\n".repeat(MAX_RECORD_BYTES));
        let error = Records::new(text.as_bytes(), true).read_next().unwrap().unwrap_err();
        assert!(error.to_string().contains("quote"), "{error}");
    }

    #[test]
    fn a_header_names_columns() {
        assert_eq!(header("\"number\"; seen ;x", ';'), ["number", "seen", "x"]);
    }
}

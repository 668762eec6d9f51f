//! The records of a file, one in memory at a time: a line, in CSV as many lines as its quotes hold together, or an object of a JSON array.

use std::io::{self, BufRead, Read as _};

use serde::{Deserialize, Serialize};

use super::{MAX_COLUMNS, MAX_RECORD_BYTES, csv};

/// What of a mapping tells how a file is split into records.
#[derive(Debug, Clone, Deserialize)]
pub struct Shape {
    format: String,
    #[serde(default)]
    delimiter: Option<char>,
}

/// How a file is made of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A record on each line.
    Lines,
    /// A record goes on while a quote is open.
    Csv,
    /// The objects of an array.
    Array,
}

/// Where in an array the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Inside,
    After,
}

/// A record of a file.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Number of its first line, from 1; of an object in an array its own number.
    pub line: i64,
    /// As it stands there, without the end of its last line.
    pub text: String,
}

/// Reads the records of a file.
pub struct Records<R> {
    reader: R,
    form: Form,
    place: Place,
    /// Lines, or objects of an array, that were read.
    lines: i64,
    read_bytes: u64,
}

impl Shape {
    /// Of a mapping; the rest of it is not looked at.
    ///
    /// # Errors
    /// It is no TOML, or states no format.
    pub fn read(mapping: &str) -> Result<Self, String> {
        toml::from_str(mapping).map_err(|error| error.to_string())
    }

    /// The records of a file, and the names of its columns, which a CSV file states first.
    ///
    /// # Errors
    /// The names cannot be read.
    pub fn open<R: BufRead>(&self, reader: R) -> io::Result<(Records<R>, Vec<String>)> {
        let form = match self.format.as_str() {
            "csv" => Form::Csv,
            "json" => Form::Array,
            // a format that there is not is refused with the mapping
            _ => Form::Lines,
        };
        let mut records = Records::new(reader, form);
        if form != Form::Csv {
            return Ok((records, Vec::new()));
        }
        let header = records.read_next().unwrap_or_else(|| Err(at_line(1, "the file is empty")))?;
        let names = column_names(&header.text, self.delimiter.unwrap_or(','));
        Ok((records, names.map_err(|says| at_line(header.line, says))?))
    }
}

impl<R: BufRead> Records<R> {
    /// The records of `reader`.
    fn new(reader: R, form: Form) -> Self {
        Self { reader, form, place: Place::Before, lines: 0, read_bytes: 0 }
    }

    /// How far the file was read.
    pub fn read_bytes(&self) -> u64 {
        self.read_bytes
    }

    /// The next record that is not empty. After an error nothing more is to be read.
    ///
    /// # Errors
    /// The file cannot be read, is not UTF-8, or a record is too long or does not end: by line, or by object.
    pub fn read_next(&mut self) -> Option<io::Result<Record>> {
        if self.form == Form::Array {
            return self.read_object().transpose();
        }
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
        let (first, mut record, mut is_open) = (self.lines + 1, Vec::new(), false);
        loop {
            let start = record.len();
            // one byte more than there may be: a line without an end is not read on
            let most = (MAX_RECORD_BYTES + 1 - start) as u64;
            let read = self.reader.by_ref().take(most).read_until(b'\n', &mut record);
            let length = read.map_err(|error| at_line(first, &error.to_string()))?;
            if length == 0 {
                break;
            }
            self.lines += 1;
            self.read_bytes += length as u64;
            if record.len() > MAX_RECORD_BYTES {
                return Err(at_line(first, "a record is longer than a mebibyte; is a quote left open?"));
            }
            // the line that was read now alone: a record of many lines is read once, not once for each
            let quotes = record[start..].iter().filter(|byte| **byte == b'"').count();
            is_open ^= self.form == Form::Csv && !quotes.is_multiple_of(2);
            if !is_open {
                break;
            }
        }
        let text = String::from_utf8(record).map_err(|_| at_line(first, "is not UTF-8"))?;
        Ok((!text.is_empty()).then_some(text))
    }

    /// The next object of an array.
    fn read_object(&mut self) -> io::Result<Option<Record>> {
        while let Some(byte) = self.read_byte()? {
            match (byte, self.place) {
                // the three bytes are a byte order mark
                (b' ' | b'\t' | b'\r' | b'\n', _)
                | (b',', Place::Inside)
                | (0xef | 0xbb | 0xbf, Place::Before) => {}
                (b'[', Place::Before) => self.place = Place::Inside,
                (b']', Place::Inside) => self.place = Place::After,
                (b'{', Place::Inside) => return self.read_to_end_of_object().map(Some),
                _ => return Err(self.at_object("something stands here that is no object of an array")),
            }
        }
        if self.place == Place::After { Ok(None) } else { Err(self.at_object("the array does not end")) }
    }

    /// An object whose opening brace was read: brackets in texts hold nothing.
    fn read_to_end_of_object(&mut self) -> io::Result<Record> {
        let (mut bytes, mut depth) = (vec![b'{'], 1_usize);
        let (mut in_text, mut is_escaped) = (false, false);
        while depth > 0 {
            let byte = self.read_byte()?.ok_or_else(|| self.at_object("an object does not end"))?;
            bytes.push(byte);
            if bytes.len() > MAX_RECORD_BYTES {
                return Err(self.at_object("an object is longer than a mebibyte"));
            }
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' if in_text => is_escaped = true,
                b'"' => in_text = !in_text,
                b'{' | b'[' if !in_text => depth += 1,
                b'}' | b']' if !in_text => depth -= 1,
                _ => {}
            }
        }
        let text = String::from_utf8(bytes).map_err(|_| self.at_object("is not UTF-8"))?;
        self.lines += 1;
        Ok(Record { line: self.lines, text })
    }

    fn read_byte(&mut self) -> io::Result<Option<u8>> {
        let Some(byte) = self.reader.fill_buf()?.first().copied() else { return Ok(None) };
        self.reader.consume(1);
        self.read_bytes += 1;
        Ok(Some(byte))
    }

    fn at_object(&self, says: &str) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, format!("object {}: {says}", self.lines + 1))
    }
}

fn at_line(line: i64, says: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("line {line}: {says}"))
}

/// The names of the columns in a header record.
fn column_names(header: &str, delimiter: char) -> Result<Vec<String>, &'static str> {
    // one record like the others, but for what it is compared with
    let names = csv::read_record(header, delimiter, MAX_COLUMNS).map_err(|says| match says {
        csv::TOO_MANY => "there are more than a thousand columns",
        says => says,
    })?;
    Ok(names.iter().map(|name| name.trim().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, form: Form) -> Vec<(i64, String)> {
        let mut records = Records::new(text.as_bytes(), form);
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
        let found = all("\u{feff}a,b\r\n1,\"two\nlines\"\n\n3,x", Form::Csv);
        let expected = [(1, "a,b"), (2, "1,\"two\nlines\""), (5, "3,x")];
        assert_eq!(found, expected.map(|(line, text)| (line, text.to_owned())));
        assert_eq!(all("{\"a\":\"\n{}\n", Form::Lines).len(), 2, "a quote of JSON holds nothing together");
        assert!(all("", Form::Csv).is_empty());
    }

    #[test]
    fn an_open_quote_does_not_read_the_whole_file() {
        let text = format!("a,b\n\"{}", "x\n".repeat(MAX_RECORD_BYTES));
        let mut records = Records::new(text.as_bytes(), Form::Csv);
        assert!(records.read_next().is_some_and(|header| header.is_ok()));
        let error = records.read_next().unwrap().unwrap_err().to_string();
        assert!(error.starts_with("line 2: ") && error.contains("quote"), "where it begins: {error}");
    }

    #[test]
    fn a_line_without_an_end_is_not_read_whole() {
        for form in [Form::Csv, Form::Lines] {
            // two bytes to a letter, so that the limit falls within one
            let text = "é".repeat(MAX_RECORD_BYTES);
            let mut rest = text.as_bytes();
            let error = Records::new(&mut rest, form).read_next().unwrap().unwrap_err().to_string();
            assert!(error.starts_with("line 1: a record is longer"), "{error}");
            assert_eq!(rest.len(), text.len() - MAX_RECORD_BYTES - 1);
        }
    }

    #[test]
    fn what_is_not_utf_8_is_named_by_its_line() {
        let text = b"a,b\n1,\"two\nlines\"\n2,\xff\n";
        let mut records = Records::new(text.as_slice(), Form::Csv);
        let error = std::iter::from_fn(|| records.read_next()).find_map(Result::err).unwrap();
        assert_eq!(error.to_string(), "line 4: is not UTF-8");
    }

    #[test]
    fn an_array_is_read_object_by_object() {
        let found = all("\u{feff}[ {\"a\": \"}]\\\"\"},\n{\"b\":\n[1, {}]},{} ]\n", Form::Array);
        let expected = [(1, "{\"a\": \"}]\\\"\"}"), (2, "{\"b\":\n[1, {}]}"), (3, "{}")];
        assert_eq!(found, expected.map(|(line, text)| (line, text.to_owned())));
        assert!(all("[]", Form::Array).is_empty());
        for (text, says) in [
            ("", "object 1: the array does not end"),
            ("{}", "object 1: something"),
            ("[{},7]", "object 2: something"),
            ("[{}] {}", "object 2: something"),
            ("[{}", "object 2: the array does not end"),
            ("[{\"a\": \"}", "object 1: an object does not end"),
        ] {
            let mut records = Records::new(text.as_bytes(), Form::Array);
            let error = std::iter::from_fn(|| records.read_next()).find_map(Result::err);
            assert!(error.is_some_and(|error| error.to_string().starts_with(says)), "{text}");
        }
    }

    #[test]
    fn a_header_names_columns() {
        let names = |text: &str| column_names(text, ';');
        let expected = ["number", "seen", "x", "last; first", "\"so\""].map(str::to_owned);
        assert_eq!(names("\"number\"; seen ;x;\"last; first\";\"\"\"so\"\"\""), Ok(expected.to_vec()));
        assert_eq!(names(&";".repeat(MAX_COLUMNS)), Err("there are more than a thousand columns"));
        let shape = Shape::read("format = \"csv\"\nsource = \"x\"").unwrap();
        assert_eq!(shape.open("".as_bytes()).err().unwrap().to_string(), "line 1: the file is empty");
        let error = shape.open("\n\"a,b".as_bytes()).err().unwrap();
        assert_eq!(error.to_string(), "line 2: a quote is never closed");
    }
}

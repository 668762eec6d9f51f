//! Comma-separated values (RFC 4180), with any separator.
//!
//! Read: fields in quotation marks with doubled quotation marks, separators and line ends inside; LF and CRLF; a last line without an end.
//! Lines without anything are skipped. Refused: a quotation mark inside a bare field, anything behind a closing one, a record with more or
//! fewer fields than the header.

use std::borrow::Cow;

use super::ReadError;
use super::error::{place, quoted};

/// Most columns that are read.
const MAX_COLUMNS: usize = 256;

/// One field and the byte where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    /// Without quotation marks and without white space around.
    pub(crate) text: Cow<'a, str>,
    at: usize,
}

/// The records under a header.
pub(crate) struct Table<'a> {
    text: &'a str,
    at: usize,
    separator: u8,
    header: Vec<Field<'a>>,
    fields: Vec<Field<'a>>,
}

/// Where the columns stand that a format knows.
pub(crate) struct Columns<const N: usize> {
    names: [&'static str; N],
    places: [Option<usize>; N],
}

impl<'a> Table<'a> {
    /// Reads the header.
    pub(crate) fn new(text: &'a str, separator: u8) -> Result<Self, ReadError> {
        let mut table = Self { text, at: 0, separator, header: Vec::new(), fields: Vec::new() };
        if !table.record()? {
            let expected = "a first line with the names of the columns";
            return Err(table.error_at(text.len(), "", "the list is empty", expected));
        }
        table.header = std::mem::take(&mut table.fields);
        Ok(table)
    }

    /// Finds columns by their names, in any case and order; all but these are nothing to the reader. `one_of` must hold one that is there.
    pub(crate) fn columns<const N: usize>(
        &self,
        names: [&'static str; N],
        one_of: &[&str],
    ) -> Result<Columns<N>, ReadError> {
        let mut places = [None; N];
        for (place, name) in places.iter_mut().zip(names) {
            let mut found =
                self.header.iter().enumerate().filter(|(_, field)| field.text.eq_ignore_ascii_case(name));
            *place = found.next().map(|(column, _)| column);
            if let Some((_, again)) = found.next() {
                return Err(self.error_at(
                    again.at,
                    name,
                    "the column stands here a second time",
                    "each column once",
                ));
            }
        }
        let columns = Columns { names, places };
        if names.iter().zip(places).any(|(name, place)| place.is_some() && one_of.contains(name)) {
            return Ok(columns);
        }
        let problem = format!("no column `{}` in the first line", one_of.join("` or `"));
        Err(self.error_at(0, "", &problem, &format!("the columns {}", names.join(", "))))
    }

    /// The first column whose name is none of these, as an error.
    pub(crate) fn unknown_column(&self, names: &[&str]) -> Option<ReadError> {
        let is_known = |field: &&Field<'_>| names.iter().any(|name| field.text.eq_ignore_ascii_case(name));
        let unknown = self.header.iter().find(|field| !is_known(field))?;
        let expected = format!("one of {}", names.join(", "));
        Some(self.error_at(unknown.at, "", &quoted(&unknown.text), &expected))
    }

    /// Goes to the next record; false at the end. Behind a record that cannot be read, the next line is the next record.
    pub(crate) fn advance(&mut self) -> Result<bool, ReadError> {
        match self.record() {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(error) => {
                self.skip_line();
                return Err(error);
            }
        }
        if self.fields.len() != self.header.len() {
            let problem = format!("{} fields", self.fields.len());
            let expected = format!("{}, as many as in the first line", self.header.len());
            return Err(self.error_at(self.line_start(), "", &problem, &expected));
        }
        Ok(true)
    }

    /// The text of a known column in this record; none where it is absent or empty.
    pub(crate) fn get<const N: usize>(&self, columns: &Columns<N>, index: usize) -> Option<&str> {
        let field = self.field(columns, index)?;
        (!field.text.is_empty()).then_some(&*field.text)
    }

    /// The text of a known column in this record with the byte where it begins; none where it is absent or empty.
    pub(crate) fn value<const N: usize>(&self, columns: &Columns<N>, index: usize) -> Option<(&str, usize)> {
        let field = self.field(columns, index)?;
        (!field.text.is_empty()).then_some((&*field.text, field.at))
    }

    fn field<const N: usize>(&self, columns: &Columns<N>, index: usize) -> Option<&Field<'a>> {
        self.fields.get((*columns.places.get(index)?)?)
    }

    /// An error about a known column of this record; it quotes the value.
    pub(crate) fn refuse<const N: usize>(
        &self,
        columns: &Columns<N>,
        index: usize,
        expected: &str,
    ) -> ReadError {
        let name = columns.names.get(index).copied().unwrap_or_default();
        let field = self.field(columns, index);
        let text = field.map_or("", |field| &*field.text);
        self.error_at(field.map_or(self.line_start(), |field| field.at), name, &quoted(text), expected)
    }

    /// The line on which this record begins.
    pub(crate) fn line(&self) -> u64 {
        place(self.text.as_bytes(), self.line_start()).0
    }

    fn skip_line(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at += rest.find('\n').map_or(rest.len(), |end| end + 1);
    }

    /// The byte where this record begins.
    pub(crate) fn line_start(&self) -> usize {
        self.fields.first().map_or(self.at, |field| field.at)
    }

    fn error_at(&self, offset: usize, at: &str, problem: &str, expected: &str) -> ReadError {
        ReadError::at_byte(self.text.as_bytes(), offset, at, problem, expected)
    }

    /// Reads the next record that is not blank into `fields`.
    fn record(&mut self) -> Result<bool, ReadError> {
        loop {
            self.fields.clear();
            if self.at >= self.text.len() {
                return Ok(false);
            }
            while self.one_field()? {
                if self.fields.len() >= MAX_COLUMNS {
                    let expected = format!("at most {MAX_COLUMNS} in a record");
                    return Err(self.error_at(self.at, "", "too many fields", &expected));
                }
            }
            if self.fields.len() > 1 || self.fields.first().is_some_and(|field| !field.text.is_empty()) {
                return Ok(true);
            }
        }
    }

    /// Reads one field; whether another follows in the record.
    fn one_field(&mut self) -> Result<bool, ReadError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let start = self.at;
        let (text, length) = match rest.strip_prefix('"') {
            Some(inner) => {
                let (text, length) = self.quoted_field(inner)?;
                (text, length + 1)
            }
            None => self.bare_field(rest)?,
        };
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_ascii()),
            Cow::Owned(text) => Cow::Owned(text.trim_ascii().to_owned()),
        };
        self.fields.push(Field { text, at: start });
        self.at = start + length;
        self.behind_field()
    }

    /// The text before separator or line end.
    fn bare_field(&self, rest: &'a str) -> Result<(Cow<'a, str>, usize), ReadError> {
        let ends = |byte: u8| byte == self.separator || byte == b'\n' || byte == b'"';
        let length = rest.bytes().position(ends).unwrap_or(rest.len());
        let (text, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if behind.starts_with('"') {
            let expected = "the whole field in quotation marks, and each of its own doubled";
            return Err(self.error_at(self.at + length, "", "a quotation mark inside a field", expected));
        }
        // the CR of a CRLF goes with the line end
        let text = if behind.starts_with('\n') { text.strip_suffix('\r').unwrap_or(text) } else { text };
        Ok((Cow::Borrowed(text), length))
    }

    /// The text up to the closing quotation mark, and its length with that mark. `inner` begins behind the opening one.
    fn quoted_field(&self, inner: &'a str) -> Result<(Cow<'a, str>, usize), ReadError> {
        let mut seen = 0;
        let mut is_doubled = false;
        loop {
            let rest = inner.get(seen..).unwrap_or_default();
            let Some(mark) = rest.find('"') else {
                let expected = "a quotation mark that closes it";
                return Err(self.error_at(
                    self.at,
                    "",
                    "a field in quotation marks without an end",
                    expected,
                ));
            };
            let end = seen + mark;
            seen = end + 1;
            if !inner.get(seen..).is_some_and(|behind| behind.starts_with('"')) {
                let text = inner.get(..end).unwrap_or_default();
                let text =
                    if is_doubled { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) };
                return Ok((text, seen));
            }
            (seen, is_doubled) = (seen + 1, true);
        }
    }

    /// Steps over separator or line end; whether another field follows.
    fn behind_field(&mut self) -> Result<bool, ReadError> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let (step, goes_on) = match rest {
            [] => (0, false),
            [b'\n', ..] => (1, false),
            [b'\r', b'\n', ..] => (2, false),
            [first, ..] if *first == self.separator => (1, true),
            _ => {
                let expected = format!("`{}` or the end of the line", char::from(self.separator));
                return Err(self.error_at(self.at, "", "text behind a closing quotation mark", &expected));
            }
        };
        self.at += step;
        Ok(goes_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Result<Vec<Vec<String>>, String> {
        let mut table = Table::new(text, b',').map_err(|error| error.to_string())?;
        let mut records = vec![table.header.iter().map(|field| field.text.to_string()).collect()];
        while table.advance().map_err(|error| error.to_string())? {
            records.push(table.fields.iter().map(|field| field.text.to_string()).collect());
        }
        Ok(records)
    }

    #[test]
    fn fields_are_read_as_rfc_4180_says() {
        let text = "a,b\r\n1,\"x, \"\"y\"\"\r\nz\"\r\n\r\n\n 2 ,\n\"\",é";
        let expected = [["a", "b"], ["1", "x, \"y\"\r\nz"], ["2", ""], ["", "é"]];
        assert_eq!(records(text).unwrap(), expected);
        assert_eq!(records("a,b").unwrap(), [["a", "b"]]);
        assert_eq!(records("a,b\n1,").unwrap(), [["a", "b"], ["1", ""]]);
    }

    #[test]
    fn errors_name_line_and_column() {
        let refused = |text: &str| records(text).unwrap_err();
        insta::assert_snapshot!(refused(""), @"line 1, column 1: the list is empty; expected a first line with the names of the columns");
        insta::assert_snapshot!(refused("a,b\n1\n"), @"line 2, column 1: 1 fields; expected 2, as many as in the first line");
        insta::assert_snapshot!(refused("a,b\n1,2,3\n"), @"line 2, column 1: 3 fields; expected 2, as many as in the first line");
        insta::assert_snapshot!(refused("a,b\né,x\"y\"\n"), @"line 2, column 4: a quotation mark inside a field; expected the whole field in quotation marks, and each of its own doubled");
        insta::assert_snapshot!(refused("a,b\n1,\"x\"y\n"), @"line 2, column 6: text behind a closing quotation mark; expected `,` or the end of the line");
        insta::assert_snapshot!(refused("a,b\n1,\"x\n\n"), @"line 2, column 3: a field in quotation marks without an end; expected a quotation mark that closes it");
    }
}

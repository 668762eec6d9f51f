//! Reading a JSON object field by field, so that a refusal names the one that is wrong.

use std::str::FromStr;

use serde_json::{Map, Value};
use service::Failure;

/// A JSON object on its way in. Fields are taken out; what remains at the end is unknown and refused.
pub(crate) struct Fields {
    at: String,
    rest: Map<String, Value>,
}

impl Fields {
    /// The object in a value; `at` is what to call it in a refusal.
    pub(crate) fn of_value(at: &str, value: Value) -> Result<Self, Failure> {
        Self::of(at.to_owned(), value)
    }

    /// The object in `bytes`; `at` is what to call it in a refusal.
    pub(crate) fn parse(at: &str, bytes: &[u8]) -> Result<Self, Failure> {
        let value = serde_json::from_slice(bytes)
            .map_err(|error| Failure::refused(at, format!("is not JSON: {error}")))?;
        Self::of(at.to_owned(), value)
    }

    fn of(at: String, value: Value) -> Result<Self, Failure> {
        match value {
            Value::Object(rest) => Ok(Self { at, rest }),
            _ => Err(Failure::refused(&at, "must be an object")),
        }
    }

    /// What to call one field in a refusal.
    pub(crate) fn path(&self, name: &str) -> String {
        format!("{}.{name}", self.at)
    }

    /// A refusal of one field.
    pub(crate) fn refuse(&self, name: &str, message: impl Into<String>) -> Failure {
        Failure::refused(&self.path(name), message)
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        self.rest.remove(name).filter(|value| !value.is_null())
    }

    /// A refusal of what must be there and is not.
    pub(crate) fn missing(&self, name: &str) -> Failure {
        self.refuse(name, "is missing")
    }

    /// An object that must be there.
    pub(crate) fn object(&mut self, name: &str) -> Result<Fields, Failure> {
        let value = self.take(name).ok_or_else(|| self.missing(name))?;
        Fields::of(self.path(name), value)
    }

    /// The same, that may be absent.
    pub(crate) fn object_if_any(&mut self, name: &str) -> Result<Option<Fields>, Failure> {
        let path = self.path(name);
        self.take(name).map(|value| Fields::of(path, value)).transpose()
    }

    /// A single line of text that may be absent.
    pub(crate) fn text_if_any(&mut self, name: &str, most_chars: usize) -> Result<Option<String>, Failure> {
        let path = self.path(name);
        self.take(name).map(|value| line_of_text(&path, value, most_chars)).transpose()
    }

    /// A single line of text that must be there.
    pub(crate) fn text(&mut self, name: &str, most_chars: usize) -> Result<String, Failure> {
        self.text_if_any(name, most_chars)?.ok_or_else(|| self.missing(name))
    }

    /// A text of several lines that may be absent.
    pub(crate) fn paragraphs_if_any(
        &mut self,
        name: &str,
        most_chars: usize,
    ) -> Result<Option<String>, Failure> {
        let path = self.path(name);
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => lines_of_text(&path, &text, most_chars).map(Some),
            Some(_) => Err(Failure::refused(&path, "must be a text")),
        }
    }

    /// A text of several lines that must be there.
    pub(crate) fn paragraphs(&mut self, name: &str, most_chars: usize) -> Result<String, Failure> {
        self.paragraphs_if_any(name, most_chars)?.ok_or_else(|| self.missing(name))
    }

    /// A list of objects; absent is empty.
    pub(crate) fn objects(&mut self, name: &str) -> Result<Vec<Fields>, Failure> {
        let path = self.path(name);
        match self.take(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(values)) if values.len() <= 100 => {
                let object = |(no, value): (usize, Value)| Fields::of(format!("{path}[{no}]"), value);
                values.into_iter().enumerate().map(object).collect()
            }
            Some(_) => Err(Failure::refused(&path, "must be a list of at most 100 objects")),
        }
    }

    /// A list of texts; absent is empty.
    pub(crate) fn texts(&mut self, name: &str, most_chars: usize) -> Result<Vec<String>, Failure> {
        let path = self.path(name);
        match self.take(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(values)) if values.len() <= 100 => values
                .into_iter()
                .enumerate()
                .map(|(no, value)| line_of_text(&format!("{path}[{no}]"), value, most_chars))
                .collect(),
            Some(_) => Err(Failure::refused(&path, "must be a list of at most 100 texts")),
        }
    }

    /// A text that `T` can be read from.
    pub(crate) fn parsed_if_any<T: FromStr>(
        &mut self,
        name: &str,
        expected: &str,
    ) -> Result<Option<T>, Failure> {
        let Some(text) = self.text_if_any(name, 200)? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| self.refuse(name, format!("must be {expected}")))
    }

    /// A text that `T` can be read from and that must be there.
    pub(crate) fn parsed<T: FromStr>(&mut self, name: &str, expected: &str) -> Result<T, Failure> {
        self.parsed_if_any(name, expected)?.ok_or_else(|| self.missing(name))
    }

    /// A whole number within bounds that may be absent.
    pub(crate) fn number_if_any(&mut self, name: &str, low: u64, high: u64) -> Result<Option<u64>, Failure> {
        let Some(value) = self.take(name) else { return Ok(None) };
        match value.as_u64() {
            Some(number) if (low..=high).contains(&number) => Ok(Some(number)),
            _ => Err(self.refuse(name, format!("must be a whole number from {low} to {high}"))),
        }
    }

    /// A number from 0 to 1 that may be absent.
    pub(crate) fn share_if_any(&mut self, name: &str) -> Result<Option<f64>, Failure> {
        let Some(value) = self.take(name) else { return Ok(None) };
        match value.as_f64() {
            Some(share) if (0.0..=1.0).contains(&share) => Ok(Some(share)),
            _ => Err(self.refuse(name, "must be a number from 0 to 1")),
        }
    }

    /// Degrees of latitude or longitude, at most so many either way, as they are written; may be absent.
    pub(crate) fn degrees_if_any(&mut self, name: &str, most: i32) -> Result<Option<String>, Failure> {
        let Some(value) = self.take(name) else { return Ok(None) };
        match value.as_f64() {
            Some(degrees) if degrees.abs() <= f64::from(most) => Ok(Some(value.to_string())),
            _ => Err(self.refuse(name, format!("must be degrees from -{most} to {most}, with a point"))),
        }
    }

    /// Yes or no, that may be absent.
    pub(crate) fn flag_if_any(&mut self, name: &str) -> Result<Option<bool>, Failure> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(self.refuse(name, "must be true or false")),
        }
    }

    /// Refuses what was not asked for.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self.rest.keys().next() {
            None => Ok(()),
            Some(name) => Err(self.refuse(name, "is not a field that is known here")),
        }
    }
}

/// A text of several lines; blank ones and control characters but those of lines are refused.
fn lines_of_text(path: &str, text: &str, most_chars: usize) -> Result<String, Failure> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::refused(path, "must not be blank; leave it out instead"));
    }
    if text.chars().count() > most_chars {
        return Err(Failure::refused(path, format!("must be at most {most_chars} characters")));
    }
    let is_line = |c: char| matches!(c, '\n' | '\t');
    if text.chars().any(|c| (c.is_control() && !is_line(c)) || matches!(c, '\u{fffe}' | '\u{ffff}')) {
        return Err(Failure::refused(path, "must not contain control characters"));
    }
    Ok(text.to_owned())
}

/// Blank text and control characters are refused: XML 1.0 cannot carry the latter.
fn line_of_text(path: &str, value: Value, most_chars: usize) -> Result<String, Failure> {
    let Value::String(text) = value else { return Err(Failure::refused(path, "must be a text")) };
    if text.trim().is_empty() {
        return Err(Failure::refused(path, "must not be blank; leave it out instead"));
    }
    if text.chars().count() > most_chars {
        return Err(Failure::refused(path, format!("must be at most {most_chars} characters")));
    }
    if text.chars().any(|c| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')) {
        return Err(Failure::refused(path, "must not contain control characters"));
    }
    Ok(text)
}

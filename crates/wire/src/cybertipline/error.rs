//! Why a document cannot be read, and what in it is not known here.

use super::ResponseCode;

/// Whether a document is broken as XML, or is XML that does not fit the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadErrorKind {
    /// Not well-formed XML, not UTF-8, or past a limit (4110).
    Malformed,
    /// Well-formed, but not as the schema asks (4100).
    Invalid,
}

/// The first reason for which a document is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {path}: {problem}; expected {expected}")]
pub struct ReadError {
    /// Broken XML, or XML that does not fit.
    pub kind: ReadErrorKind,
    /// Element path from the root, such as `report/victim[2]/victimPerson/age`;
    /// an attribute is its last step, with `@`. `document` when no element is open.
    pub path: String,
    /// Line in the document, from 1: of the start tag of the element, or of the break in the XML.
    pub line: u32,
    /// Column on that line in characters, from 1; 0 where it was not counted.
    pub column: u32,
    /// What is wrong. It may quote the value.
    pub problem: String,
    /// What would have been right.
    pub expected: String,
}

/// Longest text of a part of an error, in characters: each may quote the document.
const TOLD_CHARS: usize = 1000;

impl ReadError {
    /// An error whose texts are bounded, whatever the document holds.
    pub(super) fn new(kind: ReadErrorKind, path: &str, line: u32, problem: &str, expected: &str) -> Self {
        let [path, problem, expected] = [path, problem, expected].map(|text| shorten(text, TOLD_CHARS));
        Self { kind, path, line, column: 0, problem, expected }
    }

    /// The same error with its column.
    pub(super) fn at_column(self, column: u32) -> Self {
        Self { column, ..self }
    }

    /// The code with which a CyberTipline server answers this (API documentation, response codes).
    pub fn response_code(&self) -> ResponseCode {
        match self.kind {
            ReadErrorKind::Malformed => ResponseCode::MalformedXml,
            ReadErrorKind::Invalid => ResponseCode::ValidationFailed,
        }
    }
}

/// The text, or its first characters and an ellipsis.
pub(crate) fn shorten(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A document that was read, and what in it the schema does not know.
#[derive(Debug, Clone, PartialEq)]
pub struct Read<T> {
    /// The document.
    pub value: T,
    /// Elements and attributes outside the schema, in document order per element; the first 10,000.
    /// They are not in `value`: whoever accepts them keeps the original bytes.
    pub unknown: Vec<UnknownElement>,
}

/// An element or attribute that the schema does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownElement {
    /// Path from the root; an attribute's last step starts with `@`.
    pub path: String,
    /// Line of the start tag, from 1.
    pub line: u32,
    /// The name that was probably meant: one that the schema knows in the same place. Told of the first hundred only.
    pub nearest: Option<&'static str>,
}

impl<T> Read<T> {
    /// The same reading of another document type.
    pub(super) fn map<U>(self, into: impl FnOnce(T) -> U) -> Read<U> {
        Read { value: into(self.value), unknown: self.unknown }
    }
}

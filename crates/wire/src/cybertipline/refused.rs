//! Why a document is not taken: line, element, what is wrong and what was expected.

use std::fmt;

use super::checked::MAX_SUBMITTED_BYTES;
use super::error::{ReadError, UnknownElement, shorten};
use super::response_code::ResponseCode;

/// Most unknown elements that a refusal names.
const MAX_NAMED: usize = 10;
/// Longest path of an unknown element that is told, in characters: it quotes the document.
pub(super) const PATH_CHARS: usize = 300;

/// Why a document is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The code of the answer: 4110 for broken XML, 4100 for XML that does not fit.
    pub code: ResponseCode,
    /// Element path from the root, as in [`ReadError`].
    pub path: String,
    /// Line in the document, from 1.
    pub line: u32,
    /// What is wrong. It may quote the document.
    pub problem: String,
    /// What would have been right, where the problem does not say so itself.
    pub expected: Option<String>,
}

impl Refused {
    /// The refusal of a document that is larger than [`MAX_SUBMITTED_BYTES`]; nobody reads on to see how much larger.
    pub fn too_large() -> Self {
        Self {
            code: ResponseCode::MalformedXml,
            path: "document".to_owned(),
            line: 1,
            problem: "the document is too large".to_owned(),
            expected: Some(format!("at most {MAX_SUBMITTED_BYTES} bytes")),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, {}: {}", self.line, self.path, self.problem)?;
        match &self.expected {
            Some(expected) => write!(f, "; expected {expected}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refused {}

impl From<ReadError> for Refused {
    fn from(error: ReadError) -> Self {
        let code = error.response_code();
        let ReadError { path, line, problem, expected, .. } = error;
        Self { code, path, line, problem, expected: Some(expected) }
    }
}

/// Names the first unknown elements.
pub(super) fn refuse_unknown(unknown: &[UnknownElement]) -> Option<Refused> {
    let (first, rest) = unknown.split_first()?;
    let mut problem = "the schema does not know this".to_owned();
    for also in rest.iter().take(MAX_NAMED - 1) {
        problem += &format!(", nor line {}, {}", also.line, shorten(&also.path, PATH_CHARS));
    }
    if rest.len() >= MAX_NAMED {
        problem += &format!(", nor {} more", rest.len() - (MAX_NAMED - 1));
    }
    let expected = match first.nearest {
        Some(name) => format!("`{name}`, or nothing"),
        None => "nothing here".to_owned(),
    };
    Some(Refused {
        code: ResponseCode::ValidationFailed,
        path: shorten(&first.path, PATH_CHARS),
        line: first.line,
        problem,
        expected: Some(expected),
    })
}

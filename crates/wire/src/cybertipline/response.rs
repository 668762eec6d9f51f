//! What a CyberTipline server answers.

use super::codes::Token;
use super::refused::Refused;
use super::response_code::ResponseCode;
use super::shape::record;
use super::xml::Element;
use super::{Read, ReadError, ReadErrorKind, from_tree, xml};

record! {
    /// The answer to everything but a successful `/finish`.
    pub struct ReportResponse: Sequence "reportResponse" {
        response_code: ResponseCode = element "responseCode";
        response_description: String = element "responseDescription";
        report_id: Option<i64> = element "reportId";
        file_id: Option<Token> = element "fileId";
        /// MD5 of the bytes received, in hex.
        hash: Option<Token> = element "hash";
    }
}

impl ReportResponse {
    /// An answer with the code's own text and nothing else.
    pub fn new(response_code: ResponseCode) -> Self {
        Self::described(response_code, response_code.text())
    }

    /// An answer with a text that says more.
    pub fn described(response_code: ResponseCode, response_description: impl Into<String>) -> Self {
        Self {
            response_code,
            response_description: response_description.into(),
            report_id: None,
            file_id: None,
            hash: None,
        }
    }
}

/// The refusal of a document: the code, its text and where the document is wrong.
impl From<&ReadError> for ReportResponse {
    fn from(error: &ReadError) -> Self {
        let code = error.response_code();
        Self::described(code, format!("{}: {error}", code.text()))
    }
}

/// The refusal of a document that was held against all rules.
impl From<&Refused> for ReportResponse {
    fn from(refused: &Refused) -> Self {
        Self::described(refused.code, format!("{}: {refused}", refused.code.text()))
    }
}

record! {
    /// The answer to a successful `/finish`.
    pub struct ReportDoneResponse: Sequence "reportDoneResponse" {
        response_code: ResponseCode = element "responseCode";
        report_id: i64 = element "reportId";
        files: DoneFiles = element "files";
    }
}

record! {
    /// The files of a finished report.
    #[derive(Default)]
    pub struct DoneFiles: Sequence "files" {
        file_id: Vec<String> = element "fileId";
    }
}

/// An answer whose root is not known beforehand, as a client reads it.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// `reportResponse`.
    Report(ReportResponse),
    /// `reportDoneResponse`.
    Done(ReportDoneResponse),
}

impl Response {
    /// Reads an answer by its root element.
    pub fn read(bytes: &[u8]) -> Result<Read<Self>, ReadError> {
        let root = xml::parse(bytes)?;
        match root.name.as_str() {
            "reportResponse" => Ok(from_tree("reportResponse", &root)?.map(Self::Report)),
            "reportDoneResponse" => Ok(from_tree("reportDoneResponse", &root)?.map(Self::Done)),
            _ => Err(Self::wrong_root(&root)),
        }
    }

    fn wrong_root(root: &Element) -> ReadError {
        let problem = format!("the root element `{}`", root.name);
        let expected = "`reportResponse` or `reportDoneResponse`";
        ReadError::new(ReadErrorKind::Invalid, &root.name, root.line, &problem, expected)
    }

    /// The code of either.
    pub fn code(&self) -> ResponseCode {
        match self {
            Self::Report(response) => response.response_code,
            Self::Done(response) => response.response_code,
        }
    }
}

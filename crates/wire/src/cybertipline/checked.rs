//! A document held against the schema and the documentation at once, as a server does before it takes it, and whoever wants to know
//! beforehand.

use jiff::Timestamp;
use serde::Deserialize;

use super::error::{UnknownElement, shorten};
use super::file::FileDetails;
use super::lines::line_of;
use super::problems::{Problem, Severity};
use super::refused::{PATH_CHARS, Refused, refuse_unknown};
use super::report::Report;
use super::response_code::ResponseCode;
use super::shape::Content;
use super::xml::{self, Element};
use super::{Read, from_tree};

/// Largest report or file details that a server takes, in bytes. A report holds text only; files travel apart.
pub const MAX_SUBMITTED_BYTES: usize = 5 << 20;
/// Most remarks on rules, and as many again on what is unknown, that are made of one document.
const MAX_REMARKS: usize = 100;

/// What becomes of elements and attributes that the schema does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownElements {
    /// They are accepted with a remark: whoever keeps the original bytes loses nothing.
    #[default]
    Keep,
    /// The document is refused with 4100, as the CyberTipline does.
    Refuse,
}

/// What a document is held against beside schema and documentation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules {
    /// What becomes of elements that the schema does not know.
    pub unknown: UnknownElements,
    /// The present, if incidents of the future are to be refused.
    pub now: Option<Timestamp>,
}

/// A document that can be taken, and what is remarkable about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked<T> {
    /// The document.
    pub value: T,
    /// Rules that it breaks without being refused, then what the schema does not know. At most a hundred of each.
    pub remarks: Vec<Remark>,
}

/// Something remarkable about a document that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Element path from the root, as in `ReadError`.
    pub path: String,
    /// Line of the element, from 1; of the element around it where it is missing.
    pub line: u32,
    /// What is remarkable: an English sentence without its beginning.
    pub message: String,
}

impl Report {
    /// Holds the body of `/submit` against everything that a server refuses.
    ///
    /// # Errors
    /// The first reason for which it is refused.
    pub fn check(bytes: &[u8], rules: Rules) -> Result<Checked<Self>, Refused> {
        Self::check_tree(&parse(bytes)?, rules)
    }

    fn check_tree(tree: &Element, rules: Rules) -> Result<Checked<Self>, Refused> {
        check("report", tree, rules, |report: &Self| {
            report.in_future(rules.now).into_iter().chain(report.problems()).collect()
        })
    }

    fn in_future(&self, now: Option<Timestamp>) -> Option<Problem> {
        let at = self.incident_summary.incident_date_time.instant();
        now.filter(|now| at > *now).map(|_| Problem {
            severity: Severity::Refuse,
            path: "report/incidentSummary/incidentDateTime".to_owned(),
            message: "must not be in the future".to_owned(),
        })
    }
}

impl FileDetails {
    /// Holds the body of `/fileinfo` against everything that a server refuses and the document alone decides.
    ///
    /// # Errors
    /// The first reason for which it is refused.
    pub fn check(bytes: &[u8], rules: Rules) -> Result<Checked<Self>, Refused> {
        Self::check_tree(&parse(bytes)?, rules)
    }

    fn check_tree(tree: &Element, rules: Rules) -> Result<Checked<Self>, Refused> {
        check("fileDetails", tree, rules, Self::problems)
    }
}

/// A document of either kind, told by its root element.
#[derive(Debug, Clone, PartialEq)]
pub enum Submitted {
    /// The body of `/submit`.
    Report(Box<Checked<Report>>),
    /// The body of `/fileinfo`.
    FileDetails(Box<Checked<FileDetails>>),
}

impl Submitted {
    /// Holds a document against everything that a server refuses and the document alone decides.
    ///
    /// # Errors
    /// The first reason for which it is refused.
    pub fn check(bytes: &[u8], rules: Rules) -> Result<Self, Refused> {
        let tree = parse(bytes)?;
        match tree.name.as_str() {
            "report" => Report::check_tree(&tree, rules).map(|report| Self::Report(Box::new(report))),
            "fileDetails" => {
                FileDetails::check_tree(&tree, rules).map(|file| Self::FileDetails(Box::new(file)))
            }
            other => Err(Refused {
                code: ResponseCode::ValidationFailed,
                path: shorten(other, PATH_CHARS),
                line: tree.line,
                problem: "this is the root element".to_owned(),
                expected: Some("`report` or `fileDetails`".to_owned()),
            }),
        }
    }

    /// What is remarkable about the document.
    pub fn remarks(&self) -> &[Remark] {
        match self {
            Self::Report(report) => &report.remarks,
            Self::FileDetails(file) => &file.remarks,
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Element, Refused> {
    if bytes.len() > MAX_SUBMITTED_BYTES {
        return Err(Refused::too_large());
    }
    Ok(xml::parse(bytes)?)
}

fn check<T: Content>(
    root: &'static str,
    tree: &Element,
    rules: Rules,
    problems: impl FnOnce(&T) -> Vec<Problem>,
) -> Result<Checked<T>, Refused> {
    let Read { value, unknown } = from_tree::<T>(root, tree)?;
    if rules.unknown == UnknownElements::Refuse
        && let Some(refused) = refuse_unknown(&unknown)
    {
        return Err(refused);
    }
    let mut remarks = Vec::new();
    for Problem { severity, path, message } in problems(&value) {
        if severity == Severity::Refuse {
            let (code, line) = (ResponseCode::ValidationFailed, line_of(tree, &path));
            return Err(Refused { code, path, line, problem: message, expected: None });
        }
        if remarks.len() < MAX_REMARKS {
            remarks.push(Remark { line: line_of(tree, &path), path, message });
        }
    }
    remarks.extend(unknown.iter().take(MAX_REMARKS).map(remark_unknown));
    Ok(Checked { value, remarks })
}

fn remark_unknown(unknown: &UnknownElement) -> Remark {
    let meant = unknown.nearest.map(|name| format!("; perhaps `{name}` was meant")).unwrap_or_default();
    Remark {
        path: shorten(&unknown.path, PATH_CHARS),
        line: unknown.line,
        message: format!("the schema does not know this; it is kept in the original{meant}"),
    }
}

//! What an analyst would miss in a report that the schema accepts: named facts, each with the reason why a police unit needs it.
//!
//! Nothing here refuses a report: a thin report is better than none. The facts are a closed list, so that completeness is scored, a
//! sandbox remarks and a command prints from one source.

mod events;
mod facts;
mod file;
mod report;
#[cfg(test)]
mod tests;

pub use events::{is_between_operator_and_subscribers, is_public};
pub use facts::Missing;

use super::file::FileDetails;
use super::report::Report;

/// One fact that is asked of a document, and whether it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which fact.
    pub fact: Missing,
    /// Element path of the place where it stands or would stand, counted as in `ReadError`: `report/personOrUserReported[2]/espIdentifier`.
    pub path: String,
    /// Whether the document states it.
    pub present: bool,
}

/// One fact that a document lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Which fact.
    pub missing: Missing,
    /// Element path of the place where it would stand, as in [`Asked`].
    pub path: String,
}

impl Advice {
    /// One line in English: where, what is missing, and why it is needed.
    pub fn sentence(&self) -> String {
        format!("{}: {} {}", self.path, self.missing.says(), self.missing.why())
    }
}

/// Every fact that is asked of a report and the details of its files, in document order: the report first, then each file by its number.
/// Facts that such a report need not state (the age of a victim when none is named) are not asked.
pub fn examine(report: &Report, files: &[FileDetails]) -> Vec<Asked> {
    let mut asked = examine_report(report);
    for (index, file) in files.iter().enumerate() {
        let root = format!("fileDetails[{}]", index + 1);
        asked.extend(file::examine(file, &root));
    }
    asked
}

/// Every fact that is asked of a report by itself.
pub fn examine_report(report: &Report) -> Vec<Asked> {
    report::examine(report)
}

/// Every fact that is asked of the details of one file by themselves.
pub fn examine_file(file: &FileDetails) -> Vec<Asked> {
    file::examine(file, "fileDetails")
}

/// What an analyst would miss in a report and the details of its files.
pub fn advise(report: &Report, files: &[FileDetails]) -> Vec<Advice> {
    absent(examine(report, files))
}

/// The facts among those asked that are not there.
pub fn absent(asked: Vec<Asked>) -> Vec<Advice> {
    let absent = asked.into_iter().filter(|asked| !asked.present);
    absent.map(|asked| Advice { missing: asked.fact, path: asked.path }).collect()
}

/// Collects what is asked.
#[derive(Default)]
struct Questions(Vec<Asked>);

impl Questions {
    fn ask(&mut self, fact: Missing, path: String, present: bool) {
        self.0.push(Asked { fact, path, present });
    }
}

/// Whether a text says anything.
fn is_filled(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

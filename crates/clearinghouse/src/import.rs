//! Many reports from one file: what `wire::report_lines` reads of a line, as a report that can be opened.

use service::{ColumnRef, Failure};
use wire::report_lines::{self, Reader};

use crate::tip_report::{Written, checked};

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct LineError {
    /// The column; empty where it is the line as a whole.
    pub(crate) column: String,
    /// What is expected.
    pub(crate) message: String,
}

impl LineError {
    /// An error of the line as a whole.
    pub(crate) fn whole(message: impl Into<String>) -> Self {
        Self { column: String::new(), message: message.into() }
    }
}

impl From<report_lines::LineError> for LineError {
    fn from(error: report_lines::LineError) -> Self {
        Self { column: error.column, message: error.message }
    }
}

/// A line that makes a report.
pub(crate) struct Line {
    /// What names it within its source.
    pub(crate) key: String,
    pub(crate) written: Written,
}

impl Line {
    /// The report that a line makes, in the name of `party`.
    ///
    /// # Errors
    /// What is wrong with it, by column; or it does not fit the schema.
    pub(crate) fn read(reader: &Reader, line: &str, party: &str) -> Result<Self, LineError> {
        let report_lines::Line { key, report } = reader.read(line, party)?;
        let written = checked(report).map_err(|failure| match failure {
            Failure::Refused(refused) => LineError::whole(refused.message),
            // nothing else is said of a report that is only read
            other => LineError::whole(other.to_string()),
        })?;
        Ok(Self { key, written })
    }
}

/// Where the line of an imported report is sealed.
pub(crate) fn original_column(report_id: &str) -> ColumnRef<'_> {
    ColumnRef { table: "report_origin", row: report_id, column: "original" }
}

/// Where the name of an imported file is sealed.
pub(crate) fn file_name_column(import_id: &str) -> ColumnRef<'_> {
    ColumnRef { table: "report_import", row: import_id, column: "file_name" }
}

/// Where the reason for undoing an import is sealed.
pub(crate) fn undone_reason_column(import_id: &str) -> ColumnRef<'_> {
    ColumnRef { table: "report_import", row: import_id, column: "undone_reason" }
}

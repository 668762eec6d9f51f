//! Many reports from one file: what `wire::report_lines` reads of a line, as a report that can be opened, or why it makes none.

use serde::{Deserialize, Serialize};
use service::{ColumnKeys, ColumnRef, Failure, Tx};
use utoipa::ToSchema;
use wire::report_lines::{self, Reader};

use crate::db;
use crate::db::imports::ImportRow;
use crate::tip_report::{Written, checked};

/// What is wrong with a line. It may quote what stands there.
#[derive(Serialize, Deserialize, ToSchema)]
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

/// A line that makes no report.
#[derive(Serialize, ToSchema)]
pub(crate) struct RefusedLine {
    pub(crate) line: i64,
    #[serde(flatten)]
    pub(crate) error: LineError,
}

model::unprintable!(LineError, RefusedLine);

/// A part of the refused lines that are kept of an import, in the order of the file.
pub(crate) async fn load_refused(
    tx: &mut Tx,
    keys: &ColumnKeys,
    import: &ImportRow,
    part: (i64, i64),
) -> Result<Vec<RefusedLine>, Failure> {
    let mut refused = Vec::new();
    for (line, error) in db::refused_lines::list(tx, import.import_id, part).await? {
        let row = refused_row(&import.import_id.to_string(), line);
        refused.push(RefusedLine { line, error: error.open(keys, error_column(&row))? });
    }
    Ok(refused)
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

/// Under which row the error of a refused line is sealed.
pub(crate) fn refused_row(import_id: &str, line: i64) -> String {
    format!("{import_id}/{line}")
}

/// Where the error of a refused line is sealed.
pub(crate) fn error_column(refused_row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "refused_line", row: refused_row, column: "error" }
}

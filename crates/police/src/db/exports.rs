//! What leaves for the tools of others: the acts of one object with their files, no address and no name.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Error};

use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};

/// Whose acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    Report,
    Subject,
    Person,
    Operation,
}

/// An act with its report and file.
pub(crate) struct ExportedAct {
    pub(crate) report_number: i64,
    pub(crate) reporting_party: String,
    pub(crate) finished_at: Timestamp,
    pub(crate) country_code: String,
    pub(crate) country_grounds: String,
    pub(crate) stated_text: String,
    pub(crate) happened_at: Timestamp,
    pub(crate) operator: Option<String>,
    pub(crate) file: Option<ExportedFile>,
}

/// A file by its digests, in hex.
#[derive(Clone)]
pub(crate) struct ExportedFile {
    pub(crate) sha256: String,
    pub(crate) md5: String,
    pub(crate) size_bytes: i64,
}

impl Extent {
    /// SQL: which acts, of the object bound second.
    fn condition(self) -> &'static str {
        match self {
            Self::Report => "act.report_id = $2",
            Self::Subject => "account.subject_id = $2",
            Self::Person => {
                "act.act_id IN (SELECT identified_act.act_id FROM identification
                     JOIN identified_act ON identified_act.identification_id = identification.identification_id
                         AND identified_act.standing = 1
                     WHERE identification.person_id = $2 AND identification.standing = 1)"
            }
            Self::Operation => {
                "account.subject_id IN (SELECT subject_id FROM operation_subject WHERE operation_id = $2)"
            }
        }
    }
}

fn read_row(row: &AnyRow) -> Result<ExportedAct, Error> {
    Ok(ExportedAct {
        report_number: row.number("report_number")?,
        reporting_party: row.text("reporting_party")?,
        finished_at: row.instant("finished_at")?,
        country_code: row.text("country_code")?,
        country_grounds: row.text("country_grounds")?,
        stated_text: row.text("stated_text")?,
        happened_at: row.instant("happened_at")?,
        operator: row.maybe_text("operator")?,
        file: row.maybe_text("sha256")?.map(|sha256| read_file(row, sha256)).transpose()?,
    })
}

fn read_file(row: &AnyRow, sha256: String) -> Result<ExportedFile, Error> {
    Ok(ExportedFile { sha256, md5: row.text("md5")?, size_bytes: row.number("size_bytes")? })
}

/// The acts of an object, in order of time, as far as the reader may read their accounts.
pub(crate) async fn list_acts(
    tx: &mut Tx,
    reader: &Reader,
    extent: Extent,
    id: &str,
) -> Result<Vec<ExportedAct>, DbError> {
    let sql = format!(
        "SELECT act.stated_text, act.happened_at, act.operator, report.report_number,
             report.reporting_party, report.finished_at, report.country_code, report.country_grounds,
             media_file.sha256, media_file.md5, media_file.size_bytes
         FROM act
         JOIN account ON account.account_id = act.account_id
         JOIN report ON report.report_id = act.report_id AND report.erased_at IS NULL
         LEFT JOIN media_file ON media_file.sha256 = act.file_sha256
         WHERE {} AND {} ORDER BY act.happened_at, act.act_id",
        may_read(Closed::Account, "act.account_id", 1),
        extent.condition()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(id);
    read_all(&query.fetch_all(tx.conn()).await?, read_row)
}

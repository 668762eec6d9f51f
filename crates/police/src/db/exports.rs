//! What leaves for the tools of others: the acts of one object with their files, what is stated of their accounts, and whose data it is.

use jiff::Timestamp;
use model::Id;
use model::kind::{Act, Operation, Person, Report, Subject};
use service::Sealed;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Error};

use super::accounts::{StatementRow, read_statement};
use super::ip_events::{self, EventInContext};
use super::losses::FATE;
use super::reports::{ReportRow, read_row as read_report};
use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};
use crate::ids::Account;
use crate::intake::Connection;

/// Whose acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exported {
    Report(Id<Report>),
    Subject(Id<Subject>),
    Person(Id<Person>),
    Operation(Id<Operation>),
}

/// An act with its report and file.
pub(crate) struct ExportedAct {
    pub(crate) act_id: Id<Act>,
    pub(crate) account_id: Id<Account>,
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    pub(crate) reporting_party: String,
    pub(crate) finished_at: Timestamp,
    pub(crate) country_code: String,
    pub(crate) country_grounds: String,
    pub(crate) stated_text: String,
    pub(crate) happened_at: Timestamp,
    /// The element that states the time.
    pub(crate) time_source: String,
    pub(crate) connection: Option<Sealed<Connection>>,
    pub(crate) operator: Option<String>,
    pub(crate) shared_by_many: bool,
    pub(crate) file: Option<ExportedFile>,
    /// Whether a standing link of its subject is disputed, and nobody has decided on that.
    pub(crate) link_contested: bool,
    /// Whether whoever it is attributed to is so on a ground that was lost, and nobody has settled that.
    pub(crate) ground_lost: bool,
}

/// A file by its digests, in hex.
#[derive(Clone)]
pub(crate) struct ExportedFile {
    pub(crate) sha256: String,
    pub(crate) md5: String,
    pub(crate) sha1: Option<String>,
    pub(crate) size_bytes: i64,
}

impl Exported {
    /// What it is, in a custody entry.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Report(_) => "report",
            Self::Subject(_) => "subject",
            Self::Person(_) => "person",
            Self::Operation(_) => "operation",
        }
    }

    /// Its identifier, as text.
    pub(crate) fn id(self) -> String {
        match self {
            Self::Report(id) => id.to_string(),
            Self::Subject(id) => id.to_string(),
            Self::Person(id) => id.to_string(),
            Self::Operation(id) => id.to_string(),
        }
    }

    /// SQL: which acts; the identifier is bound second.
    pub(super) fn acts(self) -> &'static str {
        match self {
            Self::Report(_) => "act.report_id = $2",
            Self::Subject(_) => "account.subject_id = $2",
            Self::Person(_) => {
                "act.act_id IN (SELECT identified_act.act_id FROM identification
                     JOIN identified_act ON identified_act.identification_id = identification.identification_id
                         AND identified_act.standing = 1
                     WHERE identification.person_id = $2 AND identification.standing = 1)"
            }
            Self::Operation(_) => {
                "account.subject_id IN (SELECT subject_id FROM operation_subject WHERE operation_id = $2)"
            }
        }
    }

    /// SQL: which events of accounts that are no acts; the identifier is bound first. An officer attributes acts alone, so that a person has none.
    fn events(self) -> Option<&'static str> {
        match self {
            Self::Report(_) => Some("report.erased_at IS NULL AND ip_event.report_id = $1"),
            Self::Subject(_) => Some("report.erased_at IS NULL AND account.subject_id = $1"),
            Self::Person(_) => None,
            Self::Operation(_) => Some(
                "report.erased_at IS NULL
                 AND account.subject_id IN (SELECT subject_id FROM operation_subject WHERE operation_id = $1)",
            ),
        }
    }

    /// SQL: which statements of accounts; of a person, what the reports of their acts state of the accounts of these acts.
    pub(super) fn statements(self) -> &'static str {
        match self {
            Self::Report(_) => "report_account.report_id = $2",
            Self::Person(_) => {
                "EXISTS (SELECT 1 FROM identification
                     JOIN identified_act ON identified_act.identification_id = identification.identification_id
                         AND identified_act.standing = 1
                     JOIN act ON act.act_id = identified_act.act_id
                     WHERE identification.person_id = $2 AND identification.standing = 1
                         AND act.report_id = report_account.report_id
                         AND act.account_id = report_account.account_id)"
            }
            Self::Subject(_) | Self::Operation(_) => self.acts(),
        }
    }

    /// SQL: which reports, of those that the reader may read: the one, or every one that states something of the accounts of the object.
    fn reports(self) -> String {
        let which = match self {
            Self::Report(_) => "report.report_id = $2".to_owned(),
            Self::Subject(_) | Self::Person(_) | Self::Operation(_) => format!(
                "report.report_id IN (SELECT report_account.report_id FROM report_account
                     JOIN account ON account.account_id = report_account.account_id
                     WHERE {} AND {})",
                may_read(Closed::Account, "account.account_id", 1),
                self.statements()
            ),
        };
        let may_read = may_read(Closed::Report, "report.report_id", 1);
        format!("report.erased_at IS NULL AND {may_read} AND {which}")
    }
}

fn read_row(row: &AnyRow) -> Result<ExportedAct, Error> {
    Ok(ExportedAct {
        act_id: row.id("act_id")?,
        account_id: row.id("account_id")?,
        report_id: row.id("report_id")?,
        report_number: row.number("report_number")?,
        reporting_party: row.text("reporting_party")?,
        finished_at: row.instant("finished_at")?,
        country_code: row.text("country_code")?,
        country_grounds: row.text("country_grounds")?,
        stated_text: row.text("stated_text")?,
        happened_at: row.instant("happened_at")?,
        time_source: row.text("time_source")?,
        connection: row.maybe_text("connection")?.map(Sealed::from_column),
        operator: row.maybe_text("operator")?,
        shared_by_many: row.flag("shared_by_many")?,
        file: row.maybe_text("sha256")?.map(|sha256| read_file(row, sha256)).transpose()?,
        link_contested: row.flag("link_contested")?,
        ground_lost: row.flag("ground_lost")?,
    })
}

fn read_file(row: &AnyRow, sha256: String) -> Result<ExportedFile, Error> {
    Ok(ExportedFile {
        sha256,
        md5: row.text("md5")?,
        sha1: row.maybe_text("sha1")?,
        size_bytes: row.number("size_bytes")?,
    })
}

fn read_person_id(row: &AnyRow) -> Result<Id<Person>, Error> {
    row.id("person_id")
}

/// The acts of an object, in order of time, as far as the reader may read their accounts.
pub(crate) async fn list_acts(
    tx: &mut Tx,
    reader: &Reader,
    what: Exported,
) -> Result<Vec<ExportedAct>, DbError> {
    let sql = format!(
        "SELECT act.act_id, act.account_id, act.stated_text, act.happened_at, act.time_source, act.connection,
             act.operator, act.shared_by_many, report.report_id, report.report_number, report.reporting_party,
             report.finished_at, report.country_code, report.country_grounds,
             media_file.sha256, media_file.md5, media_file.sha1, media_file.size_bytes,
             CAST(CASE WHEN EXISTS (SELECT 1 FROM link_contest CROSS JOIN link CROSS JOIN account side
                     WHERE link_contest.decision IS NULL AND link.link_id = link_contest.link_id AND link.standing = 1
                         AND side.account_id IN (link.account_a, link.account_b)
                         AND side.subject_id = account.subject_id)
                 THEN 1 ELSE 0 END AS BIGINT) AS link_contested,
             CAST(CASE WHEN EXISTS (SELECT 1 FROM identified_act found
                     JOIN identification author ON author.identification_id = found.identification_id
                         AND author.standing = 1
                     JOIN lost_object ON lost_object.object_kind = 'identification'
                         AND lost_object.object_id = author.identification_id
                     JOIN ground_loss ON ground_loss.loss_id = lost_object.loss_id AND ground_loss.standing = 1
                     WHERE found.act_id = act.act_id AND found.standing = 1 AND COALESCE({FATE}, 'open') <> 'stands')
                 THEN 1 ELSE 0 END AS BIGINT) AS ground_lost
         FROM act
         JOIN account ON account.account_id = act.account_id
         JOIN report ON report.report_id = act.report_id AND report.erased_at IS NULL
         LEFT JOIN media_file ON media_file.sha256 = act.file_sha256
         WHERE {} AND {} ORDER BY act.happened_at, act.act_id",
        may_read(Closed::Account, "act.account_id", 1),
        what.acts()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(what.id());
    read_all(&query.fetch_all(tx.conn()).await?, read_row)
}

/// The events of an object that are no acts, in order of time, as far as the reader may read their accounts.
pub(crate) async fn list_events(
    tx: &mut Tx,
    reader: &Reader,
    what: Exported,
) -> Result<Vec<EventInContext>, DbError> {
    match what.events() {
        Some(condition) => ip_events::list(tx, reader, condition, what.id()).await,
        None => Ok(Vec::new()),
    }
}

/// The reports of an object, by number, as far as the reader may read them.
pub(crate) async fn list_reports(
    tx: &mut Tx,
    reader: &Reader,
    what: Exported,
) -> Result<Vec<ReportRow>, DbError> {
    let sql = format!(
        "SELECT report.* FROM report WHERE {} ORDER BY report.report_number, report.sender",
        what.reports()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(what.id());
    read_all(&query.fetch_all(tx.conn()).await?, read_report)
}

/// How many reports an object has, as far as the reader may read them.
pub(crate) async fn count_reports(tx: &mut Tx, reader: &Reader, what: Exported) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total FROM report WHERE {}", what.reports());
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(what.id());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// What reports state of the accounts of an object, as far as the reader may read them.
pub(crate) async fn list_statements(
    tx: &mut Tx,
    reader: &Reader,
    what: Exported,
) -> Result<Vec<StatementRow>, DbError> {
    let sql = format!(
        "SELECT report_account.report_account_id, report_account.stated,
             report.report_id, report.report_number, report.finished_at AS reported_at,
             account.account_id, account.service, account.subject_id
         FROM report_account
         JOIN account ON account.account_id = report_account.account_id
         JOIN report ON report.report_id = report_account.report_id AND report.erased_at IS NULL
         WHERE {} AND {} ORDER BY report.report_number, account.account_id, report_account.report_account_id",
        may_read(Closed::Account, "account.account_id", 1),
        what.statements()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(what.id());
    read_all(&query.fetch_all(tx.conn()).await?, read_statement)
}

/// To whom these acts are attributed: whose data leaves with them.
pub(crate) async fn list_persons(
    tx: &mut Tx,
    reader: &Reader,
    what: Exported,
) -> Result<Vec<Id<Person>>, DbError> {
    let sql = format!(
        "SELECT DISTINCT author.person_id AS person_id
         FROM act
         JOIN account ON account.account_id = act.account_id
         JOIN identified_act found ON found.act_id = act.act_id AND found.standing = 1
         JOIN identification author ON author.identification_id = found.identification_id AND author.standing = 1
         JOIN person ON person.person_id = author.person_id AND person.erased_at IS NULL
         WHERE {} AND {} ORDER BY author.person_id",
        may_read(Closed::Account, "act.account_id", 1),
        what.acts()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(what.id());
    read_all(&query.fetch_all(tx.conn()).await?, read_person_id)
}

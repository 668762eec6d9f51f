//! Acts.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::{Act, Person, Report, Subject};
use service::Sealed;
use service::opening::Viewing;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, limitation, may_read, read_all};
use crate::guard::Event;
use crate::ids::Account;
use crate::intake::Connection;

/// One alleged act.
pub(crate) struct ActRow {
    pub(crate) act_id: Id<Act>,
    pub(crate) report_id: Id<Report>,
    pub(crate) account_id: Id<Account>,
    /// The time in the report's own words.
    pub(crate) stated_text: String,
    pub(crate) happened_at: Timestamp,
    /// The element that states the time.
    pub(crate) time_source: String,
    /// Address and port, when stated.
    pub(crate) connection: Option<Sealed<Connection>>,
    /// The keyed digest of the address; empty without one.
    pub(crate) address_blind: String,
    /// Whom to ask for the subscriber.
    pub(crate) operator: Option<String>,
    pub(crate) shared_by_many: bool,
    pub(crate) file_sha256: Option<String>,
    pub(crate) file_id: Option<String>,
    pub(crate) file_name: Option<Sealed<String>>,
    /// Who viewed the file before it came.
    pub(crate) viewing: Viewing,
    /// The first day on which the operator may erase the record of the connection.
    pub(crate) erasable_on: Date,
    /// The same by law alone; the end of the calendar where no rule of the node's country tells it, or nobody has computed it yet.
    pub(crate) erasable_by_law_on: Date,
    /// The first day on which the act may have lapsed; none where no clock runs.
    pub(crate) limitation_until: Option<Date>,
}

/// An act with what stands around it.
pub(crate) struct ActInContext {
    pub(crate) act: ActRow,
    pub(crate) report_number: i64,
    /// When its report was finished.
    pub(crate) reported_at: Timestamp,
    /// Whether what its report states of an account says that the holder was under age.
    pub(crate) maybe_minor: bool,
    pub(crate) subject_id: Id<Subject>,
    pub(crate) cluster_id: Option<String>,
    /// Whose act an officer says it is.
    pub(crate) person_id: Option<Id<Person>>,
}

impl ActInContext {
    /// Its event, with what the sealed connection says.
    pub(crate) fn event<'a>(&'a self, connection: &'a Connection) -> Event<'a> {
        Event {
            stated_text: &self.act.stated_text,
            happened_at: self.act.happened_at,
            reported_at: self.reported_at,
            address: &connection.address,
            has_port: connection.port.is_some(),
            shared_by_many: self.act.shared_by_many,
        }
    }
}

const IN_CONTEXT: &str = "SELECT act.*, report.report_number, report.finished_at AS reported_at,
        report.maybe_minor, account.subject_id, media_file.cluster_id,
        (SELECT identification.person_id FROM identified_act
         JOIN identification ON identification.identification_id = identified_act.identification_id
         WHERE identified_act.act_id = act.act_id AND identified_act.standing = 1) AS person_id
    FROM act
    JOIN report ON report.report_id = act.report_id
    JOIN account ON account.account_id = act.account_id
    LEFT JOIN media_file ON media_file.sha256 = act.file_sha256";

fn read_row(row: &AnyRow) -> Result<ActRow, Error> {
    Ok(ActRow {
        act_id: row.id("act_id")?,
        report_id: row.id("report_id")?,
        account_id: row.id("account_id")?,
        stated_text: row.text("stated_text")?,
        happened_at: row.instant("happened_at")?,
        time_source: row.text("time_source")?,
        connection: row.maybe_text("connection")?.map(Sealed::from_column),
        address_blind: row.text("address_blind")?,
        operator: row.maybe_text("operator")?,
        shared_by_many: row.flag("shared_by_many")?,
        file_sha256: row.maybe_text("file_sha256")?,
        file_id: row.maybe_text("file_id")?,
        file_name: row.maybe_text("file_name")?.map(Sealed::from_column),
        viewing: read_viewing(row)?,
        erasable_on: row.parsed("erasable_on")?,
        erasable_by_law_on: limitation::maybe_day(row, "erasable_by_law_on")?.unwrap_or(Date::MAX),
        limitation_until: limitation::maybe_day(row, "limitation_until")?,
    })
}

/// What the sender states, in a row of acts.
pub(super) fn read_viewing(row: &AnyRow) -> Result<Viewing, Error> {
    let text = row.text("viewing")?;
    Viewing::find(&text).ok_or_else(|| Error::Decode(format!("viewing: {text}").into()))
}

fn read_in_context(row: &AnyRow) -> Result<ActInContext, Error> {
    Ok(ActInContext {
        act: read_row(row)?,
        report_number: row.number("report_number")?,
        reported_at: row.instant("reported_at")?,
        maybe_minor: row.flag("maybe_minor")?,
        subject_id: row.id("subject_id")?,
        cluster_id: row.maybe_text("cluster_id")?,
        person_id: row.maybe_id("person_id")?,
    })
}

pub(crate) async fn insert_act(tx: &mut Tx, row: &ActRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO act (act_id, report_id, account_id, stated_text, happened_at, time_source, connection, operator,
             shared_by_many, file_sha256, file_id, file_name, erasable_on, viewing, address_blind, limitation_until,
             erasable_by_law_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(row.act_id.to_string())
    .bind(row.report_id.to_string())
    .bind(row.account_id.to_string())
    .bind(&row.stated_text)
    .bind(row.happened_at.as_microsecond())
    .bind(&row.time_source)
    .bind(row.connection.as_ref().map(Sealed::as_column))
    .bind(&row.operator)
    .bind(i64::from(row.shared_by_many))
    .bind(&row.file_sha256)
    .bind(&row.file_id)
    .bind(row.file_name.as_ref().map(Sealed::as_column))
    .bind(row.erasable_on.to_string())
    .bind(row.viewing.as_str())
    .bind(&row.address_blind)
    .bind(row.limitation_until.unwrap_or(Date::MAX).to_string())
    .bind(row.erasable_by_law_on.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn find_act(
    tx: &mut Tx,
    reader: &Reader,
    act_id: Id<Act>,
) -> Result<Option<ActInContext>, DbError> {
    Ok(list(tx, reader, "act.act_id = $1", act_id.to_string()).await?.into_iter().next())
}

/// The acts of a subject, in order of time.
pub(crate) async fn list_acts_of_subject(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Vec<ActInContext>, DbError> {
    list(tx, reader, "account.subject_id = $1", subject_id.to_string()).await
}

/// The acts of a report, in order of time.
pub(crate) async fn list_acts_of_report(
    tx: &mut Tx,
    reader: &Reader,
    report_id: Id<Report>,
) -> Result<Vec<ActInContext>, DbError> {
    list(tx, reader, "act.report_id = $1", report_id.to_string()).await
}

async fn list(
    tx: &mut Tx,
    reader: &Reader,
    condition: &'static str,
    value: String,
) -> Result<Vec<ActInContext>, DbError> {
    let may_read = may_read(Closed::Account, "act.account_id", 2);
    let sql = format!("{IN_CONTEXT} WHERE {condition} AND {may_read} ORDER BY act.happened_at, act.act_id");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_in_context)
}

//! Where accounts were seen of which no act is made.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::{Person, Report, Subject};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, limitation, may_read, read_all};
use crate::ids::{Account, IpEvent};
use crate::intake::Connection;
use crate::seen::Seen;

/// One event.
pub(crate) struct EventRow {
    pub(crate) event_id: Id<IpEvent>,
    pub(crate) report_id: Id<Report>,
    pub(crate) account_id: Id<Account>,
    /// As the CyberTipline names it; empty where none is stated.
    pub(crate) event_name: String,
    /// The time in the report's own words.
    pub(crate) stated_text: String,
    pub(crate) happened_at: Timestamp,
    /// Address and port; none is left once it is erased.
    pub(crate) connection: Option<Sealed<Connection>>,
    /// The keyed digest of its address; empty once it is erased.
    pub(crate) address_blind: String,
    /// The keyed digest of address and port; its own identifier once they are erased.
    pub(crate) connection_blind: String,
    /// Whom to ask for the subscriber.
    pub(crate) operator: Option<String>,
    pub(crate) shared_by_many: bool,
    /// The first day on which the operator may erase the record of it.
    pub(crate) erasable_on: Date,
    /// The same by law alone; the end of the calendar where no rule of the node's country tells it, or nobody has computed it yet.
    pub(crate) erasable_by_law_on: Date,
    /// Whether that day has come, before the event did or since: it holds up no list any more.
    pub(crate) lapsed: bool,
}

/// An event with what stands around it.
pub(crate) struct EventInContext {
    pub(crate) event: EventRow,
    pub(crate) report_number: i64,
    /// When its report was finished.
    pub(crate) reported_at: Timestamp,
    /// Whether what its report, or another that tells of the same, states of an account says that the holder was under age.
    pub(crate) maybe_minor: bool,
    pub(crate) subject_id: Id<Subject>,
    /// The first of all that tell of the same, in whichever report: it stands for them.
    pub(crate) first_id: Id<IpEvent>,
}

/// SQL: no earlier event tells of the same.
pub(super) const IS_FIRST: &str = "NOT EXISTS (SELECT 1 FROM ip_event_same
    WHERE ip_event_same.event_id = ip_event.event_id AND ip_event_same.same_id < ip_event.event_id)";
/// SQL: the events that tell of the same as one.
pub(super) const SAME_AS: &str =
    "(SELECT ip_event_same.same_id FROM ip_event_same WHERE ip_event_same.event_id = ip_event.event_id)";
/// SQL: whether a report that tells of the same says that a holder was under age.
pub(super) const MAYBE_MINOR: &str = "(SELECT MAX(telling.maybe_minor) FROM ip_event_same
    JOIN report telling ON telling.report_id = ip_event_same.same_report_id
    WHERE ip_event_same.event_id = ip_event.event_id)";
/// SQL; what stands around one is read with [`MAYBE_MINOR`] between these two.
const IN_CONTEXT: &str =
    "SELECT ip_event.*, report.report_number, report.finished_at AS reported_at, account.subject_id,
        (SELECT MIN(ip_event_same.same_id) FROM ip_event_same
         WHERE ip_event_same.event_id = ip_event.event_id) AS first_id";
const CONTEXT: &str = "FROM ip_event
    JOIN report ON report.report_id = ip_event.report_id
    JOIN account ON account.account_id = ip_event.account_id";

fn read_event(row: &AnyRow) -> Result<EventRow, Error> {
    Ok(EventRow {
        event_id: row.id("event_id")?,
        report_id: row.id("report_id")?,
        account_id: row.id("account_id")?,
        event_name: row.text("event_name")?,
        stated_text: row.text("stated_text")?,
        happened_at: row.instant("happened_at")?,
        connection: row.maybe_text("connection")?.map(Sealed::from_column),
        address_blind: row.text("address_blind")?,
        connection_blind: row.text("connection_blind")?,
        operator: row.maybe_text("operator")?,
        shared_by_many: row.flag("shared_by_many")?,
        erasable_on: row.parsed("erasable_on")?,
        erasable_by_law_on: limitation::maybe_day(row, "erasable_by_law_on")?.unwrap_or(Date::MAX),
        lapsed: row.flag("lapsed")?,
    })
}

fn read_in_context(row: &AnyRow) -> Result<EventInContext, Error> {
    Ok(EventInContext {
        event: read_event(row)?,
        report_number: row.number("report_number")?,
        reported_at: row.instant("reported_at")?,
        maybe_minor: row.flag("maybe_minor")?,
        subject_id: row.id("subject_id")?,
        first_id: row.id("first_id")?,
    })
}

/// What a row with both columns names: an act or an event.
pub(super) fn read_seen(row: &AnyRow) -> Result<Seen, Error> {
    match row.maybe_id("event_id")? {
        Some(event_id) => Ok(Seen::Event(event_id)),
        None => Ok(Seen::Act(row.id("act_id")?)),
    }
}

pub(crate) async fn find_event(
    tx: &mut Tx,
    reader: &Reader,
    event_id: Id<IpEvent>,
) -> Result<Option<EventInContext>, DbError> {
    Ok(list(tx, reader, "ip_event.event_id = $1", event_id.to_string()).await?.into_iter().next())
}

/// Every event that tells of the same as one, itself among them; an act is alone.
pub(crate) async fn list_same(tx: &mut Tx, seen: Seen) -> Result<Vec<Seen>, DbError> {
    let Seen::Event(event_id) = seen else { return Ok(vec![seen]) };
    let sql = "SELECT same_id FROM ip_event_same WHERE event_id = $1 ORDER BY same_id";
    let rows = sqlx::query(sql).bind(event_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| Ok(Seen::Event(row.id("same_id")?)))
}

/// The events of a subject, in order of time.
pub(crate) async fn list_events_of_subject(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Vec<EventInContext>, DbError> {
    list(tx, reader, "account.subject_id = $1", subject_id.to_string()).await
}

/// The events of a report, in order of time.
pub(crate) async fn list_events_of_report(
    tx: &mut Tx,
    reader: &Reader,
    report_id: Id<Report>,
) -> Result<Vec<EventInContext>, DbError> {
    list(tx, reader, "ip_event.report_id = $1", report_id.to_string()).await
}

/// The events that meet a condition, in order of time, as far as the reader may read their accounts: it binds the value first.
pub(super) async fn list(
    tx: &mut Tx,
    reader: &Reader,
    condition: &'static str,
    value: String,
) -> Result<Vec<EventInContext>, DbError> {
    let may_read = may_read(Closed::Account, "ip_event.account_id", 2);
    let sql = format!(
        "{IN_CONTEXT}, {MAYBE_MINOR} AS maybe_minor {CONTEXT}
         WHERE {condition} AND {may_read} ORDER BY ip_event.happened_at, ip_event.event_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_in_context)
}

/// Whose acts those of an account are, by officers' findings.
pub(crate) async fn list_authors(tx: &mut Tx, account_id: Id<Account>) -> Result<Vec<Id<Person>>, DbError> {
    let rows = sqlx::query(
        "SELECT DISTINCT identification.person_id FROM act
         JOIN identified_act ON identified_act.act_id = act.act_id AND identified_act.standing = 1
         JOIN identification ON identification.identification_id = identified_act.identification_id
         WHERE act.account_id = $1 ORDER BY identification.person_id",
    )
    .bind(account_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, |row| row.id("person_id"))
}

pub(crate) async fn insert_event(tx: &mut Tx, row: &EventRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO ip_event (event_id, report_id, account_id, event_name, stated_text, happened_at, connection,
             operator, shared_by_many, erasable_on, erasable_by_law_on, lapsed, address_blind,
             connection_blind)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(row.event_id.to_string())
    .bind(row.report_id.to_string())
    .bind(row.account_id.to_string())
    .bind(&row.event_name)
    .bind(&row.stated_text)
    .bind(row.happened_at.as_microsecond())
    .bind(row.connection.as_ref().map(Sealed::as_column))
    .bind(&row.operator)
    .bind(i64::from(row.shared_by_many))
    .bind(row.erasable_on.to_string())
    .bind(row.erasable_by_law_on.to_string())
    .bind(i64::from(row.lapsed))
    .bind(&row.address_blind)
    .bind(&row.connection_blind)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Events that still count in lists and whose day has come, in pieces.
pub(crate) async fn list_lapsing(tx: &mut Tx, today: Date, limit: i64) -> Result<Vec<Id<IpEvent>>, DbError> {
    let rows = sqlx::query(
        "SELECT event_id FROM ip_event WHERE connection IS NOT NULL AND lapsed = 0 AND erasable_on <= $1
         ORDER BY erasable_on, event_id LIMIT $2",
    )
    .bind(today.to_string())
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, |row| row.id("event_id"))
}

pub(crate) async fn set_lapsed(tx: &mut Tx, event_id: Id<IpEvent>) -> Result<(), DbError> {
    sqlx::query("UPDATE ip_event SET lapsed = 1 WHERE event_id = $1")
        .bind(event_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Events of which the day of the law was never computed, in pieces.
pub(crate) async fn list_without_law_day(
    tx: &mut Tx,
    limit: i64,
) -> Result<Vec<(Id<IpEvent>, Timestamp)>, DbError> {
    let sql =
        "SELECT event_id, happened_at FROM ip_event WHERE erasable_by_law_on = '' ORDER BY event_id LIMIT $1";
    let rows = sqlx::query(sql).bind(limit).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| Ok((row.id("event_id")?, row.instant("happened_at")?)))
}

/// Sets the first day on which an operator may erase the record of an event by law alone.
pub(crate) async fn set_law_day(tx: &mut Tx, event_id: Id<IpEvent>, day: Date) -> Result<(), DbError> {
    sqlx::query("UPDATE ip_event SET erasable_by_law_on = $2 WHERE event_id = $1")
        .bind(event_id.to_string())
        .bind(day.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

//! Subjects: views over linked accounts.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::{Report, Subject};
use sqlx::Error;
use sqlx::any::AnyRow;

use super::limitation::maybe_day;
use super::warnings::{ASKED, EVENT_ASKED};
use super::{Closed, Columns, DbError, Reader, Rows, Tx, may_list, may_read, read_all, undecodable};

/// In a list.
pub(crate) struct SubjectSummary {
    pub(crate) subject_id: Id<Subject>,
    pub(crate) accounts: i64,
    pub(crate) acts: i64,
    /// Acts that an officer attributed to a person.
    pub(crate) identified_acts: i64,
    /// The earliest day on which an operator may erase a record not yet asked for.
    pub(crate) next_erasable_on: Option<Date>,
    /// The first day on which an act of it may have lapsed.
    pub(crate) limitation_until: Option<Date>,
}

fn read_summary(row: &AnyRow) -> Result<SubjectSummary, Error> {
    let read = |day: String| day.parse::<Date>().map_err(|source| undecodable("next_erasable_on", source));
    let next = row.maybe_text("next_erasable_on")?.map(read).transpose()?;
    Ok(SubjectSummary {
        subject_id: row.id("subject_id")?,
        accounts: row.number("accounts")?,
        acts: row.number("acts")?,
        identified_acts: row.number("identified_acts")?,
        // the end of the calendar is no day
        next_erasable_on: next.filter(|day| *day != Date::MAX),
        limitation_until: maybe_day(row, "limitation_until")?,
    })
}

pub(crate) async fn insert_subject(
    tx: &mut Tx,
    subject_id: Id<Subject>,
    opened_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO subject (subject_id, opened_at) VALUES ($1, $2)")
        .bind(subject_id.to_string())
        .bind(opened_at.as_microsecond())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether it exists; one whose accounts all moved away still does.
pub(crate) async fn exists(tx: &mut Tx, reader: &Reader, subject_id: Id<Subject>) -> Result<bool, DbError> {
    let may_read = may_read(Closed::Subject, "subject.subject_id", 2);
    let sql = format!("SELECT subject_id FROM subject WHERE subject_id = $1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(subject_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.is_some())
}

/// Subjects that hold an account, what is erased first on top.
pub(crate) async fn list_subjects(tx: &mut Tx, reader: &Reader) -> Result<Vec<SubjectSummary>, DbError> {
    let may_read = may_read(Closed::Subject, "account.subject_id", 1);
    let sql = format!(
        "SELECT account.subject_id AS subject_id,
             COUNT(DISTINCT account.account_id) AS accounts,
             COUNT(DISTINCT act.act_id) AS acts,
             COUNT(DISTINCT identified_act.act_id) AS identified_acts,
             NULLIF(MIN(subject.next_erasable_on), '9999-12-31') AS next_erasable_on,
             COALESCE(MIN(act.limitation_until), '') AS limitation_until
         FROM account
         JOIN subject ON subject.subject_id = account.subject_id
         LEFT JOIN act ON act.account_id = account.account_id
         LEFT JOIN identified_act ON identified_act.act_id = act.act_id AND identified_act.standing = 1
         WHERE {may_read}
         GROUP BY account.subject_id
         ORDER BY MIN(subject.next_erasable_on), account.subject_id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_summary)
}

const SUMMARY: &str = "SELECT subject.subject_id AS subject_id,
        (SELECT COUNT(*) FROM account WHERE account.subject_id = subject.subject_id) AS accounts,
        (SELECT COUNT(*) FROM account JOIN act ON act.account_id = account.account_id
         WHERE account.subject_id = subject.subject_id) AS acts,
        (SELECT COUNT(*) FROM account JOIN act ON act.account_id = account.account_id
         JOIN identified_act ON identified_act.act_id = act.act_id AND identified_act.standing = 1
         WHERE account.subject_id = subject.subject_id) AS identified_acts,
        CASE WHEN subject.next_erasable_on = '9999-12-31' THEN NULL ELSE subject.next_erasable_on END AS next_erasable_on,
        subject.limitation_until AS limitation_until
    FROM subject";

/// Subjects that hold an account: of all, or of those in no operation of which an operator may erase a record up to a day that nobody has
/// asked for; up to the end of the calendar those are all in no operation.
fn condition(waiting_until: Option<Date>) -> String {
    let waiting = match waiting_until {
        Some(_) => {
            "subject.next_erasable_on <= $2 AND NOT EXISTS (
                 SELECT 1 FROM operation_subject WHERE operation_subject.subject_id = subject.subject_id)"
        }
        None => "$2 = ''",
    };
    format!(
        "{} AND {waiting} AND EXISTS (SELECT 1 FROM account WHERE account.subject_id = subject.subject_id)",
        may_list(Closed::Subject, "subject.subject_id", 1)
    )
}

fn day_text(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// One page of the list.
pub(crate) async fn list_page(
    tx: &mut Tx,
    reader: &Reader,
    waiting_until: Option<Date>,
    rows: &Rows,
) -> Result<Vec<SubjectSummary>, DbError> {
    let (condition, order) = (condition(waiting_until), rows.order_by("subject", "subject_id"));
    let sql = format!("{SUMMARY} WHERE {condition} {order} LIMIT $3 OFFSET $4");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(day_text(waiting_until));
    let found = query.bind(rows.limit).bind(rows.offset).fetch_all(tx.conn()).await?;
    read_all(&found, read_summary)
}

/// How many the whole list holds.
pub(crate) async fn count(tx: &mut Tx, reader: &Reader, waiting_until: Option<Date>) -> Result<i64, DbError> {
    let sql = match waiting_until {
        Some(_) => format!("SELECT COUNT(*) AS total FROM subject WHERE {}", condition(waiting_until)),
        // by the index of accounts alone
        None => format!(
            "SELECT COUNT(DISTINCT account.subject_id) AS total FROM account WHERE {} AND $2 = ''",
            may_list(Closed::Subject, "account.subject_id", 1)
        ),
    };
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(day_text(waiting_until));
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// SQL: the earliest day of what nobody asked about, of acts and events that meet such conditions. An event whose day has come
/// holds up no list.
fn earliest(of_act: &str, of_event: &str) -> String {
    format!(
        "COALESCE((SELECT MIN(waiting.erasable_on) FROM (
             SELECT act.erasable_on FROM act WHERE {of_act} AND act.connection IS NOT NULL AND NOT {ASKED}
             UNION ALL
             SELECT ip_event.erasable_on FROM ip_event
             WHERE {of_event} AND ip_event.connection IS NOT NULL AND ip_event.lapsed = 0 AND NOT {EVENT_ASKED}) waiting),
             '9999-12-31')"
    )
}

/// SQL: what a subject's earliest day is by the acts, events and requests that stand now.
fn earliest_of_subject() -> String {
    let of = |column: &str| {
        format!(
            "{column} IN (SELECT account.account_id FROM account WHERE account.subject_id = subject.subject_id)"
        )
    };
    earliest(&of("act.account_id"), &of("ip_event.account_id"))
}

/// SQL: the same of a report.
fn earliest_of_report() -> String {
    earliest("act.report_id = report.report_id", "ip_event.report_id = report.report_id")
}

/// Computes the earliest day of a subject anew: accounts or acts have come or gone.
pub(crate) async fn refresh_clock(tx: &mut Tx, subject_id: Id<Subject>) -> Result<(), DbError> {
    refresh(tx, "$1", &subject_id.to_string()).await
}

/// The same of every subject that a request asks about: it was issued or withdrawn.
pub(crate) async fn refresh_clocks_of_request(tx: &mut Tx, request_id: &str) -> Result<(), DbError> {
    let subjects = "SELECT account.subject_id FROM disclosure_line
         LEFT JOIN act ON act.act_id = disclosure_line.act_id
         LEFT JOIN ip_event ON ip_event.event_id = disclosure_line.event_id
         JOIN account ON account.account_id = COALESCE(act.account_id, ip_event.account_id)
         WHERE disclosure_line.request_id = $1";
    refresh(tx, subjects, request_id).await?;
    // an event stands for the same in every report
    let reports = "SELECT act.report_id FROM disclosure_line
         JOIN act ON act.act_id = disclosure_line.act_id WHERE disclosure_line.request_id = $1
         UNION SELECT ip_event_same.same_report_id FROM disclosure_line
         JOIN ip_event_same ON ip_event_same.event_id = disclosure_line.event_id
         WHERE disclosure_line.request_id = $1";
    refresh_reports(tx, reports, request_id).await
}

/// The same of every subject with an act or an event in a report: its connections were erased.
pub(crate) async fn refresh_clocks_of_report(tx: &mut Tx, report_id: &str) -> Result<(), DbError> {
    let stated = "SELECT account.subject_id FROM act JOIN account ON account.account_id = act.account_id
         WHERE act.report_id = $1
         UNION SELECT account.subject_id FROM ip_event
         JOIN account ON account.account_id = ip_event.account_id WHERE ip_event.report_id = $1";
    refresh(tx, stated, report_id).await?;
    refresh_reports(tx, "$1", report_id).await?;
    // what was asked by its events was asked for these too, as long as it had an address
    let repeating =
        "SELECT other.report_id FROM ip_event JOIN ip_event other ON other.account_id = ip_event.account_id
             AND other.happened_at = ip_event.happened_at
         WHERE ip_event.report_id = $1";
    refresh_reports(tx, repeating, report_id).await
}

/// The same of the subject of an account: its connections were erased.
pub(crate) async fn refresh_clock_of_account(tx: &mut Tx, account_id: &str) -> Result<(), DbError> {
    refresh(tx, "SELECT account.subject_id FROM account WHERE account.account_id = $1", account_id).await?;
    let reports = "SELECT act.report_id FROM act WHERE act.account_id = $1
         UNION SELECT ip_event.report_id FROM ip_event WHERE ip_event.account_id = $1";
    refresh_reports(tx, reports, account_id).await
}

/// Computes the earliest day of a report: its acts and events have come.
pub(crate) async fn refresh_evidence(tx: &mut Tx, report_id: Id<Report>) -> Result<(), DbError> {
    refresh_reports(tx, "$1", &report_id.to_string()).await
}

/// When the first act of a report, or of a subject, may have lapsed.
const LAPSES_OF_REPORT: &str = "COALESCE((SELECT MIN(act.limitation_until) FROM act
        WHERE act.report_id = report.report_id AND act.limitation_until <> ''), '9999-12-31')";
const LAPSES: &str = "COALESCE((SELECT MIN(act.limitation_until) FROM account
        JOIN act ON act.account_id = account.account_id
        WHERE account.subject_id = subject.subject_id AND act.limitation_until <> ''), '9999-12-31')";

/// Computes the first days of the report and the subject of an act: one of its clocks has changed.
pub(crate) async fn refresh_clocks_of_act(tx: &mut Tx, act_id: &str) -> Result<(), DbError> {
    let subject = "SELECT account.subject_id FROM act JOIN account ON account.account_id = act.account_id
         WHERE act.act_id = $1";
    refresh(tx, subject, act_id).await?;
    refresh_reports(tx, "SELECT act.report_id FROM act WHERE act.act_id = $1", act_id).await
}

/// The same of an event that is no act.
pub(crate) async fn refresh_clocks_of_event(tx: &mut Tx, event_id: &str) -> Result<(), DbError> {
    let subject = "SELECT account.subject_id FROM ip_event
         JOIN account ON account.account_id = ip_event.account_id WHERE ip_event.event_id = $1";
    refresh(tx, subject, event_id).await?;
    refresh_reports(tx, "SELECT ip_event.report_id FROM ip_event WHERE ip_event.event_id = $1", event_id)
        .await
}

async fn refresh_reports(tx: &mut Tx, which: &'static str, value: &str) -> Result<(), DbError> {
    let earliest = earliest_of_report();
    let sql = format!(
        "UPDATE report SET evidence_until = {earliest}, limitation_until = {LAPSES_OF_REPORT}
         WHERE report.report_id IN ({which})"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).execute(tx.conn()).await?;
    let sql = format!(
        "UPDATE report SET first_until =
             CASE WHEN evidence_until < limitation_until THEN evidence_until ELSE limitation_until END
         WHERE report.report_id IN ({which})"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).execute(tx.conn()).await?;
    Ok(())
}

async fn refresh(tx: &mut Tx, which: &'static str, value: &str) -> Result<(), DbError> {
    let earliest = earliest_of_subject();
    let sql = format!(
        "UPDATE subject SET next_erasable_on = {earliest}, limitation_until = {LAPSES}
         WHERE subject.subject_id IN ({which})"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).execute(tx.conn()).await?;
    let sql = format!(
        "UPDATE subject SET first_until =
             CASE WHEN next_erasable_on < limitation_until THEN next_erasable_on ELSE limitation_until END
         WHERE subject.subject_id IN ({which})"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).execute(tx.conn()).await?;
    Ok(())
}

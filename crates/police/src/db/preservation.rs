//! Letters that ask operators to preserve records, that they were sent, and what was answered.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::Subject;
use serde::Deserialize;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::ip_events::{SAME_AS, read_seen};
use super::warnings::{ASKED, EVENT_ASKED};
use super::{Closed, Columns, DbError, Reader, Rows, Tx, keep, may_read, read_all, undecodable};
use crate::ids::{PreservationAnswer, PreservationLetter, PreservationSending};
use crate::intake::Connection;
use crate::seen::Seen;

type LetterId = Id<PreservationLetter>;

/// A letter with what stands of its sending and its answer.
pub(crate) struct LetterRow {
    pub(crate) letter_id: LetterId,
    pub(crate) year: i64,
    pub(crate) serial: i64,
    pub(crate) operator: String,
    pub(crate) legal_basis: String,
    pub(crate) drafted_at: Timestamp,
    pub(crate) drafted_by: String,
    pub(crate) standing: bool,
    pub(crate) sending: Option<SendingRow>,
    pub(crate) answer: Option<AnswerRow>,
    /// How many connections it lists.
    pub(crate) lines: i64,
}

/// That a letter was sent.
pub(crate) struct SendingRow {
    pub(crate) sending_id: Id<PreservationSending>,
    pub(crate) channel: String,
    pub(crate) reference: String,
    pub(crate) sent_on: Date,
    pub(crate) recorded_by: String,
}

/// What was answered.
pub(crate) struct AnswerRow {
    pub(crate) answer_id: Id<PreservationAnswer>,
    /// Until when it is preserved; none where that was refused.
    pub(crate) preserved_until: Option<Date>,
    pub(crate) reference: String,
    pub(crate) recorded_by: String,
}

/// One connection of a letter.
pub(crate) struct LineRow {
    pub(crate) line_no: i64,
    pub(crate) seen: Seen,
    pub(crate) subject_id: Id<Subject>,
    pub(crate) stated_text: String,
    pub(crate) happened_at: Timestamp,
    /// None is left once the report is erased.
    pub(crate) connection: Option<Sealed<Connection>>,
}

const SELECT: &str = "SELECT preservation_letter.*,
        preservation_sending.sending_id, preservation_sending.channel, preservation_sending.reference AS sent_reference,
        preservation_sending.sent_on, preservation_sending.recorded_by AS sent_by,
        preservation_answer.answer_id, preservation_answer.preserved_until,
        preservation_answer.reference AS answer_reference, preservation_answer.recorded_by AS answered_by,
        (SELECT COUNT(*) FROM preservation_line WHERE preservation_line.letter_id = preservation_letter.letter_id) AS lines
    FROM preservation_letter
    LEFT JOIN preservation_sending ON preservation_sending.letter_id = preservation_letter.letter_id
        AND preservation_sending.standing = 1
    LEFT JOIN preservation_answer ON preservation_answer.letter_id = preservation_letter.letter_id
        AND preservation_answer.standing = 1";

fn read_letter(row: &AnyRow) -> Result<LetterRow, Error> {
    Ok(LetterRow {
        letter_id: row.id("letter_id")?,
        year: row.number("year")?,
        serial: row.number("serial")?,
        operator: row.text("operator")?,
        legal_basis: row.text("legal_basis")?,
        drafted_at: row.instant("drafted_at")?,
        drafted_by: row.text("drafted_by")?,
        standing: row.flag("standing")?,
        sending: read_sending(row)?,
        answer: read_answer(row)?,
        lines: row.number("lines")?,
    })
}

fn read_sending(row: &AnyRow) -> Result<Option<SendingRow>, Error> {
    let Some(sending_id) = row.maybe_id("sending_id")? else { return Ok(None) };
    Ok(Some(SendingRow {
        sending_id,
        channel: row.text("channel")?,
        reference: row.text("sent_reference")?,
        sent_on: row.parsed("sent_on")?,
        recorded_by: row.text("sent_by")?,
    }))
}

fn read_answer(row: &AnyRow) -> Result<Option<AnswerRow>, Error> {
    let Some(answer_id) = row.maybe_id("answer_id")? else { return Ok(None) };
    Ok(Some(AnswerRow {
        answer_id,
        preserved_until: maybe_parsed(row, "preserved_until")?,
        reference: row.text("answer_reference")?,
        recorded_by: row.text("answered_by")?,
    }))
}

pub(super) fn maybe_parsed(row: &AnyRow, column: &str) -> Result<Option<Date>, Error> {
    let text = row.maybe_text(column)?;
    text.map(|text| text.parse().map_err(|source| undecodable(column, source))).transpose()
}

fn read_line(row: &AnyRow) -> Result<LineRow, Error> {
    Ok(LineRow {
        line_no: row.number("line_no")?,
        seen: read_seen(row)?,
        subject_id: row.id("subject_id")?,
        stated_text: row.text("stated_text")?,
        happened_at: row.instant("happened_at")?,
        connection: row.maybe_text("connection")?.map(Sealed::from_column),
    })
}

/// The next number of a year.
pub(crate) async fn next_serial(tx: &mut Tx, year: i64) -> Result<i64, DbError> {
    let sql = "SELECT COALESCE(MAX(serial), 0) + 1 AS serial FROM preservation_letter WHERE year = $1";
    Ok(sqlx::query(sql).bind(year).fetch_one(tx.conn()).await?.number("serial")?)
}

pub(crate) async fn insert_letter(tx: &mut Tx, row: &LetterRow, chosen: &[Seen]) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO preservation_letter (letter_id, year, serial, operator, legal_basis, drafted_at, drafted_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
    )
    .bind(row.letter_id.to_string())
    .bind(row.year)
    .bind(row.serial)
    .bind(&row.operator)
    .bind(&row.legal_basis)
    .bind(row.drafted_at.as_microsecond())
    .bind(&row.drafted_by);
    keep(tx, insert).await?;
    for (line_no, seen) in (1_i64..).zip(chosen) {
        let sql =
            "INSERT INTO preservation_line (letter_id, line_no, act_id, event_id) VALUES ($1, $2, $3, $4)";
        sqlx::query(sql)
            .bind(row.letter_id.to_string())
            .bind(line_no)
            .bind(seen.act_id().map(|act_id| act_id.to_string()))
            .bind(seen.event_id().map(|event_id| event_id.to_string()))
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

pub(crate) async fn insert_sending(
    tx: &mut Tx,
    letter_id: LetterId,
    row: &SendingRow,
    recorded_at: Timestamp,
) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO preservation_sending (sending_id, letter_id, channel, reference, sent_on, recorded_at, recorded_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
    )
    .bind(row.sending_id.to_string())
    .bind(letter_id.to_string())
    .bind(&row.channel)
    .bind(&row.reference)
    .bind(row.sent_on.to_string())
    .bind(recorded_at.as_microsecond())
    .bind(&row.recorded_by);
    keep(tx, insert).await
}

pub(crate) async fn insert_answer(
    tx: &mut Tx,
    letter_id: LetterId,
    row: &AnswerRow,
    recorded_at: Timestamp,
) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO preservation_answer (answer_id, letter_id, verdict, preserved_until, reference, recorded_at,
             recorded_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
    )
    .bind(row.answer_id.to_string())
    .bind(letter_id.to_string())
    .bind(if row.preserved_until.is_some() { "confirmed" } else { "refused" })
    .bind(row.preserved_until.map(|day| day.to_string()))
    .bind(&row.reference)
    .bind(recorded_at.as_microsecond())
    .bind(&row.recorded_by);
    keep(tx, insert).await
}

/// SQL: the reader may read every connection of a letter.
fn readable(place: usize) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM preservation_line
             LEFT JOIN act ON act.act_id = preservation_line.act_id
             LEFT JOIN ip_event ON ip_event.event_id = preservation_line.event_id
             WHERE preservation_line.letter_id = preservation_letter.letter_id AND NOT {})",
        may_read(Closed::Account, "COALESCE(act.account_id, ip_event.account_id)", place)
    )
}

/// A letter, standing or not.
pub(crate) async fn find_letter(
    tx: &mut Tx,
    reader: &Reader,
    letter_id: LetterId,
) -> Result<Option<LetterRow>, DbError> {
    let sql = format!("{SELECT} WHERE preservation_letter.letter_id = $1 AND {}", readable(2));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(letter_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_letter).transpose()?)
}

/// The connections of a letter; whoever shows them has found the letter for its reader.
pub(crate) async fn list_lines(tx: &mut Tx, letter_id: LetterId) -> Result<Vec<LineRow>, DbError> {
    let rows = sqlx::query(
        "SELECT preservation_line.*, COALESCE(act.stated_text, ip_event.stated_text) AS stated_text,
             COALESCE(act.happened_at, ip_event.happened_at) AS happened_at,
             COALESCE(act.connection, ip_event.connection) AS connection, account.subject_id
         FROM preservation_line
         LEFT JOIN act ON act.act_id = preservation_line.act_id
         LEFT JOIN ip_event ON ip_event.event_id = preservation_line.event_id
         JOIN account ON account.account_id = COALESCE(act.account_id, ip_event.account_id)
         WHERE preservation_line.letter_id = $1 ORDER BY preservation_line.line_no",
    )
    .bind(letter_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_line)
}

/// Which letters a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WhichLetters {
    All,
    Drafted,
    /// Sent and not answered.
    Sent,
    Answered,
}

impl WhichLetters {
    fn condition(self) -> &'static str {
        match self {
            Self::All => "1 = 1",
            Self::Drafted => {
                "preservation_sending.sending_id IS NULL AND preservation_answer.answer_id IS NULL"
            }
            Self::Sent => {
                "preservation_sending.sending_id IS NOT NULL AND preservation_answer.answer_id IS NULL"
            }
            Self::Answered => "preservation_answer.answer_id IS NOT NULL",
        }
    }
}

/// Standing letters of a kind: binds reader and what was typed.
fn condition(which: WhichLetters) -> String {
    format!(
        "preservation_letter.standing = 1 AND {} AND {}
             AND ($2 = '' OR LOWER(preservation_letter.operator) LIKE $2 ESCAPE '!')",
        which.condition(),
        readable(1)
    )
}

/// All of them, oldest first.
pub(crate) async fn list_letters(
    tx: &mut Tx,
    reader: &Reader,
    which: WhichLetters,
) -> Result<Vec<LetterRow>, DbError> {
    let sql = format!("{SELECT} WHERE {} ORDER BY preservation_letter.letter_id", condition(which));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind("");
    read_all(&query.fetch_all(tx.conn()).await?, read_letter)
}

/// One page of the list.
pub(crate) async fn list_page(
    tx: &mut Tx,
    reader: &Reader,
    which: WhichLetters,
    rows: &Rows,
) -> Result<Vec<LetterRow>, DbError> {
    let (condition, order) = (condition(which), rows.order_by("preservation_letter", "letter_id"));
    let sql = format!("{SELECT} WHERE {condition} {order} LIMIT $3 OFFSET $4");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(&rows.pattern);
    let found = query.bind(rows.limit).bind(rows.offset).fetch_all(tx.conn()).await?;
    read_all(&found, read_letter)
}

/// How many the whole list holds.
pub(crate) async fn count(
    tx: &mut Tx,
    reader: &Reader,
    which: WhichLetters,
    pattern: &str,
) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total FROM ({SELECT} WHERE {}) letters", condition(which));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(pattern);
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// The acts and events of which an operator's warnings are open and about which no letter waits for its answer, as far as the reader may read
/// them: what is erased first on top, so many at most.
pub(crate) async fn list_warned(
    tx: &mut Tx,
    reader: &Reader,
    operator: &str,
    most: i64,
) -> Result<Vec<Seen>, DbError> {
    let sql = format!(
        "SELECT warned.act_id, warned.event_id FROM ({} UNION ALL {}) warned
         ORDER BY warned.erasable_on, warned.act_id, warned.event_id LIMIT $3",
        warned(("act", "act_id"), "act.act_id, NULL AS event_id", (ASKED, "(act.act_id)")),
        warned(("ip_event", "event_id"), "NULL AS act_id, ip_event.event_id", (EVENT_ASKED, SAME_AS))
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(operator).bind(most);
    read_all(&query.fetch_all(tx.conn()).await?, read_seen)
}

/// SQL: those of one table. `same` are all that tell of the same as one.
fn warned((table, key): (&str, &str), columns: &str, (asked, same): (&str, &str)) -> String {
    format!(
        "SELECT {columns}, {table}.erasable_on FROM {table}
         WHERE {table}.connection IS NOT NULL AND {} AND NOT {asked}
             AND EXISTS (SELECT 1 FROM evidence_warning
                 WHERE evidence_warning.{key} = {table}.{key} AND evidence_warning.operator = $2
                     AND evidence_warning.acknowledged_at IS NULL
                     AND evidence_warning.erasable_on = {table}.erasable_on)
             AND NOT EXISTS (SELECT 1 FROM preservation_line
                 JOIN preservation_letter ON preservation_letter.letter_id = preservation_line.letter_id
                     AND preservation_letter.standing = 1
                 LEFT JOIN preservation_answer ON preservation_answer.letter_id = preservation_line.letter_id
                     AND preservation_answer.standing = 1
                 WHERE preservation_line.{key} IN {same} AND preservation_answer.answer_id IS NULL)",
        may_read(Closed::Account, &format!("{table}.account_id"), 1)
    )
}

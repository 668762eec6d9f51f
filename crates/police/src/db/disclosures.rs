//! Disclosure requests to operators.

use jiff::Timestamp;
use model::Id;
use model::kind::Subject;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::disclosure_orders::Authority;
use super::ip_events::read_seen;
use super::{Closed, Columns, DbError, Reader, Rows, Tx, may_list, may_read, read_all};
use crate::asking::{LegalBasis, OrderKind};
use crate::due::{COUNTRY, PastDue};
use crate::ids;
use crate::intake::Connection;
use crate::seen::Seen;

type RequestId = Id<ids::DisclosureRequest>;

/// A request.
pub(crate) struct RequestRow {
    pub(crate) request_id: RequestId,
    pub(crate) operator: String,
    pub(crate) legal_basis: String,
    /// Why events were asked about that may mislead.
    pub(crate) despite: Option<Sealed<String>>,
    pub(crate) authority: Authority,
    /// Whether something said at its issue, or when it was authorized, that an author may be a minor.
    pub(crate) minor_hint: bool,
    /// When it was marked as sent, and by whom.
    pub(crate) sent: Option<(Timestamp, String)>,
    pub(crate) issued_at: Timestamp,
    pub(crate) standing: bool,
    /// When the standing answer was given.
    pub(crate) answered_at: Option<Timestamp>,
    /// The country that the node names: its law says by when a request is answered whose basis only words say.
    pub(crate) country: String,
}

/// A request in a list.
pub(crate) struct RequestSummary {
    pub(crate) request: RequestRow,
    /// How many acts and events it asks about.
    pub(crate) lines: i64,
}

/// Which requests a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    All,
    /// Not answered.
    Open,
    Answered,
    /// Not answered in time.
    PastDue(PastDue),
}

/// One line of a request, with what it asks about.
pub(crate) struct LineRow {
    pub(crate) line_no: i64,
    pub(crate) seen: Seen,
    /// The time in the report's own words.
    pub(crate) stated_text: String,
    /// The instant that is asked about.
    pub(crate) asked_at: Timestamp,
    /// Whether that is the clock reading in another zone than the report's.
    pub(crate) is_second_reading: bool,
    /// Codes of what may mislead about the event.
    pub(crate) flags: Vec<String>,
    /// None is left once the report is erased.
    pub(crate) connection: Option<Sealed<Connection>>,
}

/// A line of a request to be kept: what it asks comes by its act or event alone.
pub(crate) struct NewLine<'a> {
    pub(crate) request_id: RequestId,
    pub(crate) line_no: i64,
    pub(crate) seen: Seen,
    /// Where another instant than the stated one is asked about.
    pub(crate) asked_at: Option<Timestamp>,
    /// Codes with spaces between.
    pub(crate) flags: &'a str,
}

const SELECT: &str = "SELECT disclosure_request.*, disclosure_answer.answered_at AS answered_at,
        (SELECT node_law.country FROM node_law) AS law_country
    FROM disclosure_request
    LEFT JOIN disclosure_answer ON disclosure_answer.request_id = disclosure_request.request_id
        AND disclosure_answer.standing = 1";

fn read_request(row: &AnyRow) -> Result<RequestRow, Error> {
    Ok(RequestRow {
        request_id: row.id("request_id")?,
        operator: row.text("operator")?,
        legal_basis: row.text("legal_basis")?,
        despite: row.maybe_text("despite")?.map(Sealed::from_column),
        authority: Authority {
            basis: row.text("basis")?,
            addressee: row.text("addressee")?,
            addressee_reason: row.maybe_text("addressee_reason")?.map(Sealed::from_column),
            emergency_reason: row.maybe_text("emergency_reason")?.map(Sealed::from_column),
            court: row.text("court")?,
            procedure_number: row.text("procedure_number")?,
            authorization_number: row.text("authorization_number")?,
        },
        minor_hint: row.flag("minor_hint")?,
        sent: row.maybe_instant("sent_at")?.zip(row.maybe_text("sent_by")?),
        issued_at: row.instant("issued_at")?,
        standing: row.flag("standing")?,
        answered_at: row.maybe_instant("answered_at")?,
        country: row.maybe_text("law_country")?.unwrap_or_default(),
    })
}

fn read_line(row: &AnyRow) -> Result<LineRow, Error> {
    let other = row.maybe_instant("asked_at")?;
    Ok(LineRow {
        line_no: row.number("line_no")?,
        seen: read_seen(row)?,
        stated_text: row.text("stated_text")?,
        asked_at: other.map_or_else(|| row.instant("happened_at"), Ok)?,
        is_second_reading: other.is_some(),
        flags: row.text("flags")?.split_whitespace().map(str::to_owned).collect(),
        connection: row.maybe_text("connection")?.map(Sealed::from_column),
    })
}

pub(crate) async fn insert_request(tx: &mut Tx, row: &RequestRow, issued_by: &str) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO disclosure_request (request_id, operator, legal_basis, issued_at, issued_by, standing, despite,
             basis, addressee, minor_hint)
         VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9)",
    )
    .bind(row.request_id.to_string())
    .bind(&row.operator)
    .bind(&row.legal_basis)
    .bind(row.issued_at.as_microsecond())
    .bind(issued_by)
    .bind(row.despite.as_ref().map(Sealed::as_column))
    .bind(&row.authority.basis)
    .bind(&row.authority.addressee)
    .bind(i64::from(row.minor_hint))
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn insert_line(tx: &mut Tx, line: &NewLine<'_>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO disclosure_line (request_id, line_no, act_id, event_id, asked_at, flags)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(line.request_id.to_string())
    .bind(line.line_no)
    .bind(line.seen.act_id().map(|act_id| act_id.to_string()))
    .bind(line.seen.event_id().map(|event_id| event_id.to_string()))
    .bind(line.asked_at.map(Timestamp::as_microsecond))
    .bind(line.flags)
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn find_request(
    tx: &mut Tx,
    reader: &Reader,
    request_id: RequestId,
) -> Result<Option<RequestRow>, DbError> {
    let may_read = may_read(Closed::Request, "disclosure_request.request_id", 2);
    let sql = format!("{SELECT} WHERE disclosure_request.request_id = $1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(request_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_request).transpose()?)
}

/// Oldest first, withdrawn ones left out.
pub(crate) async fn list_requests(tx: &mut Tx, reader: &Reader) -> Result<Vec<RequestRow>, DbError> {
    let may_read = may_read(Closed::Request, "disclosure_request.request_id", 1);
    let sql = format!(
        "{SELECT} WHERE disclosure_request.standing = 1 AND {may_read} ORDER BY disclosure_request.request_id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_request)
}

/// The lines of a request that the reader may read.
pub(crate) async fn list_lines(
    tx: &mut Tx,
    reader: &Reader,
    request_id: RequestId,
) -> Result<Vec<LineRow>, DbError> {
    let may_list = may_list(Closed::Request, "disclosure_line.request_id", 2);
    let sql = format!(
        "SELECT disclosure_line.*, COALESCE(act.stated_text, ip_event.stated_text) AS stated_text,
             COALESCE(act.happened_at, ip_event.happened_at) AS happened_at,
             COALESCE(act.connection, ip_event.connection) AS connection
         FROM disclosure_line
         LEFT JOIN act ON act.act_id = disclosure_line.act_id
         LEFT JOIN ip_event ON ip_event.event_id = disclosure_line.event_id
         WHERE disclosure_line.request_id = $1 AND {may_list} ORDER BY disclosure_line.line_no"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(request_id.to_string()).bind(reader.name());
    read_all(&query.fetch_all(tx.conn()).await?, read_line)
}

/// SQL: the events of an account with the lines that ask about them, or about the same in another report.
pub(super) const OF_EVENTS: &str = "JOIN ip_event ON ip_event.account_id = account.account_id
    JOIN ip_event_same ON ip_event_same.event_id = ip_event.event_id
    JOIN disclosure_line ON disclosure_line.event_id = ip_event_same.same_id";

/// Acts and events of a subject that a standing request asks about.
pub(crate) async fn list_asked(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Vec<(Seen, RequestId)>, DbError> {
    let may_read = may_read(Closed::Request, "disclosure_request.request_id", 2);
    let of = |event: &str, joined: &str| {
        format!(
            "SELECT disclosure_line.act_id AS act_id, {event}.event_id AS event_id,
                 disclosure_line.request_id AS request_id
             FROM account {joined}
             JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
             WHERE account.subject_id = $1 AND disclosure_request.standing = 1 AND {may_read}"
        )
    };
    let sql = format!(
        "{} UNION {} ORDER BY request_id, act_id, event_id",
        of(
            "disclosure_line",
            "JOIN act ON act.account_id = account.account_id
             JOIN disclosure_line ON disclosure_line.act_id = act.act_id"
        ),
        of("ip_event", OF_EVENTS)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(subject_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, |row| Ok((read_seen(row)?, row.id("request_id")?)))
}

fn read_request_summary(row: &AnyRow) -> Result<RequestSummary, Error> {
    Ok(RequestSummary { request: read_request(row)?, lines: row.number("lines")? })
}

impl Which {
    /// SQL; binds the instants from `$3` to `$5`.
    fn condition(self) -> String {
        const UNUSED: &str = "$3 <= 0 AND $4 <= 0 AND $5 <= 0";
        match self {
            Self::All => UNUSED.to_owned(),
            Self::Open => format!("{UNUSED} AND disclosure_answer.answered_at IS NULL"),
            Self::Answered => format!("{UNUSED} AND disclosure_answer.answered_at IS NOT NULL"),
            Self::PastDue(_) => {
                let (production, preservation) =
                    (rests_on(OrderKind::Production), rests_on(OrderKind::Preservation));
                let elsewhere = rests_elsewhere();
                format!(
                    "disclosure_answer.answered_at IS NULL AND (
                         (NOT {production} AND NOT {preservation} AND NOT {elsewhere}
                             AND disclosure_request.issued_at < $3)
                         OR ({production} AND disclosure_request.emergency_reason IS NULL
                             AND disclosure_request.sent_at <= $4)
                         OR ({production} AND disclosure_request.emergency_reason IS NOT NULL
                             AND disclosure_request.sent_at <= $5))"
                )
            }
        }
    }

    fn instants(self) -> [i64; 3] {
        match self {
            Self::PastDue(PastDue { issued_before, sent_until, emergency_sent_until }) => {
                [issued_before, sent_until, emergency_sent_until].map(Timestamp::as_microsecond)
            }
            _ => [0; 3],
        }
    }
}

/// SQL: the legal basis is one for orders of this kind.
fn rests_on(kind: OrderKind) -> String {
    is_one_of(LegalBasis::codes(kind))
}

/// SQL: it is a national one of a country whose period nobody has entered, as [`crate::due::Term::Unstated`] says of one request.
fn rests_elsewhere() -> String {
    format!(
        "({} OR (disclosure_request.basis = ''
             AND COALESCE((SELECT node_law.country FROM node_law), '{COUNTRY}') <> '{COUNTRY}'))",
        is_one_of(LegalBasis::codes_elsewhere(COUNTRY))
    )
}

/// SQL: the code of the basis is among these. The codes are our own.
fn is_one_of(codes: impl Iterator<Item = &'static str>) -> String {
    let codes: Vec<_> = codes.map(|code| format!("'{code}'")).collect();
    format!("disclosure_request.basis IN ({})", codes.join(", "))
}

/// Standing requests of a kind that contain what was typed: binds reader, pattern and instants.
fn condition(which: Which) -> String {
    format!(
        "disclosure_request.standing = 1 AND {} AND {} AND ($2 = ''
             OR LOWER(disclosure_request.operator) LIKE $2 ESCAPE '!'
             OR LOWER(disclosure_request.legal_basis) LIKE $2 ESCAPE '!')",
        may_list(Closed::Request, "disclosure_request.request_id", 1),
        which.condition()
    )
}

const WITH_ANSWER: &str = "FROM disclosure_request
    LEFT JOIN disclosure_answer ON disclosure_answer.request_id = disclosure_request.request_id
        AND disclosure_answer.standing = 1";

/// One page of the list.
pub(crate) async fn list_page(
    tx: &mut Tx,
    reader: &Reader,
    which: Which,
    rows: &Rows,
) -> Result<Vec<RequestSummary>, DbError> {
    let sql = format!(
        "SELECT disclosure_request.*, disclosure_answer.answered_at AS answered_at,
             (SELECT node_law.country FROM node_law) AS law_country,
             (SELECT COUNT(*) FROM disclosure_line WHERE disclosure_line.request_id = disclosure_request.request_id)
                 AS lines
         {WITH_ANSWER} WHERE {} {} LIMIT $6 OFFSET $7",
        condition(which),
        rows.order_by("disclosure_request", "request_id")
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(&rows.pattern);
    let [issued, sent, emergency] = which.instants();
    let query = query.bind(issued).bind(sent).bind(emergency).bind(rows.limit).bind(rows.offset);
    read_all(&query.fetch_all(tx.conn()).await?, read_request_summary)
}

/// How many the whole list holds.
pub(crate) async fn count(tx: &mut Tx, reader: &Reader, which: Which, pattern: &str) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total {WITH_ANSWER} WHERE {}", condition(which));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(pattern);
    let [issued, sent, emergency] = which.instants();
    let query = query.bind(issued).bind(sent).bind(emergency);
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// The subjects whose acts or events a request asks about, each once.
pub(crate) async fn list_asked_subjects(
    tx: &mut Tx,
    reader: &Reader,
    request_id: RequestId,
) -> Result<Vec<Id<Subject>>, DbError> {
    let may_read = may_read(Closed::Subject, "account.subject_id", 2);
    let sql = format!(
        "SELECT DISTINCT account.subject_id AS subject_id FROM disclosure_line
         LEFT JOIN act ON act.act_id = disclosure_line.act_id
         LEFT JOIN ip_event ON ip_event.event_id = disclosure_line.event_id
         JOIN account ON account.account_id = COALESCE(act.account_id, ip_event.account_id)
         WHERE disclosure_line.request_id = $1 AND {may_read} ORDER BY account.subject_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(request_id.to_string()).bind(reader.name());
    read_all(&query.fetch_all(tx.conn()).await?, |row| row.id("subject_id"))
}

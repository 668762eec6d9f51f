//! What operators answered to disclosure requests.

use jiff::Timestamp;
use model::kind::{Person, Subject};
use model::{Id, Province};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::disclosures::OF_EVENTS;
use super::ip_events::read_seen;
use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};
use crate::ids;
use crate::seen::Seen;

type RequestId = Id<ids::DisclosureRequest>;

/// One subscriber that an operator named for an act or an event.
pub(crate) struct SubscriberRow {
    pub(crate) subscriber_id: Id<ids::Subscriber>,
    pub(crate) request_id: RequestId,
    pub(crate) seen: Seen,
    pub(crate) subscriber: Sealed<wire::disclosure::Subscriber>,
    pub(crate) installation_province: Option<Province>,
}

/// An answer to be kept.
pub(crate) struct NewAnswer<'a> {
    pub(crate) answer_id: Id<ids::DisclosureAnswer>,
    pub(crate) request_id: RequestId,
    pub(crate) answered_at: Timestamp,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: &'a str,
    /// The file in which it came, alone or with others.
    pub(crate) import_id: Id<ids::AnswerImport>,
}

/// A subscriber to be kept.
pub(crate) struct NewSubscriber<'a> {
    pub(crate) subscriber_id: Id<ids::Subscriber>,
    pub(crate) answer_id: Id<ids::DisclosureAnswer>,
    pub(crate) line_no: i64,
    pub(crate) subscriber: &'a Sealed<wire::disclosure::Subscriber>,
    pub(crate) line_blind: &'a str,
    pub(crate) installation_province: Option<Province>,
}

fn read_subscriber(row: &AnyRow) -> Result<SubscriberRow, Error> {
    Ok(SubscriberRow {
        subscriber_id: row.id("subscriber_id")?,
        request_id: row.id("request_id")?,
        seen: read_seen(row)?,
        subscriber: Sealed::from_column(row.text("subscriber")?),
        installation_province: row.maybe_province("installation_province")?,
    })
}

pub(crate) async fn insert_answer(tx: &mut Tx, new: &NewAnswer<'_>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO disclosure_answer (answer_id, request_id, answered_at, recorded_at, recorded_by, standing,
             import_id)
         VALUES ($1, $2, $3, $4, $5, 1, $6)",
    )
    .bind(new.answer_id.to_string())
    .bind(new.request_id.to_string())
    .bind(new.answered_at.as_microsecond())
    .bind(new.recorded_at.as_microsecond())
    .bind(new.recorded_by)
    .bind(new.import_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The standing answer to a request that the reader may read.
pub(crate) async fn find_answer(
    tx: &mut Tx,
    reader: &Reader,
    request_id: RequestId,
) -> Result<Option<Id<ids::DisclosureAnswer>>, DbError> {
    let may_read = may_read(Closed::Request, "disclosure_answer.request_id", 2);
    let sql = format!(
        "SELECT answer_id FROM disclosure_answer WHERE request_id = $1 AND standing = 1 AND {may_read}"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(request_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| row.id("answer_id")).transpose()?)
}

pub(crate) async fn insert_subscriber(tx: &mut Tx, new: NewSubscriber<'_>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO disclosed_subscriber (subscriber_id, answer_id, line_no, subscriber, line_blind,
             installation_province)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(new.subscriber_id.to_string())
    .bind(new.answer_id.to_string())
    .bind(new.line_no)
    .bind(new.subscriber.as_column())
    .bind(new.line_blind)
    .bind(new.installation_province.map(Province::code))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Who had the addresses of a subject's acts and events, by the standing answers.
pub(crate) async fn list_subscribers_of_subject(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Vec<SubscriberRow>, DbError> {
    let may_read = may_read(Closed::Subject, "account.subject_id", 2);
    let of = |joined: &str, (event, happened_at): (&str, &str)| {
        format!(
            "SELECT disclosed_subscriber.*, disclosure_line.act_id AS act_id, {event}.event_id AS event_id,
                 disclosure_line.request_id AS request_id, {happened_at} AS happened_at
             FROM account {joined}
             JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
                 AND disclosure_request.standing = 1
             JOIN disclosure_answer ON disclosure_answer.request_id = disclosure_line.request_id
                 AND disclosure_answer.standing = 1
             JOIN disclosed_subscriber ON disclosed_subscriber.answer_id = disclosure_answer.answer_id
                 AND disclosed_subscriber.line_no = disclosure_line.line_no
             WHERE account.subject_id = $1 AND {may_read}"
        )
    };
    let acts = "JOIN act ON act.account_id = account.account_id
        JOIN disclosure_line ON disclosure_line.act_id = act.act_id";
    let sql = format!(
        "{} UNION ALL {} ORDER BY happened_at, act_id, event_id, subscriber_id",
        of(acts, ("disclosure_line", "act.happened_at")),
        of(OF_EVENTS, ("ip_event", "ip_event.happened_at"))
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(subject_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_subscriber)
}

/// Who had the addresses of the acts that are attributed to a person, by the standing answers.
pub(crate) async fn list_subscribers_of_person(
    tx: &mut Tx,
    reader: &Reader,
    person_id: Id<Person>,
) -> Result<Vec<SubscriberRow>, DbError> {
    let may_read = may_read(Closed::Person, "identification.person_id", 2);
    let sql = format!(
        "SELECT disclosed_subscriber.*, disclosure_line.act_id, disclosure_line.event_id, disclosure_line.request_id
         FROM identification
         JOIN identified_act ON identified_act.identification_id = identification.identification_id
             AND identified_act.standing = 1
         JOIN act ON act.act_id = identified_act.act_id
         JOIN disclosure_line ON disclosure_line.act_id = act.act_id
         JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
             AND disclosure_request.standing = 1
         JOIN disclosure_answer ON disclosure_answer.request_id = disclosure_line.request_id
             AND disclosure_answer.standing = 1
         JOIN disclosed_subscriber ON disclosed_subscriber.answer_id = disclosure_answer.answer_id
             AND disclosed_subscriber.line_no = disclosure_line.line_no
         WHERE identification.person_id = $1 AND identification.standing = 1 AND {may_read}
         ORDER BY act.happened_at, act.act_id, disclosed_subscriber.subscriber_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string()).bind(reader.name());
    read_all(&query.fetch_all(tx.conn()).await?, read_subscriber)
}

/// What operators named in the standing answer to a request.
pub(crate) async fn list_subscribers_of_request(
    tx: &mut Tx,
    reader: &Reader,
    request_id: RequestId,
) -> Result<Vec<(i64, SubscriberRow)>, DbError> {
    let may_read = may_read(Closed::Request, "disclosure_answer.request_id", 2);
    let sql = format!(
        "SELECT disclosed_subscriber.*, disclosure_line.act_id, disclosure_line.event_id, disclosure_line.request_id
         FROM disclosure_answer
         JOIN disclosed_subscriber ON disclosed_subscriber.answer_id = disclosure_answer.answer_id
         JOIN disclosure_line ON disclosure_line.request_id = disclosure_answer.request_id
             AND disclosure_line.line_no = disclosed_subscriber.line_no
         WHERE disclosure_answer.request_id = $1 AND disclosure_answer.standing = 1 AND {may_read}
         ORDER BY disclosed_subscriber.line_no, disclosed_subscriber.subscriber_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(request_id.to_string()).bind(reader.name());
    read_all(&query.fetch_all(tx.conn()).await?, |row| Ok((row.number("line_no")?, read_subscriber(row)?)))
}

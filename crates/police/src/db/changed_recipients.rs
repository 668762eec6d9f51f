//! Who outside has the data of a person whose subject has grown since, and has not been told.

use jiff::Timestamp;
use model::Id;
use model::kind::Person;

use super::recipients::{WaitingRow, has_done, read_waiting};
use super::{Closed, Columns, DbError, Reader, Tx, may_list, read_all};
use crate::recipients::RecipientStep;

/// A part of them, of one person or of all, by what had grown until an instant; the longest recorded first.
pub(crate) async fn list(
    tx: &mut Tx,
    reader: &Reader,
    person_id: Option<Id<Person>>,
    until: Timestamp,
    (limit, offset): (i64, i64),
) -> Result<Vec<WaitingRow>, DbError> {
    let sql = format!(
        "SELECT person_recipient.*, person.erased_at, 'changed' AS waits_for {}
         ORDER BY person_recipient.recorded_at, person_recipient.recipient_id LIMIT $4 OFFSET $5",
        untold()
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(bound(person_id));
    let query = query.bind(until.as_microsecond()).bind(limit).bind(offset);
    read_all(&query.fetch_all(tx.conn()).await?, read_waiting)
}

/// How many of them there are.
pub(crate) async fn count(
    tx: &mut Tx,
    reader: &Reader,
    person_id: Option<Id<Person>>,
) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total {}", untold());
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(bound(person_id));
    let query = query.bind(Timestamp::MAX.as_microsecond());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

fn bound(person_id: Option<Id<Person>>) -> String {
    person_id.map(|id| id.to_string()).unwrap_or_default()
}

/// SQL: from where, and which of them. Binds reader, person and the instant. Units see their own list of what has changed, what fell away is told by the
/// lost ground, and whoever has erased has nothing left that could be wrong.
fn untold() -> String {
    let may_list = may_list(Closed::Person, "person.person_id", 1);
    let has_erased = has_done(RecipientStep::Erased);
    let since = "COALESCE((SELECT MAX(s.done_at) FROM recipient_step s
            WHERE s.recipient_id = person_recipient.recipient_id AND s.standing = 1 AND s.step = 'changed'),
        person_recipient.recorded_at)";
    format!(
        "FROM person_recipient JOIN person ON person.person_id = person_recipient.person_id
         WHERE person_recipient.standing = 1 AND person_recipient.kind <> 'unit' AND {may_list}
             AND person.standing = 1 AND person.erased_at IS NULL AND NOT {has_erased}
             AND ($2 = '' OR person_recipient.person_id = $2)
             AND EXISTS (
                 SELECT 1 FROM identification
                 JOIN identified_act ON identified_act.identification_id = identification.identification_id
                 JOIN act ON act.act_id = identified_act.act_id
                 JOIN account own ON own.account_id = act.account_id
                 JOIN account one ON one.subject_id = own.subject_id
                 JOIN link ON link.account_a = one.account_id
                 JOIN account other ON other.account_id = link.account_b AND other.subject_id = own.subject_id
                 WHERE identification.person_id = person.person_id AND identification.standing = 1
                     AND link.standing = 1
                     AND ((link.made_at > {since} AND link.made_at <= $3) OR EXISTS (
                         SELECT 1 FROM link_restoration
                         WHERE link_restoration.link_id = link.link_id AND link_restoration.restored_at > {since}
                             AND link_restoration.restored_at <= $3)))"
    )
}

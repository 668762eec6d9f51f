//! What operators' answers say of the acts of a person who is to be handed over.

use model::Id;
use model::kind::{Act, Person};
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all};
use crate::guard::{AnsweredEvent, Release};

/// By standing requests and answers alone.
const ANSWERED: &str = "FROM act
    JOIN disclosure_line ON disclosure_line.act_id = act.act_id
    JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
        AND disclosure_request.standing = 1
    JOIN disclosure_answer ON disclosure_answer.request_id = disclosure_line.request_id
        AND disclosure_answer.standing = 1
    JOIN disclosed_subscriber ON disclosed_subscriber.answer_id = disclosure_answer.answer_id
        AND disclosed_subscriber.line_no = disclosure_line.line_no";
/// By standing decisions alone.
const OF_PERSON: &str = "act.act_id IN (
    SELECT identified_act.act_id FROM identified_act
    JOIN identification ON identification.identification_id = identified_act.identification_id
        AND identification.standing = 1
    WHERE identified_act.standing = 1 AND identification.person_id = $1)";

fn read_event(row: &AnyRow) -> Result<AnsweredEvent, Error> {
    Ok(AnsweredEvent {
        address_blind: row.text("address_blind")?,
        happened_at: row.instant("happened_at")?,
        lines: row.number("named_lines")?,
        line_blind: row.text("a_line")?,
    })
}

fn read_province(row: &AnyRow) -> Result<String, Error> {
    row.text("installation_province")
}

fn read_line(row: &AnyRow) -> Result<String, Error> {
    row.text("line_blind")
}

/// What is known of the acts of a person.
pub(crate) async fn load_release(tx: &mut Tx, person_id: Id<Person>) -> Result<Release, DbError> {
    load(tx, OF_PERSON, &person_id.to_string()).await
}

/// The same with acts that are not the person's yet.
pub(crate) async fn load_release_with(
    tx: &mut Tx,
    person_id: Id<Person>,
    added: &[Id<Act>],
) -> Result<Release, DbError> {
    let mut release = load_release(tx, person_id).await?;
    for act_id in added {
        release = release.with(load(tx, "act.act_id = $1", &act_id.to_string()).await?);
    }
    Ok(release)
}

/// The events about which operators named somebody, the lines that they named, and where these end.
async fn load(tx: &mut Tx, condition: &str, value: &str) -> Result<Release, DbError> {
    let sql = format!(
        "SELECT act.act_id, act.address_blind, act.happened_at,
             COUNT(DISTINCT disclosed_subscriber.line_blind) AS named_lines, MIN(disclosed_subscriber.line_blind) AS a_line
         {ANSWERED} WHERE {condition} AND act.address_blind <> '' AND disclosed_subscriber.line_blind <> ''
         GROUP BY act.act_id, act.address_blind, act.happened_at ORDER BY act.happened_at, act.act_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value);
    let events = read_all(&query.fetch_all(tx.conn()).await?, read_event)?;
    let sql = format!(
        "SELECT DISTINCT disclosed_subscriber.line_blind AS line_blind
         {ANSWERED} WHERE {condition} AND disclosed_subscriber.line_blind <> ''"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value);
    let lines = read_all(&query.fetch_all(tx.conn()).await?, read_line)?.into_iter().collect();
    let sql = format!(
        "SELECT DISTINCT disclosed_subscriber.installation_province AS installation_province
         {ANSWERED} WHERE {condition} AND disclosed_subscriber.installation_province IS NOT NULL"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value);
    let installations = read_all(&query.fetch_all(tx.conn()).await?, read_province)?.into_iter().collect();
    Ok(Release { events, lines, installations })
}

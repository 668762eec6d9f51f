//! What operators' answers say of the acts of a person who is to be handed over, and of the other events of their accounts.

use model::Id;
use model::kind::Person;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all};
use crate::guard::{AnsweredEvent, Release};

/// The acts of a person, by standing decisions; the person is bound first.
const ACTS: &str = "identification
    JOIN identified_act ON identified_act.identification_id = identification.identification_id
        AND identified_act.standing = 1 AND identification.standing = 1
        AND identification.person_id = $1
    JOIN act ON act.act_id = identified_act.act_id";

/// What operators named, by standing requests and answers alone.
const NAMED: &str = "JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
        AND disclosure_request.standing = 1
    JOIN disclosure_answer ON disclosure_answer.request_id = disclosure_line.request_id
        AND disclosure_answer.standing = 1
    JOIN disclosed_subscriber ON disclosed_subscriber.answer_id = disclosure_answer.answer_id
        AND disclosed_subscriber.line_no = disclosure_line.line_no";

/// What operators named of these acts.
fn of_acts() -> String {
    format!("FROM {ACTS} JOIN disclosure_line ON disclosure_line.act_id = act.act_id {NAMED}")
}

/// The same of the other events of their accounts.
fn of_events() -> String {
    format!(
        "FROM ip_event JOIN disclosure_line ON disclosure_line.event_id = ip_event.event_id
             AND ip_event.account_id IN (SELECT act.account_id FROM {ACTS}) {NAMED}"
    )
}

fn read_event(row: &AnyRow) -> Result<AnsweredEvent, Error> {
    Ok(AnsweredEvent {
        is_act: row.flag("is_act")?,
        account_id: row.id("account_id")?,
        address_blind: row.text("address_blind")?,
        happened_at: row.instant("happened_at")?,
        lines: row.number("named_lines")?,
        line_blind: row.text("a_line")?,
    })
}

fn read_province(row: &AnyRow) -> Result<String, Error> {
    row.text("installation_province")
}

/// The events of a table about which operators named somebody, in order of time.
async fn list_answered(
    tx: &mut Tx,
    person_id: Id<Person>,
    ((table, key, is_act), answered): ((&str, &str, i64), String),
) -> Result<Vec<AnsweredEvent>, DbError> {
    let sql = format!(
        "SELECT {table}.{key}, {table}.account_id, {table}.address_blind, {table}.happened_at,
             CAST({is_act} AS BIGINT) AS is_act,
             COUNT(DISTINCT disclosed_subscriber.line_blind) AS named_lines, MIN(disclosed_subscriber.line_blind) AS a_line
         {answered} WHERE {table}.address_blind <> '' AND disclosed_subscriber.line_blind <> ''
         GROUP BY {table}.{key}, {table}.account_id, {table}.address_blind, {table}.happened_at
         ORDER BY {table}.happened_at, {table}.{key}"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string());
    read_all(&query.fetch_all(tx.conn()).await?, read_event)
}

/// The events about which operators named somebody, and where the lines end that they named of the acts.
pub(crate) async fn load_release(tx: &mut Tx, person_id: Id<Person>) -> Result<Release, DbError> {
    let mut events = list_answered(tx, person_id, (("act", "act_id", 1), of_acts())).await?;
    events.extend(list_answered(tx, person_id, (("ip_event", "event_id", 0), of_events())).await?);
    let sql = format!(
        "SELECT COUNT(*) AS named_lines FROM (
             SELECT disclosed_subscriber.line_blind {} WHERE disclosed_subscriber.line_blind <> ''
             UNION SELECT disclosed_subscriber.line_blind {} WHERE disclosed_subscriber.line_blind <> '') named",
        of_acts(),
        of_events()
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string());
    let lines = query.fetch_one(tx.conn()).await?.number("named_lines")?;
    let sql = format!(
        "SELECT DISTINCT disclosed_subscriber.installation_province AS installation_province
         {} WHERE disclosed_subscriber.installation_province IS NOT NULL",
        of_acts()
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string());
    let installations = read_all(&query.fetch_all(tx.conn()).await?, read_province)?;
    Ok(Release { events, lines, installations: installations.into_iter().collect() })
}

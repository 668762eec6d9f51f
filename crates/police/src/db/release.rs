//! What operators' answers say of the acts of a person who is to be handed over, and of the other events of their accounts.

use std::collections::BTreeSet;

use model::Id;
use model::kind::{Act, Person};
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all};
use crate::guard::{AnsweredEvent, Release};

/// The acts of a person, by standing decisions.
const OF_PERSON: &str = "SELECT identified_act.act_id FROM identified_act
    JOIN identification ON identification.identification_id = identified_act.identification_id
        AND identification.standing = 1
    WHERE identified_act.standing = 1 AND identification.person_id = $1";

/// One act, whoever it is attributed to.
const ONE_ACT: &str = "SELECT act_id FROM act WHERE act_id = $1";

/// What operators named, by standing requests and answers alone.
const NAMED: &str = "JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
        AND disclosure_request.standing = 1
    JOIN disclosure_answer ON disclosure_answer.request_id = disclosure_line.request_id
        AND disclosure_answer.standing = 1
    JOIN disclosed_subscriber ON disclosed_subscriber.answer_id = disclosure_answer.answer_id
        AND disclosed_subscriber.line_no = disclosure_line.line_no";

/// What operators named of these acts.
fn of_acts(acts: &str) -> String {
    format!(
        "FROM act JOIN disclosure_line ON disclosure_line.act_id = act.act_id {NAMED} WHERE act.act_id IN ({acts})"
    )
}

/// The same of the other events of their accounts.
fn of_events(acts: &str) -> String {
    format!(
        "FROM ip_event JOIN disclosure_line ON disclosure_line.event_id = ip_event.event_id {NAMED}
         WHERE ip_event.account_id IN (SELECT act.account_id FROM act WHERE act.act_id IN ({acts}))"
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

fn read_line(row: &AnyRow) -> Result<String, Error> {
    row.text("line_blind")
}

/// What is known of the acts of a person, and of the other events of their accounts.
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
        release = release.with(load(tx, ONE_ACT, &act_id.to_string()).await?);
    }
    Ok(release)
}

/// The events of a table about which operators named somebody, in order of time.
async fn list_answered(
    tx: &mut Tx,
    (table, key, is_act): (&str, &str, i64),
    (answered, value): (String, &str),
) -> Result<Vec<AnsweredEvent>, DbError> {
    let sql = format!(
        "SELECT {table}.{key}, {table}.account_id, {table}.address_blind, {table}.happened_at,
             CAST({is_act} AS BIGINT) AS is_act,
             COUNT(DISTINCT disclosed_subscriber.line_blind) AS named_lines, MIN(disclosed_subscriber.line_blind) AS a_line
         {answered} AND {table}.address_blind <> '' AND disclosed_subscriber.line_blind <> ''
         GROUP BY {table}.{key}, {table}.account_id, {table}.address_blind, {table}.happened_at
         ORDER BY {table}.happened_at, {table}.{key}"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value);
    read_all(&query.fetch_all(tx.conn()).await?, read_event)
}

/// The lines that operators named.
async fn list_lines(tx: &mut Tx, answered: String, value: &str) -> Result<BTreeSet<String>, DbError> {
    let sql = format!(
        "SELECT DISTINCT disclosed_subscriber.line_blind AS line_blind
         {answered} AND disclosed_subscriber.line_blind <> ''"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value);
    Ok(read_all(&query.fetch_all(tx.conn()).await?, read_line)?.into_iter().collect())
}

/// The events about which operators named somebody, the lines that they named, and where those of the acts end.
async fn load(tx: &mut Tx, acts: &str, value: &str) -> Result<Release, DbError> {
    let mut events = list_answered(tx, ("act", "act_id", 1), (of_acts(acts), value)).await?;
    events.extend(list_answered(tx, ("ip_event", "event_id", 0), (of_events(acts), value)).await?);
    let mut lines = list_lines(tx, of_acts(acts), value).await?;
    lines.extend(list_lines(tx, of_events(acts), value).await?);
    let sql = format!(
        "SELECT DISTINCT disclosed_subscriber.installation_province AS installation_province
         {} AND disclosed_subscriber.installation_province IS NOT NULL",
        of_acts(acts)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value);
    let installations = read_all(&query.fetch_all(tx.conn()).await?, read_province)?.into_iter().collect();
    Ok(Release { events, lines, installations })
}

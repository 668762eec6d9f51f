//! What operators' answers say of the acts of a person who is to be handed over.

use model::Id;
use model::kind::Person;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all};
use crate::guard::{AnsweredEvent, Release};

/// By standing decisions, requests and answers alone.
const ANSWERED: &str = "FROM identification
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
    WHERE identification.person_id = $1 AND identification.standing = 1";

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

/// The events about which operators named somebody, and where the lines end that they named.
pub(crate) async fn load_release(tx: &mut Tx, person_id: Id<Person>) -> Result<Release, DbError> {
    let sql = format!(
        "SELECT act.act_id, act.address_blind, act.happened_at,
             COUNT(DISTINCT disclosed_subscriber.line_blind) AS named_lines, MIN(disclosed_subscriber.line_blind) AS a_line
         {ANSWERED} AND act.address_blind <> '' AND disclosed_subscriber.line_blind <> ''
         GROUP BY act.act_id, act.address_blind, act.happened_at ORDER BY act.happened_at, act.act_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string());
    let events = read_all(&query.fetch_all(tx.conn()).await?, read_event)?;
    let sql = format!(
        "SELECT COUNT(DISTINCT disclosed_subscriber.line_blind) AS named_lines
         {ANSWERED} AND disclosed_subscriber.line_blind <> ''"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string());
    let lines = query.fetch_one(tx.conn()).await?.number("named_lines")?;
    let sql = format!(
        "SELECT DISTINCT disclosed_subscriber.installation_province AS installation_province
         {ANSWERED} AND disclosed_subscriber.installation_province IS NOT NULL"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string());
    let installations = read_all(&query.fetch_all(tx.conn()).await?, read_province)?;
    Ok(Release { events, lines, installations: installations.into_iter().collect() })
}

//! Persons by the page, and many at once: a list asks once, however many rows it shows.

use jiff::civil::Date;
use model::Id;
use model::kind::{Person, Subject};
use sqlx::Error;
use sqlx::any::AnyRow;

use super::limitation::maybe_day;
use super::persons::{PersonRow, read_person};
use super::rows::places;
use super::{Closed, Columns, DbError, Reader, Rows, Tx, may_list, may_read, read_all};

/// SQL: the first day on which an act of a person may have lapsed; the end of the calendar where no clock runs.
const FIRST_LAPSE: &str = "COALESCE((SELECT MIN(act.limitation_until) FROM identification
         JOIN identified_act ON identified_act.identification_id = identification.identification_id
             AND identified_act.standing = 1
         JOIN act ON act.act_id = identified_act.act_id AND act.limitation_until <> ''
         WHERE identification.person_id = person.person_id), '9999-12-31')";

fn read_lapse(row: &AnyRow) -> Result<(Id<Person>, Option<Date>), Error> {
    Ok((row.id("person_id")?, maybe_day(row, "limitation_until")?))
}

/// Standing persons; of one unit, or all; without an assignment, or all. Binds reader and unit.
fn condition(unassigned: bool) -> String {
    let assignment =
        "SELECT 1 FROM assignment WHERE assignment.person_id = person.person_id AND assignment.standing = 1";
    let state = if unassigned { format!("NOT EXISTS ({assignment})") } else { "1 = 1".to_owned() };
    format!(
        "person.standing = 1 AND person.erased_at IS NULL AND {} AND {state}
             AND ($2 = '' OR EXISTS ({assignment} AND assignment.unit = $2))",
        may_list(Closed::Person, "person.person_id", 1)
    )
}

/// One page of the list.
pub(crate) async fn list_page(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    unassigned: bool,
    rows: &Rows,
) -> Result<Vec<PersonRow>, DbError> {
    let columns = [("recorded_at", "person.recorded_at"), ("limitation_until", FIRST_LAPSE)];
    let (condition, order) = (condition(unassigned), rows.order_among(&columns, "person.person_id"));
    let sql = format!("SELECT person.* FROM person WHERE {condition} {order} LIMIT $3 OFFSET $4");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    let found = query.bind(rows.limit).bind(rows.offset).fetch_all(tx.conn()).await?;
    read_all(&found, read_person)
}

/// The first day on which an act of each of these persons may have lapsed; whoever shows it has found the persons for its reader.
pub(crate) async fn list_first_lapses(
    tx: &mut Tx,
    person_ids: &[Id<Person>],
) -> Result<Vec<(Id<Person>, Option<Date>)>, DbError> {
    if person_ids.is_empty() {
        return Ok(Vec::new());
    }
    let places = places(1, person_ids.len());
    let sql = format!(
        "SELECT person.person_id, {FIRST_LAPSE} AS limitation_until FROM person WHERE person.person_id IN ({places})"
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for person_id in person_ids {
        query = query.bind(person_id.to_string());
    }
    read_all(&query.fetch_all(tx.conn()).await?, read_lapse)
}

/// How many the whole list holds.
pub(crate) async fn count(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    unassigned: bool,
) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total FROM person WHERE {}", condition(unassigned));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// These persons, standing or not; without who is erased, or closed to the reader.
pub(crate) async fn list_by_ids(
    tx: &mut Tx,
    reader: &Reader,
    person_ids: &[Id<Person>],
) -> Result<Vec<PersonRow>, DbError> {
    if person_ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT person.* FROM person WHERE person.erased_at IS NULL AND {} AND person.person_id IN ({})",
        may_list(Closed::Person, "person.person_id", 1),
        places(2, person_ids.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name());
    for person_id in person_ids {
        query = query.bind(person_id.to_string());
    }
    read_all(&query.fetch_all(tx.conn()).await?, read_person)
}

/// The subjects of a person's standing identifications, each once, as far as the reader may read them.
pub(crate) async fn list_subjects_of_person(
    tx: &mut Tx,
    reader: &Reader,
    person_id: Id<Person>,
) -> Result<Vec<Id<Subject>>, DbError> {
    let may_read = may_read(Closed::Subject, "identification.subject_id", 2);
    let sql = format!(
        "SELECT DISTINCT identification.subject_id AS subject_id FROM identification
         WHERE identification.person_id = $1 AND identification.standing = 1 AND {may_read}
         ORDER BY identification.subject_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string()).bind(reader.name());
    read_all(&query.fetch_all(tx.conn()).await?, |row| row.id("subject_id"))
}

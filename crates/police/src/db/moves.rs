//! The steps of assignments between units. A row is never changed.

use jiff::Timestamp;
use model::kind::Person;
use model::{Id, Province};
use service::Sealed;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Error};

use super::{Closed, Columns, DbError, Reader, Rows, Tx, may_list, may_read, read_all, undecodable};
use crate::ids::{Assignment, Move};
use crate::tasking::Step;

/// One step; the reason is sealed.
pub(crate) struct MoveRow {
    pub(crate) move_id: Id<Move>,
    pub(crate) assignment_id: Id<Assignment>,
    /// Of the assignment.
    pub(crate) person_id: Id<Person>,
    pub(crate) step: Step,
    pub(crate) from_unit: Province,
    pub(crate) to_unit: Province,
    pub(crate) reason: Option<Sealed<String>>,
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
}

const SELECT: &str = "SELECT assignment_move.*, assignment.person_id FROM assignment_move
    JOIN assignment ON assignment.assignment_id = assignment_move.assignment_id";

fn read_row(row: &AnyRow) -> Result<MoveRow, Error> {
    let unit =
        |column: &str| Province::try_from(row.text(column)?).map_err(|source| undecodable(column, source));
    let step = row.text("step")?;
    let unknown = || undecodable("step", std::io::Error::other(format!("unknown step `{step}`")));
    Ok(MoveRow {
        move_id: row.id("move_id")?,
        assignment_id: row.id("assignment_id")?,
        person_id: row.id("person_id")?,
        step: Step::find(&step).ok_or_else(unknown)?,
        from_unit: unit("from_unit")?,
        to_unit: unit("to_unit")?,
        reason: row.maybe_text("reason")?.map(Sealed::from_column),
        made_at: row.instant("made_at")?,
        made_by: row.text("made_by")?,
    })
}

pub(crate) async fn insert(tx: &mut Tx, row: &MoveRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO assignment_move (move_id, assignment_id, step, from_unit, to_unit, reason, made_at, made_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.move_id.to_string())
    .bind(row.assignment_id.to_string())
    .bind(row.step.code())
    .bind(row.from_unit.code())
    .bind(row.to_unit.code())
    .bind(row.reason.as_ref().map(Sealed::as_column))
    .bind(row.made_at.as_microsecond())
    .bind(&row.made_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Every step of one assignment, oldest first.
pub(crate) async fn list_of_assignment(
    tx: &mut Tx,
    reader: &Reader,
    assignment_id: Id<Assignment>,
) -> Result<Vec<MoveRow>, DbError> {
    let may_read = may_read(Closed::Person, "assignment.person_id", 1);
    let sql = format!(
        "{SELECT} WHERE {may_read} AND assignment_move.assignment_id = $2 ORDER BY assignment_move.move_id"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(assignment_id.to_string());
    read_all(&query.fetch_all(tx.conn()).await?, read_row)
}

/// Steps that a unit took part in, on either side, or all; of persons who are not erased. Binds reader and unit.
fn listed() -> String {
    format!(
        "JOIN person ON person.person_id = assignment.person_id AND person.erased_at IS NULL
         WHERE {} AND ($2 = '' OR assignment_move.from_unit = $2 OR assignment_move.to_unit = $2)",
        may_list(Closed::Person, "assignment.person_id", 1)
    )
}

/// One page of the steps that a unit took part in, or of all.
pub(crate) async fn list_page(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    rows: &Rows,
) -> Result<Vec<MoveRow>, DbError> {
    let order = rows.order_by("assignment_move", "move_id");
    let sql = format!("{SELECT} {} {order} LIMIT $3 OFFSET $4", listed());
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    read_all(&query.bind(rows.limit).bind(rows.offset).fetch_all(tx.conn()).await?, read_row)
}

/// How many steps that list holds.
pub(crate) async fn count(tx: &mut Tx, reader: &Reader, unit: Option<&str>) -> Result<i64, DbError> {
    let sql = format!(
        "SELECT COUNT(*) AS total FROM assignment_move
         JOIN assignment ON assignment.assignment_id = assignment_move.assignment_id {}",
        listed()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// How many assignments were transferred away from a unit after an instant.
pub(crate) async fn count_taken_away(tx: &mut Tx, unit: &str, since: Timestamp) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS total FROM assignment_move
         WHERE step = 'transferred' AND from_unit = $1 AND to_unit <> $1 AND made_at > $2";
    let row = sqlx::query(sql).bind(unit).bind(since.as_microsecond()).fetch_one(tx.conn()).await?;
    Ok(row.number("total")?)
}

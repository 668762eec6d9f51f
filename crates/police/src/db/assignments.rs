//! Persons handed to provincial units, the arrest list, and what came of it.

use jiff::Timestamp;
use model::kind::Person;
use model::{Id, Province};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::detention::in_custody;
use super::rows::places;
use super::{Closed, Columns, DbError, Reader, Rows, Tx, keep, may_list, may_read, read_all, undecodable};
use crate::ids;
use crate::outcomes::OutcomeCode;
use crate::tasking::AssignmentState;

/// An assignment with the decisions that stand on it.
pub(crate) struct AssignmentRow {
    pub(crate) assignment_id: Id<ids::Assignment>,
    pub(crate) person_id: Id<Person>,
    pub(crate) unit: Province,
    pub(crate) assigned_at: Timestamp,
    pub(crate) assigned_by: String,
    pub(crate) standing: bool,
    pub(crate) state: AssignmentState,
    /// When it came into this state; none since it was first handed over.
    pub(crate) state_at: Option<Timestamp>,
    /// The standing entry in the arrest list.
    pub(crate) arrest_entry_id: Option<Id<ids::ArrestEntry>>,
    pub(crate) outcome: Option<StandingOutcome>,
}

/// What came of an assignment.
pub(crate) struct StandingOutcome {
    pub(crate) outcome_id: Id<ids::Outcome>,
    pub(crate) code: OutcomeCode,
    pub(crate) happened_at: Timestamp,
}

/// An outcome to be kept.
pub(crate) struct NewOutcome<'a> {
    pub(crate) outcome_id: Id<ids::Outcome>,
    pub(crate) assignment_id: Id<ids::Assignment>,
    pub(crate) code: OutcomeCode,
    pub(crate) happened_at: Timestamp,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: &'a str,
    /// Of an arrest.
    pub(crate) arrest_reasons: Option<Sealed<String>>,
    /// Of the arrest of whoever is no certain adult.
    pub(crate) why_not_heard: Option<Sealed<String>>,
}

const SELECT: &str = "SELECT assignment.*, arrest_entry.arrest_entry_id, outcome.outcome_id, outcome.code,
        outcome.happened_at
    FROM assignment
    LEFT JOIN arrest_entry ON arrest_entry.assignment_id = assignment.assignment_id AND arrest_entry.standing = 1
    LEFT JOIN outcome ON outcome.assignment_id = assignment.assignment_id AND outcome.standing = 1";

fn read_row(row: &AnyRow) -> Result<AssignmentRow, Error> {
    let unit = row.text("unit")?;
    Ok(AssignmentRow {
        assignment_id: row.id("assignment_id")?,
        person_id: row.id("person_id")?,
        unit: Province::try_from(unit).map_err(|source| undecodable("unit", source))?,
        assigned_at: row.instant("assigned_at")?,
        assigned_by: row.text("assigned_by")?,
        standing: row.flag("standing")?,
        state: read_state(&row.text("state")?)?,
        state_at: row.maybe_instant("state_at")?,
        arrest_entry_id: row.maybe_id("arrest_entry_id")?,
        outcome: row.maybe_id("outcome_id")?.map(|outcome_id| read_outcome(row, outcome_id)).transpose()?,
    })
}

fn read_state(code: &str) -> Result<AssignmentState, Error> {
    let unknown = || undecodable("state", std::io::Error::other(format!("unknown state `{code}`")));
    AssignmentState::find(code).ok_or_else(unknown)
}

fn read_outcome(row: &AnyRow, outcome_id: Id<ids::Outcome>) -> Result<StandingOutcome, Error> {
    let code = row.text("code")?;
    let unknown = || undecodable("code", std::io::Error::other(format!("unknown outcome `{code}`")));
    Ok(StandingOutcome {
        outcome_id,
        code: OutcomeCode::find(&code).ok_or_else(unknown)?,
        happened_at: row.instant("happened_at")?,
    })
}

/// Keeps an assignment with the sealed reason of the release, where one was given.
pub(crate) async fn insert_assignment(
    tx: &mut Tx,
    row: &AssignmentRow,
    release_reason: Option<&Sealed<String>>,
) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO assignment (assignment_id, person_id, unit, assigned_at, assigned_by, standing, release_reason)
         VALUES ($1, $2, $3, $4, $5, 1, $6)",
    )
    .bind(row.assignment_id.to_string())
    .bind(row.person_id.to_string())
    .bind(row.unit.code())
    .bind(row.assigned_at.as_microsecond())
    .bind(&row.assigned_by)
    .bind(release_reason.map(Sealed::as_column));
    keep(tx, insert).await
}

pub(crate) async fn find_assignment(
    tx: &mut Tx,
    reader: &Reader,
    assignment_id: Id<ids::Assignment>,
) -> Result<Option<AssignmentRow>, DbError> {
    Ok(list(tx, reader, "assignment.assignment_id = $2", &assignment_id.to_string())
        .await?
        .into_iter()
        .next())
}

/// The standing assignment of a person.
pub(crate) async fn find_assignment_of_person(
    tx: &mut Tx,
    reader: &Reader,
    person_id: Id<Person>,
) -> Result<Option<AssignmentRow>, DbError> {
    let condition = "assignment.person_id = $2 AND assignment.standing = 1";
    Ok(list(tx, reader, condition, &person_id.to_string()).await?.into_iter().next())
}

/// The standing assignments of these persons.
pub(crate) async fn list_of_persons(
    tx: &mut Tx,
    reader: &Reader,
    person_ids: &[Id<Person>],
) -> Result<Vec<AssignmentRow>, DbError> {
    if person_ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "{SELECT} WHERE {} AND assignment.standing = 1 AND assignment.person_id IN ({})",
        may_list(Closed::Person, "assignment.person_id", 1),
        places(2, person_ids.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name());
    for person_id in person_ids {
        query = query.bind(person_id.to_string());
    }
    read_all(&query.fetch_all(tx.conn()).await?, read_row)
}

/// Standing assignments of a unit, or of all.
pub(crate) async fn list_assignments(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
) -> Result<Vec<AssignmentRow>, DbError> {
    let condition = "assignment.standing = 1 AND ($2 = '' OR assignment.unit = $2)";
    list(tx, reader, condition, unit.unwrap_or_default()).await
}

/// Standing assignments that their units returned: of a unit, or of all.
pub(crate) async fn list_returned(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
) -> Result<Vec<AssignmentRow>, DbError> {
    let condition =
        "assignment.standing = 1 AND assignment.state = 'returned' AND ($2 = '' OR assignment.unit = $2)";
    list(tx, reader, condition, unit.unwrap_or_default()).await
}

/// Changes state and unit of a standing assignment that is still as `row` has it; says whether it was.
pub(crate) async fn move_assignment(
    tx: &mut Tx,
    row: &AssignmentRow,
    state: AssignmentState,
    unit: Province,
    at: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE assignment SET state = $1, state_at = $2, unit = $3
         WHERE assignment_id = $4 AND standing = 1 AND state = $5 AND unit = $6",
    )
    .bind(state.code())
    .bind(at.as_microsecond())
    .bind(unit.code())
    .bind(row.assignment_id.to_string())
    .bind(row.state.code())
    .bind(row.unit.code())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// By what a list of assignments is ordered. Names are sealed and paths are judged whenever asked, so that SQL can order by neither.
const ORDERS: &[(&str, &str)] = &[
    ("assigned_at", "assignment.assigned_at"),
    ("unit", "assignment.unit"),
    ("outcome", "COALESCE(outcome.code, '')"),
];

/// Which of the standing assignments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    All,
    /// Nothing has come of them yet.
    Open,
}

impl Which {
    fn condition(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Open => {
                " AND NOT EXISTS (SELECT 1 FROM outcome came
                     WHERE came.assignment_id = assignment.assignment_id AND came.standing = 1)"
            }
        }
    }
}

/// Of persons who stand; of one unit, or all. Binds reader and unit.
fn listed(which: Which) -> String {
    format!(
        "JOIN person ON person.person_id = assignment.person_id AND person.standing = 1 AND person.erased_at IS NULL
         WHERE {} AND assignment.standing = 1 AND ($2 = '' OR assignment.unit = $2){}",
        may_list(Closed::Person, "assignment.person_id", 1),
        which.condition()
    )
}

/// One page of the standing assignments of a unit, or of all.
pub(crate) async fn list_page(
    tx: &mut Tx,
    reader: &Reader,
    (unit, which): (Option<&str>, Which),
    rows: &Rows,
) -> Result<Vec<AssignmentRow>, DbError> {
    let order = rows.order_among(ORDERS, "assignment.assignment_id");
    let sql = format!("{SELECT} {} {order} LIMIT $3 OFFSET $4", listed(which));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    read_all(&query.bind(rows.limit).bind(rows.offset).fetch_all(tx.conn()).await?, read_row)
}

/// How many standing assignments a unit has, or all have.
pub(crate) async fn count(
    tx: &mut Tx,
    reader: &Reader,
    (unit, which): (Option<&str>, Which),
) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total FROM assignment {}", listed(which));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// The units that have a standing assignment, by code.
pub(crate) async fn list_units(tx: &mut Tx, reader: &Reader) -> Result<Vec<Province>, DbError> {
    // the units first, by an index alone; then of each whether anything of it is listed
    let sql = format!(
        "SELECT given.unit FROM (SELECT DISTINCT a.unit FROM assignment a WHERE a.standing = 1) given
         WHERE EXISTS (SELECT 1 FROM assignment {} AND assignment.unit = given.unit) ORDER BY given.unit",
        listed(Which::All)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind("");
    read_all(&query.fetch_all(tx.conn()).await?, |row| {
        Province::try_from(row.text("unit")?).map_err(|source| undecodable("unit", source))
    })
}

/// Standing assignments of a unit, or of all, on which an arrest stands: entered in the list and still open, or recorded as done.
pub(crate) async fn list_with_arrest(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
) -> Result<Vec<AssignmentRow>, DbError> {
    let condition = "assignment.standing = 1 AND ($2 = '' OR assignment.unit = $2)
         AND ((arrest_entry.arrest_entry_id IS NOT NULL AND outcome.outcome_id IS NULL)
             OR outcome.code = 'located_and_arrested')";
    list(tx, reader, condition, unit.unwrap_or_default()).await
}

/// Standing assignments of a unit, or of all, whose persons are in custody, by when they were arrested; see [`in_custody`].
pub(crate) async fn list_in_custody(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    since: Timestamp,
) -> Result<Vec<AssignmentRow>, DbError> {
    let sql =
        format!("{SELECT} WHERE {} ORDER BY outcome.happened_at, assignment.assignment_id", in_custody());
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    read_all(&query.bind(since.as_microsecond()).fetch_all(tx.conn()).await?, read_row)
}

async fn list(
    tx: &mut Tx,
    reader: &Reader,
    condition: &'static str,
    value: &str,
) -> Result<Vec<AssignmentRow>, DbError> {
    let may_read = may_read(Closed::Person, "assignment.person_id", 1);
    let sql = format!(
        "{SELECT} WHERE {may_read} AND {condition} ORDER BY assignment.unit, assignment.assignment_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(value);
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_row)
}

pub(crate) async fn insert_arrest_entry(
    tx: &mut Tx,
    arrest_entry_id: Id<ids::ArrestEntry>,
    assignment_id: Id<ids::Assignment>,
    grounds: &Sealed<String>,
    entered_at: Timestamp,
    entered_by: &str,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO arrest_entry (arrest_entry_id, assignment_id, grounds, entered_at, entered_by, standing)
         VALUES ($1, $2, $3, $4, $5, 1)",
    )
    .bind(arrest_entry_id.to_string())
    .bind(assignment_id.to_string())
    .bind(grounds.as_column())
    .bind(entered_at.as_microsecond())
    .bind(entered_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn insert_outcome(tx: &mut Tx, new: NewOutcome<'_>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO outcome (outcome_id, assignment_id, code, happened_at, recorded_at, recorded_by,
             arrest_reasons, why_not_heard, follows_detention, standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)",
    )
    .bind(new.outcome_id.to_string())
    .bind(new.assignment_id.to_string())
    .bind(new.code.code())
    .bind(new.happened_at.as_microsecond())
    .bind(new.recorded_at.as_microsecond())
    .bind(new.recorded_by)
    .bind(new.arrest_reasons.as_ref().map(Sealed::as_column))
    .bind(new.why_not_heard.as_ref().map(Sealed::as_column))
    .bind(i64::from(new.code == OutcomeCode::LocatedAndArrested))
    .execute(tx.conn())
    .await?;
    Ok(())
}

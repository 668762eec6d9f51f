//! What stands on an assignment, with who decided it: for the page of its unit. And what a shift leaves over, as numbers.

use jiff::Timestamp;
use model::Id;
use service::Sealed;
use sqlx::AssertSqlSafe;

use super::{Closed, Columns, DbError, Reader, Tx, may_list, may_read, read_all};
use crate::ids::{ArrestEntry, Assignment, Outcome};
use crate::tasking::AssignmentState;

/// The standing entry of an assignment in the arrest list.
pub(crate) struct EntryRow {
    pub(crate) arrest_entry_id: Id<ArrestEntry>,
    pub(crate) grounds: Sealed<String>,
    pub(crate) entered_at: Timestamp,
    pub(crate) entered_by: String,
}

/// Who recorded the standing outcome of an assignment, and when.
pub(crate) struct RecordedRow {
    pub(crate) outcome_id: Id<Outcome>,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    /// Of an arrest.
    pub(crate) arrest_reasons: Option<Sealed<String>>,
    pub(crate) why_not_heard: Option<Sealed<String>>,
}

pub(crate) async fn find_entry(
    tx: &mut Tx,
    reader: &Reader,
    assignment_id: Id<Assignment>,
) -> Result<Option<EntryRow>, DbError> {
    let may_read = may_read(Closed::Person, "assignment.person_id", 1);
    let sql = format!(
        "SELECT arrest_entry.arrest_entry_id, arrest_entry.grounds, arrest_entry.entered_at, arrest_entry.entered_by
         FROM arrest_entry JOIN assignment ON assignment.assignment_id = arrest_entry.assignment_id
         WHERE {may_read} AND arrest_entry.assignment_id = $2 AND arrest_entry.standing = 1"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(assignment_id.to_string());
    let Some(row) = query.fetch_optional(tx.conn()).await? else { return Ok(None) };
    Ok(Some(EntryRow {
        arrest_entry_id: row.id("arrest_entry_id")?,
        grounds: Sealed::from_column(row.text("grounds")?),
        entered_at: row.instant("entered_at")?,
        entered_by: row.text("entered_by")?,
    }))
}

pub(crate) async fn find_recorded(
    tx: &mut Tx,
    reader: &Reader,
    assignment_id: Id<Assignment>,
) -> Result<Option<RecordedRow>, DbError> {
    let may_read = may_read(Closed::Person, "assignment.person_id", 1);
    let sql = format!(
        "SELECT outcome.outcome_id, outcome.recorded_at, outcome.recorded_by, outcome.arrest_reasons, outcome.why_not_heard
         FROM outcome JOIN assignment ON assignment.assignment_id = outcome.assignment_id
         WHERE {may_read} AND outcome.assignment_id = $2 AND outcome.standing = 1"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(assignment_id.to_string());
    let Some(row) = query.fetch_optional(tx.conn()).await? else { return Ok(None) };
    Ok(Some(RecordedRow {
        outcome_id: row.id("outcome_id")?,
        recorded_at: row.instant("recorded_at")?,
        recorded_by: row.text("recorded_by")?,
        arrest_reasons: row.maybe_text("arrest_reasons")?.map(Sealed::from_column),
        why_not_heard: row.maybe_text("why_not_heard")?.map(Sealed::from_column),
    }))
}

/// SQL: assignments of a unit, of all where it is empty, of which nothing has come yet. Binds reader and unit.
fn open() -> String {
    let may_list = may_list(Closed::Person, "assignment.person_id", 1);
    format!(
        "FROM assignment
         JOIN person ON person.person_id = assignment.person_id AND person.standing = 1 AND person.erased_at IS NULL
         WHERE {may_list} AND assignment.standing = 1 AND ($2 = '' OR assignment.unit = $2) AND NOT EXISTS (
             SELECT 1 FROM outcome WHERE outcome.assignment_id = assignment.assignment_id AND outcome.standing = 1)"
    )
}

/// Those assignments, in the order in which a list has them.
pub(crate) async fn list_open_assignments(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
) -> Result<Vec<Id<Assignment>>, DbError> {
    let sql = format!(
        "SELECT assignment.assignment_id {} ORDER BY assignment.unit, assignment.assignment_id",
        open()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    read_all(&query.fetch_all(tx.conn()).await?, |row| row.id("assignment_id"))
}

/// How many assignments of a unit nothing has come of yet; of all units where it is empty.
pub(crate) async fn count_open_assignments(tx: &mut Tx, reader: &Reader, unit: &str) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total {}", open());
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(unit);
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// What of a unit's assignments, or of all, a shift leaves over.
pub(crate) struct LeftAssignments {
    /// Nothing has come of them yet.
    pub(crate) open: i64,
    /// Of these, handed over since; one that was transferred counts like the first time.
    pub(crate) new: i64,
    /// Of these, returned.
    pub(crate) returned: i64,
}

/// Counts them; nobody is judged.
pub(crate) async fn count_left_assignments(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    since: Timestamp,
) -> Result<LeftAssignments, DbError> {
    let sql = format!(
        "SELECT COUNT(*) AS open_count,
             COUNT(CASE WHEN COALESCE(CASE WHEN assignment.state = '{handed}' THEN assignment.state_at END,
                 assignment.assigned_at) > $3 THEN 1 END) AS new_count,
             COUNT(CASE WHEN assignment.state = '{returned}' THEN 1 END) AS returned_count
         {}",
        open(),
        handed = AssignmentState::Handed.code(),
        returned = AssignmentState::Returned.code(),
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    let row = query.bind(since.as_microsecond()).fetch_one(tx.conn()).await?;
    Ok(LeftAssignments {
        open: row.number("open_count")?,
        new: row.number("new_count")?,
        returned: row.number("returned_count")?,
    })
}

/// How many packages came after an instant.
pub(crate) async fn count_referrals(tx: &mut Tx, since: Timestamp) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS total FROM referral WHERE received_at > $1";
    let row = sqlx::query(sql).bind(since.as_microsecond()).fetch_one(tx.conn()).await?;
    Ok(row.number("total")?)
}

/// How many reports came in packages after an instant.
pub(crate) async fn count_reports(tx: &mut Tx, reader: &Reader, since: Timestamp) -> Result<i64, DbError> {
    let may_read = may_read(Closed::Report, "referral_report.report_id", 1);
    let sql = format!(
        "SELECT COUNT(DISTINCT referral_report.report_id) AS total
         FROM referral_report JOIN referral ON referral.referral_id = referral_report.referral_id
         WHERE {may_read} AND referral.received_at > $2"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(since.as_microsecond());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// How many standing requests to operators are not answered.
pub(crate) async fn count_open_requests(tx: &mut Tx, reader: &Reader) -> Result<i64, DbError> {
    let may_read = may_read(Closed::Request, "disclosure_request.request_id", 1);
    let sql = format!(
        "SELECT COUNT(*) AS total FROM disclosure_request
         WHERE {may_read} AND disclosure_request.standing = 1 AND NOT EXISTS (
             SELECT 1 FROM disclosure_answer
             WHERE disclosure_answer.request_id = disclosure_request.request_id AND disclosure_answer.standing = 1)"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

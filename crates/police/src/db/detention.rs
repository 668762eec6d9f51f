//! What was recorded of the custody after an arrest: duties that were done, and how it ended.

use jiff::Timestamp;
use model::Id;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, keep, may_read, read_all, undecodable};
use crate::detention::EndKind;
use crate::ids::{DetentionDuty, DetentionEnd, Outcome};

/// Who recorded something, and whether it stands.
pub(crate) struct RecordRow {
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_at: Option<Timestamp>,
    pub(crate) withdrawn_by: Option<String>,
    pub(crate) withdrawn_reason: Option<Sealed<String>>,
}

/// A duty that was done.
pub(crate) struct DutyRow {
    pub(crate) duty_id: Id<DetentionDuty>,
    pub(crate) outcome_id: Id<Outcome>,
    /// Its key in the law.
    pub(crate) duty: String,
    pub(crate) done_at: Timestamp,
    pub(crate) note: Option<Sealed<String>>,
    pub(crate) record: RecordRow,
}

/// How custody ended.
pub(crate) struct EndRow {
    pub(crate) end_id: Id<DetentionEnd>,
    pub(crate) outcome_id: Id<Outcome>,
    pub(crate) how: EndKind,
    pub(crate) ended_at: Timestamp,
    pub(crate) record: RecordRow,
}

impl RecordRow {
    /// What somebody records now.
    pub(crate) fn new(recorded_at: Timestamp, recorded_by: &str) -> Self {
        Self {
            recorded_at,
            recorded_by: recorded_by.to_owned(),
            standing: true,
            withdrawn_at: None,
            withdrawn_by: None,
            withdrawn_reason: None,
        }
    }

    fn read(row: &AnyRow) -> Result<Self, Error> {
        Ok(Self {
            recorded_at: row.instant("recorded_at")?,
            recorded_by: row.text("recorded_by")?,
            standing: row.flag("standing")?,
            withdrawn_at: row.maybe_instant("withdrawn_at")?,
            withdrawn_by: row.maybe_text("withdrawn_by")?,
            withdrawn_reason: row.maybe_text("withdrawn_reason")?.map(Sealed::from_column),
        })
    }
}

fn read_duty(row: &AnyRow) -> Result<DutyRow, Error> {
    Ok(DutyRow {
        duty_id: row.id("duty_id")?,
        outcome_id: row.id("outcome_id")?,
        duty: row.text("duty")?,
        done_at: row.instant("done_at")?,
        note: row.maybe_text("note")?.map(Sealed::from_column),
        record: RecordRow::read(row)?,
    })
}

fn read_end(row: &AnyRow) -> Result<EndRow, Error> {
    let how = row.text("how")?;
    let unknown = || undecodable("how", std::io::Error::other(format!("unknown end `{how}`")));
    Ok(EndRow {
        end_id: row.id("end_id")?,
        outcome_id: row.id("outcome_id")?,
        how: EndKind::find(&how).ok_or_else(unknown)?,
        ended_at: row.instant("ended_at")?,
        record: RecordRow::read(row)?,
    })
}

/// That the duty stands as done already was asked before; one that does by now came in between.
pub(crate) async fn insert_duty(tx: &mut Tx, row: &DutyRow) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO detention_duty (duty_id, outcome_id, duty, done_at, note, recorded_at, recorded_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
    )
    .bind(row.duty_id.to_string())
    .bind(row.outcome_id.to_string())
    .bind(&row.duty)
    .bind(row.done_at.as_microsecond())
    .bind(row.note.as_ref().map(Sealed::as_column))
    .bind(row.record.recorded_at.as_microsecond())
    .bind(&row.record.recorded_by);
    keep(tx, insert).await
}

/// That no end stands was asked before.
pub(crate) async fn insert_end(tx: &mut Tx, row: &EndRow) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO detention_end (end_id, outcome_id, how, ended_at, recorded_at, recorded_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
    )
    .bind(row.end_id.to_string())
    .bind(row.outcome_id.to_string())
    .bind(row.how.code())
    .bind(row.ended_at.as_microsecond())
    .bind(row.record.recorded_at.as_microsecond())
    .bind(&row.record.recorded_by);
    keep(tx, insert).await
}

/// Every duty that was ticked of an arrest, standing or not, oldest first; whoever shows them has found the assignment for its reader.
pub(crate) async fn list_duties(tx: &mut Tx, outcome_id: Id<Outcome>) -> Result<Vec<DutyRow>, DbError> {
    let sql = "SELECT * FROM detention_duty WHERE outcome_id = $1 ORDER BY recorded_at, duty_id";
    let rows = sqlx::query(sql).bind(outcome_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_duty)
}

/// Every end that was recorded of an arrest, as [`list_duties`].
pub(crate) async fn list_ends(tx: &mut Tx, outcome_id: Id<Outcome>) -> Result<Vec<EndRow>, DbError> {
    let sql = "SELECT * FROM detention_end WHERE outcome_id = $1 ORDER BY recorded_at, end_id";
    let rows = sqlx::query(sql).bind(outcome_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_end)
}

/// SQL, where `assignment` and its standing `outcome` are: the arrests, of a unit, bound second, or of all, whose custody has no recorded end. Those
/// recorded before an end could be, only if they took place after the instant bound third. The reader is bound first.
pub(super) fn in_custody() -> String {
    format!(
        "{} AND assignment.standing = 1 AND ($2 = '' OR assignment.unit = $2)
             AND outcome.code = 'located_and_arrested'
             AND (outcome.follows_detention = 1 OR outcome.happened_at > $3)
             AND EXISTS (SELECT 1 FROM person WHERE person.person_id = assignment.person_id
                 AND person.standing = 1 AND person.erased_at IS NULL)
             AND NOT EXISTS (SELECT 1 FROM detention_end
                 WHERE detention_end.outcome_id = outcome.outcome_id AND detention_end.standing = 1)",
        may_read(Closed::Person, "assignment.person_id", 1)
    )
}

/// How many arrests are in custody: of a unit, or of all.
pub(crate) async fn count_in_custody(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    since: Timestamp,
) -> Result<i64, DbError> {
    let sql = format!(
        "SELECT COUNT(*) AS total FROM assignment
         JOIN outcome ON outcome.assignment_id = assignment.assignment_id AND outcome.standing = 1
         WHERE {}",
        in_custody()
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    Ok(query.bind(since.as_microsecond()).fetch_one(tx.conn()).await?.number("total")?)
}

//! Who has a person's data, and how far each has come towards erasing what it has of somebody cleared.

use jiff::Timestamp;
use model::Id;
use model::kind::Person;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::identified::{CLEARED_AT, coded};
use super::{Closed, Columns, DbError, Reader, Tx, keep, may_list, may_read, read_all};
use crate::ids::{self, PersonRecipient};
use crate::recipients::{RecipientKind, RecipientStep};

/// Who has a person's data.
pub(crate) struct RecipientRow {
    pub(crate) recipient_id: Id<PersonRecipient>,
    pub(crate) person_id: Id<Person>,
    pub(crate) kind: RecipientKind,
    /// INE code of a unit; else an authority, or what was exported.
    pub(crate) name: String,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<Sealed<String>>,
}

/// A step of a recipient.
pub(crate) struct StepRow {
    pub(crate) step_id: Id<ids::RecipientStep>,
    pub(crate) recipient_id: Id<PersonRecipient>,
    pub(crate) step: RecipientStep,
    /// Number of a letter or receipt; empty where this node did it.
    pub(crate) reference: String,
    pub(crate) done_at: Timestamp,
    pub(crate) done_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<Sealed<String>>,
}

/// A recipient of a cleared person's data that has not come to the end.
pub(crate) struct WaitingRow {
    pub(crate) recipient: RecipientRow,
    /// The step that is missing.
    pub(crate) waits_for: RecipientStep,
    /// Whether the person is erased on this node.
    pub(crate) is_erased: bool,
}

fn read_recipient(row: &AnyRow) -> Result<RecipientRow, Error> {
    Ok(RecipientRow {
        recipient_id: row.id("recipient_id")?,
        person_id: row.id("person_id")?,
        kind: coded(row, "kind", RecipientKind::find)?,
        name: row.text("name")?,
        recorded_at: row.instant("recorded_at")?,
        recorded_by: row.text("recorded_by")?,
        standing: row.flag("standing")?,
        withdrawn_reason: row.maybe_text("withdrawn_reason")?.map(Sealed::from_column),
    })
}

fn read_step(row: &AnyRow) -> Result<StepRow, Error> {
    Ok(StepRow {
        step_id: row.id("step_id")?,
        recipient_id: row.id("recipient_id")?,
        step: coded(row, "step", RecipientStep::find)?,
        reference: row.text("reference")?,
        done_at: row.instant("done_at")?,
        done_by: row.text("done_by")?,
        standing: row.flag("standing")?,
        withdrawn_reason: row.maybe_text("withdrawn_reason")?.map(Sealed::from_column),
    })
}

pub(super) fn read_waiting(row: &AnyRow) -> Result<WaitingRow, Error> {
    Ok(WaitingRow {
        recipient: read_recipient(row)?,
        waits_for: coded(row, "waits_for", RecipientStep::find)?,
        is_erased: row.maybe_instant("erased_at")?.is_some(),
    })
}

/// Keeps a recipient; raced, when another recorded the same one.
pub(crate) async fn insert_recipient(tx: &mut Tx, row: &RecipientRow) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO person_recipient (recipient_id, person_id, kind, name, recorded_at, recorded_by)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(row.recipient_id.to_string())
    .bind(row.person_id.to_string())
    .bind(row.kind.code())
    .bind(&row.name)
    .bind(row.recorded_at.as_microsecond())
    .bind(&row.recorded_by);
    keep(tx, insert).await
}

/// Lets a withdrawn recipient stand again: it has the data after all.
pub(crate) async fn stand_again(tx: &mut Tx, recipient_id: Id<PersonRecipient>) -> Result<(), DbError> {
    sqlx::query("UPDATE person_recipient SET standing = 1 WHERE recipient_id = $1")
        .bind(recipient_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps a step; raced, when another recorded the same one.
pub(crate) async fn insert_step(tx: &mut Tx, row: &StepRow) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO recipient_step (step_id, recipient_id, step, reference, done_at, done_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
    )
    .bind(row.step_id.to_string())
    .bind(row.recipient_id.to_string())
    .bind(row.step.code())
    .bind(&row.reference)
    .bind(row.done_at.as_microsecond())
    .bind(&row.done_by);
    keep(tx, insert).await
}

/// The recipient of this kind and name, whoever asks.
pub(crate) async fn find_named(
    tx: &mut Tx,
    person_id: Id<Person>,
    kind: RecipientKind,
    name: &str,
) -> Result<Option<RecipientRow>, DbError> {
    let row = sqlx::query("SELECT * FROM person_recipient WHERE person_id = $1 AND kind = $2 AND name = $3")
        .bind(person_id.to_string())
        .bind(kind.code())
        .bind(name)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(read_recipient).transpose()?)
}

/// One recipient; also of a person who is erased.
pub(crate) async fn find_recipient(
    tx: &mut Tx,
    reader: &Reader,
    recipient_id: Id<PersonRecipient>,
) -> Result<Option<RecipientRow>, DbError> {
    let may_read = may_read(Closed::Person, "person_recipient.person_id", 2);
    let sql = format!("SELECT * FROM person_recipient WHERE recipient_id = $1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(recipient_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_recipient).transpose()?)
}

/// Who has a person's data.
pub(crate) async fn list_of_person(
    tx: &mut Tx,
    reader: &Reader,
    person_id: Id<Person>,
) -> Result<Vec<RecipientRow>, DbError> {
    let may_read = may_read(Closed::Person, "person_recipient.person_id", 2);
    let sql = format!(
        "SELECT * FROM person_recipient WHERE person_id = $1 AND {may_read} ORDER BY recorded_at, recipient_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string()).bind(reader.name());
    read_all(&query.fetch_all(tx.conn()).await?, read_recipient)
}

/// The INE codes of the units that have or had a person, also of one that handed the assignment on.
pub(crate) async fn list_units_of_person(tx: &mut Tx, person_id: Id<Person>) -> Result<Vec<String>, DbError> {
    let sql = "SELECT assignment.unit FROM assignment WHERE assignment.person_id = $1
         UNION
         SELECT assignment_move.from_unit AS unit FROM assignment
         JOIN assignment_move ON assignment_move.assignment_id = assignment.assignment_id
         WHERE assignment.person_id = $1
         ORDER BY unit";
    let rows = sqlx::query(sql).bind(person_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.text("unit"))
}

/// The steps of a recipient, standing or not, oldest first.
pub(crate) async fn list_steps(
    tx: &mut Tx,
    recipient_id: Id<PersonRecipient>,
) -> Result<Vec<StepRow>, DbError> {
    let sql = "SELECT * FROM recipient_step WHERE recipient_id = $1 ORDER BY done_at, step_id";
    let rows = sqlx::query(sql).bind(recipient_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_step)
}

/// A step, as far as the reader may read the person.
pub(crate) async fn find_step(
    tx: &mut Tx,
    reader: &Reader,
    step_id: Id<ids::RecipientStep>,
) -> Result<Option<StepRow>, DbError> {
    let may_read = may_read(Closed::Person, "person_recipient.person_id", 2);
    let sql = format!(
        "SELECT recipient_step.* FROM recipient_step
         JOIN person_recipient ON person_recipient.recipient_id = recipient_step.recipient_id
         WHERE recipient_step.step_id = $1 AND {may_read}"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(step_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_step).transpose()?)
}

/// SQL: the person is cleared, by whatever way, or erased.
fn is_cleared() -> String {
    format!(
        "(person.standing = 0 OR person.erased_at IS NOT NULL OR {CLEARED_AT} IS NOT NULL OR EXISTS (
             SELECT 1 FROM assignment
             JOIN outcome ON outcome.assignment_id = assignment.assignment_id AND outcome.standing = 1
             WHERE assignment.person_id = person.person_id AND assignment.standing = 1
                 AND outcome.code = 'no_offence'))"
    )
}

/// Whether a person is cleared, by whatever way, or erased.
pub(crate) async fn is_person_cleared(tx: &mut Tx, person_id: Id<Person>) -> Result<bool, DbError> {
    let sql = format!("SELECT person_id FROM person WHERE person_id = $1 AND {}", is_cleared());
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string());
    Ok(query.fetch_optional(tx.conn()).await?.is_some())
}

/// What a recipient did so far counts no longer; what it was told of a subject that grew stays said.
pub(crate) async fn withdraw_steps(
    tx: &mut Tx,
    recipient_id: Id<PersonRecipient>,
    at: Timestamp,
    by: &str,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE recipient_step SET standing = 0, withdrawn_at = $1, withdrawn_by = $2
         WHERE recipient_id = $3 AND standing = 1 AND step <> 'changed'",
    )
    .bind(at.as_microsecond())
    .bind(by)
    .bind(recipient_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// SQL: the recipient has come to this step.
pub(super) fn has_done(step: RecipientStep) -> String {
    format!(
        "EXISTS (SELECT 1 FROM recipient_step s WHERE s.recipient_id = person_recipient.recipient_id
             AND s.standing = 1 AND s.step = '{}')",
        step.code()
    )
}

/// A part of the recipients of cleared persons' data that have not come to the end: of one unit, or all; the longest waiting first.
pub(crate) async fn list_waiting(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    (limit, offset): (i64, i64),
) -> Result<Vec<WaitingRow>, DbError> {
    let [told, acknowledged, _] = RecipientStep::ALL.map(has_done);
    let sql = format!(
        "SELECT person_recipient.*, person.erased_at,
             CASE WHEN NOT {told} THEN 'told'
                 WHEN person_recipient.kind = 'unit' AND NOT {acknowledged} THEN 'acknowledged'
                 ELSE 'erased' END AS waits_for
         {} ORDER BY person_recipient.recorded_at, person_recipient.recipient_id LIMIT $3 OFFSET $4",
        waiting()
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    read_all(&query.bind(limit).bind(offset).fetch_all(tx.conn()).await?, read_waiting)
}

/// How many of them there are.
pub(crate) async fn count_waiting(tx: &mut Tx, reader: &Reader, unit: Option<&str>) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total {}", waiting());
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// SQL: from where, and which of them wait. Binds reader and unit.
fn waiting() -> String {
    let [told, acknowledged, erased] = RecipientStep::ALL.map(has_done);
    let (may_list, is_cleared) = (may_list(Closed::Person, "person.person_id", 1), is_cleared());
    format!(
        "FROM person_recipient JOIN person ON person.person_id = person_recipient.person_id
         WHERE person_recipient.standing = 1 AND {may_list} AND {is_cleared}
             AND ($2 = '' OR (person_recipient.kind = 'unit' AND person_recipient.name = $2))
             AND NOT ({told} AND {erased} AND (person_recipient.kind <> 'unit' OR {acknowledged}))"
    )
}

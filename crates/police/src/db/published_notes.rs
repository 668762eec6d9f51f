//! What was published of operations, and what of it was withdrawn. A published row is never changed.

use jiff::Timestamp;
use model::Id;
use model::kind::Operation;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, keep, read_all};
use crate::ids::PublishedNote;
use crate::statistics::PublishedFigures;

/// A published note; the figures are sealed.
pub(crate) struct PublishedRow {
    pub(crate) note_id: Id<PublishedNote>,
    pub(crate) operation_id: Id<Operation>,
    pub(crate) figures: Sealed<PublishedFigures>,
    /// Where it was published.
    pub(crate) published_in: String,
    pub(crate) published_at: Timestamp,
    pub(crate) published_by: String,
    pub(crate) withdrawal: Option<WithdrawalRow>,
}

/// That a note was withdrawn.
pub(crate) struct WithdrawalRow {
    pub(crate) reason: Sealed<String>,
    /// Where that was said.
    pub(crate) withdrawn_in: String,
    pub(crate) withdrawn_at: Timestamp,
    pub(crate) withdrawn_by: String,
    /// The later note that says that it replaces it.
    pub(crate) replaced_by: Option<Id<PublishedNote>>,
}

fn read_row(row: &AnyRow) -> Result<PublishedRow, Error> {
    Ok(PublishedRow {
        note_id: row.id("note_id")?,
        operation_id: row.id("operation_id")?,
        figures: Sealed::from_column(row.text("figures")?),
        published_in: row.text("published_in")?,
        published_at: row.instant("published_at")?,
        published_by: row.text("published_by")?,
        withdrawal: read_withdrawal(row)?,
    })
}

fn read_withdrawal(row: &AnyRow) -> Result<Option<WithdrawalRow>, Error> {
    let Some(withdrawn_at) = row.maybe_instant("withdrawn_at")? else { return Ok(None) };
    Ok(Some(WithdrawalRow {
        reason: Sealed::from_column(row.text("reason")?),
        withdrawn_in: row.text("withdrawn_in")?,
        withdrawn_at,
        withdrawn_by: row.text("withdrawn_by")?,
        replaced_by: row.maybe_id("replaced_by")?,
    }))
}

pub(crate) async fn insert(tx: &mut Tx, row: &PublishedRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO published_note (note_id, operation_id, figures, published_in, published_at, published_by)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(row.note_id.to_string())
    .bind(row.operation_id.to_string())
    .bind(row.figures.as_column())
    .bind(&row.published_in)
    .bind(row.published_at.as_microsecond())
    .bind(&row.published_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Everything published of an operation, oldest first. The caller has asked whether the operation is there for the reader.
pub(crate) async fn list(tx: &mut Tx, operation_id: Id<Operation>) -> Result<Vec<PublishedRow>, DbError> {
    let sql = "SELECT published_note.*, note_withdrawal.reason, note_withdrawal.withdrawn_in, note_withdrawal.withdrawn_at,
             note_withdrawal.withdrawn_by, note_withdrawal.replaced_by
         FROM published_note LEFT JOIN note_withdrawal ON note_withdrawal.note_id = published_note.note_id
         WHERE published_note.operation_id = $1 ORDER BY published_note.published_at, published_note.note_id";
    let rows = sqlx::query(sql).bind(operation_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_row)
}

/// Figures that were published of another operation.
pub(crate) struct ElsewhereRow {
    pub(crate) note_id: Id<PublishedNote>,
    pub(crate) operation_id: Id<Operation>,
    pub(crate) figures: Sealed<PublishedFigures>,
}

fn read_elsewhere(row: &AnyRow) -> Result<ElsewhereRow, Error> {
    Ok(ElsewhereRow {
        note_id: row.id("note_id")?,
        operation_id: row.id("operation_id")?,
        figures: Sealed::from_column(row.text("figures")?),
    })
}

/// What was published of all other operations: by operation, oldest first. What is public is public, so nobody's closed operation is left out.
pub(crate) async fn list_elsewhere(
    tx: &mut Tx,
    operation_id: Id<Operation>,
) -> Result<Vec<ElsewhereRow>, DbError> {
    let sql = "SELECT note_id, operation_id, figures FROM published_note WHERE operation_id <> $1
         ORDER BY operation_id, published_at, note_id";
    let rows = sqlx::query(sql).bind(operation_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_elsewhere)
}

/// The operations that have a subject of this one now, or a person identified in both, itself among them.
pub(crate) async fn list_overlapping(
    tx: &mut Tx,
    operation_id: Id<Operation>,
) -> Result<Vec<Id<Operation>>, DbError> {
    let sql = "SELECT other.operation_id FROM operation_subject own
         JOIN operation_subject other ON other.subject_id = own.subject_id
         WHERE own.operation_id = $1
         UNION
         SELECT other.operation_id FROM operation_subject own
         JOIN account ON account.subject_id = own.subject_id
         JOIN act ON act.account_id = account.account_id
         JOIN identified_act ON identified_act.act_id = act.act_id AND identified_act.standing = 1
         JOIN identification ON identification.identification_id = identified_act.identification_id
             AND identification.standing = 1
         JOIN identification there ON there.person_id = identification.person_id AND there.standing = 1
         JOIN identified_act act_there ON act_there.identification_id = there.identification_id
             AND act_there.standing = 1
         JOIN act done_there ON done_there.act_id = act_there.act_id
         JOIN account used_there ON used_there.account_id = done_there.account_id
         JOIN operation_subject other ON other.subject_id = used_there.subject_id
         WHERE own.operation_id = $1";
    let rows = sqlx::query(sql).bind(operation_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.id("operation_id"))
}

pub(crate) async fn insert_withdrawal(
    tx: &mut Tx,
    note_id: Id<PublishedNote>,
    row: &WithdrawalRow,
) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO note_withdrawal (note_id, reason, withdrawn_in, withdrawn_at, withdrawn_by)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(note_id.to_string())
    .bind(row.reason.as_column())
    .bind(&row.withdrawn_in)
    .bind(row.withdrawn_at.as_microsecond())
    .bind(&row.withdrawn_by);
    keep(tx, insert).await
}

/// Notes that a later note says that it replaces a withdrawn one.
pub(crate) async fn set_replaced(
    tx: &mut Tx,
    note_id: Id<PublishedNote>,
    replaced_by: Id<PublishedNote>,
) -> Result<(), DbError> {
    sqlx::query("UPDATE note_withdrawal SET replaced_by = $2 WHERE note_id = $1")
        .bind(note_id.to_string())
        .bind(replaced_by.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

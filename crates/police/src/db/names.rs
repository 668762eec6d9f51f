//! Lists of names that are shown together once.

use jiff::Timestamp;
use model::Id;
use model::kind::{Operation, Person};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};
use crate::ids::NameList;

/// An approved list.
pub(crate) struct NameListRow {
    pub(crate) name_list_id: Id<NameList>,
    pub(crate) operation_id: Id<Operation>,
    pub(crate) reason: Sealed<String>,
    pub(crate) legal_basis: Sealed<String>,
    /// Sign-in name of the one reader.
    pub(crate) requested_by: String,
    pub(crate) made_at: Timestamp,
    pub(crate) shown_at: Option<Timestamp>,
}

fn read_row(row: &AnyRow) -> Result<NameListRow, Error> {
    Ok(NameListRow {
        name_list_id: row.id("name_list_id")?,
        operation_id: row.id("operation_id")?,
        reason: Sealed::from_column(row.text("reason")?),
        legal_basis: Sealed::from_column(row.text("legal_basis")?),
        requested_by: row.text("requested_by")?,
        made_at: row.instant("made_at")?,
        shown_at: row.maybe_instant("shown_at")?,
    })
}

fn read_person_id(row: &AnyRow) -> Result<Id<Person>, Error> {
    row.id("person_id")
}

pub(crate) async fn insert_name_list(
    tx: &mut Tx,
    row: &NameListRow,
    person_ids: &[Id<Person>],
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO name_list (name_list_id, operation_id, reason, legal_basis, requested_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(row.name_list_id.to_string())
    .bind(row.operation_id.to_string())
    .bind(row.reason.as_column())
    .bind(row.legal_basis.as_column())
    .bind(&row.requested_by)
    .bind(row.made_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    for person_id in person_ids {
        sqlx::query("INSERT INTO name_list_person (name_list_id, person_id) VALUES ($1, $2)")
            .bind(row.name_list_id.to_string())
            .bind(person_id.to_string())
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

pub(crate) async fn find_name_list(
    tx: &mut Tx,
    reader: &Reader,
    name_list_id: Id<NameList>,
) -> Result<Option<NameListRow>, DbError> {
    let may_read = may_read(Closed::Operation, "name_list.operation_id", 2);
    let sql = format!("SELECT * FROM name_list WHERE name_list_id = $1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(name_list_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_row).transpose()?)
}

/// Uses up the one showing; says whether it was there.
pub(crate) async fn set_shown(
    tx: &mut Tx,
    name_list_id: Id<NameList>,
    at: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query("UPDATE name_list SET shown_at = $1 WHERE name_list_id = $2 AND shown_at IS NULL")
        .bind(at.as_microsecond())
        .bind(name_list_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Whose names are in it.
pub(crate) async fn list_person_ids(
    tx: &mut Tx,
    name_list_id: Id<NameList>,
) -> Result<Vec<Id<Person>>, DbError> {
    let rows =
        sqlx::query("SELECT person_id FROM name_list_person WHERE name_list_id = $1 ORDER BY person_id")
            .bind(name_list_id.to_string())
            .fetch_all(tx.conn())
            .await?;
    read_all(&rows, read_person_id)
}

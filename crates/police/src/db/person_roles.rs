//! What somebody is besides the author of acts.

use jiff::Timestamp;
use model::kind::Person;
use model::{CaseRole, Id};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::identified::coded;
use super::{Closed, Columns, DbError, Reader, Tx, keep, may_read, read_all};
use crate::ids::PersonRole;

/// A role, standing or not.
pub(crate) struct PersonRoleRow {
    pub(crate) role_id: Id<PersonRole>,
    pub(crate) person_id: Id<Person>,
    pub(crate) role: CaseRole,
    pub(crate) reason: Sealed<String>,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<Sealed<String>>,
}

fn read(row: &AnyRow) -> Result<PersonRoleRow, Error> {
    Ok(PersonRoleRow {
        role_id: row.id("role_id")?,
        person_id: row.id("person_id")?,
        role: coded(row, "role", CaseRole::find)?,
        reason: Sealed::from_column(row.text("reason")?),
        recorded_at: row.instant("recorded_at")?,
        recorded_by: row.text("recorded_by")?,
        standing: row.flag("standing")?,
        withdrawn_reason: row.maybe_text("withdrawn_reason")?.map(Sealed::from_column),
    })
}

/// Keeps a role; raced, when another recorded the same one.
pub(crate) async fn insert(tx: &mut Tx, row: &PersonRoleRow) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO person_role (role_id, person_id, role, reason, recorded_at, recorded_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
    )
    .bind(row.role_id.to_string())
    .bind(row.person_id.to_string())
    .bind(row.role.as_str())
    .bind(row.reason.as_column())
    .bind(row.recorded_at.as_microsecond())
    .bind(&row.recorded_by);
    keep(tx, insert).await
}

/// Writes the standing roles of a person beside them, where every list reads them.
pub(crate) async fn refresh(tx: &mut Tx, person_id: Id<Person>) -> Result<(), DbError> {
    let sql = "SELECT * FROM person_role WHERE person_id = $1 AND standing = 1 ORDER BY role";
    let rows = sqlx::query(sql).bind(person_id.to_string()).fetch_all(tx.conn()).await?;
    let roles = read_all(&rows, |row| row.text("role"))?.join(" ");
    sqlx::query("UPDATE person SET other_roles = $1 WHERE person_id = $2")
        .bind(roles)
        .bind(person_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// One role, as far as the reader may read the person.
pub(crate) async fn find(
    tx: &mut Tx,
    reader: &Reader,
    role_id: Id<PersonRole>,
) -> Result<Option<PersonRoleRow>, DbError> {
    let may_read = may_read(Closed::Person, "person_role.person_id", 2);
    let sql = format!("SELECT * FROM person_role WHERE role_id = $1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(role_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read).transpose()?)
}

/// The roles of a person, standing or not, oldest first.
pub(crate) async fn list_of_person(
    tx: &mut Tx,
    reader: &Reader,
    person_id: Id<Person>,
) -> Result<Vec<PersonRoleRow>, DbError> {
    let may_read = may_read(Closed::Person, "person_role.person_id", 2);
    let sql = format!(
        "SELECT * FROM person_role WHERE person_id = $1 AND {may_read} ORDER BY recorded_at, role_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string()).bind(reader.name());
    read_all(&query.fetch_all(tx.conn()).await?, read)
}

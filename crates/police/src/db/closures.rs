//! Closed operations, their readers, and who asks to become one.

use jiff::Timestamp;
use model::Id;
use model::kind::{Link, Operation};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};
use crate::ids::{AccessRequest, Closure};

/// A closure that stands.
pub(crate) struct ClosureRow {
    pub(crate) closure_id: Id<Closure>,
    pub(crate) operation_id: Id<Operation>,
    /// The operation's name.
    pub(crate) name: Sealed<String>,
    pub(crate) reason: Sealed<String>,
    pub(crate) closed_at: Timestamp,
    pub(crate) closed_by: String,
}

/// Somebody asks to read a closed operation.
pub(crate) struct AccessRequestRow {
    pub(crate) access_request_id: Id<AccessRequest>,
    pub(crate) operation_id: Id<Operation>,
    pub(crate) asked_by: String,
    pub(crate) reason: Sealed<String>,
    pub(crate) asked_at: Timestamp,
}

/// An operation that is closed, without what is in it.
pub(crate) struct ClosedRow {
    pub(crate) operation_id: Id<Operation>,
    pub(crate) closed_at: Timestamp,
    pub(crate) led_by: String,
}

fn read_closed(row: &AnyRow) -> Result<ClosedRow, Error> {
    Ok(ClosedRow {
        operation_id: row.id("operation_id")?,
        closed_at: row.instant("closed_at")?,
        led_by: row.text("opened_by")?,
    })
}

fn read_closure(row: &AnyRow) -> Result<ClosureRow, Error> {
    Ok(ClosureRow {
        closure_id: row.id("closure_id")?,
        operation_id: row.id("operation_id")?,
        name: Sealed::from_column(row.text("name")?),
        reason: Sealed::from_column(row.text("reason")?),
        closed_at: row.instant("closed_at")?,
        closed_by: row.text("closed_by")?,
    })
}

fn read_request(row: &AnyRow) -> Result<AccessRequestRow, Error> {
    Ok(AccessRequestRow {
        access_request_id: row.id("access_request_id")?,
        operation_id: row.id("operation_id")?,
        asked_by: row.text("asked_by")?,
        reason: Sealed::from_column(row.text("reason")?),
        asked_at: row.instant("asked_at")?,
    })
}

fn read_operation_id(row: &AnyRow) -> Result<Id<Operation>, Error> {
    row.id("operation_id")
}

pub(crate) async fn insert_closure(tx: &mut Tx, row: &ClosureRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO closure (closure_id, operation_id, name, reason, closed_at, closed_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
    )
    .bind(row.closure_id.to_string())
    .bind(row.operation_id.to_string())
    .bind(row.name.as_column())
    .bind(row.reason.as_column())
    .bind(row.closed_at.as_microsecond())
    .bind(&row.closed_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The standing closure of an operation that the reader may read.
pub(crate) async fn find_closure(
    tx: &mut Tx,
    reader: &Reader,
    operation_id: Id<Operation>,
) -> Result<Option<ClosureRow>, DbError> {
    let may_read = may_read(Closed::Operation, "closure.operation_id", 2);
    let sql = format!("SELECT * FROM closure WHERE operation_id = $1 AND standing = 1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operation_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_closure).transpose()?)
}

/// Every closed operation, longest closed first; for the node's own look at who can still let others in.
pub(crate) async fn list_closed(tx: &mut Tx) -> Result<Vec<ClosedRow>, DbError> {
    let rows = sqlx::query(
        "SELECT closure.operation_id, closure.closed_at, operation.opened_by FROM closure
         JOIN operation ON operation.operation_id = closure.operation_id
         WHERE closure.standing = 1 ORDER BY closure.closure_id",
    )
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_closed)
}

/// Ends a closure: its readers and the requests for access go with it.
pub(crate) async fn end_closure(
    tx: &mut Tx,
    closure: &ClosureRow,
    at: Timestamp,
    by: &str,
    reason: &Sealed<String>,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE closure SET standing = 0, opened_at = $1, opened_by = $2, opened_reason = $3 WHERE closure_id = $4",
    )
    .bind(at.as_microsecond())
    .bind(by)
    .bind(reason.as_column())
    .bind(closure.closure_id.to_string())
    .execute(tx.conn())
    .await?;
    for sql in [
        "DELETE FROM operation_reader WHERE operation_id = $1",
        "DELETE FROM access_request WHERE operation_id = $1",
    ] {
        sqlx::query(sql).bind(closure.operation_id.to_string()).execute(tx.conn()).await?;
    }
    Ok(())
}

/// Adds a reader; says whether they were none before.
pub(crate) async fn add_reader(
    tx: &mut Tx,
    operation_id: Id<Operation>,
    name: &str,
    at: Timestamp,
    by: &str,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "INSERT INTO operation_reader (operation_id, reader, added_at, added_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(operation_id.to_string())
    .bind(name)
    .bind(at.as_microsecond())
    .bind(by)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn remove_reader(
    tx: &mut Tx,
    operation_id: Id<Operation>,
    name: &str,
) -> Result<(), DbError> {
    sqlx::query("DELETE FROM operation_reader WHERE operation_id = $1 AND reader = $2")
        .bind(operation_id.to_string())
        .bind(name)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Sign-in names, in order.
pub(crate) async fn list_readers(
    tx: &mut Tx,
    reader: &Reader,
    operation_id: Id<Operation>,
) -> Result<Vec<String>, DbError> {
    let may_read = may_read(Closed::Operation, "operation_reader.operation_id", 2);
    let sql =
        format!("SELECT reader FROM operation_reader WHERE operation_id = $1 AND {may_read} ORDER BY reader");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operation_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.text("reader"))
}

/// The operations, closed to the reader, that hold subjects of an operation which is not: its border.
pub(crate) async fn list_beyond_operation(
    tx: &mut Tx,
    reader: &Reader,
    operation_id: Id<Operation>,
) -> Result<Vec<Id<Operation>>, DbError> {
    let sql = format!(
        "SELECT DISTINCT closed_subject.operation_id FROM operation_subject
         JOIN closed_subject ON closed_subject.subject_id = operation_subject.subject_id
         WHERE operation_subject.operation_id = $1 AND {} AND NOT {} ORDER BY closed_subject.operation_id",
        may_read(Closed::Operation, "operation_subject.operation_id", 2),
        may_read(Closed::Operation, "closed_subject.operation_id", 2)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operation_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_operation_id)
}

/// The operations, closed to the reader, into which a link leads from an account that is not.
pub(crate) async fn list_beyond_link(
    tx: &mut Tx,
    reader: &Reader,
    link_id: Id<Link>,
) -> Result<Vec<Id<Operation>>, DbError> {
    let [a, b] = ["link.account_a", "link.account_b"].map(|column| may_read(Closed::Account, column, 2));
    let sql = format!(
        "SELECT DISTINCT closed_account.operation_id FROM link
         JOIN closed_account ON closed_account.account_id = link.account_a
             OR closed_account.account_id = link.account_b
         WHERE link.link_id = $1 AND ({a} OR {b}) AND NOT {} ORDER BY closed_account.operation_id",
        may_read(Closed::Operation, "closed_account.operation_id", 2)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(link_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_operation_id)
}

/// Keeps a request; one that the same person made before stays.
pub(crate) async fn insert_request(tx: &mut Tx, row: &AccessRequestRow) -> Result<bool, DbError> {
    let done = sqlx::query(
        "INSERT INTO access_request (access_request_id, operation_id, asked_by, reason, asked_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(row.access_request_id.to_string())
    .bind(row.operation_id.to_string())
    .bind(&row.asked_by)
    .bind(row.reason.as_column())
    .bind(row.asked_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Requests for an operation that the reader may read, oldest first.
pub(crate) async fn list_requests(
    tx: &mut Tx,
    reader: &Reader,
    operation_id: Id<Operation>,
) -> Result<Vec<AccessRequestRow>, DbError> {
    let may_read = may_read(Closed::Operation, "access_request.operation_id", 2);
    let sql = format!(
        "SELECT * FROM access_request WHERE operation_id = $1 AND {may_read} ORDER BY access_request_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operation_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_request)
}

/// Takes a person's request away; says whether there was one.
pub(crate) async fn remove_request(
    tx: &mut Tx,
    operation_id: Id<Operation>,
    asked_by: &str,
) -> Result<bool, DbError> {
    let done = sqlx::query("DELETE FROM access_request WHERE operation_id = $1 AND asked_by = $2")
        .bind(operation_id.to_string())
        .bind(asked_by)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() > 0)
}

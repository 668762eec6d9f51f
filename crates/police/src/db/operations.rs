//! Operations and the subjects in them.

use jiff::Timestamp;
use model::Id;
use model::kind::{Operation, Report, Subject};
use sqlx::Error;
use sqlx::any::AnyRow;

use super::rows::places;
use super::{Closed, Columns, DbError, Reader, Rows, Tx, may_list, may_read, read_all};

/// An operation.
pub(crate) struct OperationRow {
    pub(crate) operation_id: Id<Operation>,
    pub(crate) name: String,
    pub(crate) opened_at: Timestamp,
    /// Who leads it.
    pub(crate) opened_by: String,
    pub(crate) subjects: i64,
}

const SELECT: &str = "SELECT operation.*,
    (SELECT COUNT(*) FROM operation_subject WHERE operation_subject.operation_id = operation.operation_id
        AND EXISTS (SELECT 1 FROM account WHERE account.subject_id = operation_subject.subject_id)) AS subjects
    FROM operation";

fn read_row(row: &AnyRow) -> Result<OperationRow, Error> {
    Ok(OperationRow {
        operation_id: row.id("operation_id")?,
        name: row.text("name")?,
        opened_at: row.instant("opened_at")?,
        opened_by: row.text("opened_by")?,
        subjects: row.number("subjects")?,
    })
}

fn read_subject_id(row: &AnyRow) -> Result<Id<Subject>, Error> {
    row.id("subject_id")
}

fn read_report_id(row: &AnyRow) -> Result<Id<Report>, Error> {
    row.id("report_id")
}

/// Fails on a name that another operation has.
pub(crate) async fn insert_operation(
    tx: &mut Tx,
    operation_id: Id<Operation>,
    name: &str,
    opened_at: Timestamp,
    opened_by: &str,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO operation (operation_id, name, opened_at, opened_by) VALUES ($1, $2, $3, $4)")
        .bind(operation_id.to_string())
        .bind(name)
        .bind(opened_at.as_microsecond())
        .bind(opened_by)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(crate) async fn find_operation(
    tx: &mut Tx,
    reader: &Reader,
    operation_id: Id<Operation>,
) -> Result<Option<OperationRow>, DbError> {
    let may_read = may_read(Closed::Operation, "operation.operation_id", 2);
    let sql = format!("{SELECT} WHERE operation_id = $1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operation_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_row).transpose()?)
}

/// The operation that has this name in the open; a closed one has none.
pub(crate) async fn find_by_name(
    tx: &mut Tx,
    reader: &Reader,
    name: &str,
) -> Result<Option<OperationRow>, DbError> {
    let may_read = may_read(Closed::Operation, "operation.operation_id", 2);
    let sql = format!("{SELECT} WHERE name = $1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(name).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_row).transpose()?)
}

/// Newest first.
pub(crate) async fn list_operations(tx: &mut Tx, reader: &Reader) -> Result<Vec<OperationRow>, DbError> {
    let may_read = may_read(Closed::Operation, "operation.operation_id", 1);
    let sql = format!("{SELECT} WHERE {may_read} ORDER BY opened_at DESC, operation_id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_row)
}

/// Gives an operation another name in the open.
pub(crate) async fn set_name(tx: &mut Tx, operation_id: Id<Operation>, name: &str) -> Result<(), DbError> {
    sqlx::query("UPDATE operation SET name = $1 WHERE operation_id = $2")
        .bind(name)
        .bind(operation_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Puts a subject in; one that is in already stays.
pub(crate) async fn add_subject(
    tx: &mut Tx,
    operation_id: Id<Operation>,
    subject_id: Id<Subject>,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO operation_subject (operation_id, subject_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    )
    .bind(operation_id.to_string())
    .bind(subject_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes a subject out; says whether it was in.
pub(crate) async fn remove_subject(
    tx: &mut Tx,
    operation_id: Id<Operation>,
    subject_id: Id<Subject>,
) -> Result<bool, DbError> {
    let done = sqlx::query("DELETE FROM operation_subject WHERE operation_id = $1 AND subject_id = $2")
        .bind(operation_id.to_string())
        .bind(subject_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Where accounts move, the operations of their old subject follow, and the claims on it.
pub(crate) async fn copy_memberships(tx: &mut Tx, from: Id<Subject>, to: Id<Subject>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO operation_subject (operation_id, subject_id)
         SELECT operation_id, $2 FROM operation_subject WHERE subject_id = $1
         ON CONFLICT DO NOTHING",
    )
    .bind(from.to_string())
    .bind(to.to_string())
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "INSERT INTO claim_subject (claim_id, subject_id)
         SELECT claim_id, $2 FROM claim_subject WHERE subject_id = $1
         ON CONFLICT DO NOTHING",
    )
    .bind(from.to_string())
    .bind(to.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The subjects of an operation that the reader may read: binds operation and reader.
fn readable_subjects() -> String {
    let may_list = may_list(Closed::Subject, "operation_subject.subject_id", 2);
    format!("FROM operation_subject WHERE operation_subject.operation_id = $1 AND {may_list}")
}

pub(crate) async fn list_subject_ids(
    tx: &mut Tx,
    reader: &Reader,
    operation_id: Id<Operation>,
) -> Result<Vec<Id<Subject>>, DbError> {
    let sql = format!("SELECT subject_id {} ORDER BY subject_id", readable_subjects());
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operation_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_subject_id)
}

/// So many of them, from one on.
pub(crate) async fn list_subject_page(
    tx: &mut Tx,
    reader: &Reader,
    operation_id: Id<Operation>,
    limit: i64,
    offset: i64,
) -> Result<Vec<Id<Subject>>, DbError> {
    let sql = format!("SELECT subject_id {} ORDER BY subject_id LIMIT $3 OFFSET $4", readable_subjects());
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operation_id.to_string()).bind(reader.name());
    let rows = query.bind(limit).bind(offset).fetch_all(tx.conn()).await?;
    read_all(&rows, read_subject_id)
}

/// How many they are.
pub(crate) async fn count_subjects(
    tx: &mut Tx,
    reader: &Reader,
    operation_id: Id<Operation>,
) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total {}", readable_subjects());
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operation_id.to_string()).bind(reader.name());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// Those of these subjects that are in an operation.
pub(crate) async fn list_members(
    tx: &mut Tx,
    operation_id: Id<Operation>,
    subject_ids: &[Id<Subject>],
) -> Result<Vec<Id<Subject>>, DbError> {
    if subject_ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT subject_id FROM operation_subject WHERE operation_id = $1 AND subject_id IN ({})",
        places(2, subject_ids.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operation_id.to_string());
    for subject_id in subject_ids {
        query = query.bind(subject_id.to_string());
    }
    read_all(&query.fetch_all(tx.conn()).await?, read_subject_id)
}

/// How many of its subjects are closed to the reader by another operation.
pub(crate) async fn count_closed_subjects(
    tx: &mut Tx,
    reader: &Reader,
    operation_id: Id<Operation>,
) -> Result<i64, DbError> {
    let may_list = may_list(Closed::Subject, "operation_subject.subject_id", 2);
    let sql = format!(
        "SELECT COUNT(*) AS closed FROM operation_subject WHERE operation_id = $1 AND NOT {may_list}
             AND EXISTS (SELECT 1 FROM account WHERE account.subject_id = operation_subject.subject_id)"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operation_id.to_string()).bind(reader.name());
    Ok(query.fetch_one(tx.conn()).await?.number("closed")?)
}

/// The reports that hold an act of a subject.
pub(crate) async fn list_report_ids_of_subject(
    tx: &mut Tx,
    subject_id: Id<Subject>,
) -> Result<Vec<Id<Report>>, DbError> {
    let rows = sqlx::query(
        "SELECT DISTINCT act.report_id AS report_id FROM act
         JOIN account ON account.account_id = act.account_id
         WHERE account.subject_id = $1 ORDER BY act.report_id",
    )
    .bind(subject_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_report_id)
}

/// One page of the list.
pub(crate) async fn list_page(
    tx: &mut Tx,
    reader: &Reader,
    rows: &Rows,
) -> Result<Vec<OperationRow>, DbError> {
    let may_list = may_list(Closed::Operation, "operation.operation_id", 1);
    let order = rows.order_by("operation", "operation_id");
    let sql = format!("{SELECT} WHERE {may_list} {order} LIMIT $2 OFFSET $3");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name());
    let found = query.bind(rows.limit).bind(rows.offset).fetch_all(tx.conn()).await?;
    read_all(&found, read_row)
}

/// How many the whole list holds.
pub(crate) async fn count(tx: &mut Tx, reader: &Reader) -> Result<i64, DbError> {
    let may_list = may_list(Closed::Operation, "operation.operation_id", 1);
    let sql = format!("SELECT COUNT(*) AS total FROM operation WHERE {may_list}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// The operations that a subject is in, newest first.
pub(crate) async fn list_operations_of_subject(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Vec<OperationRow>, DbError> {
    let may_read = may_read(Closed::Operation, "operation.operation_id", 2);
    let sql = format!(
        "{SELECT} WHERE {may_read} AND operation.operation_id IN (
             SELECT operation_subject.operation_id FROM operation_subject WHERE operation_subject.subject_id = $1)
         ORDER BY operation.opened_at DESC, operation.operation_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(subject_id.to_string()).bind(reader.name());
    read_all(&query.fetch_all(tx.conn()).await?, read_row)
}

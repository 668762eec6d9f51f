//! What courts and the police ordered of reports.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::queue::order_by;
use super::{instant, instant_if_any, parsed, parsed_if_any};
use crate::ids::{LegalProcess, Report};
use crate::processes::{ProcessKind, ProcessState, ProcessWords};

/// The table, for sealing.
pub(crate) const TABLE: &str = "legal_process";
/// Who ordered what.
pub(crate) const WORDS: &str = "words_sealed";
/// What was answered.
pub(crate) const ANSWER: &str = "answer_sealed";

/// Columns by which they are ordered, and what stands for them in SQL.
const ORDERS: &[(&str, &str)] =
    &[("due_on", "COALESCE(p.due_on, '9999-12-31')"), ("received_on", "p.received_on")];

/// One order.
pub(crate) struct ProcessRow {
    pub(crate) process_id: Id<LegalProcess>,
    pub(crate) report_id: Id<Report>,
    pub(crate) kind: ProcessKind,
    pub(crate) words: Sealed<ProcessWords>,
    pub(crate) received_on: Date,
    pub(crate) due_on: Option<Date>,
    /// The last day of its hold; none until that is lifted.
    pub(crate) hold_until: Option<Date>,
    /// The hold on the upload that came with it.
    pub(crate) hold_id: String,
    pub(crate) state: ProcessState,
    pub(crate) recorded_by: String,
    pub(crate) recorded_at: Timestamp,
    /// The day on which it was answered, or lapsed.
    pub(crate) settled_on: Option<Date>,
    pub(crate) settled_by: Option<String>,
    pub(crate) settled_at: Option<Timestamp>,
    pub(crate) answer: Option<Sealed<String>>,
}

/// What became of one.
pub(crate) struct SettledProcess {
    pub(crate) state: ProcessState,
    pub(crate) on: Date,
    pub(crate) by: String,
    pub(crate) at: Timestamp,
    pub(crate) answer: Sealed<String>,
}

/// Records an order.
pub(crate) async fn insert(tx: &mut Tx, row: &ProcessRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO legal_process (process_id, report_id, kind, words_sealed, received_on, due_on, hold_until_on, hold_id,
             state, recorded_by, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(row.process_id.to_string())
    .bind(row.report_id.to_string())
    .bind(row.kind.name())
    .bind(row.words.as_column())
    .bind(row.received_on.to_string())
    .bind(row.due_on.map(|day| day.to_string()))
    .bind(row.hold_until.map(|day| day.to_string()))
    .bind(&row.hold_id)
    .bind(row.state.name())
    .bind(&row.recorded_by)
    .bind(row.recorded_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The order with this id.
pub(crate) async fn find(tx: &mut Tx, id: Id<LegalProcess>) -> Result<Option<ProcessRow>, DbError> {
    let sql = "SELECT * FROM legal_process WHERE process_id = $1";
    let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(tx.conn()).await?;
    row.map(|row| read(&row)).transpose()
}

/// Every order on a report, newest first.
pub(crate) async fn list_of(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<ProcessRow>, DbError> {
    let sql = "SELECT * FROM legal_process WHERE report_id = $1 ORDER BY process_id DESC";
    let rows = sqlx::query(sql).bind(report_id.to_string()).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// Says what became of an order that is open; `false` when it no longer is.
pub(crate) async fn settle(
    tx: &mut Tx,
    id: Id<LegalProcess>,
    settled: &SettledProcess,
) -> Result<bool, DbError> {
    let sql = "UPDATE legal_process SET state = $2, settled_on = $3, settled_by = $4, settled_at = $5, answer_sealed = $6
         WHERE process_id = $1 AND state = 'open'";
    let done = sqlx::query(sql)
        .bind(id.to_string())
        .bind(settled.state.name())
        .bind(settled.on.to_string())
        .bind(&settled.by)
        .bind(settled.at.as_microsecond())
        .bind(settled.answer.as_column())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Opens an order again that is not open; `false` when it is.
pub(crate) async fn reopen(tx: &mut Tx, id: Id<LegalProcess>) -> Result<bool, DbError> {
    let sql =
        "UPDATE legal_process SET state = 'open', settled_on = NULL, settled_by = NULL, settled_at = NULL,
             answer_sealed = NULL
         WHERE process_id = $1 AND state <> 'open'";
    let done = sqlx::query(sql).bind(id.to_string()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// How many there are, in a state or in any.
pub(crate) async fn count(tx: &mut Tx, state: Option<ProcessState>) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS found FROM legal_process p WHERE ($1 = '' OR p.state = $1)";
    let row = sqlx::query(sql).bind(state.map_or("", ProcessState::name)).fetch_one(tx.conn()).await?;
    Ok(row.try_get("found")?)
}

/// One page of them, in a state or in any.
pub(crate) async fn list(
    tx: &mut Tx,
    state: Option<ProcessState>,
    order: (&str, bool),
    (offset, limit): (i64, i64),
) -> Result<Vec<ProcessRow>, DbError> {
    let order = order_by(order, ORDERS, "p.process_id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT p.* FROM legal_process p WHERE ($1 = '' OR p.state = $1) {order} LIMIT $2 OFFSET $3"
    )))
    .bind(state.map_or("", ProcessState::name))
    .bind(limit)
    .bind(offset)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<ProcessRow, DbError> {
    let answer: Option<String> = row.try_get(ANSWER)?;
    Ok(ProcessRow {
        process_id: parsed(row, "process_id")?,
        report_id: parsed(row, "report_id")?,
        kind: parsed(row, "kind")?,
        words: Sealed::from_column(row.try_get(WORDS)?),
        received_on: parsed(row, "received_on")?,
        due_on: parsed_if_any(row, "due_on")?,
        hold_until: parsed_if_any(row, "hold_until_on")?,
        hold_id: row.try_get("hold_id")?,
        state: parsed(row, "state")?,
        recorded_by: row.try_get("recorded_by")?,
        recorded_at: instant(row, "recorded_at")?,
        settled_on: parsed_if_any(row, "settled_on")?,
        settled_by: row.try_get("settled_by")?,
        settled_at: instant_if_any(row, "settled_at")?,
        answer: answer.map(Sealed::from_column),
    })
}

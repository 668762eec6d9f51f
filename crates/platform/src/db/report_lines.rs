//! Reports as their list and the overview show them: with the newest request and the newest outcome.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::queue::{Waiting, order_by, pattern};
use super::{instant, instant_if_any, parsed, parsed_if_any};
use crate::filing::{Step, StepState};
use crate::ids::Report;
use crate::report_state::ReportState;

/// Which reports are asked for.
pub(crate) struct Asked<'a> {
    /// Only those in this state.
    pub(crate) state: Option<ReportState>,
    /// Only those whose newest outcome has this code; empty is any.
    pub(crate) outcome: &'a str,
    /// Only those that hold this text.
    pub(crate) text: Option<&'a str>,
}

/// A report in the list.
pub(crate) struct ReportLine {
    pub(crate) report_id: Id<Report>,
    pub(crate) state: ReportState,
    pub(crate) opened_at: Timestamp,
    pub(crate) report_number: Option<i64>,
    pub(crate) filed_at: Option<Timestamp>,
    pub(crate) preserve_until: Option<Date>,
    /// The newest request, where one was written down.
    pub(crate) last_step: Option<(Step, StepState)>,
    /// What the clearinghouse answered to it.
    pub(crate) response_code: Option<i64>,
    /// The newest outcome, and when it came.
    pub(crate) outcome: Option<(String, Timestamp)>,
}

const ORDERS: &[(&str, &str)] = &[
    ("opened_at", "r.report_id"),
    ("number", "COALESCE(r.report_number, 0)"),
    ("filed_at", "COALESCE(r.filed_at, 0)"),
];

const SELECT: &str =
    "SELECT r.*, s.step AS last_step, s.state AS last_state, s.response_code, o.code AS outcome, o.received_at
     FROM report r
     LEFT JOIN outcome o ON o.report_id = r.report_id
         AND o.sequence = (SELECT MAX(x.sequence) FROM outcome x WHERE x.report_id = r.report_id)
     LEFT JOIN filing_step s ON s.filing_step_id =
         (SELECT x.filing_step_id FROM filing_step x WHERE x.report_id = r.report_id
          ORDER BY x.attempt DESC,
              CASE x.step WHEN 'finish' THEN 2 WHEN 'submit' THEN 0 ELSE 1 END DESC, x.file_no DESC,
              CASE x.step WHEN 'fileinfo' THEN 1 ELSE 0 END DESC
          LIMIT 1)
     WHERE ($1 = '' OR r.state = $1) AND ($2 = '' OR o.code = $2)
         AND ($3 = '' OR CAST(r.report_number AS TEXT) LIKE $3 ESCAPE '!' OR r.report_id LIKE $3 ESCAPE '!'
              OR r.upload_id LIKE $3 ESCAPE '!')";

/// Reports as asked for: in this order, so many after so many.
pub(crate) async fn list(
    tx: &mut Tx,
    asked: &Asked<'_>,
    order: (&str, bool),
    (offset, limit): (i64, i64),
) -> Result<Vec<ReportLine>, DbError> {
    let order = order_by(order, ORDERS, "r.report_id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} {order} LIMIT $4 OFFSET $5")))
        .bind(asked.state.map_or("", ReportState::name))
        .bind(asked.outcome)
        .bind(pattern(asked.text))
        .bind(limit)
        .bind(offset)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// How many reports there are as asked for.
pub(crate) async fn count(tx: &mut Tx, asked: &Asked<'_>) -> Result<i64, DbError> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) AS found FROM ({SELECT}) AS asked")))
        .bind(asked.state.map_or("", ReportState::name))
        .bind(asked.outcome)
        .bind(pattern(asked.text))
        .fetch_one(tx.conn())
        .await?;
    Ok(row.try_get("found")?)
}

/// Reports that wait for a human, oldest first.
pub(crate) async fn list_stuck(tx: &mut Tx, at_most: i64) -> Result<Vec<Waiting>, DbError> {
    let sql =
        "SELECT report_id AS id, opened_at FROM report WHERE state = 'stuck' ORDER BY report_id LIMIT $1";
    let rows = sqlx::query(sql).bind(at_most).fetch_all(tx.conn()).await?;
    let read = |row: &AnyRow| Ok(Waiting { id: row.try_get("id")?, since: instant(row, "opened_at")? });
    rows.iter().map(read).collect()
}

/// How many reports were filed since an instant.
pub(crate) async fn count_filed_since(tx: &mut Tx, since: Timestamp) -> Result<i64, DbError> {
    let row = sqlx::query("SELECT COUNT(*) AS found FROM report WHERE filed_at >= $1")
        .bind(since.as_microsecond())
        .fetch_one(tx.conn())
        .await?;
    Ok(row.try_get("found")?)
}

/// How many reports wait because the clearinghouse refused a request of theirs.
pub(crate) async fn count_refused(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(DISTINCT r.report_id) AS found FROM report r JOIN filing_step s ON s.report_id = r.report_id
         WHERE r.state = 'stuck' AND s.state = 'refused'";
    Ok(sqlx::query(sql).fetch_one(tx.conn()).await?.try_get("found")?)
}

/// How many reports stand at each outcome, by the newest that came.
pub(crate) async fn count_outcomes(tx: &mut Tx) -> Result<Vec<(String, i64)>, DbError> {
    let sql = "SELECT o.code, COUNT(*) AS found FROM outcome o
         WHERE o.sequence = (SELECT MAX(x.sequence) FROM outcome x WHERE x.report_id = o.report_id)
         GROUP BY o.code ORDER BY o.code";
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok((row.try_get("code")?, row.try_get("found")?))).collect()
}

fn read(row: &AnyRow) -> Result<ReportLine, DbError> {
    let (step, state) = (parsed_if_any(row, "last_step")?, parsed_if_any(row, "last_state")?);
    let code: Option<String> = row.try_get("outcome")?;
    Ok(ReportLine {
        report_id: parsed(row, "report_id")?,
        state: parsed(row, "state")?,
        opened_at: instant(row, "opened_at")?,
        report_number: row.try_get("report_number")?,
        filed_at: instant_if_any(row, "filed_at")?,
        preserve_until: parsed_if_any(row, "preserve_until_on")?,
        last_step: step.zip(state),
        response_code: row.try_get("response_code")?,
        outcome: code.zip(instant_if_any(row, "received_at")?),
    })
}

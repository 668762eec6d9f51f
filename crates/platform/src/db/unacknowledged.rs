//! Reports that the clearinghouse has not acknowledged.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::queue::Waiting;
use super::{instant, parsed, parsed_if_any};
use crate::filing::trouble::Trouble;
use crate::filing::{Step, StepState};
use crate::ids::Report;

/// A report that is being filed or stuck.
pub(crate) struct UnacknowledgedRow {
    pub(crate) report_id: Id<Report>,
    pub(crate) opened_at: Timestamp,
    pub(crate) trouble: Trouble,
    /// The newest request, where one was written down.
    pub(crate) step: Option<Step>,
    pub(crate) http_status: Option<i64>,
    pub(crate) response_code: Option<i64>,
}

/// All of them at most so many, oldest first; with whether reports are carried by hand.
pub(crate) async fn list(
    tx: &mut Tx,
    at_most: i64,
    is_by_hand: bool,
) -> Result<Vec<UnacknowledgedRow>, DbError> {
    let sql =
        "SELECT r.report_id, r.state, r.opened_at, s.step AS last_step, s.state AS last_state, s.http_status, s.response_code,
             r.held_because
         FROM report r
         LEFT JOIN filing_step s ON s.filing_step_id =
             (SELECT x.filing_step_id FROM filing_step x WHERE x.report_id = r.report_id
              ORDER BY x.attempt DESC,
                  CASE x.step WHEN 'finish' THEN 2 WHEN 'submit' THEN 0 ELSE 1 END DESC, x.file_no DESC,
              CASE x.step WHEN 'fileinfo' THEN 1 ELSE 0 END DESC
              LIMIT 1)
         WHERE r.state IN ('filing', 'stuck') ORDER BY r.report_id LIMIT $1";
    let rows = sqlx::query(sql).bind(at_most).fetch_all(tx.conn()).await?;
    let mut found = Vec::new();
    for row in &rows {
        let newest: Option<StepState> = parsed_if_any(row, "last_state")?;
        let held: Option<String> = row.try_get("held_because")?;
        let response_code: Option<i64> = row.try_get("response_code")?;
        found.push(UnacknowledgedRow {
            report_id: parsed(row, "report_id")?,
            opened_at: instant(row, "opened_at")?,
            trouble: Trouble::of(parsed(row, "state")?, newest, response_code, held.is_some())
                .carried(is_by_hand),
            step: parsed_if_any(row, "last_step")?,
            http_status: row.try_get("http_status")?,
            response_code,
        });
    }
    Ok(found)
}

/// How many there are.
pub(crate) async fn count(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS found FROM report WHERE state IN ('filing', 'stuck')";
    Ok(sqlx::query(sql).fetch_one(tx.conn()).await?.try_get("found")?)
}

/// Reports that wait until a second person has confirmed them, oldest first.
pub(crate) async fn list_for_second(tx: &mut Tx, at_most: i64) -> Result<Vec<Waiting>, DbError> {
    let sql = "SELECT report_id AS id, opened_at FROM report
         WHERE state = 'filing' AND held_because = 'second_reviewer' ORDER BY report_id LIMIT $1";
    let rows = sqlx::query(sql).bind(at_most).fetch_all(tx.conn()).await?;
    let waiting = |row: &AnyRow| Ok(Waiting { id: row.try_get("id")?, since: instant(row, "opened_at")? });
    rows.iter().map(waiting).collect()
}

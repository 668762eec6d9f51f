//! What was practised against a sandbox: each run with its results.

use jiff::Timestamp;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::instant;
use crate::practice::CaseResult;

/// One run.
pub(crate) struct PracticeRun {
    pub(crate) run_no: i64,
    pub(crate) address: String,
    pub(crate) run_by: String,
    pub(crate) run_at: Timestamp,
    pub(crate) results: Vec<CaseResult>,
}

/// The number that the next run gets.
pub(crate) async fn next_no(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT COALESCE(MAX(run_no), 0) + 1 AS next FROM practice_run";
    Ok(sqlx::query(sql).fetch_one(tx.conn()).await?.try_get("next")?)
}

/// Keeps a run.
pub(crate) async fn insert(tx: &mut Tx, run: &PracticeRun) -> Result<(), DbError> {
    sqlx::query("INSERT INTO practice_run (run_no, address, run_by, run_at) VALUES ($1, $2, $3, $4)")
        .bind(run.run_no)
        .bind(&run.address)
        .bind(&run.run_by)
        .bind(run.run_at.as_microsecond())
        .execute(tx.conn())
        .await?;
    for result in &run.results {
        sqlx::query("INSERT INTO practice_result (run_no, case_name, passed, words) VALUES ($1, $2, $3, $4)")
            .bind(run.run_no)
            .bind(&result.name)
            .bind(i64::from(result.is_passed))
            .bind(&result.words)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// The newest run.
pub(crate) async fn find_newest(tx: &mut Tx) -> Result<Option<PracticeRun>, DbError> {
    let sql = "SELECT * FROM practice_run ORDER BY run_no DESC LIMIT 1";
    let Some(row) = sqlx::query(sql).fetch_optional(tx.conn()).await? else { return Ok(None) };
    let run_no: i64 = row.try_get("run_no")?;
    let sql = "SELECT case_name, passed, words FROM practice_result WHERE run_no = $1 ORDER BY case_name";
    let rows = sqlx::query(sql).bind(run_no).fetch_all(tx.conn()).await?;
    Ok(Some(PracticeRun {
        run_no,
        address: row.try_get("address")?,
        run_by: row.try_get("run_by")?,
        run_at: instant(&row, "run_at")?,
        results: rows.iter().map(read).collect::<Result<_, _>>()?,
    }))
}

fn read(row: &AnyRow) -> Result<CaseResult, DbError> {
    Ok(CaseResult {
        name: row.try_get("case_name")?,
        is_passed: row.try_get::<i64, _>("passed")? == 1,
        words: row.try_get("words")?,
    })
}

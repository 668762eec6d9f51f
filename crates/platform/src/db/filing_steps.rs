//! Requests of the CyberTipline API: written before they are sent.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, instant_if_any, parsed};
use crate::filing::{Place, Step, StepState};
use crate::ids::{FilingStep, Report};

/// The table, for sealing.
pub(crate) const TABLE: &str = "filing_step";
/// The sealed column.
pub(crate) const WORDS: &str = "words_sealed";

/// One request as stored.
#[derive(Debug)]
pub(crate) struct StepRow {
    pub(crate) filing_step_id: Id<FilingStep>,
    pub(crate) attempt: i64,
    pub(crate) step: Step,
    /// The file's place in the report, from 1; 0 where the request is about the whole.
    pub(crate) file_no: i64,
    pub(crate) state: StepState,
    pub(crate) sends: i64,
    pub(crate) intended_at: Timestamp,
    pub(crate) settled_at: Option<Timestamp>,
    pub(crate) http_status: Option<i64>,
    pub(crate) response_code: Option<i64>,
    pub(crate) words: Option<Sealed<String>>,
    pub(crate) report_number: Option<i64>,
    pub(crate) file_id: Option<String>,
    /// Whether it said that the file was viewed in full because a moderator had typed so, before openings were kept.
    pub(crate) typed_in_full: bool,
}

impl StepRow {
    /// Which request it is.
    pub(crate) fn place(&self) -> Place {
        Place { step: self.step, file_no: self.file_no }
    }
}

/// What an answer settles.
pub(crate) struct Settled {
    pub(crate) state: StepState,
    pub(crate) at: Timestamp,
    pub(crate) http_status: Option<i64>,
    pub(crate) response_code: Option<i64>,
    pub(crate) words: Sealed<String>,
    pub(crate) report_number: Option<i64>,
    pub(crate) file_id: Option<String>,
}

/// Every request of a report, oldest first.
pub(crate) async fn list_steps(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<StepRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM filing_step WHERE report_id = $1 ORDER BY filing_step_id")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    let mut steps = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    steps.sort_by_key(|row| (row.attempt, row.place().order()));
    Ok(steps)
}

/// Whether a `finish` may have arrived: then the report may be filed, and only the other side can tell.
pub(crate) async fn may_be_filed(tx: &mut Tx, report_id: Id<Report>) -> Result<bool, DbError> {
    let steps = list_steps(tx, report_id).await?;
    Ok(steps.last().is_some_and(|last| last.step == Step::Finish && last.state != StepState::Gone))
}

/// The number that the next request goes under: that of the attempt under way; none where the next one opens a report.
pub(crate) async fn number_in_use(tx: &mut Tx, report_id: Id<Report>) -> Result<Option<i64>, DbError> {
    let steps = list_steps(tx, report_id).await?;
    let goes_on = |newest: &&StepRow| match newest.state {
        StepState::Done => true,
        StepState::Gone => false,
        StepState::Intended | StepState::Unknown | StepState::Refused => newest.step == Step::Finish,
    };
    let Some(newest) = steps.last().filter(goes_on) else { return Ok(None) };
    Ok(steps.iter().filter(|step| step.attempt == newest.attempt).find_map(|step| step.report_number))
}

/// Writes down that a request is about to be sent.
pub(crate) async fn insert_intent(
    tx: &mut Tx,
    id: Id<FilingStep>,
    report_id: Id<Report>,
    (attempt, place): (i64, Place),
    intended_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO filing_step (filing_step_id, report_id, attempt, step, file_no, state, sends, intended_at)
         VALUES ($1, $2, $3, $4, $5, 'intended', 1, $6)",
    )
    .bind(id.to_string())
    .bind(report_id.to_string())
    .bind(attempt)
    .bind(place.step.name())
    .bind(place.file_no)
    .bind(intended_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes down that the same request is about to be sent once more.
pub(crate) async fn repeat_intent(
    tx: &mut Tx,
    id: Id<FilingStep>,
    intended_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE filing_step SET state = 'intended', sends = sends + 1, intended_at = $1, settled_at = NULL,
             typed_in_full = 0
         WHERE filing_step_id = $2",
    )
    .bind(intended_at.as_microsecond())
    .bind(id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Records that the outcome of an intended request will never be known.
pub(crate) async fn give_up_intent(
    tx: &mut Tx,
    id: Id<FilingStep>,
    settled_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE filing_step SET state = 'unknown', settled_at = $1 WHERE filing_step_id = $2 AND state = 'intended'",
    )
    .bind(settled_at.as_microsecond())
    .bind(id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives up the attempt under way. What was begun of it at the clearinghouse expires there, unless it is taken back.
pub(crate) async fn abandon_newest(
    tx: &mut Tx,
    report_id: Id<Report>,
    settled_at: Timestamp,
) -> Result<(), DbError> {
    let Some(newest) = list_steps(tx, report_id).await?.pop() else { return Ok(()) };
    sqlx::query("UPDATE filing_step SET state = 'gone', settled_at = $1 WHERE filing_step_id = $2")
        .bind(settled_at.as_microsecond())
        .bind(newest.filing_step_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Settles an intended request; `false` when it is no longer the one that is waited for.
pub(crate) async fn settle_intent(
    tx: &mut Tx,
    id: Id<FilingStep>,
    settled: &Settled,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE filing_step SET state = $1, settled_at = $2, http_status = $3, response_code = $4, words_sealed = $5,
            report_number = $6, file_id = $7
         WHERE filing_step_id = $8 AND state = 'intended'",
    )
    .bind(settled.state.name())
    .bind(settled.at.as_microsecond())
    .bind(settled.http_status)
    .bind(settled.response_code)
    .bind(settled.words.as_column())
    .bind(settled.report_number)
    .bind(settled.file_id.clone())
    .bind(id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

fn read(row: &AnyRow) -> Result<StepRow, DbError> {
    let words: Option<String> = row.try_get(WORDS)?;
    Ok(StepRow {
        filing_step_id: parsed(row, "filing_step_id")?,
        attempt: row.try_get("attempt")?,
        step: parsed(row, "step")?,
        file_no: row.try_get("file_no")?,
        state: parsed(row, "state")?,
        sends: row.try_get("sends")?,
        intended_at: instant(row, "intended_at")?,
        settled_at: instant_if_any(row, "settled_at")?,
        http_status: row.try_get("http_status")?,
        response_code: row.try_get("response_code")?,
        words: words.map(Sealed::from_column),
        report_number: row.try_get("report_number")?,
        file_id: row.try_get("file_id")?,
        typed_in_full: row.try_get::<i64, _>("typed_in_full")? == 1,
    })
}

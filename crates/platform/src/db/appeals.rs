//! What reported users say against it, and what was decided on that.

use jiff::Timestamp;
use model::Id;
use service::{ColumnKeys, ColumnRef, DbError, SealError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::queue::Waiting;
use super::{instant, instant_if_any, parsed, parsed_if_any};
use crate::appeal::AppealState;
use crate::delivery_state::MessageState;
use crate::ids::{Appeal, Report, Upload};

/// The table, for sealing.
pub(crate) const TABLE: &str = "appeal";
/// The sealed column of what the user says.
pub(crate) const TEXT: &str = "text_sealed";
/// The sealed column of why it was decided so.
pub(crate) const REASON: &str = "reason_sealed";

/// The sealed column of the policy by which it was decided.
pub(crate) const POLICY: &str = "policy_sealed";

/// An appeal as stored.
pub(crate) struct AppealRow {
    pub(crate) appeal_id: Id<Appeal>,
    pub(crate) upload_id: Id<Upload>,
    pub(crate) text: Sealed<String>,
    pub(crate) received_at: Timestamp,
    pub(crate) received_from: String,
    pub(crate) state: AppealState,
    pub(crate) reason: Option<Sealed<String>>,
    /// The policy by which it was decided, as it was then.
    pub(crate) policy: Option<Sealed<String>>,
    pub(crate) decided_by: Option<String>,
    pub(crate) decided_at: Option<Timestamp>,
    /// The follow-up by which the clearinghouse is told.
    pub(crate) correction: Option<Id<Report>>,
    /// Whether the application has heard; none where nobody is told.
    pub(crate) told: Option<MessageState>,
    pub(crate) last_error: Option<String>,
}

impl AppealRow {
    /// The policy by which it was decided; none where none was named, or it is erased.
    pub(crate) fn open_policy(&self, columns: &ColumnKeys) -> Result<Option<String>, SealError> {
        let row = self.appeal_id.to_string();
        let at = ColumnRef { table: TABLE, row: &row, column: POLICY };
        self.policy.as_ref().map(|policy| policy.open(columns, at)).transpose()
    }
}

/// Stores an appeal.
pub(crate) async fn insert(
    tx: &mut Tx,
    (id, upload_id): (Id<Appeal>, Id<Upload>),
    text: &Sealed<String>,
    received_at: Timestamp,
    received_from: &str,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO appeal (appeal_id, upload_id, text_sealed, received_at, received_from, state)
         VALUES ($1, $2, $3, $4, $5, 'open')",
    )
    .bind(id.to_string())
    .bind(upload_id.to_string())
    .bind(text.as_column())
    .bind(received_at.as_microsecond())
    .bind(received_from)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The appeal with this id.
pub(crate) async fn find(tx: &mut Tx, id: Id<Appeal>) -> Result<Option<AppealRow>, DbError> {
    sqlx::query("SELECT * FROM appeal WHERE appeal_id = $1")
        .bind(id.to_string())
        .fetch_optional(tx.conn())
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// The newest appeal about an upload that was granted.
pub(crate) async fn find_granted(tx: &mut Tx, upload_id: Id<Upload>) -> Result<Option<AppealRow>, DbError> {
    let sql =
        "SELECT * FROM appeal WHERE upload_id = $1 AND state = 'granted' ORDER BY decided_at DESC LIMIT 1";
    let row = sqlx::query(sql).bind(upload_id.to_string()).fetch_optional(tx.conn()).await?;
    row.map(|row| read(&row)).transpose()
}

/// Whether an appeal about an upload waits for a decision.
pub(crate) async fn is_open(tx: &mut Tx, upload_id: Id<Upload>) -> Result<bool, DbError> {
    let sql = "SELECT 1 AS found FROM appeal WHERE upload_id = $1 AND state = 'open' LIMIT 1";
    Ok(sqlx::query(sql).bind(upload_id.to_string()).fetch_optional(tx.conn()).await?.is_some())
}

/// Appeals in one state, or in any, oldest first: so many after so many.
pub(crate) async fn list(
    tx: &mut Tx,
    state: Option<AppealState>,
    (offset, limit): (i64, i64),
) -> Result<Vec<AppealRow>, DbError> {
    let sql = "SELECT * FROM appeal WHERE $1 = '' OR state = $1 ORDER BY appeal_id LIMIT $2 OFFSET $3";
    let rows = sqlx::query(sql)
        .bind(state.map_or("", AppealState::name))
        .bind(limit)
        .bind(offset)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// How many appeals there are of each state.
pub(crate) async fn count_by_state(tx: &mut Tx) -> Result<Vec<(AppealState, i64)>, DbError> {
    let sql = "SELECT state, COUNT(*) AS appeals FROM appeal GROUP BY state ORDER BY state";
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok((parsed(row, "state")?, row.try_get("appeals")?))).collect()
}

/// The appeals that nobody has decided on, oldest first.
pub(crate) async fn list_waiting(tx: &mut Tx, at_most: i64) -> Result<Vec<Waiting>, DbError> {
    let sql =
        "SELECT appeal_id AS id, received_at FROM appeal WHERE state = 'open' ORDER BY appeal_id LIMIT $1";
    let rows = sqlx::query(sql).bind(at_most).fetch_all(tx.conn()).await?;
    let waiting = |row: &AnyRow| Ok(Waiting { id: row.try_get("id")?, since: instant(row, "received_at")? });
    rows.iter().map(waiting).collect()
}

/// What a decision changes.
pub(crate) struct Decided<'a> {
    pub(crate) state: AppealState,
    pub(crate) reason: Sealed<String>,
    pub(crate) policy: Option<Sealed<String>>,
    /// The id of that; empty where words name it.
    pub(crate) policy_id: Option<&'a str>,
    pub(crate) decided_by: &'a str,
    pub(crate) decided_at: Timestamp,
    pub(crate) correction: Option<Id<Report>>,
    /// Whether the application is told.
    pub(crate) tells: bool,
}

/// Decides on an appeal; `false` when somebody decided before.
pub(crate) async fn decide(tx: &mut Tx, id: Id<Appeal>, made: &Decided<'_>) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE appeal SET state = $2, reason_sealed = $3, decided_by = $4, decided_at = $5, correction_report_id = $6, told_state = $7,
             policy_sealed = $8, policy_id = $9
         WHERE appeal_id = $1 AND state = 'open'",
    )
    .bind(id.to_string())
    .bind(made.state.name())
    .bind(made.reason.as_column())
    .bind(made.decided_by)
    .bind(made.decided_at.as_microsecond())
    .bind(made.correction.map(|id| id.to_string()))
    .bind(made.tells.then(|| MessageState::Waiting.name()))
    .bind(made.policy.as_ref().map(|policy| policy.as_column().to_owned()))
    .bind(made.policy_id.map(str::to_owned))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Settles the message about a decision; `false` when none waits.
pub(crate) async fn settle(tx: &mut Tx, id: Id<Appeal>, error: Option<&str>) -> Result<bool, DbError> {
    let state = if error.is_some() { MessageState::Failed } else { MessageState::Sent };
    let sql =
        "UPDATE appeal SET told_state = $2, last_error = $3 WHERE appeal_id = $1 AND told_state = 'waiting'";
    let done = sqlx::query(sql)
        .bind(id.to_string())
        .bind(state.name())
        .bind(error.map(str::to_owned))
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

fn read(row: &AnyRow) -> Result<AppealRow, DbError> {
    let reason: Option<String> = row.try_get(REASON)?;
    Ok(AppealRow {
        appeal_id: parsed(row, "appeal_id")?,
        upload_id: parsed(row, "upload_id")?,
        text: Sealed::from_column(row.try_get(TEXT)?),
        received_at: instant(row, "received_at")?,
        received_from: row.try_get("received_from")?,
        state: parsed(row, "state")?,
        reason: reason.map(Sealed::from_column),
        policy: row.try_get::<Option<String>, _>(POLICY)?.map(Sealed::from_column),
        decided_by: row.try_get("decided_by")?,
        decided_at: instant_if_any(row, "decided_at")?,
        correction: parsed_if_any(row, "correction_report_id")?,
        told: parsed_if_any(row, "told_state")?,
        last_error: row.try_get("last_error")?,
    })
}

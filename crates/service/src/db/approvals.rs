//! Requests for a second person's approval.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};
use crate::oversight::State;

/// One request.
pub(crate) struct ApprovalRow {
    pub(crate) approval_id: String,
    pub(crate) action: String,
    /// The action's input, sealed.
    pub(crate) input: String,
    pub(crate) input_sha256: String,
    pub(crate) object_kind: String,
    pub(crate) object_id: String,
    pub(crate) requested_by: String,
    pub(crate) requested_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    /// As stored: a pending one may have expired.
    pub(crate) state: State,
    pub(crate) decided_by: Option<String>,
    pub(crate) decided_at: Option<Timestamp>,
    /// Why it was refused, sealed.
    pub(crate) reason: Option<String>,
    /// The action's output as JSON: ids.
    pub(crate) output: Option<String>,
}

impl ApprovalRow {
    /// How it stands at an instant: exactly at its end it has expired.
    pub(crate) fn state_at(&self, now: Timestamp) -> State {
        match self.state {
            State::Pending if now >= self.expires_at => State::Expired,
            state => state,
        }
    }
}

pub(crate) async fn insert(tx: &mut Tx, row: &ApprovalRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO approval (approval_id, action, input, input_sha256, object_kind, object_id, requested_by,
             requested_at, expires_at, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending')",
    )
    .bind(&row.approval_id)
    .bind(&row.action)
    .bind(&row.input)
    .bind(&row.input_sha256)
    .bind(&row.object_kind)
    .bind(&row.object_id)
    .bind(&row.requested_by)
    .bind(to_micros(row.requested_at))
    .bind(to_micros(row.expires_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was decided.
pub(crate) struct Decision<'a> {
    pub(crate) state: State,
    pub(crate) by: &'a str,
    pub(crate) at: Timestamp,
    pub(crate) reason: Option<String>,
    pub(crate) output: Option<String>,
}

/// Decides a pending request; says whether it was still pending.
pub(crate) async fn decide(tx: &mut Tx, approval_id: &str, decision: Decision<'_>) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE approval SET state = $1, decided_by = $2, decided_at = $3, reason = $4, output = $5
         WHERE approval_id = $6 AND state = 'pending'",
    )
    .bind(decision.state.as_str())
    .bind(decision.by)
    .bind(to_micros(decision.at))
    .bind(decision.reason)
    .bind(decision.output)
    .bind(approval_id)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn find(tx: &mut Tx, approval_id: &str) -> Result<Option<ApprovalRow>, DbError> {
    let row = sqlx::query("SELECT * FROM approval WHERE approval_id = $1")
        .bind(approval_id)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read_row).transpose()
}

/// Who asked for what was approved on an object.
pub(crate) async fn find_requester(
    tx: &mut Tx,
    object_kind: &str,
    object_id: &str,
) -> Result<Option<String>, DbError> {
    let row = sqlx::query(
        "SELECT requested_by FROM approval WHERE object_kind = $1 AND object_id = $2 AND state = 'approved'
         ORDER BY decided_at DESC LIMIT 1",
    )
    .bind(object_kind)
    .bind(object_id)
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| Ok(row.try_get("requested_by")?)).transpose()
}

/// Requests that wait at `now`, oldest first.
pub(crate) async fn list_pending(tx: &mut Tx, now: Timestamp) -> Result<Vec<ApprovalRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM approval WHERE state = 'pending' AND expires_at > $1 ORDER BY requested_at, approval_id",
    )
    .bind(to_micros(now))
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read_row).collect()
}

/// The newest requests that `name` asked for or decided, the newest first.
pub(crate) async fn list_of(tx: &mut Tx, name: &str, limit: i64) -> Result<Vec<ApprovalRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM approval WHERE requested_by = $1 OR decided_by = $1
         ORDER BY requested_at DESC, approval_id DESC LIMIT $2",
    )
    .bind(name)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read_row).collect()
}

/// Overwrites what requests on an object say, and their digests: reasons may name somebody. They cannot be approved any more.
pub(crate) async fn blank(tx: &mut Tx, object_kind: &str, object_id: &str) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE approval SET input = '', input_sha256 = '', reason = CASE WHEN reason IS NULL THEN NULL ELSE '' END
         WHERE object_kind = $1 AND object_id = $2",
    )
    .bind(object_kind)
    .bind(object_id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The newest request for an action on an object that waits at `now`.
pub(crate) async fn find_pending_on(
    tx: &mut Tx,
    action: &str,
    object_kind: &str,
    object_id: &str,
    now: Timestamp,
) -> Result<Option<ApprovalRow>, DbError> {
    let row = sqlx::query(
        "SELECT * FROM approval WHERE state = 'pending' AND expires_at > $1 AND action = $2 AND object_kind = $3
             AND object_id = $4
         ORDER BY requested_at DESC, approval_id DESC LIMIT 1",
    )
    .bind(to_micros(now))
    .bind(action)
    .bind(object_kind)
    .bind(object_id)
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(read_row).transpose()
}

fn read_row(row: &AnyRow) -> Result<ApprovalRow, DbError> {
    let state: String = row.try_get("state")?;
    let decided_at: Option<i64> = row.try_get("decided_at")?;
    Ok(ApprovalRow {
        approval_id: row.try_get("approval_id")?,
        action: row.try_get("action")?,
        input: row.try_get("input")?,
        input_sha256: row.try_get("input_sha256")?,
        object_kind: row.try_get("object_kind")?,
        object_id: row.try_get("object_id")?,
        requested_by: row.try_get("requested_by")?,
        requested_at: from_micros("requested_at", row.try_get("requested_at")?)?,
        expires_at: from_micros("expires_at", row.try_get("expires_at")?)?,
        state: State::find(&state).ok_or(DbError::Value { column: "state" })?,
        decided_by: row.try_get("decided_by")?,
        decided_at: decided_at.map(|at| from_micros("decided_at", at)).transpose()?,
        reason: row.try_get("reason")?,
        output: row.try_get("output")?,
    })
}

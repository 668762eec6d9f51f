//! What the application is told of uploads, and whether it has heard.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::queue::order_by;
use super::{instant, instant_if_any, parsed, unreadable};
use crate::delivery_state::MessageState;
use crate::ids::{Upload, VerdictMessage};
use crate::verdict::Verdict;

/// Columns by which they are ordered, and what stands for them in SQL.
const ORDERS: &[(&str, &str)] =
    &[("queued_at", "m.verdict_message_id"), ("settled_at", "COALESCE(m.settled_at, 0)")];

/// One message.
pub(crate) struct VerdictMessageRow {
    pub(crate) verdict_message_id: Id<VerdictMessage>,
    pub(crate) upload_id: Id<Upload>,
    /// Where the upload was seen.
    pub(crate) surface: String,
    pub(crate) verdict: Verdict,
    pub(crate) hit_ids: Vec<String>,
    pub(crate) state: MessageState,
    pub(crate) queued_at: Timestamp,
    pub(crate) settled_at: Option<Timestamp>,
    /// Why the last try failed.
    pub(crate) last_error: Option<String>,
}

/// Adds a message that waits to be sent.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: Id<VerdictMessage>,
    upload_id: Id<Upload>,
    (verdict, hit_ids): (Verdict, &[String]),
    queued_at: Timestamp,
) -> Result<(), DbError> {
    let hit_ids = serde_json::to_string(hit_ids).map_err(|error| unreadable("hit_ids", error))?;
    sqlx::query(
        "INSERT INTO verdict_message (verdict_message_id, upload_id, verdict, hit_ids, state, queued_at)
         VALUES ($1, $2, $3, $4, 'waiting', $5)",
    )
    .bind(id.to_string())
    .bind(upload_id.to_string())
    .bind(verdict.name())
    .bind(hit_ids)
    .bind(queued_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

const SELECT: &str =
    "SELECT m.*, u.surface FROM verdict_message m JOIN upload u ON u.upload_id = m.upload_id";

/// The message with this id.
pub(crate) async fn find(tx: &mut Tx, id: Id<VerdictMessage>) -> Result<Option<VerdictMessageRow>, DbError> {
    sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} WHERE m.verdict_message_id = $1")))
        .bind(id.to_string())
        .fetch_optional(tx.conn())
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// Says what became of a waiting message: sent, or failed with an error; tells whether it was waiting.
pub(crate) async fn settle(
    tx: &mut Tx,
    id: Id<VerdictMessage>,
    error: Option<&str>,
    at: Timestamp,
) -> Result<bool, DbError> {
    let sql = "UPDATE verdict_message SET state = $2, last_error = $3, settled_at = $4
         WHERE verdict_message_id = $1 AND state = 'waiting'";
    let state = if error.is_some() { MessageState::Failed } else { MessageState::Sent };
    let done = sqlx::query(sql)
        .bind(id.to_string())
        .bind(state.name())
        .bind(error)
        .bind(at.as_microsecond())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets a failed message wait again; tells whether it had failed.
pub(crate) async fn wait_again(tx: &mut Tx, id: Id<VerdictMessage>) -> Result<bool, DbError> {
    let sql = "UPDATE verdict_message SET state = 'waiting', settled_at = NULL
         WHERE verdict_message_id = $1 AND state = 'failed'";
    let done = sqlx::query(sql).bind(id.to_string()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// How many messages there are in a state, or in any.
pub(crate) async fn count(tx: &mut Tx, state: Option<MessageState>) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS found FROM verdict_message WHERE ($1 = '' OR state = $1)";
    let row = sqlx::query(sql).bind(state.map_or("", MessageState::name)).fetch_one(tx.conn()).await?;
    Ok(row.try_get("found")?)
}

/// Messages in a state, or in any.
pub(crate) async fn list(
    tx: &mut Tx,
    state: Option<MessageState>,
    order: (&str, bool),
    (offset, limit): (i64, i64),
) -> Result<Vec<VerdictMessageRow>, DbError> {
    let order = order_by(order, ORDERS, "m.verdict_message_id");
    let sql = format!("{SELECT} WHERE ($1 = '' OR m.state = $1) {order} LIMIT $2 OFFSET $3");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(state.map_or("", MessageState::name))
        .bind(limit)
        .bind(offset)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<VerdictMessageRow, DbError> {
    let hit_ids: String = row.try_get("hit_ids")?;
    Ok(VerdictMessageRow {
        verdict_message_id: parsed(row, "verdict_message_id")?,
        upload_id: parsed(row, "upload_id")?,
        surface: row.try_get("surface")?,
        verdict: parsed(row, "verdict")?,
        hit_ids: serde_json::from_str(&hit_ids).map_err(|error| unreadable("hit_ids", error))?,
        state: parsed(row, "state")?,
        queued_at: instant(row, "queued_at")?,
        settled_at: instant_if_any(row, "settled_at")?,
        last_error: row.try_get("last_error")?,
    })
}

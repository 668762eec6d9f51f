//! Objects that an application's store announced, and what became of each.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::queue::order_by;
use super::{instant, instant_if_any, parsed, parsed_if_any};
use crate::delivery_state::ObjectState;
use crate::ids::{ObjectEvent, Upload};
use crate::objects::ObjectName;

/// The table, for sealing.
pub(crate) const TABLE: &str = "object_event";
/// The sealed column of the object's name.
pub(crate) const OBJECT: &str = "object_sealed";
/// The sealed column that says why it was refused.
pub(crate) const WORDS: &str = "words_sealed";

/// Columns by which they are ordered, and what stands for them in SQL.
const ORDERS: &[(&str, &str)] =
    &[("announced_at", "object_event_id"), ("settled_at", "COALESCE(settled_at, 0)")];

/// One announced object.
pub(crate) struct ObjectEventRow {
    pub(crate) object_event_id: Id<ObjectEvent>,
    pub(crate) object: Sealed<ObjectName>,
    pub(crate) state: ObjectState,
    pub(crate) announced_by: String,
    pub(crate) announced_at: Timestamp,
    pub(crate) settled_at: Option<Timestamp>,
    pub(crate) upload_id: Option<Id<Upload>>,
    /// Why it was refused.
    pub(crate) words: Option<Sealed<String>>,
}

/// The object of this keyed digest.
pub(crate) async fn find_by_blind(tx: &mut Tx, blind: &str) -> Result<Option<Id<ObjectEvent>>, DbError> {
    sqlx::query("SELECT object_event_id FROM object_event WHERE object_blind = $1")
        .bind(blind)
        .fetch_optional(tx.conn())
        .await?
        .map(|row| parsed(&row, "object_event_id"))
        .transpose()
}

/// Adds an object that waits to be fetched.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: Id<ObjectEvent>,
    (blind, object): (&str, &Sealed<ObjectName>),
    (announced_by, announced_at): (&str, Timestamp),
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO object_event (object_event_id, object_blind, object_sealed, state, announced_by, announced_at)
         VALUES ($1, $2, $3, 'waiting', $4, $5)",
    )
    .bind(id.to_string())
    .bind(blind)
    .bind(object.as_column())
    .bind(announced_by)
    .bind(announced_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The object with this id.
pub(crate) async fn find(tx: &mut Tx, id: Id<ObjectEvent>) -> Result<Option<ObjectEventRow>, DbError> {
    sqlx::query("SELECT * FROM object_event WHERE object_event_id = $1")
        .bind(id.to_string())
        .fetch_optional(tx.conn())
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// Says that a waiting object has become an upload; tells whether it was waiting.
pub(crate) async fn settle_taken(
    tx: &mut Tx,
    id: Id<ObjectEvent>,
    upload_id: Id<Upload>,
    at: Timestamp,
) -> Result<bool, DbError> {
    let sql = "UPDATE object_event SET state = 'taken', upload_id = $2, settled_at = $3, words_sealed = NULL
         WHERE object_event_id = $1 AND state = 'waiting'";
    let done = sqlx::query(sql)
        .bind(id.to_string())
        .bind(upload_id.to_string())
        .bind(at.as_microsecond())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Says why a waiting object does not become an upload; tells whether it was waiting.
pub(crate) async fn settle_refused(
    tx: &mut Tx,
    id: Id<ObjectEvent>,
    words: &Sealed<String>,
    at: Timestamp,
) -> Result<bool, DbError> {
    let sql = "UPDATE object_event SET state = 'refused', words_sealed = $2, settled_at = $3
         WHERE object_event_id = $1 AND state = 'waiting'";
    let done = sqlx::query(sql)
        .bind(id.to_string())
        .bind(words.as_column())
        .bind(at.as_microsecond())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Refused objects that were settled before an instant and whose names are still kept, oldest first.
pub(crate) async fn list_refused_before(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Id<ObjectEvent>>, DbError> {
    let sql = "SELECT object_event_id FROM object_event
         WHERE state = 'refused' AND object_sealed <> '' AND settled_at < $1 ORDER BY object_event_id LIMIT $2";
    let rows = sqlx::query(sql).bind(before.as_microsecond()).bind(limit).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| parsed(row, "object_event_id")).collect()
}

/// Empties the name of a refused object, and why it was refused; tells whether it was refused.
pub(crate) async fn forget(tx: &mut Tx, id: Id<ObjectEvent>) -> Result<bool, DbError> {
    let sql = "UPDATE object_event SET object_sealed = '', words_sealed = NULL
         WHERE object_event_id = $1 AND state = 'refused'";
    let done = sqlx::query(sql).bind(id.to_string()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// Lets a refused object wait again whose name is still kept; tells whether it was refused.
pub(crate) async fn wait_again(tx: &mut Tx, id: Id<ObjectEvent>) -> Result<bool, DbError> {
    let sql = "UPDATE object_event SET state = 'waiting', settled_at = NULL
         WHERE object_event_id = $1 AND state = 'refused' AND object_sealed <> ''";
    let done = sqlx::query(sql).bind(id.to_string()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// How many objects there are in a state, or in any.
pub(crate) async fn count(tx: &mut Tx, state: Option<ObjectState>) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS found FROM object_event WHERE ($1 = '' OR state = $1)";
    let row = sqlx::query(sql).bind(state.map_or("", ObjectState::name)).fetch_one(tx.conn()).await?;
    Ok(row.try_get("found")?)
}

/// Objects in a state, or in any.
pub(crate) async fn list(
    tx: &mut Tx,
    state: Option<ObjectState>,
    order: (&str, bool),
    (offset, limit): (i64, i64),
) -> Result<Vec<ObjectEventRow>, DbError> {
    let order = order_by(order, ORDERS, "object_event_id");
    let sql = format!("SELECT * FROM object_event WHERE ($1 = '' OR state = $1) {order} LIMIT $2 OFFSET $3");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(state.map_or("", ObjectState::name))
        .bind(limit)
        .bind(offset)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<ObjectEventRow, DbError> {
    let words: Option<String> = row.try_get(WORDS)?;
    Ok(ObjectEventRow {
        object_event_id: parsed(row, "object_event_id")?,
        object: Sealed::from_column(row.try_get(OBJECT)?),
        state: parsed(row, "state")?,
        announced_by: row.try_get("announced_by")?,
        announced_at: instant(row, "announced_at")?,
        settled_at: instant_if_any(row, "settled_at")?,
        upload_id: parsed_if_any(row, "upload_id")?,
        words: words.map(Sealed::from_column),
    })
}

//! Alarms: a child may be in danger now.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};
use crate::Sealed;
use crate::rights::ObjectRef;

pub(crate) const TABLE: &str = "alarm";

/// An alarm as it is raised.
pub(crate) struct NewRow<'a> {
    pub(crate) id: &'a str,
    pub(crate) object: Option<&'a ObjectRef>,
    pub(crate) words: &'a Sealed<String>,
    pub(crate) raised_at: Timestamp,
    pub(crate) raised_by: &'a str,
    /// When somebody was called, and who that was.
    pub(crate) called: Option<(Timestamp, &'a Sealed<String>)>,
}

/// An alarm as it stands.
pub(crate) struct AlarmRow {
    pub(crate) id: String,
    pub(crate) object: Option<ObjectRef>,
    pub(crate) words: Sealed<String>,
    pub(crate) raised_at: Timestamp,
    pub(crate) raised_by: String,
    pub(crate) called_at: Option<Timestamp>,
    pub(crate) called_name: Option<Sealed<String>>,
    pub(crate) acknowledged_at: Option<Timestamp>,
    pub(crate) acknowledged_by: Option<String>,
    pub(crate) closed_at: Option<Timestamp>,
    pub(crate) closed_by: Option<String>,
    pub(crate) closed_reason: Option<Sealed<String>>,
    pub(crate) reopened_at: Option<Timestamp>,
    pub(crate) reopened_by: Option<String>,
}

pub(crate) async fn insert(tx: &mut Tx, row: &NewRow<'_>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO alarm (alarm_id, object_kind, object_id, words, raised_at, raised_by, called_at, called_name)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.id)
    .bind(row.object.map(|object| object.kind.as_str()))
    .bind(row.object.map(|object| object.id.as_str()))
    .bind(row.words.as_column())
    .bind(to_micros(row.raised_at))
    .bind(row.raised_by)
    .bind(row.called.map(|(at, _)| to_micros(at)))
    .bind(row.called.map(|(_, name)| name.as_column()))
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, id: &str) -> Result<Option<AlarmRow>, DbError> {
    let row =
        sqlx::query("SELECT * FROM alarm WHERE alarm_id = $1").bind(id).fetch_optional(tx.conn()).await?;
    row.as_ref().map(read).transpose()
}

/// Those that nobody took first, then the other open ones, the oldest of each on top; then the closed ones, the newest on top.
pub(crate) async fn list(tx: &mut Tx, limit: i64) -> Result<Vec<AlarmRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM alarm
         ORDER BY CASE WHEN closed_at IS NOT NULL THEN 2 WHEN acknowledged_at IS NOT NULL THEN 1 ELSE 0 END,
             CASE WHEN closed_at IS NULL THEN raised_at ELSE 0 - raised_at END, alarm_id
         LIMIT $1",
    )
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// Those that are not closed, in the order of [`list`].
pub(crate) async fn list_open(tx: &mut Tx, limit: i64) -> Result<Vec<AlarmRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM alarm WHERE closed_at IS NULL
         ORDER BY CASE WHEN acknowledged_at IS NOT NULL THEN 1 ELSE 0 END, raised_at, alarm_id LIMIT $1",
    )
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

pub(crate) async fn count_open(tx: &mut Tx) -> Result<i64, DbError> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM alarm WHERE closed_at IS NULL").fetch_one(tx.conn()).await?)
}

pub(crate) async fn count_unacknowledged(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) FROM alarm WHERE closed_at IS NULL AND acknowledged_at IS NULL";
    Ok(sqlx::query_scalar(sql).fetch_one(tx.conn()).await?)
}

/// Somebody takes an open alarm that nobody took; says whether it was one.
pub(crate) async fn acknowledge(tx: &mut Tx, id: &str, at: Timestamp, by: &str) -> Result<bool, DbError> {
    let sql = "UPDATE alarm SET acknowledged_at = $1, acknowledged_by = $2
               WHERE alarm_id = $3 AND acknowledged_at IS NULL AND closed_at IS NULL";
    let done = sqlx::query(sql).bind(to_micros(at)).bind(by).bind(id).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// Closes an open alarm that somebody took; says whether it was one.
pub(crate) async fn close(
    tx: &mut Tx,
    id: &str,
    reason: &Sealed<String>,
    at: Timestamp,
    by: &str,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE alarm SET closed_at = $1, closed_by = $2, closed_reason = $3
         WHERE alarm_id = $4 AND acknowledged_at IS NOT NULL AND closed_at IS NULL",
    )
    .bind(to_micros(at))
    .bind(by)
    .bind(reason.as_column())
    .bind(id)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Opens a closed alarm again, for somebody to take; says whether it was closed.
pub(crate) async fn reopen(tx: &mut Tx, id: &str, at: Timestamp, by: &str) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE alarm SET closed_at = NULL, closed_by = NULL, acknowledged_at = NULL, acknowledged_by = NULL,
             reopened_at = $1, reopened_by = $2
         WHERE alarm_id = $3 AND closed_at IS NOT NULL",
    )
    .bind(to_micros(at))
    .bind(by)
    .bind(id)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// An alarm that somebody took or closed waits for somebody anew; one that waits goes on waiting.
pub(crate) async fn wait_again(tx: &mut Tx, id: &str, at: Timestamp, by: &str) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE alarm SET closed_at = NULL, closed_by = NULL, acknowledged_at = NULL, acknowledged_by = NULL,
             reopened_at = $1, reopened_by = $2
         WHERE alarm_id = $3",
    )
    .bind(to_micros(at))
    .bind(by)
    .bind(id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says an alarm in other words, unless what it said was erased.
pub(crate) async fn set_words(tx: &mut Tx, id: &str, words: &Sealed<String>) -> Result<(), DbError> {
    sqlx::query("UPDATE alarm SET words = $1 WHERE alarm_id = $2 AND words <> ''")
        .bind(words.as_column())
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps who was called last, unless what the alarm said was erased.
pub(crate) async fn set_called(
    tx: &mut Tx,
    id: &str,
    at: Timestamp,
    name: &Sealed<String>,
) -> Result<(), DbError> {
    sqlx::query("UPDATE alarm SET called_at = $1, called_name = $2 WHERE alarm_id = $3 AND words <> ''")
        .bind(to_micros(at))
        .bind(name.as_column())
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// An alarm on an object that is not closed.
pub(crate) async fn find_open_on(tx: &mut Tx, object: &ObjectRef) -> Result<Option<String>, DbError> {
    let sql = "SELECT alarm_id FROM alarm
         WHERE object_kind = $1 AND object_id = $2 AND closed_at IS NULL ORDER BY alarm_id LIMIT 1";
    let row = sqlx::query(sql).bind(&object.kind).bind(&object.id).fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| row.try_get("alarm_id")).transpose()?)
}

/// Overwrites what alarms say of an object that is erased: it may name somebody.
pub(crate) async fn blank(tx: &mut Tx, object: &ObjectRef) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE alarm SET words = '', called_name = CASE WHEN called_name IS NULL THEN NULL ELSE '' END,
             closed_reason = CASE WHEN closed_reason IS NULL THEN NULL ELSE '' END
         WHERE object_kind = $1 AND object_id = $2",
    )
    .bind(&object.kind)
    .bind(&object.id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the alarms that were closed by an instant are about, and still say something of: kinds, an empty one of those about no object.
pub(crate) async fn list_closed_kinds(tx: &mut Tx, by: Timestamp) -> Result<Vec<String>, DbError> {
    let sql = "SELECT DISTINCT COALESCE(object_kind, '') AS kind FROM alarm
               WHERE words <> '' AND closed_at <= $1 ORDER BY kind";
    let rows = sqlx::query(sql).bind(to_micros(by)).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok(row.try_get("kind")?)).collect()
}

/// Overwrites what the alarms of a kind say that were closed by an instant; how many there were.
pub(crate) async fn forget(tx: &mut Tx, kind: &str, by: Timestamp) -> Result<u64, DbError> {
    let done = sqlx::query(
        "UPDATE alarm SET words = '', called_name = CASE WHEN called_name IS NULL THEN NULL ELSE '' END,
             closed_reason = CASE WHEN closed_reason IS NULL THEN NULL ELSE '' END
         WHERE words <> '' AND COALESCE(object_kind, '') = $1 AND closed_at <= $2",
    )
    .bind(kind)
    .bind(to_micros(by))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Whether any alarm that says nothing any more was closed by an instant.
pub(crate) async fn has_blank(tx: &mut Tx, by: Timestamp) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT 1 AS found FROM alarm WHERE words = '' AND closed_at <= $1 LIMIT 1")
        .bind(to_micros(by))
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// Removes the alarms that say nothing any more and were closed by an instant; how many there were.
pub(crate) async fn remove_blank(tx: &mut Tx, by: Timestamp) -> Result<u64, DbError> {
    let done = sqlx::query("DELETE FROM alarm WHERE words = '' AND closed_at <= $1")
        .bind(to_micros(by))
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

fn read(row: &AnyRow) -> Result<AlarmRow, DbError> {
    let maybe = |column: &'static str| -> Result<Option<String>, DbError> { Ok(row.try_get(column)?) };
    let instant = |column: &'static str| -> Result<Option<Timestamp>, DbError> {
        let micros: Option<i64> = row.try_get(column)?;
        micros.map(|micros| from_micros(column, micros)).transpose()
    };
    let object = maybe("object_kind")?.zip(maybe("object_id")?);
    Ok(AlarmRow {
        id: row.try_get("alarm_id")?,
        object: object.map(|(kind, id)| ObjectRef { kind, id }),
        words: Sealed::from_column(row.try_get("words")?),
        raised_at: from_micros("raised_at", row.try_get("raised_at")?)?,
        raised_by: row.try_get("raised_by")?,
        called_at: instant("called_at")?,
        called_name: maybe("called_name")?.map(Sealed::from_column),
        acknowledged_at: instant("acknowledged_at")?,
        acknowledged_by: maybe("acknowledged_by")?,
        closed_at: instant("closed_at")?,
        closed_by: maybe("closed_by")?,
        closed_reason: maybe("closed_reason")?.map(Sealed::from_column),
        reopened_at: instant("reopened_at")?,
        reopened_by: maybe("reopened_by")?,
    })
}

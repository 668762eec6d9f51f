//! What every node keeps beside its cases, and how it is overwritten: persons' requests about their data, accounts and sessions.

use jiff::Timestamp;
use model::retention::{Category, Start};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};
use crate::rights::{Kept, ObjectRef, Overwritten};

/// Most objects of a kind in one page of what is due. A page begins after an id: what is held stays in its place, and is gone past.
const MOST: i64 = 500;
/// Kind of a person's request about their data.
pub(crate) const REQUEST: &str = "rights_request";
/// Kind of an account of the staff.
pub(crate) const ACCOUNT: &str = "staff_account";

/// A session that is kept.
#[derive(Debug, Clone)]
pub(crate) struct SessionRow {
    pub(crate) session_id: String,
    pub(crate) account_id: String,
    pub(crate) began_at: Timestamp,
}

fn instant(row: &AnyRow, column: &'static str) -> Result<Option<Timestamp>, DbError> {
    let micros: Option<i64> = row.try_get(column)?;
    micros.map(|micros| from_micros(column, micros)).transpose()
}

fn read_request(row: &AnyRow) -> Result<Kept, DbError> {
    Ok(Kept {
        object: ObjectRef::new(REQUEST, row.try_get::<String, _>("rights_request_id")?),
        category: Category::RightsRequest,
        start: instant(row, "decided_at")?.map_or(Start::NotYet, Start::At),
        recorded_at: from_micros("registered_at", row.try_get("registered_at")?)?,
    })
}

fn read_account(row: &AnyRow) -> Result<Kept, DbError> {
    let is_closed = row.try_get::<String, _>("state")? == "disabled";
    let start = match (is_closed, instant(row, "closed_at")?) {
        (true, Some(closed_at)) => Start::At(closed_at),
        (true, None) => Start::Unknown,
        (false, _) => Start::NotYet,
    };
    Ok(Kept {
        object: ObjectRef::new(ACCOUNT, row.try_get::<String, _>("account_id")?),
        category: Category::ClosedAccount,
        start,
        recorded_at: from_micros("made_at", row.try_get("made_at")?)?,
    })
}

/// The request of this id, unless it is erased.
pub(crate) async fn find_request(tx: &mut Tx, id: &str) -> Result<Option<Kept>, DbError> {
    let sql = "SELECT rights_request_id, decided_at, registered_at FROM rights_request
               WHERE token <> '' AND rights_request_id = $1";
    let row = sqlx::query(sql).bind(id).fetch_optional(tx.conn()).await?;
    row.as_ref().map(read_request).transpose()
}

/// The next requests that were decided by `before`, by their ids.
pub(crate) async fn list_requests(tx: &mut Tx, before: Timestamp, after: &str) -> Result<Vec<Kept>, DbError> {
    let rows = sqlx::query(
        "SELECT rights_request_id, decided_at, registered_at FROM rights_request
         WHERE token <> '' AND rights_request_id > $1 AND decided_at <= $2
         ORDER BY rights_request_id LIMIT $3",
    )
    .bind(after)
    .bind(to_micros(before))
    .bind(MOST)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read_request).collect()
}

/// The account of this id, unless it is erased.
pub(crate) async fn find_account(tx: &mut Tx, id: &str) -> Result<Option<Kept>, DbError> {
    let sql = "SELECT account_id, state, closed_at, made_at FROM staff_account WHERE name <> '' AND account_id = $1";
    let row = sqlx::query(sql).bind(id).fetch_optional(tx.conn()).await?;
    row.as_ref().map(read_account).transpose()
}

/// The next accounts that were closed by `before`, by their ids.
pub(crate) async fn list_accounts(tx: &mut Tx, before: Timestamp, after: &str) -> Result<Vec<Kept>, DbError> {
    let rows = sqlx::query(
        "SELECT account_id, state, closed_at, made_at FROM staff_account
         WHERE name <> '' AND account_id > $1 AND state = 'disabled' AND closed_at <= $2
         ORDER BY account_id LIMIT $3",
    )
    .bind(after)
    .bind(to_micros(before))
    .bind(MOST)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read_account).collect()
}

/// The next sessions that began by `before`, by their ids.
pub(crate) async fn list_sessions(
    tx: &mut Tx,
    before: Timestamp,
    after: &str,
) -> Result<Vec<SessionRow>, DbError> {
    let rows = sqlx::query(
        "SELECT session_id, account_id, began_at FROM staff_session WHERE session_id > $1 AND began_at <= $2
         ORDER BY session_id LIMIT $3",
    )
    .bind(after)
    .bind(to_micros(before))
    .bind(MOST)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(SessionRow {
                session_id: row.try_get("session_id")?,
                account_id: row.try_get("account_id")?,
                began_at: from_micros("began_at", row.try_get("began_at")?)?,
            })
        })
        .collect()
}

/// Overwrites what a request says of anybody; right, decision and days remain as numbers.
pub(crate) async fn wipe_request(tx: &mut Tx, done: &mut Overwritten, id: &str) -> Result<(), DbError> {
    let sql = "UPDATE rights_request SET token = '', requester = '', identity_note = '',
             representative = CASE WHEN representative IS NULL THEN NULL ELSE '' END,
             extended_reason = CASE WHEN extended_reason IS NULL THEN NULL ELSE '' END,
             found = CASE WHEN found IS NULL THEN NULL ELSE '' END,
             decision_reason = CASE WHEN decision_reason IS NULL THEN NULL ELSE '' END
         WHERE rights_request_id = $1";
    wipe(tx, done, REQUEST, sql, id).await
}

/// Overwrites who an account belonged to and what it proved itself by. The digest of its name remains, so that nobody else is ever taken
/// for this person.
pub(crate) async fn wipe_account(tx: &mut Tx, done: &mut Overwritten, id: &str) -> Result<(), DbError> {
    for (table, sql) in [
        ("staff_credential", "DELETE FROM staff_credential WHERE account_id = $1"),
        ("recovery_code", "DELETE FROM recovery_code WHERE account_id = $1"),
        ("setup_code", "DELETE FROM setup_code WHERE account_id = $1"),
        ("passkey", "DELETE FROM passkey WHERE account_id = $1"),
        ("staff_session", "DELETE FROM staff_session WHERE account_id = $1"),
        (
            ACCOUNT,
            "UPDATE staff_account SET name = '', unit = NULL, user_handle = NULL, state = 'disabled' WHERE account_id = $1",
        ),
    ] {
        wipe(tx, done, table, sql, id).await?;
    }
    Ok(())
}

/// Removes one session.
pub(crate) async fn remove_session(tx: &mut Tx, session_id: &str) -> Result<(), DbError> {
    let sql = "DELETE FROM staff_session WHERE session_id = $1";
    sqlx::query(sql).bind(session_id).execute(tx.conn()).await?;
    Ok(())
}

/// Runs a statement over the rows of the object `id`, bound as `$1`, and counts those of `table` that it overwrote.
///
/// # Errors
/// Of the database.
pub async fn wipe(
    tx: &mut Tx,
    done: &mut Overwritten,
    table: &str,
    sql: &'static str,
    id: &str,
) -> Result<(), DbError> {
    let rows = sqlx::query(sql).bind(id).execute(tx.conn()).await?.rows_affected();
    if rows > 0 {
        done.add(table, rows);
    }
    Ok(())
}

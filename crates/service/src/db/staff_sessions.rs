//! Sessions of the staff.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::staff_accounts::{AccountRow, read_row};
use super::{DbError, Tx, from_micros, to_micros};

/// One session. `client` is sealed.
#[derive(Debug, Clone)]
pub(crate) struct SessionRow {
    pub(crate) session_id: String,
    pub(crate) token_sha256: String,
    /// The keyed digest of account and token.
    pub(crate) owner_blind: String,
    pub(crate) account_id: String,
    pub(crate) client: String,
    pub(crate) began_at: Timestamp,
    pub(crate) seen_at: Timestamp,
    pub(crate) verified_at: Timestamp,
}

pub(crate) async fn insert(tx: &mut Tx, row: &SessionRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO staff_session
             (session_id, token_sha256, owner_blind, account_id, client, began_at, seen_at, verified_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&row.session_id)
    .bind(&row.token_sha256)
    .bind(&row.owner_blind)
    .bind(&row.account_id)
    .bind(&row.client)
    .bind(to_micros(row.began_at))
    .bind(to_micros(row.seen_at))
    .bind(to_micros(row.verified_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The session of a token with its account, if that is active.
pub(crate) async fn find(
    tx: &mut Tx,
    token_sha256: &str,
) -> Result<Option<(SessionRow, AccountRow)>, DbError> {
    let row = sqlx::query(
        "SELECT s.session_id, s.token_sha256, s.owner_blind, s.client, s.began_at, s.seen_at, s.verified_at, a.*
         FROM staff_session s JOIN staff_account a ON a.account_id = s.account_id
         WHERE s.token_sha256 = $1 AND a.state = 'active'",
    )
    .bind(token_sha256)
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(|row| Ok((read_session(row)?, read_row(row)?))).transpose()
}

/// The sessions of an account, the newest first.
pub(crate) async fn list_of(tx: &mut Tx, account_id: &str) -> Result<Vec<SessionRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM staff_session WHERE account_id = $1 ORDER BY began_at DESC, session_id DESC",
    )
    .bind(account_id)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read_session).collect()
}

/// Notes that the session was used.
pub(crate) async fn touch(tx: &mut Tx, session_id: &str, now: Timestamp) -> Result<(), DbError> {
    sqlx::query("UPDATE staff_session SET seen_at = $1 WHERE session_id = $2 AND seen_at < $1")
        .bind(to_micros(now))
        .bind(session_id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Gives a session another token since its person has proved themselves again; false when it has ended.
pub(crate) async fn renew(
    tx: &mut Tx,
    session_id: &str,
    token_sha256: &str,
    owner_blind: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE staff_session SET token_sha256 = $1, owner_blind = $2, verified_at = $3 WHERE session_id = $4",
    )
    .bind(token_sha256)
    .bind(owner_blind)
    .bind(to_micros(now))
    .bind(session_id)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a session of this account; false when there is none such.
pub(crate) async fn remove(tx: &mut Tx, account_id: &str, session_id: &str) -> Result<bool, DbError> {
    let done = sqlx::query("DELETE FROM staff_session WHERE account_id = $1 AND session_id = $2")
        .bind(account_id)
        .bind(session_id)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every session of an account.
pub(crate) async fn remove_of(tx: &mut Tx, account_id: &str) -> Result<(), DbError> {
    sqlx::query("DELETE FROM staff_session WHERE account_id = $1")
        .bind(account_id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends the sessions of an account, but for this one.
pub(crate) async fn remove_others(tx: &mut Tx, account_id: &str, session_id: &str) -> Result<(), DbError> {
    sqlx::query("DELETE FROM staff_session WHERE account_id = $1 AND session_id <> $2")
        .bind(account_id)
        .bind(session_id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Removes sessions that began before an instant: their life is over.
pub(crate) async fn remove_before(tx: &mut Tx, account_id: &str, before: Timestamp) -> Result<(), DbError> {
    sqlx::query("DELETE FROM staff_session WHERE account_id = $1 AND began_at < $2")
        .bind(account_id)
        .bind(to_micros(before))
        .execute(tx.conn())
        .await?;
    Ok(())
}

fn read_session(row: &AnyRow) -> Result<SessionRow, DbError> {
    let at = |column: &'static str| from_micros(column, row.try_get(column)?);
    Ok(SessionRow {
        session_id: row.try_get("session_id")?,
        token_sha256: row.try_get("token_sha256")?,
        owner_blind: row.try_get("owner_blind")?,
        account_id: row.try_get("account_id")?,
        client: row.try_get("client")?,
        began_at: at("began_at")?,
        seen_at: at("seen_at")?,
        verified_at: at("verified_at")?,
    })
}

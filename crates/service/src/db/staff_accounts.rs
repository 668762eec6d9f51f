//! Accounts of the staff, their credentials and one-time codes.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};
use crate::accounts::State;

/// One account. The name is sealed.
#[derive(Debug, Clone)]
pub(crate) struct AccountRow {
    pub(crate) account_id: String,
    pub(crate) name: String,
    pub(crate) name_blind: String,
    pub(crate) role: String,
    pub(crate) unit: Option<String>,
    pub(crate) state: State,
    pub(crate) made_at: Timestamp,
    /// The random name under which authenticators keep its passkeys, in hex; none before the first.
    pub(crate) user_handle: Option<String>,
}

/// Kinds of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CredentialKind {
    Password,
    Totp,
}

impl CredentialKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
        }
    }
}

/// Keeps a new account; false when its name is taken.
pub(crate) async fn insert(tx: &mut Tx, row: &AccountRow) -> Result<bool, DbError> {
    let done = sqlx::query(
        "INSERT INTO staff_account (account_id, name, name_blind, role, unit, state, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name_blind) DO NOTHING",
    )
    .bind(&row.account_id)
    .bind(&row.name)
    .bind(&row.name_blind)
    .bind(&row.role)
    .bind(&row.unit)
    .bind(row.state.as_str())
    .bind(to_micros(row.made_at))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether there is any account.
pub(crate) async fn is_any(tx: &mut Tx) -> Result<bool, DbError> {
    Ok(sqlx::query("SELECT 1 FROM staff_account LIMIT 1").fetch_optional(tx.conn()).await?.is_some())
}

pub(crate) async fn find(tx: &mut Tx, account_id: &str) -> Result<Option<AccountRow>, DbError> {
    let row = sqlx::query("SELECT * FROM staff_account WHERE account_id = $1 AND name <> ''")
        .bind(account_id)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read_row).transpose()
}

pub(crate) async fn find_by_name(tx: &mut Tx, name_blind: &str) -> Result<Option<AccountRow>, DbError> {
    let row = sqlx::query("SELECT * FROM staff_account WHERE name_blind = $1 AND name <> ''")
        .bind(name_blind)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read_row).transpose()
}

/// Every account.
pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<AccountRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM staff_account WHERE name <> '' ORDER BY account_id")
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read_row).collect()
}

/// The roles of all active accounts but one.
pub(crate) async fn list_active_roles(tx: &mut Tx, but: &str) -> Result<Vec<String>, DbError> {
    let rows =
        sqlx::query("SELECT DISTINCT role FROM staff_account WHERE state = 'active' AND account_id <> $1")
            .bind(but)
            .fetch_all(tx.conn())
            .await?;
    rows.iter().map(|row| Ok(row.try_get("role")?)).collect()
}

pub(crate) async fn set_post(
    tx: &mut Tx,
    account_id: &str,
    role: &str,
    unit: Option<&str>,
) -> Result<(), DbError> {
    sqlx::query("UPDATE staff_account SET role = $1, unit = $2 WHERE account_id = $3")
        .bind(role)
        .bind(unit)
        .bind(account_id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Sets the state of an account at an instant: its closing starts its period.
pub(crate) async fn set_state(
    tx: &mut Tx,
    account_id: &str,
    state: State,
    at: Timestamp,
) -> Result<(), DbError> {
    let closed_at = (state == State::Disabled).then(|| to_micros(at));
    sqlx::query("UPDATE staff_account SET state = $1, closed_at = $2 WHERE account_id = $3")
        .bind(state.as_str())
        .bind(closed_at)
        .bind(account_id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Names the account for authenticators, unless it is named already: the name that counts.
pub(crate) async fn keep_user_handle(
    tx: &mut Tx,
    account_id: &str,
    user_handle: &str,
) -> Result<Option<String>, DbError> {
    let row = sqlx::query(
        "UPDATE staff_account SET user_handle = COALESCE(user_handle, $1) WHERE account_id = $2 RETURNING user_handle",
    )
    .bind(user_handle)
    .bind(account_id)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| row.try_get("user_handle")).transpose()?)
}

pub(super) fn read_row(row: &AnyRow) -> Result<AccountRow, DbError> {
    let state: String = row.try_get("state")?;
    Ok(AccountRow {
        account_id: row.try_get("account_id")?,
        name: row.try_get("name")?,
        name_blind: row.try_get("name_blind")?,
        role: row.try_get("role")?,
        unit: row.try_get("unit")?,
        state: State::find(&state).ok_or(DbError::Value { column: "state" })?,
        made_at: from_micros("made_at", row.try_get("made_at")?)?,
        user_handle: row.try_get("user_handle")?,
    })
}

// --- credentials ---------------------------------------------------------------------------------------------------------

/// Keeps a credential; `secret` is sealed.
pub(crate) async fn insert_credential(
    tx: &mut Tx,
    account_id: &str,
    kind: CredentialKind,
    secret: &str,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO staff_credential (account_id, kind, secret) VALUES ($1, $2, $3)")
        .bind(account_id)
        .bind(kind.as_str())
        .bind(secret)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The sealed secret of a credential.
pub(crate) async fn find_credential(
    tx: &mut Tx,
    account_id: &str,
    kind: CredentialKind,
) -> Result<Option<String>, DbError> {
    let row = sqlx::query("SELECT secret FROM staff_credential WHERE account_id = $1 AND kind = $2")
        .bind(account_id)
        .bind(kind.as_str())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| row.try_get("secret")).transpose()?)
}

/// Puts a secret in the place of the one that stands there; says whether that one still stood.
pub(crate) async fn replace_credential(
    tx: &mut Tx,
    account_id: &str,
    kind: CredentialKind,
    before: &str,
    secret: &str,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE staff_credential SET secret = $1 WHERE account_id = $2 AND kind = $3 AND secret = $4",
    )
    .bind(secret)
    .bind(account_id)
    .bind(kind.as_str())
    .bind(before)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn has_credentials(tx: &mut Tx, account_id: &str) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT 1 FROM staff_credential WHERE account_id = $1 LIMIT 1")
        .bind(account_id)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// Removes whatever the account proves itself by.
pub(crate) async fn remove_credentials(tx: &mut Tx, account_id: &str) -> Result<(), DbError> {
    for sql in [
        "DELETE FROM staff_credential WHERE account_id = $1",
        "DELETE FROM recovery_code WHERE account_id = $1",
        "DELETE FROM passkey WHERE account_id = $1",
    ] {
        sqlx::query(sql).bind(account_id).execute(tx.conn()).await?;
    }
    Ok(())
}

/// Takes a time step of the authenticator; false when it or a later one was taken before.
pub(crate) async fn take_step(tx: &mut Tx, account_id: &str, step: i64) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE staff_credential SET used_step = $1 WHERE account_id = $2 AND kind = 'totp' AND used_step < $1",
    )
    .bind(step)
    .bind(account_id)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn insert_recovery_code(
    tx: &mut Tx,
    account_id: &str,
    code_sha256: &str,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO recovery_code (account_id, code_sha256) VALUES ($1, $2)")
        .bind(account_id)
        .bind(code_sha256)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes a recovery code; false when there is none such, or it was taken before.
pub(crate) async fn take_recovery_code(
    tx: &mut Tx,
    account_id: &str,
    code_sha256: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE recovery_code SET used_at = $1 WHERE account_id = $2 AND code_sha256 = $3 AND used_at IS NULL",
    )
    .bind(to_micros(now))
    .bind(account_id)
    .bind(code_sha256)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many recovery codes are left.
pub(crate) async fn count_recovery_codes(tx: &mut Tx, account_id: &str) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS left_over FROM recovery_code WHERE account_id = $1 AND used_at IS NULL",
    )
    .bind(account_id)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("left_over")?)
}

// --- one-time codes ------------------------------------------------------------------------------------------------------

/// Puts a code in the place of those before, for this account or for the first administrator.
pub(crate) async fn replace_setup_code(
    tx: &mut Tx,
    account_id: Option<&str>,
    code_sha256: &str,
    owner_blind: &str,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    remove_setup_codes(tx, account_id).await?;
    sqlx::query(
        "INSERT INTO setup_code (code_sha256, account_id, owner_blind, expires_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(code_sha256)
    .bind(account_id)
    .bind(owner_blind)
    .bind(to_micros(expires_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn remove_setup_codes(tx: &mut Tx, account_id: Option<&str>) -> Result<(), DbError> {
    let query = match account_id {
        Some(account_id) => sqlx::query("DELETE FROM setup_code WHERE account_id = $1").bind(account_id),
        None => sqlx::query("DELETE FROM setup_code WHERE account_id IS NULL"),
    };
    query.execute(tx.conn()).await?;
    Ok(())
}

/// Whose account a code sets up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CodeFor {
    FirstAdministrator,
    Account(String),
}

/// What a code is for, if it holds at `now`, and the keyed digest that ties it to that account.
pub(crate) async fn find_setup_code(
    tx: &mut Tx,
    code_sha256: &str,
    now: Timestamp,
) -> Result<Option<(CodeFor, String)>, DbError> {
    let row = sqlx::query(
        "SELECT account_id, owner_blind FROM setup_code WHERE code_sha256 = $1 AND expires_at > $2",
    )
    .bind(code_sha256)
    .bind(to_micros(now))
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let account_id: Option<String> = row.try_get("account_id")?;
    let code_for = account_id.map_or(CodeFor::FirstAdministrator, CodeFor::Account);
    Ok(Some((code_for, row.try_get("owner_blind")?)))
}

/// Takes a code; false when somebody was faster.
pub(crate) async fn take_setup_code(tx: &mut Tx, code_sha256: &str) -> Result<bool, DbError> {
    let done = sqlx::query("DELETE FROM setup_code WHERE code_sha256 = $1")
        .bind(code_sha256)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

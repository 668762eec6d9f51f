//! Passkeys of the staff, and the challenges that wait for their answers.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};

/// One passkey. `credential` and `name` are sealed.
#[derive(Debug, Clone)]
pub(crate) struct PasskeyRow {
    pub(crate) passkey_id: String,
    pub(crate) account_id: String,
    pub(crate) credential_blind: String,
    pub(crate) credential: String,
    pub(crate) name: String,
    pub(crate) made_at: Timestamp,
    pub(crate) used_at: Option<Timestamp>,
    /// Since when its counter shows that there may be a copy.
    pub(crate) doubted_at: Option<Timestamp>,
}

/// Keeps a new passkey; false when its credential is known already.
pub(crate) async fn insert(tx: &mut Tx, row: &PasskeyRow) -> Result<bool, DbError> {
    let done = sqlx::query(
        "INSERT INTO passkey (passkey_id, account_id, credential_blind, credential, name, made_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (credential_blind) DO NOTHING",
    )
    .bind(&row.passkey_id)
    .bind(&row.account_id)
    .bind(&row.credential_blind)
    .bind(&row.credential)
    .bind(&row.name)
    .bind(to_micros(row.made_at))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The passkey of a credential, by the keyed digest of its identifier.
pub(crate) async fn find_by_credential(
    tx: &mut Tx,
    credential_blind: &str,
) -> Result<Option<PasskeyRow>, DbError> {
    let row = sqlx::query("SELECT * FROM passkey WHERE credential_blind = $1")
        .bind(credential_blind)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read_row).transpose()
}

/// The passkeys of an account, the oldest first.
pub(crate) async fn list_of(tx: &mut Tx, account_id: &str) -> Result<Vec<PasskeyRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM passkey WHERE account_id = $1 ORDER BY made_at, passkey_id")
        .bind(account_id)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read_row).collect()
}

/// Notes a use: `credential` is what the relying party keeps from now on.
pub(crate) async fn note_use(
    tx: &mut Tx,
    account_id: &str,
    passkey_id: &str,
    credential: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("UPDATE passkey SET credential = $1, used_at = $2 WHERE account_id = $3 AND passkey_id = $4")
        .bind(credential)
        .bind(to_micros(now))
        .bind(account_id)
        .bind(passkey_id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Doubts a passkey of this account; false when it is gone or doubted already.
pub(crate) async fn doubt(
    tx: &mut Tx,
    account_id: &str,
    passkey_id: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE passkey SET doubted_at = $1 WHERE account_id = $2 AND passkey_id = $3 AND doubted_at IS NULL",
    )
    .bind(to_micros(now))
    .bind(account_id)
    .bind(passkey_id)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes a passkey of this account; false when there is none such.
pub(crate) async fn remove(tx: &mut Tx, account_id: &str, passkey_id: &str) -> Result<bool, DbError> {
    let done = sqlx::query("DELETE FROM passkey WHERE account_id = $1 AND passkey_id = $2")
        .bind(account_id)
        .bind(passkey_id)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

fn read_row(row: &AnyRow) -> Result<PasskeyRow, DbError> {
    let maybe = |column: &'static str| {
        let micros: Option<i64> = row.try_get(column)?;
        micros.map(|micros| from_micros(column, micros)).transpose()
    };
    Ok(PasskeyRow {
        passkey_id: row.try_get("passkey_id")?,
        account_id: row.try_get("account_id")?,
        credential_blind: row.try_get("credential_blind")?,
        credential: row.try_get("credential")?,
        name: row.try_get("name")?,
        made_at: from_micros("made_at", row.try_get("made_at")?)?,
        used_at: maybe("used_at")?,
        doubted_at: maybe("doubted_at")?,
    })
}

// --- challenges ----------------------------------------------------------------------------------------------------------

/// A challenge that waits. `state` is sealed.
#[derive(Debug, Clone)]
pub(crate) struct ChallengeRow {
    pub(crate) purpose: &'static str,
    pub(crate) bound_to: String,
    pub(crate) state: String,
    pub(crate) asked_by: Option<String>,
    pub(crate) expires_at: Timestamp,
}

/// Keeps a challenge in the place of the one before of the same session or attempt.
pub(crate) async fn keep_challenge(tx: &mut Tx, row: &ChallengeRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO passkey_challenge (purpose, bound_to, state, asked_by, expires_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (purpose, bound_to) DO UPDATE SET state = excluded.state, asked_by = excluded.asked_by,
             expires_at = excluded.expires_at",
    )
    .bind(row.purpose)
    .bind(&row.bound_to)
    .bind(&row.state)
    .bind(&row.asked_by)
    .bind(to_micros(row.expires_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes a challenge away, if it still holds: its sealed state, for one caller of however many.
pub(crate) async fn take_challenge(
    tx: &mut Tx,
    purpose: &str,
    bound_to: &str,
    now: Timestamp,
) -> Result<Option<String>, DbError> {
    let row = sqlx::query(
        "DELETE FROM passkey_challenge WHERE purpose = $1 AND bound_to = $2 AND expires_at > $3 RETURNING state",
    )
    .bind(purpose)
    .bind(bound_to)
    .bind(to_micros(now))
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| row.try_get("state")).transpose()?)
}

/// Removes challenges that hold no longer.
pub(crate) async fn remove_old_challenges(tx: &mut Tx, now: Timestamp) -> Result<(), DbError> {
    sqlx::query("DELETE FROM passkey_challenge WHERE expires_at <= $1")
        .bind(to_micros(now))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// How many challenges that still hold an address has asked for.
pub(crate) async fn count_challenges(tx: &mut Tx, asked_by: &str, now: Timestamp) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS waiting FROM passkey_challenge WHERE asked_by = $1 AND expires_at > $2",
    )
    .bind(asked_by)
    .bind(to_micros(now))
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("waiting")?)
}

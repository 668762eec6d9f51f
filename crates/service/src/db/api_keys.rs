//! Keys and certificates of machine clients.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};
use crate::networks::Networks;

/// With what a machine proves who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Proof {
    Key,
    /// A certificate of the public key with this fingerprint.
    Certificate(String),
    /// A key that counts only with such a certificate.
    KeyAndCertificate(String),
}

impl Proof {
    /// As the keys of texts and the custody log write it.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Certificate(_) => "certificate",
            Self::KeyAndCertificate(_) => "key_and_certificate",
        }
    }

    /// The fingerprint of the public key.
    pub(crate) fn public_key(&self) -> Option<&str> {
        match self {
            Self::Key => None,
            Self::Certificate(public_key) | Self::KeyAndCertificate(public_key) => Some(public_key),
        }
    }
}

/// One key or certificate, without its secret.
#[derive(Debug, Clone)]
pub(crate) struct ApiKeyRow {
    pub(crate) key_id: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) proof: Proof,
    /// From where it counts.
    pub(crate) networks: Networks,
    pub(crate) quota_per_minute: i64,
    pub(crate) made_at: Timestamp,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) revoked_at: Option<Timestamp>,
    /// To the minute, noted once an hour at most: whether a key is in use, not how much.
    pub(crate) last_used_at: Option<Timestamp>,
    /// Requests in the busiest hour that is counted.
    pub(crate) busiest_hour: i64,
    /// How many hours with a request are counted.
    pub(crate) hours_counted: i64,
    /// Since when a person shall look into it.
    pub(crate) doubted_at: Option<Timestamp>,
    /// Why: `requests`, `refusals` or `person`.
    pub(crate) doubt: Option<String>,
    /// What was counted in the hour in which it was noticed.
    pub(crate) doubt_count: Option<i64>,
    /// Since when it opens nothing until somebody releases it.
    pub(crate) held_at: Option<Timestamp>,
}

impl ApiKeyRow {
    /// Whether it opens anything at an instant.
    pub(crate) fn holds_at(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// `secret_sha256` is of the key, where one is part of the proof.
pub(crate) async fn insert(tx: &mut Tx, row: &ApiKeyRow, secret_sha256: Option<&str>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO api_key (key_id, name, role, secret_sha256, public_key_sha256, quota_per_minute, made_at, expires_at, networks)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&row.key_id)
    .bind(&row.name)
    .bind(&row.role)
    .bind(secret_sha256)
    .bind(row.proof.public_key())
    .bind(row.quota_per_minute)
    .bind(to_micros(row.made_at))
    .bind(row.expires_at.map(to_micros))
    .bind((!row.networks.is_everywhere()).then(|| row.networks.to_string()))
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn find_by_secret(tx: &mut Tx, secret_sha256: &str) -> Result<Option<ApiKeyRow>, DbError> {
    let row = sqlx::query("SELECT * FROM api_key WHERE secret_sha256 = $1")
        .bind(secret_sha256)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read_row).transpose()
}

/// What a certificate of this public key proves by itself, the newest first.
pub(crate) async fn list_by_certificate(tx: &mut Tx, public_key: &str) -> Result<Vec<ApiKeyRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM api_key WHERE public_key_sha256 = $1 AND secret_sha256 IS NULL ORDER BY made_at DESC, key_id DESC",
    )
    .bind(public_key)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read_row).collect()
}

/// Whether this public key, revoked or not, stands for a machine of another name.
pub(crate) async fn is_of_another_name(tx: &mut Tx, public_key: &str, name: &str) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT 1 FROM api_key WHERE public_key_sha256 = $1 AND name <> $2 LIMIT 1")
        .bind(public_key)
        .bind(name)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// Whether a key of this name, revoked or not, is in another role.
pub(crate) async fn is_of_another_role(tx: &mut Tx, name: &str, role: &str) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT 1 FROM api_key WHERE name = $1 AND role <> $2 LIMIT 1")
        .bind(name)
        .bind(role)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// Every key, the newest first.
pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<ApiKeyRow>, DbError> {
    let rows =
        sqlx::query("SELECT * FROM api_key ORDER BY made_at DESC, key_id DESC").fetch_all(tx.conn()).await?;
    rows.iter().map(read_row).collect()
}

/// The key of this id, revoked or not.
pub(crate) async fn find(tx: &mut Tx, key_id: &str) -> Result<Option<ApiKeyRow>, DbError> {
    let row =
        sqlx::query("SELECT * FROM api_key WHERE key_id = $1").bind(key_id).fetch_optional(tx.conn()).await?;
    row.as_ref().map(read_row).transpose()
}

/// Revokes a key; false when there is none such, or it was revoked before.
pub(crate) async fn revoke(tx: &mut Tx, key_id: &str, now: Timestamp) -> Result<bool, DbError> {
    let done = sqlx::query("UPDATE api_key SET revoked_at = $1 WHERE key_id = $2 AND revoked_at IS NULL")
        .bind(to_micros(now))
        .bind(key_id)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes a use of a key; one that is noted already, by another process or later, stands.
pub(crate) async fn note_use(tx: &mut Tx, key_id: &str, used_at: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE api_key SET last_used_at = $1 WHERE key_id = $2 AND (last_used_at IS NULL OR last_used_at < $1)",
    )
    .bind(to_micros(used_at))
    .bind(key_id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Counts an hour of a key that has ended, unless a person has yet to say whether what it did is usual.
pub(crate) async fn note_hour(tx: &mut Tx, key_id: &str, requests: i64) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE api_key SET hours_counted = hours_counted + 1,
             busiest_hour = CASE WHEN busiest_hour < $1 THEN $1 ELSE busiest_hour END
         WHERE key_id = $2 AND doubted_at IS NULL",
    )
    .bind(requests)
    .bind(key_id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes why a person shall look into a key; false where one shall already.
pub(crate) async fn doubt(
    tx: &mut Tx,
    key_id: &str,
    now: Timestamp,
    kind: &str,
    count: Option<i64>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE api_key SET doubted_at = $1, doubt = $2, doubt_count = $3 WHERE key_id = $4 AND doubted_at IS NULL",
    )
    .bind(to_micros(now))
    .bind(kind)
    .bind(count)
    .bind(key_id)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Holds a key; false when there is none such, or it is revoked or held.
pub(crate) async fn hold(tx: &mut Tx, key_id: &str, now: Timestamp) -> Result<bool, DbError> {
    let sql = "UPDATE api_key SET held_at = $1 WHERE key_id = $2 AND held_at IS NULL AND revoked_at IS NULL";
    let done = sqlx::query(sql).bind(to_micros(now)).bind(key_id).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// Ends doubt and hold; false when there is no such key, or neither.
pub(crate) async fn release(tx: &mut Tx, key_id: &str) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE api_key SET held_at = NULL, doubted_at = NULL, doubt = NULL, doubt_count = NULL
         WHERE key_id = $1 AND doubted_at IS NOT NULL",
    )
    .bind(key_id)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many keys that are not revoked a person has yet to look into.
pub(crate) async fn count_doubted(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS keys FROM api_key WHERE doubted_at IS NOT NULL AND revoked_at IS NULL";
    Ok(sqlx::query(sql).fetch_one(tx.conn()).await?.try_get("keys")?)
}

fn read_row(row: &AnyRow) -> Result<ApiKeyRow, DbError> {
    let optional = |column: &'static str| -> Result<Option<Timestamp>, DbError> {
        let at: Option<i64> = row.try_get(column)?;
        at.map(|at| from_micros(column, at)).transpose()
    };
    let secret: Option<String> = row.try_get("secret_sha256")?;
    let proof = match row.try_get::<Option<String>, _>("public_key_sha256")? {
        None => Proof::Key,
        Some(public_key) if secret.is_some() => Proof::KeyAndCertificate(public_key),
        Some(public_key) => Proof::Certificate(public_key),
    };
    let networks: Option<String> = row.try_get("networks")?;
    let networks = Networks::parse(&networks.unwrap_or_default());
    Ok(ApiKeyRow {
        networks: networks.map_err(|_| DbError::Value { column: "networks" })?,
        key_id: row.try_get("key_id")?,
        name: row.try_get("name")?,
        role: row.try_get("role")?,
        proof,
        quota_per_minute: row.try_get("quota_per_minute")?,
        made_at: from_micros("made_at", row.try_get("made_at")?)?,
        expires_at: optional("expires_at")?,
        revoked_at: optional("revoked_at")?,
        last_used_at: optional("last_used_at")?,
        busiest_hour: row.try_get("busiest_hour")?,
        hours_counted: row.try_get("hours_counted")?,
        doubted_at: optional("doubted_at")?,
        doubt: row.try_get("doubt")?,
        doubt_count: row.try_get("doubt_count")?,
        held_at: optional("held_at")?,
    })
}

//! Keys of machine clients.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};

/// One key, without its secret.
#[derive(Debug, Clone)]
pub(crate) struct ApiKeyRow {
    pub(crate) key_id: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) quota_per_minute: i64,
    pub(crate) made_at: Timestamp,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) revoked_at: Option<Timestamp>,
}

impl ApiKeyRow {
    /// Whether it opens anything at an instant.
    pub(crate) fn holds_at(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

pub(crate) async fn insert(tx: &mut Tx, row: &ApiKeyRow, secret_sha256: &str) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO api_key (key_id, name, role, secret_sha256, quota_per_minute, made_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&row.key_id)
    .bind(&row.name)
    .bind(&row.role)
    .bind(secret_sha256)
    .bind(row.quota_per_minute)
    .bind(to_micros(row.made_at))
    .bind(row.expires_at.map(to_micros))
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

/// Revokes a key; false when there is none such, or it was revoked before.
pub(crate) async fn revoke(tx: &mut Tx, key_id: &str, now: Timestamp) -> Result<bool, DbError> {
    let done = sqlx::query("UPDATE api_key SET revoked_at = $1 WHERE key_id = $2 AND revoked_at IS NULL")
        .bind(to_micros(now))
        .bind(key_id)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

fn read_row(row: &AnyRow) -> Result<ApiKeyRow, DbError> {
    let optional = |column: &'static str| -> Result<Option<Timestamp>, DbError> {
        let at: Option<i64> = row.try_get(column)?;
        at.map(|at| from_micros(column, at)).transpose()
    };
    Ok(ApiKeyRow {
        key_id: row.try_get("key_id")?,
        name: row.try_get("name")?,
        role: row.try_get("role")?,
        quota_per_minute: row.try_get("quota_per_minute")?,
        made_at: from_micros("made_at", row.try_get("made_at")?)?,
        expires_at: optional("expires_at")?,
        revoked_at: optional("revoked_at")?,
    })
}

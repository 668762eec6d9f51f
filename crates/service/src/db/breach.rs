//! Access entries as the witness of a breach.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};

/// An entry: when, what, on what.
pub(crate) struct Witness {
    pub(crate) entry_id: String,
    pub(crate) recorded_at: Timestamp,
    pub(crate) operation: String,
    pub(crate) object_kind: String,
    pub(crate) object_id: String,
    /// The committed JSON; empty once the object was erased.
    pub(crate) body: String,
}

/// Which entries.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sought {
    /// Of an actor, or approved by one: any of these keyed digests; empty for everybody.
    pub(crate) actor_blinds: Vec<String>,
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
    /// One operation only; empty for all that touch personal data.
    pub(crate) operation: &'static str,
}

/// The next entries after `after` (instant and id), oldest first.
pub(crate) async fn list(
    tx: &mut Tx,
    sought: &Sought,
    after: (i64, &str),
    limit: i64,
) -> Result<Vec<Witness>, DbError> {
    let blind = |at: usize| sought.actor_blinds.get(at).cloned().unwrap_or_default();
    // an approver's digest stands in the body alone, as does every actor's in entries of before the column
    let rows = sqlx::query(
        "SELECT entry_id, recorded_at, operation, object_kind, object_id, body FROM custody_entry
         WHERE operation <> '' AND object_kind <> 'breach' AND ($1 = '' OR operation = $1) AND recorded_at >= $2 AND recorded_at < $3
             AND ($4 = '' OR actor_blind = $4 OR actor_blind = $5 OR body LIKE '%' || $4 || '%' OR body LIKE '%' || $5 || '%')
             AND (recorded_at > $6 OR (recorded_at = $6 AND entry_id > $7))
         ORDER BY recorded_at, entry_id LIMIT $8",
    )
    .bind(sought.operation)
    .bind(sought.from.map_or(i64::MIN, to_micros))
    .bind(sought.until.map_or(i64::MAX, to_micros))
    .bind(blind(0))
    .bind(blind(1))
    .bind(after.0)
    .bind(after.1)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Witness, DbError> {
    Ok(Witness {
        entry_id: row.try_get("entry_id")?,
        recorded_at: from_micros("recorded_at", row.try_get("recorded_at")?)?,
        operation: row.try_get("operation")?,
        object_kind: row.try_get("object_kind")?,
        object_id: row.try_get("object_id")?,
        body: row.try_get("body")?,
    })
}

/// When a version of the node key came into use by a rotation.
pub(crate) async fn find_rotation(tx: &mut Tx, version: u32) -> Result<Option<Timestamp>, DbError> {
    let row = sqlx::query(
        "SELECT recorded_at FROM custody_entry WHERE object_kind = 'node_key' AND action = 'rotate-key' AND object_id = $1
         ORDER BY recorded_at LIMIT 1",
    )
    .bind(version.to_string())
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| from_micros("recorded_at", row.try_get("recorded_at")?)).transpose()
}

/// How many standing case keys are under a version.
pub(crate) async fn count_case_keys(tx: &mut Tx, version: u32) -> Result<i64, DbError> {
    let row =
        sqlx::query("SELECT COUNT(*) AS keys FROM case_key WHERE key_version = $1 AND shredded_at IS NULL")
            .bind(i64::from(version))
            .fetch_one(tx.conn())
            .await?;
    Ok(row.try_get("keys")?)
}

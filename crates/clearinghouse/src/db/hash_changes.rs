//! What became of entries of hash lists, version by version.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;

use super::{corrupt, id, instant, micros};
use crate::kinds::{HashEntry, HashEntryChange};

/// The table, for sealing.
pub(crate) const TABLE: &str = "hash_entry_change";
/// The sealed column of why.
pub(crate) const REASON: &str = "reason";

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    Added,
    Changed,
    Withdrawn,
    Restored,
    Affirmed,
    Objected,
}

impl ChangeKind {
    const ALL: [Self; 6] =
        [Self::Added, Self::Changed, Self::Withdrawn, Self::Restored, Self::Affirmed, Self::Objected];

    /// As stored.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Withdrawn => "withdrawn",
            Self::Restored => "restored",
            Self::Affirmed => "affirmed",
            Self::Objected => "objected",
        }
    }
}

/// One change.
pub(crate) struct ChangeRow {
    pub(crate) change_id: Id<HashEntryChange>,
    /// The version of the list that it made.
    pub(crate) version: i64,
    pub(crate) kind: ChangeKind,
    /// Kind of actor and role.
    pub(crate) made_by: String,
    /// What the member is called that made it; none for the staff.
    pub(crate) member: Option<String>,
    pub(crate) made_at: Timestamp,
    pub(crate) reason: Option<Sealed<String>>,
}

/// A change to be kept.
pub(crate) struct NewChange<'a> {
    pub(crate) change_id: Id<HashEntryChange>,
    pub(crate) entry_id: Id<HashEntry>,
    pub(crate) version: i64,
    pub(crate) kind: ChangeKind,
    pub(crate) made_by: &'a str,
    pub(crate) member_id: Option<i64>,
    pub(crate) made_at: Timestamp,
    pub(crate) reason: Option<Sealed<String>>,
}

/// Keeps a change.
pub(crate) async fn insert(tx: &mut Tx, change: &NewChange<'_>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO hash_entry_change (change_id, entry_id, version, kind, made_by, member_id, made_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(change.change_id.to_string())
    .bind(change.entry_id.to_string())
    .bind(change.version)
    .bind(change.kind.as_str())
    .bind(change.made_by)
    .bind(change.member_id)
    .bind(micros(change.made_at))
    .bind(change.reason.as_ref().map(Sealed::as_column))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The changes of an entry, the first on top.
pub(crate) async fn list(tx: &mut Tx, entry_id: Id<HashEntry>) -> Result<Vec<ChangeRow>, DbError> {
    let rows = sqlx::query(
        "SELECT c.change_id, c.version, c.kind, c.made_by, m.name AS member_name, c.made_at, c.reason
         FROM hash_entry_change c LEFT JOIN hash_member m ON m.member_id = c.member_id
         WHERE c.entry_id = $1 ORDER BY c.version, c.change_id",
    )
    .bind(entry_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    let mut changes = Vec::new();
    for row in &rows {
        let kind: String = row.try_get("kind")?;
        let reason: Option<String> = row.try_get("reason")?;
        changes.push(ChangeRow {
            change_id: id(row, "change_id")?,
            version: row.try_get("version")?,
            kind: ChangeKind::ALL
                .into_iter()
                .find(|known| known.as_str() == kind)
                .ok_or_else(|| corrupt("kind"))?,
            made_by: row.try_get("made_by")?,
            member: row.try_get("member_name")?,
            made_at: instant(row, "made_at")?,
            reason: reason.map(Sealed::from_column),
        });
    }
    Ok(changes)
}

/// Whether the reason of any change that was made by an instant is kept.
pub(crate) async fn has_reasons(tx: &mut Tx, by: Timestamp) -> Result<bool, DbError> {
    let sql = "SELECT change_id FROM hash_entry_change WHERE reason <> '' AND made_at <= $1 LIMIT 1";
    Ok(sqlx::query(sql).bind(micros(by)).fetch_optional(tx.conn()).await?.is_some())
}

/// Overwrites the reasons of the changes that were made by an instant; gives how many.
pub(crate) async fn forget_reasons(tx: &mut Tx, by: Timestamp) -> Result<u64, DbError> {
    let sql = "UPDATE hash_entry_change SET reason = '' WHERE reason <> '' AND made_at <= $1";
    Ok(sqlx::query(sql).bind(micros(by)).execute(tx.conn()).await?.rows_affected())
}

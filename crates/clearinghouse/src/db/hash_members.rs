//! Members of hash sharing.

use jiff::Timestamp;
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::hash_list::sharing::SharingMember;

use super::micros;

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberKind {
    /// A machine client of this node.
    Client,
    /// A source that is pulled.
    Source,
    /// Somebody who vouches at such a source.
    Voucher,
}

impl MemberKind {
    /// As stored.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Source => "source",
            Self::Voucher => "voucher",
        }
    }
}

/// The member of this name.
pub(crate) async fn find_by_name(tx: &mut Tx, name: &str) -> Result<Option<SharingMember>, DbError> {
    let row = sqlx::query("SELECT member_id, name FROM hash_member WHERE name = $1")
        .bind(name)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// The member of this name, made if there is none.
pub(crate) async fn find_or_insert(
    tx: &mut Tx,
    name: &str,
    kind: MemberKind,
    now: Timestamp,
) -> Result<SharingMember, DbError> {
    if let Some(known) = find_by_name(tx, name).await? {
        return Ok(known);
    }
    let id: i64 =
        sqlx::query("SELECT CAST(COALESCE(MAX(member_id), 100000) + 1 AS BIGINT) AS next FROM hash_member")
            .fetch_one(tx.conn())
            .await?
            .try_get("next")?;
    sqlx::query("INSERT INTO hash_member (member_id, name, kind, joined_at) VALUES ($1, $2, $3, $4)")
        .bind(id)
        .bind(name)
        .bind(kind.as_str())
        .bind(micros(now))
        .execute(tx.conn())
        .await?;
    Ok(SharingMember { id, name: name.to_owned() })
}

/// All members, by number.
pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<SharingMember>, DbError> {
    let rows = sqlx::query("SELECT member_id, name FROM hash_member ORDER BY member_id")
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<SharingMember, DbError> {
    Ok(SharingMember { id: row.try_get("member_id")?, name: row.try_get("name")? })
}

//! What members say of entries of hash lists.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::hash_list::sharing::{FingerprintKind, SharingMember};

use super::hash_entries::{Range, kind};
use super::{corrupt, id, instant, micros};
use crate::hash_sharing::lists::HashList;
use crate::hash_sharing::reasons::ObjectionReason;
use crate::kinds::HashEntry;

/// Most pieces that are listed for an owner at a time.
pub(crate) const MAX_TOLD: i64 = 1000;

/// What a member says of a fingerprint: no reason means that it affirms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FeedbackRow {
    pub(crate) member: SharingMember,
    pub(crate) fingerprint: FingerprintKind,
    /// Why it objects; empty where it affirms.
    pub(crate) reasons: Vec<ObjectionReason>,
    pub(crate) given_at: Timestamp,
}

/// The same, with the entry that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToldFeedback {
    pub(crate) entry_id: Id<HashEntry>,
    pub(crate) source_id: String,
    pub(crate) owner: SharingMember,
    pub(crate) said: FeedbackRow,
}

macro_rules! select_feedback {
    ($rest:literal) => {
        concat!(
            "SELECT x.entry_id, x.member_id, m.name AS member_name, x.fingerprint, x.verdict, x.reasons, x.given_at, ",
            "e.source_id, e.member_id AS owner_id, o.name AS owner_name FROM hash_feedback x ",
            "JOIN hash_member m ON m.member_id = x.member_id JOIN hash_entry e ON e.entry_id = x.entry_id ",
            "JOIN hash_member o ON o.member_id = e.member_id ",
            $rest
        )
    };
}

/// Keeps what a member says now of a fingerprint, in the place of what it said before.
pub(crate) async fn put(
    tx: &mut Tx,
    entry_id: Id<HashEntry>,
    member_id: i64,
    (fingerprint, reasons): (FingerprintKind, &[ObjectionReason]),
    now: Timestamp,
) -> Result<(), DbError> {
    let names: Vec<&str> = reasons.iter().map(|reason| reason.as_str()).collect();
    sqlx::query(
        "INSERT INTO hash_feedback (entry_id, member_id, fingerprint, verdict, reasons, given_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (entry_id, member_id, fingerprint)
         DO UPDATE SET verdict = excluded.verdict, reasons = excluded.reasons, given_at = excluded.given_at",
    )
    .bind(entry_id.to_string())
    .bind(member_id)
    .bind(fingerprint.as_str())
    .bind(if reasons.is_empty() { "affirmative" } else { "negative" })
    .bind(names.join(" "))
    .bind(micros(now))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets what those say who vouch for an entry at its source.
pub(crate) async fn forget_vouchers(tx: &mut Tx, entry_id: Id<HashEntry>) -> Result<(), DbError> {
    sqlx::query(
        "DELETE FROM hash_feedback WHERE entry_id = $1
         AND member_id IN (SELECT member_id FROM hash_member WHERE kind = 'voucher')",
    )
    .bind(entry_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets what was said of fingerprints that an entry no longer has.
pub(crate) async fn forget_of_gone(tx: &mut Tx, entry_id: Id<HashEntry>) -> Result<(), DbError> {
    sqlx::query(
        "DELETE FROM hash_feedback WHERE entry_id = $1
         AND fingerprint NOT IN (SELECT kind FROM hash_fingerprint WHERE entry_id = $1)",
    )
    .bind(entry_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What is said of an entry.
pub(crate) async fn list_of(tx: &mut Tx, entry_id: Id<HashEntry>) -> Result<Vec<FeedbackRow>, DbError> {
    let rows = sqlx::query(select_feedback!("WHERE x.entry_id = $1 ORDER BY x.fingerprint, x.member_id"))
        .bind(entry_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// Those who vouch for an entry at its source, by name.
pub(crate) async fn list_vouchers(tx: &mut Tx, entry_id: Id<HashEntry>) -> Result<Vec<String>, DbError> {
    let rows = sqlx::query(
        "SELECT DISTINCT m.name FROM hash_feedback x JOIN hash_member m ON m.member_id = x.member_id
         WHERE x.entry_id = $1 AND m.kind = 'voucher' ORDER BY m.name",
    )
    .bind(entry_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok(row.try_get("name")?)).collect()
}

/// What is said of the entries of a page of a range, by entry.
pub(crate) async fn list_in(
    tx: &mut Tx,
    range: Range,
) -> Result<BTreeMap<Id<HashEntry>, Vec<FeedbackRow>>, DbError> {
    let rows = sqlx::query(select_feedback!(
        "WHERE e.list_name = $1 AND e.stamp >= $2 AND e.stamp <= $3 AND e.entry_no >= $4 AND e.entry_no <= $5
         ORDER BY x.entry_id, x.fingerprint, x.member_id"
    ))
    .bind(range.list.as_str())
    .bind(range.from)
    .bind(range.to)
    .bind(range.start)
    .bind(range.max)
    .fetch_all(tx.conn())
    .await?;
    let mut all: BTreeMap<Id<HashEntry>, Vec<FeedbackRow>> = BTreeMap::new();
    for row in &rows {
        all.entry(id(row, "entry_id")?).or_default().push(read(row)?);
    }
    Ok(all)
}

/// What other members say of the entries of an owner, or with none of all owners; the newest on top, after `offset` pieces. Those who vouch
/// at a source are told with its entries: a pull brings as many of them as entries.
pub(crate) async fn list_told(
    tx: &mut Tx,
    list: HashList,
    owner_id: Option<i64>,
    offset: i64,
) -> Result<Vec<ToldFeedback>, DbError> {
    let rows = sqlx::query(select_feedback!(
        "WHERE e.list_name = $1 AND ($2 = 0 OR e.member_id = $2) AND x.member_id <> e.member_id AND m.kind = 'client'
         ORDER BY x.given_at DESC, x.entry_id, x.fingerprint, x.member_id LIMIT $3 OFFSET $4"
    ))
    .bind(list.as_str())
    .bind(owner_id.unwrap_or(0))
    .bind(MAX_TOLD)
    .bind(offset)
    .fetch_all(tx.conn())
    .await?;
    let told = |row: &AnyRow| -> Result<ToldFeedback, DbError> {
        Ok(ToldFeedback {
            entry_id: id(row, "entry_id")?,
            source_id: row.try_get("source_id")?,
            owner: SharingMember { id: row.try_get("owner_id")?, name: row.try_get("owner_name")? },
            said: read(row)?,
        })
    };
    rows.iter().map(told).collect()
}

fn read(row: &AnyRow) -> Result<FeedbackRow, DbError> {
    let reasons: String = row.try_get("reasons")?;
    let reasons = reasons.split_ascii_whitespace().map(ObjectionReason::named).collect::<Option<Vec<_>>>();
    Ok(FeedbackRow {
        member: SharingMember { id: row.try_get("member_id")?, name: row.try_get("member_name")? },
        fingerprint: kind(row, "fingerprint")?,
        reasons: reasons.ok_or_else(|| corrupt("reasons"))?,
        given_at: instant(row, "given_at")?,
    })
}

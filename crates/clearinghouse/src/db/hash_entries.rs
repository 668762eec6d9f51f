//! Entries of lists of known hashes, with their fingerprints.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::hash_list::sharing::{FingerprintKind, SharingMember};

use super::hash_lists::Mark;
use super::{corrupt, flag, id, instant, micros};
use crate::hash_sharing::drafts::HashDraft;
use crate::hash_sharing::lists::HashList;
use crate::kinds::HashEntry;

/// Fingerprints by kind.
pub(crate) type Fingerprints = BTreeMap<FingerprintKind, String>;

/// Who took an entry back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WithdrawnBy {
    /// The member that lists it; it may list it again.
    Owner,
    /// The staff; only they restore it.
    Staff,
}

impl WithdrawnBy {
    /// As stored.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Staff => "staff",
        }
    }
}

/// One entry without its fingerprints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntryRow {
    pub(crate) entry_id: Id<HashEntry>,
    pub(crate) entry_no: i64,
    pub(crate) list: HashList,
    pub(crate) member: SharingMember,
    pub(crate) source_id: String,
    pub(crate) video: bool,
    pub(crate) classification: String,
    pub(crate) version: i64,
    /// When it last changed, in whole seconds since 1970.
    pub(crate) stamp: i64,
    pub(crate) withdrawn_by: Option<WithdrawnBy>,
    pub(crate) added_at: Timestamp,
}

/// Entries that changed within a range, from a place on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    pub(crate) list: HashList,
    /// First second.
    pub(crate) from: i64,
    /// Last second.
    pub(crate) to: i64,
    /// First number of an entry.
    pub(crate) start: i64,
    /// Last number of an entry.
    pub(crate) max: i64,
}

macro_rules! select_entries {
    ($rest:literal) => {
        concat!(
            "SELECT e.entry_id, e.entry_no, e.list_name, e.member_id, m.name AS member_name, e.source_id, e.is_video, ",
            "e.classification, e.version, e.stamp, e.withdrawn_by, e.added_at FROM hash_entry e ",
            "JOIN hash_member m ON m.member_id = e.member_id ",
            $rest
        )
    };
}

/// The entry of this id.
pub(crate) async fn find(tx: &mut Tx, entry_id: Id<HashEntry>) -> Result<Option<EntryRow>, DbError> {
    let row = sqlx::query(select_entries!("WHERE e.entry_id = $1"))
        .bind(entry_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// The entry that a member calls so.
pub(crate) async fn find_of_member(
    tx: &mut Tx,
    list: HashList,
    member_id: i64,
    source_id: &str,
) -> Result<Option<EntryRow>, DbError> {
    let row =
        sqlx::query(select_entries!("WHERE e.list_name = $1 AND e.member_id = $2 AND e.source_id = $3"))
            .bind(list.as_str())
            .bind(member_id)
            .bind(source_id)
            .fetch_optional(tx.conn())
            .await?;
    row.as_ref().map(read).transpose()
}

/// Adds an entry.
pub(crate) async fn insert(
    tx: &mut Tx,
    entry_id: Id<HashEntry>,
    (list, member_id): (HashList, i64),
    draft: &HashDraft,
    (mark, now): (Mark, Timestamp),
) -> Result<(), DbError> {
    let entry_no: i64 =
        sqlx::query("SELECT CAST(COALESCE(MAX(entry_no), 0) + 1 AS BIGINT) AS next FROM hash_entry")
            .fetch_one(tx.conn())
            .await?
            .try_get("next")?;
    sqlx::query(
        "INSERT INTO hash_entry (entry_id, entry_no, list_name, member_id, source_id, is_video, classification, version,
                                 stamp, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(entry_id.to_string())
    .bind(entry_no)
    .bind(list.as_str())
    .bind(member_id)
    .bind(&draft.source_id)
    .bind(i64::from(draft.video))
    .bind(draft.classification.as_str())
    .bind(mark.version)
    .bind(mark.stamp)
    .bind(micros(now))
    .execute(tx.conn())
    .await?;
    put_fingerprints(tx, entry_id, &draft.fingerprints).await
}

/// Puts what the draft says in the place of what an entry said; it counts again.
pub(crate) async fn replace(
    tx: &mut Tx,
    entry_id: Id<HashEntry>,
    draft: &HashDraft,
    mark: Mark,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE hash_entry SET is_video = $2, classification = $3, version = $4, stamp = $5, withdrawn_by = NULL
         WHERE entry_id = $1",
    )
    .bind(entry_id.to_string())
    .bind(i64::from(draft.video))
    .bind(draft.classification.as_str())
    .bind(mark.version)
    .bind(mark.stamp)
    .execute(tx.conn())
    .await?;
    sqlx::query("DELETE FROM hash_fingerprint WHERE entry_id = $1")
        .bind(entry_id.to_string())
        .execute(tx.conn())
        .await?;
    put_fingerprints(tx, entry_id, &draft.fingerprints).await
}

async fn put_fingerprints(
    tx: &mut Tx,
    entry_id: Id<HashEntry>,
    fingerprints: &Fingerprints,
) -> Result<(), DbError> {
    for (kind, digest) in fingerprints {
        sqlx::query("INSERT INTO hash_fingerprint (entry_id, kind, digest) VALUES ($1, $2, $3)")
            .bind(entry_id.to_string())
            .bind(kind.as_str())
            .bind(digest)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// Takes an entry back, or with none lets it count again; or marks that what is said of it changed, with what it is now.
pub(crate) async fn touch(
    tx: &mut Tx,
    entry_id: Id<HashEntry>,
    withdrawn_by: Option<WithdrawnBy>,
    mark: Mark,
) -> Result<(), DbError> {
    sqlx::query("UPDATE hash_entry SET withdrawn_by = $2, version = $3, stamp = $4 WHERE entry_id = $1")
        .bind(entry_id.to_string())
        .bind(withdrawn_by.map(WithdrawnBy::as_str))
        .bind(mark.version)
        .bind(mark.stamp)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The fingerprints of an entry.
pub(crate) async fn fingerprints_of(tx: &mut Tx, entry_id: Id<HashEntry>) -> Result<Fingerprints, DbError> {
    let rows = sqlx::query("SELECT kind, digest FROM hash_fingerprint WHERE entry_id = $1")
        .bind(entry_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(|row| Ok((kind(row, "kind")?, row.try_get("digest")?))).collect()
}

/// A page of a range, in the order of numbers.
pub(crate) async fn list_range(tx: &mut Tx, range: Range, limit: i64) -> Result<Vec<EntryRow>, DbError> {
    let rows = sqlx::query(select_entries!(
        "WHERE e.list_name = $1 AND e.stamp >= $2 AND e.stamp <= $3 AND e.entry_no >= $4 AND e.entry_no <= $5
         ORDER BY e.entry_no LIMIT $6"
    ))
    .bind(range.list.as_str())
    .bind(range.from)
    .bind(range.to)
    .bind(range.start)
    .bind(range.max)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// The largest number in a range, of all pages; 0 where it is empty.
pub(crate) async fn last_number(tx: &mut Tx, range: Range) -> Result<i64, DbError> {
    let sql = "SELECT CAST(COALESCE(MAX(entry_no), 0) AS BIGINT) AS last FROM hash_entry
               WHERE list_name = $1 AND stamp >= $2 AND stamp <= $3";
    let row = sqlx::query(sql)
        .bind(range.list.as_str())
        .bind(range.from)
        .bind(range.to)
        .fetch_one(tx.conn())
        .await?;
    Ok(row.try_get("last")?)
}

/// The fingerprints of a page of a range, by entry.
pub(crate) async fn fingerprints_in(
    tx: &mut Tx,
    range: Range,
) -> Result<BTreeMap<Id<HashEntry>, Fingerprints>, DbError> {
    let rows = sqlx::query(
        "SELECT f.entry_id, f.kind, f.digest FROM hash_fingerprint f JOIN hash_entry e ON e.entry_id = f.entry_id
         WHERE e.list_name = $1 AND e.stamp >= $2 AND e.stamp <= $3 AND e.entry_no >= $4 AND e.entry_no <= $5",
    )
    .bind(range.list.as_str())
    .bind(range.from)
    .bind(range.to)
    .bind(range.start)
    .bind(range.max)
    .fetch_all(tx.conn())
    .await?;
    let mut all: BTreeMap<Id<HashEntry>, Fingerprints> = BTreeMap::new();
    for row in &rows {
        let fingerprints = all.entry(id(row, "entry_id")?).or_default();
        fingerprints.insert(kind(row, "kind")?, row.try_get("digest")?);
    }
    Ok(all)
}

/// All entries of a list with this fingerprint.
pub(crate) async fn list_with(
    tx: &mut Tx,
    list: HashList,
    fingerprint: FingerprintKind,
    digest: &str,
) -> Result<Vec<EntryRow>, DbError> {
    let rows = sqlx::query(select_entries!(
        "JOIN hash_fingerprint f ON f.entry_id = e.entry_id WHERE e.list_name = $1 AND f.kind = $2 AND f.digest = $3
         ORDER BY e.entry_no"
    ))
    .bind(list.as_str())
    .bind(fingerprint.as_str())
    .bind(digest)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// A part of a list for the staff, the newest change on top; with a text, the entries that a member calls so or that hold this digest.
pub(crate) async fn list_page(
    tx: &mut Tx,
    list: HashList,
    text: &str,
    (limit, offset): (i64, i64),
) -> Result<Vec<EntryRow>, DbError> {
    let rows = sqlx::query(select_entries!(
        "WHERE e.list_name = $1 AND ($2 = '' OR e.source_id = $2 OR m.name = $2 OR e.entry_id IN (
             SELECT f.entry_id FROM hash_fingerprint f WHERE f.digest = $2))
         ORDER BY e.stamp DESC, e.entry_no DESC LIMIT $3 OFFSET $4"
    ))
    .bind(list.as_str())
    .bind(text)
    .bind(limit)
    .bind(offset)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// How many entries [`list_page`] has.
pub(crate) async fn count_page(tx: &mut Tx, list: HashList, text: &str) -> Result<i64, DbError> {
    // a whole list of a million is counted in its index alone
    let sql = if text.is_empty() {
        "SELECT CAST(COUNT(*) AS BIGINT) AS entries FROM hash_entry WHERE list_name = $1 AND $2 = ''"
    } else {
        "SELECT CAST(COUNT(*) AS BIGINT) AS entries FROM hash_entry e JOIN hash_member m ON m.member_id = e.member_id
         WHERE e.list_name = $1 AND (e.source_id = $2 OR m.name = $2 OR e.entry_id IN (
             SELECT f.entry_id FROM hash_fingerprint f WHERE f.digest = $2))"
    };
    let row = sqlx::query(sql).bind(list.as_str()).bind(text).fetch_one(tx.conn()).await?;
    Ok(row.try_get("entries")?)
}

/// A kind of fingerprint in a column.
pub(super) fn kind(row: &AnyRow, column: &str) -> Result<FingerprintKind, DbError> {
    let name: String = row.try_get(column)?;
    FingerprintKind::named(&name).ok_or_else(|| corrupt(column))
}

fn read(row: &AnyRow) -> Result<EntryRow, DbError> {
    let list: String = row.try_get("list_name")?;
    let withdrawn_by: Option<String> = row.try_get("withdrawn_by")?;
    Ok(EntryRow {
        entry_id: id(row, "entry_id")?,
        entry_no: row.try_get("entry_no")?,
        list: HashList::parse(&list).ok_or_else(|| corrupt("list_name"))?,
        member: SharingMember { id: row.try_get("member_id")?, name: row.try_get("member_name")? },
        source_id: row.try_get("source_id")?,
        video: flag(row, "is_video")?,
        classification: row.try_get("classification")?,
        version: row.try_get("version")?,
        stamp: row.try_get("stamp")?,
        withdrawn_by: match withdrawn_by.as_deref() {
            None => None,
            Some("owner") => Some(WithdrawnBy::Owner),
            Some("staff") => Some(WithdrawnBy::Staff),
            Some(_) => return Err(corrupt("withdrawn_by")),
        },
        added_at: instant(row, "added_at")?,
    })
}

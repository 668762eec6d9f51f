//! What outsiders are shown of the custody log: signed checkpoints, stored hashes, commitments.

use custody::StoredSpan;
use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};

/// A checkpoint as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckpointRow {
    pub(crate) size: i64,
    pub(crate) root_hash: String,
    /// The signed note.
    pub(crate) note: String,
    pub(crate) published_at: Timestamp,
}

/// Publishes a checkpoint; [`DbError::Raced`] when its size has one.
pub(crate) async fn insert(tx: &mut Tx, row: &CheckpointRow) -> Result<(), DbError> {
    let done = sqlx::query(
        "INSERT INTO custody_checkpoint (size, root_hash, note, published_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(row.size)
    .bind(&row.root_hash)
    .bind(&row.note)
    .bind(to_micros(row.published_at))
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(DbError::Raced) }
}

pub(crate) async fn find_newest(tx: &mut Tx) -> Result<Option<CheckpointRow>, DbError> {
    let sql = "SELECT size, root_hash, note, published_at FROM custody_checkpoint ORDER BY size DESC LIMIT 1";
    let row = sqlx::query(sql).fetch_optional(tx.conn()).await?;
    row.as_ref().map(checkpoint_row).transpose()
}

/// The one of this size.
pub(crate) async fn find(tx: &mut Tx, size: i64) -> Result<Option<CheckpointRow>, DbError> {
    let sql = "SELECT size, root_hash, note, published_at FROM custody_checkpoint WHERE size = $1";
    let row = sqlx::query(sql).bind(size).fetch_optional(tx.conn()).await?;
    row.as_ref().map(checkpoint_row).transpose()
}

/// Those of more entries than `after`, the smallest first.
pub(crate) async fn list_after(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<CheckpointRow>, DbError> {
    let sql = "SELECT size, root_hash, note, published_at FROM custody_checkpoint WHERE size > $1 ORDER BY size LIMIT $2";
    sqlx::query(sql).bind(after).bind(limit).fetch_all(tx.conn()).await?.iter().map(checkpoint_row).collect()
}

/// The newest that was published before an instant.
pub(crate) async fn find_before(tx: &mut Tx, at: Timestamp) -> Result<Option<CheckpointRow>, DbError> {
    let row = sqlx::query(
        "SELECT size, root_hash, note, published_at FROM custody_checkpoint WHERE published_at < $1
         ORDER BY size DESC LIMIT 1",
    )
    .bind(to_micros(at))
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(checkpoint_row).transpose()
}

fn checkpoint_row(row: &AnyRow) -> Result<CheckpointRow, DbError> {
    Ok(CheckpointRow {
        size: row.try_get("size")?,
        root_hash: row.try_get("root_hash")?,
        note: row.try_get("note")?,
        published_at: from_micros("published_at", row.try_get("published_at")?)?,
    })
}

/// The root after a batch that ended with so many entries.
pub(crate) async fn find_root(tx: &mut Tx, size: i64) -> Result<Option<String>, DbError> {
    let row = sqlx::query("SELECT root_hash FROM custody_tree WHERE size = $1")
        .bind(size)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| row.try_get("root_hash")).transpose()?)
}

/// How many roots of complete subtrees are stored at a level above the lowest.
pub(crate) async fn count_subtrees(tx: &mut Tx, level: u8) -> Result<u64, DbError> {
    let row = sqlx::query("SELECT COUNT(*) AS subtrees FROM custody_subtree WHERE level = $1")
        .bind(i64::from(level))
        .fetch_one(tx.conn())
        .await?;
    Ok(row.try_get::<i64, _>("subtrees")?.unsigned_abs())
}

/// A stored root of a complete subtree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SubtreeRow {
    pub(crate) level: i64,
    pub(crate) place: i64,
    pub(crate) root_hash: String,
}

/// Stored roots by level and place, after these.
pub(crate) async fn list_subtrees_after(
    tx: &mut Tx,
    (level, place): (i64, i64),
    limit: i64,
) -> Result<Vec<SubtreeRow>, DbError> {
    let rows = sqlx::query(
        "SELECT level, place, root_hash FROM custody_subtree WHERE level > $1 OR (level = $1 AND place > $2)
         ORDER BY level, place LIMIT $3",
    )
    .bind(level)
    .bind(place)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(SubtreeRow {
                level: row.try_get("level")?,
                place: row.try_get("place")?,
                root_hash: row.try_get("root_hash")?,
            })
        })
        .collect()
}

pub(crate) async fn insert_subtree(
    tx: &mut Tx,
    level: u8,
    place: u64,
    root_hash: &str,
) -> Result<(), DbError> {
    let sql =
        "INSERT INTO custody_subtree (level, place, root_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    sqlx::query(sql).bind(i64::from(level)).bind(column(place)?).bind(root_hash).execute(tx.conn()).await?;
    Ok(())
}

/// The stored hashes of a span, in order: of leaves at level 0, of complete subtrees above. Fewer than asked for where they are not there.
pub(crate) async fn list_hashes(tx: &mut Tx, span: StoredSpan) -> Result<Vec<String>, DbError> {
    let sql = if span.level == 0 {
        "SELECT leaf_hash AS hash FROM custody_entry WHERE leaf_index >= $1 AND leaf_index < $2 ORDER BY leaf_index"
    } else {
        "SELECT root_hash AS hash FROM custody_subtree WHERE place >= $1 AND place < $2 AND level = $3 ORDER BY place"
    };
    let (first, end) = (column(span.first)?, column(span.first.saturating_add(span.count))?);
    let mut query = sqlx::query(sql).bind(first).bind(end);
    if span.level > 0 {
        query = query.bind(i64::from(span.level));
    }
    query.fetch_all(tx.conn()).await?.iter().map(|row| Ok(row.try_get("hash")?)).collect()
}

/// What a commitment is read from.
pub(crate) struct CommittedRow {
    /// Hex; empty in entries of before it was kept.
    pub(crate) commitment: String,
    pub(crate) body: String,
    pub(crate) salt: String,
}

/// The commitments of `count` entries from `first` on, in order.
pub(crate) async fn list_committed(
    tx: &mut Tx,
    first: u64,
    count: u64,
) -> Result<Vec<CommittedRow>, DbError> {
    let rows = sqlx::query(
        "SELECT commitment, body, salt FROM custody_entry WHERE leaf_index >= $1 AND leaf_index < $2 ORDER BY leaf_index",
    )
    .bind(column(first)?)
    .bind(column(first.saturating_add(count))?)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(CommittedRow {
                commitment: row.try_get("commitment")?,
                body: row.try_get("body")?,
                salt: row.try_get("salt")?,
            })
        })
        .collect()
}

fn column(number: u64) -> Result<i64, DbError> {
    i64::try_from(number).map_err(|_| DbError::Value { column: "leaf_index" })
}

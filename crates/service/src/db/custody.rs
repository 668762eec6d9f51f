//! The custody log's tables.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, raced, to_micros};

/// An entry as it is first written, without a place in the tree.
pub(crate) struct NewEntry<'a> {
    pub(crate) entry_id: &'a str,
    pub(crate) recorded_at: Timestamp,
    pub(crate) entry: &'a custody::Entry,
    pub(crate) body: &'a str,
    pub(crate) salt: &'a str,
    pub(crate) commitment: &'a str,
    pub(crate) leaf_hash: &'a str,
    pub(crate) actor_blind: &'a str,
}

pub(crate) async fn insert(tx: &mut Tx, new: &NewEntry<'_>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO custody_entry
             (entry_id, recorded_at, actor, action, object_kind, object_id, body, salt, leaf_hash, operation, grounds,
              actor_blind, commitment)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(new.entry_id)
    .bind(to_micros(new.recorded_at))
    .bind(&new.entry.actor)
    .bind(&new.entry.action)
    .bind(&new.entry.object_kind)
    .bind(&new.entry.object_id)
    .bind(new.body)
    .bind(new.salt)
    .bind(new.leaf_hash)
    .bind(&new.entry.operation)
    .bind(&new.entry.grounds)
    .bind(new.actor_blind)
    .bind(new.commitment)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether anything was ever done in this database.
pub(crate) async fn has_entries(tx: &mut Tx) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT entry_id FROM custody_entry LIMIT 1").fetch_optional(tx.conn()).await?;
    Ok(row.is_some())
}

/// When the last entry that has a place was recorded.
pub(crate) async fn newest_entry_at(tx: &mut Tx) -> Result<Option<Timestamp>, DbError> {
    let sql =
        "SELECT recorded_at FROM custody_entry WHERE leaf_index = (SELECT MAX(size) - 1 FROM custody_tree)";
    let row = sqlx::query(sql).fetch_optional(tx.conn()).await?;
    row.map(|row| from_micros("recorded_at", row.try_get("recorded_at")?)).transpose()
}

/// Destroys salt and body of the entries on an erased object: they keep time, actor, action, commitment and leaf hash.
pub(crate) async fn forget_details(tx: &mut Tx, object_id: &str) -> Result<(), DbError> {
    sqlx::query("UPDATE custody_entry SET salt = '', body = '' WHERE object_id = $1")
        .bind(object_id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether an entry of this action on an object, open, holds a text: hexadecimal digits, so that it is no pattern.
pub(crate) async fn has_entry_saying(
    tx: &mut Tx,
    object_id: &str,
    action: &str,
    hex: &str,
) -> Result<bool, DbError> {
    let sql =
        "SELECT 1 AS found FROM custody_entry WHERE object_id = $1 AND action = $2 AND body LIKE $3 LIMIT 1";
    let query = sqlx::query(sql).bind(object_id).bind(action).bind(format!("%{hex}%"));
    Ok(query.fetch_optional(tx.conn()).await?.is_some())
}

/// An entry without a place.
pub(crate) struct PendingRow {
    pub(crate) entry_id: String,
    pub(crate) object_id: String,
    pub(crate) body: String,
    pub(crate) salt: String,
    pub(crate) commitment: String,
    pub(crate) leaf_hash: String,
}

/// The oldest entries without a place.
pub(crate) async fn list_pending(tx: &mut Tx, limit: i64) -> Result<Vec<PendingRow>, DbError> {
    let rows = sqlx::query(
        "SELECT entry_id, object_id, body, salt, commitment, leaf_hash FROM custody_entry WHERE leaf_index IS NULL
         ORDER BY recorded_at, entry_id LIMIT $1",
    )
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(PendingRow {
                entry_id: row.try_get("entry_id")?,
                object_id: row.try_get("object_id")?,
                body: row.try_get("body")?,
                salt: row.try_get("salt")?,
                commitment: row.try_get("commitment")?,
                leaf_hash: row.try_get("leaf_hash")?,
            })
        })
        .collect()
}

/// How many entries on an object have a place, and the leaf of the last; `None` when none has.
pub(crate) async fn find_chain_end(tx: &mut Tx, object_id: &str) -> Result<Option<(i64, String)>, DbError> {
    let last = sqlx::query(
        "SELECT object_counter, leaf_hash FROM custody_entry WHERE object_id = $1 AND leaf_index >= 0
         ORDER BY leaf_index DESC LIMIT 1",
    )
    .bind(object_id)
    .fetch_optional(tx.conn())
    .await?;
    let Some(last) = last else { return Ok(None) };
    let counter = match last.try_get::<Option<i64>, _>("object_counter")? {
        Some(counter) => counter,
        // placed before entries were counted
        None => {
            let sql =
                "SELECT COUNT(*) AS entries FROM custody_entry WHERE object_id = $1 AND leaf_index >= 0";
            sqlx::query(sql).bind(object_id).fetch_one(tx.conn()).await?.try_get("entries")?
        }
    };
    Ok(Some((counter, last.try_get("leaf_hash")?)))
}

/// How many entries an object has, with those that wait for their place.
pub(crate) async fn count_on_object(tx: &mut Tx, object_id: &str) -> Result<i64, DbError> {
    let placed = find_chain_end(tx, object_id).await?.map_or(0, |(counter, _)| counter);
    let sql = "SELECT COUNT(*) AS entries FROM custody_entry WHERE object_id = $1 AND leaf_index IS NULL";
    let waiting = sqlx::query(sql).bind(object_id).fetch_one(tx.conn()).await?;
    Ok(placed + waiting.try_get::<i64, _>("entries")?)
}

/// Where an entry comes to stand.
pub(crate) struct Place<'a> {
    pub(crate) leaf_index: i64,
    pub(crate) object_counter: Option<i64>,
    /// Body, commitment and leaf hash with the entry's number in them; as they were for an entry that cannot say it.
    pub(crate) body: &'a str,
    pub(crate) commitment: &'a str,
    pub(crate) leaf_hash: &'a str,
}

/// Gives an entry its place; [`DbError::Raced`] when it, or the place, is taken, or it was erased meanwhile.
pub(crate) async fn place(tx: &mut Tx, pending: &PendingRow, place: &Place<'_>) -> Result<(), DbError> {
    let done = sqlx::query(
        "UPDATE custody_entry SET leaf_index = $1, object_counter = $2, body = $3, commitment = $4, leaf_hash = $5
         WHERE entry_id = $6 AND leaf_index IS NULL AND body = $7",
    )
    .bind(place.leaf_index)
    .bind(place.object_counter)
    .bind(place.body)
    .bind(place.commitment)
    .bind(place.leaf_hash)
    .bind(&pending.entry_id)
    .bind(&pending.body)
    .execute(tx.conn())
    .await
    .map_err(raced)?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(DbError::Raced) }
}

/// The tree after some batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TreeRow {
    pub(crate) size: i64,
    pub(crate) root_hash: String,
    pub(crate) peaks: String,
}

pub(crate) async fn find_newest_tree(tx: &mut Tx) -> Result<Option<TreeRow>, DbError> {
    let row = sqlx::query("SELECT size, root_hash, peaks FROM custody_tree ORDER BY size DESC LIMIT 1")
        .fetch_optional(tx.conn())
        .await?;
    row.map(|row| {
        Ok(TreeRow {
            size: row.try_get("size")?,
            root_hash: row.try_get("root_hash")?,
            peaks: row.try_get("peaks")?,
        })
    })
    .transpose()
}

/// Adds the tree's newest state, and drops the peaks that only extending needs from the state before.
pub(crate) async fn insert_tree(tx: &mut Tx, tree: &TreeRow, size_before: i64) -> Result<(), DbError> {
    sqlx::query("INSERT INTO custody_tree (size, root_hash, peaks) VALUES ($1, $2, $3)")
        .bind(tree.size)
        .bind(&tree.root_hash)
        .bind(&tree.peaks)
        .execute(tx.conn())
        .await
        .map_err(raced)?;
    sqlx::query("UPDATE custody_tree SET peaks = '' WHERE size = $1")
        .bind(size_before)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// An entry as it is read back, with the roots after it where a batch or a checkpoint ended with it.
#[derive(Debug, Clone)]
pub(crate) struct EntryRow {
    pub(crate) entry_id: String,
    pub(crate) recorded_at: i64,
    pub(crate) actor: String,
    /// Empty in entries of before it was kept.
    pub(crate) actor_blind: String,
    pub(crate) action: String,
    pub(crate) object_kind: String,
    pub(crate) object_id: String,
    pub(crate) operation: String,
    pub(crate) grounds: String,
    pub(crate) body: String,
    pub(crate) salt: String,
    /// Empty in entries of before it was kept.
    pub(crate) commitment: String,
    pub(crate) leaf_hash: String,
    pub(crate) leaf_index: Option<i64>,
    pub(crate) object_counter: Option<i64>,
    pub(crate) root_after: Option<String>,
    /// The root that was signed after it, where a checkpoint ended with it.
    pub(crate) signed_root: Option<String>,
    /// Whether the case that the entry is on was erased.
    pub(crate) is_erased: bool,
}

/// The sequenced entries after `leaf_index`, in order.
pub(crate) async fn list_placed(
    tx: &mut Tx,
    after: i64,
    below: i64,
    limit: i64,
) -> Result<Vec<EntryRow>, DbError> {
    let rows = sqlx::query(
        "SELECT e.entry_id, e.recorded_at, e.actor, e.actor_blind, e.action, e.object_kind, e.object_id, e.operation, e.grounds, e.body,
                e.salt, e.commitment, e.leaf_hash, e.leaf_index, e.object_counter, t.root_hash AS root_after, c.root_hash AS signed_root,
                k.shredded_at
         FROM custody_entry e LEFT JOIN custody_tree t ON t.size = e.leaf_index + 1
              LEFT JOIN custody_checkpoint c ON c.size = e.leaf_index + 1
              LEFT JOIN case_key k ON k.case_id = e.object_id
         WHERE e.leaf_index > $1 AND e.leaf_index < $2 ORDER BY e.leaf_index LIMIT $3",
    )
    .bind(after)
    .bind(below)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(entry_row).collect()
}

/// The entries without a place after `entry_id`.
pub(crate) async fn list_unplaced(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<EntryRow>, DbError> {
    let rows = sqlx::query(
        "SELECT e.entry_id, e.recorded_at, e.actor, e.actor_blind, e.action, e.object_kind, e.object_id, e.operation, e.grounds, e.body,
                e.salt, e.commitment, e.leaf_hash, e.leaf_index, e.object_counter, NULL AS root_after, NULL AS signed_root, k.shredded_at
         FROM custody_entry e LEFT JOIN case_key k ON k.case_id = e.object_id
         WHERE e.leaf_index IS NULL AND e.entry_id > $1 ORDER BY e.entry_id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(entry_row).collect()
}

/// An entry placed beyond the newest tree, which no sequencer does.
pub(crate) async fn find_beyond_tree(tx: &mut Tx) -> Result<Option<(String, i64)>, DbError> {
    let row = sqlx::query(
        "SELECT entry_id, leaf_index FROM custody_entry
         WHERE leaf_index >= (SELECT COALESCE(MAX(size), 0) FROM custody_tree) ORDER BY leaf_index LIMIT 1",
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| Ok((row.try_get("entry_id")?, row.try_get("leaf_index")?))).transpose()
}

fn entry_row(row: &AnyRow) -> Result<EntryRow, DbError> {
    Ok(EntryRow {
        entry_id: row.try_get("entry_id")?,
        recorded_at: row.try_get("recorded_at")?,
        actor: row.try_get("actor")?,
        actor_blind: row.try_get("actor_blind")?,
        action: row.try_get("action")?,
        object_kind: row.try_get("object_kind")?,
        object_id: row.try_get("object_id")?,
        operation: row.try_get("operation")?,
        grounds: row.try_get("grounds")?,
        body: row.try_get("body")?,
        salt: row.try_get("salt")?,
        commitment: row.try_get("commitment")?,
        leaf_hash: row.try_get("leaf_hash")?,
        leaf_index: row.try_get("leaf_index")?,
        object_counter: row.try_get("object_counter")?,
        root_after: row.try_get("root_after")?,
        signed_root: row.try_get("signed_root")?,
        is_erased: row.try_get::<Option<i64>, _>("shredded_at")?.is_some(),
    })
}

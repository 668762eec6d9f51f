//! All entries on one object, each with the proof that it is in a published tree.

use custody::{Entry, Hash, Link, Said, Salt, check_chain, verify_inclusion};
use jiff::Timestamp;
use serde::Serialize;

use super::{Published, find_published, stored};
use crate::Failure;
use crate::db::custody_objects::{self as table, ObjectEntryRow};
use crate::db::{DbError, Tx};

/// The entries on an object under one checkpoint.
#[derive(Debug)]
pub struct History {
    /// The checkpoint that holds them.
    pub published: Published,
    /// In the order of the tree.
    pub entries: Vec<Proven>,
}

/// An entry with its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proven {
    /// Its own identifier; not in what is handed out of an entry that stays closed.
    #[serde(skip)]
    pub entry_id: String,
    /// Its index in the tree.
    pub index: u64,
    /// Its number among the entries on its object, from one; null in entries of before they were counted.
    pub counter: Option<u64>,
    /// What is shown of it.
    #[serde(flatten)]
    pub shown: Shown,
    /// The hashes that lead to the root, in hex.
    pub proof: Vec<String>,
    /// Its leaf.
    #[serde(skip)]
    pub leaf: Hash,
}

/// What is shown of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Shown {
    /// All of it.
    Opened {
        /// The committed bytes.
        body: String,
        /// Thirty-two bytes, hex.
        salt: String,
    },
    /// Its case was erased: salt and body are destroyed.
    Erased {
        /// What the leaf is the hash of, hex; null in entries of before it was kept.
        commitment: Option<String>,
        /// The leaf itself, hex.
        leaf: String,
    },
    /// Somebody decided not to show it.
    Withheld {
        /// What the leaf is the hash of, hex.
        commitment: Option<String>,
        /// The leaf itself, hex.
        leaf: String,
        /// Who.
        by: String,
        /// Why.
        why: String,
    },
}

/// A history that does not hold.
#[derive(Debug, thiserror::Error)]
enum BrokenHistory {
    #[error(transparent)]
    Chain(#[from] custody::ChainError),
    #[error("the entry at index {index} is not in the published tree: {source}")]
    Proof { index: u64, source: custody::ProofError },
    #[error("the entry at index {index}: {reason}")]
    Entry { index: u64, reason: &'static str },
}

/// The entries on an object in the newest published tree, every proof and the chain checked.
///
/// # Errors
/// Absent when there is none, or nothing was published; broken when one does not fit.
pub async fn history(tx: &mut Tx, object_id: &str) -> Result<History, Failure> {
    let published = find_published(tx).await?.ok_or_else(|| Failure::absent("checkpoint"))?;
    let size = i64::try_from(published.checkpoint.size).map_err(Failure::broken)?;
    let mut entries = Vec::new();
    for row in table::list(tx, object_id, size).await? {
        entries.push(prove(tx, &published, row).await?);
    }
    if entries.is_empty() {
        return Err(Failure::absent("object in the custody log"));
    }
    let links: Vec<Link> = entries.iter().map(link).collect();
    check_chain(&links).map_err(|error| Failure::broken(BrokenHistory::Chain(error)))?;
    Ok(History { published, entries })
}

async fn prove(tx: &mut Tx, published: &Published, row: ObjectEntryRow) -> Result<Proven, Failure> {
    let checkpoint = &published.checkpoint;
    let index = row.leaf_index.unsigned_abs();
    let path = stored::inclusion(tx, checkpoint.size, index)
        .await?
        .ok_or(DbError::Value { column: "leaf_index" })?;
    let leaf = checked_leaf(&row, index).map_err(Failure::broken)?;
    verify_inclusion(leaf, index, checkpoint.size, checkpoint.root, &path)
        .map_err(|source| Failure::broken(BrokenHistory::Proof { index, source }))?;
    let shown = if row.body.is_empty() {
        Shown::Erased {
            commitment: Some(row.commitment).filter(|text| !text.is_empty()),
            leaf: row.leaf_hash,
        }
    } else {
        Shown::Opened { body: row.body, salt: row.salt }
    };
    Ok(Proven {
        entry_id: row.entry_id,
        index,
        counter: row.object_counter.map(i64::unsigned_abs),
        shown,
        proof: path.iter().map(Hash::to_string).collect(),
        leaf,
    })
}

/// The leaf, recomputed where the entry is open.
fn checked_leaf(row: &ObjectEntryRow, index: u64) -> Result<Hash, BrokenHistory> {
    let wrong = |reason| BrokenHistory::Entry { index, reason };
    let leaf: Hash = row.leaf_hash.parse().map_err(|_| wrong("its leaf is not 64 hexadecimal digits"))?;
    if row.body.is_empty() {
        return Ok(leaf);
    }
    let mut salt = [0; 32];
    hex::decode_to_slice(&row.salt, &mut salt).map_err(|_| wrong("its salt is not 64 hexadecimal digits"))?;
    if Entry::leaf(row.body.as_bytes(), &Salt(salt)) == leaf {
        Ok(leaf)
    } else {
        Err(wrong("its body or salt does not fit its leaf"))
    }
}

/// One page of the entries on an object, each with what came of its proof.
pub(crate) struct Judged {
    /// The checkpoint that the proofs lead to; none in a log that was not published yet.
    pub(crate) published: Option<Published>,
    /// How many entries the checkpoint holds.
    pub(crate) total: usize,
    /// How many came since.
    pub(crate) waiting: i64,
    /// Whether each names the one before it, from the first on.
    pub(crate) is_chained: bool,
    pub(crate) entries: Vec<JudgedEntry>,
}

/// An entry, and whether the checkpoint holds exactly this.
pub(crate) struct JudgedEntry {
    pub(crate) index: u64,
    pub(crate) counter: Option<u64>,
    pub(crate) recorded_at: Timestamp,
    pub(crate) actor: String,
    pub(crate) action: String,
    /// Salt and body were destroyed with the case: what is left is proven to be there, not what it said.
    pub(crate) is_erased: bool,
    pub(crate) is_proven: bool,
    pub(crate) operation: String,
    pub(crate) grounds: String,
    pub(crate) details: Vec<(String, String)>,
}

/// The entries from the `skip`-th on, at most `take`: recomputed, and compared with the newest checkpoint. What does not fit is told of the
/// entry and hides none of the others.
///
/// # Errors
/// Of the database.
pub(crate) async fn judge(tx: &mut Tx, object_id: &str, skip: usize, take: usize) -> Result<Judged, Failure> {
    let published = find_published(tx).await?;
    let size = published.as_ref().map_or(0, |published| published.checkpoint.size);
    let column = i64::try_from(size).map_err(Failure::broken)?;
    let waiting = table::count_beyond(tx, object_id, column).await?;
    let rows = table::list(tx, object_id, column).await?;
    let links: Option<Vec<Link>> = rows.iter().map(link_of_row).collect();
    let is_chained = links.is_some_and(|links| check_chain(&links).is_ok());
    let total = rows.len();
    let mut entries = Vec::new();
    if let Some(published) = &published {
        for row in rows.into_iter().skip(skip).take(take) {
            entries.push(judge_entry(tx, published, row).await?);
        }
    }
    Ok(Judged { published, total, waiting, is_chained, entries })
}

async fn judge_entry(
    tx: &mut Tx,
    published: &Published,
    row: ObjectEntryRow,
) -> Result<JudgedEntry, Failure> {
    let checkpoint = &published.checkpoint;
    let index = row.leaf_index.unsigned_abs();
    let path = stored::inclusion(tx, checkpoint.size, index).await?;
    let is_proven = match (checked_leaf(&row, index), path) {
        (Ok(leaf), Some(path)) => {
            verify_inclusion(leaf, index, checkpoint.size, checkpoint.root, &path).is_ok()
        }
        _ => false,
    };
    let said: Option<Entry> = serde_json::from_str(&row.body).ok();
    // what is committed to, not what stands beside it
    let (actor, action) = match &said {
        Some(said) => (said.actor.clone(), said.action.clone()),
        None => (row.actor, row.action),
    };
    let recorded_at = said.as_ref().and_then(|said| Timestamp::from_microsecond(said.recorded_at_us).ok());
    let is_erased = row.body.is_empty();
    let (operation, grounds, details) =
        said.map(|said| (said.operation, said.grounds, said.details)).unwrap_or_default();
    Ok(JudgedEntry {
        index,
        counter: row.object_counter.map(i64::unsigned_abs),
        recorded_at: recorded_at.unwrap_or(row.recorded_at),
        actor,
        action,
        is_erased,
        is_proven,
        operation,
        grounds,
        details: details.into_iter().collect(),
    })
}

/// None where the leaf itself cannot be read.
fn link_of_row(row: &ObjectEntryRow) -> Option<Link> {
    let said = serde_json::from_str(&row.body).ok().and_then(|entry| Said::of(&entry));
    Some(Link { index: row.leaf_index.unsigned_abs(), leaf: row.leaf_hash.parse().ok()?, said })
}

fn link(entry: &Proven) -> Link {
    let said = match &entry.shown {
        Shown::Opened { body, .. } => serde_json::from_str(body).ok().and_then(|entry| Said::of(&entry)),
        _ => None,
    };
    Link { index: entry.index, leaf: entry.leaf, said }
}

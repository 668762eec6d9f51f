//! All entries on one object, each with the proof that it is in a published tree.

use custody::{Entry, Hash, Link, Said, Salt, check_chain, verify_inclusion};
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

fn link(entry: &Proven) -> Link {
    let said = match &entry.shown {
        Shown::Opened { body, .. } => serde_json::from_str(body).ok().and_then(|entry| Said::of(&entry)),
        _ => None,
    };
    Link { index: entry.index, leaf: entry.leaf, said }
}

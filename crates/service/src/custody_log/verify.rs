//! Recomputing the log: every commitment, leaf and root.

use std::collections::{BTreeMap, BTreeSet};

use custody::{Entry, Hash, Salt, Tree};
use serde::{Deserialize, Serialize};

use super::{ENTRY_ID, sequencer::write_peaks};
use crate::db::checkpoints;
use crate::db::custody::{self as table, EntryRow};
use crate::db::{Db, DbError};

const PAGE: i64 = 1000;

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Verdict {
    /// The number of sequenced entries.
    pub size: u64,
    /// The tree's root over them, as recomputed, in hex.
    pub root: String,
    /// The number of entries that wait for their place.
    pub pending: u64,
    /// Whether everything fits.
    pub verdict: Finding,
}

/// Whether everything fits, and where it first does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// Every commitment, leaf and root is as recomputed.
    Intact,
    /// The first thing that does not fit.
    Broken {
        /// The entry at fault, where one can be named.
        entry_id: Option<String>,
        /// Its index, counted from zero, where it has one.
        leaf_index: Option<i64>,
        /// What does not fit.
        reason: String,
    },
}

impl Verdict {
    /// Whether everything fits.
    pub fn is_intact(&self) -> bool {
        self.verdict == Finding::Intact
    }
}

/// What is wrong, and with which entry.
struct Fault {
    entry: Option<(String, Option<i64>)>,
    reason: String,
}

impl Fault {
    fn of(row: &EntryRow, reason: impl Into<String>) -> Self {
        Self { entry: Some((row.entry_id.clone(), row.leaf_index)), reason: reason.into() }
    }
}

/// Recomputes every commitment, leaf and root of the log, in pages, compares the roots with all that was signed, and names the first entry
/// that does not fit.
pub async fn verify(db: &Db) -> Result<Verdict, DbError> {
    Ok(verify_with_roots(db, &BTreeSet::new()).await?.0)
}

/// As [`verify`]; gives the recomputed root at each of these sizes that the log reaches.
pub async fn verify_with_roots(
    db: &Db,
    sizes: &BTreeSet<u64>,
) -> Result<(Verdict, BTreeMap<u64, Hash>), DbError> {
    let mut walk =
        Walk { db, tree: Tree::default(), pending: 0, last_root_size: 0, sizes, roots: BTreeMap::new() };
    walk.note_root();
    let fault = walk.run().await?;
    let verdict = match fault {
        None => Finding::Intact,
        Some(Fault { entry, reason }) => {
            let (entry_id, leaf_index) = entry.map_or((None, None), |(id, index)| (Some(id), index));
            Finding::Broken { entry_id, leaf_index, reason }
        }
    };
    let verdict = Verdict {
        size: walk.tree.size(),
        root: walk.tree.root().to_string(),
        pending: walk.pending,
        verdict,
    };
    Ok((verdict, walk.roots))
}

struct Walk<'a> {
    db: &'a Db,
    tree: Tree,
    pending: u64,
    /// The size of the last batch whose root fitted.
    last_root_size: u64,
    /// Where the root is wanted.
    sizes: &'a BTreeSet<u64>,
    roots: BTreeMap<u64, Hash>,
}

impl Walk<'_> {
    async fn run(&mut self) -> Result<Option<Fault>, DbError> {
        let mut tx = self.db.begin_read("verify-custody").await?;
        let newest = table::find_newest_tree(&mut tx).await?;
        let beyond = table::find_beyond_tree(&mut tx).await?;
        let signed = checkpoints::find_newest(&mut tx).await?.map_or(0, |row| row.size);
        drop(tx);
        if let Some((entry_id, index)) = beyond {
            let reason = "its index lies beyond the tree".to_owned();
            return Ok(Some(Fault { entry: Some((entry_id, Some(index))), reason }));
        }
        let size = newest.as_ref().map_or(0, |row| row.size);
        if let Some(fault) = self.placed(size).await? {
            return Ok(Some(fault));
        }
        if signed > size {
            let reason = format!(
                "a checkpoint of {signed} entries was signed, {size} are there: the log was cut back"
            );
            return Ok(Some(Fault { entry: None, reason }));
        }
        if let Some(row) = newest {
            if u64::try_from(row.size) != Ok(self.tree.size()) {
                let reason = format!("the tree says {} entries, {} are there", row.size, self.tree.size());
                return Ok(Some(Fault { entry: None, reason }));
            }
            if row.root_hash != self.tree.root().to_string() || row.peaks != write_peaks(&self.tree) {
                return Ok(Some(Fault {
                    entry: None,
                    reason: "the newest root or its peaks do not fit".to_owned(),
                }));
            }
        }
        self.unplaced().await
    }

    async fn placed(&mut self, size: i64) -> Result<Option<Fault>, DbError> {
        let mut after = i64::MIN;
        loop {
            let mut tx = self.db.begin_read("verify-custody").await?;
            let rows = table::list_placed(&mut tx, after, size, PAGE).await?;
            drop(tx);
            for row in &rows {
                if let Some(fault) = self.check_placed(row) {
                    return Ok(Some(fault));
                }
                after = row.leaf_index.unwrap_or(after);
            }
            if rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
                return Ok(None);
            }
        }
    }

    fn check_placed(&mut self, row: &EntryRow) -> Option<Fault> {
        let expected = i64::try_from(self.tree.size()).ok();
        if row.leaf_index != expected {
            let reason =
                format!("index {} was expected here: an entry is missing or was moved", self.tree.size());
            return Some(Fault::of(row, reason));
        }
        let leaf = match check_commitment(row) {
            Ok(leaf) => leaf,
            Err(reason) => return Some(Fault::of(row, reason)),
        };
        self.tree.append(leaf);
        self.note_root();
        if row.signed_root.as_ref().is_some_and(|root| *root != self.tree.root().to_string()) {
            let reason =
                format!("another root was signed at {} entries: its history was replaced", self.tree.size());
            return Some(Fault::of(row, reason));
        }
        let root = row.root_after.as_ref()?;
        if *root == self.tree.root().to_string() {
            self.last_root_size = self.tree.size();
            return None;
        }
        let reason = format!(
            "the root after it does not fit: an entry from index {} to this one was replaced or moved",
            self.last_root_size
        );
        Some(Fault::of(row, reason))
    }

    fn note_root(&mut self) {
        if self.sizes.contains(&self.tree.size()) {
            self.roots.insert(self.tree.size(), self.tree.root());
        }
    }

    async fn unplaced(&mut self) -> Result<Option<Fault>, DbError> {
        let mut after = String::new();
        loop {
            let mut tx = self.db.begin_read("verify-custody").await?;
            let rows = table::list_unplaced(&mut tx, &after, PAGE).await?;
            drop(tx);
            for row in &rows {
                if let Err(reason) = check_commitment(row) {
                    return Ok(Some(Fault::of(row, reason)));
                }
                self.pending += 1;
                after.clone_from(&row.entry_id);
            }
            if rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
                return Ok(None);
            }
        }
    }
}

/// Recomputes an entry's leaf from its salt and body, and compares the columns beside the body with it.
///
/// The entries on an erased case keep their leaf alone.
fn check_commitment(row: &EntryRow) -> Result<Hash, &'static str> {
    if row.salt.is_empty() && row.body.is_empty() && row.is_erased {
        return check_erased(row);
    }
    let mut salt = [0; 32];
    hex::decode_to_slice(&row.salt, &mut salt).map_err(|_| "its salt is not 64 hexadecimal digits")?;
    let commitment = Entry::commitment(row.body.as_bytes(), &Salt(salt));
    let leaf = Hash::of_leaf(&commitment);
    if !row.commitment.is_empty() && row.commitment != hex::encode(commitment) {
        return Err("its body or salt does not fit its commitment");
    }
    if leaf.to_string() != row.leaf_hash {
        return Err("its body or salt does not fit its leaf hash");
    }
    let entry: Entry = serde_json::from_str(&row.body).map_err(|_| "its body is not a custody entry")?;
    let columns_fit = entry.recorded_at_us == row.recorded_at
        && entry.actor == row.actor
        && entry.action == row.action
        && entry.object_kind == row.object_kind
        && entry.object_id == row.object_id
        && entry.operation == row.operation
        && entry.grounds == row.grounds
        && entry.details.get(ENTRY_ID) == Some(&row.entry_id)
        && entry.counter == row.object_counter.map(i64::unsigned_abs);
    if columns_fit { Ok(leaf) } else { Err("a column beside its body was changed") }
}

/// What is left of an entry on an erased case: its commitment (since that is kept) and its leaf.
fn check_erased(row: &EntryRow) -> Result<Hash, &'static str> {
    let leaf: Hash = row.leaf_hash.parse().map_err(|_| "its leaf hash is not 64 hexadecimal digits")?;
    let mut commitment = [0; 32];
    if row.commitment.is_empty() {
        return Ok(leaf);
    }
    hex::decode_to_slice(&row.commitment, &mut commitment)
        .map_err(|_| "its commitment is not 64 hexadecimal digits")?;
    if Hash::of_leaf(&commitment) == leaf {
        Ok(leaf)
    } else {
        Err("its commitment does not fit its leaf hash")
    }
}

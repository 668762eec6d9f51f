//! What is recomputed of a log, entry by entry: no database, so that a test can change every byte.

use std::collections::{BTreeMap, BTreeSet};

use custody::{Entry, Hash, Salt, TILE_WIDTH, Tree, root_of};

use super::{ACTOR_BLIND, ENTRY_ID, sequencer::write_peaks};
use crate::db::checkpoints::SubtreeRow;
use crate::db::custody::{EntryRow, TreeRow};

/// What is wrong, and with which entry.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) entry: Option<(String, Option<i64>)>,
    pub(super) reason: String,
}

impl Fault {
    pub(super) fn of(row: &EntryRow, reason: impl Into<String>) -> Self {
        Self { entry: Some((row.entry_id.clone(), row.leaf_index)), reason: reason.into() }
    }
}

/// A log as far as it was recomputed.
#[derive(Clone)]
pub(super) struct Check<'a> {
    pub(super) tree: Tree,
    /// The size of the last batch whose root fitted.
    last_root_size: u64,
    /// Where the root is wanted.
    sizes: &'a BTreeSet<u64>,
    pub(super) roots: BTreeMap<u64, Hash>,
    /// The leaves, and above them the roots of complete subtrees: of each level what no complete subtree holds yet.
    open: Vec<Vec<Hash>>,
    /// The roots of complete subtrees, by level and place.
    subtrees: BTreeMap<(i64, i64), Hash>,
}

impl<'a> Check<'a> {
    /// Of nothing yet; the roots at `sizes` will be noted.
    pub(super) fn of(sizes: &'a BTreeSet<u64>) -> Self {
        let mut check = Self {
            tree: Tree::default(),
            last_root_size: 0,
            sizes,
            roots: BTreeMap::new(),
            open: Vec::new(),
            subtrees: BTreeMap::new(),
        };
        check.note_root();
        check
    }

    /// The next entry; gives what does not fit.
    pub(super) fn placed(&mut self, row: &EntryRow) -> Option<Fault> {
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
        self.note_subtree(0, leaf);
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

    fn note_subtree(&mut self, level: usize, hash: Hash) {
        if self.open.len() == level {
            self.open.push(Vec::new());
        }
        let Some(open) = self.open.get_mut(level) else { return };
        open.push(hash);
        if open.len() as u64 == TILE_WIDTH {
            let root = root_of(&std::mem::take(open));
            let above = i64::try_from(level).unwrap_or(i64::MAX).saturating_add(1);
            let place = self.subtrees.range((above, 0)..(above + 1, 0)).count();
            self.subtrees.insert((above, i64::try_from(place).unwrap_or(i64::MAX)), root);
            self.note_subtree(level + 1, root);
        }
    }

    /// A stored root from which tiles and proofs are made. One of entries that came since the log was walked is passed over.
    pub(super) fn subtree(&self, row: &SubtreeRow) -> Option<Fault> {
        let root = self.subtrees.get(&(row.level, row.place));
        if root.is_some_and(|root| root.to_string() == row.root_hash) || self.tree.size() < end_of(row) {
            return None;
        }
        let reason = format!(
            "the stored root of level {} at place {} does not fit the entries under it: tiles and proofs made of it are wrong",
            row.level, row.place
        );
        Some(Fault { entry: None, reason })
    }

    fn note_root(&mut self) {
        if self.sizes.contains(&self.tree.size()) {
            self.roots.insert(self.tree.size(), self.tree.root());
        }
    }

    /// After the last entry: the newest tree, and the largest size that was signed.
    pub(super) fn end(&self, newest: Option<&TreeRow>, signed: i64) -> Option<Fault> {
        let fault = |reason: String| Some(Fault { entry: None, reason });
        let size = newest.map_or(0, |row| row.size);
        if signed > size {
            return fault(format!(
                "a checkpoint of {signed} entries was signed, {size} are there: the log was cut back"
            ));
        }
        let row = newest?;
        if u64::try_from(row.size) != Ok(self.tree.size()) {
            return fault(format!("the tree says {} entries, {} are there", row.size, self.tree.size()));
        }
        if row.root_hash != self.tree.root().to_string() || row.peaks != write_peaks(&self.tree) {
            return fault("the newest root or its peaks do not fit".to_owned());
        }
        None
    }
}

/// How many entries a tree has at least that holds this complete subtree.
fn end_of(row: &SubtreeRow) -> u64 {
    let width = u32::try_from(row.level).ok().and_then(|level| TILE_WIDTH.checked_pow(level));
    width.and_then(|width| width.checked_mul(row.place.unsigned_abs() + 1)).unwrap_or(u64::MAX)
}

/// Recomputes an entry's leaf from its salt and body, and compares the columns beside the body with it.
///
/// The entries on an erased case keep their leaf alone.
pub(super) fn check_commitment(row: &EntryRow) -> Result<Hash, &'static str> {
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
        && (row.actor_blind.is_empty() || entry.details.get(ACTOR_BLIND) == Some(&row.actor_blind))
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

//! Recomputing the log: every commitment, leaf and root.

use custody::{Entry, Salt, Tree};
use serde::{Deserialize, Serialize};

use super::{ENTRY_ID, sequencer::write_peaks};
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

/// Recomputes every commitment, leaf and root of the log, in pages, and names the first entry that does not fit.
pub async fn verify(db: &Db) -> Result<Verdict, DbError> {
    let mut walk = Walk { db, tree: Tree::default(), pending: 0, last_root_size: 0 };
    let fault = walk.run().await?;
    let verdict = match fault {
        None => Finding::Intact,
        Some(Fault { entry, reason }) => {
            let (entry_id, leaf_index) = entry.map_or((None, None), |(id, index)| (Some(id), index));
            Finding::Broken { entry_id, leaf_index, reason }
        }
    };
    Ok(Verdict { size: walk.tree.size(), root: walk.tree.root().to_string(), pending: walk.pending, verdict })
}

struct Walk<'a> {
    db: &'a Db,
    tree: Tree,
    pending: u64,
    /// The size of the last batch whose root fitted.
    last_root_size: u64,
}

impl Walk<'_> {
    async fn run(&mut self) -> Result<Option<Fault>, DbError> {
        let mut tx = self.db.begin_read("verify-custody").await?;
        let newest = table::find_newest_tree(&mut tx).await?;
        let beyond = table::find_beyond_tree(&mut tx).await?;
        drop(tx);
        if let Some((entry_id, index)) = beyond {
            let reason = "its index lies beyond the tree".to_owned();
            return Ok(Some(Fault { entry: Some((entry_id, Some(index))), reason }));
        }
        let size = newest.as_ref().map_or(0, |row| row.size);
        if let Some(fault) = self.placed(size).await? {
            return Ok(Some(fault));
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
fn check_commitment(row: &EntryRow) -> Result<custody::Hash, &'static str> {
    if row.salt.is_empty() && row.body.is_empty() && row.is_erased {
        return row.leaf_hash.parse().map_err(|_| "its leaf hash is not 64 hexadecimal digits");
    }
    let mut salt = [0; 32];
    hex::decode_to_slice(&row.salt, &mut salt).map_err(|_| "its salt is not 64 hexadecimal digits")?;
    let leaf = Entry::leaf(row.body.as_bytes(), &Salt(salt));
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
        && entry.details.get(ENTRY_ID) == Some(&row.entry_id);
    if columns_fit { Ok(leaf) } else { Err("a column beside its body was changed") }
}

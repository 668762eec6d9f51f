//! Recomputing the log: every commitment, leaf and root, and the stored roots from which tiles and proofs are made.

use std::collections::{BTreeMap, BTreeSet};

use custody::Hash;
use serde::{Deserialize, Serialize};

use super::check::{Check, Fault, check_commitment};
use crate::db::checkpoints;
use crate::db::custody as table;
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
    let mut walk = Walk { db, check: Check::of(sizes), pending: 0 };
    let fault = walk.run().await?;
    let verdict = match fault {
        None => Finding::Intact,
        Some(Fault { entry, reason }) => {
            let (entry_id, leaf_index) = entry.map_or((None, None), |(id, index)| (Some(id), index));
            Finding::Broken { entry_id, leaf_index, reason }
        }
    };
    let verdict = Verdict {
        size: walk.check.tree.size(),
        root: walk.check.tree.root().to_string(),
        pending: walk.pending,
        verdict,
    };
    Ok((verdict, walk.check.roots))
}

struct Walk<'a> {
    db: &'a Db,
    check: Check<'a>,
    pending: u64,
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
        if let Some(fault) = self.check.end(newest.as_ref(), signed) {
            return Ok(Some(fault));
        }
        match self.subtrees().await? {
            Some(fault) => Ok(Some(fault)),
            None => self.unplaced().await,
        }
    }

    async fn placed(&mut self, size: i64) -> Result<Option<Fault>, DbError> {
        let mut after = i64::MIN;
        loop {
            let mut tx = self.db.begin_read("verify-custody").await?;
            let rows = table::list_placed(&mut tx, after, size, PAGE).await?;
            drop(tx);
            for row in &rows {
                if let Some(fault) = self.check.placed(row) {
                    return Ok(Some(fault));
                }
                after = row.leaf_index.unwrap_or(after);
            }
            if rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
                return Ok(None);
            }
        }
    }

    async fn subtrees(&self) -> Result<Option<Fault>, DbError> {
        let mut after = (0, 0);
        loop {
            let mut tx = self.db.begin_read("verify-custody").await?;
            let rows = checkpoints::list_subtrees_after(&mut tx, after, PAGE).await?;
            drop(tx);
            let Some(last) = rows.last() else { return Ok(None) };
            after = (last.level, last.place);
            if let Some(fault) = rows.iter().find_map(|row| self.check.subtree(row)) {
                return Ok(Some(fault));
            }
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

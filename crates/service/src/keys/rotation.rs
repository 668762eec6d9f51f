//! Rotation of the node key, resumable at every step.
//!
//! 1. A new version joins the key file: it seals, both open.
//! 2. Every case key is wrapped anew, in batches.
//! 3. Every sealed column value is sealed anew, in batches; values are found by how they begin, so no table is forgotten.
//! 4. When nothing is left under the old version, it is cleared from the database's files and leaves the key file.
//!
//! Killed anywhere, the node starts with both versions and everything opens; the next rotation first finishes this one. The node itself
//! stands still meanwhile, since it would go on sealing under the old version.

use std::fmt;
use std::sync::Arc;

use model::Rng;
use zeroize::Zeroizing;

use super::holder::{KeyHolder, NONCE_BYTES};
use super::{KeyFile, NodeKeys, Ring, WITNESS_KEY};
use crate::action::EntryDraft;
use crate::custody_log;
use crate::db::case_keys as table;
use crate::db::sealed::{TextColumn, list_text_columns};
use crate::witness::Witnessing;
use crate::{Actor, ColumnKeys, Db, Env, Failure, Node, NodeConfig, StartError};

/// Case keys, or values of one column, that one transaction changes.
pub const BATCH: i64 = 500;

/// What a rotation has just done. Each is on the disk when it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The key file has a new version.
    Added(u32),
    /// An earlier rotation to this version goes on.
    Resumed(u32),
    /// So many case keys were wrapped anew.
    Rewrapped(usize),
    /// So many values of a column were sealed anew.
    Resealed(String, usize),
    /// Nothing is under the old versions any more.
    Cleared,
    /// The old versions are gone from the key file.
    Retired,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(version) => write!(f, "version {version} added to the key file"),
            Self::Resumed(version) => write!(f, "going on with the rotation to version {version}"),
            Self::Rewrapped(count) => write!(f, "{count} case keys wrapped anew"),
            Self::Resealed(column, count) => write!(f, "{count} values of {column} sealed anew"),
            Self::Cleared => f.write_str("nothing is left under the version before"),
            Self::Retired => f.write_str("the version before is gone from the key file"),
        }
    }
}

/// Rotates the node key of a node that does not run; `said` hears each step.
///
/// # Errors
/// What cannot be read, and a value that its row's name does not open: the old version stays then.
pub async fn rotate(
    role: &'static str,
    config: &NodeConfig,
    env: &Env,
    batch: i64,
    mut said: impl FnMut(Step),
) -> Result<(), StartError> {
    let broken = |failure: Failure| StartError::other(&failure);
    let file = crate::start::open_key_file(config)?;
    let mut ring = file.read()?;
    if ring.older().next().is_some() {
        said(Step::Resumed(ring.newest()));
    } else {
        ring.add(&*env.rng);
        file.write(&ring, &*env.rng)?;
        said(Step::Added(ring.newest()));
    }
    let node = open_with(role, config, env, &ring).await?;
    let rotation = Rotation { node: &node, ring: &ring, batch, rng: env.rng.clone() };
    rotation.rewrap(&mut said).await.map_err(broken)?;
    rotation.reseal(&mut said).await.map_err(broken)?;
    rotation.clear().await.map_err(broken)?;
    said(Step::Cleared);
    retire(&file, ring, env)?;
    said(Step::Retired);
    node.db().close().await;
    Ok(())
}

/// Opens a node that is there already, of whatever schema, for a tool that stands in for it while it does not run.
///
/// # Errors
/// As [`crate::open_node`].
pub async fn open_stopped(role: &'static str, config: &NodeConfig, env: &Env) -> Result<Node, StartError> {
    let ring = crate::start::open_key_file(config)?.read()?;
    open_with(role, config, env, &ring).await
}

/// Opens a node that may be running, for a tool that only looks and leaves entries: it erases nothing.
///
/// # Errors
/// As [`crate::open_node`].
pub async fn open_beside(role: &'static str, config: &NodeConfig, env: &Env) -> Result<Node, StartError> {
    let ring = crate::start::open_key_file(config)?.read()?;
    let db = Db::open_existing(&config.database_url(role)).await?;
    Ok(Node::new(role, db, env.clock.clone(), env.rng.clone(), NodeKeys::of(&ring), Vec::new()))
}

async fn open_with(
    role: &'static str,
    config: &NodeConfig,
    env: &Env,
    ring: &Ring,
) -> Result<Node, StartError> {
    let db = Db::open_existing(&config.database_url(role)).await?;
    let mut keys = NodeKeys::of(ring).with_tombstones(ring.tombstones(&config.data_dir)?);
    keys.publisher = ring.publisher(&config.data_dir, None, &*env.rng)?;
    if let Some(signer) = ring.note_signer(&WITNESS_KEY, &config.data_dir, None, &*env.rng)? {
        keys.witnessing = Some(Witnessing::new(signer, config.arrangement()?, &config.data_dir));
    }
    let node = Node::new(role, db, env.clock.clone(), env.rng.clone(), keys, Vec::new());
    node.erase_again().await.map_err(|failure| StartError::other(&failure))?;
    Ok(node)
}

fn retire(file: &KeyFile, mut ring: Ring, env: &Env) -> Result<(), StartError> {
    ring.retire_older();
    file.write(&ring, &*env.rng)
}

struct Rotation<'a> {
    node: &'a Node,
    ring: &'a Ring,
    batch: i64,
    rng: Arc<dyn Rng>,
}

impl Rotation<'_> {
    async fn rewrap(&self, said: &mut impl FnMut(Step)) -> Result<(), Failure> {
        let holder = self.ring.holder();
        loop {
            let mut tx = self.node.db().begin_write("rewrap-case-keys").await?;
            let rows = table::list_under_others(&mut tx, holder.version(), self.batch).await?;
            for row in &rows {
                let opened = holder.unwrap(row.key_version, &row.case_id, &row.wrapped_key).await;
                let secret: Zeroizing<[u8; 32]> = opened.map_err(Failure::broken)?;
                let mut nonce = [0; NONCE_BYTES];
                self.rng.fill(&mut nonce);
                let wrapped = holder.wrap(&row.case_id, &secret, nonce).await.map_err(Failure::broken)?;
                table::rewrap(&mut tx, row, &wrapped, holder.version()).await?;
            }
            tx.commit().await?;
            if rows.is_empty() {
                return Ok(());
            }
            said(Step::Rewrapped(rows.len()));
        }
    }

    async fn reseal(&self, said: &mut impl FnMut(Step)) -> Result<(), Failure> {
        let keys = self.ring.columns();
        let mut tx = self.node.db().begin_read("list-columns").await?;
        let columns = list_text_columns(&mut tx).await?;
        drop(tx);
        for column in &columns {
            for prefix in keys.earlier_prefixes() {
                self.reseal_column(&keys, column, &prefix, said).await?;
            }
        }
        Ok(())
    }

    async fn reseal_column(
        &self,
        keys: &ColumnKeys,
        column: &TextColumn,
        prefix: &str,
        said: &mut impl FnMut(Step),
    ) -> Result<(), Failure> {
        let mut after = String::new();
        loop {
            let mut tx = self.node.db().begin_write("reseal-column").await?;
            let values = column.list(&mut tx, prefix, &after, self.batch).await?;
            for value in &values {
                let text = keys.open(&column.table, &value.row, &column.column, &value.sealed);
                let text = Zeroizing::new(text?);
                let sealed = keys.seal(&column.table, &value.row, &column.column, &text, &*self.rng);
                column.replace(&mut tx, value, &sealed).await?;
            }
            tx.commit().await?;
            let Some(last) = values.last() else { return Ok(()) };
            after.clone_from(&last.row);
            said(Step::Resealed(format!("{}.{}", column.table, column.column), values.len()));
        }
    }

    /// Looks once more for anything under the old versions, clears what was overwritten, and records the rotation.
    async fn clear(&self) -> Result<(), Failure> {
        let keys = self.ring.columns();
        let mut tx = self.node.db().begin_write("rotate-key").await?;
        let left = table::list_under_others(&mut tx, self.ring.newest(), 1).await?;
        if let Some(row) = left.first() {
            return Err(Failure::conflict(format!(
                "the key of case {} is under an old version",
                row.case_id
            )));
        }
        for column in list_text_columns(&mut tx).await? {
            for prefix in keys.earlier_prefixes() {
                if !column.list(&mut tx, &prefix, "", 1).await?.is_empty() {
                    let place = format!("{}.{}", column.table, column.column);
                    return Err(Failure::conflict(format!("{place} holds values under an old version")));
                }
            }
        }
        let actor = Actor::Job { name: "rotate-key" };
        let entry = EntryDraft::on("node_key", self.ring.newest()).without_personal_data();
        let now = self.node.clock().now();
        let recorded = custody_log::record(&mut tx, self.node, &actor, "rotate-key", entry, now).await?;
        tx.commit().await?;
        self.node.committed(recorded);
        Ok(self.node.db().purge().await?)
    }
}

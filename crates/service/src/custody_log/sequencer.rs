//! Giving entries their index, and extending the tree.

use std::time::{Duration, Instant};

use custody::{Hash, Tree};
use tokio::task::JoinHandle;

use super::PublishError;
use super::chains::Chains;
use crate::db::custody::{self as table, TreeRow};
use crate::db::{Db, DbError};
use crate::{Node, Shutdown};

const BATCH: i64 = 500;
const POLL: Duration = Duration::from_millis(250);
const MAX_TRIES: u32 = 8;

/// Sequences and publishes what the last run has left, before anybody is answered: whether the database was put back shows in it, and a node
/// whose log is not in order must cosign nothing. A fault is told in the program's log, and the sequencer's task tries again.
pub(crate) async fn catch_up(node: &Node) {
    tell_sequenced(&sequence(node.db()).await);
    tell_published(super::publish(node).await);
}

/// Starts the task that sequences entries as they are written, and publishes a checkpoint of what they became: at once, or within
/// [`POLL`] where entries come faster. After `shutdown` it sequences and publishes what is left, and the handle resolves: stop it after
/// everything that acts.
pub fn spawn_sequencer(node: Node, shutdown: Shutdown) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut published: Option<Instant> = None;
        loop {
            let last = shutdown.is_cancelled();
            tell_sequenced(&sequence(node.db()).await);
            if last || published.is_none_or(|at| at.elapsed() >= POLL) {
                published = Some(Instant::now());
                tell_published(super::publish(&node).await);
            }
            if last {
                return;
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = node.entries_written().notified() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    })
}

fn tell_sequenced(result: &Result<u64, DbError>) {
    if let Err(error) = result {
        tracing::error!(error = crate::failure::causes(error), "custody log cannot be sequenced");
    }
}

fn tell_published(result: Result<Option<u64>, PublishError>) {
    match result {
        Ok(None) | Err(PublishError::Stopped) => {}
        Ok(Some(size)) => metrics::gauge!("custody_checkpoint_size").set(precise(size)),
        Err(PublishError::Db(error)) if error.is_contended() => {}
        Err(error) => {
            tracing::error!(
                error = crate::failure::causes(&error),
                "no checkpoint of the custody log is published"
            );
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "a measurement; exact below 2^53 entries")]
fn precise(size: u64) -> f64 {
    size as f64
}

/// Sequences every entry that waits; returns how many. Several processes may do so at once.
pub async fn sequence(db: &Db) -> Result<u64, DbError> {
    let (mut total, mut lost) = (0, 0);
    loop {
        match sequence_batch(db).await {
            Ok(placed) => {
                total += placed;
                if placed < BATCH.unsigned_abs() {
                    return Ok(total);
                }
            }
            Err(error) if error.is_contended() && lost < MAX_TRIES => lost += 1,
            Err(error) => return Err(error),
        }
    }
}

async fn sequence_batch(db: &Db) -> Result<u64, DbError> {
    let mut tx = db.begin_queue("sequence-custody").await?;
    // The tree is read before the entries: another sequencer in between takes the same places, and the loser starts again.
    let newest = table::find_newest_tree(&mut tx).await?;
    let pending = table::list_pending(&mut tx, BATCH).await?;
    if pending.is_empty() {
        return Ok(0);
    }
    let size_before = newest.as_ref().map_or(0, |row| row.size);
    let mut tree = newest.map_or_else(|| Ok(Tree::default()), |row| read_tree(&row))?;
    let mut placed = 0;
    let mut chains = Chains::default();
    for row in &pending {
        let chained = chains.next(&mut tx, row).await?;
        let leaf = chained.leaf_hash.parse().map_err(|_| DbError::Value { column: "leaf_hash" })?;
        let index = i64::try_from(tree.append(leaf)).map_err(|_| DbError::Value { column: "leaf_index" })?;
        table::place(&mut tx, row, &chained.at(index)).await?;
        placed += 1;
    }
    let size = i64::try_from(tree.size()).map_err(|_| DbError::Value { column: "size" })?;
    let row = TreeRow { size, root_hash: tree.root().to_string(), peaks: write_peaks(&tree) };
    table::insert_tree(&mut tx, &row, size_before).await?;
    tx.commit().await?;
    metrics::counter!("custody_entries_sequenced_total").increment(placed);
    Ok(placed)
}

/// The peaks' column: their hex texts, largest subtree first, separated by blanks.
pub(super) fn write_peaks(tree: &Tree) -> String {
    tree.peaks().iter().map(Hash::to_string).collect::<Vec<_>>().join(" ")
}

fn read_tree(row: &TreeRow) -> Result<Tree, DbError> {
    let wrong = || DbError::Value { column: "peaks" };
    let peaks: Vec<Hash> =
        row.peaks.split_whitespace().map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
    let size = u64::try_from(row.size).map_err(|_| wrong())?;
    let tree = Tree::from_peaks(size, peaks).ok_or_else(wrong)?;
    if tree.root().to_string() == row.root_hash { Ok(tree) } else { Err(wrong()) }
}

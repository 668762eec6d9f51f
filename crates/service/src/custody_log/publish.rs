//! Publishing checkpoints: the tree is committed first, then what is about to be signed is flushed to a file outside the database, then the
//! checkpoint is signed and published. The file keeps a database that was put back from signing another history.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use custody::{Checkpoint, CheckpointError, Hash, LogKeys};
use note::NoteSigner;
use tokio::sync::watch;

use super::{Mark, stored};
use crate::db::checkpoints::{self as table, CheckpointRow};
use crate::db::custody::find_newest_tree;
use crate::db::{Db, DbError, Tx};
use crate::keys::write_whole;
use crate::{Node, StartError};

/// Name of the file in the data folder: the newest checkpoint that this node has signed.
const FILE_NAME: &str = "custody.checkpoint";

/// Why no checkpoint is published any more. All but the first stand until the node is started again.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The database; tried again.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The database is older than what was signed.
    #[error(
        "the custody log has {entries} entries, and {signed} were signed: the database was put back; nothing is published until the newer one is restored"
    )]
    CutBack {
        /// Entries in the tree.
        entries: u64,
        /// Entries in the newest signed checkpoint.
        signed: u64,
    },
    /// The database has another history than what was signed.
    #[error(
        "the custody log has another root at {size} entries than was signed: its history was replaced; nothing is published"
    )]
    Forked {
        /// Entries at which the two differ.
        size: u64,
    },
    /// The file could not be flushed. What is on the disk is then unknown, so it is not tried again (it is read at the next start).
    #[error("{} cannot be written: {source}; nothing is published until the node is started again", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The checkpoint cannot be signed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// One of the above came before.
    #[error("publishing has stopped")]
    Stopped,
}

/// Signs and publishes the checkpoints of one node's log.
pub struct Publisher {
    signer: NoteSigner,
    keys: LogKeys,
    path: PathBuf,
    state: Mutex<State>,
    /// The size that was published last by this process.
    published: watch::Sender<u64>,
}

struct State {
    /// The newest checkpoint that was signed.
    signed: Option<Checkpoint>,
    stopped: bool,
}

impl Publisher {
    /// A publisher with the log's key and the public halves of it and those before; reads what was signed last from the data folder. What the
    /// last change of the key names was signed too.
    ///
    /// # Errors
    /// The file cannot be read, or is not what these keys have signed.
    pub(crate) fn open(
        data_dir: &std::path::Path,
        signer: NoteSigner,
        keys: LogKeys,
    ) -> Result<Self, StartError> {
        let path = data_dir.join(FILE_NAME);
        let fault = |what: String| StartError::File { path: path.clone(), what };
        let signed = match std::fs::read(&path) {
            Ok(bytes) => Some(keys.open(&bytes).map_err(|error| {
                fault(format!("{error}; restore this file, which keeps the log from being signed twice"))
            })?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(fault(error.to_string())),
        };
        let under_the_key_before = keys.changes().last().map(|change| change.last.clone());
        let signed = under_the_key_before.into_iter().chain(signed).max_by_key(|signed| signed.size);
        Ok(Self {
            signer,
            keys,
            path,
            state: Mutex::new(State { signed, stopped: false }),
            published: watch::Sender::new(0),
        })
    }

    /// The public half of the log's key.
    pub fn verifier(&self) -> note::NoteVerifier {
        self.signer.verifier()
    }

    /// The public halves of all keys that the log has had.
    pub(crate) fn keys(&self) -> &LogKeys {
        &self.keys
    }

    /// The newest checkpoint that was signed, or what stands for it before the first one, for what is printed.
    pub fn mark(&self) -> Mark {
        let signed = self.state.lock().unwrap_or_else(PoisonError::into_inner).signed.clone();
        self.mark_of(signed.map(|signed| (signed.size, signed.root.to_string())))
    }

    /// The size and root of a checkpoint for paper, with the key of its size. Before the first one the empty tree stands for it, so that the
    /// very first receipt binds the key.
    pub(super) fn mark_of(&self, newest: Option<(u64, String)>) -> Mark {
        let (size, root) = newest.unwrap_or_else(|| (0, Hash::of_empty_tree().to_string()));
        let key_fingerprint = self.keys.of_size(size).fingerprint();
        Mark { origin: self.signer.name().to_owned(), key_fingerprint, size, root }
    }

    /// The log's key, for what is signed beside checkpoints under a text of its own.
    pub(crate) fn signer(&self) -> &NoteSigner {
        &self.signer
    }

    /// Hears of every checkpoint that is published.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.published.subscribe()
    }

    /// Whether publishing has stopped until the next start: what the database says may then be of yesterday.
    pub(crate) fn is_stopped(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stopped
    }

    fn signed(&self) -> Result<Option<Checkpoint>, PublishError> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.stopped { Err(PublishError::Stopped) } else { Ok(state.signed.clone()) }
    }

    /// Signs a checkpoint that extends the last one, on the disk when this returns.
    fn sign(&self, checkpoint: &Checkpoint) -> Result<String, PublishError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let note = checkpoint.sign(&self.signer)?;
        if state.signed.as_ref().is_some_and(|signed| signed.size >= checkpoint.size && signed != checkpoint)
        {
            return Err(PublishError::Forked { size: checkpoint.size });
        }
        if state.signed.as_ref() != Some(checkpoint) {
            write_whole(&self.path, note.as_bytes())
                .map_err(|source| PublishError::File { path: self.path.clone(), source })?;
            state.signed = Some(checkpoint.clone());
        }
        Ok(note)
    }

    fn stop(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stopped = true;
    }
}

/// Publishes a checkpoint of the tree as it stands, if it has grown; gives its size. A node without a log key publishes nothing.
///
/// # Errors
/// [`PublishError`]; after all but a fault of the database it publishes nothing more until the node is started again.
pub async fn publish(node: &Node) -> Result<Option<u64>, PublishError> {
    let Some(publisher) = node.publisher() else { return Ok(None) };
    let result = extend(node, publisher).await;
    if result.as_ref().is_err_and(|error| !matches!(error, PublishError::Db(_))) {
        publisher.stop();
    }
    result
}

async fn extend(node: &Node, publisher: &Publisher) -> Result<Option<u64>, PublishError> {
    let signed = publisher.signed()?;
    let mut tx = node.db().begin_read("read-tree").await?;
    let published = table::find_newest(&mut tx).await?;
    let tree = find_newest_tree(&mut tx).await?;
    let size = tree.as_ref().map_or(0, |tree| tree.size.unsigned_abs());
    require_prefix(&mut tx, size, signed.as_ref()).await?;
    require_prefix(&mut tx, size, published.as_ref().map(checkpoint_of).transpose()?.as_ref()).await?;
    drop(tx);
    let Some(tree) = tree.filter(|tree| published.is_none_or(|row| row.size < tree.size)) else {
        return Ok(None);
    };
    complete(node.db(), size).await?;
    let root = tree.root_hash.parse().map_err(|_| DbError::Value { column: "root_hash" })?;
    let checkpoint = Checkpoint { origin: publisher.signer.name().to_owned(), size, root };
    let note = publisher.sign(&checkpoint)?;
    let row =
        CheckpointRow { size: tree.size, root_hash: tree.root_hash, note, published_at: node.clock().now() };
    let mut tx = node.db().begin_queue("publish-checkpoint").await?;
    table::insert(&mut tx, &row).await?;
    tx.commit().await?;
    publisher.published.send_replace(size);
    Ok(Some(size))
}

fn checkpoint_of(row: &CheckpointRow) -> Result<Checkpoint, DbError> {
    let root = row.root_hash.parse().map_err(|_| DbError::Value { column: "root_hash" })?;
    Ok(Checkpoint { origin: String::new(), size: row.size.unsigned_abs(), root })
}

/// Refuses a tree that does not contain what was signed.
async fn require_prefix(tx: &mut Tx, size: u64, signed: Option<&Checkpoint>) -> Result<(), PublishError> {
    let Some(signed) = signed else { return Ok(()) };
    if signed.size > size {
        return Err(PublishError::CutBack { entries: size, signed: signed.size });
    }
    let column = i64::try_from(signed.size).map_err(|_| DbError::Value { column: "size" })?;
    let root = table::find_root(tx, column).await?.and_then(|root| root.parse::<Hash>().ok());
    if root == Some(signed.root) { Ok(()) } else { Err(PublishError::Forked { size: signed.size }) }
}

/// Stores what tiles and proofs of this size are read from, before anybody is told of it.
async fn complete(db: &Db, size: u64) -> Result<(), DbError> {
    let mut tx = db.begin_queue("complete-subtrees").await?;
    if stored::complete(&mut tx, size).await? {
        tx.commit().await?;
    }
    Ok(())
}

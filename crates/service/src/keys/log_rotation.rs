//! Rotation of the log's key, resumable at every step.
//!
//! 1. The new key is made and kept beside the one that signs.
//! 2. An entry in the log names both, and a checkpoint that holds it is published under the key so far.
//! 3. Both keys sign which checkpoint that was; with this note the new key takes the place of the old in one rename. The old secret is gone.
//!
//! Killed anywhere, the node starts with one key that signs, and the next rotation goes on. The node itself stands still meanwhile, since it
//! would go on signing with the old key.

use std::fmt;
use std::path::Path;

use custody::KeyChange;
use note::NoteVerifier;

use super::{LOG_KEY, Ring};
use crate::action::EntryDraft;
use crate::custody_log::{self, Publisher, newest_checkpoint, publish, sequence};
use crate::db::custody as table;
use crate::{Actor, Failure, Node, StartError};

const ACTION: &str = "rotate-log-key";

/// What a rotation of the log's key has just done. Each is on the disk when it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogStep {
    /// The new key is there, and signs nothing yet.
    Made(NoteVerifier),
    /// An earlier rotation to this key goes on.
    Resumed(NoteVerifier),
    /// An entry names it.
    Entered,
    /// The last checkpoint under the key so far, by its size.
    Published(u64),
    /// The new key signs from now on; the note that says so.
    Changed(String),
}

impl fmt::Display for LogStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Made(key) => write!(f, "new log key made: {key}\n  fingerprint {}", key.fingerprint()),
            Self::Resumed(key) => write!(f, "going on with the rotation to {key}"),
            Self::Entered => f.write_str("an entry in the log names the new key"),
            Self::Published(size) => {
                write!(f, "the key so far has signed its last checkpoint, of {size} entries")
            }
            Self::Changed(note) => write!(f, "the new key signs from now on; both keys say so:\n\n{note}"),
        }
    }
}

/// Gives the log of a node that does not run a new key; `said` hears each step.
///
/// # Errors
/// What cannot be read or written; the log cannot be published: the key so far stays then.
pub async fn rotate_log(
    node: &Node,
    ring: &Ring,
    data_dir: &Path,
    mut said: impl FnMut(LogStep),
) -> Result<(), StartError> {
    let publisher = node.publisher().ok_or_else(|| {
        StartError::Other("this node has no log key yet; it makes one at its first start".to_owned())
    })?;
    let (next, was_there) = LOG_KEY.prepare(data_dir, &ring.sealing(&LOG_KEY), node.rng())?;
    said(if was_there { LogStep::Resumed(next.verifier()) } else { LogStep::Made(next.verifier()) });
    let fingerprints = [publisher.verifier().fingerprint(), next.verifier().fingerprint()];
    enter(node, ACTION, publisher, fingerprints).await.map_err(|failure| StartError::other(&failure))?;
    said(LogStep::Entered);
    sequence(node.db()).await?;
    publish(node).await.map_err(|error| StartError::other(&error))?;
    let last = newest_checkpoint(node.db()).await?;
    let last = last.ok_or_else(|| StartError::Other("nothing was published".to_owned()))?.checkpoint;
    said(LogStep::Published(last.size));
    let note = KeyChange::sign(last.size, last.root, publisher.signer(), &next);
    let note = note.map_err(|error| StartError::other(&error))?;
    LOG_KEY.change(data_dir, note.clone())?;
    said(LogStep::Changed(note));
    Ok(())
}

/// Records on the log itself which key comes after which, once.
pub(super) async fn enter(
    node: &Node,
    action: &'static str,
    publisher: &Publisher,
    [from, to]: [String; 2],
) -> Result<(), Failure> {
    let origin = publisher.signer().name();
    let mut tx = node.db().begin_write(action).await?;
    if table::has_entry_saying(&mut tx, origin, action, &to).await? {
        return Ok(());
    }
    let entry = EntryDraft::on("log", origin).without_personal_data();
    let entry = entry.with("from_fingerprint", from).with("to_fingerprint", to);
    let actor = Actor::Job { name: action };
    let recorded = custody_log::record(&mut tx, node, &actor, action, entry, node.clock().now()).await?;
    tx.commit().await?;
    node.committed(recorded);
    Ok(())
}

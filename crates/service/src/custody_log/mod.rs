//! The custody log: one salted entry per action, in its transaction; ordered afterwards into an RFC 6962 tree.
//!
//! Entries carry no global number when they are written, so that concurrent actions never wait for a counter. A sequencer gives each its
//! index and extends the tree. What [`verify`] cannot see until checkpoints are signed: a log cut back to an earlier batch as a whole, and
//! an entry removed before it was sequenced.

mod sequencer;
mod verify;

use custody::{Entry, Hash, Salt};
use jiff::Timestamp;
use model::Id;

pub use sequencer::{sequence, spawn_sequencer};
pub use verify::{Finding, Verdict, verify};

use crate::action::EntryDraft;
use crate::db::{Tx, custody as table};
use crate::{Actor, Failure, Node};

model::kinds! {
    /// One recorded action.
    CustodyEntry = "cus";
}

/// The detail under which an entry's own id is committed to.
const ENTRY_ID: &str = "entry_id";
/// The detail under which the actor is told apart from others in the same role: a keyed digest, no name.
const ACTOR_BLIND: &str = "actor_blind";

/// Writes the entry of an action into its transaction.
pub(crate) async fn record(
    tx: &mut Tx,
    node: &Node,
    actor: &Actor,
    action: &str,
    draft: EntryDraft,
    now: Timestamp,
) -> Result<(), Failure> {
    let entry_id = Id::<CustodyEntry>::new(node.clock(), node.rng()).to_string();
    let mut salt = Salt([0; 32]);
    node.rng().fill(&mut salt.0);
    let mut details = draft.details;
    details.insert(ENTRY_ID.to_owned(), entry_id.clone());
    details.insert(ACTOR_BLIND.to_owned(), node.columns().blind("actor", &actor.identity()));
    let entry = Entry {
        recorded_at_us: now.as_microsecond(),
        actor: actor.describe(),
        action: action.to_owned(),
        object_kind: draft.object_kind,
        object_id: draft.object_id,
        details,
    };
    let body = serde_json::to_string(&entry).map_err(Failure::broken)?;
    let leaf: Hash = Entry::leaf(body.as_bytes(), &salt);
    let new = table::NewEntry {
        entry_id: &entry_id,
        recorded_at: now,
        entry: &entry,
        body: &body,
        salt: &hex::encode(salt.0),
        leaf_hash: &leaf.to_string(),
    };
    Ok(table::insert(tx, &new).await?)
}

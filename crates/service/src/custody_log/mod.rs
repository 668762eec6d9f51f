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
use crate::db::{Tx, access_entries, custody as table};
use crate::{Actor, Failure, Node};

model::kinds! {
    /// One recorded action.
    CustodyEntry = "cus";
}

/// The detail under which an entry's own id is committed to.
const ENTRY_ID: &str = "entry_id";
/// The detail under which the actor is told apart from others in the same role: a keyed digest, no name.
pub(crate) const ACTOR_BLIND: &str = "actor_blind";

/// An entry that a transaction has written: give it to [`Node::committed`] after the commit.
#[must_use]
pub(crate) struct Recorded {
    /// The digest of an actor whose name this transaction was the first to keep.
    pub(crate) new_actor: Option<String>,
}

/// Writes the entry of an action into its transaction. The draft says operation and grounds.
pub(crate) async fn record(
    tx: &mut Tx,
    node: &Node,
    actor: &Actor,
    action: &str,
    draft: EntryDraft,
    now: Timestamp,
) -> Result<Recorded, Failure> {
    let entry_id = Id::<CustodyEntry>::new(node.clock(), node.rng()).to_string();
    let mut salt = Salt([0; 32]);
    node.rng().fill(&mut salt.0);
    let actor_blind = node.columns().blind("actor", &actor.identity());
    let mut details = draft.details;
    details.insert(ENTRY_ID.to_owned(), entry_id.clone());
    details.insert(ACTOR_BLIND.to_owned(), actor_blind.clone());
    let entry = Entry {
        recorded_at_us: now.as_microsecond(),
        actor: actor.describe(),
        action: action.to_owned(),
        object_kind: draft.object_kind,
        object_id: draft.object_id,
        operation: draft.operation.unwrap_or_default().to_owned(),
        grounds: draft.grounds.unwrap_or_default(),
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
        actor_blind: &actor_blind,
    };
    table::insert(tx, &new).await?;
    let new_actor = know(tx, node, actor, actor_blind, now).await?;
    Ok(Recorded { new_actor })
}

/// Keeps the actor's name beside the digest that entries hold, once per process and actor.
async fn know(
    tx: &mut Tx,
    node: &Node,
    actor: &Actor,
    actor_blind: String,
    now: Timestamp,
) -> Result<Option<String>, Failure> {
    if matches!(actor, Actor::Job { .. }) || node.knows_actor(&actor_blind) {
        return Ok(None);
    }
    let name = node.columns().seal("known_actor", &actor_blind, "name", actor.name(), node.rng());
    access_entries::know_actor(tx, &actor_blind, &name, now).await?;
    Ok(Some(actor_blind))
}

//! The custody log: one salted entry per action, in its transaction; ordered afterwards into an RFC 6962 tree.
//!
//! Entries carry no global number when they are written, so that concurrent actions never wait for a counter. A sequencer gives each its
//! index and extends the tree; a [`Publisher`] signs what the tree has become. [`verify`] alone shows consistency: whoever holds a checkpoint
//! of before can tell a history that was replaced as a whole. What nobody sees is an entry removed before it was sequenced.

mod bundle;
mod chains;
mod check;
mod history;
mod pages;
mod publish;
pub(crate) mod receipt;
mod sequencer;
mod signed;
mod stored;
#[cfg(test)]
mod sweep;
mod verify;

use custody::{Entry, Hash, Salt, Tile};
use jiff::{SignedDuration, Timestamp};
use model::Id;

pub use bundle::{BundleFile, Export, export};
pub use history::{History, Proven, Shown, history};
pub use pages::{Histories, routes};
pub use publish::{PublishError, Publisher, publish};
pub(crate) use sequencer::catch_up;
pub use sequencer::{sequence, spawn_sequencer};
pub use signed::verify_signed;
pub use stored::{consistency, inclusion};
pub use verify::{Finding, Verdict, verify, verify_with_roots};

use crate::action::EntryDraft;
use crate::db::{Db, DbError, Tx, access_entries, checkpoints, custody as table, witness};
use crate::steady::NOTED;
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
    written: receipt::Written,
}

impl Recorded {
    /// Once it is committed: the answer to the request may tell it.
    pub(crate) fn tell(self) {
        receipt::note(self.written);
    }
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
        counter: None,
        previous: None,
    };
    let body = serde_json::to_string(&entry).map_err(Failure::broken)?;
    let commitment = Entry::commitment(body.as_bytes(), &salt);
    let leaf = Hash::of_leaf(&commitment);
    let new = table::NewEntry {
        entry_id: &entry_id,
        recorded_at: now,
        entry: &entry,
        body: &body,
        salt: &hex::encode(salt.0),
        commitment: &hex::encode(commitment),
        leaf_hash: &leaf.to_string(),
        actor_blind: &actor_blind,
    };
    table::insert(tx, &new).await?;
    let new_actor = know(tx, node, actor, actor_blind, now).await?;
    let entries = table::count_on_object(tx, &entry.object_id).await?;
    let Entry { object_kind, object_id, .. } = entry;
    Ok(Recorded { new_actor, written: receipt::Written { object_kind, object_id, entries } })
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

/// A checkpoint as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What it says.
    pub checkpoint: custody::Checkpoint,
    /// The signed note.
    pub note: String,
    /// When, by the node's clock.
    pub published_at: Timestamp,
}

/// How far `now` lies before the newest entry, where that is more than a minute: the machine's clock was put back, or was ahead once.
///
/// # Errors
/// Of the database.
pub async fn clock_behind(db: &Db, now: Timestamp) -> Result<Option<SignedDuration>, DbError> {
    let newest = table::newest_entry_at(&mut db.begin_read("newest-entry").await?).await?;
    Ok(newest.map(|at| at.duration_since(now)).filter(|behind| *behind >= NOTED))
}

/// The newest published checkpoint, if there is one.
///
/// # Errors
/// Of the database; the row was altered.
pub async fn newest_checkpoint(db: &Db) -> Result<Option<Published>, DbError> {
    find_published(&mut db.begin_read("newest-checkpoint").await?).await
}

/// The newest published checkpoint, as this transaction sees it.
pub(crate) async fn find_published(tx: &mut Tx) -> Result<Option<Published>, DbError> {
    let Some(row) = checkpoints::find_newest(tx).await? else { return Ok(None) };
    let wrong = || DbError::Value { column: "note" };
    let text = note::Note::parse(row.note.as_bytes()).map_err(|_| wrong())?.text;
    let checkpoint = custody::Checkpoint::parse_text(&text).map_err(|_| wrong())?;
    if checkpoint.size != row.size.unsigned_abs() || checkpoint.root.to_string() != row.root_hash {
        return Err(wrong());
    }
    Ok(Some(Published { checkpoint, note: row.note, published_at: row.published_at }))
}

/// Among checkpoints so close together the one that most witnesses cosigned is shown: they need a moment for the newest.
const SHOWN_WITHIN: SignedDuration = SignedDuration::from_mins(1);

/// The checkpoint for others to read, with the cosignatures that it has: of those published within a minute before the newest, the one that
/// most witnesses have cosigned. A witness that is down so holds up nothing.
///
/// # Errors
/// Of the database; a row was altered.
pub async fn shown_checkpoint(db: &Db) -> Result<Option<String>, DbError> {
    let mut tx = db.begin_read("show-checkpoint").await?;
    let Some(newest) = find_published(&mut tx).await? else { return Ok(None) };
    let since = newest.published_at.checked_sub(SHOWN_WITHIN).unwrap_or(Timestamp::MIN);
    let size = witness::find_most_cosigned(&mut tx, since).await?;
    let row = match size {
        Some(size) => checkpoints::find(&mut tx, size).await?,
        None => None,
    };
    let (size, note) =
        row.map_or((newest.checkpoint.size, newest.note), |row| (row.size.unsigned_abs(), row.note));
    with_cosignatures(&mut tx, size, note).await.map(Some)
}

/// The signed note of a checkpoint of this node with the cosignatures that it has.
pub(crate) async fn with_cosignatures(tx: &mut Tx, size: u64, mut note: String) -> Result<String, DbError> {
    let size = i64::try_from(size).map_err(|_| DbError::Value { column: "size" })?;
    for cosignature in witness::list_cosignatures(tx, size).await? {
        note.push_str(&cosignature.line);
        note.push('\n');
    }
    Ok(note)
}

/// What a witness said of this log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// The checkpoint that it cosigned.
    pub checkpoint: custody::Checkpoint,
    /// When, by its clock.
    pub at: Timestamp,
}

/// Why what is kept as a cosignature is none.
#[derive(Debug, thiserror::Error)]
pub enum WitnessedError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// It does not fit.
    #[error("what is kept as the cosignature of {witness} at {size} entries does not fit that checkpoint")]
    Invalid {
        /// Name of the witness's key.
        witness: String,
        /// Entries.
        size: u64,
    },
}

/// The newest checkpoint that this witness cosigned, before an instant where one is given; its signature is checked. Cosignatures by another
/// key under the same name, as after a witness changed its key, are passed over.
///
/// # Errors
/// [`WitnessedError`].
pub async fn find_witnessed(
    db: &Db,
    key: &note::CosignerVerifier,
    before: Option<Timestamp>,
) -> Result<Option<Witnessed>, WitnessedError> {
    let mut tx = db.begin_read("find-cosigned").await?;
    let before = before.unwrap_or(Timestamp::MAX);
    let mut below = i64::MAX;
    while let Some(row) = witness::find_cosignature_before(&mut tx, key.name(), below, before).await? {
        let signed = checkpoints::find(&mut tx, row.size).await?.ok_or(DbError::Value { column: "size" })?;
        let witnessed = check_cosignature(key, &signed.note, &row)?;
        if witnessed.is_some() {
            return Ok(witnessed);
        }
        below = row.size;
    }
    Ok(None)
}

/// `None` when the line is another key's.
fn check_cosignature(
    key: &note::CosignerVerifier,
    signed: &str,
    row: &witness::CosignatureRow,
) -> Result<Option<Witnessed>, WitnessedError> {
    let invalid = || WitnessedError::Invalid { witness: row.witness.clone(), size: row.size.unsigned_abs() };
    let text = note::Note::parse(signed.as_bytes()).map_err(|_| invalid())?.text;
    let line = note::SignatureLine::parse(&row.line).map_err(|_| invalid())?;
    let Some(said) = key.check(&text, &line).map_err(|_| invalid())? else { return Ok(None) };
    let checkpoint = custody::Checkpoint::parse_text(&text).map_err(|_| invalid())?;
    let at = Timestamp::from_second(said.at_seconds).map_err(|_| invalid())?;
    Ok(Some(Witnessed { checkpoint, at }))
}

/// A checkpoint as receipts and packages carry it, for whoever gets them to hold against this node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The log's name.
    pub origin: String,
    /// SHA-256 of the public key that signed this checkpoint, hex.
    pub key_fingerprint: String,
    /// The number of entries; 0 before the first checkpoint.
    pub size: u64,
    /// The root over them, hex; over none that of the empty tree (RFC 6962, section 2.1).
    pub root: String,
}

impl Mark {
    /// Whether no checkpoint was published yet: it says the key alone, and the first checkpoint follows.
    pub fn is_before_first(&self) -> bool {
        self.size == 0
    }
}

/// How many entries an object has, with those that wait for their place: no fewer than any receipt of it counts.
///
/// # Errors
/// Of the database.
pub async fn count_on_object(db: &Db, object_id: &str) -> Result<i64, DbError> {
    table::count_on_object(&mut db.begin_read("count-entries").await?, object_id).await
}

/// The newest checkpoint that was published before `at`, or what stands for it before the first one; none in a log that is never published.
///
/// # Errors
/// Of the database.
pub async fn mark_before(node: &Node, tx: &mut Tx, at: Timestamp) -> Result<Option<Mark>, Failure> {
    let Some(publisher) = node.publisher() else { return Ok(None) };
    let row = checkpoints::find_before(tx, at).await?;
    Ok(Some(publisher.mark_of(row.map(|row| (row.size.unsigned_abs(), row.root_hash)))))
}

/// The bytes of a tile of what is published; `None` when it is not in it, or an entry was erased before its commitment was kept.
pub async fn read_tile(db: &Db, tile: Tile) -> Result<Option<Vec<u8>>, DbError> {
    let mut tx = db.begin_read("read-tile").await?;
    let Some(newest) = checkpoints::find_newest(&mut tx).await? else { return Ok(None) };
    stored::tile(&mut tx, tile, newest.size.unsigned_abs()).await
}

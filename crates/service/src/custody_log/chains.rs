//! Numbering the entries on each object as they are sequenced: concurrent actions on an object never wait for its counter.

use std::collections::HashMap;

use custody::{Entry, Hash, Salt};

use crate::db::custody::{self as table, PendingRow, Place};
use crate::db::{DbError, Tx};

/// The ends of the chains that one batch has met.
#[derive(Default)]
pub(super) struct Chains(HashMap<String, (i64, String)>);

/// An entry with its number in it.
pub(super) struct Chained {
    counter: Option<i64>,
    body: String,
    commitment: String,
    pub(super) leaf_hash: String,
}

impl Chained {
    pub(super) fn at(&self, leaf_index: i64) -> Place<'_> {
        Place {
            leaf_index,
            object_counter: self.counter,
            body: &self.body,
            commitment: &self.commitment,
            leaf_hash: &self.leaf_hash,
        }
    }
}

impl Chains {
    /// The entry as the next on its object. One on no object has no number. One that was erased or altered before it came to its place keeps
    /// the leaf that it had, and is counted: `verify` names what was altered.
    pub(super) async fn next(&mut self, tx: &mut Tx, row: &PendingRow) -> Result<Chained, DbError> {
        if row.object_id.is_empty() {
            return Ok(unchanged(row, None));
        }
        let end = match self.0.remove(&row.object_id) {
            Some(end) => Some(end),
            None => table::find_chain_end(tx, &row.object_id).await?,
        };
        let counter = end.as_ref().map_or(0, |(counter, _)| *counter) + 1;
        let previous = end.map(|(_, leaf)| leaf);
        let chained = numbered(row, counter, previous).unwrap_or_else(|| unchanged(row, Some(counter)));
        self.0.insert(row.object_id.clone(), (counter, chained.leaf_hash.clone()));
        Ok(chained)
    }
}

fn unchanged(row: &PendingRow, counter: Option<i64>) -> Chained {
    let commitment = opened(row).map(|(_, commitment)| hex::encode(commitment));
    Chained {
        counter,
        body: row.body.clone(),
        commitment: commitment.unwrap_or_else(|| row.commitment.clone()),
        leaf_hash: row.leaf_hash.clone(),
    }
}

fn numbered(row: &PendingRow, counter: i64, previous: Option<String>) -> Option<Chained> {
    let (salt, _) = opened(row)?;
    let mut entry: Entry = serde_json::from_str(&row.body).ok()?;
    entry.counter = Some(counter.unsigned_abs());
    entry.previous = previous;
    let body = serde_json::to_string(&entry).ok()?;
    let commitment = Entry::commitment(body.as_bytes(), &salt);
    Some(Chained {
        counter: Some(counter),
        body,
        commitment: hex::encode(commitment),
        leaf_hash: Hash::of_leaf(&commitment).to_string(),
    })
}

/// Salt and commitment of an entry that is as it was written.
fn opened(row: &PendingRow) -> Option<(Salt, [u8; 32])> {
    let mut salt = [0; 32];
    hex::decode_to_slice(&row.salt, &mut salt).ok()?;
    let commitment = Entry::commitment(row.body.as_bytes(), &Salt(salt));
    (Hash::of_leaf(&commitment).to_string() == row.leaf_hash).then_some((Salt(salt), commitment))
}

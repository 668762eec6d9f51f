//! How every change of an entry of a hash list is kept.

use model::Id;
use service::{Acting, ColumnRef, Failure, Sealed};

use crate::db::hash_changes::{self, ChangeKind, NewChange};
use crate::kinds::{HashEntry, HashEntryChange};

/// A change of an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) entry_id: Id<HashEntry>,
    pub(super) version: i64,
    pub(super) kind: ChangeKind,
    /// The member that made it; none for the staff.
    pub(super) member_id: Option<i64>,
}

/// Keeps a change of the actor, its reason sealed.
pub(super) async fn note(
    acting: &mut Acting<'_>,
    change: Change,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let change_id: Id<HashEntryChange> = acting.new_id();
    let row = change_id.to_string();
    let at = ColumnRef { table: hash_changes::TABLE, row: &row, column: hash_changes::REASON };
    let seal = |text: &str| Sealed::seal(acting.columns(), at, &text.to_owned(), acting.rng());
    let reason = reason.map(seal).transpose()?;
    let made_by = acting.actor.describe();
    let Change { entry_id, version, kind, member_id } = change;
    let made_at = acting.now;
    let new = NewChange { change_id, entry_id, version, kind, made_by: &made_by, member_id, made_at, reason };
    Ok(hash_changes::insert(acting.tx, &new).await?)
}

//! An entry of a hash list is taken back, or counts again: each with a reason.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::hash_change::{self, Change};
use super::required;
use crate::Permission;
use crate::db::hash_changes::ChangeKind;
use crate::db::hash_entries::{self, EntryRow, WithdrawnBy};
use crate::db::{hash_lists, hash_members};
use crate::hash_sharing::lists::HashList;
use crate::kinds::HashEntry;

/// A member takes back an entry of its own. Listing it again undoes that.
pub(crate) struct WithdrawOwnHashEntry {
    pub(crate) list: HashList,
    /// What the member calls it.
    pub(crate) source_id: String,
    pub(crate) reason: String,
    /// See [`crate::hash_sharing::order`].
    pub(crate) floor: i64,
}

impl Action for WithdrawOwnHashEntry {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "withdraw-own-hash-entry";

    fn permission(&self) -> Permission {
        Permission::ShareHashes
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let absent = || Failure::refused("source_id", "you list no entry under this name");
        let member = hash_members::find_by_name(acting.tx, acting.actor.name()).await?.ok_or_else(absent)?;
        let found = hash_entries::find_of_member(acting.tx, self.list, member.id, &self.source_id).await?;
        let row = found.ok_or_else(absent)?;
        let reason = required("reason", &self.reason)?;
        if row.withdrawn_by.is_some() {
            return Err(Failure::conflict("this entry is withdrawn already"));
        }
        let by = (Some(WithdrawnBy::Owner), ChangeKind::Withdrawn, Some(member.id));
        decide(acting, &row, by, &reason, self.floor).await
    }
}

/// The staff takes an entry back, whoever lists it, or undoes that.
pub(crate) struct DecideHashEntry {
    pub(crate) entry_id: Id<HashEntry>,
    /// Whether it counts from now on.
    pub(crate) counts: bool,
    pub(crate) reason: String,
    /// See [`crate::hash_sharing::order`].
    pub(crate) floor: i64,
}

impl Action for DecideHashEntry {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "decide-hash-entry";

    fn permission(&self) -> Permission {
        Permission::WorkOnHashLists
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let row = hash_entries::find(acting.tx, self.entry_id).await?;
        let row = row.ok_or_else(|| Failure::absent("hash entry"))?;
        let reason = required("reason", &self.reason)?;
        let by = match (self.counts, row.withdrawn_by) {
            (false, None) => (Some(WithdrawnBy::Staff), ChangeKind::Withdrawn, None),
            (true, Some(WithdrawnBy::Staff)) => (None, ChangeKind::Restored, None),
            (false, Some(_)) => return Err(Failure::conflict("this entry is withdrawn already")),
            (true, Some(WithdrawnBy::Owner)) => {
                return Err(Failure::conflict(
                    "its own member withdrew this entry, and only the member restores it",
                ));
            }
            (true, None) => return Err(Failure::conflict("this entry is not withdrawn")),
        };
        decide(acting, &row, by, &reason, self.floor).await
    }
}

/// Marks the entry; the output is the version of the list that says so.
async fn decide(
    acting: &mut Acting<'_>,
    row: &EntryRow,
    (withdrawn_by, kind, member_id): (Option<WithdrawnBy>, ChangeKind, Option<i64>),
    reason: &str,
    floor: i64,
) -> Result<Done<i64>, Failure> {
    let mark = hash_lists::mark(acting.tx, row.list, floor, acting.now).await?;
    hash_entries::touch(acting.tx, row.entry_id, withdrawn_by, mark).await?;
    let change = Change { entry_id: row.entry_id, version: mark.version, kind, member_id };
    hash_change::note(acting, change, Some(reason)).await?;
    let entry = EntryDraft::on("hash entry", row.entry_id)
        .without_personal_data()
        .with("list", row.list.as_str())
        .with("version", mark.version.to_string())
        .with("became", kind.as_str());
    Ok(Done::new(mark.version, entry))
}

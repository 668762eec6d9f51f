//! A member lists entries, or a source that is pulled does.

use std::collections::BTreeSet;

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure};
use wire::hash_list::sharing::SharingMember;

use super::hash_change::{self, Change};
use crate::Permission;
use crate::db::hash_changes::ChangeKind;
use crate::db::hash_entries::{self, EntryRow, WithdrawnBy};
use crate::db::hash_feedback;
use crate::db::hash_lists::{self, Mark};
use crate::db::hash_members::{self, MemberKind};
use crate::hash_sharing::drafts::HashDraft;
use crate::hash_sharing::lists::HashList;
use crate::hash_sharing::members::SOURCE_PREFIX;
use crate::hash_sharing::stop_ncii::Signal;
use crate::kinds::HashEntry;

/// Whose entries they are.
pub(crate) enum Lister {
    /// The caller's own.
    Caller,
    /// Those of the source of this name, which a job of ours pulls.
    Source(String),
}

/// Keeps entries, each in the place of the one of the same name; what says the same again changes nothing.
pub(crate) struct KeepHashEntries {
    pub(crate) list: HashList,
    pub(crate) lister: Lister,
    pub(crate) drafts: Vec<HashDraft>,
    /// Names of entries that their source took back.
    pub(crate) withdrawn: Vec<String>,
    /// Up to where the source was pulled with this, in seconds.
    pub(crate) cursor: Option<i64>,
    /// The second after which the change is stamped, see [`crate::hash_sharing::order`].
    pub(crate) floor: i64,
}

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeptAs {
    /// It is new.
    Added,
    /// It says something else than before.
    Changed,
    /// It said so already.
    Unchanged,
    /// The clearinghouse withdrew it, and only the clearinghouse restores it.
    Withheld,
    /// It stands with another hash, and stays so: see [`is_other_hash`].
    OtherHash,
}

/// An entry that was handed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KeptEntry {
    pub(crate) source_id: String,
    pub(crate) entry_id: Id<HashEntry>,
    pub(crate) kept_as: KeptAs,
}

/// What became of all.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// The list's version that holds them; none where nothing changed.
    pub(crate) version: Option<i64>,
    pub(crate) entries: Vec<KeptEntry>,
}

/// The change under way: its mark is made when something changes first.
struct Keeping<'k> {
    action: &'k KeepHashEntries,
    member: SharingMember,
    mark: Option<Mark>,
}

impl Action for KeepHashEntries {
    type Permission = Permission;
    type Output = Kept;
    const NAME: &'static str = "keep-hash-entries";

    fn permission(&self) -> Permission {
        match self.lister {
            Lister::Caller => Permission::ShareHashes,
            Lister::Source(_) => Permission::RunJobs,
        }
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Kept>, Failure> {
        let (name, kind) = match &self.lister {
            Lister::Caller => (acting.actor.name().to_owned(), MemberKind::Client),
            // no machine client has a colon in its name, so nobody's is taken
            Lister::Source(name) => (format!("{SOURCE_PREFIX}{name}"), MemberKind::Source),
        };
        let member = hash_members::find_or_insert(acting.tx, &name, kind, acting.now).await?;
        let mut keeping = Keeping { action: self, member, mark: None };
        let mut entries = Vec::new();
        for draft in &self.drafts {
            entries.push(keeping.keep(acting, draft).await?);
        }
        let mut withdrawn = 0_usize;
        for source_id in &self.withdrawn {
            withdrawn += usize::from(keeping.withdraw(acting, source_id).await?);
        }
        if let (Some(cursor), Lister::Source(name)) = (self.cursor, &self.lister) {
            hash_lists::set_cursor(acting.tx, name, cursor, acting.now).await?;
        }
        let count =
            |kept_as: KeptAs| entries.iter().filter(|entry| entry.kept_as == kept_as).count().to_string();
        let entry = EntryDraft::on("hash list", self.list.as_str())
            .without_personal_data()
            .with("member", keeping.member.id.to_string())
            .with("version", keeping.mark.map_or_else(String::new, |mark| mark.version.to_string()))
            .with("added", count(KeptAs::Added))
            .with("changed", count(KeptAs::Changed))
            .with("withdrawn", withdrawn.to_string());
        Ok(Done::new(Kept { version: keeping.mark.map(|mark| mark.version), entries }, entry))
    }
}

impl Keeping<'_> {
    async fn mark(&mut self, acting: &mut Acting<'_>) -> Result<Mark, Failure> {
        if let Some(mark) = self.mark {
            return Ok(mark);
        }
        let mark = hash_lists::mark(acting.tx, self.action.list, self.action.floor, acting.now).await?;
        self.mark = Some(mark);
        Ok(mark)
    }

    async fn keep(&mut self, acting: &mut Acting<'_>, draft: &HashDraft) -> Result<KeptEntry, Failure> {
        let list = self.action.list;
        let found = hash_entries::find_of_member(acting.tx, list, self.member.id, &draft.source_id).await?;
        let (entry_id, kept_as) = match found {
            None => (self.add(acting, draft).await?, KeptAs::Added),
            Some(row) => (row.entry_id, self.keep_known(acting, &row, draft).await?),
        };
        Ok(KeptEntry { source_id: draft.source_id.clone(), entry_id, kept_as })
    }

    async fn keep_known(
        &mut self,
        acting: &mut Acting<'_>,
        row: &EntryRow,
        draft: &HashDraft,
    ) -> Result<KeptAs, Failure> {
        if row.withdrawn_by == Some(WithdrawnBy::Staff) {
            return Ok(KeptAs::Withheld);
        }
        if row.list == HashList::Ncii && is_other_hash(acting, row, draft).await? {
            return Ok(KeptAs::OtherHash);
        }
        if says_the_same(acting, row, draft).await? {
            return Ok(KeptAs::Unchanged);
        }
        self.replace(acting, row, draft).await?;
        Ok(KeptAs::Changed)
    }

    async fn add(&mut self, acting: &mut Acting<'_>, draft: &HashDraft) -> Result<Id<HashEntry>, Failure> {
        let mark = self.mark(acting).await?;
        let entry_id: Id<HashEntry> = acting.new_id();
        let (owner, when) = ((self.action.list, self.member.id), (mark, acting.now));
        hash_entries::insert(acting.tx, entry_id, owner, draft, when).await?;
        vouch(acting, entry_id, draft).await?;
        self.note(acting, entry_id, mark, ChangeKind::Added).await?;
        Ok(entry_id)
    }

    async fn replace(
        &mut self,
        acting: &mut Acting<'_>,
        row: &EntryRow,
        draft: &HashDraft,
    ) -> Result<(), Failure> {
        let mark = self.mark(acting).await?;
        hash_entries::replace(acting.tx, row.entry_id, draft, mark).await?;
        hash_feedback::forget_vouchers(acting.tx, row.entry_id).await?;
        hash_feedback::forget_of_gone(acting.tx, row.entry_id).await?;
        vouch(acting, row.entry_id, draft).await?;
        let kind = if row.withdrawn_by.is_some() { ChangeKind::Restored } else { ChangeKind::Changed };
        self.note(acting, row.entry_id, mark, kind).await
    }

    /// Takes an entry back that its source took back. One that is not here, or is taken back already, changes nothing.
    async fn withdraw(&mut self, acting: &mut Acting<'_>, source_id: &str) -> Result<bool, Failure> {
        let list = self.action.list;
        let found = hash_entries::find_of_member(acting.tx, list, self.member.id, source_id).await?;
        let Some(row) = found.filter(|row| row.withdrawn_by.is_none()) else { return Ok(false) };
        let mark = self.mark(acting).await?;
        hash_entries::touch(acting.tx, row.entry_id, Some(WithdrawnBy::Owner), mark).await?;
        self.note(acting, row.entry_id, mark, ChangeKind::Withdrawn).await?;
        Ok(true)
    }

    async fn note(
        &self,
        acting: &mut Acting<'_>,
        entry_id: Id<HashEntry>,
        mark: Mark,
        kind: ChangeKind,
    ) -> Result<(), Failure> {
        let change = Change { entry_id, version: mark.version, kind, member_id: Some(self.member.id) };
        hash_change::note(acting, change, None).await
    }
}

/// Whether a draft would give an entry another hash in the place of the one by which clients of the StopNCII API know it: nothing would tell
/// them that the one before counts no more.
async fn is_other_hash(acting: &mut Acting<'_>, row: &EntryRow, draft: &HashDraft) -> Result<bool, Failure> {
    let (was, is) = (Signal::of(row.video).kind(), Signal::of(draft.video).kind());
    let held = hash_entries::fingerprints_of(acting.tx, row.entry_id).await?;
    Ok(held.get(&was).is_some_and(|digest| was != is || draft.fingerprints.get(&is) != Some(digest)))
}

async fn says_the_same(acting: &mut Acting<'_>, row: &EntryRow, draft: &HashDraft) -> Result<bool, Failure> {
    if row.withdrawn_by.is_some()
        || row.video != draft.video
        || row.classification != draft.classification.as_str()
        || hash_entries::fingerprints_of(acting.tx, row.entry_id).await? != draft.fingerprints
    {
        return Ok(false);
    }
    let vouchers: BTreeSet<String> =
        hash_feedback::list_vouchers(acting.tx, row.entry_id).await?.into_iter().collect();
    Ok(vouchers == draft.vouchers)
}

/// Keeps who vouches for an entry at its source, as an affirmation of its first fingerprint.
async fn vouch(acting: &mut Acting<'_>, entry_id: Id<HashEntry>, draft: &HashDraft) -> Result<(), Failure> {
    let Some(kind) = draft.fingerprints.keys().next() else { return Ok(()) };
    for name in &draft.vouchers {
        let member = hash_members::find_or_insert(acting.tx, name, MemberKind::Voucher, acting.now).await?;
        hash_feedback::put(acting.tx, entry_id, member.id, (*kind, &[]), acting.now).await?;
    }
    Ok(())
}

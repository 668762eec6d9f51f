//! A member says what it thinks of a fingerprint: its owner is told, also one that is a source we pull, and everybody who reads the list.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};
use wire::hash_list::sharing::FingerprintKind;

use super::hash_change::{self, Change};
use crate::Permission;
use crate::db::hash_changes::ChangeKind;
use crate::db::hash_entries::{self, EntryRow};
use crate::db::hash_feedback;
use crate::db::hash_lists::{self, Mark};
use crate::db::hash_members::{self, MemberKind};
use crate::hash_sharing::members::SOURCE_PREFIX;
use crate::hash_sharing::reasons::ObjectionReason;
use crate::jobs::tell_hash_feedback::TellHashFeedback;
use crate::kinds::HashEntry;

/// Keeps what the caller says of a fingerprint, in the place of what it said before; what says the same again changes nothing.
pub(crate) struct GiveHashFeedback {
    /// Entries of one list that hold the fingerprint: more than one where a hash names them.
    pub(crate) entries: Vec<Id<HashEntry>>,
    pub(crate) fingerprint: FingerprintKind,
    /// Why it objects; none where it affirms.
    pub(crate) reasons: Vec<ObjectionReason>,
    /// See [`crate::hash_sharing::order`].
    pub(crate) floor: i64,
}

impl Action for GiveHashFeedback {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "give-hash-feedback";

    fn permission(&self) -> Permission {
        Permission::ShareHashes
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let name = acting.actor.name();
        let member = hash_members::find_or_insert(acting.tx, name, MemberKind::Client, acting.now).await?;
        let (mut mark, mut changed) = (None, 0_usize);
        for entry_id in &self.entries {
            let row = self.load(acting, *entry_id).await?;
            if self.was_said(acting, &row, member.id).await? {
                continue;
            }
            let made = match mark {
                Some(made) => made,
                None => hash_lists::mark(acting.tx, row.list, self.floor, acting.now).await?,
            };
            mark = Some(made);
            changed += 1;
            self.keep(acting, &row, member.id, made).await?;
        }
        let first = self.entries.first().ok_or_else(|| Failure::absent("hash entry"))?;
        let reasons: Vec<&str> = self.reasons.iter().map(|reason| reason.as_str()).collect();
        let entry = EntryDraft::on("hash entry", first)
            .without_personal_data()
            .with("entries", self.entries.len().to_string())
            .with("changed", changed.to_string())
            .with("member", member.id.to_string())
            .with("fingerprint", self.fingerprint.as_str())
            .with("reasons", reasons.join(" "));
        Ok(Done::new((), entry))
    }
}

impl GiveHashFeedback {
    /// Whether the member's last word on the fingerprint is this one.
    async fn was_said(
        &self,
        acting: &mut Acting<'_>,
        row: &EntryRow,
        member_id: i64,
    ) -> Result<bool, Failure> {
        let said = hash_feedback::list_of(acting.tx, row.entry_id).await?;
        let mut own =
            said.iter().filter(|said| said.member.id == member_id && said.fingerprint == self.fingerprint);
        Ok(own.any(|said| said.reasons == self.reasons))
    }

    async fn keep(
        &self,
        acting: &mut Acting<'_>,
        row: &EntryRow,
        member_id: i64,
        mark: Mark,
    ) -> Result<(), Failure> {
        let said = (self.fingerprint, self.reasons.as_slice());
        hash_feedback::put(acting.tx, row.entry_id, member_id, said, acting.now).await?;
        hash_entries::touch(acting.tx, row.entry_id, None, mark).await?;
        let kind = if self.reasons.is_empty() { ChangeKind::Affirmed } else { ChangeKind::Objected };
        let member_id = Some(member_id);
        let change = Change { entry_id: row.entry_id, version: mark.version, kind, member_id };
        hash_change::note(acting, change, None).await?;
        if row.member.name.starts_with(SOURCE_PREFIX) {
            let fingerprint = self.fingerprint.as_str().to_owned();
            acting.enqueue(&TellHashFeedback { entry_id: row.entry_id, fingerprint }).await?;
        }
        Ok(())
    }

    /// The entry, if it counts and holds the fingerprint.
    async fn load(&self, acting: &mut Acting<'_>, entry_id: Id<HashEntry>) -> Result<EntryRow, Failure> {
        let row = hash_entries::find(acting.tx, entry_id).await?;
        let row = row.ok_or_else(|| Failure::absent("hash entry"))?;
        if row.withdrawn_by.is_some() {
            return Err(Failure::conflict("this entry is withdrawn: nothing more is said of it"));
        }
        let held = hash_entries::fingerprints_of(acting.tx, entry_id).await?;
        if !held.contains_key(&self.fingerprint) {
            return Err(Failure::refused("fingerprint", "the entry holds none of this kind"));
        }
        Ok(row)
    }
}

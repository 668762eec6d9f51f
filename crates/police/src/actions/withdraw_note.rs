//! Record that a published press note was withdrawn.

use model::Id;
use model::kind::Operation;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::published_notes::{self, WithdrawalRow};
use crate::db::{Reader, operations};
use crate::ids::PublishedNote;
use crate::permissions::Permission;
use crate::seals;

/// Records that readers were told to disregard a note. The note and its figures are kept: they are known, and later notes are checked against
/// them. The next note says that it replaces it. It is not undone either; a note that was withdrawn by mistake is published anew.
pub(crate) struct WithdrawNote {
    pub(crate) operation_id: Id<Operation>,
    pub(crate) note_id: String,
    /// Where it was said that the note is withdrawn.
    pub(crate) withdrawn_in: String,
    /// Why; said to nobody outside.
    pub(crate) reason: String,
}

impl Action for WithdrawNote {
    type Permission = Permission;
    type Output = Id<PublishedNote>;
    const NAME: &'static str = "withdraw-note";

    fn permission(&self) -> Permission {
        Permission::LeadOperations
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<PublishedNote>>, Failure> {
        operations::find_operation(acting.tx, &Reader::of(acting.actor), self.operation_id)
            .await?
            .ok_or_else(|| Failure::absent("operation"))?;
        let unknown = || Failure::refused("note_id", "is no published note of this operation");
        let note_id: Id<PublishedNote> = self.note_id.trim().parse().map_err(|_| unknown())?;
        let published = published_notes::list(acting.tx, self.operation_id).await?;
        let note = published.iter().find(|row| row.note_id == note_id).ok_or_else(unknown)?;
        if note.withdrawal.is_some() {
            return Err(Failure::conflict("the note was withdrawn already"));
        }
        let withdrawn_in = required("withdrawn_in", &self.withdrawn_in)?;
        let reason = required("reason", &self.reason)?;
        let row = WithdrawalRow {
            reason: seals::NOTE_WITHDRAWN.seal(acting, note_id, &reason)?,
            withdrawn_in,
            withdrawn_at: acting.now,
            withdrawn_by: acting.actor.name().to_owned(),
            replaced_by: None,
        };
        published_notes::insert_withdrawal(acting.tx, note_id, &row).await?;
        let entry = EntryDraft::on("operation", self.operation_id).with("note_id", note_id.to_string());
        Ok(Done::new(note_id, entry))
    }
}

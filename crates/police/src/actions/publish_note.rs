//! Record that a press note about an operation was published.

use jiff::tz::TimeZone;
use model::Id;
use model::kind::Operation;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::published_notes::{self, PublishedRow};
use crate::db::{Reader, operations};
use crate::ids::PublishedNote;
use crate::permissions::Permission;
use crate::seals;
use crate::statistics::{load_tally, published_figures, shown_digest};
use crate::views::load_published;

/// Keeps the figures that the note says, as its reader was shown it: where they are others by now, nothing is recorded. So
/// no later note, of this operation or of one that shares persons with it, tells of few persons by its difference. It is not undone: what
/// was said cannot be unsaid. It can be withdrawn ([`super::WithdrawNote`]), and the next note says that it replaces it.
pub(crate) struct PublishNote {
    pub(crate) operation_id: Id<Operation>,
    /// Where it was published.
    pub(crate) published_in: String,
    pub(crate) threshold: i64,
    /// The digest of the note that was read and published ([`shown_digest`]).
    pub(crate) shown: String,
    /// By which its text names days.
    pub(crate) clock: TimeZone,
}

impl Action for PublishNote {
    type Permission = Permission;
    type Output = Id<PublishedNote>;
    const NAME: &'static str = "publish-note";

    fn permission(&self) -> Permission {
        Permission::LeadOperations
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<PublishedNote>>, Failure> {
        operations::find_operation(acting.tx, &Reader::of(acting.actor), self.operation_id)
            .await?
            .ok_or_else(|| Failure::absent("operation"))?;
        let published_in = required("published_in", &self.published_in)?;
        let keys = acting.columns();
        let tally = load_tally(acting.tx, keys, self.operation_id).await?;
        let earlier = load_published(acting.tx, keys, self.operation_id).await?;
        let replaced_days = earlier.replaced_days(&self.clock);
        let figures = published_figures(&tally, &earlier.before(self.threshold, &replaced_days));
        if shown_digest(keys, &figures, &replaced_days)? != self.shown {
            let message = "this is not the note as it reads now; read it again: nothing was recorded";
            return Err(Failure::refused("shown", message));
        }
        let note_id = acting.new_id();
        let row = PublishedRow {
            note_id,
            operation_id: self.operation_id,
            figures: seals::PUBLISHED_FIGURES.seal(acting, note_id, &figures)?,
            published_in,
            published_at: acting.now,
            published_by: acting.actor.name().to_owned(),
            withdrawal: None,
        };
        published_notes::insert(acting.tx, &row).await?;
        let mut replaced = Vec::new();
        for withdrawn in earlier.notes.iter().filter(|note| note.awaits_replacement()) {
            published_notes::set_replaced(acting.tx, withdrawn.note_id, note_id).await?;
            replaced.push(withdrawn.note_id.to_string());
        }
        let entry = EntryDraft::on("operation", self.operation_id)
            .with("note_id", note_id.to_string())
            .with("replaces", replaced.join(" "));
        Ok(Done::new(note_id, entry))
    }
}

//! A unit takes note that a ground of something it has was lost.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::db::Reader;
use crate::db::losses::{self as table, LossNoteRow};
use crate::ids::{GroundLoss, LossNote};
use crate::permissions::Permission;

/// Records it for the actor's unit, of all that it has not taken note of yet: it is asked anew once another of its persons joins the loss.
pub(crate) struct NoteLoss {
    pub(crate) loss_id: Id<GroundLoss>,
}

impl Action for NoteLoss {
    type Permission = Permission;
    type Output = Id<LossNote>;
    const NAME: &'static str = "note-loss";

    fn permission(&self) -> Permission {
        Permission::RecordOutcome
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<LossNote>>, Failure> {
        let unit = acting.actor.unit().map(str::to_owned);
        let reader = Reader::of(acting.actor);
        let objects = table::list_objects(acting.tx, &reader, self.loss_id, unit.as_deref()).await?;
        if objects.is_empty() {
            return Err(Failure::absent("lost ground"));
        }
        let unit = unit.ok_or_else(|| Failure::conflict("only a unit that has one of these takes note"))?;
        let note_id: Id<LossNote> = acting.new_id();
        let row = LossNoteRow {
            note_id,
            loss_id: self.loss_id,
            unit,
            noted_at: acting.now,
            noted_by: acting.actor.name().to_owned(),
        };
        if !table::insert_note(acting.tx, &row).await? {
            return Err(Failure::conflict("the unit has taken note already"));
        }
        let entry = EntryDraft::on("ground_loss", self.loss_id).with("note_id", note_id.to_string());
        Ok(Done::new(note_id, entry))
    }
}

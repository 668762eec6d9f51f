//! Record how far a recipient of a cleared person's data has come: told, acknowledged, erased.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::Reader;
use crate::db::recipients::{self as table, RecipientRow};
use crate::ids::{self, PersonRecipient};
use crate::permissions::Permission;
use crate::recipients::{self, RecipientKind, RecipientStep};

/// Records the step. A unit takes note itself; what is outside is recorded by an officer, with the number of the letter or receipt.
pub(crate) struct RecordRecipientStep {
    pub(crate) recipient_id: Id<PersonRecipient>,
    /// A code of [`RecipientStep`].
    pub(crate) step: String,
    /// Number of a letter or receipt; it outlives the person's data, so it names nobody.
    pub(crate) reference: String,
}

impl Action for RecordRecipientStep {
    type Permission = Permission;
    type Output = Id<ids::RecipientStep>;
    const NAME: &'static str = "record-recipient-step";

    fn permission(&self) -> Permission {
        if self.step == RecipientStep::Acknowledged.code() {
            Permission::RecordOutcome
        } else {
            Permission::AssignPersons
        }
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<ids::RecipientStep>>, Failure> {
        let recipient =
            table::find_recipient(acting.tx, &Reader::of(acting.actor), self.recipient_id).await?;
        let recipient = recipient.filter(|row| row.standing).ok_or_else(|| Failure::absent("recipient"))?;
        let unit = if recipient.kind == RecipientKind::Unit { recipient.name.as_str() } else { "" };
        acting.require_unit(unit, "recipient")?;
        let step = RecipientStep::find_towards_erasure(&self.step)
            .ok_or_else(|| Failure::refused("step", "choose one of these"))?;
        let reference = self.reference(acting, &recipient, step)?;
        if step != RecipientStep::Told
            && !recipients::has_done(acting, self.recipient_id, RecipientStep::Told).await?
        {
            return Err(Failure::conflict("the recipient has not been told yet; record that first"));
        }
        if recipients::has_done(acting, self.recipient_id, step).await? {
            return Err(Failure::conflict("this step is recorded already"));
        }
        let step_id = recipients::record(acting, self.recipient_id, step, &reference).await?;
        let entry = EntryDraft::on("person", recipient.person_id)
            .with("recipient_id", self.recipient_id.to_string())
            .with("step_id", step_id.to_string())
            .with("step", step.code());
        Ok(Done::new(step_id, entry))
    }
}

impl RecordRecipientStep {
    /// The reference, once it is clear that the actor is who records such a step.
    fn reference(
        &self,
        acting: &Acting<'_>,
        recipient: &RecipientRow,
        step: RecipientStep,
    ) -> Result<String, Failure> {
        match (step, recipient.kind) {
            (RecipientStep::Acknowledged, RecipientKind::Unit) => {
                if acting.actor.unit() != Some(recipient.name.as_str()) {
                    return Err(Failure::conflict("only the unit itself takes note"));
                }
                Ok(String::new())
            }
            (RecipientStep::Acknowledged, _) => Err(Failure::refused(
                "step",
                "only a unit takes note here; record that it was told, and that it erased",
            )),
            (_, RecipientKind::Unit) => {
                Err(Failure::refused("step", "this node tells its units itself, and erases for them"))
            }
            (_, _) => required("reference", &self.reference),
        }
    }
}

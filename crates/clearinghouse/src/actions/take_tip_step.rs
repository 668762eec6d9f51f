//! The public form hands over one sealed step of a tip. It is kept whether it opens or not.

use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation, Sealed};
use wire::tip::{Mailbox, Opened, SealedStep, Step, TipId};

use crate::Permission;
use crate::db::tip_steps::{self as table, StepRow};
use crate::tips::{object_id, opened_column, step_row, unopened_column};

/// Takes one step. What a tip says becomes no trait, no subject and no report: that takes a person.
pub(crate) struct TakeTipStep {
    pub(crate) step: SealedStep,
    /// Of the sealed text as it came, hex.
    pub(crate) sealed_sha256: String,
    /// What it says, or why it does not open.
    pub(crate) opened: Result<Opened, String>,
}

/// A step that is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct TakenStep {
    /// False when one of this place was kept before.
    pub(crate) is_new: bool,
}

impl Action for TakeTipStep {
    type Permission = Permission;
    type Output = TakenStep;
    const NAME: &'static str = "take-tip-step";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::SendTips
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<TakenStep>, Failure> {
        let sent_as = &self.step.tip_id;
        let owner = table::find_by_conversation(acting.tx, sent_as).await?;
        let tip_id = owner.unwrap_or_else(|| sent_as.clone());
        table::begin(acting.tx, &tip_id, acting.now).await?;
        let row = self.row(acting)?;
        let is_new = table::insert_step(acting.tx, &row).await?;
        if is_new {
            table::note_step(acting.tx, &tip_id, acting.now).await?;
            if let Ok(opened) = &self.opened {
                note(acting, &tip_id, &opened.step).await?;
            }
        }
        let entry = EntryDraft::on("tip", object_id(&tip_id))
            .with("number", self.step.number.to_string())
            .with("sealed_sha256", &self.sealed_sha256)
            .with("opened", if self.opened.is_ok() { "yes" } else { "no" })
            .with("new", if is_new { "yes" } else { "no" });
        Ok(Done::new(TakenStep { is_new }, entry))
    }
}

impl TakeTipStep {
    fn row(&self, acting: &Acting<'_>) -> Result<StepRow, Failure> {
        let SealedStep { tip_id, number, sealed, sent_at } = &self.step;
        let name = step_row(tip_id, *number);
        let (keys, rng) = (acting.columns(), acting.rng());
        let nothing = String::new;
        let (opened, unopened, fault) = match &self.opened {
            Ok(opened) => {
                let opened = Sealed::seal(keys, opened_column(&name), opened, rng)?;
                (opened, Sealed::from_column(nothing()), None)
            }
            Err(fault) => {
                let unopened = Sealed::seal(keys, unopened_column(&name), sealed, rng)?;
                (Sealed::from_column(nothing()), unopened, Some(fault.clone()))
            }
        };
        Ok(StepRow {
            tip_id: tip_id.clone(),
            number: *number,
            sent_at: *sent_at,
            received_at: acting.now,
            sealed_sha256: self.sealed_sha256.clone(),
            opened,
            unopened,
            fault,
        })
    }
}

/// Notes of a step what lists and rules need.
pub(super) async fn note(acting: &mut Acting<'_>, tip_id: &TipId, step: &Step) -> Result<(), Failure> {
    match step {
        Step::Begun { door, language, country } => {
            table::note_begun(acting.tx, tip_id, *door, language, country.as_deref()).await?;
        }
        Step::Who { own_act: true, .. } => table::note_facts(acting.tx, tip_id, false, true).await?,
        Step::Danger { now: true, .. } => table::note_facts(acting.tx, tip_id, true, false).await?,
        Step::Finished { mailbox } => {
            let conversation = mailbox.as_ref().and_then(|mailbox| mailbox.conversation().ok());
            let mailbox: Option<(&Mailbox, &TipId)> = mailbox.as_ref().zip(conversation.as_ref());
            table::note_finished(acting.tx, tip_id, mailbox, acting.now).await?;
        }
        Step::Who { .. }
        | Step::Danger { .. }
        | Step::Happening { .. }
        | Step::Place { .. }
        | Step::Contact { .. }
        | Step::Message { .. } => {}
    }
    Ok(())
}

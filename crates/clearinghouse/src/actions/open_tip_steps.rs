//! Steps of a tip that did not open when they came open now, under a key that is right at last.

use service::{Acting, Action, Done, EntryDraft, Failure, Sealed};
use wire::tip::{Opened, TipId};

use super::take_tip_step::note;
use crate::Permission;
use crate::db::tip_steps as table;
use crate::tips::{load, object_id, opened_column, step_row};

/// Keeps what these steps say. It is as if they came now: a closed tip is open again, and a protection record is not released any more.
pub(crate) struct OpenTipSteps {
    pub(crate) tip_id: TipId,
    /// What they say, each under the id under which it was sent.
    pub(crate) opened: Vec<Opened>,
}

impl Action for OpenTipSteps {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "open-tip-steps";

    fn permission(&self) -> Permission {
        Permission::WorkOnTips
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        load(acting.tx, &self.tip_id, acting.now).await?;
        let mut count = 0;
        for opened in &self.opened {
            let name = step_row(&opened.tip_id, opened.number);
            let sealed = Sealed::seal(acting.columns(), opened_column(&name), opened, acting.rng())?;
            if table::set_opened(acting.tx, &opened.tip_id, opened.number, &sealed).await? {
                table::note_step(acting.tx, &self.tip_id, acting.now).await?;
                note(acting, &self.tip_id, &opened.step).await?;
                count += 1;
            }
        }
        if count == 0 {
            return Err(Failure::conflict("no step opens under the key that is here"));
        }
        Ok(Done::new((), EntryDraft::on("tip", object_id(&self.tip_id)).with("steps", count.to_string())))
    }
}

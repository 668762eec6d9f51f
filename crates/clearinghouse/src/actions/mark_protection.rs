//! An analyst reads in a tip that a child itself did something, where nobody ticked so: from then on it is a protection record.

use service::{Acting, Action, Done, EntryDraft, Failure};
use wire::tip::TipId;

use super::required;
use super::tip_decision::decide;
use crate::Permission;
use crate::db::tip_steps as table;
use crate::db::tip_work::DecisionKind;
use crate::tips::{load, object_id};

/// Makes a tip a protection record. What follows of it, that nothing is passed on, two persons undo.
pub(crate) struct MarkProtection {
    pub(crate) tip_id: TipId,
    pub(crate) reason: String,
}

impl Action for MarkProtection {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "mark-protection";

    fn permission(&self) -> Permission {
        Permission::WorkOnTips
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let tip = load(acting.tx, &self.tip_id, acting.now).await?;
        let reason = required("reason", &self.reason)?;
        if tip.is_protection() {
            return Err(Failure::conflict("this tip is a protection record already"));
        }
        table::note_facts(acting.tx, &self.tip_id, false, true).await?;
        let decision_id = decide(acting, &self.tip_id, DecisionKind::Noted, &reason, None).await?;
        let entry =
            EntryDraft::on("tip", object_id(&self.tip_id)).with("decision_id", decision_id.to_string());
        Ok(Done::new((), entry))
    }
}

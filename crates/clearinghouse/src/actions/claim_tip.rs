//! An analyst works on a tip from now on. Another's claim puts it into other hands.

use service::{Acting, Action, Done, EntryDraft, Failure};
use wire::tip::TipId;

use super::tip_decision::decide;
use crate::Permission;
use crate::db::tip_work::DecisionKind;
use crate::db::tips as table;
use crate::tips::{load, object_id};

/// Says who works on a tip.
pub(crate) struct ClaimTip {
    pub(crate) tip_id: TipId,
}

impl Action for ClaimTip {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "claim-tip";

    fn permission(&self) -> Permission {
        Permission::WorkOnTips
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let tip = load(acting.tx, &self.tip_id, acting.now).await?;
        let by = acting.actor.name().to_owned();
        if tip.claimed_by.as_ref() == Some(&by) {
            return Err(Failure::conflict("this tip is in your hands already"));
        }
        table::claim(acting.tx, &self.tip_id, &by, acting.now).await?;
        decide(acting, &self.tip_id, DecisionKind::Claimed, "", None).await?;
        let from = if tip.claimed_by.is_some() { "another" } else { "nobody" };
        Ok(Done::new((), EntryDraft::on("tip", object_id(&self.tip_id)).with("taken_from", from)))
    }
}

//! Nothing more is to be done on a tip, or that is undone: each with a reason.

use service::{Acting, Action, Done, EntryDraft, Failure};
use wire::tip::TipId;

use super::required;
use super::tip_decision::decide;
use crate::Permission;
use crate::db::tip_work::DecisionKind;
use crate::db::tips as table;
use crate::tip_state::TipState;
use crate::tips::{check_all_read, load, object_id};

/// Closes a tip. Another step of the reporter opens it again.
pub(crate) struct CloseTip {
    pub(crate) tip_id: TipId,
    /// How many steps were read: a tip in which more was said stays open.
    pub(crate) steps: i64,
    pub(crate) reason: String,
}

impl Action for CloseTip {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "close-tip";

    fn permission(&self) -> Permission {
        Permission::WorkOnTips
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let tip = load(acting.tx, &self.tip_id, acting.now).await?;
        let reason = required("reason", &self.reason)?;
        if tip.state == TipState::Closed {
            return Err(Failure::conflict("this tip is closed already"));
        }
        check_all_read(&tip, self.steps)?;
        table::set_closed(acting.tx, &self.tip_id, Some(acting.now)).await?;
        let decision_id = decide(acting, &self.tip_id, DecisionKind::Closed, &reason, None).await?;
        let entry =
            EntryDraft::on("tip", object_id(&self.tip_id)).with("decision_id", decision_id.to_string());
        Ok(Done::new((), entry))
    }
}

/// Opens a closed tip again.
pub(crate) struct ReopenTip {
    pub(crate) tip_id: TipId,
    pub(crate) reason: String,
}

impl Action for ReopenTip {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "reopen-tip";

    fn permission(&self) -> Permission {
        Permission::WorkOnTips
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let tip = load(acting.tx, &self.tip_id, acting.now).await?;
        let reason = required("reason", &self.reason)?;
        if tip.state != TipState::Closed {
            return Err(Failure::conflict("this tip is not closed"));
        }
        table::set_closed(acting.tx, &self.tip_id, None).await?;
        let decision_id = decide(acting, &self.tip_id, DecisionKind::Reopened, &reason, None).await?;
        let entry =
            EntryDraft::on("tip", object_id(&self.tip_id)).with("decision_id", decision_id.to_string());
        Ok(Done::new((), entry))
    }
}

//! Two persons decide that a protection record may be passed on. It stays a protection record.

use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::oversight::four_eyes::{Approvable, Circumstance};
use service::{Acting, Action, Actor, Done, EntryDraft, Failure, Tx};
use wire::tip::TipId;

use super::required;
use super::tip_decision::decide;
use crate::Permission;
use crate::db::tip_work::DecisionKind;
use crate::db::tips;
use crate::kinds::TipDecision;
use crate::tip_state::idle_since;
use crate::tips::{check_all_read, is_there, load, object_id};

/// Lets a protection record be passed on. Whatever the reporter says after that needs a decision anew.
#[derive(Serialize, Deserialize)]
pub(crate) struct ReleaseProtection {
    pub(crate) tip_id: TipId,
    /// How many steps were read by who asks: what is said before the second person decides needs a request anew.
    pub(crate) steps: i64,
    /// Why what the child did is to go on to the police; apart from the reason of passing on.
    pub(crate) reason: String,
}

impl Action for ReleaseProtection {
    type Permission = Permission;
    type Output = Id<TipDecision>;
    const NAME: &'static str = "release-protection";
    const FOUR_EYES: bool = true;

    fn permission(&self) -> Permission {
        Permission::WorkOnTips
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<TipDecision>>, Failure> {
        let tip = load(acting.tx, &self.tip_id, acting.now).await?;
        let reason = required("protection_reason", &self.reason)?;
        if !tip.is_protection() {
            return Err(Failure::conflict("this tip is no protection record"));
        }
        check_all_read(&tip, self.steps)?;
        let decision_id = decide(acting, &self.tip_id, DecisionKind::Released, &reason, None).await?;
        let entry =
            EntryDraft::on("tip", object_id(&self.tip_id)).with("decision_id", decision_id.to_string());
        Ok(Done::new(decision_id, entry))
    }
}

impl Approvable for ReleaseProtection {
    fn object(&self) -> (&str, String) {
        ("tip", object_id(&self.tip_id))
    }

    /// A tip that was erased meanwhile is nobody's to decide on.
    async fn may_see(&self, tx: &mut Tx, _actor: &Actor) -> Result<bool, Failure> {
        is_there(tx, &self.tip_id).await
    }

    async fn circumstances(&self, tx: &mut Tx, now: Timestamp) -> Result<Vec<Circumstance>, Failure> {
        let Some(tip) = tips::find(tx, &self.tip_id, idle_since(now)).await? else { return Ok(Vec::new()) };
        let mut said = vec![Circumstance::at("last_step_at", tip.last_step_at)];
        if let Some(door) = tip.door {
            said.push(Circumstance::word("door", "door", door.as_str()));
        }
        Ok(said)
    }
}

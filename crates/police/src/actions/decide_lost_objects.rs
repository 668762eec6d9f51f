//! Decide what becomes of objects whose ground was lost. Deciding again undoes it.

use std::collections::BTreeSet;

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::Reader;
use crate::db::losses::{self as table, LossDecisionRow};
use crate::ids::{GroundLoss, LossDecision, LostObject};
use crate::losses::Fate;
use crate::permissions::Permission;
use crate::seals;

/// Records the decision on each of them. What is given up is withdrawn by its own action.
pub(crate) struct DecideLostObjects {
    pub(crate) loss_id: Id<GroundLoss>,
    pub(crate) objects: Vec<Id<LostObject>>,
    /// A code of [`Fate`].
    pub(crate) fate: String,
    pub(crate) reason: String,
}

impl Action for DecideLostObjects {
    type Permission = Permission;
    /// How many were decided on.
    type Output = usize;
    const NAME: &'static str = "decide-lost-objects";

    fn permission(&self) -> Permission {
        Permission::IdentifyPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<usize>, Failure> {
        let known = table::list_objects(acting.tx, &Reader::of(acting.actor), self.loss_id, None).await?;
        let loss = table::find_loss(acting.tx, self.loss_id).await?.filter(|loss| loss.standing);
        if known.is_empty() || loss.is_none() {
            return Err(Failure::absent("lost ground"));
        }
        let wanted: BTreeSet<_> = self.objects.iter().copied().collect();
        if wanted.is_empty() {
            return Err(Failure::refused("objects", "tick one at least"));
        }
        if wanted.iter().any(|wanted| known.iter().all(|row| row.lost_object_id != *wanted)) {
            return Err(Failure::refused("objects", "choose one of these"));
        }
        let fate = Fate::find(&self.fate).ok_or_else(|| Failure::refused("fate", "choose one of these"))?;
        let reason = required("reason", &self.reason)?;
        for lost_object_id in &wanted {
            let last = table::list_decisions(acting.tx, *lost_object_id).await?;
            let decision_id: Id<LossDecision> = acting.new_id();
            let row = LossDecisionRow {
                decision_id,
                lost_object_id: *lost_object_id,
                sequence: last.first().map_or(1, |last| last.sequence + 1),
                fate,
                reason: seals::LOSS_DECISION_REASON.seal(acting, decision_id, &reason)?,
                decided_at: acting.now,
                decided_by: acting.actor.name().to_owned(),
            };
            table::insert_decision(acting.tx, &row).await?;
        }
        let objects: Vec<_> = wanted.iter().map(ToString::to_string).collect();
        let entry = EntryDraft::on("ground_loss", self.loss_id)
            .with("fate", fate.code())
            .with("objects", objects.join(" "));
        Ok(Done::new(wanted.len(), entry))
    }
}

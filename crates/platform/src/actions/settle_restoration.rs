//! A moderator restored an account whose inquiry found no offence, or says why not. Saying it anew replaces; all stay on record.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};
use utoipa::ToSchema;

use crate::db::restorations::{self, RestorationDecisionRow};
use crate::ids::{Restoration, RestorationDecision};
use crate::permissions::Permission;
use crate::restorations::Verdict;

/// One decision.
pub(crate) struct SettleRestoration {
    pub(crate) restoration_id: Id<Restoration>,
    pub(crate) verdict: Verdict,
    pub(crate) reason: String,
}

/// The decision that stands now.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct RestorationSettled {
    /// The task.
    pub(crate) restoration_id: String,
    /// Counts the decisions on it from 1.
    pub(crate) decision: i64,
}

impl Action for SettleRestoration {
    type Permission = Permission;
    type Output = RestorationSettled;
    const NAME: &'static str = "settle-restoration";

    fn permission(&self) -> Permission {
        Permission::Decide
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<RestorationSettled>, Failure> {
        let task = restorations::find(acting.tx, self.restoration_id).await?;
        let task = task.ok_or_else(|| Failure::absent("restoration"))?;
        if task.is_erased {
            // what is sealed after an erasure would never be erased again
            let message = "what the report says is erased; nothing more is noted of it";
            return Err(Failure::conflict(message));
        }
        if task.is_overtaken && self.verdict == Verdict::Restored {
            let message = "the inquiry goes on: another outcome came since; look at the report first";
            return Err(Failure::conflict(message));
        }
        let before = restorations::list_decisions(acting.tx, self.restoration_id).await?;
        let decision_no = before.first().map_or(1, |last| last.decision_no + 1);
        let restoration_decision_id: Id<RestorationDecision> = acting.new_id();
        let key = restoration_decision_id.to_string();
        let at = ColumnRef { table: restorations::TABLE, row: &key, column: restorations::REASON };
        let row = RestorationDecisionRow {
            restoration_decision_id,
            restoration_id: self.restoration_id,
            decision_no,
            verdict: self.verdict,
            reason: Sealed::seal(acting.columns(), at, &self.reason, acting.rng())?,
            decided_by: acting.actor.name().to_owned(),
            decided_at: acting.now,
        };
        restorations::insert_decision(acting.tx, &row).await?;
        let entry = EntryDraft::on("report", task.report_id)
            .with("restoration_id", self.restoration_id.to_string())
            .with("decision", decision_no.to_string())
            .with("verdict", self.verdict.name());
        let output =
            RestorationSettled { restoration_id: self.restoration_id.to_string(), decision: decision_no };
        Ok(Done::new(output, entry))
    }
}

//! A person takes the proposed weights into use, having seen what would move.

use model::triage::Weights;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::Permission;
use crate::db;
use crate::db::weights::AppliedRow;
use crate::jobs::rescore_reports::RescoreReportsJob;
use crate::scoring::{Proposed, in_use};

/// How many of those before are asked for a version that would come twice.
const HISTORY: i64 = 1000;

/// Takes weights into use; every report is scored again, and old scores stay with their version.
pub(crate) struct ApplyWeights {
    pub(crate) proposed: Proposed,
    /// The version that the person saw.
    pub(crate) seen_version: String,
}

impl Action for ApplyWeights {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "apply-weights";

    fn permission(&self) -> Permission {
        Permission::RankReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let version = self.proposed.weights.version();
        if version != self.seen_version {
            return Err(Failure::conflict(
                "the file has changed since: look at what would move now, then decide",
            ));
        }
        let before = in_use(acting.tx).await?;
        let used = db::weights::list(acting.tx, HISTORY).await?;
        let other = |row: &AppliedRow| row.weights_version == version && row.content != self.proposed.content;
        let is_ours =
            Weights::built_in().is_ok_and(|ours| ours.version() == version && ours != self.proposed.weights);
        if before.version() == version || is_ours || used.iter().any(other) {
            return Err(Failure::conflict(
                "these weights are in use, or another file had this version before: give each its own",
            ));
        }
        let row = AppliedRow {
            weights_version: version.to_owned(),
            content: self.proposed.content.clone(),
            signed_by: self.proposed.signed_by.clone(),
            applied_by: acting.actor.name().to_owned(),
            applied_at: acting.now,
        };
        let applied_id = acting.new_id();
        db::weights::insert(acting.tx, applied_id, &row).await?;
        let job = RescoreReportsJob { weights_version: version.to_owned(), after: String::new() };
        acting.enqueue(&job).await?;
        let entry = EntryDraft::on("weights", applied_id)
            .without_personal_data()
            .with("version", version)
            .with("before", before.version());
        Ok(Done::new((), entry))
    }
}

//! A person takes the proposed weights into use, having seen what would move.

use service::{Acting, Action, Done, Failure, triage};

use crate::Permission;
use crate::jobs::rescore_reports::RescoreReportsJob;
use crate::scoring::Proposed;

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
        let entry = triage::apply(acting, &self.proposed, &self.seen_version).await?;
        let weights_version = self.seen_version.clone();
        acting.enqueue(&RescoreReportsJob { weights_version, after: String::new() }).await?;
        Ok(Done::new((), entry))
    }
}

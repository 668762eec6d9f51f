//! Scores some reports under the weights in use, and has a job go on with the rest.

use service::{Acting, Action, Done, EntryDraft, Failure, Operation, triage};

use crate::db::triage::ScoredReport;
use crate::jobs::RescoreReportsJob;
use crate::permissions::Permission;
use crate::scoring;

/// Scores these reports, and goes on.
pub(crate) struct RescoreReports {
    pub(crate) reports: Vec<ScoredReport>,
    /// After which report to go on.
    pub(crate) after: String,
    /// Under which weights: under others than those in use there is nothing to do.
    pub(crate) weights_version: String,
}

impl Action for RescoreReports {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "rescore-reports";
    const OPERATION: Operation = Operation::Combination;

    fn permission(&self) -> Permission {
        Permission::RescoreReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let weights = triage::require_in_use(acting.tx, &self.weights_version).await?;
        for report in &self.reports {
            let key = (report.report_id, report.report_number, report.finished_at);
            scoring::score_again(acting, &weights, key, report.band).await?;
        }
        let (weights_version, after) = (self.weights_version.clone(), self.after.clone());
        acting.enqueue(&RescoreReportsJob { weights_version, after }).await?;
        let entry = EntryDraft::on("weights", &self.weights_version)
            .with("reports", self.reports.len().to_string())
            .with("after", &self.after);
        Ok(Done::new((), entry))
    }
}

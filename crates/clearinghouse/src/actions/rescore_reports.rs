//! Scores some reports under the weights in use, and has a job go on with the rest.

use model::{Id, kind::Report};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation, triage};

use crate::db;
use crate::jobs::rescore_reports::RescoreReportsJob;
use crate::report_state::ReportState;
use crate::scoring::{self, Gathered};
use crate::{Permission, State};

/// Scores these reports, and goes on.
pub(crate) struct RescoreReports {
    /// Each with what it gives for its scores, where it had none; the others are made again of what they were made of.
    pub(crate) reports: Vec<(Id<Report>, Option<Gathered>)>,
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
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let weights = triage::require_in_use(acting.tx, &self.weights_version).await?;
        for (report_id, gathered) in &self.reports {
            // it may have been erased, or read by somebody, since the job looked
            let report = db::reports::find(acting.tx, *report_id).await?;
            let Some(report) = report.filter(|report| report.state.is_enriched()) else { continue };
            let is_read = report.standing.read.is_some();
            let grounds = match gathered {
                Some(gathered) if report.standing.band.is_none() => {
                    let mut gathered = gathered.clone();
                    gathered.stated.is_read = is_read;
                    Some(gathered.score(&weights, acting.now))
                }
                _ => scoring::score_again(acting, *report_id, is_read).await?,
            };
            match grounds {
                Some(grounds) if report.state == ReportState::Referred => {
                    scoring::keep_quietly(acting, *report_id, &grounds).await?;
                }
                Some(grounds) => scoring::keep(acting, *report_id, &grounds).await?,
                None => {}
            }
        }
        let (weights_version, after) = (self.weights_version.clone(), self.after.clone());
        acting.enqueue(&RescoreReportsJob { weights_version, after }).await?;
        let entry = EntryDraft::on("weights", &self.weights_version)
            .with("reports", self.reports.len().to_string())
            .with("after", &self.after);
        Ok(Done::new((), entry))
    }
}

/// At start: has the reports scored that came before scores were kept.
pub(crate) async fn begin(state: &State) -> Result<(), Failure> {
    let mut tx = state.node().db().begin_read("find-unscored").await?;
    if !db::scores::has_unscored(&mut tx).await? {
        return Ok(());
    }
    let weights_version = scoring::in_use(&mut tx).await?.version().to_owned();
    drop(tx);
    let job = RescoreReportsJob { weights_version, after: String::new() };
    state.node().enqueue_unless_queued(&job, state.node().clock().now()).await.map(drop)
}

//! Scores every report again, some at a time, so that nothing else waits for it.

use serde::{Deserialize, Serialize};
use service::{Actor, Failure, Job, JobError};

use crate::Police;
use crate::actions::RescoreReports;
use crate::db::triage;

/// How many reports one transaction scores.
const AT_ONCE: i64 = 50;

/// Scores the reports after one of them.
#[derive(Serialize, Deserialize)]
pub(crate) struct RescoreReportsJob {
    /// Under these weights, as long as they are in use.
    pub(crate) weights_version: String,
    /// The id of a report, or nothing for the first.
    pub(crate) after: String,
}

impl Job for RescoreReportsJob {
    type State = Police;
    const KIND: &'static str = "rescore-reports";

    async fn run(&self, police: &Police, _attempt: u32) -> Result<(), JobError> {
        let mut tx = police.node.db().begin_read("list-scored").await?;
        let reports = triage::list_scored_after(&mut tx, &self.after, AT_ONCE).await?;
        drop(tx);
        let Some(last) = reports.last() else { return Ok(()) };
        let after = last.report_id.to_string();
        let action = RescoreReports { reports, after, weights_version: self.weights_version.clone() };
        match police.node.act(&Actor::Job { name: Self::KIND }, &action).await {
            // other weights were applied since: their own job goes through all reports
            Err(Failure::Conflict { .. }) => Ok(()),
            other => Ok(other?),
        }
    }
}

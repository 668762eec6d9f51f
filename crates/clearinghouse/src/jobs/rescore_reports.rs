//! Scores every report again, some at a time, so that nothing else waits for it.

use serde::{Deserialize, Serialize};
use service::{Job, JobError};

use crate::State;
use crate::actions::rescore_reports::RescoreReports;
use crate::db;
use crate::db::reports::ReportRow;
use crate::scoring::{self, Gathered};

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
    type State = State;
    const KIND: &'static str = "rescore-reports";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        let mut tx = state.node().db().begin_read("list-reports").await?;
        let rows = db::reports::list_enriched_after(&mut tx, &self.after, AT_ONCE).await?;
        drop(tx);
        let Some(last) = rows.last() else { return Ok(()) };
        let after = last.report_id.to_string();
        let mut reports = Vec::new();
        for row in &rows {
            let gathered = match row.standing.band {
                Some(_) => None,
                None => gather(state, row).await,
            };
            reports.push((row.report_id, gathered));
        }
        let weights_version = self.weights_version.clone();
        let action = RescoreReports { reports, after, weights_version };
        super::settle(state.node().act(&super::actor(Self::KIND), &action).await)
    }
}

/// What a report gives for its scores. One that cannot be opened stays without a score, and does not stop the others.
async fn gather(state: &State, row: &ReportRow) -> Option<Gathered> {
    match scoring::gather_anew(state, row).await {
        Ok(gathered) => Some(gathered),
        Err(failure) => {
            tracing::warn!(report_id = %row.report_id, %failure, "a report cannot be scored");
            None
        }
    }
}

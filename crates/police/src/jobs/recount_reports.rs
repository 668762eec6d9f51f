//! Counts how often a subject of many reports was reported, some of them at a time.

use model::Id;
use model::kind::Subject;
use serde::{Deserialize, Serialize};
use service::{Actor, Job, JobError};

use crate::Police;
use crate::actions::RecountReports;
use crate::db::triage;
use crate::recounts::{AT_ONCE, list_changed};

/// Counts anew for the reports of a subject after one of them. Where nothing changed, nothing is done.
#[derive(Serialize, Deserialize)]
pub(crate) struct RecountReportsJob {
    pub(crate) subject_id: Id<Subject>,
    /// The id of a report, or nothing for the first.
    pub(crate) after: String,
}

impl Job for RecountReportsJob {
    type State = Police;
    const KIND: &'static str = "recount-reports";

    async fn run(&self, police: &Police, _attempt: u32) -> Result<(), JobError> {
        let (node, subject_id) = (&police.node, self.subject_id);
        let mut tx = node.db().begin_read("list-scored").await?;
        let reports = triage::list_scored_of_subject_after(&mut tx, subject_id, &self.after, AT_ONCE).await?;
        let changed = list_changed(&mut tx, node.columns(), &reports, node.clock().now()).await?;
        drop(tx);
        let Some(last) = reports.last() else { return Ok(()) };
        let next = Self { subject_id, after: last.report_id.to_string() };
        if !changed.is_empty() {
            node.act(&Actor::Job { name: Self::KIND }, &RecountReports { subject_id, reports }).await?;
        }
        node.enqueue_unless_queued(&next, node.clock().now()).await?;
        Ok(())
    }
}

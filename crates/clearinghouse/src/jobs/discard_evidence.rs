//! Discards the content of a retracted or expired report.

use jiff::SignedDuration;
use model::{Id, kind::Report};
use serde::{Deserialize, Serialize};
use service::rights::{ObjectRef, find_hold_on};
use service::{Job, JobError};

use crate::State;
use crate::actions::discard_evidence::DiscardEvidence;
use crate::db;

/// How long after it found a hold the job looks again.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// Removes the sealed files, then forgets their keys. A hold on the report keeps them as long as it is in force, whoever took the report back.
#[derive(Serialize, Deserialize)]
pub(crate) struct DiscardEvidenceJob {
    pub(crate) report_id: Id<Report>,
}

impl Job for DiscardEvidenceJob {
    type State = State;
    const KIND: &'static str = "discard-evidence";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        let mut tx = state.node().db().begin_read("list-evidence").await?;
        let items = db::evidence::list_of_report(&mut tx, &self.report_id.to_string()).await?;
        let now = state.node().clock().now();
        let hold = find_hold_on(&mut tx, &ObjectRef::new("report", self.report_id), now).await?;
        drop(tx);
        if items.is_empty() {
            return Ok(());
        }
        if hold.is_some() {
            let later = now.checked_add(LOOK_AGAIN).unwrap_or(now);
            state.node().enqueue_unless_queued(self, later).await?;
            return Ok(());
        }
        for item in &items {
            state.vault().remove(item).await.map_err(|error| JobError::Retry(error.to_string()))?;
        }
        let action = DiscardEvidence { report_id: self.report_id };
        super::settle(state.node().act(&super::actor(Self::KIND), &action).await)
    }
}

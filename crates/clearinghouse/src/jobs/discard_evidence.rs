//! Discards the content of a retracted or expired report.

use model::{Id, kind::Report};
use serde::{Deserialize, Serialize};
use service::{Job, JobError};

use crate::State;
use crate::actions::discard_evidence::DiscardEvidence;
use crate::db;

/// Removes the sealed files, then forgets their keys.
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
        drop(tx);
        if items.is_empty() {
            return Ok(());
        }
        for item in &items {
            state.vault().remove(item).await.map_err(|error| JobError::Retry(error.to_string()))?;
        }
        let action = DiscardEvidence { report_id: self.report_id };
        super::settle(state.node().act(&super::actor(Self::KIND), &action).await)
    }
}

//! Discards the content of the reports of an import that was undone, some at a time.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Job, JobError};

use super::discard_evidence::DiscardEvidenceJob;
use crate::State;
use crate::db;
use crate::kinds::ReportImport;

/// So many reports are discarded in one turn.
const TURN: i64 = 200;

/// Discards the content of an import that was undone, report by report; what is left is another turn's.
#[derive(Serialize, Deserialize)]
pub(crate) struct DiscardImportJob {
    pub(crate) import_id: Id<ReportImport>,
}

impl Job for DiscardImportJob {
    type State = State;
    const KIND: &'static str = "discard-import";

    async fn run(&self, state: &State, attempt: u32) -> Result<(), JobError> {
        let mut tx = state.node().db().begin_read("list-to-discard").await?;
        let reports = db::imports::list_to_discard(&mut tx, self.import_id, TURN).await?;
        if reports.is_empty() {
            // held since the import was undone: each waits by itself
            let held = db::imports::list_held(&mut tx, self.import_id).await?;
            drop(tx);
            for report_id in held {
                DiscardEvidenceJob { report_id }.run(state, attempt).await?;
            }
            return Ok(());
        }
        drop(tx);
        for report_id in reports {
            DiscardEvidenceJob { report_id }.run(state, attempt).await?;
        }
        state.node().enqueue_unless_queued(self, state.node().clock().now()).await?;
        Ok(())
    }
}

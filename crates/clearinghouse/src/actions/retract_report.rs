//! `/retract`: cancels an open report; its content is discarded.

use service::{Acting, Action, Done, EntryDraft, Failure};

use super::load_own_open_report;
use crate::Permission;
use crate::db;
use crate::jobs::discard_evidence::DiscardEvidenceJob;
use crate::report_state::ReportState;

/// Cancels an open report.
pub(crate) struct RetractReport {
    pub(crate) report_number: i64,
}

impl Action for RetractReport {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "retract-report";

    fn permission(&self) -> Permission {
        Permission::SubmitReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report_id = load_own_open_report(acting, self.report_number).await?.report_id;
        db::reports::set_state(acting.tx, report_id, ReportState::Retracted, None).await?;
        acting.enqueue(&DiscardEvidenceJob { report_id }).await?;
        Ok(Done::new((), EntryDraft::on("report", report_id)))
    }
}

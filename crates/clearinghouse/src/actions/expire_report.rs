//! Lets a report expire that was not finished in time; its content is discarded.

use model::{Id, kind::Report};
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::Permission;
use crate::db;
use crate::jobs::discard_evidence::DiscardEvidenceJob;
use crate::report_state::{ReportState, expires_at};

/// Lets an open report expire, if its time has come.
pub(crate) struct ExpireReportNow {
    pub(crate) report_id: Id<Report>,
}

impl Action for ExpireReportNow {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "expire-report";

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = db::reports::find(acting.tx, self.report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        let expires = expires_at(report.received_at, report.changed_at);
        if report.state != ReportState::Open || acting.now < expires {
            return Err(Failure::conflict("the report is closed, or was changed not long ago"));
        }
        db::reports::set_state(acting.tx, self.report_id, ReportState::Expired, None).await?;
        acting.enqueue(&DiscardEvidenceJob { report_id: self.report_id }).await?;
        Ok(Done::new((), EntryDraft::on("report", self.report_id)))
    }
}

//! Destroys the key of the content of a retracted or expired report.

use model::{Id, kind::Report};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use crate::Permission;
use crate::db;
use crate::report_state::ReportState;

/// Destroys the key; the sealed files are removed by the job that runs this.
pub(crate) struct DiscardEvidence {
    pub(crate) report_id: Id<Report>,
}

impl Action for DiscardEvidence {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "discard-evidence";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = db::reports::find(acting.tx, self.report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        if !matches!(report.state, ReportState::Retracted | ReportState::Expired) {
            return Err(Failure::conflict("the content of a report that stands is never discarded"));
        }
        let report_id = self.report_id.to_string();
        acting.shred(&report_id).await?;
        db::evidence::forget_of_report(acting.tx, &report_id).await?;
        Ok(Done::new((), EntryDraft::on("report", self.report_id)))
    }
}

//! `/finish`: files a report. From here on it stands.

use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::load_own_open_report;
use crate::Permission;
use crate::db;
use crate::jobs::enrich_report::EnrichReportJob;
use crate::report_state::ReportState;

/// Files an open report.
pub(crate) struct FinishReport {
    pub(crate) report_number: i64,
}

/// A filed report.
#[derive(Serialize, Deserialize)]
pub(crate) struct FinishedReport {
    pub(crate) file_ids: Vec<String>,
}

impl Action for FinishReport {
    type Permission = Permission;
    type Output = FinishedReport;
    const NAME: &'static str = "finish-report";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::SubmitReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<FinishedReport>, Failure> {
        let report = load_own_open_report(acting, self.report_number).await?;
        let (id, now) = (report.report_id, acting.now);
        db::reports::set_state(acting.tx, id, ReportState::Finished, Some(now)).await?;
        let files = db::files::list(acting.tx, id).await?;
        acting.enqueue(&EnrichReportJob { report_id: id }).await?;
        let entry = EntryDraft::on("report", id).with("files", files.len().to_string());
        let file_ids = files.into_iter().map(|file| file.file_id).collect();
        Ok(Done::new(FinishedReport { file_ids }, entry))
    }
}

//! A human sets a report going again.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};
use utoipa::ToSchema;

use crate::db::reports;
use crate::ids::Report;
use crate::jobs::FileReport;
use crate::permissions::Permission;
use crate::report_state::ReportState;

/// The report that does not get on.
pub(crate) struct RetryFiling {
    pub(crate) report_id: Id<Report>,
}

/// The report is on its way again.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct FilingRetried {
    /// The report.
    #[schema(value_type = String)]
    pub(crate) report_id: Id<Report>,
    /// Always `filing`.
    #[schema(value_type = String)]
    pub(crate) state: ReportState,
}

impl Action for RetryFiling {
    type Permission = Permission;
    type Output = FilingRetried;
    const NAME: &'static str = "retry-filing";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::RetryFiling
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<FilingRetried>, Failure> {
        let report_id = self.report_id;
        let report =
            reports::find_report(acting.tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
        // One that is being filed may be set going too, should its job have been lost: two senders do no harm.
        if !matches!(report.state, ReportState::Stuck | ReportState::Filing) {
            return Err(Failure::conflict(format!(
                "the report is {}; there is nothing to send",
                report.state
            )));
        }
        reports::set_state(acting.tx, report_id, ReportState::Filing).await?;
        acting.enqueue_afresh(&FileReport { report_id }).await?;
        let entry = EntryDraft::on("report", report_id)
            .disclosed_to("clearinghouse")
            .with("state", ReportState::Filing.name());
        Ok(Done::new(FilingRetried { report_id, state: ReportState::Filing }, entry))
    }
}

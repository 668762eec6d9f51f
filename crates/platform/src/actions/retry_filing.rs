//! A human sets a report going again.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};
use utoipa::ToSchema;

use crate::db::{destinations, filing_steps, reports};
use crate::destination::Clearinghouse;
use crate::ids::Report;
use crate::jobs::FileReport;
use crate::permissions::Permission;
use crate::report_state::ReportState;

/// The report that does not get on.
pub(crate) struct RetryFiling {
    pub(crate) report_id: Id<Report>,
    /// Where reports go now.
    pub(crate) to: Clearinghouse,
    /// Whether somebody says that it is the one at which the report was begun, under another address.
    pub(crate) has_only_moved: bool,
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
        let mut entry = EntryDraft::on("report", report_id)
            .disclosed_to("clearinghouse")
            .with("state", ReportState::Filing.name());
        let number = filing_steps::number_in_use(acting.tx, report_id).await?;
        if self.has_only_moved && report.has_other_address(&self.to) {
            // its numbers are those of before: it goes on
            destinations::go(acting.tx, report_id, &self.to).await?;
            entry = entry.with("moved_to", &self.to.address);
        } else if report.is_elsewhere(&self.to, number) {
            require_not_finished(acting, report_id).await?;
            // the numbers of the other side mean nothing here: it begins anew
            filing_steps::abandon_newest(acting.tx, report_id, acting.now).await?;
            destinations::begin_anew(acting.tx, report_id).await?;
        }
        reports::set_state(acting.tx, report_id, ReportState::Filing).await?;
        acting.enqueue_afresh(&FileReport { report_id }).await?;
        Ok(Done::new(FilingRetried { report_id, state: ReportState::Filing }, entry))
    }
}

/// Once a `finish` may have arrived at the other side, the report may be filed there: only that side can tell.
async fn require_not_finished(acting: &mut Acting<'_>, report_id: Id<Report>) -> Result<(), Failure> {
    if filing_steps::may_be_filed(acting.tx, report_id).await? {
        return Err(Failure::conflict(
            "the destination at which it was begun may have filed it; set that one in the configuration, and send it again there",
        ));
    }
    Ok(())
}

//! A named analyst makes a report of a tip, with what the analyst wrote. It then waits to be referred like any other.

use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure};
use wire::tip::TipId;

use super::open_report::OpenReport;
use super::required;
use super::tip_decision::decide;
use crate::Permission;
use crate::db;
use crate::db::tip_work::{DecisionKind, is_released};
use crate::jobs::enrich_report::EnrichReportJob;
use crate::report_state::ReportState;
use crate::tips::{load, object_id};

/// Files a report of the clearinghouse itself on a tip.
pub(crate) struct PassOnTip {
    pub(crate) tip_id: TipId,
    pub(crate) reason: String,
    /// The report, whose XML lies in the vault.
    pub(crate) report: OpenReport,
    /// The clearinghouse's own name.
    pub(crate) reporting_party: String,
}

/// A report made of a tip.
#[derive(Serialize, Deserialize)]
pub(crate) struct PassedOn {
    pub(crate) report_number: i64,
}

impl Action for PassOnTip {
    type Permission = Permission;
    type Output = PassedOn;
    const NAME: &'static str = "pass-on-tip";

    fn permission(&self) -> Permission {
        Permission::WorkOnTips
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<PassedOn>, Failure> {
        let tip = load(acting.tx, &self.tip_id, acting.now).await?;
        let reason = required("pass_on_reason", &self.reason)?;
        if tip.is_protection() && !is_released(acting.tx, &tip).await? {
            return Err(Failure::conflict(
                "this tip tells of a child's own act: nothing of it is passed on before two persons have decided so, on everything \
                 that was said",
            ));
        }
        let report_number = self.report.keep(acting, &self.reporting_party).await?;
        let (report_id, now) = (self.report.report_id, acting.now);
        db::reports::set_state(acting.tx, report_id, ReportState::Finished, Some(now)).await?;
        acting.enqueue(&EnrichReportJob { report_id }).await?;
        decide(acting, &self.tip_id, DecisionKind::PassedOn, &reason, Some(report_number)).await?;
        let entry = EntryDraft::on("tip", object_id(&self.tip_id))
            .with("report_id", report_id.to_string())
            .with("report_number", report_number.to_string())
            .with("xml_sha256", &self.report.xml.sha256);
        Ok(Done::new(PassedOn { report_number }, entry))
    }
}

//! What a shift at a platform leaves over.

use jiff::Timestamp;
use service::handover::{HandsOver, Left};
use service::{Actor, Failure, Permission as _, Scope, Tx, alarm};

use crate::State;
use crate::appeal::AppealState;
use crate::db::report_lines::{self, Asked};
use crate::db::{
    appeals, hits, notice_orders, processes, recipients, report_holds, restorations, unacknowledged,
    user_reports,
};
use crate::permissions::Permission;
use crate::processes::ProcessState;
use crate::report_state::ReportState;

impl HandsOver for State {
    async fn left_over(&self, actor: &Actor, since: Timestamp) -> Result<Vec<Left>, Failure> {
        let may = |permission: Permission| permission.allows(actor) != Scope::None;
        let mut tx = self.node.db().begin_read("count-left-over").await?;
        let (open, untaken) = alarm::count_for::<Self>(&mut tx, actor).await?;
        let mut lines =
            vec![Left::new("untaken", untaken, "/alarms").urgent(), Left::new("alarms", open, "/alarms")];
        if may(Permission::ReadReports) {
            let asked = Asked { state: Some(ReportState::Stuck), outcome: "", text: None };
            let stuck = report_lines::count(&mut tx, &asked).await?;
            lines.push(Left::new("stuck", stuck, "/reports?state=stuck").urgent());
            let unacknowledged = unacknowledged::count(&mut tx).await?;
            lines.push(Left::new("unacknowledged", unacknowledged, "/unacknowledged"));
            let holds = report_holds::count_open(&mut tx).await?;
            lines.push(Left::new("holds", holds, "/unacknowledged"));
            let notices = notice_orders::count_open(&mut tx).await?;
            lines.push(Left::new("notices", notices, "/unacknowledged"));
            lines.push(Left::new("duties", self.count_open_duties(&mut tx).await?, "/unacknowledged"));
            let restorations = restorations::count(&mut tx, true).await?;
            lines.push(Left::new("restorations", restorations, "/restorations"));
            let orders = processes::count(&mut tx, Some(ProcessState::Open)).await?;
            lines.push(Left::new("orders", orders, "/legal-processes"));
        }
        if may(Permission::ReadHits) {
            let appeals = appeals::count_by_state(&mut tx).await?;
            let open = appeals.into_iter().find(|(state, _)| *state == AppealState::Open);
            lines.extend([
                Left::new("appeals", open.map_or(0, |(_, count)| count), "/appeals"),
                Left::new("hits", hits::count_open(&mut tx).await?, "/hits"),
                Left::new("user-reports", user_reports::count_open(&mut tx).await?, "/user-reports"),
                Left::new("found", hits::count_found_since(&mut tx, since).await?, "/hits?state=all"),
            ]);
        }
        Ok(lines)
    }
}

impl State {
    /// How many duties of reports there are of which nobody has said what became of them; none where it is not configured whose law binds.
    async fn count_open_duties(&self, tx: &mut Tx) -> Result<i64, Failure> {
        let Some(company) = &self.config.platform.company else { return Ok(0) };
        let mut open = 0;
        let is_by_hand = self.by_hand().is_some();
        for duty in self.duties.all.iter().filter(|duty| duty.is_kept_open()) {
            if self.duties.may_concern(duty, company) {
                open += recipients::count_open(tx, (duty, is_by_hand), duty.reach(&self.zone)).await?;
            }
        }
        Ok(open)
    }
}

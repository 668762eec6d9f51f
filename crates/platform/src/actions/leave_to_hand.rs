//! A report that no program sends: it is carried by hand to whom the duties name, and the first receipt that comes back files it.

use std::sync::Arc;

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::hold_back::is_twice_confirmed;
use crate::config::Config;
use crate::db::reports::ReportRow;
use crate::db::{destinations, filing_steps, reports};
use crate::hold_basis::basis_of;
use crate::ids::Report;
use crate::permissions::Permission;

/// The sender has nowhere to send a report to: nothing holds it back any more.
pub(crate) struct LeaveToHand {
    pub(crate) report_id: Id<Report>,
}

impl Action for LeaveToHand {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "leave-to-hand";

    fn permission(&self) -> Permission {
        Permission::FileReport
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        destinations::release(acting.tx, self.report_id).await?;
        Ok(Done::new((), EntryDraft::on("report", self.report_id)))
    }
}

/// How a node carries its reports by hand.
#[derive(Clone)]
pub(crate) struct ByHand {
    /// Says whether the house wants two people for each, and for how long a filed report is preserved.
    pub(crate) config: Arc<Config>,
}

/// Files a report that is carried by hand, on a receipt.
///
/// # Errors
/// Conflict where it may be filed elsewhere, or where a second person is to confirm it first.
pub(super) async fn file(
    acting: &mut Acting<'_>,
    report: &ReportRow,
    by_hand: &ByHand,
) -> Result<(), Failure> {
    if filing_steps::may_be_filed(acting.tx, report.report_id).await? {
        return Err(Failure::conflict(
            "the destination at which it was begun may have filed it; set that one in the configuration, and send it again there",
        ));
    }
    let platform = &by_hand.config.platform;
    if platform.second_reviewer && !is_twice_confirmed(acting.tx, report.report_id).await? {
        return Err(Failure::conflict("a second person is to confirm the report before anybody is told"));
    }
    let until = basis_of(platform, acting.now).map(|basis| basis.until);
    Ok(reports::set_carried(acting.tx, report.report_id, acting.now, until).await?)
}

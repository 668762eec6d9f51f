//! A person has read a report, or says that they have not: until then some reports cannot stand in the lowest band.

use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::Permission;
use crate::db;
use crate::db::scores::ReadMark;
use crate::scoring;

/// Notes that the actor has read a report, or takes that back.
pub(crate) struct MarkRead {
    pub(crate) report_number: i64,
    /// `yes` or `no`, as sent.
    pub(crate) read: String,
}

impl Action for MarkRead {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "mark-report-read";

    fn permission(&self) -> Permission {
        Permission::RankReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = db::reports::find_by_number(acting.tx, self.report_number).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        if !report.state.is_enriched() {
            return Err(Failure::conflict("only a report that is ready can be marked as read"));
        }
        let is_read = match self.read.as_str() {
            "yes" => true,
            "no" => false,
            _ => return Err(Failure::refused("read", "must be yes or no")),
        };
        if report.standing.read.is_some() == is_read {
            return Err(Failure::conflict("this report is marked so already"));
        }
        let mark = ReadMark { by: acting.actor.name().to_owned(), at: acting.now };
        db::scores::set_read(acting.tx, report.report_id, is_read.then_some(&mark)).await?;
        scoring::keep_again(acting, report.report_id, is_read).await?;
        let entry = EntryDraft::on("report", report.report_id).with("read", &self.read);
        Ok(Done::new((), entry))
    }
}

//! A person says whether a sender's urgent mark was right. Saying it again replaces what was said.

use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};

use super::required;
use crate::Permission;
use crate::db;
use crate::db::informational::sealing_row;
use crate::db::urgent_marks::{self as table, TABLE, VerdictRow};

/// Says whether the urgent mark of a report was right.
pub(crate) struct JudgeUrgentMark {
    pub(crate) report_number: i64,
    pub(crate) is_confirmed: bool,
    pub(crate) reason: String,
}

impl Action for JudgeUrgentMark {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "judge-urgent-mark";

    fn permission(&self) -> Permission {
        Permission::JudgeReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = db::reports::find_by_number(acting.tx, self.report_number).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        let reason = required("verdict_reason", &self.reason)?;
        if !report.escalated || !report.state.is_filed() {
            return Err(Failure::conflict(
                "the sender did not mark this report as urgent, or has not filed it",
            ));
        }
        let before = table::list(acting.tx, report.report_id).await?;
        let position = before.last().map_or(0, |verdict| verdict.position + 1);
        let row = sealing_row(report.report_id, position);
        let column = ColumnRef { table: TABLE, row: &row, column: "reason" };
        let verdict = VerdictRow {
            position,
            is_confirmed: self.is_confirmed,
            reason: Sealed::seal(acting.columns(), column, &reason, acting.rng())?,
            decided_by: acting.actor.name().to_owned(),
            decided_at: acting.now,
        };
        table::insert(acting.tx, report.report_id, &verdict).await?;
        let entry = EntryDraft::on("report", report.report_id)
            .with("verdict", position.to_string())
            .with("confirmed", if self.is_confirmed { "yes" } else { "no" });
        Ok(Done::new((), entry))
    }
}

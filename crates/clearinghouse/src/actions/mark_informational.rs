//! A report is informational: too little to act on. Said by a person with a reason, and undone by one.

use model::{Id, kind::Report};
use service::alarm::{self, Standing};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};

use super::required;
use crate::Permission;
use crate::db;
use crate::db::informational::{self as table, TABLE, sealing_row};
use crate::db::reports::ReportRow;
use crate::report_state::ReportState;

/// Marks a ready report as informational.
pub(crate) struct MarkInformational {
    pub(crate) report_number: i64,
    pub(crate) reason: String,
}

impl Action for MarkInformational {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "mark-informational";

    fn permission(&self) -> Permission {
        Permission::JudgeReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = find(acting, self.report_number).await?;
        let reason = required("reason", &self.reason)?;
        if report.state != ReportState::Ready {
            return Err(Failure::conflict(
                "only a report that is ready and not referred can be informational",
            ));
        }
        check_no_alarm(acting, report.report_id).await?;
        let position = mark(acting, report.report_id, &reason).await?;
        let entry = EntryDraft::on("report", report.report_id).with("mark", position.to_string());
        Ok(Done::new((), entry))
    }
}

/// Makes an informational report ready again.
pub(crate) struct UndoInformational {
    pub(crate) report_number: i64,
    pub(crate) reason: String,
}

impl Action for UndoInformational {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "undo-informational";

    fn permission(&self) -> Permission {
        Permission::JudgeReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = find(acting, self.report_number).await?;
        let reason = required("reason", &self.reason)?;
        let marks = table::list(acting.tx, report.report_id).await?;
        let standing = marks.last().filter(|mark| mark.undone_at.is_none());
        let Some(mark) = standing.filter(|_| report.state == ReportState::Informational) else {
            return Err(Failure::conflict("this report is not informational"));
        };
        let position = mark.position;
        let reason = seal(acting, report.report_id, position, "undone_reason", &reason)?;
        let (by, now) = (acting.actor.name(), acting.now);
        table::undo(acting.tx, report.report_id, position, &reason, (by, now)).await?;
        db::reports::set_informational(acting.tx, report.report_id, false).await?;
        let entry = EntryDraft::on("report", report.report_id).with("mark", position.to_string());
        Ok(Done::new((), entry))
    }
}

/// Keeps the mark of a ready report; gives its position.
pub(super) async fn mark(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    reason: &str,
) -> Result<i64, Failure> {
    let marks = table::list(acting.tx, report_id).await?;
    let position = marks.last().map_or(0, |mark| mark.position + 1);
    let reason = seal(acting, report_id, position, "reason", reason)?;
    let (by, now) = (acting.actor.name(), acting.now);
    table::insert(acting.tx, report_id, position, &reason, (by, now)).await?;
    db::reports::set_informational(acting.tx, report_id, true).await?;
    Ok(position)
}

async fn find(acting: &mut Acting<'_>, report_number: i64) -> Result<ReportRow, Failure> {
    let report = db::reports::find_by_number(acting.tx, report_number).await?;
    report.ok_or_else(|| Failure::absent("report"))
}

/// What calls somebody is not too little to act on.
async fn check_no_alarm(acting: &mut Acting<'_>, report_id: Id<Report>) -> Result<(), Failure> {
    let Some(row) = db::band_alarms::find_of_report(acting.tx, report_id).await? else { return Ok(()) };
    match alarm::standing(acting.tx, row.alarm_id).await? {
        Some(Standing::Waiting | Standing::Taken) => {
            Err(Failure::conflict("an alarm on this report is open; close it first, with what was done"))
        }
        Some(Standing::Closed) | None => Ok(()),
    }
}

fn seal(
    acting: &Acting<'_>,
    report_id: Id<Report>,
    position: i64,
    column: &'static str,
    reason: &str,
) -> Result<Sealed<String>, Failure> {
    let row = sealing_row(report_id, position);
    let column = ColumnRef { table: TABLE, row: &row, column };
    Ok(Sealed::seal(acting.columns(), column, &reason.to_owned(), acting.rng())?)
}

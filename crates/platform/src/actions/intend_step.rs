//! The sender writes down what it is about to send.

use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::follow;
use crate::db::filing_steps::{self, StepRow};
use crate::db::report_files::ReportFile;
use crate::db::{destinations, report_files, reports};
use crate::destination::Clearinghouse;
use crate::filing::retraction::Cause;
use crate::filing::{Move, Place, Step, StepState, next_move};
use crate::ids::{FilingStep, Report, Upload};
use crate::permissions::Permission;
use crate::report_state::ReportState;

/// The next request of a report.
pub(crate) struct IntendStep {
    pub(crate) report_id: Id<Report>,
    /// Where it goes.
    pub(crate) to: Clearinghouse,
}

/// The request that may now be sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Intended {
    /// `None` when there is nothing to send.
    pub(crate) step: Option<IntendedStep>,
}

/// One request with what earlier ones of its attempt brought.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct IntendedStep {
    pub(crate) filing_step_id: Id<FilingStep>,
    pub(crate) attempt: i64,
    pub(crate) step: Step,
    /// The upload whose file it is about; none where it is about the whole report.
    pub(crate) upload_id: Option<Id<Upload>>,
    /// When it was written down; what is said of the file is what was known then.
    pub(crate) intended_at: Timestamp,
    pub(crate) report_number: Option<i64>,
    pub(crate) file_id: Option<String>,
}

impl Action for IntendStep {
    type Permission = Permission;
    type Output = Intended;
    const NAME: &'static str = "intend-filing-step";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::FileReport
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Intended>, Failure> {
        let entry = EntryDraft::on("report", self.report_id).disclosed_to("clearinghouse");
        let report = reports::find_report(acting.tx, self.report_id)
            .await?
            .ok_or_else(|| Failure::absent("report"))?;
        let steps = filing_steps::list_steps(acting.tx, self.report_id).await?;
        let newest = steps.last();
        let mut files = report_files::list_reported(acting.tx, self.report_id).await?;
        files.retain(|file| !file.is_text);
        let count = i64::try_from(files.len()).unwrap_or(i64::MAX);
        let Move::Send { attempt, place } =
            next_move(newest.map(|row| (row.attempt, row.place(), row.state)), count)
        else {
            return Ok(Done::new(Intended { step: None }, entry.with("step", "none")));
        };
        if report.state != ReportState::Filing {
            return Ok(Done::new(Intended { step: None }, entry.with("step", "none")));
        }
        destinations::go(acting.tx, self.report_id, &self.to).await?;
        let filing_step_id = match newest {
            Some(row) if (row.attempt, row.place()) == (attempt, place) => {
                filing_steps::repeat_intent(acting.tx, row.filing_step_id, acting.now).await?;
                row.filing_step_id
            }
            _ => {
                if let Some(row) = newest.filter(|row| row.attempt != attempt && row.state != StepState::Gone)
                {
                    // `report` still says where that one was begun
                    let begun = (steps.as_slice(), row.attempt);
                    follow::take_back_attempt(acting, &report, begun, Cause::Failed).await?;
                }
                begin(acting, self.report_id, newest, (attempt, place)).await?
            }
        };
        let of_attempt = || steps.iter().filter(|row| row.attempt == attempt && row.state == StepState::Done);
        let intended = IntendedStep {
            filing_step_id,
            attempt,
            step: place.step,
            upload_id: nth(&files, place.file_no).map(|file| file.upload_id),
            intended_at: acting.now,
            report_number: of_attempt().find_map(|row| row.report_number),
            file_id: of_attempt()
                .filter(|row| row.file_no == place.file_no)
                .find_map(|row| row.file_id.clone()),
        };
        let entry = entry.with("step", place.step.name()).with("attempt", attempt.to_string());
        let entry = match intended.upload_id {
            Some(upload_id) => entry.with("upload", upload_id.to_string()),
            None => entry,
        };
        Ok(Done::new(Intended { step: Some(intended) }, entry))
    }
}

/// The file at a place, counted from 1.
fn nth(files: &[ReportFile], file_no: i64) -> Option<&ReportFile> {
    files.get(usize::try_from(file_no).ok()?.checked_sub(1)?)
}

async fn begin(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    newest: Option<&StepRow>,
    (attempt, place): (i64, Place),
) -> Result<Id<FilingStep>, Failure> {
    if let Some(row) = newest.filter(|row| row.state == StepState::Intended) {
        filing_steps::give_up_intent(acting.tx, row.filing_step_id, acting.now).await?;
    }
    let id = acting.new_id();
    filing_steps::insert_intent(acting.tx, id, report_id, (attempt, place), acting.now).await?;
    Ok(id)
}

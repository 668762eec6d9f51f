//! The sender records what came back.

use std::sync::Arc;

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};

use super::follow;
use super::intend_step::IntendedStep;
use crate::config::Config;
use crate::db::filing_steps::{self, Settled};
use crate::db::reports;
use crate::filing::answer::{Answer, Meaning};
use crate::filing::retraction::Cause;
use crate::filing::{Step, StepState};
use crate::hold_basis::basis_of;
use crate::ids::Report;
use crate::jobs::RetractReport;
use crate::permissions::Permission;
use crate::report_state::ReportState;

/// Longest text of the server that is kept, in characters.
const MOST_WORDS: usize = 2000;

/// The answer to an intended request.
pub(crate) struct SettleStep {
    pub(crate) report_id: Id<Report>,
    pub(crate) sent: IntendedStep,
    pub(crate) answer: Answer,
    /// No further try is left, so an unknown outcome waits for a human too.
    pub(crate) last_try: bool,
    /// What says for how long a filed report is preserved.
    pub(crate) config: Arc<Config>,
}

/// How the filing goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Progress {
    /// On to the next request.
    Next,
    /// Filed.
    Filed,
    /// Try again after a while.
    Later,
    /// Waits for a human.
    Stuck,
    /// Another runner has gone on without this one.
    Overtaken,
}

impl Action for SettleStep {
    type Permission = Permission;
    type Output = Progress;
    const NAME: &'static str = "settle-filing-step";

    fn permission(&self) -> Permission {
        Permission::FileReport
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Progress>, Failure> {
        let meaning = self.answer.meaning(self.sent.step);
        let progress = self.settle(acting, meaning).await?;
        let mut entry = EntryDraft::on("report", self.report_id)
            .with("step", self.sent.step.name())
            .with("attempt", self.sent.attempt.to_string())
            .with("outcome", state_after(meaning).name());
        if let Some(code) = self.answer.code {
            entry = entry.with("response_code", code.to_string());
        }
        if let Some(number) = self.report_number() {
            entry = entry.with("report_number", number.to_string());
        }
        Ok(Done::new(progress, entry))
    }
}

impl SettleStep {
    fn report_number(&self) -> Option<i64> {
        self.sent.report_number.or(self.answer.report_number)
    }

    async fn settle(&self, acting: &mut Acting<'_>, meaning: Meaning) -> Result<Progress, Failure> {
        let row = self.sent.filing_step_id.to_string();
        let at = ColumnRef { table: filing_steps::TABLE, row: &row, column: filing_steps::WORDS };
        let words: String = self.answer.words.chars().take(MOST_WORDS).collect();
        let settled = Settled {
            state: state_after(meaning),
            at: acting.now,
            http_status: self.answer.http_status.map(i64::from),
            response_code: self.answer.code,
            words: Sealed::seal(acting.columns(), at, &words, acting.rng())?,
            report_number: self.report_number(),
            file_id: self.answer.file_id.clone(),
        };
        if !filing_steps::settle_intent(acting.tx, self.sent.filing_step_id, &settled).await? {
            self.retract_orphan(acting, meaning).await?;
            return Ok(Progress::Overtaken);
        }
        match (meaning, self.sent.step) {
            (Meaning::Done, Step::Finish) => self.filed(acting).await,
            (Meaning::Done, _) => Ok(Progress::Next),
            (Meaning::Unknown | Meaning::Gone, _) if !self.last_try => Ok(Progress::Later),
            _ => self.stuck(acting, meaning).await,
        }
    }

    /// What was opened at the clearinghouse for an attempt that had been given up by then, nobody will finish.
    async fn retract_orphan(&self, acting: &mut Acting<'_>, meaning: Meaning) -> Result<(), Failure> {
        let (Step::Submit, Meaning::Done, Some(report_number)) =
            (self.sent.step, meaning, self.answer.report_number)
        else {
            return Ok(());
        };
        let report_id = self.report_id;
        let steps = filing_steps::list_steps(acting.tx, report_id).await?;
        let report = reports::find_report(acting.tx, report_id).await?;
        if let Some(report) = report
            && let Some(destination) = report.destination
            && !steps.iter().any(|step| step.report_number == Some(report_number))
        {
            let begun = RetractReport { report_id, report_number, destination, address: report.address };
            follow::take_back(acting, &begun, Cause::Late).await?;
        }
        Ok(())
    }

    async fn filed(&self, acting: &mut Acting<'_>) -> Result<Progress, Failure> {
        let number = self
            .report_number()
            .ok_or_else(|| Failure::conflict("a report without a number was finished"))?;
        let until = basis_of(&self.config.platform, acting.now).map(|basis| basis.until);
        reports::set_filed(acting.tx, self.report_id, number, acting.now, until).await?;
        Ok(Progress::Filed)
    }

    /// A report that was withdrawn meanwhile stays withdrawn.
    async fn stuck(&self, acting: &mut Acting<'_>, meaning: Meaning) -> Result<Progress, Failure> {
        let report = reports::find_report(acting.tx, self.report_id)
            .await?
            .ok_or_else(|| Failure::absent("report"))?;
        if report.state == ReportState::Filing {
            reports::set_state(acting.tx, self.report_id, ReportState::Stuck).await?;
        }
        if self.leaves_open(meaning) {
            let steps = filing_steps::list_steps(acting.tx, self.report_id).await?;
            let begun = (steps.as_slice(), self.sent.attempt);
            follow::take_back_attempt(acting, &report, begun, Cause::Failed).await?;
        }
        Ok(Progress::Stuck)
    }

    /// Whether something stays open at the clearinghouse that nobody will finish: after anything but a `finish`, sending again begins anew.
    fn leaves_open(&self, meaning: Meaning) -> bool {
        // with wrong credentials or at a wrong address it would be refused as well: the next attempt takes it back
        let is_to_repair = matches!(self.answer.http_status, Some(401 | 403 | 404));
        self.sent.step != Step::Finish && meaning != Meaning::Gone && !is_to_repair
    }
}

fn state_after(meaning: Meaning) -> StepState {
    match meaning {
        Meaning::Done => StepState::Done,
        Meaning::Unknown => StepState::Unknown,
        Meaning::Gone => StepState::Gone,
        Meaning::Refused => StepState::Refused,
    }
}

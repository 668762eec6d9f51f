//! A moderator confirms or dismisses a hit or a user report; the newest decision stands as long as nothing is filed.

use model::Id;
use serde::{Deserialize, Serialize};
use service::opening::first_viewed_at;
use service::rights::ObjectRef;
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};
use utoipa::ToSchema;

use crate::db::decisions::{self, NewDecision};
use crate::db::reports::{self, ReportRow};
use crate::db::{filing_steps, hits, report_holds, user_reports};
use crate::filing::{Step, StepState};
use crate::ids::{Decision, Report, Upload};
use crate::jobs::FileReport;
use crate::permissions::Permission;
use crate::preservation::Wanted;
use crate::report_state::ReportState;
use crate::review::{ReviewSubject, Verdict, Viewed};

/// One decision with its reason.
pub(crate) struct Decide {
    pub(crate) subject: ReviewSubject,
    pub(crate) verdict: Verdict,
    pub(crate) reason: String,
}

/// What followed from a decision.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct DecisionMade {
    /// Names the decision in the log.
    #[schema(value_type = String, example = "dec_0190163d8694739b8e3b2c7d3a0f5e11")]
    pub(crate) decision_id: Id<Decision>,
    /// The report of the upload, if there is one.
    #[schema(value_type = Option<String>)]
    pub(crate) report_id: Option<Id<Report>>,
    /// Where that report stands now.
    #[schema(value_type = Option<String>)]
    pub(crate) report_state: Option<ReportState>,
}

impl Action for Decide {
    type Permission = Permission;
    type Output = DecisionMade;
    const NAME: &'static str = "decide";

    fn permission(&self) -> Permission {
        Permission::Decide
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<DecisionMade>, Failure> {
        let upload_id = self.upload_id(acting).await?;
        let report = match upload_id {
            Some(upload_id) => reports::find_report_of_upload(acting.tx, upload_id).await?,
            None => None,
        };
        if let Some(report) = &report {
            require_unfiled(acting, report).await?;
        }
        let viewed = seen_by_actor(acting, upload_id).await?;
        let decision_id = self.log(acting, upload_id, viewed).await?;
        let report = match upload_id {
            Some(upload_id) => follow(acting, upload_id, report).await?,
            None => None,
        };
        let mut entry = EntryDraft::on("decision", decision_id)
            .with("subject", self.subject.to_string())
            .with("verdict", self.verdict.name())
            .with("viewed", viewed.name());
        if let Some((report_id, state)) = report {
            entry = entry.with("report", report_id.to_string()).with("report_state", state.name());
        }
        let (report_id, report_state) = report.unzip();
        Ok(Done::new(DecisionMade { decision_id, report_id, report_state }, entry))
    }
}

impl Decide {
    async fn upload_id(&self, acting: &mut Acting<'_>) -> Result<Option<Id<Upload>>, Failure> {
        match self.subject {
            ReviewSubject::Hit(id) => {
                hits::find_upload_of_hit(acting.tx, id).await?.map(Some).ok_or_else(|| Failure::absent("hit"))
            }
            ReviewSubject::UserReport(id) => {
                let upload_id = user_reports::find_upload_of_user_report(acting.tx, id)
                    .await?
                    .ok_or_else(|| Failure::absent("user report"))?;
                if upload_id.is_none() && self.verdict == Verdict::Confirm {
                    return Err(Failure::conflict(
                        "no upload is known at the reported address, so there is nothing to file",
                    ));
                }
                Ok(upload_id)
            }
        }
    }

    async fn log(
        &self,
        acting: &mut Acting<'_>,
        upload_id: Option<Id<Upload>>,
        viewed: Viewed,
    ) -> Result<Id<Decision>, Failure> {
        let decision_id = acting.new_id();
        let row = decision_id.to_string();
        let at = ColumnRef { table: decisions::TABLE, row: &row, column: decisions::REASON };
        let new = NewDecision {
            decision_id,
            subject: self.subject,
            upload_id,
            verdict: self.verdict,
            viewed,
            reason: Sealed::seal(acting.columns(), at, &self.reason, acting.rng())?,
            decided_by: acting.actor.name().to_owned(),
            decided_at: acting.now,
        };
        decisions::insert_decision(acting.tx, &new).await?;
        Ok(decision_id)
    }
}

/// What who decides has seen of the file, from the openings: nobody types it.
async fn seen_by_actor(acting: &mut Acting<'_>, upload_id: Option<Id<Upload>>) -> Result<Viewed, Failure> {
    let Some(upload_id) = upload_id else { return Ok(Viewed::NotViewed) };
    let upload = ObjectRef::new("upload", upload_id);
    let first = first_viewed_at(acting.tx, &upload, Some(acting.actor.name())).await?;
    Ok(if first.is_some() { Viewed::InFull } else { Viewed::NotViewed })
}

/// Once a `finish` may have arrived, the report may be filed and cannot be taken back.
async fn require_unfiled(acting: &mut Acting<'_>, report: &ReportRow) -> Result<(), Failure> {
    if report.state == ReportState::Filed {
        return Err(Failure::conflict("the report is filed; a decision on it can no longer change"));
    }
    let steps = filing_steps::list_steps(acting.tx, report.report_id).await?;
    if steps.last().is_some_and(|last| last.step == Step::Finish && last.state != StepState::Gone) {
        return Err(Failure::conflict(
            "the report is being finished; wait until it is known whether it was filed",
        ));
    }
    Ok(())
}

/// Opens, revives or withdraws the upload's report, as the standing decisions say.
async fn follow(
    acting: &mut Acting<'_>,
    upload_id: Id<Upload>,
    report: Option<ReportRow>,
) -> Result<Option<(Id<Report>, ReportState)>, Failure> {
    let wanted = decisions::count_confirmed(acting.tx, upload_id).await? > 0;
    match (wanted, report) {
        (false, None) => Ok(None),
        (true, None) => {
            let report_id = acting.new_id();
            reports::insert_report(acting.tx, report_id, upload_id, acting.now).await?;
            acting.enqueue(&FileReport { report_id }).await?;
            Ok(Some((report_id, ReportState::Filing)))
        }
        (true, Some(report)) if report.state == ReportState::Withdrawn => {
            reports::set_state(acting.tx, report.report_id, ReportState::Filing).await?;
            acting.enqueue(&FileReport { report_id: report.report_id }).await?;
            Ok(Some((report.report_id, ReportState::Filing)))
        }
        (false, Some(report)) => {
            // What was said of the file so far may be untrue when the report is revived: that then starts anew.
            filing_steps::abandon_newest(acting.tx, report.report_id, acting.now).await?;
            reports::set_state(acting.tx, report.report_id, ReportState::Withdrawn).await?;
            release(acting, report.report_id).await?;
            Ok(Some((report.report_id, ReportState::Withdrawn)))
        }
        (true, Some(report)) => {
            restate(acting, &report).await?;
            if report.held.is_some() && report.state == ReportState::Filing {
                // what it waits for may be this decision
                acting.enqueue(&FileReport { report_id: report.report_id }).await?;
            }
            Ok(Some((report.report_id, report.state)))
        }
    }
}

/// What the application's store was asked to hold for a report that is withdrawn, it need not hold any longer.
async fn release(acting: &mut Acting<'_>, report_id: Id<Report>) -> Result<(), Failure> {
    let held = report_holds::find(acting.tx, report_id).await?;
    if held.is_some_and(|row| row.wanted == Wanted::Hold) {
        super::order(acting, report_id, Wanted::Release).await?;
    }
    Ok(())
}

/// What was said of the file may no longer be what the decisions say: the filing then starts anew. A `fileinfo` to come reads them.
async fn restate(acting: &mut Acting<'_>, report: &ReportRow) -> Result<(), Failure> {
    let steps = filing_steps::list_steps(acting.tx, report.report_id).await?;
    let said = steps.last().is_some_and(|last| {
        last.step == Step::FileInfo && matches!(last.state, StepState::Intended | StepState::Done)
    });
    if !said {
        return Ok(());
    }
    filing_steps::abandon_newest(acting.tx, report.report_id, acting.now).await?;
    if report.state == ReportState::Filing {
        // The sender of an abandoned request goes no further.
        acting.enqueue(&FileReport { report_id: report.report_id }).await?;
    }
    Ok(())
}

//! What follows from decisions: the report that they open, revive, begin anew or withdraw. Shared by every action that decides.

use jiff::Timestamp;
use model::Id;
use service::opening::first_viewed_at;
use service::rights::ObjectRef;
use service::{Acting, ColumnRef, Failure, Sealed};

use crate::db::decisions::{self, NewDecision};
use crate::db::filing_steps::StepRow;
use crate::db::report_files::{self, ReportFile};
use crate::db::reports::{self, ReportRow};
use crate::db::retractions::{self, RetractionRow};
use crate::db::{filing_steps, history, report_holds, user_reports};
use crate::filing::answer::Retraction;
use crate::filing::retraction::Cause;
use crate::filing::{Step, StepState};
use crate::ids::{Decision, Report, Upload};
use crate::jobs::{FileReport, RetractReport};
use crate::policies::Why;
use crate::preservation::Wanted;
use crate::report_state::ReportState;
use crate::review::{ReviewSubject, Verdict, Viewed};

/// The report that an upload is in, and what it says, before a decision.
pub(super) struct Before {
    pub(super) report: ReportRow,
    reported: Vec<ReportFile>,
}

impl Before {
    /// None where the upload is in no report.
    pub(super) async fn find(
        acting: &mut Acting<'_>,
        upload_id: Id<Upload>,
    ) -> Result<Option<Self>, Failure> {
        let Some(report) = reports::find_report_of_upload(acting.tx, upload_id).await? else {
            return Ok(None);
        };
        let reported = report_files::list_reported(acting.tx, report.report_id).await?;
        Ok(Some(Self { report, reported }))
    }

    /// When the report was filed; none while it is not.
    pub(super) fn filed_at(&self) -> Option<Timestamp> {
        self.report.filed_at.filter(|_| self.report.state == ReportState::Filed)
    }

    /// Whether the report says something of this upload.
    pub(super) fn says(&self, upload_id: Id<Upload>) -> bool {
        self.reported.iter().any(|file| file.upload_id == upload_id)
    }

    /// Once a `finish` may have arrived, the report may be filed and cannot be taken back.
    pub(super) async fn require_unfiled(&self, acting: &mut Acting<'_>) -> Result<(), Failure> {
        if self.report.state == ReportState::Filed {
            return Err(Failure::conflict("the report is filed; a decision on it can no longer change"));
        }
        if filing_steps::may_be_filed(acting.tx, self.report.report_id).await? {
            return Err(Failure::conflict(
                "the report is being finished; wait until it is known whether it was filed",
            ));
        }
        Ok(())
    }
}

/// Whether what is known of an upload is erased: what is sealed after that would never be erased again.
pub(super) async fn is_erased(acting: &mut Acting<'_>, upload_id: Id<Upload>) -> Result<bool, Failure> {
    let origin = history::find_origin(acting.tx, upload_id).await?;
    Ok(origin.is_none_or(|origin| origin.erased_at.is_some()))
}

/// Logs a decision, with what who decides has seen; of an upload or a user report that is erased, without reason and policy.
pub(super) async fn log(
    acting: &mut Acting<'_>,
    (subject, upload_id): (ReviewSubject, Option<Id<Upload>>),
    (verdict, viewed): (Verdict, Viewed),
    why: &Why,
) -> Result<Id<Decision>, Failure> {
    let is_erased = match (subject, upload_id) {
        (_, Some(upload_id)) => is_erased(acting, upload_id).await?,
        (ReviewSubject::UserReport(id), None) => user_reports::is_erased(acting.tx, id).await?,
        (ReviewSubject::Hit(_), None) => false,
    };
    let decision_id = acting.new_id();
    let row = decision_id.to_string();
    let at = |column| ColumnRef { table: decisions::TABLE, row: &row, column };
    let policy = match why.policy.as_ref().filter(|_| !is_erased) {
        Some(policy) => {
            Some(Sealed::seal(acting.columns(), at(decisions::POLICY), &policy.text, acting.rng())?)
        }
        None => None,
    };
    let new = NewDecision {
        decision_id,
        subject,
        upload_id,
        verdict,
        viewed,
        reason: if is_erased {
            Sealed::from_column(String::new())
        } else {
            Sealed::seal(acting.columns(), at(decisions::REASON), &why.reason, acting.rng())?
        },
        policy,
        policy_id: why.policy.as_ref().map(|policy| policy.id.clone()),
        decided_by: acting.actor.name().to_owned(),
        decided_at: acting.now,
    };
    decisions::insert_decision(acting.tx, &new).await?;
    Ok(decision_id)
}

/// What who decides has seen of the file, from the openings: nobody types it.
pub(super) async fn seen_by_actor(
    acting: &mut Acting<'_>,
    upload_id: Option<Id<Upload>>,
) -> Result<Viewed, Failure> {
    let Some(upload_id) = upload_id else { return Ok(Viewed::NotViewed) };
    let upload = ObjectRef::new("upload", upload_id);
    let first = first_viewed_at(acting.tx, &upload, Some(acting.actor.name())).await?;
    Ok(if first.is_some() { Viewed::InFull } else { Viewed::NotViewed })
}

/// Opens one report for those of the uploads that stand confirmed, in this order; none where none does. They are in no report yet.
pub(super) async fn open(
    acting: &mut Acting<'_>,
    uploads: &[Id<Upload>],
    follows: Option<Id<Report>>,
) -> Result<Option<(Id<Report>, ReportState)>, Failure> {
    let mut opened = None;
    for upload_id in uploads {
        if decisions::count_confirmed(acting.tx, *upload_id).await? == 0 {
            continue;
        }
        match opened {
            Some(report_id) => report_files::add(acting.tx, report_id, *upload_id).await?,
            None => {
                let report_id = acting.new_id();
                reports::insert_report(acting.tx, report_id, *upload_id, follows, acting.now).await?;
                opened = Some(report_id);
            }
        }
    }
    let Some(report_id) = opened else { return Ok(None) };
    acting.enqueue(&FileReport { report_id }).await?;
    Ok(Some((report_id, ReportState::Filing)))
}

/// Revives, begins anew or withdraws a report, as the standing decisions say.
pub(super) async fn follow(
    acting: &mut Acting<'_>,
    before: &Before,
) -> Result<(Id<Report>, ReportState), Failure> {
    let report = &before.report;
    let report_id = report.report_id;
    let reported = report_files::list_reported(acting.tx, report_id).await?;
    if reported.is_empty() {
        // What was said of the file so far may be untrue when the report is revived: that then starts anew.
        abandon(acting, report, Cause::Withdrawn).await?;
        reports::set_state(acting.tx, report_id, ReportState::Withdrawn).await?;
        release(acting, report_id).await?;
        return Ok((report_id, ReportState::Withdrawn));
    }
    if report.state == ReportState::Withdrawn {
        reports::set_state(acting.tx, report_id, ReportState::Filing).await?;
        acting.enqueue(&FileReport { report_id }).await?;
        return Ok((report_id, ReportState::Filing));
    }
    if reported != before.reported || is_described(acting, report_id).await? {
        begin_anew(acting, report).await?;
    }
    if report.held.is_some() && report.state == ReportState::Filing {
        // what it waits for may be this decision
        acting.enqueue(&FileReport { report_id }).await?;
    }
    Ok((report_id, report.state))
}

/// Gives up the attempt under way. What was begun at the clearinghouse is taken back there, and not left to expire.
async fn abandon(acting: &mut Acting<'_>, report: &ReportRow, cause: Cause) -> Result<(), Failure> {
    let report_id = report.report_id;
    let steps = filing_steps::list_steps(acting.tx, report_id).await?;
    let Some(newest) = steps.last().filter(|newest| newest.state != StepState::Gone) else { return Ok(()) };
    filing_steps::abandon_newest(acting.tx, report_id, acting.now).await?;
    take_back_attempt(acting, report, (steps.as_slice(), newest.attempt), cause).await
}

/// Has taken back what an attempt began; nothing where it has no number.
pub(super) async fn take_back_attempt(
    acting: &mut Acting<'_>,
    report: &ReportRow,
    (steps, attempt): (&[StepRow], i64),
    cause: Cause,
) -> Result<(), Failure> {
    let mut of_attempt = steps.iter().filter(|step| step.attempt == attempt);
    let report_number = of_attempt.find_map(|step| step.report_number);
    let Some((report_number, destination)) = report_number.zip(report.destination) else { return Ok(()) };
    let (report_id, address) = (report.report_id, report.address.clone());
    take_back(acting, &RetractReport { report_id, report_number, destination, address }, cause).await
}

/// Has taken back at the clearinghouse what was begun there, and notes why and who caused it. It is asked once more only where no answer came before.
pub(super) async fn take_back(
    acting: &mut Acting<'_>,
    begun: &RetractReport,
    cause: Cause,
) -> Result<(), Failure> {
    let before = retractions::list_of(acting.tx, begun.report_id).await?;
    let asked = before.iter().find(|row| row.report_number == begun.report_number);
    if asked.is_some_and(|row| row.became != Some(Retraction::Unknown)) {
        return Ok(());
    }
    let row = RetractionRow {
        report_number: begun.report_number,
        cause,
        asked_by: acting.actor.name().to_owned(),
        asked_at: acting.now,
        became: None,
        settled_at: None,
    };
    retractions::insert(acting.tx, begun.report_id, &row).await?;
    acting.enqueue(begun).await?;
    Ok(())
}

/// What the application's store was asked to hold for a report that is withdrawn, it need not hold any longer.
async fn release(acting: &mut Acting<'_>, report_id: Id<Report>) -> Result<(), Failure> {
    let held = report_holds::find(acting.tx, report_id).await?;
    if held.is_some_and(|row| row.wanted == Wanted::Hold) {
        super::order(acting, report_id, Wanted::Release).await?;
    }
    Ok(())
}

/// Whether a file was described in the attempt under way: what was said of it may no longer be what the decisions say. A `fileinfo` to come
/// reads them.
async fn is_described(acting: &mut Acting<'_>, report_id: Id<Report>) -> Result<bool, Failure> {
    let steps = filing_steps::list_steps(acting.tx, report_id).await?;
    let attempt = steps.last().map(|last| last.attempt);
    Ok(steps.iter().any(|step| Some(step.attempt) == attempt && step.step == Step::FileInfo))
}

/// Gives up the attempt under way, where there is one: what it said is no longer what the report says.
pub(super) async fn begin_anew(acting: &mut Acting<'_>, report: &ReportRow) -> Result<(), Failure> {
    let steps = filing_steps::list_steps(acting.tx, report.report_id).await?;
    let is_under_way =
        steps.last().is_some_and(|last| matches!(last.state, StepState::Intended | StepState::Done));
    if !is_under_way {
        return Ok(());
    }
    abandon(acting, report, Cause::Changed).await?;
    if report.state == ReportState::Filing {
        // The sender of an abandoned request goes no further.
        acting.enqueue(&FileReport { report_id: report.report_id }).await?;
    }
    Ok(())
}

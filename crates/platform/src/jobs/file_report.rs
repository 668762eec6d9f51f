//! Files one report: intent, request, answer, until it is filed or a human has to look.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Actor, Failure, Job, JobError};

use crate::State;
use crate::actions::{
    HoldBack, IntendStep, IntendedStep, LeaveToHand, OrderHold, OrderNotice, OrderedBy, Progress, SettleStep,
    is_twice_confirmed,
};
use crate::db::{destinations, filing_steps, notice_orders, recipients, report_holds, reports};
use crate::destination::{self, Held};
use crate::duties::{Duty, Paper};
use crate::evidence;
use crate::filing::Step;
use crate::filing::answer::Answer;
use crate::filing::client::Client;
use crate::filing::content::{ReportedFile, file_details};
use crate::handed::write_notice;
use crate::ids::Report;
use crate::notices::NoticeState;
use crate::notices::client::NoticeClient;
use crate::preservation::Wanted;
use crate::report_state::ReportState;
use crate::reported::Reported;
use crate::surfaces::day_of;
use crate::vectors;

const SENDER: Actor = Actor::Job { name: "file-report" };

/// The report to be filed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FileReport {
    pub(crate) report_id: Id<Report>,
}

impl Job for FileReport {
    type State = State;
    const KIND: &'static str = "file-report";

    async fn run(&self, state: &State, attempt: u32) -> Result<(), JobError> {
        let last_try = attempt >= service::jobs::MAX_ATTEMPTS;
        order_hold(state, self.report_id).await?;
        if is_held_back(state, self.report_id).await? {
            return Ok(());
        }
        order_notices(state, self.report_id).await?;
        let Some(client) = &state.client else {
            leave_to_hand(state, self.report_id).await?;
            return Ok(());
        };
        loop {
            let intend = IntendStep { report_id: self.report_id, to: client.clearinghouse() };
            let Some(sent) = state.node.act(&SENDER, &intend).await?.step else { return Ok(()) };
            let step = sent.step;
            // Our own trouble is settled like the server's, so that a human sees it on the report in the end.
            let answer = send(state, client, self.report_id, &sent)
                .await
                .unwrap_or_else(|failure| Answer::none(failure.to_string()));
            let what = format!("{step}: HTTP {:?}, code {:?}", answer.http_status, answer.code);
            let config = state.config.clone();
            let settle = SettleStep { report_id: self.report_id, sent, answer, last_try, config };
            match state.node.act(&SENDER, &settle).await? {
                Progress::Next => {}
                Progress::Filed | Progress::Stuck | Progress::Overtaken => return Ok(()),
                Progress::Later => return Err(JobError::Retry(what)),
            }
        }
    }
}

/// What the report says now; nothing where all of it is erased.
async fn load(state: &State, report_id: Id<Report>) -> Result<Option<Reported>, Failure> {
    let mut tx = state.node.db().begin_read("load-evidence").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    Reported::load(state, &mut tx, &report).await
}

/// Has the application's store preserve what belongs to a report, where one is configured: before anything is sent, and though nothing may be.
async fn order_hold(state: &State, report_id: Id<Report>) -> Result<(), Failure> {
    if state.holder.is_none() {
        return Ok(());
    }
    let mut tx = state.node.db().begin_read("find-hold").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let ordered = report_holds::find(&mut tx, report_id).await?;
    drop(tx);
    let is_ordered = ordered.is_some_and(|row| row.wanted == Wanted::Hold);
    if report.state == ReportState::Filing && !is_ordered {
        state.node.act(&SENDER, &OrderHold { report_id }).await?;
    }
    Ok(())
}

/// Has every notice written down that a law in force commands and that nobody has sent or told yet, where the node tells at once. The notice is
/// the one that a moderator would see, without a member state: which one is concerned is for a person to say.
async fn order_notices(state: &State, report_id: Id<Report>) -> Result<(), Failure> {
    let Some(company) = state.config.platform.company.as_ref() else { return Ok(()) };
    if !state.notices.as_ref().is_some_and(NoticeClient::is_at_once) {
        return Ok(());
    }
    let mut tx = state.node.db().begin_read("find-notices-due").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let ordered = notice_orders::list_of(&mut tx, report_id).await?;
    let told = recipients::list_of(&mut tx, report_id).await?;
    let reported = Reported::load(state, &mut tx, &report).await?;
    drop(tx);
    let Some(reported) = reported.filter(|_| report.state != ReportState::Withdrawn) else { return Ok(()) };
    let opened_on = day_of(&state.zone, report.opened_at);
    let is_due = |duty: &&Duty| {
        duty.document == Paper::Notice
            && duty.is_kept_open()
            && state.duties.concerns(duty, company, opened_on)
    };
    for duty in state.duties.all.iter().filter(is_due) {
        let newest = ordered.iter().find(|row| row.duty == duty.id);
        let is_ordered = newest.is_some_and(|row| row.state != NoticeState::Void);
        if is_ordered || told.iter().any(|row| row.duty == duty.id) {
            continue;
        }
        let notice = write_notice(state, company, report_id, &reported, Vec::new())?;
        let order = OrderNotice {
            report_id,
            duty: duty.id.clone(),
            notice,
            by: OrderedBy::Decision,
            by_hand: state.by_hand(),
        };
        match state.node.act(&SENDER, &order).await {
            // somebody was faster, or the report is gone since: the filing goes on and finds out by itself
            Ok(_) | Err(Failure::Conflict { .. }) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

/// Whether a report must not be sent now; why is noted on it, once. What is no longer being filed is for the first intent to find out.
async fn is_held_back(state: &State, report_id: Id<Report>) -> Result<bool, Failure> {
    // what is withdrawn or erased is for the first intent to find out
    let Some(reported) = load(state, report_id).await? else { return Ok(false) };
    let mut tx = state.node.db().begin_read("find-gate").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let to = state.clearinghouse();
    let is_unlocked = match &to {
        Some(to) => destinations::is_unlocked(&mut tx, &to.address).await?,
        None => false,
    };
    let number = filing_steps::number_in_use(&mut tx, report_id).await?;
    let waits = state.config.platform.second_reviewer && !is_twice_confirmed(&mut tx, report_id).await?;
    drop(tx);
    let is_of_vectors = vectors::are_all(reported.uploads().map(|upload| &upload.upload.digests));
    let held = reported.uploads().find_map(|upload| {
        let to = to.as_ref()?;
        let is_elsewhere = report.is_elsewhere(to, number);
        destination::held(to.destination, is_elsewhere, is_unlocked, &upload.statement, is_of_vectors)
    });
    let held = if waits { Some(Held::SecondReviewer) } else { held };
    let Some(held) = held.filter(|_| report.state == ReportState::Filing) else { return Ok(false) };
    if report.held != Some(held) {
        let address = to.map(|to| to.address).unwrap_or_default();
        state.node.act(&SENDER, &HoldBack { report_id, held, address }).await?;
    }
    Ok(true)
}

/// Nothing holds a report back that no program sends: it waits until somebody notes a receipt.
async fn leave_to_hand(state: &State, report_id: Id<Report>) -> Result<(), Failure> {
    let mut tx = state.node.db().begin_read("find-held").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    drop(tx);
    if report.state == ReportState::Filing && report.held.is_some() {
        state.node.act(&SENDER, &LeaveToHand { report_id }).await?;
    }
    Ok(())
}

async fn send(
    state: &State,
    client: &Client,
    report_id: Id<Report>,
    sent: &IntendedStep,
) -> Result<Answer, Failure> {
    match (sent.step, sent.report_number) {
        (Step::Submit, _) => {
            let report = load_kept(state, report_id).await?.document(&state.reporting);
            Ok(client.submit(&report.map_err(Failure::broken)?).await)
        }
        (_, None) => Err(Failure::conflict("no report number before this step")),
        (Step::Upload | Step::FileInfo, Some(number)) => {
            send_file(state, client, report_id, sent, number).await
        }
        (Step::Finish, Some(number)) => Ok(client.finish(number).await),
    }
}

/// What the report says, read anew for each request: what is said of a file is what is known when the request was written down.
async fn load_kept(state: &State, report_id: Id<Report>) -> Result<Reported, Failure> {
    load(state, report_id).await?.ok_or_else(Failure::erased)
}

async fn send_file(
    state: &State,
    client: &Client,
    report_id: Id<Report>,
    sent: &IntendedStep,
    report_number: i64,
) -> Result<Answer, Failure> {
    let reported = load_kept(state, report_id).await?;
    let upload = sent.upload_id.and_then(|upload_id| reported.find(upload_id));
    let upload =
        upload.ok_or_else(|| Failure::conflict("the report no longer holds the file of this step"))?;
    if sent.step == Step::Upload {
        let opening = evidence::open(&state.node, &state.vault, &upload.upload.item).await?;
        let answer = client.upload(report_number, &upload.statement.file_name, opening).await;
        return Ok(check_transfer(answer, &upload.upload.digests.md5));
    }
    let file_id = sent.file_id.as_deref().ok_or_else(|| Failure::conflict("no file id before this step"))?;
    let file = ReportedFile { report_number, file_id, ..reported.described(upload) };
    Ok(client.file_info(&file_details(&file).map_err(Failure::broken)?).await)
}

/// The server tells the MD5 of what it received: another one means that the bytes were changed on the way.
fn check_transfer(answer: Answer, md5: &str) -> Answer {
    match &answer.md5 {
        Some(received) if received != md5 => {
            Answer::none(format!("the server received other bytes: MD5 {received}"))
        }
        _ => answer,
    }
}

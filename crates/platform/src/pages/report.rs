//! `/reports/{id}`: one report with its steps, decisions and outcomes. Nothing of the account, no media.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Redirect;
use jiff::Timestamp;
use serde::Deserialize;
use service::jobs::JobStanding;
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::{Failure, NavItem, Page, PageContext, Tx, TypedForm};

use super::destination::same_address;
use super::{back_to, may, nav};
use crate::State;
use crate::actions::{OrderAgain, RetryFiling, SeeMissing};
use crate::api::id_in_path;
use crate::api::reports::{ReportView, load_report};
use crate::db::hits::{self, HitRow};
use crate::db::report_holds::{self, HoldRow};
use crate::db::reports::{self, ReportRow};
use crate::db::{filing_steps, report_files};
use crate::destination::{Clearinghouse, Destination, Held};
use crate::filing::StepState;
use crate::hold_basis::{HoldBasis, basis_of};
use crate::ids::Report;
use crate::jobs::{FileReport, TellHold};
use crate::permissions::Permission;
use crate::preservation::HoldState;
use crate::report_state::ReportState;

/// One report.
#[derive(Template)]
#[template(path = "report.html")]
pub(crate) struct ReportPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report: ReportView,
    /// The filing job, if it is set aside: the process died in its last try, so that nothing could say so on the report.
    stuck_job: Option<JobStanding>,
    retention: Option<RetentionLink>,
    may_open: bool,
    /// Lists of confirmed hits whose hash is withdrawn, and since when.
    withdrawn: Vec<(String, Timestamp)>,
    /// Where its requests go, once one was written down.
    destination: Option<Destination>,
    /// Why it is held back.
    held: Option<Held>,
    /// Where it was begun under a number and where reports of that destination go now, if that is another address.
    moved: Option<(String, String)>,
    /// Whether no program sends reports.
    is_by_hand: bool,
    /// What the application's store was asked to preserve.
    hold: Option<HoldRow>,
    /// Why that has not arrived yet, if it was tried.
    not_told: Option<String>,
    may_order: bool,
    /// On what the day rests until which it is preserved; none where the configuration says another day by now.
    rests_on: Option<HoldBasis>,
}

impl ReportPage {
    /// Whether it waits until somebody has carried it, and notes a receipt.
    fn is_to_be_carried(&self) -> bool {
        let is_on_its_way = matches!(self.report.summary.state, ReportState::Filing | ReportState::Stuck);
        self.is_by_hand && is_on_its_way && self.held.is_none()
    }

    fn waits_for_human(&self) -> bool {
        let is_filing = self.report.summary.state == ReportState::Filing;
        let is_left = self.stuck_job.is_some() || self.held.is_some();
        !self.is_to_be_carried()
            && (self.report.summary.state == ReportState::Stuck || (is_filing && is_left))
    }

    /// The kind of trouble that its newest request tells and a person mends; none where the process died, which is no answer.
    fn to_mend(&self) -> Option<&'static str> {
        self.report.trouble.filter(|kind| self.stuck_job.is_none() && matches!(*kind, "repair" | "refused"))
    }

    /// Whether its newest request got no answer that counts, and the node sends again by itself.
    fn goes_on(&self) -> bool {
        let newest = self.report.steps.last();
        self.report.trouble == Some("retry")
            && !self.waits_for_human()
            && newest.is_some_and(|step| step.state == StepState::Unknown)
    }
}

/// Shows the report.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<ReportPage>, Failure> {
    let report = load_report(&state, &ctx.actor, &id).await?;
    let mut tx = state.node.db().begin_read("find-filing-job").await?;
    let report_id = id_in_path::<Report>(&id, "report")?;
    let row = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let job = service::jobs::find(&mut tx, &FileReport { report_id }).await?;
    let stuck_job = job.filter(|job| job.is_stuck);
    let upload = ObjectRef::new("upload", &report.summary.upload_id);
    let retention = link_to::<State>(&mut tx, &ctx, &upload).await?;
    let may_open = may(&ctx, Permission::OpenFiles);
    let mut withdrawn = Vec::new();
    for file in report_files::list_shown(&mut tx, report_id).await? {
        let hits = hits::list_hits_of_upload(&mut tx, file.upload_id).await?;
        let confirmed = hits.into_iter().filter(HitRow::is_confirmed);
        withdrawn.extend(confirmed.filter_map(|hit| Some((hit.list_name, hit.withdrawn_at?))));
    }
    let hold = report_holds::find(&mut tx, report_id).await?;
    let not_told = not_told(&mut tx, hold.as_ref()).await?;
    let (destination, held) = (row.destination, row.held);
    let rests_on = row.filed_at.and_then(|filed_at| basis_of(&state.config.platform, filed_at));
    let number = filing_steps::number_in_use(&mut tx, report_id).await?;
    Ok(Page(ReportPage {
        nav: nav(&ctx),
        report,
        stuck_job,
        retention,
        may_open,
        withdrawn,
        destination,
        held,
        moved: moved(&row, number, state.clearinghouse())
            .filter(|_| held.is_none_or(|held| held == Held::OtherDestination)),
        is_by_hand: state.by_hand().is_some(),
        may_order: may(&ctx, Permission::RetryDelivery),
        hold,
        not_told,
        rests_on: rests_on.filter(|basis| row.preserve_until == Some(basis.until)),
        ctx,
    }))
}

/// How the last try ended to send an order that is on its way.
async fn not_told(tx: &mut Tx, hold: Option<&HoldRow>) -> Result<Option<String>, Failure> {
    let Some(order) = hold.filter(|order| order.state == HoldState::Waiting) else { return Ok(None) };
    let job = TellHold { report_id: order.report_id, order_no: order.order_no };
    Ok(service::jobs::find(tx, &job).await?.and_then(|job| job.last_error))
}

/// The address at which a report was begun under a number, and that to which reports go now.
fn moved(row: &ReportRow, number: Option<i64>, to: Option<Clearinghouse>) -> Option<(String, String)> {
    let to = to.filter(|to| row.has_other_address(to) && row.is_elsewhere(to, number))?;
    Some((row.address.clone()?, to.address))
}

/// Sets a report going again.
#[derive(Deserialize)]
pub(crate) struct RetryForm {
    /// The address to which the clearinghouse has moved, where somebody says that it is the one at which the report was begun.
    moved_to: Option<String>,
}

/// Sets a stuck report going again.
pub(crate) async fn retry(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<RetryForm>,
) -> Result<Redirect, Failure> {
    let report_id = id_in_path::<Report>(&id, "report")?;
    let moved_to = form.fields?.moved_to;
    let to = match &moved_to {
        Some(address) => same_address(&state, address)?,
        None => state.require_client()?.clearinghouse(),
    };
    let has_only_moved = moved_to.is_some();
    state.node.act(&ctx.actor, &RetryFiling { report_id, to, has_only_moved }).await?;
    Ok(back_to(&ctx, &format!("/reports/{report_id}?done=retry")))
}

/// Takes note that somebody has seen what was gone before the store could hold it.
pub(crate) async fn see_missing(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let report_id = id_in_path::<Report>(&id, "report")?;
    state.node.act(&ctx.actor, &SeeMissing { report_id }).await?;
    Ok(back_to(&ctx, &format!("/reports/{report_id}?done=seen")))
}

/// Has the application's store asked again.
pub(crate) async fn order_again(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let report_id = id_in_path::<Report>(&id, "report")?;
    state.node.act(&ctx.actor, &OrderAgain { report_id }).await?;
    Ok(back_to(&ctx, &format!("/reports/{report_id}?done=hold")))
}

//! The checklist and the timer of the custody after a recorded arrest, with the forms that tick its duties and record its end.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use model::Id;
use serde::Deserialize;
use service::ui::Tone;
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::assignments::{load_detail, read_time};
use super::forms::{self, ReasonForm};
use super::{may, navigation, option};
use crate::Police;
use crate::actions::{Decision, RecordDetentionDuty, RecordDetentionEnd};
use crate::detention::EndKind;
use crate::ids::{Assignment, DetentionDuty};
use crate::permissions::Permission;
use crate::views::{AssignmentDetail, DetentionView, DutyView};

#[derive(Template)]
#[template(path = "detention.html")]
struct DetentionPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: AssignmentDetail,
    detention: DetentionView,
    /// The duties that begin with an arrest.
    duties: Vec<DutyView>,
    /// How custody may end, in words.
    ends: Vec<(String, String)>,
    /// Name of the unit's clock.
    zone: String,
    may_record: bool,
    typed: Typed,
}

impl DetentionPage {
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/assignments/{}/detention/{what}", self.detail.assignment.assignment_id))
    }
}

/// A duty that was done; `at` by the unit's clocks, or with an offset.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct DutyForm {
    duty: String,
    at: String,
    note: String,
}

model::unprintable!(DutyForm);

/// How custody ended, and when.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct EndForm {
    how: String,
    at: String,
}

/// What the timer of a duty says, with its colour; nothing where no term runs from the arrest.
pub(crate) fn timer(ctx: &PageContext, duty: &DutyView) -> Option<(Tone, String)> {
    let ends_at = duty.ends_at?;
    Some(match duty.stopped_at {
        Some(at) if at <= ends_at => (Tone::Plain, ctx.t("detention-in-time")),
        Some(at) => (Tone::Bad, hours_and_minutes(ctx, "detention-late", ends_at, at)),
        None if ctx.now < ends_at => (Tone::Warn, hours_and_minutes(ctx, "detention-left", ctx.now, ends_at)),
        None => (Tone::Bad, hours_and_minutes(ctx, "detention-past", ends_at, ctx.now)),
    })
}

/// The text of `key` with how much lies between two instants.
fn hours_and_minutes(ctx: &PageContext, key: &str, from: Timestamp, to: Timestamp) -> String {
    let minutes = to.duration_since(from).as_mins();
    ctx.t2(key, "hours", (minutes / 60).to_string(), "minutes", (minutes % 60).to_string())
}

fn path_of(id: Id<Assignment>) -> String {
    format!("/assignments/{id}/detention")
}

/// `GET /assignments/{id}/detention`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Assignment>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, id, Typed::default()).await?.into_response())
}

/// `POST /assignments/{id}/detention/duties`.
pub(crate) async fn tick(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Assignment>>,
    form: TypedForm<DutyForm>,
) -> Result<Response, Failure> {
    let clock = load_detail(&police, &ctx, id).await?.unit.zone().time_zone();
    let action = form.fields.and_then(|DutyForm { duty, at, note }| {
        let at = read_time("at", &at, &clock)?;
        Ok(RecordDetentionDuty { assignment_id: id, duty, at, note })
    });
    let again = |ctx, typed| page(&police, ctx, id, typed);
    forms::carry_out(&police, ctx, action, form.typed, &path_of(id), "detention-ticked", again).await
}

/// `POST /assignments/{id}/detention/duties/{duty}/undo`.
pub(crate) async fn untick(
    State(police): State<Police>,
    ctx: PageContext,
    Path((id, duty_id)): Path<(Id<Assignment>, Id<DetentionDuty>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.withdraws(Decision::DetentionDuty(id, duty_id)));
    let again = |ctx, typed| page(&police, ctx, id, typed);
    forms::carry_out(&police, ctx, action, form.typed, &path_of(id), "detention-unticked", again).await
}

/// `POST /assignments/{id}/detention/end`.
pub(crate) async fn end(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Assignment>>,
    form: TypedForm<EndForm>,
) -> Result<Response, Failure> {
    let clock = load_detail(&police, &ctx, id).await?.unit.zone().time_zone();
    let action = form.fields.and_then(|EndForm { how, at }| {
        let how = EndKind::find(&how).ok_or_else(|| Failure::refused("how", "choose one of these"))?;
        let at = read_time("at", &at, &clock)?;
        Ok(RecordDetentionEnd { assignment_id: id, how, at })
    });
    let again = |ctx, typed| page(&police, ctx, id, typed);
    forms::carry_out(&police, ctx, action, form.typed, &path_of(id), "detention-ended", again).await
}

/// `POST /assignments/{id}/detention/end/undo`.
pub(crate) async fn reopen(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Assignment>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.withdraws(Decision::DetentionEnd(id)));
    let again = |ctx, typed| page(&police, ctx, id, typed);
    forms::carry_out(&police, ctx, action, form.typed, &path_of(id), "detention-reopened", again).await
}

async fn page(
    police: &Police,
    ctx: PageContext,
    id: Id<Assignment>,
    typed: Typed,
) -> Result<Page<DetentionPage>, Failure> {
    let detail = load_detail(police, &ctx, id).await?;
    let detention = detail.person.detention.clone().ok_or_else(|| Failure::absent("arrest"))?;
    let duties = detail.person.paths.iter().flat_map(|path| &path.duties);
    Ok(Page(DetentionPage {
        nav: navigation(&ctx),
        duties: duties.filter(|duty| duty.in_custody).cloned().collect(),
        ends: EndKind::ALL.map(|kind| option(&ctx, "detention-how", kind.code())).to_vec(),
        zone: detail.unit.zone().time_zone().iana_name().unwrap_or_default().to_owned(),
        may_record: may(&ctx, Permission::RecordOutcome),
        detention,
        detail,
        typed,
        ctx,
    }))
}

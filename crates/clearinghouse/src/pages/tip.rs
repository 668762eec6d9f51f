//! A tip and what is done with it.

use askama::Template;
use axum::extract::{FromRef as _, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use service::drafts::{self, Draft};
use service::oversight::four_eyes::{ApprovalView, list_waiting_on, request_approval};
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::{
    Action, Failure, NavItem, Page, PageContext, Permission as _, Scope, Site, Tone, Typed, TypedForm, forms,
};
use wire::cybertipline::IncidentType;
use wire::tip::TipId;

use super::tip_words::{EventView, view};
use super::tips::{language_name, marks, state_tone};
use crate::Permission;
use crate::actions::answer_tip::AnswerTip;
use crate::actions::claim_tip::ClaimTip;
use crate::actions::close_tip::{CloseTip, ReopenTip};
use crate::actions::mark_protection::MarkProtection;
use crate::actions::note_tip::NoteTip;
use crate::actions::open_tip_steps::OpenTipSteps;
use crate::actions::release_protection::ReleaseProtection;
use crate::db::tip_work::is_released;
use crate::db::tips::TipRow;
use crate::state::State as Clearinghouse;
use crate::tip_state::TipState;
use crate::tips::{history, load, object_id, parse, short, try_again};

#[derive(Template)]
#[template(path = "tip.html")]
struct TipPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    tip: TipRow,
    /// As addresses and the custody log name it.
    id: String,
    short: String,
    marks: Vec<(Tone, String)>,
    /// None on a page that shows a refused form again: no look without its entry in the access log.
    said: Option<Vec<EventView>>,
    typed: Typed,
    /// An answer that was typed and not sent.
    draft: Option<Draft>,
    may_work: bool,
    /// A protection record that two persons released since its last step.
    is_released: bool,
    /// What waits for a second person.
    waiting: Vec<ApprovalView>,
    incident_types: Vec<(String, String)>,
    retention: Option<RetentionLink>,
    /// Whether somebody reads at this hour, and when somebody next begins to: what the form tells the reporter.
    is_reading_time: bool,
    next_reading: Timestamp,
}

impl TipPage {
    fn address(&self, what: &str) -> String {
        self.ctx.href(&format!("/tips/{}/{what}", self.id))
    }

    fn answer_mark(&self) -> String {
        drafts::mark(&answer_path(&self.id), &page_path(&self.id))
    }

    fn is_closed(&self) -> bool {
        self.tip.state == TipState::Closed
    }

    fn state_class(&self) -> &'static str {
        state_tone(self.tip.state).class()
    }

    fn state_text(&self) -> String {
        self.ctx.t(&format!("tip-state-{}", self.tip.state.as_str()))
    }

    fn door_text(&self) -> String {
        let door = self.tip.door.map_or("unknown", wire::tip::Door::as_str);
        self.ctx.t(&format!("door-{door}"))
    }

    /// The reporter's language, to answer in.
    fn language(&self) -> &str {
        language_name(self.tip.language.as_deref().unwrap_or("–"))
    }

    fn is_mine(&self) -> bool {
        self.tip.claimed_by.as_deref() == Some(self.ctx.actor.name())
    }

    fn is_open(&self) -> bool {
        self.tip.state == TipState::Open
    }

    /// How many steps were read: those of this page, or, where it shows none, those of the page from which the refused form came.
    fn steps_read(&self) -> String {
        if self.said.is_some() { self.tip.steps.to_string() } else { self.typed.value("steps").to_owned() }
    }

    /// Whether a second person has been asked already.
    fn is_release_asked(&self) -> bool {
        self.waiting.iter().any(|request| request.action == ReleaseProtection::NAME)
    }

    /// The reports that were made of it: what to call them, and where they stand.
    fn reports_made(&self) -> Vec<&(String, String)> {
        self.said.iter().flatten().filter_map(|event| event.link.as_ref()).collect()
    }

    /// Never offered for a protection record that two persons have not released.
    fn may_pass_on(&self) -> bool {
        !self.tip.is_protection() || self.is_released
    }
}

fn page_path(id: &str) -> String {
    format!("/tips/{id}")
}

fn answer_path(id: &str) -> String {
    format!("/tips/{id}/answer")
}

/// The page of a tip: with what was said, or with a form that was refused.
async fn page(
    state: &Clearinghouse,
    ctx: PageContext,
    tip_id: &TipId,
    refused: Option<Typed>,
) -> Result<TipPage, Failure> {
    let id = object_id(tip_id);
    let mut tx = state.node().db().begin_read("tip-page").await?;
    let tip = load(&mut tx, tip_id, ctx.now).await?;
    let said = if refused.is_none() {
        let events = history(&mut tx, state.node().columns(), &tip).await?;
        Some(events.iter().map(|event| view(&ctx, tip.language.as_deref(), event)).collect())
    } else {
        None
    };
    let is_released = tip.is_protection() && is_released(&mut tx, &tip).await?;
    let retention = link_to::<Clearinghouse>(&mut tx, &ctx, &ObjectRef::new("tip", &id)).await?;
    drop(tx);
    let waiting = list_waiting_on(&Site::from_ref(state), &ctx.actor, "tip", &id).await?;
    let (typed, draft) = match refused {
        Some(typed) => (Some(typed), None),
        None => drafts::kept(state.node(), &ctx, &answer_path(&id)).await?,
    };
    let kinds = IncidentType::ALL.iter().map(|kind| (kind.code().to_owned(), ctx.incident_type(kind.code())));
    let reading = state.reading();
    Ok(TipPage {
        nav: super::nav(&ctx),
        is_reading_time: reading.is_open(ctx.now),
        next_reading: reading.next_opening(ctx.now).unwrap_or(ctx.now),
        short: short(tip_id),
        marks: marks(&ctx, &tip),
        may_work: Permission::WorkOnTips.allows(&ctx.actor) != Scope::None,
        waiting,
        incident_types: kinds.collect(),
        typed: typed.unwrap_or_default(),
        draft,
        ctx,
        tip,
        id,
        said,
        is_released,
        retention,
    })
}

/// `GET /tips/{id}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
) -> Result<Response, Failure> {
    Ok(Page(page(&state, ctx, &parse(&id)?, None).await?).into_response())
}

/// The forms once more, with what was typed and why it was refused; a tip that is not there is told first.
pub(super) async fn again(
    state: &Clearinghouse,
    ctx: PageContext,
    tip_id: &TipId,
    typed: Typed,
) -> Result<Response, Failure> {
    let page = page(state, ctx, tip_id, Some(typed)).await?;
    Ok(forms::refused(Page(page)))
}

/// Carries out what a form asks for, and goes back to the tip.
async fn act<A: Action>(
    state: &Clearinghouse,
    ctx: PageContext,
    (tip_id, typed): (&TipId, Typed),
    action: Result<A, Failure>,
    done: &str,
) -> Result<Response, Failure> {
    match forms::act(state.node(), &ctx, action).await {
        Ok(_) => Ok(forms::done(&ctx, &page_path(&object_id(tip_id)), done)),
        Err(failure) => again(state, ctx, tip_id, typed.refused(failure)?).await,
    }
}

/// `POST /tips/{id}/open-again`.
pub(crate) async fn open_again(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let tip_id = parse(&id)?;
    let mut tx = state.node().db().begin_read("unopened-steps").await?;
    let tip = load(&mut tx, &tip_id, ctx.now).await?;
    let opened = try_again(&mut tx, state.node().columns(), &tip, state.tip_secret()).await?;
    drop(tx);
    let action = Ok(OpenTipSteps { tip_id: tip_id.clone(), opened });
    act(&state, ctx, (&tip_id, Typed::default()), action, "tip-opened").await
}

/// `POST /tips/{id}/claim`.
pub(crate) async fn claim(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let tip_id = parse(&id)?;
    let action = Ok(ClaimTip { tip_id: tip_id.clone() });
    act(&state, ctx, (&tip_id, Typed::default()), action, "tip-claimed").await
}

/// The form of an answer.
#[derive(Deserialize)]
pub(crate) struct AnswerForm {
    words: String,
}

/// `POST /tips/{id}/answer`.
pub(crate) async fn answer(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
    form: TypedForm<AnswerForm>,
) -> Result<Response, Failure> {
    let tip_id = parse(&id)?;
    let action = form.fields.map(|form| AnswerTip { tip_id: tip_id.clone(), words: form.words });
    let actor = ctx.actor.clone();
    let answered = act(&state, ctx, (&tip_id, form.typed), action, "tip-answered").await?;
    if answered.status() == StatusCode::SEE_OTHER {
        drafts::sent(state.node(), &actor, &answer_path(&object_id(&tip_id))).await;
    }
    Ok(answered)
}

/// The form of a note.
#[derive(Deserialize)]
pub(crate) struct NoteForm {
    note: String,
}

/// `POST /tips/{id}/note`.
pub(crate) async fn note(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
    form: TypedForm<NoteForm>,
) -> Result<Response, Failure> {
    let tip_id = parse(&id)?;
    let action = form.fields.map(|form| NoteTip { tip_id: tip_id.clone(), note: form.note });
    act(&state, ctx, (&tip_id, form.typed), action, "tip-noted").await
}

/// A form that asks for a reason.
#[derive(Deserialize)]
pub(crate) struct ReasonForm {
    reason: String,
}

/// The form that closes a tip.
#[derive(Deserialize)]
pub(crate) struct CloseForm {
    reason: String,
    #[serde(default)]
    steps: String,
}

/// What is no number stands for nothing read: a tip has a step at least.
fn count(steps: &str) -> i64 {
    steps.parse().unwrap_or_default()
}

/// `POST /tips/{id}/close`.
pub(crate) async fn close(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
    form: TypedForm<CloseForm>,
) -> Result<Response, Failure> {
    let tip_id = parse(&id)?;
    let close =
        |form: CloseForm| CloseTip { tip_id: tip_id.clone(), steps: count(&form.steps), reason: form.reason };
    let action = form.fields.map(close);
    act(&state, ctx, (&tip_id, form.typed), action, "tip-closed").await
}

/// `POST /tips/{id}/reopen`.
pub(crate) async fn reopen(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let tip_id = parse(&id)?;
    let action = form.fields.map(|form| ReopenTip { tip_id: tip_id.clone(), reason: form.reason });
    act(&state, ctx, (&tip_id, form.typed), action, "tip-reopened").await
}

/// `POST /tips/{id}/protect`.
pub(crate) async fn protect(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let tip_id = parse(&id)?;
    let action = form.fields.map(|form| MarkProtection { tip_id: tip_id.clone(), reason: form.reason });
    act(&state, ctx, (&tip_id, form.typed), action, "tip-protected").await
}

/// The form that asks a second person.
#[derive(Deserialize)]
pub(crate) struct ProtectionForm {
    protection_reason: String,
    #[serde(default)]
    steps: String,
}

/// `POST /tips/{id}/release`: on to the requests for approval.
pub(crate) async fn release(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
    form: TypedForm<ProtectionForm>,
) -> Result<Response, Failure> {
    let tip_id = parse(&id)?;
    let asked = match form.fields {
        Ok(fields) => {
            let (steps, reason) = (count(&fields.steps), fields.protection_reason);
            let action = ReleaseProtection { tip_id: tip_id.clone(), steps, reason };
            request_approval(state.node(), &ctx.actor, None, [0; 32], &action).await.map(drop)
        }
        Err(failure) => Err(failure),
    };
    match asked {
        Ok(()) => Ok(Redirect::to(&ctx.href("/approvals")).into_response()),
        Err(failure) => again(&state, ctx, &tip_id, form.typed.refused(failure)?).await,
    }
}

//! Ask an operator who had the addresses of a subject's acts, and of events that are none.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Subject;
use serde::Deserialize;
use service::drafts::{self, Draft};
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::{load, page_of};
use crate::Police;
use crate::actions::IssueDisclosureRequest;
use crate::guard::Reading;
use crate::ids::DisclosureRequest;
use crate::pages::disclosure_orders::bases;
use crate::pages::{forms, navigation};
use crate::views::{ActView, IpEventView};

#[derive(Template)]
#[template(path = "subject-ask.html")]
struct AskPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    subject_id: Id<Subject>,
    /// The operators of addresses that nobody has been asked about yet.
    operators: Vec<String>,
    /// The acts with an address about which the operator can be asked, what is erased first on top.
    acts: Vec<ActView>,
    /// The same of events that are no acts.
    events: Vec<IpEventView>,
    bases: Vec<(String, String)>,
    /// In which zone the clock readings can be looked up as well.
    readings: Vec<(String, String)>,
    typed: Typed,
    draft: Option<Draft>,
}

impl AskPage {
    /// Address of the page within the role: its form is sent there too.
    fn address(&self) -> String {
        form_of(self.subject_id)
    }

    /// Whether an act or an event here may mislead, so that asking about it needs a reason.
    fn has_flags(&self) -> bool {
        let events = self.events.iter().map(|event| &event.event_flags);
        self.acts.iter().map(|act| &act.event_flags).chain(events).any(|flags| !flags.is_empty())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct AskForm {
    operator: String,
    legal_basis: String,
    basis: String,
    act_ids: Vec<String>,
    event_ids: Vec<String>,
    despite: String,
    also_read_in: String,
}

model::unprintable!(AskForm);

impl AskForm {
    /// What the form asks for, at a node that the law of this country binds.
    pub(crate) fn action(&self, country: &str) -> Result<IssueDisclosureRequest, Failure> {
        let (act_ids, event_ids) = forms::read_seen(&self.act_ids, &self.event_ids)?;
        Ok(IssueDisclosureRequest {
            operator: self.operator.clone(),
            legal_basis: self.legal_basis.clone(),
            basis: self.basis.clone(),
            act_ids,
            event_ids,
            despite: self.despite.clone(),
            also_read_in: self.also_read_in.clone(),
            country: country.to_owned(),
        })
    }
}

/// `GET /subjects/{id}/ask[?operator=]`: begins with the operator whose records are erased first.
pub(crate) async fn ask(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
) -> Result<Response, Failure> {
    let (typed, draft) = forms::kept(&police, &ctx, &form_of(id)).await?;
    Ok(page(&police, ctx, id, typed, draft).await?.into_response())
}

/// `POST /subjects/{id}/ask`: on to the request, which is to be sent.
pub(crate) async fn send(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
    form: TypedForm<AskForm>,
) -> Result<Response, Failure> {
    // a subject that is not there for the reader has no form
    load(&police, &ctx, id).await?;
    match act(&police, &ctx, form.fields).await {
        Ok(request_id) => {
            drafts::sent(&police.node, &ctx.actor, &form_of(id)).await;
            Ok(forms::done(&ctx, &format!("/disclosure-requests/{request_id}"), "request-issued"))
        }
        Err(failure) => {
            let typed = form.typed.refused(forms::under_form_names(failure, &[]))?;
            Ok(forms::refused(page(&police, ctx, id, Some(typed), None).await?))
        }
    }
}

async fn act(
    police: &Police,
    ctx: &PageContext,
    fields: Result<AskForm, Failure>,
) -> Result<Id<DisclosureRequest>, Failure> {
    police.node.act(&ctx.actor, &fields?.action(&police.settings.opening.country)?).await
}

async fn page(
    police: &Police,
    ctx: PageContext,
    subject_id: Id<Subject>,
    typed: Option<Typed>,
    draft: Option<Draft>,
) -> Result<Page<AskPage>, Failure> {
    let detail = load(police, &ctx, subject_id).await?;
    let (mut acts, mut events) = (detail.acts, detail.events);
    acts.retain(|act| act.ip.is_some());
    acts.sort_by_key(|act| (!act.asked_in.is_empty(), act.erasable_on, act.act_id));
    events.retain(|event| event.ip.is_some());
    events.sort_by_key(|event| (!event.waits(), event.erasable_on, event.event_id));
    let open = acts.iter().filter(|act| act.asked_in.is_empty()).map(|act| &act.operator);
    let also = events.iter().filter(|event| event.asked_in.is_empty()).map(|event| &event.operator);
    let operators: BTreeSet<String> = open.chain(also).flatten().cloned().collect();
    let typed = typed.unwrap_or_else(|| {
        let first = first_operator(&acts, &events);
        filled_in(&acts, &events, &ctx.query_value("operator").unwrap_or(first))
    });
    let chosen = Some(typed.value("operator").to_owned());
    // of a name that no report gives, everything stays in sight
    let mut known = acts.iter().map(|act| &act.operator).chain(events.iter().map(|event| &event.operator));
    if known.any(|operator| *operator == chosen) {
        acts.retain(|act| act.operator.is_none() || act.operator == chosen);
        events.retain(|event| event.operator.is_none() || event.operator == chosen);
    }
    let operators = operators.into_iter().collect();
    let bases = bases(&ctx, &police.settings.opening.country, ctx.now);
    let (nav, readings) = (navigation(&ctx), readings(&ctx));
    Ok(Page(AskPage { nav, ctx, subject_id, operators, acts, events, bases, readings, typed, draft }))
}

fn form_of(subject_id: Id<Subject>) -> String {
    format!("{}/ask", page_of(subject_id))
}

/// The zones in which clock readings can be looked up as well, after "none".
pub(crate) fn readings(ctx: &PageContext) -> Vec<(String, String)> {
    let none = (String::new(), ctx.t("ask-reading-none"));
    let zones = Reading::ALL.map(|reading| (reading.name().to_owned(), reading.name().to_owned()));
    std::iter::once(none).chain(zones).collect()
}

/// The operator whose records are erased first, of what is sorted so.
fn first_operator(acts: &[ActView], events: &[IpEventView]) -> String {
    let key = |asked: bool, day, operator: &Option<String>| Some((asked, day, operator.clone()?));
    let act = acts.iter().find_map(|act| key(!act.asked_in.is_empty(), act.erasable_on, &act.operator));
    let event = events.iter().find_map(|event| key(!event.waits(), event.erasable_on, &event.operator));
    act.into_iter().chain(event).min().map(|(_, _, operator)| operator).unwrap_or_default()
}

/// The form as it is shown first: an operator, and its acts and events about which nobody was asked yet.
fn filled_in(acts: &[ActView], events: &[IpEventView], operator: &str) -> Typed {
    let is_open = |asked: bool, of: &Option<String>| !asked && of.as_deref() == Some(operator);
    let acts = acts.iter().filter(|act| is_open(!act.asked_in.is_empty(), &act.operator));
    let events = events.iter().filter(|event| is_open(!event.waits(), &event.operator));
    let ticked = acts.map(|act| ("act_ids".to_owned(), act.act_id.to_string()));
    let ticked = ticked.chain(events.map(|event| ("event_ids".to_owned(), event.event_id.to_string())));
    Typed::with(std::iter::once(("operator".to_owned(), operator.to_owned())).chain(ticked))
}

//! Ask an operator who had the addresses of a subject's acts.

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
use crate::views::ActView;

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

    /// Whether an act here may mislead, so that asking about it needs a reason.
    fn has_flags(&self) -> bool {
        self.acts.iter().any(|act| !act.event_flags.is_empty())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct AskForm {
    operator: String,
    legal_basis: String,
    basis: String,
    act_ids: Vec<String>,
    despite: String,
    also_read_in: String,
}

model::unprintable!(AskForm);

impl AskForm {
    /// What the form asks for, at a node that the law of this country binds.
    pub(crate) fn action(&self, country: &str) -> Result<IssueDisclosureRequest, Failure> {
        Ok(IssueDisclosureRequest {
            operator: self.operator.clone(),
            legal_basis: self.legal_basis.clone(),
            basis: self.basis.clone(),
            act_ids: forms::read_ids("act_ids", &self.act_ids)?,
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
    let mut acts = load(police, &ctx, subject_id).await?.acts;
    acts.retain(|act| act.ip.is_some());
    acts.sort_by_key(|act| (!act.asked_in.is_empty(), act.erasable_on, act.act_id));
    let open = acts.iter().filter(|act| act.asked_in.is_empty());
    let operators: BTreeSet<String> = open.filter_map(|act| act.operator.clone()).collect();
    let typed = typed.unwrap_or_else(|| {
        let first = acts.iter().find_map(|act| act.operator.clone()).unwrap_or_default();
        filled_in(&acts, &ctx.query_value("operator").unwrap_or(first))
    });
    let chosen = typed.value("operator").to_owned();
    // of a name that no report gives, everything stays in sight
    if acts.iter().any(|act| act.operator.as_ref() == Some(&chosen)) {
        acts.retain(|act| act.operator.as_ref().is_none_or(|operator| *operator == chosen));
    }
    let operators = operators.into_iter().collect();
    let bases = bases(&ctx, &police.settings.opening.country, ctx.now);
    let (nav, readings) = (navigation(&ctx), readings(&ctx));
    Ok(Page(AskPage { nav, ctx, subject_id, operators, acts, bases, readings, typed, draft }))
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

/// The form as it is shown first: an operator, and its acts about which nobody was asked yet.
fn filled_in(acts: &[ActView], operator: &str) -> Typed {
    let of_it = |act: &&ActView| act.asked_in.is_empty() && act.operator.as_deref() == Some(operator);
    let ticked = acts.iter().filter(of_it).map(|act| ("act_ids".to_owned(), act.act_id.to_string()));
    Typed::with(std::iter::once(("operator".to_owned(), operator.to_owned())).chain(ticked))
}

//! On which path each act of a person is handled, what is due there, and the form that decides on open ages.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Person;
use serde::Deserialize;
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::forms::{self, ReasonForm};
use super::{may, navigation, option, persons};
use crate::Police;
use crate::actions::{DecidePath, Decision};
use crate::ids::PathDecision;
use crate::permissions::Permission;
use crate::views::{PathDecisionView, PersonDetail};

#[derive(Template)]
#[template(path = "person-paths.html")]
struct PathsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: PersonDetail,
    choices: Vec<(String, String)>,
    /// Whether the reader may decide and withdraw.
    may_decide: bool,
    typed: Typed,
}

impl PathsPage {
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/persons/{}/paths{what}", self.detail.person.person_id))
    }

    /// Whether the age at an act is open.
    fn has_open(&self) -> bool {
        self.detail.acts.iter().any(|act| !act.may_decide.is_empty())
    }

    /// The times of the acts that a decision is on, as their reports state them.
    fn acts_of(&self, decision: &PathDecisionView) -> String {
        self.detail.times_of(&decision.act_ids)
    }
}

/// A decision to be kept.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct DecideForm {
    path: String,
    decision_reason: String,
    act_ids: Vec<String>,
}

model::unprintable!(DecideForm);

impl DecideForm {
    fn action(self, person_id: Id<Person>) -> Result<DecidePath, Failure> {
        let act_ids = forms::read_ids("act_ids", &self.act_ids)?;
        Ok(DecidePath { person_id, path: self.path, reason: self.decision_reason, act_ids })
    }
}

/// `GET /persons/{id}/paths`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, id, Typed::default()).await?.into_response())
}

/// `POST /persons/{id}/paths`.
pub(crate) async fn decide(
    State(police): State<Police>,
    ctx: PageContext,
    Path(person_id): Path<Id<Person>>,
    form: TypedForm<DecideForm>,
) -> Result<Response, Failure> {
    // a person who is not there for the reader has no form
    persons::load_detail(&police, &ctx, person_id).await?;
    let action = form.fields.and_then(|fields| fields.action(person_id));
    let outcome = forms::act(&police.node, &ctx, action).await.map(drop);
    let outcome =
        outcome.map_err(|failure| forms::under_form_names(failure, &[("reason", "decision_reason")]));
    answer(&police, ctx, person_id, form.typed, outcome, "path-decided").await
}

/// `POST /persons/{id}/paths/{decision}/undo`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path((person_id, decision_id)): Path<(Id<Person>, Id<PathDecision>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    persons::load_detail(&police, &ctx, person_id).await?;
    let action = form.fields.map(|fields| fields.withdraws(Decision::Path(decision_id)));
    let outcome = forms::act(&police.node, &ctx, action).await.map(drop);
    answer(&police, ctx, person_id, form.typed, outcome, "path-withdrawn").await
}

async fn answer(
    police: &Police,
    ctx: PageContext,
    person_id: Id<Person>,
    typed: Typed,
    outcome: Result<(), Failure>,
    done: &str,
) -> Result<Response, Failure> {
    let path = format!("/persons/{person_id}/paths");
    let again = |ctx, typed| page(police, ctx, person_id, typed);
    forms::answer(ctx, outcome, typed, &path, done, again).await
}

async fn page(
    police: &Police,
    ctx: PageContext,
    person_id: Id<Person>,
    typed: Typed,
) -> Result<Page<PathsPage>, Failure> {
    let detail = persons::load_detail(police, &ctx, person_id).await?;
    let may_decide = detail.person.standing && may(&ctx, Permission::IdentifyPersons);
    let mut open: Vec<&str> = detail.acts.iter().flat_map(|act| act.may_decide.iter().copied()).collect();
    open.sort_unstable();
    open.dedup();
    let choices = open.iter().map(|path| option(&ctx, "path", path)).collect();
    Ok(Page(PathsPage { nav: navigation(&ctx), ctx, detail, choices, may_decide, typed }))
}

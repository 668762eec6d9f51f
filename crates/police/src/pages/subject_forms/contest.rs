//! A link that somebody disputes, and the decision on that.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::{Link, Subject};
use serde::Deserialize;
use service::{Failure, PageContext, TypedForm};

use super::page_of;
use super::undo::{again, decide};
use crate::Police;
use crate::actions::{ContestLink, DecideContest};
use crate::pages::forms::{self, ReasonForm};

/// How a dispute ends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct DecisionForm {
    decision: String,
    grounds: String,
}

model::unprintable!(DecisionForm);

/// `POST /subjects/{id}/links/{link}/contest`.
pub(crate) async fn contest(
    State(police): State<Police>,
    ctx: PageContext,
    Path((subject_id, link_id)): Path<(Id<Subject>, Id<Link>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    decide(&police, ctx, subject_id, form, |reason| ContestLink { link_id, reason }, "link-contested").await
}

/// `POST /subjects/{id}/links/{link}/contest/decide`.
pub(crate) async fn settle(
    State(police): State<Police>,
    ctx: PageContext,
    Path((subject_id, link_id)): Path<(Id<Subject>, Id<Link>)>,
    form: TypedForm<DecisionForm>,
) -> Result<Response, Failure> {
    let action =
        form.fields.map(|DecisionForm { decision, grounds }| DecideContest { link_id, decision, grounds });
    match forms::act(&police.node, &ctx, action).await {
        Ok(_) => Ok(forms::done(&ctx, &page_of(subject_id), "contest-decided")),
        Err(failure) => again(&police, ctx, subject_id, form.typed, failure).await,
    }
}

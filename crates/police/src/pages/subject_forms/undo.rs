//! Links and vetoes of a subject, withdrawn or made to stand again.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::{Link, Subject};
use service::{Action, Failure, PageContext, Typed, TypedForm};

use super::page_of;
use crate::Police;
use crate::actions::{Decision, RestoreLink, WithdrawDecision};
use crate::ids::Veto;
use crate::pages::forms::{self, ReasonForm};
use crate::pages::subjects;
use crate::permissions::Permission;

/// `POST /subjects/{id}/links/{link}/undo`.
pub(crate) async fn withdraw_link(
    State(police): State<Police>,
    ctx: PageContext,
    Path((subject_id, link_id)): Path<(Id<Subject>, Id<Link>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = |reason| WithdrawDecision { decision: Decision::Link(link_id), reason };
    decide(&police, ctx, subject_id, form, action, "link-withdrawn").await
}

/// `POST /subjects/{id}/links/{link}/restore`.
pub(crate) async fn restore_link(
    State(police): State<Police>,
    ctx: PageContext,
    Path((subject_id, link_id)): Path<(Id<Subject>, Id<Link>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    decide(&police, ctx, subject_id, form, |reason| RestoreLink { link_id, reason }, "link-restored").await
}

/// `POST /subjects/{id}/vetoes/{veto}/undo`.
pub(crate) async fn withdraw_veto(
    State(police): State<Police>,
    ctx: PageContext,
    Path((subject_id, veto_id)): Path<(Id<Subject>, Id<Veto>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = |reason| WithdrawDecision { decision: Decision::Veto(veto_id), reason };
    decide(&police, ctx, subject_id, form, action, "veto-withdrawn").await
}

/// Acts, and goes back to the subject with word of it; a refusal shows the subject with the reason for it.
pub(super) async fn decide<A: Action<Permission = Permission>>(
    police: &Police,
    ctx: PageContext,
    subject_id: Id<Subject>,
    form: TypedForm<ReasonForm>,
    action: impl FnOnce(String) -> A,
    done: &str,
) -> Result<Response, Failure> {
    let outcome = match form.fields {
        Ok(fields) => police.node.act(&ctx.actor, &action(fields.reason)).await.map(drop),
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => Ok(forms::done(&ctx, &page_of(subject_id), done)),
        Err(failure) => again(police, ctx, subject_id, form.typed, failure).await,
    }
}

pub(super) async fn again(
    police: &Police,
    ctx: PageContext,
    subject_id: Id<Subject>,
    typed: Typed,
    failure: Failure,
) -> Result<Response, Failure> {
    let typed = typed.refused(failure)?;
    Ok(forms::refused(subjects::load(police, ctx, subject_id, typed).await?))
}

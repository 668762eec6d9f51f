//! The forms by which an assignment goes between units.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::Id;
use serde::Deserialize;
use service::oversight::four_eyes::request_approval;
use service::{Failure, PageContext, TypedForm};

use super::forms::carry_out;
use super::show::{TypedForms, again, page_path};
use crate::Police;
use crate::actions::{AcceptAssignment, ReturnAssignment, TransferAssignment};
use crate::ids::Assignment;
use crate::pages::forms::ReasonForm;

/// Nothing but the click.
#[derive(Debug, Deserialize)]
pub(crate) struct AcceptForm {}

/// To which unit, and why.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct TransferForm {
    unit: String,
    reason: String,
}

model::unprintable!(TransferForm);

/// `POST /assignments/{id}/accept`.
pub(crate) async fn accept(
    State(police): State<Police>,
    ctx: PageContext,
    Path(assignment_id): Path<Id<Assignment>>,
    form: TypedForm<AcceptForm>,
) -> Result<Response, Failure> {
    form.fields?;
    let place = |typed| TypedForms { withdrawal: typed, ..TypedForms::default() };
    let action = AcceptAssignment { assignment_id };
    carry_out(&police, ctx, assignment_id, &action, (form.typed, place), "assignment-accepted", "").await
}

/// `POST /assignments/{id}/return`.
pub(crate) async fn give_back(
    State(police): State<Police>,
    ctx: PageContext,
    Path(assignment_id): Path<Id<Assignment>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let place = |typed| TypedForms { withdrawal: typed, ..TypedForms::default() };
    let ReasonForm { reason } = match form.fields {
        Ok(fields) => fields,
        Err(failure) => return again(&police, ctx, assignment_id, place(form.typed.refused(failure)?)).await,
    };
    let action = ReturnAssignment { assignment_id, reason };
    carry_out(&police, ctx, assignment_id, &action, (form.typed, place), "assignment-returned", "").await
}

/// `POST /assignments/{id}/transfer`: a second person approves.
pub(crate) async fn transfer(
    State(police): State<Police>,
    ctx: PageContext,
    Path(assignment_id): Path<Id<Assignment>>,
    form: TypedForm<TransferForm>,
) -> Result<Response, Failure> {
    let outcome = match form.fields {
        Ok(TransferForm { unit, reason }) => {
            let action = TransferAssignment { assignment_id, unit, reason };
            request_approval(&police.node, &ctx.actor, None, [0; 32], &action).await.map(drop)
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => {
            let page = format!("{}?done=transfer-asked", page_path(assignment_id));
            Ok(Redirect::to(&ctx.href(&page)).into_response())
        }
        Err(failure) => {
            let typed = TypedForms { transfer: form.typed.refused(failure)?, ..TypedForms::default() };
            again(&police, ctx, assignment_id, typed).await
        }
    }
}

//! The forms of an assignment. What is refused comes back with what was typed; what is done leads to the page, which says so.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::Id;
use serde::Deserialize;
use service::{Action, Failure, PageContext, Typed, TypedForm, drafts};

use super::show::{TypedForms, again, entry_path, load_detail, outcome_path, page_path};
use super::time;
use crate::Police;
use crate::actions::{Decision, EnterArrestList, RecordOutcome, WithdrawDecision};
use crate::ids::Assignment;
use crate::outcomes::OutcomeCode;
use crate::permissions::Permission;

/// Why a person is to be arrested.
#[derive(Deserialize)]
pub(crate) struct EntryForm {
    grounds: String,
}

model::unprintable!(EntryForm);

/// What came of an assignment; `at` by the unit's clocks, or with an offset.
#[derive(Deserialize)]
pub(crate) struct OutcomeForm {
    code: OutcomeCode,
    at: String,
    #[serde(default)]
    arrest_reasons: String,
    #[serde(default)]
    why_not_heard: String,
}

model::unprintable!(OutcomeForm);

/// Why a decision is withdrawn.
#[derive(Deserialize)]
pub(crate) struct ReasonForm {
    reason: String,
}

model::unprintable!(ReasonForm);

/// `POST /assignments/{id}/arrest-list`.
pub(crate) async fn enter_arrest_list(
    State(police): State<Police>,
    ctx: PageContext,
    Path(assignment_id): Path<Id<Assignment>>,
    form: TypedForm<EntryForm>,
) -> Result<Response, Failure> {
    let place = |typed| TypedForms { entry: typed, ..TypedForms::default() };
    let EntryForm { grounds } = match form.fields {
        Ok(fields) => fields,
        Err(failure) => return again(&police, ctx, assignment_id, place(form.typed.refused(failure)?)).await,
    };
    let action = EnterArrestList { assignment_id, grounds };
    let form_path = entry_path(assignment_id);
    carry_out(&police, ctx, assignment_id, &action, (form.typed, place), "arrest-entered", &form_path).await
}

/// `POST /assignments/{id}/arrest-list/undo`.
pub(crate) async fn withdraw_entry(
    State(police): State<Police>,
    ctx: PageContext,
    Path(assignment_id): Path<Id<Assignment>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    withdraw(&police, ctx, assignment_id, Decision::ArrestEntry(assignment_id), form, "entry-withdrawn").await
}

/// `POST /assignments/{id}/outcome`.
pub(crate) async fn record_outcome(
    State(police): State<Police>,
    ctx: PageContext,
    Path(assignment_id): Path<Id<Assignment>>,
    form: TypedForm<OutcomeForm>,
) -> Result<Response, Failure> {
    let place = |typed| TypedForms { outcome: typed, ..TypedForms::default() };
    // the unit's clocks read the time, so the assignment comes before what was typed
    let zone = load_detail(&police, &ctx, assignment_id).await?.unit.zone();
    let read = form.fields.and_then(|fields| {
        let at = time::read("at", &fields.at, &zone.time_zone())?;
        let OutcomeForm { code, arrest_reasons, why_not_heard, .. } = fields;
        Ok(RecordOutcome { assignment_id, code, at, arrest_reasons, why_not_heard })
    });
    let action = match read {
        Ok(read) => read,
        Err(failure) => return again(&police, ctx, assignment_id, place(form.typed.refused(failure)?)).await,
    };
    let form_path = outcome_path(assignment_id);
    carry_out(&police, ctx, assignment_id, &action, (form.typed, place), "outcome-recorded", &form_path).await
}

/// `POST /assignments/{id}/outcome/undo`.
pub(crate) async fn withdraw_outcome(
    State(police): State<Police>,
    ctx: PageContext,
    Path(assignment_id): Path<Id<Assignment>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    withdraw(&police, ctx, assignment_id, Decision::Outcome(assignment_id), form, "outcome-withdrawn").await
}

async fn withdraw(
    police: &Police,
    ctx: PageContext,
    assignment_id: Id<Assignment>,
    decision: Decision,
    form: TypedForm<ReasonForm>,
    done: &str,
) -> Result<Response, Failure> {
    let place = |typed| TypedForms { withdrawal: typed, ..TypedForms::default() };
    let ReasonForm { reason } = match form.fields {
        Ok(fields) => fields,
        Err(failure) => return again(police, ctx, assignment_id, place(form.typed.refused(failure)?)).await,
    };
    let action = WithdrawDecision { decision, reason };
    carry_out(police, ctx, assignment_id, &action, (form.typed, place), done, "").await
}

/// Acts, and forgets the draft of the form `form_path`; a refusal shows the page again, with what was typed at its `place`.
pub(super) async fn carry_out<A: Action<Permission = Permission>>(
    police: &Police,
    ctx: PageContext,
    assignment_id: Id<Assignment>,
    action: &A,
    (typed, place): (Typed, impl FnOnce(Typed) -> TypedForms),
    done: &str,
    form_path: &str,
) -> Result<Response, Failure> {
    match police.node.act(&ctx.actor, action).await {
        Ok(_) => {
            if !form_path.is_empty() {
                drafts::sent(&police.node, &ctx.actor, form_path).await;
            }
            let page = format!("{}?done={done}", page_path(assignment_id));
            Ok(Redirect::to(&ctx.href(&page)).into_response())
        }
        Err(failure) => again(police, ctx, assignment_id, place(typed.refused(failure)?)).await,
    }
}

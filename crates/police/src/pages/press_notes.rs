//! The forms that record that a press note was published, or withdrawn.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::Operation;
use service::{Failure, Form, PageContext};

use super::forms;
use crate::Police;
use crate::api::operations::{NewPublication, NoteToWithdraw};

/// `POST /operations/{id}/publish-note`.
pub(crate) async fn publish(
    State(police): State<Police>,
    ctx: PageContext,
    Path(operation_id): Path<Id<Operation>>,
    Form(form): Form<NewPublication>,
) -> Result<Response, Failure> {
    police.node.act(&ctx.actor, &form.action(&police, operation_id)).await?;
    Ok(forms::done(&ctx, &format!("/operations/{operation_id}"), "note-published"))
}

/// `POST /operations/{id}/withdraw-note`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path(operation_id): Path<Id<Operation>>,
    Form(form): Form<NoteToWithdraw>,
) -> Result<Response, Failure> {
    police.node.act(&ctx.actor, &form.action(operation_id)).await?;
    Ok(forms::done(&ctx, &format!("/operations/{operation_id}"), "note-withdrawn"))
}

//! The forms that close an operation to named readers, open it again, and ask to become one of them.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use model::Id;
use model::kind::{Link, Operation, Subject};
use service::{Action, Failure, PageContext, Typed, TypedForm};

use super::forms::{self, ReasonForm};
use super::operations::{self, page_of};
use super::subjects;
use crate::Police;
use crate::actions::{AskAccess, Border, Change, ChangeReaders, ReopenOperation};
use crate::api::closures::{NewClosure, ReaderChange};
use crate::permissions::Permission;

/// `POST /operations/{id}/close`.
pub(crate) async fn close(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
    form: TypedForm<NewClosure>,
) -> Result<Response, Failure> {
    let action = match form.fields {
        Ok(fields) => fields.action(&police, id).await,
        Err(failure) => Err(failure),
    };
    carry_out(&police, ctx, id, action, form.typed.of("close"), "operation-closed").await
}

/// `POST /operations/{id}/reopen`.
pub(crate) async fn reopen(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|ReasonForm { reason }| ReopenOperation { operation_id: id, reason });
    carry_out(&police, ctx, id, action, form.typed.of("reopen"), "operation-reopened").await
}

/// `POST /operations/{id}/readers`.
pub(crate) async fn add_reader(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
    form: TypedForm<ReaderChange>,
) -> Result<Response, Failure> {
    let action = change(&police, id, form.fields, Change::Add).await;
    carry_out(&police, ctx, id, action, form.typed.of("readers"), "reader-added").await
}

/// `POST /operations/{id}/readers/remove`: who removes themselves comes to the list.
pub(crate) async fn remove_reader(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
    form: TypedForm<ReaderChange>,
) -> Result<Response, Failure> {
    let action = change(&police, id, form.fields, Change::Remove).await;
    let is_self = form.typed.value("reader").trim() == ctx.actor.name();
    let path = if is_self { "/operations".to_owned() } else { page_of(id) };
    let again = |ctx, typed| operations::load_one(&police, ctx, id, typed);
    forms::carry_out(&police, ctx, action, form.typed.of("readers"), &path, "reader-removed", again).await
}

/// `POST /operations/{id}/readers/refuse`.
pub(crate) async fn refuse_reader(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
    form: TypedForm<ReaderChange>,
) -> Result<Response, Failure> {
    let action = change(&police, id, form.fields, Change::Refuse).await;
    carry_out(&police, ctx, id, action, form.typed.of("readers"), "reader-refused").await
}

/// `POST /operations/{id}/ask-access`.
pub(crate) async fn ask_about_operation(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|ReasonForm { reason }| AskAccess { border: Border::Operation(id), reason });
    carry_out(&police, ctx, id, action, form.typed.of("ask"), "access-asked").await
}

/// `POST /links/{id}/ask-access`: back to the subject on whose page it was asked; to the subjects, where the form says of none.
pub(crate) async fn ask_about_link(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Link>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|ReasonForm { reason }| AskAccess { border: Border::Link(id), reason });
    let Ok(subject_id) = form.typed.value("subject_id").parse::<Id<Subject>>() else {
        forms::act(&police.node, &ctx, action).await?;
        return Ok(Redirect::to(&ctx.href("/subjects")).into_response());
    };
    let (path, typed) = (format!("/subjects/{subject_id}"), form.typed.of(id.to_string()));
    let again = |ctx, typed| subjects::load(&police, ctx, subject_id, typed);
    forms::carry_out(&police, ctx, action, typed, &path, "access-asked", again).await
}

async fn change(
    police: &Police,
    id: Id<Operation>,
    fields: Result<ReaderChange, Failure>,
    change: Change,
) -> Result<ChangeReaders, Failure> {
    fields?.action(police, id, change).await
}

/// Back to the operation: with word of what was done, or with the form that was refused.
async fn carry_out<A: Action<Permission = Permission>>(
    police: &Police,
    ctx: PageContext,
    id: Id<Operation>,
    action: Result<A, Failure>,
    typed: Typed,
    done: &str,
) -> Result<Response, Failure> {
    let again = |ctx, typed| operations::load_one(police, ctx, id, typed);
    forms::carry_out(police, ctx, action, typed, &page_of(id), done, again).await
}

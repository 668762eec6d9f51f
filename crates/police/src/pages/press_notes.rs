//! The forms that record that a press note was published, or withdrawn.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::Operation;
use serde::Deserialize;
use service::{Failure, PageContext, TypedForm};

use super::forms;
use super::operations::{self, page_of};
use crate::Police;
use crate::api::operations::{NewPublication, NoteToWithdraw};

/// That the note on the page was published. The form sends back its text and language too, for the page to say what has changed since.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PublicationForm {
    published_in: String,
    shown: String,
}

/// `POST /operations/{id}/publish-note`.
pub(crate) async fn publish(
    State(police): State<Police>,
    ctx: PageContext,
    Path(operation_id): Path<Id<Operation>>,
    form: TypedForm<PublicationForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|PublicationForm { published_in, shown }| {
        NewPublication { published_in, shown }.action(&police, operation_id)
    });
    let (path, typed) = (page_of(operation_id), form.typed.of("note"));
    let again = |ctx, typed| operations::load_one(&police, ctx, operation_id, typed);
    forms::carry_out(&police, ctx, action, typed, &path, "note-published", again).await
}

/// `POST /operations/{id}/withdraw-note`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path(operation_id): Path<Id<Operation>>,
    form: TypedForm<NoteToWithdraw>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.action(operation_id));
    // each note has a form of its own
    let part = form.typed.value("note_id").to_owned();
    let (path, typed) = (page_of(operation_id), form.typed.of(part));
    let again = |ctx, typed| operations::load_one(&police, ctx, operation_id, typed);
    forms::carry_out(&police, ctx, action, typed, &path, "note-withdrawn", again).await
}

//! Put a subject into an operation.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Subject;
use serde::Deserialize;
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::{load, page_of};
use crate::Police;
use crate::actions::{AddSubjects, Choice};
use crate::db::Reader;
use crate::pages::{forms, navigation};
use crate::views;

#[derive(Template)]
#[template(path = "subject-operation.html")]
struct OperationFormPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    subject_id: Id<Subject>,
    /// The operations that the reader may read, for a choice; without any, only "none".
    options: Vec<(String, String)>,
    typed: Typed,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct OperationForm {
    operation_id: String,
}

/// `GET /subjects/{id}/operation`.
pub(crate) async fn ask(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, id, Typed::default()).await?.into_response())
}

/// `POST /subjects/{id}/operation`.
pub(crate) async fn decide(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
    form: TypedForm<OperationForm>,
) -> Result<Response, Failure> {
    load(&police, &ctx, id).await?;
    let action = form.fields.and_then(|fields| {
        let operation_id = forms::read_id("operation_id", &fields.operation_id)?;
        Ok(AddSubjects { operation_id, subjects: Choice::These(vec![id]) })
    });
    let again = |ctx, typed| page(&police, ctx, id, typed);
    forms::carry_out(&police, ctx, action, form.typed, &page_of(id), "subject-added", again).await
}

async fn page(
    police: &Police,
    ctx: PageContext,
    subject_id: Id<Subject>,
    typed: Typed,
) -> Result<Page<OperationFormPage>, Failure> {
    load(police, &ctx, subject_id).await?;
    let mut tx = police.reading("list-operations").await?;
    let operations = views::list_operations(&mut tx, &Reader::of(&ctx.actor), police.node.columns()).await?;
    drop(tx);
    let none = (String::new(), ctx.t("choose"));
    let named = operations.into_iter().map(|view| (view.operation_id.to_string(), view.name));
    let options = std::iter::once(none).chain(named).collect();
    Ok(Page(OperationFormPage { nav: navigation(&ctx), ctx, subject_id, options, typed }))
}

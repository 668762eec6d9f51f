//! Hash lists of seized devices: what was matched, and the form for another one from its file.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Operation;
use service::{Failure, FileForm, NavItem, Page, PageContext, Typed, TypedForm};

use super::forms::{self, ReasonForm};
use super::{may, navigation};
use crate::actions::{Decision, MatchSeizedList};
use crate::ids::SeizedList;
use crate::permissions::Permission;
use crate::seized::ReadList;
use crate::views::{OperationView, SeizedListView};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "seized-lists.html")]
struct SeizedListsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    operation: OperationView,
    lists: Vec<SeizedListView>,
    may_lead: bool,
    typed: Typed,
}

/// `GET /operations/{id}/seized-lists`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, id, Typed::default()).await?.into_response())
}

async fn page(
    police: &Police,
    ctx: PageContext,
    id: Id<Operation>,
    typed: Typed,
) -> Result<Page<SeizedListsPage>, Failure> {
    let (operation, lists) = api::seized_lists::load(police, &ctx.actor, id).await?;
    let may_lead = may(&ctx, Permission::LeadOperations);
    Ok(Page(SeizedListsPage { nav: navigation(&ctx), ctx, operation, lists, may_lead, typed }))
}

/// `POST /operations/{id}/seized-lists`: a refusal shows the form again and names line and column.
pub(crate) async fn take(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
    form: Result<FileForm, Failure>,
) -> Result<Response, Failure> {
    // an operation that is not there for the reader is told before anything of the form
    api::seized_lists::load(&police, &ctx.actor, id).await?;
    let form = form?;
    match matched(&police, &ctx, id, &form).await {
        Ok(()) => Ok(forms::done(&ctx, &format!("/operations/{id}/seized-lists"), "list-matched")),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            Ok(forms::refused(page(&police, ctx, id, typed).await?))
        }
    }
}

async fn matched(
    police: &Police,
    ctx: &PageContext,
    operation_id: Id<Operation>,
    form: &FileForm,
) -> Result<(), Failure> {
    let file = form.file.as_ref().ok_or_else(|| Failure::refused("file", "choose the file of the list"))?;
    let list = ReadList::read_aside("file", file.bytes.clone()).await?;
    let source = form.typed.value("source").to_owned();
    police.node.act(&ctx.actor, &MatchSeizedList { operation_id, source, list }).await.map(drop)
}

/// `POST /operations/{id}/seized-lists/{list}/undo`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path((id, list)): Path<(Id<Operation>, Id<SeizedList>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = Ok(form.fields?.withdraws(Decision::SeizedList(list)));
    let again = |ctx, typed| page(&police, ctx, id, typed);
    let path = format!("/operations/{id}/seized-lists");
    forms::carry_out(&police, ctx, action, form.typed, &path, "list-withdrawn", again).await
}

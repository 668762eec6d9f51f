//! The answer page that shows an operation's names once.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::Id;
use model::kind::Operation;
use service::oversight::four_eyes::request_approval;
use service::{Failure, Form, NavItem, Page, PageContext};

use super::navigation;
use crate::api::names::NewNameList;
use crate::ids::NameList;
use crate::views::ShownNames;
use crate::{Police, api};

#[derive(Template)]
#[template(path = "names.html")]
struct NamesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    shown: ShownNames,
}

/// `POST /operations/{id}/reveal-names`: on to the requests for approval.
pub(crate) async fn request(
    State(police): State<Police>,
    ctx: PageContext,
    Path(operation_id): Path<Id<Operation>>,
    Form(form): Form<NewNameList>,
) -> Result<Redirect, Failure> {
    request_approval(&police.node, &ctx.actor, None, [0; 32], &form.action(operation_id)).await?;
    Ok(Redirect::to(&ctx.href("/approvals")))
}

/// `POST /name-lists/{id}/show`: the answer itself shows the names; no address leads there again.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(name_list_id): Path<Id<NameList>>,
) -> Result<Response, Failure> {
    let shown = api::names::open(&police, &ctx.actor, name_list_id).await?;
    Ok(Page(NamesPage { nav: navigation(&ctx), ctx, shown }).into_response())
}

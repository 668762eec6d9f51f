//! Closed operations without a reader, and the form that asks to name one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::Id;
use model::kind::Operation;
use service::oversight::four_eyes::request_approval;
use service::{Failure, Form, NavItem, Page, PageContext};

use super::navigation;
use crate::Police;
use crate::api::stranded::NewReader;
use crate::views::{self, StrandedView};

#[derive(Template)]
#[template(path = "stranded.html")]
struct StrandedPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    operations: Vec<StrandedView>,
}

/// `GET /stranded-operations`.
pub(crate) async fn list(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let mut tx = police.reading("list-stranded").await?;
    let operations = views::list_stranded(&mut tx, police.node.staff()).await?;
    Ok(Page(StrandedPage { nav: navigation(&ctx), ctx, operations }).into_response())
}

/// `POST /operations/{id}/appoint-reader`: on to the requests for approval.
pub(crate) async fn request(
    State(police): State<Police>,
    ctx: PageContext,
    Path(operation_id): Path<Id<Operation>>,
    Form(form): Form<NewReader>,
) -> Result<Redirect, Failure> {
    request_approval(&police.node, &ctx.actor, None, [0; 32], &form.action(operation_id)).await?;
    Ok(Redirect::to(&ctx.href("/approvals")))
}

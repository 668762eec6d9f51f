//! Closed operations without a reader, and the form that asks to name one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::Id;
use model::kind::Operation;
use service::oversight::four_eyes::{ApprovalView, list_waiting_on, request_approval};
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::forms::refused;
use super::navigation;
use crate::Police;
use crate::api::stranded::NewReader;
use crate::views::{self, StrandedView};

#[derive(Template)]
#[template(path = "stranded.html")]
struct StrandedPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// Each with the requests on it that wait for a second person.
    operations: Vec<(StrandedView, Vec<ApprovalView>)>,
    /// A form that was refused: the part of its operation.
    typed: Typed,
}

/// `GET /stranded-operations`.
pub(crate) async fn list(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    Ok(load(&police, ctx, Typed::default()).await?.into_response())
}

async fn load(police: &Police, ctx: PageContext, typed: Typed) -> Result<Page<StrandedPage>, Failure> {
    let mut tx = police.reading("list-stranded").await?;
    let stranded = views::list_stranded(&mut tx, police.node.staff()).await?;
    drop(tx);
    let mut operations = Vec::with_capacity(stranded.len());
    for view in stranded {
        let id = view.operation_id.to_string();
        operations.push((view, list_waiting_on(&police.site, &ctx.actor, "operation", &id).await?));
    }
    Ok(Page(StrandedPage { nav: navigation(&ctx), ctx, operations, typed }))
}

/// `POST /operations/{id}/appoint-reader`: on to the requests for approval.
pub(crate) async fn request(
    State(police): State<Police>,
    ctx: PageContext,
    Path(operation_id): Path<Id<Operation>>,
    form: TypedForm<NewReader>,
) -> Result<Response, Failure> {
    let asked = match form.fields {
        Ok(fields) => {
            let action = fields.action(operation_id);
            request_approval(&police.node, &ctx.actor, None, [0; 32], &action).await
        }
        Err(failure) => Err(failure),
    };
    match asked {
        Ok(_) => Ok(Redirect::to(&ctx.href("/approvals")).into_response()),
        Err(failure) => {
            let typed = form.typed.refused(failure)?.of(operation_id.to_string());
            Ok(refused(load(&police, ctx, typed).await?))
        }
    }
}

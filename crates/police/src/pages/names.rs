//! The answer page that shows an operation's names once.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::Id;
use model::kind::Operation;
use service::oversight::four_eyes::request_approval;
use service::{Failure, NavItem, Page, PageContext, TypedForm};

use super::{forms, navigation, operations};
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
    form: TypedForm<NewNameList>,
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
            let typed = form.typed.refused(failure)?.of("names");
            Ok(forms::refused(operations::load_one(&police, ctx, operation_id, typed).await?))
        }
    }
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

//! Assignments: of the own unit, or all for the central unit.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::{Failure, NavItem, Page, PageContext};

use super::navigation;
use crate::views::AssignmentView;
use crate::{Police, api};

#[derive(Template)]
#[template(path = "assignments.html")]
struct AssignmentsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    assignments: Vec<AssignmentView>,
}

/// `GET /assignments[?unit=]`.
pub(crate) async fn list(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let asked = ctx.query_value("unit").filter(|unit| !unit.is_empty());
    let assignments = api::assignments::list_for(&police, &ctx.actor, asked.as_deref()).await?;
    Ok(Page(AssignmentsPage { nav: navigation(&ctx), ctx, assignments }).into_response())
}

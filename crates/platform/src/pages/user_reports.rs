//! `/user-reports`: the queue of user reports.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Redirect;
use service::{Failure, Form, NavItem, Page, PageContext};

use super::{back_to, nav};
use crate::State;
use crate::api::hits::DecisionRequest;
use crate::api::id_in_path;
use crate::api::listing::{Listing, next_after};
use crate::api::user_reports::UserReportView;
use crate::db::user_reports;
use crate::ids::UserReport;
use crate::review::{ReviewState, ReviewSubject};

/// One page of the queue.
#[derive(Template)]
#[template(path = "user_reports.html")]
pub(crate) struct UserReportsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    user_reports: Vec<UserReportView>,
    next: Option<String>,
}

/// Shows the queue; the open ones unless another state is asked for.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    listing: Listing,
) -> Result<Page<UserReportsPage>, Failure> {
    let wanted = listing.state(ReviewState::EXPECTED)?.unwrap_or(ReviewState::Open);
    let (after, limit) = (listing.after()?, listing.limit()?);
    let mut tx = state.node.db().begin_read("user-reports-page").await?;
    let rows = user_reports::list_user_reports(&mut tx, Some(wanted), after, limit).await?;
    let next = next_after(&rows, limit, |row| row.user_report_id);
    let open = |row| UserReportView::open(row, &state.node);
    let user_reports = rows.into_iter().map(open).collect::<Result<_, _>>()?;
    Ok(Page(UserReportsPage { nav: nav(&ctx), user_reports, next, ctx }))
}

/// Takes a decision from the form.
pub(crate) async fn decide(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    Form(form): Form<DecisionRequest>,
) -> Result<Redirect, Failure> {
    let action = form.on(ReviewSubject::UserReport(id_in_path::<UserReport>(&id, "user report")?))?;
    state.node.act(&ctx.actor, &action).await?;
    Ok(back_to(&ctx, "/user-reports"))
}

//! `/hits`: the queue of hits. No media is shown.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Redirect;
use service::{Failure, Form, NavItem, Page, PageContext};

use super::{back_to, nav};
use crate::State;
use crate::api::hits::{DecisionRequest, HitView};
use crate::api::id_in_path;
use crate::api::listing::{Listing, next_after};
use crate::db::hits;
use crate::ids::Hit;
use crate::review::{ReviewState, ReviewSubject};

/// One page of the queue.
#[derive(Template)]
#[template(path = "hits.html")]
pub(crate) struct HitsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    hits: Vec<HitView>,
    next: Option<String>,
}

/// Shows the queue; the open hits unless another state is asked for.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    listing: Listing,
) -> Result<Page<HitsPage>, Failure> {
    let wanted = listing.state(ReviewState::EXPECTED)?.unwrap_or(ReviewState::Open);
    let (after, limit) = (listing.after()?, listing.limit()?);
    let mut tx = state.node.db().begin_read("hits-page").await?;
    let rows = hits::list_hits(&mut tx, Some(wanted), after, limit).await?;
    let next = next_after(&rows, limit, |row| row.hit_id);
    Ok(Page(HitsPage { nav: nav(&ctx), hits: rows.into_iter().map(HitView::from).collect(), next, ctx }))
}

/// Takes a decision from the form.
pub(crate) async fn decide(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    Form(form): Form<DecisionRequest>,
) -> Result<Redirect, Failure> {
    let action = form.on(ReviewSubject::Hit(id_in_path::<Hit>(&id, "hit")?))?;
    state.node.act(&ctx.actor, &action).await?;
    Ok(back_to(&ctx, "/hits"))
}

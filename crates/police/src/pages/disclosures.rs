//! Disclosure requests.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::{Failure, NavItem, Page, PageContext};

use super::navigation;
use crate::Police;
use crate::db::Reader;
use crate::views::{self, DisclosureView};

#[derive(Template)]
#[template(path = "disclosures.html")]
struct DisclosuresPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    disclosures: Vec<DisclosureView>,
}

/// `GET /disclosure-requests`.
pub(crate) async fn list(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let mut tx = police.reading("list-disclosure-requests").await?;
    let disclosures =
        views::list_disclosures(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), None).await?;
    Ok(Page(DisclosuresPage { nav: navigation(&ctx), ctx, disclosures }).into_response())
}

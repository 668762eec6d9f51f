//! Front page.

use askama::Template;
use axum::response::IntoResponse;
use service::{NavItem, Page, PageContext};

use super::navigation;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
}

/// `GET /`.
pub(crate) async fn show(ctx: PageContext) -> impl IntoResponse {
    Page(HomePage { nav: navigation(&ctx), ctx })
}

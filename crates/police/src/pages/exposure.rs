//! What staff were exposed to.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::{Failure, Form, NavItem, Page, PageContext};

use super::navigation;
use crate::Police;
use crate::api::exposure::{self, Whose};
use crate::views::ExposureView;

#[derive(Template)]
#[template(path = "exposure.html")]
struct ExposurePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// None before the welfare officer has said whose.
    exposure: Option<ExposureView>,
    /// Whether the counts are the reader's own.
    is_own: bool,
}

/// `GET /my-exposure`.
pub(crate) async fn own(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let exposure = Some(exposure::load(&police, ctx.actor.name()).await?);
    Ok(Page(ExposurePage { nav: navigation(&ctx), ctx, exposure, is_own: true }).into_response())
}

/// `GET /exposure`: the form.
pub(crate) async fn ask(ctx: PageContext) -> Response {
    Page(ExposurePage { nav: navigation(&ctx), ctx, exposure: None, is_own: false }).into_response()
}

/// `POST /exposure`: the answer itself shows the counts, so that no address names a person.
pub(crate) async fn look_up(
    State(police): State<Police>,
    ctx: PageContext,
    Form(whose): Form<Whose>,
) -> Result<Response, Failure> {
    let exposure = Some(exposure::load_of(&police, &ctx.actor, &whose.person).await?);
    Ok(Page(ExposurePage { nav: navigation(&ctx), ctx, exposure, is_own: false }).into_response())
}

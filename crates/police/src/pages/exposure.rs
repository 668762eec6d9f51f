//! What staff were exposed to.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::{forms, navigation};
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
    /// The form that asks whose, where it was refused.
    typed: Typed,
}

/// `GET /my-exposure`.
pub(crate) async fn own(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let exposure = Some(exposure::load(&police, ctx.actor.name()).await?);
    Ok(page(ctx, exposure, true, Typed::default()).into_response())
}

fn page(ctx: PageContext, exposure: Option<ExposureView>, is_own: bool, typed: Typed) -> Page<ExposurePage> {
    Page(ExposurePage { nav: navigation(&ctx), ctx, exposure, is_own, typed })
}

/// `GET /exposure`: the form.
pub(crate) async fn ask(ctx: PageContext) -> Response {
    page(ctx, None, false, Typed::default()).into_response()
}

/// `POST /exposure`: the answer itself shows the counts, so that no address names a person.
pub(crate) async fn look_up(
    State(police): State<Police>,
    ctx: PageContext,
    form: TypedForm<Whose>,
) -> Result<Response, Failure> {
    let found = match form.fields {
        Ok(whose) => exposure::load_of(&police, &ctx.actor, &whose.person).await,
        Err(failure) => Err(failure),
    };
    match found {
        Ok(exposure) => Ok(page(ctx, Some(exposure), false, Typed::default()).into_response()),
        Err(failure) => Ok(forms::refused(page(ctx, None, false, form.typed.refused(failure)?))),
    }
}

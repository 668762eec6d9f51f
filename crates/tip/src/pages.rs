//! The pages. Each handler reads, sends what was written on its way sealed, and shows the next page without it.
#![allow(clippy::unused_async, reason = "a handler is asynchronous, whether it waits or not")]

pub(crate) mod advice;
pub(crate) mod answers;
pub(crate) mod end;
pub(crate) mod law;
pub(crate) mod start;
pub(crate) mod steps;

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

use crate::context::Ctx;
use crate::form::Refusal;
use crate::views::{LineView, lines};

/// A page as an answer.
fn page<T: Template>(status: StatusCode, template: &T) -> Response {
    match template.render() {
        Ok(html) => (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page cannot be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[derive(Template)]
#[template(path = "sorry.html")]
struct SorryPage {
    ctx: Ctx,
    message: String,
    lines: Vec<LineView>,
}

/// Says kindly that nothing was taken, and who helps now.
pub(crate) fn sorry(ctx: Ctx, refusal: Refusal) -> Response {
    let (status, message) = match refusal {
        Refusal::Busy => (StatusCode::TOO_MANY_REQUESTS, ctx.t("sorry-busy")),
        Refusal::Full => (StatusCode::SERVICE_UNAVAILABLE, ctx.t("sorry-full")),
        Refusal::Many => (StatusCode::TOO_MANY_REQUESTS, ctx.t("sorry-many")),
        Refusal::Large => (StatusCode::PAYLOAD_TOO_LARGE, ctx.t("sorry-large")),
        Refusal::Missing => (StatusCode::NOT_FOUND, ctx.t("sorry-missing")),
        Refusal::Broken => (StatusCode::SERVICE_UNAVAILABLE, ctx.t("sorry-broken")),
    };
    let lines = lines(&ctx);
    page(status, &SorryPage { ctx, message, lines })
}

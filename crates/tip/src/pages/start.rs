//! The first page, the way out, and what is no page.

use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{page, sorry};
use crate::context::Ctx;
use crate::form::{Refusal, Shared};
use crate::views::{LineView, emergency, reading};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// What the browser kept of this form goes; its history stays, which the pages say.
const ALL_KEPT: HeaderValue = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    ctx: Ctx,
    emergency: Vec<LineView>,
    reading: String,
}

/// `GET /`
pub(crate) async fn show(ctx: Ctx) -> Response {
    let (emergency, reading) = (emergency(&ctx), reading(&ctx));
    page(StatusCode::OK, &StartPage { ctx, emergency, reading })
}

/// `GET /exit`: the quick exit.
pub(crate) async fn leave(State(form): State<Shared>) -> Response {
    ([(CLEAR_SITE_DATA, ALL_KEPT)], Redirect::to(&form.exit_url)).into_response()
}

/// `GET /s.css`
pub(crate) async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../assets/form.css")).into_response()
}

/// `GET /healthz`: for the supervisor.
pub(crate) async fn health() -> &'static str {
    "ok"
}

/// `GET /favicon.ico`: browsers ask by themselves, and a page would cost a slow line as much as a whole one.
pub(crate) async fn no_icon() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Any other address, and an address asked in another way than its page does, as by a reload from the history.
pub(crate) async fn missing(ctx: Ctx) -> Response {
    sorry(ctx, Refusal::Missing)
}

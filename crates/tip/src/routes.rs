//! One line per address. Addresses say nothing of what stands on the page: they stay in the browser's history.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};

use crate::form::Shared;
use crate::headers;
use crate::pages::{advice, answers, end, law, start, steps};

/// Largest body that is taken, in bytes: the longest text that a page lets somebody type fits in any script, at 12 bytes for an emoji.
const BODY_LIMIT_BYTES: usize = 128 * 1024;

/// Every address of the form.
pub(crate) fn router(form: Shared) -> Router {
    Router::new()
        .route("/", get(start::show))
        .route("/a", get(advice::show))
        .route("/b", post(steps::begin))
        .route("/c", get(steps::danger).post(steps::send_danger))
        .route("/d", get(steps::happening).post(steps::send_happening))
        .route("/e", get(steps::places))
        .route("/f", get(steps::place).post(steps::send_place))
        .route("/g", get(steps::who).post(steps::send_who))
        .route("/h", get(steps::copy))
        .route("/i", get(end::contact).post(end::send_contact))
        .route("/j", get(end::thanks))
        .route("/k", get(steps::lines))
        .route("/p", get(law::show))
        .route("/r", get(answers::ask).post(answers::show))
        .route("/m", post(answers::send))
        .route("/exit", get(start::leave))
        .route("/s.css", get(start::style))
        .route("/healthz", get(start::health))
        .route("/favicon.ico", get(start::no_icon))
        .fallback(start::missing)
        .method_not_allowed_fallback(start::missing)
        .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
        .layer(middleware::from_fn_with_state(form.clone(), headers::protect))
        .with_state(form)
}

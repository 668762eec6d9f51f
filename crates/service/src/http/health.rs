//! What an operator asks of a node: health, measurements.

use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::{Json, Problem, Site};
use crate::telemetry;

#[derive(Serialize)]
struct Health {
    status: &'static str,
    role: &'static str,
    version: &'static str,
}

/// 200 when the database answers, else 503 without detail: the log tells more.
pub(super) async fn healthz<S>(State(state): State<S>) -> Response
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let role = site.node().role();
    match site.node().db().ask().await {
        Ok(()) => Json(Health { status: "ok", role, version: env!("CARGO_PKG_VERSION") }).into_response(),
        Err(error) => {
            tracing::error!(role, %error, "the database does not answer");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

/// The measurements of this process.
pub(super) async fn metrics() -> impl IntoResponse {
    let handle = telemetry::metrics_handle();
    handle.run_upkeep();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render())
}

//! How the matcher is.

use std::collections::BTreeSet;

use axum::Json;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use crate::routes::rows;

/// `GET /status`: the index is in memory before the listener is, and never stale, so there is one answer.
pub(crate) async fn status() -> &'static str {
    "I-AM-ALIVE"
}

/// `GET /livez`.
pub(crate) async fn live() -> &'static str {
    "OK"
}

/// `GET /readyz`.
pub(crate) async fn ready() -> &'static str {
    "READY"
}

/// `GET /site-map`.
pub(crate) async fn site_map() -> Json<BTreeSet<&'static str>> {
    Json(rows(0).into_iter().map(|row| row.path).collect())
}

/// `GET /metrics`.
pub(crate) async fn metrics() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], service::telemetry::prometheus_text())
}

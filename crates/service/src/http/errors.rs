//! Every failure leaves as a problem document, or as a page for a browser: panics and the framework's own refusals too.

use std::panic::AssertUnwindSafe;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt as _;

use super::lost_form::LostForm;
use super::{Problem, Site};
use crate::Failure;
use crate::i18n::PageFrame;
use crate::ui;

/// Longest text of the framework's own refusals, in bytes.
const MAX_TEXT_BYTES: usize = 4096;

/// A handler that panicked. The panic's text goes to the log by way of the panic hook.
#[derive(Debug, thiserror::Error)]
#[error("a handler panicked")]
struct Panicked;

/// Answers 405 with a problem document; axum adds `Allow`.
pub(super) fn method_not_allowed() -> Response {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this address does not take this method").into_response()
}

/// Turns panics and plain-text refusals into problem documents, and any problem document into a page where a browser asks.
pub(super) async fn explain(State(site): State<Site>, request: Request, next: Next) -> Response {
    let wants_page = prefers_html(request.headers());
    let frame = PageFrame::new(&site, request.headers(), request.uri());
    let response = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => Failure::broken(Panicked).into_response(),
    };
    let response = if is_plain_refusal(&response) { from_plain(response).await } else { response };
    match response.extensions().get::<Problem>().cloned() {
        Some(problem) if wants_page => as_page(&problem, frame, response),
        _ => response,
    }
}

/// Keeps status and headers of a refusal, without a body.
pub(super) fn bare(refusal: &Response) -> Response {
    let mut response = refusal.status().into_response();
    if let Some(challenge) = refusal.headers().get(WWW_AUTHENTICATE) {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge.clone());
    }
    response
}

fn is_plain_refusal(response: &Response) -> bool {
    let plain = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("text/plain"));
    plain && (response.status().is_client_error() || response.status().is_server_error())
}

/// The framework's own refusals (a path parameter, a body over the limit) say in plain text what is wrong.
async fn from_plain(response: Response) -> Response {
    let status = response.status();
    let text = to_bytes(response.into_body(), MAX_TEXT_BYTES).await.unwrap_or_default();
    Problem::new(status, String::from_utf8_lossy(&text).trim()).into_response()
}

fn as_page(problem: &Problem, frame: PageFrame, response: Response) -> Response {
    let Ok(html) = ui::error_page(problem, frame, LostForm::typed(&response)) else { return response };
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(CONTENT_TYPE, ui::HTML);
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(html))
}

/// Whether `Accept` puts `text/html` before JSON (RFC 9110 section 12.5.1). A missing or general `Accept` does not.
pub(super) fn prefers_html(headers: &HeaderMap) -> bool {
    let accept =
        headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",");
    let weight = |wanted: &[&str]| {
        let weights = accept.split(',').filter_map(|range| {
            let (kind, parameters) = range.split_once(';').unwrap_or((range, ""));
            wanted.contains(&kind.trim().to_ascii_lowercase().as_str()).then(|| quality(parameters))
        });
        weights.fold(0.0, f32::max)
    };
    let html = weight(&["text/html", "application/xhtml+xml"]);
    html > 0.0 && html > weight(&["application/json", "application/problem+json"])
}

/// The `q` parameter, 1 without one.
fn quality(parameters: &str) -> f32 {
    let q = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("q="));
    q.map_or(1.0, |value| value.trim().parse().unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_browser_is_given_a_page() {
        for (accept, html) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("*/*", false),
            ("application/json", false),
            ("application/json, text/html;q=0.9", false),
            ("application/json;q=0.8, text/html", true),
            ("text/html;q=0", false),
            ("text/html;q=x", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT, accept.parse().unwrap())]);
            assert_eq!(prefers_html(&headers), html, "{accept}");
        }
        assert!(!prefers_html(&HeaderMap::new()));
    }
}

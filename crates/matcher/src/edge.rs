//! What stands before every handler: the address as clients write it, who asks, room for the request; and what every answer carries.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::to_bytes;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::FutureExt as _;
use tracing::Instrument as _;

use crate::permissions::Role;
use crate::refusal::Refusal;
use crate::routes::May;
use crate::state::Shared;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const MOST_REQUEST_ID_BYTES: usize = 64;
/// How long a request waits for room.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Longest text of the framework's own refusals, in bytes.
const MOST_TEXT_BYTES: usize = 4096;
/// Nothing here is a page.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const TWO_YEARS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// What a row of the table asks of its caller.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) shared: Shared,
    pub(crate) may: May,
}

/// Makes one address of the ways in which clients write it: Coop's default base ends in a slash and gives `//c/banks`, and some put `/v1`
/// before HMA's paths.
pub(crate) fn plain_path(mut request: Request) -> Request {
    let path = request.uri().path();
    let mut plain = String::with_capacity(path.len());
    for part in path.split('/').filter(|part| !part.is_empty()) {
        plain.push('/');
        plain.push_str(part);
    }
    if ["/v1/h/", "/v1/m/", "/v1/c/", "/v1/status"].iter().any(|prefix| plain.starts_with(prefix)) {
        plain.drain(.."/v1".len());
    }
    if plain.is_empty() {
        plain.push('/');
    }
    if plain != path {
        if let Some(query) = request.uri().query() {
            plain.push('?');
            plain.push_str(query);
        }
        let mut parts = request.uri().clone().into_parts();
        // parts of an address that was one are one again
        if let Ok(path) = PathAndQuery::try_from(plain) {
            parts.path_and_query = Some(path);
            if let Ok(uri) = Uri::from_parts(parts) {
                *request.uri_mut() = uri;
            }
        }
    }
    request
}

/// Lets a request through whose caller may ask this, as soon as there is room.
pub(crate) async fn admit(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    if gate.may == May::Anybody {
        return next.run(request).await;
    }
    let Some(caller) = gate.shared.keys.who_asks(request.headers()) else {
        let message = "give a key that this matcher knows, as header `x-api-key` or as Bearer token";
        return Refusal::new(StatusCode::UNAUTHORIZED, message).into_response();
    };
    if gate.may == May::Curate && caller.role != Role::Curator {
        let message = "this key may ask and change nothing; set `curates = true` under its `[[matcher.key]]`";
        return Refusal::forbidden(message).into_response();
    }
    let room = tokio::time::timeout(LONGEST_WAIT, gate.shared.places.acquire()).await;
    let Ok(Ok(_place)) = room else {
        metrics::counter!("http_requests_turned_away_total", "lane" => "matcher").increment(1);
        let message = "too many requests are being answered at the moment; try again in 5 s";
        return Refusal::new(StatusCode::SERVICE_UNAVAILABLE, message).into_response();
    };
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// Outermost layer: names the request, measures it, turns panics and the framework's own refusals into answers of our shape, and puts the
/// protective headers on the answer.
pub(crate) async fn observe(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id = request_id(&shared, request.headers());
    let matched = request.extensions().get::<MatchedPath>();
    let route: Arc<str> = matched.map_or("none", MatchedPath::as_str).into();
    // the route, never the address: addresses carry what is looked up
    let span = tracing::info_span!("request", role = "matcher", request_id, method = %request.method(), route = &*route);
    let answered = match why_stranger(&shared, request.headers()) {
        Some(refusal) => refusal.into_response(),
        None => match AssertUnwindSafe(next.run(request).instrument(span.clone())).catch_unwind().await {
            Ok(response) => ours(response).await,
            // its text went to the log by way of the panic hook
            Err(_) => Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong on our side")
                .with(request_id.clone())
                .into_response(),
        },
    };
    let (status, elapsed) = (answered.status(), started.elapsed());
    span.in_scope(|| {
        tracing::debug!(status = status.as_u16(), elapsed_ms = elapsed.as_secs_f64() * 1e3, "answered");
    });
    metrics::histogram!("http_request_seconds", "role" => "matcher", "route" => route.to_string())
        .record(elapsed.as_secs_f64());
    metrics::counter!("http_requests_total", "role" => "matcher", "route" => route.to_string(), "status" => status.as_u16().to_string())
        .increment(1);
    protect(answered, &request_id, shared.is_encrypted)
}

/// Where nobody is asked for a key, the browser of somebody at this machine must not become the tool of a page from elsewhere: neither by
/// asking across sites, nor under a name that was made to point at this machine.
fn why_stranger(shared: &Shared, headers: &HeaderMap) -> Option<Refusal> {
    if shared.keys.are_asked() {
        return None;
    }
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("invalid"));
    let site = text("sec-fetch-site");
    let from_elsewhere = match (site, text(ORIGIN.as_str())) {
        (Some(site), _) => site != "same-origin" && site != "none",
        (None, Some(origin)) => origin.split_once("://").map(|(_, host)| host) != text(HOST.as_str()),
        (None, None) => false,
    };
    let named_otherwise = text(HOST.as_str()).is_some_and(|host| !shared.is_own_name(host));
    (from_elsewhere || named_otherwise).then(|| {
        Refusal::forbidden("this matcher asks for no key, so it answers programs of this machine only: call it as localhost or 127.0.0.1, or configure `[[matcher.key]]`")
    })
}

/// The framework says in plain text what is wrong with a path, a query or a body.
async fn ours(response: Response) -> Response {
    let status = response.status();
    let is_plain =
        response.headers().get(CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !is_plain || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let text = to_bytes(response.into_body(), MOST_TEXT_BYTES).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let message =
        if text.trim().is_empty() { status.canonical_reason().unwrap_or("Error") } else { text.trim() };
    Refusal::new(status, message).into_response()
}

fn protect(mut response: Response, request_id: &str, is_encrypted: bool) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, value);
    }
    if is_encrypted {
        headers.insert(STRICT_TRANSPORT_SECURITY, TWO_YEARS);
    }
    response
}

/// The client's own id if it is harmless, else a random one.
fn request_id(shared: &Shared, headers: &HeaderMap) -> String {
    let harmless = |text: &&str| {
        (1..=MOST_REQUEST_ID_BYTES).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    if let Some(given) = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(harmless) {
        return given.to_owned();
    }
    let mut random = [0; 12];
    shared.node.rng().fill(&mut random);
    hex::encode(random)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn an_address_is_taken_in_every_way_clients_write_it() {
        for (written, plain) in [
            ("//c/banks", "/c/banks"),
            ("/c/bank/A/content/?url=http://a//b", "/c/bank/A/content?url=http://a//b"),
            ("/v1/h/hash?url=x", "/h/hash?url=x"),
            ("/v1/status", "/status"),
            ("/v1/lookup", "/v1/lookup"),
            ("/v1/lookup/stream", "/v1/lookup/stream"),
            ("/", "/"),
            ("///", "/"),
        ] {
            let request = Request::builder().uri(written).body(Body::empty()).unwrap();
            assert_eq!(plain_path(request).uri().to_string(), plain, "{written}");
        }
    }
}

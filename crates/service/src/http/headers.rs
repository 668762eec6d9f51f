//! What every request and every answer carries: an id, protective headers, a log line, a measurement.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, HOST,
    ORIGIN, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument as _;

use super::{Problem, Site};
use crate::custody_log::{Publisher, receipt};

/// Carries the id under which the log speaks of a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
/// Longest request id taken over from a client, in bytes.
const MAX_REQUEST_ID_BYTES: usize = 64;

/// Of pages: they run our own scripts, which ask this node alone. What a script turns into markup or code must be allowed by name: `keys.js`
/// lets htmx read a page, and nothing else.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types default",
);

/// Of files to be kept, evidence among them, and of previews: where a browser shows one in spite of all, there is no script, no form, no other
/// origin.
pub(crate) const FILE_POLICY: HeaderValue =
    HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'");

/// What no page of ours asks a browser for. Passkeys are asked for, and every browser leaves them to the page's own origin.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
);
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
/// A page of another origin that opened ours, or was opened by it, reaches nothing of it; nor does one that loads it.
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");

/// Browsers speak to this host by TLS only (RFC 6797); its subdomains are not ours to speak for.
const TWO_YEARS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// Outermost layer: names the request, logs and measures it, and puts the protective headers on the answer.
pub(super) async fn observe(State(site): State<Site>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let role = site.node().role();
    let request_id = request_id(&site, request.headers());
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or("none".to_owned(), |path| path.as_str().to_owned());
    // the route, never the address: addresses may carry what somebody searched for
    let span = tracing::info_span!("request", role, request_id, %method, route);
    let changed = changes(&method);
    let (mut response, written) = receipt::noting(next.run(request).instrument(span.clone())).await;
    let status = response.status();
    let elapsed = started.elapsed();
    span.in_scope(|| {
        tracing::info!(status = status.as_u16(), elapsed_ms = elapsed.as_secs_f64() * 1e3, "answered");
    });
    protect(response.headers_mut(), &request_id);
    // a page that a form leads to (303) is the answer to a change as much as what a program gets (2xx)
    if let Some(written) = written.filter(|_| changed && (status.is_success() || status.is_redirection())) {
        let mark = site.node().publisher().map(Publisher::mark);
        receipt::write(response.headers_mut(), &written, mark.as_ref());
    }
    if site.is_encrypted() {
        response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, TWO_YEARS);
    }
    #[cfg(feature = "canary-vulns")]
    crate::canary::lay_bare(&route, response.headers_mut());
    metrics::counter!("http_requests_total", "role" => role, "route" => route.clone(), "status" => status.as_u16().to_string())
        .increment(1);
    metrics::histogram!("http_request_seconds", "role" => role, "route" => route)
        .record(elapsed.as_secs_f64());
    response
}

fn protect(headers: &mut HeaderMap, request_id: &str) {
    let is_file =
        headers.get(CONTENT_DISPOSITION).is_some_and(|value| value.as_bytes().starts_with(b"attachment"));
    // a preview has one of its own
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(if is_file { FILE_POLICY } else { POLICY });
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // under `no-referrer` a browser says `Origin: null` of our own forms too (Fetch, "append a request Origin header")
    headers.insert(REFERRER_POLICY, SAME_ORIGIN);
    headers.insert(PERMISSIONS_POLICY, PERMISSIONS);
    headers.insert(OPENER_POLICY, SAME_ORIGIN);
    headers.insert(RESOURCE_POLICY, SAME_ORIGIN);
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, value);
    }
}

/// The client's own id if it is harmless, else a random one.
fn request_id(site: &Site, headers: &HeaderMap) -> String {
    let harmless = |text: &&str| {
        (1..=MAX_REQUEST_ID_BYTES).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    if let Some(given) = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(harmless) {
        return given.to_owned();
    }
    let mut random = [0; 12];
    site.node().rng().fill(&mut random);
    hex::encode(random)
}

/// Refuses a change that another web site asks a signed-in browser to make. Programs send neither header and are not concerned.
pub(super) async fn refuse_cross_site(request: Request, next: Next) -> Response {
    if changes(request.method()) && from_elsewhere(request.headers()) {
        return Problem::from_elsewhere().into_response();
    }
    next.run(request).await
}

/// Refuses a body that is compressed: nothing here unpacks one, so it would be taken for what it is not. The answer says what is taken
/// (RFC 9110 section 12.5.3).
pub(super) async fn refuse_encoded(request: Request, next: Next) -> Response {
    let encodings = request.headers().get_all(CONTENT_ENCODING);
    if encodings.iter().all(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return next.run(request).await;
    }
    let detail = "the body is compressed; send it as it is, without the header Content-Encoding";
    let mut response = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail).into_response();
    response.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    response
}

/// Whether a method changes anything.
pub(super) fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a browser says that a page of another origin asks.
fn from_elsewhere(headers: &HeaderMap) -> bool {
    is_own(headers) == Some(false)
}

/// Whether a browser says that a page of this origin asks, or its reader.
pub(super) fn from_here(headers: &HeaderMap) -> bool {
    is_own(headers) == Some(true)
}

/// `Sec-Fetch-Site` (Fetch Metadata) where the browser sends it, else `Origin` against `Host`; none of a program, which sends neither.
fn is_own(headers: &HeaderMap) -> Option<bool> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("invalid"));
    match (text("sec-fetch-site"), text(ORIGIN.as_str())) {
        (Some(site), _) => Some(site == "same-origin" || site == "none"),
        (None, Some(origin)) => Some(origin.split_once("://").map(|(_, host)| host) == text(HOST.as_str())),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changes_from_the_same_origin_or_from_programs_pass() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            pairs
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect::<HeaderMap>()
        };
        for (pairs, elsewhere) in [
            (&[][..], false),
            (&[("sec-fetch-site", "same-origin")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("sec-fetch-site", "same-site")], true),
            (&[("sec-fetch-site", "cross-site")], true),
            (
                &[("sec-fetch-site", "cross-site"), ("origin", "http://a.example"), ("host", "a.example")],
                true,
            ),
            (&[("origin", "http://police.localhost:7003"), ("host", "police.localhost:7003")], false),
            (&[("origin", "http://police.localhost:7001"), ("host", "police.localhost:7003")], true),
            (&[("origin", "null"), ("host", "police.localhost:7003")], true),
        ] {
            assert_eq!(from_elsewhere(&headers(pairs)), elsewhere, "{pairs:?}");
            assert_eq!(from_here(&headers(pairs)), !elsewhere && !pairs.is_empty(), "{pairs:?}");
        }
        assert!(changes(&Method::POST) && changes(&Method::PUT) && changes(&Method::DELETE));
        assert!(!changes(&Method::GET) && !changes(&Method::HEAD));
    }
}

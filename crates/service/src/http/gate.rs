//! Where a browser is led that is not signed in, or whose second factor is too old. Programs get a problem document.

use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, RETRY_AFTER};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use futures::StreamExt as _;

use super::day_bytes::{Limit, Spent};
use super::errors::prefers_html;
use super::{Problem, Site};
use crate::Failure;
use crate::i18n::encode;

/// When to come back to a disk without room, in seconds.
const AGAIN_SECONDS: u32 = 300;
/// How much of a body is read for nothing but to be heard.
const MOST_DISCARDED_BYTES: usize = 64 << 20;

/// To `/sign-in` and back; 401 for programs, and in a simulation for browsers too, which then ask for name and secret.
pub(super) fn sign_in_first(site: &Site, request: &Request) -> Response {
    // what a form held is gone: its page is not known here
    let back = if request.method() == Method::GET { own_address(request) } else { "/".to_owned() };
    sign_in_and_back(site, request, &back)
}

/// To `/sign-in` and back to what the person had typed into a form that came too late.
pub(super) fn sign_in_to_drafts(site: &Site, request: &Request) -> Response {
    sign_in_and_back(site, request, "/drafts")
}

fn sign_in_and_back(site: &Site, request: &Request, back: &str) -> Response {
    if site.simulation() || !prefers_html(request.headers()) {
        return Failure::unauthenticated().into_response();
    }
    lead("/sign-in", request, back)
}

/// Whether pages are wanted.
pub(super) fn is_browser(request: &Request) -> bool {
    prefers_html(request.headers())
}

/// To a program whose second factor is too old.
pub(super) fn refuse_stale() -> Response {
    Problem::step_up_required().into_response()
}

/// Where a request that asks for a fresh factor comes from.
pub(super) fn back_of(request: &Request, shape: &str) -> String {
    match request.method() {
        &Method::GET => own_address(request),
        _ => beginning(request.uri().path(), shape),
    }
}

/// To `/sign-in/step-up` and back to `back`.
pub(super) fn step_up_first(request: &Request, back: &str) -> Response {
    lead("/sign-in/step-up", request, back)
}

/// To a machine whose key asks too often.
pub(super) fn over_quota(seconds: i64) -> Response {
    let detail = format!("this key has asked as often as it may in a minute; try again in {seconds} s");
    let mut response = Problem::new(StatusCode::TOO_MANY_REQUESTS, detail).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// How many bytes a request says that it will send; none where it does not say.
pub(super) fn announced_bytes(request: &Request) -> u64 {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// To whom sends what the disk has no room for.
pub(super) async fn no_room(request: Request) -> Response {
    metrics::counter!("intake_refused_for_space_total").increment(1);
    hear_out(request).await;
    let detail = "this node's disk is nearly full; nothing of this was kept: send it again later, and tell the node's operator";
    let mut response = Problem::new(StatusCode::INSUFFICIENT_STORAGE, detail).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(AGAIN_SECONDS));
    response
}

/// To a machine that has sent as much as it may in a day.
pub(super) async fn sent_enough(spent: &Spent, request: Request) -> Response {
    metrics::counter!("http_requests_turned_away_total", "lane" => "day_bytes").increment(1);
    hear_out(request).await;
    let (count, what, setting) = match spent.limit {
        Limit::Bytes(count) => (count, "bytes", "machine_bytes_per_day"),
        Limit::Files(count) => (count, "files", "machine_files_per_day"),
    };
    let seconds = spent.seconds;
    let detail = format!(
        "this machine may send {count} {what} a day, and this would be more; nothing of it was kept: send it again in {seconds} s, when \
         the next day of UTC begins, or have the node's operator raise node.limits.{setting}"
    );
    let mut response = Problem::new(StatusCode::TOO_MANY_REQUESTS, detail).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Reads a short body to its end: a client that is still sending would not hear us.
pub(super) async fn hear_out(request: Request) {
    let (mut body, mut read_bytes) = (request.into_body().into_data_stream(), 0);
    while let Some(Ok(piece)) = body.next().await {
        read_bytes += piece.len();
        if read_bytes > MOST_DISCARDED_BYTES {
            break;
        }
    }
}

fn own_address(request: &Request) -> String {
    request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

/// As many parts of the path as `shape` has, if `shape` names a part; else `shape` itself.
fn beginning(path: &str, shape: &str) -> String {
    if !shape.contains('{') {
        return shape.to_owned();
    }
    let parts = shape.split('/').count();
    path.split('/').take(parts).collect::<Vec<_>>().join("/")
}

/// A redirection that keeps the language, if the reader chose one.
fn lead(address: &str, request: &Request, back: &str) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let lang = query.split('&').find(|pair| pair.starts_with("lang=") && pair.len() <= "lang=xx".len());
    let lang = lang.map(|lang| format!("&{lang}")).unwrap_or_default();
    Redirect::to(&format!("{address}?back={}{lang}", encode(back))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_the_beginning_of_the_path_or_a_page_of_its_own() {
        for (path, shape, back) in [
            ("/persons/per_1/reveal", "/persons/{id}", "/persons/per_1"),
            ("/reviews/person/per_1/erase", "/reviews/{kind}/{id}", "/reviews/person/per_1"),
            ("/approvals/apr_1/approve", "/approvals", "/approvals"),
        ] {
            assert_eq!(beginning(path, shape), back);
        }
    }
}

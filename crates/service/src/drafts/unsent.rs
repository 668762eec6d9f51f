//! A form that comes after its session has ended: the idle lock closed while somebody was typing.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::HeaderMap;

use super::{MOST_BYTES, is_kept, save};
use crate::i18n::decode;
use crate::{Actor, Node};

/// Where people prove who they are, or are given what they prove it by; where they search, which is on record or is not done; and where nothing is
/// typed: nothing of that is ever kept.
const NEVER: [&str; 8] =
    ["/sign-in", "/sign-out", "/setup", "/account", "/api-keys", "/drafts", "/search", "/list-columns"];

/// Whether what is typed into a form of this path may be kept. `/accounts` is among what may not: it begins like `/account`.
pub(crate) fn may_keep(path: &str) -> bool {
    !NEVER.iter().any(|start| path.starts_with(start))
}

/// Keeps what a form holds for the person whose session has ended; whether anything is kept. The request comes without its token, which
/// proved that a page of that session asks, and goes on without its body.
pub(crate) async fn keep_unsent(node: &Node, actor: &Actor, request: Request) -> (Request, bool) {
    let (parts, body) = request.into_parts();
    let form = parts.uri.path().to_owned();
    let is_kept = match to_bytes(body, MOST_BYTES).await {
        Ok(bytes) => {
            let fields = read(&String::from_utf8_lossy(&bytes));
            keep(node, actor, &form, page_of(&parts.headers), fields).await
        }
        Err(_) => false,
    };
    (Request::from_parts(parts, Body::empty()), is_kept)
}

async fn keep(
    node: &Node,
    actor: &Actor,
    form: &str,
    back: Option<String>,
    fields: Vec<(String, String)>,
) -> bool {
    if fields.iter().all(|(_, value)| value.trim().is_empty()) {
        return false;
    }
    match save(node, actor, form, &back.unwrap_or_default(), fields).await {
        Ok(()) => true,
        Err(failure) => {
            tracing::warn!(%failure, "what was typed before a session ended could not be kept");
            false
        }
    }
}

/// The path of the page that the form stood on, as browsers say it of their own origin (RFC 9110 section 10.1.3).
fn page_of(headers: &HeaderMap) -> Option<String> {
    let referer = headers.get(axum::http::header::REFERER)?.to_str().ok()?;
    let (_, rest) = referer.split_once("://")?;
    let path = rest.find('/').map(|start| &rest[start..])?;
    path.split(['?', '#']).next().map(str::to_owned)
}

/// What of a form without files may be shown to who typed it.
pub(crate) fn typed(form: &[u8]) -> Vec<(String, String)> {
    let fields = read(&String::from_utf8_lossy(form)).into_iter();
    fields.filter(|(name, value)| is_kept(name) && !value.trim().is_empty()).collect()
}

/// Names and values of a form without files.
fn read(form: &str) -> Vec<(String, String)> {
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use axum::http::header::REFERER;

    use super::*;

    #[test]
    fn the_page_of_a_form_is_a_path() {
        for (referer, page) in [
            ("https://police.example/assignments/asg_1?lang=es", Some("/assignments/asg_1")),
            ("https://police.example", None),
            ("nothing", None),
        ] {
            let headers = HeaderMap::from_iter([(REFERER, HeaderValue::from_static(referer))]);
            assert_eq!(page_of(&headers).as_deref(), page, "{referer}");
        }
    }

    #[test]
    fn nothing_is_kept_of_where_people_prove_who_they_are_or_search() {
        for (path, may) in [
            ("/assignments/{id}/outcome", true),
            ("/handover", true),
            ("/sign-in/step-up", false),
            ("/accounts/{id}/reset", false),
            ("/account/passkeys", false),
            ("/search", false),
        ] {
            assert_eq!(may_keep(path), may, "{path}");
        }
    }
}

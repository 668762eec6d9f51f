//! Every route: method, path, who may ask it, handler. The router, `/site-map` and `/openapi.json` are read from it.

use std::convert::Infallible;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::middleware::{from_fn_with_state, map_request};
use axum::routing::{MethodFilter, MethodRouter, on};

use crate::api::{banks, compare, contents, exchanges, hash, look_up, status, types};
use crate::edge::{Gate, admit, observe, plain_path};
use crate::refusal::Refusal;
use crate::state::Shared;
use crate::{openapi, v1};

/// Largest body where a route says nothing else, in bytes.
const BODY_LIMIT_BYTES: usize = 1024 * 1024;
/// Largest bulk look-up, in bytes.
const BULK_LIMIT_BYTES: usize = 16 * 1024 * 1024;
/// What a form says around its file, in bytes.
const FORM_ROOM_BYTES: usize = 1024 * 1024;

const FORM: &str = "multipart/form-data";
const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";
/// What hashing reads of its query.
const HASHING: &[&str] = &["url", "content_type", "types"];

/// Who may ask something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum May {
    /// Everybody, without a key.
    Anybody,
    /// Who has a key, where keys are asked for.
    Ask,
    /// Who has a key that may change things.
    Curate,
}

/// A route as stated.
pub(crate) struct Row {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) may: May,
    pub(crate) summary: &'static str,
    /// Names in its query.
    pub(crate) asks: &'static [&'static str],
    /// Media type of its body.
    pub(crate) takes: Option<&'static str>,
    /// Media type of its answer.
    pub(crate) gives: &'static str,
    body_limit_bytes: usize,
    handler: MethodRouter<Shared>,
}

impl Row {
    fn new<H, T>(
        method: &'static str,
        path: &'static str,
        may: May,
        summary: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        let filter = match method {
            "POST" => MethodFilter::POST,
            "PUT" => MethodFilter::PUT,
            "DELETE" => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        let handler = on(filter, handler);
        Self {
            method,
            path,
            may,
            summary,
            asks: &[],
            takes: None,
            gives: JSON,
            body_limit_bytes: BODY_LIMIT_BYTES,
            handler,
        }
    }

    fn get<H, T>(path: &'static str, may: May, summary: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        Self::new("GET", path, may, summary, handler)
    }

    fn asks(self, asks: &'static [&'static str]) -> Self {
        Self { asks, ..self }
    }

    fn takes(self, media_type: &'static str, limit_bytes: usize) -> Self {
        Self { takes: Some(media_type), body_limit_bytes: limit_bytes, ..self }
    }

    fn gives(self, media_type: &'static str) -> Self {
        Self { gives: media_type, ..self }
    }
}

/// The route table. `file_limit_bytes` is the largest file that is taken.
#[rustfmt::skip]
#[allow(clippy::too_many_lines, reason = "a table has a line for each row")]
pub(crate) fn rows(file_limit_bytes: usize) -> Vec<Row> {
    use May::{Anybody, Ask, Curate};
    let file = file_limit_bytes.saturating_add(FORM_ROOM_BYTES);
    vec![
        Row::get("/status", Anybody, "Whether it answers from its index", status::status).gives("text/plain"),
        Row::get("/status/live", Anybody, "Whether the process answers", status::status).gives("text/plain"),
        Row::get("/livez", Anybody, "Whether the process answers", status::live).gives("text/plain"),
        Row::get("/readyz", Anybody, "Whether it answers from its index", status::ready).gives("text/plain"),
        Row::get("/site-map", Ask, "Every path", status::site_map),
        Row::get("/openapi.json", Ask, "This document", openapi::document),
        Row::get("/metrics", Ask, "Measurements in Prometheus text format", status::metrics).gives("text/plain"),
        Row::get("/h/hash", Ask, "Hash the file at an address, from a listed host", hash::by_address).asks(HASHING),
        Row::new("POST", "/h/hash", Ask, "Hash a file", hash::by_file).asks(&["types"]).takes(FORM, file),
        Row::get("/m/raw_lookup", Ask, "Content that matches a hash, enabled or not", look_up::raw)
            .asks(&["signal", "signal_type", "banks", "include_distance"]),
        Row::get("/m/lookup", Ask, "Banks that match a hash, or the file at an address", look_up::by_query)
            .asks(&["signal", "signal_type", "url", "content_type", "types", "banks", "seed", "bypass_coinflip"]),
        Row::new("POST", "/m/lookup", Ask, "Banks that match a file", look_up::by_file)
            .asks(&["types", "banks", "seed", "bypass_coinflip"]).takes(FORM, file),
        Row::get("/m/index/status", Ask, "What the index holds", look_up::index_status).asks(&["signal_type"]),
        Row::new("POST", "/m/compare", Ask, "Compare two hashes", compare::compare).takes(JSON, BODY_LIMIT_BYTES),
        Row::get("/c/banks", Ask, "The banks", banks::list),
        Row::new("POST", "/c/banks", Curate, "Make a bank", banks::create).takes(JSON, BODY_LIMIT_BYTES),
        Row::get("/c/bank/{name}", Ask, "One bank", banks::show),
        Row::new("PUT", "/c/bank/{name}", Curate, "Change a bank", banks::update).takes(JSON, BODY_LIMIT_BYTES),
        Row::new("DELETE", "/c/bank/{name}", Curate, "Delete a bank with what stands in it", banks::delete),
        Row::new("POST", "/c/bank/{name}/content", Curate, "Add a file to a bank", contents::add)
            .asks(&["url", "content_type", "types"]).takes(FORM, file),
        Row::get("/c/bank/{name}/content/{id}", Ask, "One file of a bank", contents::show).asks(&["include_signals"]),
        Row::new("PUT", "/c/bank/{name}/content/{id}", Curate, "Disable or enable a file of a bank", contents::update)
            .takes(JSON, BODY_LIMIT_BYTES),
        Row::new("DELETE", "/c/bank/{name}/content/{id}", Curate, "Take a file out of a bank", contents::remove),
        Row::new("POST", "/c/bank/{name}/signal", Curate, "Add hashes to a bank", contents::add_signals)
            .takes(JSON, BODY_LIMIT_BYTES),
        Row::get("/c/signal_type", Ask, "Types of hashes", types::signal_types),
        Row::get("/c/signal_type/index", Ask, "How far the index is", types::index).asks(&["signal_type"]),
        Row::new("PUT", "/c/signal_type/{name}", Curate, "Enable or disable a type of hashes", types::update)
            .takes(JSON, BODY_LIMIT_BYTES),
        Row::get("/c/content_type", Ask, "Types of files", types::content_types),
        Row::get("/c/exchanges", Ask, "Exchanges: none", exchanges::none),
        Row::new("POST", "/c/exchanges", Curate, "Refused: lists come from files", exchanges::refuse).takes(JSON, BODY_LIMIT_BYTES),
        Row::get("/c/exchanges/apis", Ask, "Kinds of exchanges: none", exchanges::none),
        Row::get("/c/exchanges/api/{name}", Ask, "Refused: there is no such kind", exchanges::no_api),
        Row::new("POST", "/c/exchanges/api/{name}", Curate, "Refused: there is no such kind", exchanges::no_api)
            .takes(JSON, BODY_LIMIT_BYTES),
        Row::get("/c/exchanges/api/{name}/schema", Ask, "Refused: there is no such kind", exchanges::no_api),
        Row::get("/c/exchange/{name}", Ask, "Refused: there is no such exchange", exchanges::absent),
        Row::get("/c/exchange/{name}/status", Ask, "Refused: there is no such exchange", exchanges::absent),
        Row::new("PUT", "/c/exchange/{name}", Curate, "Refused: there is no such exchange", exchanges::absent)
            .takes(JSON, BODY_LIMIT_BYTES),
        Row::new("DELETE", "/c/exchange/{name}", Curate, "Nothing to delete", exchanges::delete),
        Row::get("/v1/lists", Ask, "Banks and lists that are looked up, with the numbers of the stream", v1::lists::list),
        Row::new("POST", "/v1/reload", Curate, "Read the lists' files again where they changed", v1::lists::reload),
        Row::new("POST", "/v1/lookup", Ask, "Look up many files by their hashes", v1::bulk::look_up).takes(JSON, BULK_LIMIT_BYTES),
        Row::new("POST", "/v1/lookup/stream", Ask, "Look up a stream of PDQ hashes", v1::stream::look_up)
            .asks(&["radius_bits"]).takes(BYTES, usize::MAX).gives(BYTES),
    ]
}

/// The router: every route behind its gate, one shape for every refusal.
pub(crate) fn router(shared: &Shared) -> Router {
    let mut router = Router::new();
    for row in rows(shared.config.matcher.file_limit_bytes) {
        let gate = Gate { shared: shared.clone(), may: row.may };
        let limit = match row.body_limit_bytes {
            // a stream is read piece by piece, and never held
            usize::MAX => DefaultBodyLimit::disable(),
            bytes => DefaultBodyLimit::max(bytes),
        };
        let guarded: MethodRouter<Shared> =
            row.handler.layer::<_, Infallible>(limit).layer(from_fn_with_state(gate, admit));
        router = router.route(row.path, guarded);
    }
    let inner: Router = router
        .fallback(async || Refusal::absent("there is no such address; /site-map lists them"))
        .method_not_allowed_fallback(async || {
            Refusal::new(axum::http::StatusCode::METHOD_NOT_ALLOWED, "this address does not take this method")
        })
        .layer(from_fn_with_state(shared.clone(), observe))
        .with_state(shared.clone());
    // a path has to be plain before it is matched, so the whole router stands behind what makes it so
    Router::new().fallback_service(inner).layer(map_request(plain))
}

async fn plain(request: Request) -> Request {
    plain_path(request)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_stands_once_and_changes_are_for_curators() {
        let rows = rows(1);
        let distinct: BTreeSet<_> = rows.iter().map(|row| (row.method, row.path)).collect();
        assert_eq!(distinct.len(), rows.len());
        for row in &rows {
            let asks_only = row.method == "GET"
                || ["/h/hash", "/m/lookup", "/m/compare", "/v1/lookup", "/v1/lookup/stream"]
                    .contains(&row.path);
            let needs = if asks_only { May::Ask } else { May::Curate };
            assert!(
                row.may == needs || (row.may == May::Anybody && row.gives == "text/plain"),
                "{}",
                row.path
            );
        }
    }
}

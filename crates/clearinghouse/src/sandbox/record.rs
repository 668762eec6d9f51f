//! The layer around the CyberTipline API of a sandbox: it plays faults, remembers what went to and fro, and says it on the terminal.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::response::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;

use super::bench::{Bench, lock};
use super::exchange::{Exchange, Kept, Verdict, endpoint_of, without_secrets};
use super::fault::Fault;
use super::{advice, fixture, telling};

/// Longest answer in bytes; the schema is the longest by far.
const MAX_ANSWER_BYTES: usize = 4 << 20;
/// How long the first half of an answer has to leave before the connection breaks.
const SENT_BEFORE: Duration = Duration::from_millis(100);

/// A request under way.
struct Sent {
    at: Timestamp,
    method: Method,
    target: String,
    headers: Vec<(String, String)>,
    body: Arc<Mutex<Kept>>,
}

/// Carries a request to the clearinghouse, or plays a fault in its place, and remembers the exchange.
pub(super) async fn record(State(bench): State<Bench>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/ispws/") {
        return next.run(request).await;
    }
    let fault = match bench.take_fault(endpoint_of(request.uri().path()), request.headers()) {
        Ok(fault) => fault,
        Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    };
    let (request, sent) = watch(&bench, request);
    let response = match fault.and_then(Fault::answer) {
        Some(injected) => {
            hear_out(request).await;
            injected
        }
        None => next.run(request).await,
    };
    let (parts, body) = response.into_parts();
    let answer = to_bytes(body, MAX_ANSWER_BYTES).await.unwrap_or_default();
    remember(&bench, sent, &parts, &answer, fault).await;
    match fault {
        Some(Fault::Timeout(seconds)) => tokio::time::sleep(Duration::from_secs(seconds)).await,
        Some(Fault::Cut) => return cut(parts, &answer),
        _ => {}
    }
    Response::from_parts(parts, Body::from(answer))
}

/// The request, with a copy of what passes.
fn watch(bench: &Bench, request: Request) -> (Request, Sent) {
    let (parts, body) = request.into_parts();
    let kept = Arc::new(Mutex::new(Kept::default()));
    let sent = Sent {
        at: bench.now(),
        method: parts.method.clone(),
        target: parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        headers: without_secrets(&parts.headers),
        body: Arc::clone(&kept),
    };
    let body = body.into_data_stream().inspect_ok(move |piece: &Bytes| lock(&kept).push(piece));
    (Request::from_parts(parts, Body::from_stream(body)), sent)
}

/// Reads a body to its end: a client that is still sending would not hear the answer.
async fn hear_out(request: Request) {
    let mut body = request.into_body().into_data_stream();
    while let Some(Ok(_)) = body.next().await {}
}

async fn remember(bench: &Bench, sent: Sent, head: &Parts, answer: &[u8], fault: Option<Fault>) {
    let body = std::mem::take(&mut *lock(&sent.body));
    let verdict = Verdict::of(head.status, answer);
    let remarks = match fault {
        Some(Fault::Status(_) | Fault::Code(_)) => Vec::new(),
        _ => advice::of(bench, endpoint_of(&sent.target), &body.bytes, &verdict),
    };
    let exchange = bench.keep(|id| Exchange {
        id,
        at: sent.at,
        method: sent.method.to_string(),
        target: sent.target,
        headers: sent.headers,
        body,
        answer_headers: without_secrets(&head.headers),
        answer: answer.to_vec(),
        verdict,
        remarks,
        fault,
    });
    for line in telling::lines(&exchange, bench.addr()) {
        (bench.settings().tell)(&line);
    }
    if let Some(folder) = bench.settings().record.clone() {
        let written = tokio::task::spawn_blocking(move || fixture::write(&folder, &exchange)).await;
        if let Ok(Err(error)) = written {
            tracing::error!(%error, "an exchange could not be recorded");
        }
    }
}

/// The first half of an answer, after which the connection breaks.
fn cut(mut parts: Parts, answer: &Bytes) -> Response {
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(answer.len()));
    let half = answer.slice(..answer.len() / 2);
    let rest = async {
        tokio::time::sleep(SENT_BEFORE).await;
        Err(io::Error::from(io::ErrorKind::ConnectionAborted))
    };
    let halves = stream::once(async { Ok::<_, io::Error>(half) }).chain(stream::once(rest));
    Response::from_parts(parts, Body::from_stream(halves))
}

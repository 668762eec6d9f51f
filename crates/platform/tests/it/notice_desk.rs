//! The other end of notices under article 18: keeps each key once, answers with a receipt, fails when told to.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use wire::document::Document as _;
use wire::notice::Notice;

/// What goes wrong with one notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It is not kept; this status.
    Status(u16),
    /// It is kept; the answer is no receipt.
    NoReceipt,
}

/// A desk on a port of its own.
pub(crate) struct NoticeDesk {
    pub(crate) addr: SocketAddr,
    inner: Arc<Mutex<Inner>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Inner {
    /// By key, with what came first under it.
    kept: BTreeMap<String, String>,
    came: usize,
    troubles: VecDeque<Trouble>,
}

impl Drop for NoticeDesk {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl NoticeDesk {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let inner = Arc::<Mutex<Inner>>::default();
        let router = Router::new().route("/api/notices", post(take)).with_state(inner.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { addr, inner, task }
    }

    /// The next notice suffers this; several are suffered in turn.
    pub(crate) fn fail(&self, trouble: Trouble) {
        self.inner.lock().unwrap().troubles.push_back(trouble);
    }

    /// What was kept, by key.
    pub(crate) fn kept(&self) -> BTreeMap<String, String> {
        self.inner.lock().unwrap().kept.clone()
    }

    /// How often something came.
    pub(crate) fn came(&self) -> usize {
        self.inner.lock().unwrap().came
    }
}

async fn take(State(inner): State<Arc<Mutex<Inner>>>, headers: HeaderMap, body: String) -> Response {
    let mut inner = inner.lock().unwrap();
    inner.came += 1;
    let trouble = inner.troubles.pop_front();
    if let Some(Trouble::Status(status)) = trouble {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    if Notice::read(body.as_bytes()).is_err() {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    let sha256 = hex::encode(Sha256::digest(&body));
    let first = inner.kept.entry(key).or_insert_with(|| body.clone());
    if *first != body {
        return StatusCode::CONFLICT.into_response();
    }
    if trouble == Some(Trouble::NoReceipt) {
        return "it worked".into_response();
    }
    let number = 9_000_000 + inner.kept.len();
    let receipt = json!({
        "schema": "amparo-notice-receipt/1", "report_number": number, "received_at": "2026-12-27T09:00:00Z",
        "notice_sha256": sha256
    });
    (StatusCode::CREATED, Json(receipt)).into_response()
}

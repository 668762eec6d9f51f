//! A clearinghouse that takes feedback and remembers it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use wire::document::Document;
use wire::feedback::{FeedbackBatch, Receipt};

/// Listens on loopback.
pub(crate) struct Clearinghouse {
    addr: SocketAddr,
    heard: Arc<Heard>,
}

#[derive(Default)]
struct Heard {
    /// Answers with 500, after having heard, as long as this is not zero.
    failures: Mutex<u32>,
    /// Idempotency key and batch of every call.
    calls: Mutex<Vec<(String, FeedbackBatch)>>,
}

impl Clearinghouse {
    /// One whose first `failures` answers get lost.
    pub(crate) async fn start(failures: u32) -> Self {
        let heard = Arc::new(Heard { failures: Mutex::new(failures), ..Heard::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let router = axum::Router::new().route("/feedback", post(take)).with_state(heard.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { addr, heard }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/feedback", self.addr)
    }

    /// Every call so far.
    pub(crate) fn calls(&self) -> Vec<(String, FeedbackBatch)> {
        self.heard.calls.lock().unwrap().clone()
    }

    /// Waits until the last code told of a report is this one.
    pub(crate) async fn wait_for(&self, report_number: i64, code: &str) {
        for _ in 0..200 {
            if self.last_code(report_number).as_deref() == Some(code) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("report {report_number} is {:?}, not {code}", self.last_code(report_number));
    }

    fn last_code(&self, report_number: i64) -> Option<String> {
        let calls = self.calls();
        let mut outcomes = calls.iter().flat_map(|(_, batch)| &batch.outcomes);
        let last = outcomes.rfind(|outcome| outcome.report_number == report_number);
        last.map(|outcome| outcome.code.as_str().to_owned())
    }
}

async fn take(State(heard): State<Arc<Heard>>, headers: HeaderMap, body: Bytes) -> Response {
    let batch = FeedbackBatch::read(&body).unwrap();
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    assert!(headers["authorization"].to_str().unwrap().starts_with("Basic "));
    let referral_id = batch.referral_id.clone();
    heard.calls.lock().unwrap().push((key.clone(), batch));
    let mut failures = heard.failures.lock().unwrap();
    if *failures > 0 {
        *failures -= 1;
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let now = super::at(super::NOW);
    let receipt = Receipt::new(format!("rcp-{key}"), referral_id, now, "0".repeat(64));
    (StatusCode::CREATED, receipt.write().unwrap()).into_response()
}

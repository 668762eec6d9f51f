//! The application's end of the verdict webhook: checks each signature, fails when told to, and remembers what came.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::Value;
use service::webhook::{SIGNATURE_HEADER, verify};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::harness::WEBHOOK_SECRET;

const PATIENCE: Duration = Duration::from_secs(20);
/// The clocks of tests stand somewhere in 2020.
const YEARS: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// A receiver on a port of its own.
pub(crate) struct Receiver {
    pub(crate) addr: SocketAddr,
    inner: Arc<Mutex<Inner>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Inner {
    came: Vec<Value>,
    tried: usize,
    is_broken: bool,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let inner = Arc::<Mutex<Inner>>::default();
        let router = Router::new().route("/verdicts", post(receive)).with_state(inner.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { addr, inner, task }
    }

    /// Answers 503 from now on, or no more.
    pub(crate) fn set_broken(&self, is_broken: bool) {
        self.inner.lock().unwrap().is_broken = is_broken;
    }

    /// How often somebody tried.
    pub(crate) fn tried(&self) -> usize {
        self.inner.lock().unwrap().tried
    }

    /// Waits until so many messages came.
    pub(crate) async fn until(&self, messages: usize) -> Vec<Value> {
        let began = Instant::now();
        loop {
            let came = self.inner.lock().unwrap().came.clone();
            if came.len() >= messages {
                return came;
            }
            assert!(began.elapsed() < PATIENCE, "{came:#?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn receive(State(inner): State<Arc<Mutex<Inner>>>, headers: HeaderMap, body: String) -> StatusCode {
    let mut inner = inner.lock().unwrap();
    inner.tried += 1;
    if inner.is_broken {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let signature = headers[SIGNATURE_HEADER].to_str().unwrap();
    let now = "2020-12-28T09:00:00Z".parse().unwrap();
    if verify(&WEBHOOK_SECRET.into(), signature, body.as_bytes(), now, YEARS).is_err() {
        return StatusCode::UNAUTHORIZED;
    }
    inner.came.push(serde_json::from_str(&body).unwrap());
    StatusCode::NO_CONTENT
}

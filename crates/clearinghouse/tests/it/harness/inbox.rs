//! An agency that receives.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use sha2::{Digest, Sha256};
use wire::document::Document as _;
use wire::feedback::Receipt;
use wire::referral_notice::NoticeReceipt;

use super::unseal;

/// What an agency got.
#[derive(Clone, Default)]
pub(crate) struct Inbox(Arc<Mutex<Received>>);

#[derive(Default)]
struct Received {
    /// Answers to give before the real ones.
    answers_first: Vec<(u16, &'static str)>,
    deliveries: Vec<(HeaderMap, Bytes)>,
    receipts: BTreeMap<String, Receipt>,
    /// Signed notices, as they came.
    notices: Vec<Bytes>,
}

impl Inbox {
    /// An agency that listens; give its address to the clearinghouse.
    pub(crate) async fn open(answers_first: Vec<(u16, &'static str)>) -> (Self, SocketAddr) {
        let inbox = Self::default();
        inbox.0.lock().unwrap().answers_first = answers_first;
        let limit = axum::extract::DefaultBodyLimit::disable();
        let router =
            Router::new().route("/referrals", post(take)).route("/referrals/notices", post(take_notice));
        let router = router.layer(limit).with_state(inbox.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (inbox, addr)
    }

    /// The next delivery gets this answer.
    pub(crate) fn answer_next(&self, status: u16, text: &'static str) {
        self.0.lock().unwrap().answers_first.push((status, text));
    }

    pub(crate) fn notices(&self) -> Vec<Bytes> {
        self.0.lock().unwrap().notices.clone()
    }

    pub(crate) fn deliveries(&self) -> Vec<(HeaderMap, Bytes)> {
        self.0.lock().unwrap().deliveries.clone()
    }
}

async fn take(State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes) -> axum::response::Response {
    let mut received = inbox.0.lock().unwrap();
    received.deliveries.push((headers.clone(), body.clone()));
    if !received.answers_first.is_empty() {
        let (status, text) = received.answers_first.remove(0);
        return (StatusCode::from_u16(status).unwrap(), text).into_response();
    }
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    let digest = hex::encode(Sha256::digest(unseal(&body)));
    let new = || Receipt::new("rcp_1", key.clone(), "2024-06-01T09:00:01Z".parse().unwrap(), digest);
    let receipt = received.receipts.entry(key.clone()).or_insert_with(new);
    (StatusCode::CREATED, receipt.write().unwrap()).into_response()
}

async fn take_notice(
    State(inbox): State<Inbox>,
    headers: HeaderMap,
    body: Bytes,
) -> axum::response::Response {
    inbox.0.lock().unwrap().notices.push(body.clone());
    let notice_id = headers["idempotency-key"].to_str().unwrap();
    let digest = hex::encode(Sha256::digest(&body));
    let receipt = NoticeReceipt::new("rcp_2", notice_id, "2024-06-01T09:00:01Z".parse().unwrap(), digest);
    (StatusCode::CREATED, receipt.write().unwrap()).into_response()
}

//! Files that are named by their address.

use std::net::SocketAddr;

use axum::Router;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::routing::get;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{BLOBS, Matcher};

/// A host of files that can also misbehave.
async fn host() -> SocketAddr {
    let file = |kind: &'static str, bytes: &'static [u8]| {
        get(move || async move { ([(CONTENT_TYPE, kind)], bytes) })
    };
    let router = Router::new()
        .route("/a.png", file("image/png", BLOBS))
        .route("/a.mp4", file("video/mp4", b"abc"))
        .route("/a.bin", file("application/octet-stream", BLOBS))
        .route("/large", file("image/png", vec![7_u8; 200_000].leak()))
        .route("/elsewhere", get(|| async { (StatusCode::FOUND, [(LOCATION, "/a.png")]) }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    addr
}

fn hash(address: &str, more: &str) -> String {
    let encoded: String = address.bytes().map(|byte| format!("%{byte:02x}")).collect();
    format!("/h/hash?url={encoded}{more}")
}

async fn refusal(matcher: &Matcher, address: &str, status: StatusCode) -> String {
    let refusal: Value = matcher.send(Method::GET, &hash(address, ""), None, status).await;
    refusal["message"].as_str().unwrap().to_owned()
}

both_engines! {
    async fn nothing_is_fetched_unless_its_host_is_listed(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        let said = refusal(&matcher, "https://media.example/a.png", StatusCode::FORBIDDEN).await;
        assert!(said.contains("media.example") && said.contains("fetch_hosts"), "{said}");
        let missing = matcher.send(Method::GET, "/h/hash", None, StatusCode::BAD_REQUEST).await;
        assert_eq!(missing["message"], "url is required");
        refusal(&matcher, "file:///etc/passwd", StatusCode::BAD_REQUEST).await;
        matcher.stop().await;
    }
}

both_engines! {
    async fn a_listed_host_with_an_address_of_this_machine_is_refused(db: TestDb) {
        let addr = host().await;
        let settings = format!("fetch_hosts = [\"localhost:{}\", \"{addr}\"]\n", addr.port());
        let matcher = Matcher::start_with(&db, &settings).await;
        for address in [format!("http://localhost:{}/a.png", addr.port()), format!("http://{addr}/a.png")] {
            let said = refusal(&matcher, &address, StatusCode::FORBIDDEN).await;
            assert!(said.contains("loopback") || said.contains("not of the public internet"), "{said}");
        }
        matcher.stop().await;
    }
}

both_engines! {
    async fn a_file_of_a_listed_host_is_hashed_looked_up_and_banked(db: TestDb) {
        let addr = host().await;
        let settings = format!(
            "fetch_hosts = [\"localhost:{0}\", \"LOCALHOST:{0}\", \"{addr}\"]\ndanger_fetch_from_private_addresses = true\nfile_limit_bytes = 150000\n",
            addr.port()
        );
        let matcher = Matcher::start_with(&db, &settings).await;
        matcher.bank("A", &[]).await;
        let at = |path: &str| format!("http://{addr}{path}");
        let photo = matcher.get(&hash(&at("/a.png"), "")).await;
        assert_eq!(photo, matcher.send_file("/h/hash", "photo", BLOBS, StatusCode::OK).await);
        // by its name, which is resolved once; a dot at its end changes nothing
        assert_eq!(matcher.get(&hash(&format!("http://localhost.:{}/a.png", addr.port()), "")).await, photo);
        let video = matcher.get(&hash(&at("/a.mp4"), "")).await;
        assert_eq!(video, json!({ "video_md5": "900150983cd24fb0d6963f7d28e17f72" }));
        assert_eq!(matcher.get(&hash(&at("/a.bin"), "&content_type=photo")).await, photo);

        let encoded = hash(&at("/a.png"), "").replace("/h/hash", "");
        let added = matcher.post(&format!("/c/bank/A/content{encoded}"), &json!({ "metadata": { "content_id": "x" } }), StatusCode::OK).await;
        assert_eq!(added["signals"], photo);
        matcher.post(&format!("/c/bank/A/content{encoded}"), &json!({ "metadata": { "pet": 1 } }), StatusCode::BAD_REQUEST).await;
        let found = matcher.get(&format!("/m/lookup{encoded}")).await;
        assert_eq!(found, json!({ "pdq": { "A": [{ "bank_content_id": added["id"], "distance": "0" }] } }));
        assert_eq!(matcher.get(&format!("/m/lookup{encoded}&signal_type=pdq")).await, found["pdq"]);

        assert!(refusal(&matcher, &at("/a.bin"), StatusCode::BAD_REQUEST).await.contains("unsupported url ContentType"));
        assert!(refusal(&matcher, &at("/missing"), StatusCode::BAD_REQUEST).await.contains("answers 404"));
        assert!(refusal(&matcher, &at("/elsewhere"), StatusCode::BAD_REQUEST).await.contains("redirections are not followed"));
        refusal(&matcher, &at("/large"), StatusCode::PAYLOAD_TOO_LARGE).await;
        matcher.stop().await;
    }
}

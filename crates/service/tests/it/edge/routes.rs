//! Routes, credentials, problem documents, headers.

use reqwest::StatusCode;
use serde_json::{Value, json};
use service::check::{assert_routes_refuse, header_mistakes, staff, test_config};
use service::open_node;
use service::testing::TestDb;

use super::{Board, board, env};

#[test]
fn the_route_table_and_its_document_are_as_reviewed() {
    let routes = board::routes();
    insta::assert_snapshot!("routes", routes.table());
    insta::assert_json_snapshot!("openapi", routes.openapi());
}

#[tokio::test]
async fn every_route_refuses_strangers() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let config = test_config(&db, vec![staff("eve", "nobody", None)]);
    let node = open_node("board", &config, &env(), board::MIGRATIONS).await.unwrap();
    let site = board::site(&node, &config).unwrap();
    let rows: Vec<_> = board::routes().rows().cloned().collect();
    assert!(rows.len() > 6);
    let router = board::routes().into_router(board::state(site));
    assert_routes_refuse(&router, &rows, "eve").await;
}

service::both_engines! {
    async fn a_retry_with_a_key_changes_nothing_twice(db: TestDb) {
        let board = Board::start(&db).await;
        let send = |key: &'static str, body: &'static str| {
            board.post("ana", "/api/notes").header("Idempotency-Key", key).json(&json!({ "body": body })).send()
        };
        let first = send("k1", "hello").await.unwrap();
        assert_eq!(first.status(), StatusCode::CREATED);
        let first: Value = first.json().await.unwrap();
        let again: Value = send("k1", "hello").await.unwrap().json().await.unwrap();
        assert_eq!(first, again);
        assert_eq!(send("k1", "other").await.unwrap().status(), StatusCode::CONFLICT);
        assert_eq!(send("two words", "hello").await.unwrap().status(), StatusCode::BAD_REQUEST);
        let count: i64 = board.get("rea", "/api/notes").send().await.unwrap().json().await.unwrap();
        assert_eq!(count, 1);
        let path = format!("/api/notes/{}", first["note_id"].as_str().unwrap());
        let note: Value = board.get("rea", &path).send().await.unwrap().json().await.unwrap();
        assert_eq!(note["body"], "hello");
        let health: Value = board.client.get(board.url("/healthz")).send().await.unwrap().json().await.unwrap();
        assert_eq!(health["status"], "ok");
        let verdict: Value = board.get("ana", "/api/custody/verify").send().await.unwrap().json().await.unwrap();
        assert!(verdict["root"].is_string(), "{verdict}");
        board.stop().await;
    }
}

async fn problem(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["status"], status);
    (status, problem)
}

#[tokio::test]
async fn a_compressed_body_is_refused_before_anybody_looks_into_it() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    let send = |encoding: &str| {
        board
            .post("ana", "/api/notes")
            .header("content-encoding", encoding)
            .body(r#"{"body":"hello"}"#)
            .send()
    };
    for encoding in ["gzip", "br", "deflate", "zstd", "identity, gzip", "GZIP", ""] {
        let refused = send(encoding).await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{encoding}");
        assert_eq!(refused.headers()["accept-encoding"], "identity");
        let said: Value = refused.json().await.unwrap();
        assert!(said["detail"].as_str().unwrap().contains("without the header Content-Encoding"), "{said}");
    }
    assert_eq!(send("identity").await.unwrap().status(), StatusCode::CREATED);
    board.stop().await;
}

#[tokio::test]
async fn every_failure_is_a_problem_document() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    let note = |body: &'static str| board.post("ana", "/api/notes").body(body);
    let (status, said) = problem(note(r#"{"body":" "}"#)).await;
    assert_eq!(
        (status, said["field"].as_str(), said["detail"].as_str()),
        (422, Some("body"), Some("write something"))
    );
    let (status, said) = problem(note(r#"{"body":1}"#)).await;
    assert_eq!((status, said["field"].as_str()), (400, Some("body")));
    assert_eq!(problem(note(r#"{"body":"a","pet":1}"#)).await.1["field"], "pet");
    let big = board.post("ana", "/api/notes").body("x".repeat(3000));
    assert_eq!(problem(big).await.0, 413);
    assert_eq!(problem(board.get("ana", "/nowhere")).await.0, 404);
    assert_eq!(problem(board.post("ana", "/api/custody/verify")).await.0, 405);
    assert_eq!(problem(board.post("rea", "/api/notes")).await.0, 404);
    let (status, said) = problem(board.get("ana", "/api/notes/rep_1")).await;
    assert_eq!(status, 400);
    assert!(said["detail"].as_str().unwrap().contains("not_"), "{said}");
    let (status, said) = problem(board.post("ana", "/notes").form(&[("pet", "1")])).await;
    assert_eq!((status, said["field"].as_str()), (400, Some("pet")));
    let (status, said) = problem(board.post("ana", "/api/burst")).await;
    assert_eq!(status, 500);
    assert!(said["incident"].as_str().is_some_and(|incident| incident.len() == 12), "{said}");
    assert!(!said.to_string().contains("on purpose"));
    let (status, _) = problem(board.client.get(board.url("/"))).await;
    assert_eq!(status, 401);
    let bare = board.client.post(board.url("/api/burst")).send().await.unwrap();
    assert!(bare.status() == 401 && bare.headers().contains_key("www-authenticate"));
    assert_eq!(bare.text().await.unwrap(), "");
    board.stop().await;
}

#[tokio::test]
async fn answers_carry_protective_headers_and_a_request_id() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    let page = board.get("ana", "/").header("Request-ID", "abc-1").send().await.unwrap();
    assert_eq!(page.headers()["request-id"], "abc-1");
    assert_eq!(page.headers()["cache-control"], "no-store");
    assert_eq!(page.headers()["x-content-type-options"], "nosniff");
    assert_eq!(page.headers()["referrer-policy"], "same-origin");
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    for part in [
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'",
        "require-trusted-types-for 'script'; trusted-types default",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    let other = board.get("ana", "/").header("Request-ID", "a b<script>").send().await.unwrap();
    assert_eq!(other.headers()["request-id"].len(), 24);
    // refusals, failures of ours, and what no route answers
    for request in [
        board.client.get(board.url("/")),
        board.get("ana", "/nowhere"),
        board.get("ana", "/nowhere").header("accept", "text/html"),
        board.post("ana", "/api/custody/verify"),
        board.post("ana", "/api/burst"),
        board.post("ana", "/api/notes").body("x".repeat(3000)),
        board.post("ana", "/notes").form(&[("pet", "1")]).header("accept", "text/html"),
        board.client.request(reqwest::Method::OPTIONS, board.url("/")),
        board.client.head(board.url("/assets/amparo.css")),
    ] {
        let answer = request.send().await.unwrap();
        let (status, is_kept) = (answer.status(), answer.url().path().starts_with("/assets/"));
        assert_eq!(header_mistakes(answer.headers(), is_kept), [""; 0], "{status} {}", answer.url());
        assert!(!answer.headers().contains_key("strict-transport-security"));
    }
    let open = board.client.get(board.url("/")).send().await.unwrap();
    assert_eq!(open.headers()["www-authenticate"], "Basic realm=\"amparo\", charset=\"UTF-8\"");
    let metrics = board.get("op", "/metrics").send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("http_requests_total{role=\"board\",route=\"/\",status=\"200\"}"), "{metrics}");
    assert_eq!(board.get("ana", "/metrics").send().await.unwrap().status(), StatusCode::NOT_FOUND);
    board.stop().await;
}

#[tokio::test]
async fn another_web_site_cannot_change_anything() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    let form = || board.post("ana", "/notes").form(&[("body", "hello")]);
    let evil = form().header("Sec-Fetch-Site", "cross-site").send().await.unwrap();
    assert_eq!(evil.status(), StatusCode::FORBIDDEN);
    let own = form().header("Sec-Fetch-Site", "same-origin").send().await.unwrap();
    assert_eq!((own.status(), own.headers()["location"].to_str().unwrap()), (StatusCode::SEE_OTHER, "/"));
    let count: i64 = board.get("ana", "/api/notes").send().await.unwrap().json().await.unwrap();
    assert_eq!(count, 1);
    board.stop().await;
}

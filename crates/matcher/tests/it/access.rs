//! Who may ask, and what every answer carries.

use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{Matcher, answer, key, pdq};

both_engines! {
    async fn with_keys_nobody_asks_without_one_and_clients_change_nothing(db: TestDb) {
        let settings = key(db.folder(), "client", false) + &key(db.folder(), "curator", true);
        let matcher = Matcher::start_with(&db, &settings).await;
        let documents = matcher.request(Method::GET, "/openapi.json").header("x-api-key", "the key of client");
        let document = answer(documents, StatusCode::OK).await;
        let mut asked = 0;
        for (path, methods) in document["paths"].as_object().unwrap() {
            let path = path.replace("{name}", "A").replace("{id}", "1");
            for (method, operation) in methods.as_object().unwrap() {
                let method: Method = method.to_ascii_uppercase().parse().unwrap();
                let (is_open, is_read) = (operation.get("security").is_none(), method == Method::GET);
                let status = matcher.request(method.clone(), &path).send().await.unwrap().status();
                assert_eq!(status == StatusCode::UNAUTHORIZED, !is_open, "{method} {path}: {status}");
                let wrong = matcher.request(method.clone(), &path).header("x-api-key", "the key of nobody");
                assert_eq!(wrong.send().await.unwrap().status() == StatusCode::UNAUTHORIZED, !is_open, "{method} {path}");
                let asks_only = is_read || ["/h/hash", "/m/lookup", "/m/compare", "/v1/lookup", "/v1/lookup/stream"].contains(&&*path);
                let client = matcher.request(method.clone(), &path).bearer_auth("the key of client").send().await.unwrap();
                if !asks_only {
                    assert_eq!(client.status(), StatusCode::FORBIDDEN, "{method} {path}");
                    assert!(client.text().await.unwrap().contains("curates = true"));
                }
                asked += 1;
            }
        }
        assert!(asked > 40, "{asked}");
        let made = matcher.request(Method::POST, "/c/banks").basic_auth("any", Some("the key of curator")).json(&json!({ "name": "A" }));
        answer(made, StatusCode::CREATED).await;
        matcher.stop().await;
    }
}

both_engines! {
    async fn without_keys_a_page_from_elsewhere_reaches_nothing(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("host", "evil.example"),
        ] {
            for method in [Method::GET, Method::POST] {
                let request = matcher.request(method, "/c/banks").header(name, value).json(&json!({ "name": "A" }));
                answer(request, StatusCode::FORBIDDEN).await;
            }
        }
        for host in ["localhost:9876", "127.0.0.1", "matcher.localhost"] {
            answer(matcher.request(Method::GET, "/c/banks").header("host", host), StatusCode::OK).await;
        }
        matcher.stop().await;
    }
}

both_engines! {
    async fn every_answer_is_protected_and_named(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        for (path, status) in [
            ("/c/banks", StatusCode::OK),
            ("/nowhere", StatusCode::NOT_FOUND),
            ("/h/hash", StatusCode::BAD_REQUEST),
            ("/v1/reload", StatusCode::METHOD_NOT_ALLOWED),
        ] {
            let response = matcher.request(Method::GET, path).header("x-request-id", "abc-1").send().await.unwrap();
            assert_eq!(response.status(), status, "{path}");
            let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
            assert_eq!((header("x-request-id").as_str(), header("x-content-type-options").as_str()), ("abc-1", "nosniff"));
            assert_eq!((header("cache-control").as_str(), header("content-type").as_str()), ("no-store", "application/json"));
            if status != StatusCode::OK {
                let refusal: serde_json::Value = response.json().await.unwrap();
                assert!(refusal["message"].is_string(), "{refusal}");
            }
        }
        matcher.stop().await;
    }
}

both_engines! {
    async fn what_an_operator_asks_is_answered(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        for (path, said) in [("/status", "I-AM-ALIVE"), ("/status/live", "I-AM-ALIVE"), ("/livez", "OK"), ("/readyz", "READY"), ("/v1/status", "I-AM-ALIVE")] {
            let response = matcher.request(Method::GET, path).send().await.unwrap();
            assert_eq!((response.status(), response.text().await.unwrap().as_str()), (StatusCode::OK, said), "{path}");
        }
        let site_map = matcher.get("/site-map").await;
        assert!(site_map.as_array().unwrap().contains(&json!("/c/bank/{name}")), "{site_map}");
        matcher.look_up(&pdq(1), "").await;
        let metrics = matcher.request(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
        for name in ["matcher_lookups_total", "http_request_seconds", "http_requests_total"] {
            assert!(metrics.contains(name), "{name}");
        }
        assert!(!metrics.contains(&pdq(1)), "no hash that was looked up stands in a measurement");
        matcher.stop().await;
    }
}

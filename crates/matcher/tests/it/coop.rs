//! The requests that Coop makes (`roostorg/coop`, `server/services/hmaService/index.ts`), byte for byte where it matters: its default base
//! address ends in a slash, so every path begins with two; ratios are texts when a bank is made; files come as undici writes forms.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{BLOBS, Matcher, answer, pdq};

const BANK: &str = "COOP_ORG1_MY_BANK";

async fn send(
    matcher: &Matcher,
    method: Method,
    path: &str,
    body: Option<Value>,
    status: StatusCode,
) -> Value {
    let mut request = matcher.request(method, path);
    if let Some(body) = body {
        request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
    }
    answer(request, status).await
}

/// `FormData` as undici sends it.
fn undici_form(part: &str, file: &[u8], texts: &[(&str, &str)]) -> (String, Vec<u8>) {
    let boundary = "----formdata-undici-0123456789ab";
    let mut body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"blob\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    for (name, text) in texts {
        body.extend_from_slice(
            format!("\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}")
                .as_bytes(),
        );
    }
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

both_engines! {
    async fn coop_makes_a_bank_fills_it_and_looks_pictures_up(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        let made = send(&matcher, Method::POST, "//c/banks", Some(json!({ "name": BANK, "enabled_ratio": "1" })), StatusCode::CREATED).await;
        assert_eq!(made, json!({ "name": BANK, "matching_enabled_ratio": 1.0 }));
        let shown = send(&matcher, Method::GET, &format!("//c/bank/{BANK}"), None, StatusCode::OK).await;
        assert_eq!(shown, made);

        let texts = [("content_id", "42"), ("content_uri", "https://media.example/42"), ("metadata", "{\"a\":1}"), ("note", "n")];
        let (kind, body) = undici_form("photo", BLOBS, &texts);
        let request = matcher.request(Method::POST, &format!("//c/bank/{BANK}/content"));
        let added = answer(request.header(CONTENT_TYPE, kind).body(body), StatusCode::OK).await;
        let signal = added["signals"]["pdq"].as_str().unwrap().to_owned();
        assert!(added["id"].is_i64() && signal.len() == 64, "{added}");

        let path = format!("//m/lookup?signal_type=pdq&signal={signal}");
        let found = send(&matcher, Method::GET, &path, None, StatusCode::OK).await;
        assert_eq!(found[BANK], json!([{ "bank_content_id": added["id"], "distance": "0" }]));
        let other = format!("//m/lookup?signal_type=pdq&signal={}", pdq(1));
        assert_eq!(send(&matcher, Method::GET, &other, None, StatusCode::OK).await, json!({}));

        send(&matcher, Method::PUT, &format!("//c/bank/{BANK}"), Some(json!({ "enabled_ratio": 0 })), StatusCode::OK).await;
        assert_eq!(send(&matcher, Method::GET, &path, None, StatusCode::OK).await, json!({}));
        send(&matcher, Method::DELETE, &format!("//c/bank/{BANK}"), None, StatusCode::OK).await;
        send(&matcher, Method::GET, &format!("//c/bank/{BANK}"), None, StatusCode::NOT_FOUND).await;
        matcher.stop().await;
    }
}

both_engines! {
    async fn coop_finds_no_exchanges_and_is_told_what_to_do(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        assert_eq!(send(&matcher, Method::GET, "//c/exchanges/apis", None, StatusCode::OK).await, json!([]));
        assert_eq!(send(&matcher, Method::GET, "//c/exchanges", None, StatusCode::OK).await, json!([]));
        let exchange = json!({ "bank": BANK, "api": "ncmec", "api_json": {} });
        let refusal = send(&matcher, Method::POST, "//c/exchanges", Some(exchange), StatusCode::NOT_IMPLEMENTED).await;
        assert!(refusal["message"].as_str().unwrap().contains("[[matcher.list]]"), "{refusal}");
        // Coop takes 404 for "this bank has no exchange"
        send(&matcher, Method::GET, &format!("//c/exchange/{BANK}"), None, StatusCode::NOT_FOUND).await;
        send(&matcher, Method::GET, &format!("//c/exchange/{BANK}/status"), None, StatusCode::NOT_FOUND).await;
        send(&matcher, Method::GET, "//c/exchanges/api/ncmec", None, StatusCode::BAD_REQUEST).await;
        send(&matcher, Method::GET, "//c/exchanges/api/ncmec/schema", None, StatusCode::BAD_REQUEST).await;
        send(&matcher, Method::POST, "//c/exchanges/api/ncmec", Some(json!({ "credential_json": {} })), StatusCode::BAD_REQUEST).await;
        send(&matcher, Method::DELETE, &format!("//c/exchange/{BANK}"), None, StatusCode::OK).await;
        matcher.stop().await;
    }
}

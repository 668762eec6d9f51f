//! The guide for who connects an application: every call in it is one of ours, and what it sends is taken.

use std::fs;

use reqwest::StatusCode;
use serde_json::Value;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{As, BLOBS, Platform, text};

fn guide() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operator/integration.md")).unwrap()
}

/// The JSON of a block that is marked so, moved into the year of these tests.
fn block(mark: &str) -> Value {
    let guide = guide();
    let (_, after) =
        guide.split_once(&format!("```json{mark}\n")).unwrap_or_else(|| panic!("no block{mark}"));
    let (json, _) = after.split_once("\n```").unwrap();
    serde_json::from_str(&json.replace("2026-11", "2020-11")).unwrap()
}

/// Method and path of each call that stands in code marks: `POST /api/uploads/ID/facts`.
fn calls(guide: &str) -> Vec<(String, String)> {
    let spans = guide.split('`').skip(1).step_by(2).filter(|span| !span.contains('\n'));
    let call = |span: &str| {
        let (method, path) = span.split_once(' ')?;
        let is_ours = matches!(method, "GET" | "POST" | "PUT" | "DELETE") && path.starts_with("/api/");
        let path = path.split(['?', ' ']).next()?;
        is_ours.then(|| (method.to_lowercase(), path.to_owned()))
    };
    spans.filter_map(call).collect()
}

/// Whether a path of the guide, with `ID` and the like, is one of the document, with `{id}`.
fn is_same(ours: &str, said: &str) -> bool {
    let (ours, said): (Vec<_>, Vec<_>) = (ours.split('/').collect(), said.split('/').collect());
    let is_name = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_uppercase());
    ours.len() == said.len()
        && ours.iter().zip(&said).all(|(ours, said)| ours == said || (ours.starts_with('{') && is_name(said)))
}

#[test]
fn every_call_of_the_guide_is_a_route() {
    let document = serde_json::to_value(platform::routes(1).openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let is_known = |method: &str, said: &str| {
        paths.iter().any(|(ours, methods)| is_same(ours, said) && methods.get(method).is_some())
    };
    // of Mastodon, and named as such
    let theirs = ("get".to_owned(), "/api/v1/admin/accounts/ID".to_owned());
    let calls = calls(&guide());
    assert!(calls.len() > 15 && calls.contains(&theirs), "{calls:?}");
    let strange: Vec<_> =
        calls.iter().filter(|call| **call != theirs && !is_known(&call.0, &call.1)).collect();
    assert_eq!(strange, Vec::<&(String, String)>::new());
    assert!(!is_known("post", "/api/uploads/ID/verdict") && !is_known("get", "/api/uploads"));
}

both_engines! {
    async fn what_a_bridge_of_mastodon_sends_as_the_guide_has_it_is_taken(db: TestDb) {
        let platform = Platform::start(&db).await;
        let statement = block(" upload");
        let stored = platform.upload(&statement, BLOBS, StatusCode::CREATED).await;
        let upload_id = text(&stored["upload_id"]);
        let path = format!("/api/uploads/{upload_id}/facts");
        platform.put(As::Application, &path, &block(" facts"), StatusCode::OK).await;
        let report = block(" report");
        assert_eq!(report["url"], statement["url"], "the file is found again by its address");
        platform.post(As::Application, "/api/user-reports", &report, StatusCode::CREATED).await;
        let told = platform.get(As::Moderator, "/api/user-reports").await;
        assert_eq!(told["user_reports"][0]["upload_id"], stored["upload_id"], "{told}");
        let path = format!("/api/uploads/{upload_id}/match-results");
        platform.post(As::Application, &path, &block(""), StatusCode::CREATED).await;
        platform.stop().await;
    }
}

//! Keys of machines that may do less than the application: each reaches what its role names, and nothing else.

use std::time::Duration;

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{As, OTHER_BLOBS, Platform, expect, parts, statement, text};
use crate::receiver::Receiver;

/// A new key of a machine in this role.
async fn key(platform: &Platform, role: &str) -> String {
    let name = format!("the-narrow-{role}");
    let fields = [("name", name.as_str()), ("role", role), ("quota_per_minute", "600")];
    let made =
        platform.request(As::Administrator, Method::POST, "/api-keys").form(&fields).send().await.unwrap();
    assert_eq!(made.status(), StatusCode::OK);
    let page = made.text().await.unwrap();
    let at = page.find("amk_").unwrap_or_else(|| panic!("no key in {page}"));
    page[at..at + 4 + 64].to_owned()
}

/// Whether the role may not call a route at all.
async fn is_denied(platform: &Platform, key: &str, (method, path, body): (Method, &str, &Value)) -> bool {
    let request =
        Client::new().request(method.clone(), format!("http://{}{path}", platform.addr())).bearer_auth(key);
    let request = if method == Method::GET { request } else { request.json(body) };
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let said = answer.text().await.unwrap();
    assert_ne!(status, StatusCode::UNAUTHORIZED, "{said}");
    said.contains("not for this actor")
}

both_engines! {
    async fn a_narrow_key_reaches_what_its_role_names_and_nothing_else(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        let matches = format!("/api/uploads/{upload_id}/match-results");
        let reasons = format!("/api/uploads/{upload_id}/reasons");
        let told = json!({ "upload_id": upload_id, "reporter_account": "user-9", "reason": "look" });
        let routes = [
            ("match", Method::POST, matches.as_str(), json!({ "matches": [] })),
            ("tell", Method::POST, "/api/user-reports", told),
            ("appeal", Method::POST, "/api/appeals", json!({})),
            ("reasons", Method::GET, reasons.as_str(), Value::Null),
            ("announce", Method::POST, "/api/events/object-created", json!({ "Records": [] })),
            ("hold", Method::POST, "/api/reports/rep_none/hold-confirmation", json!({ "action": "hold" })),
            ("text", Method::POST, "/api/texts", json!({})),
            ("hits", Method::GET, "/api/hits", Value::Null),
            ("receipts", Method::GET, "/api/receipts", Value::Null),
            ("report", Method::GET, "/api/reports", Value::Null),
        ];
        for (role, reached) in [
            ("uploader", vec!["text"]),
            ("match_source", vec!["match"]),
            ("help_desk", vec!["tell", "appeal", "reasons"]),
            ("object_store", vec!["announce", "hold"]),
            ("outcome_reader", vec!["receipts"]),
            ("application", vec!["match", "tell", "appeal", "reasons", "announce", "hold", "text"]),
        ] {
            let key = key(&platform, role).await;
            let mut found = Vec::new();
            for (name, method, path, body) in &routes {
                if !is_denied(&platform, &key, (method.clone(), *path, body)).await {
                    found.push(*name);
                }
            }
            assert_eq!(found, reached, "{role}");
        }
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        platform.stop().await;
    }

    async fn an_uploader_adds_to_its_own_uploads_alone(db: TestDb) {
        let platform = Platform::start(&db).await;
        let facts = json!({ "facts": { "narrative": "what happened" } });
        let path = |stored: &Value| format!("/api/uploads/{}/facts", text(&stored["upload_id"]));
        let of_application = platform.upload(&statement(), OTHER_BLOBS, StatusCode::CREATED).await;
        let request = platform.request(As::Uploader, Method::POST, "/api/uploads");
        let sent = request.multipart(parts(&statement(), OTHER_BLOBS)).send().await.unwrap();
        let own = expect(sent, StatusCode::CREATED).await;
        platform.put(As::Uploader, &path(&own), &facts, StatusCode::OK).await;
        platform.put(As::Uploader, &path(&of_application), &facts, StatusCode::NOT_FOUND).await;
        let kept = platform.texts("SELECT upload_id AS said FROM report_facts").await;
        assert_eq!(kept, [text(&own["upload_id"])]);
        // the application does what each of its parts does
        platform.put(As::Application, &path(&own), &facts, StatusCode::OK).await;
        platform.stop().await;
    }

    async fn a_match_source_speaks_of_files_that_it_has_and_in_its_own_name(db: TestDb) {
        let platform = Platform::start(&db).await;
        let stored = platform.upload(&statement(), OTHER_BLOBS, StatusCode::CREATED).await;
        let path = format!("/api/uploads/{}/match-results", text(&stored["upload_id"]));
        let said = |provider: &str, matched: bool| {
            json!([{ "provider": provider, "source": "hash_list", "name": "known", "at": "2020-10-04T08:00:00Z", "matched": matched }])
        };
        let sha256 = media::digest(OTHER_BLOBS).file.sha256;
        for shown in [json!(null), json!("00".repeat(32))] {
            let body = json!({ "matches": said("Example Scan", true), "sha256": shown });
            platform.post(As::MatchSource, &path, &body, StatusCode::NOT_FOUND).await;
        }
        assert!(platform.texts("SELECT provider AS said FROM match_result").await.is_empty());
        let body = |provider: &str, matched: bool| json!({ "matches": said(provider, matched), "sha256": sha256.to_uppercase() });
        platform.post(As::MatchSource, &path, &body("Example Scan", true), StatusCode::CREATED).await;
        platform.post(As::MatchSource, &path, &body("Example Scan", false), StatusCode::CREATED).await;
        // what another said it neither takes back nor says anew; the application shows nothing and does both
        let of_other = json!({ "matches": said("Example Other", true) });
        platform.post(As::Application, &path, &of_other, StatusCode::CREATED).await;
        platform.post(As::MatchSource, &path, &body("Example Other", false), StatusCode::CONFLICT).await;
        let back = json!({ "matches": said("Example Scan", true) });
        platform.post(As::Application, &path, &back, StatusCode::CREATED).await;
        platform.stop().await;
    }

    async fn a_store_confirms_the_order_that_it_was_sent(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let store = Receiver::start().await;
        platform.preserve_at(store.addr).await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        let told = store.until(1).await.remove(0);
        let path = format!("/api/reports/{report_id}/hold-confirmation");
        for shown in [json!(null), json!("00".repeat(32))] {
            let body = json!({ "action": "hold", "proof": shown });
            platform.post(As::ObjectStore, &path, &body, StatusCode::NOT_FOUND).await;
        }
        // asked again, it shows what went out with the newest order
        let asked = || async { platform.texts("SELECT state AS said FROM report_hold").await == ["asked"] };
        while !asked().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let again = platform.request(As::Administrator, Method::POST, &format!("/reports/{report_id}/hold"));
        assert_eq!(again.send().await.unwrap().status(), StatusCode::SEE_OTHER);
        let newest = store.until(2).await.remove(1);
        assert_ne!(told["proof"], newest["proof"]);
        let body = |told: &Value| json!({ "action": "hold", "proof": told["proof"] });
        platform.post(As::ObjectStore, &path, &body(&told), StatusCode::NOT_FOUND).await;
        platform.post(As::ObjectStore, &path, &body(&newest), StatusCode::OK).await;
        platform.stop().await;
    }

    async fn a_help_desk_reads_a_statement_by_the_reference_that_is_printed_on_it(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        platform.decide(&hit_id, "confirm", "in_full", StatusCode::OK).await;
        let path = format!("/api/uploads/{upload_id}/reasons");
        let printed = platform.get(As::Application, &path).await;
        let reference = text(&printed["reference"]);
        assert!(printed["paragraphs"].to_string().contains(&reference), "{printed}");
        let read = async |query: &str| {
            let request = platform.request(As::HelpDesk, Method::GET, &format!("{path}{query}"));
            request.send().await.unwrap().status()
        };
        for wrong in ["", "?reference=", &format!("?reference={upload_id}/00000000000000000000")] {
            assert_eq!(read(wrong).await, StatusCode::NOT_FOUND, "{wrong}");
        }
        assert_eq!(read(&format!("?reference={reference}")).await, StatusCode::OK);
        platform.stop().await;
    }

    async fn who_follows_outcomes_learns_numbers_and_codes_and_nothing_of_anybody(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        let made = platform.decide(&hit_id, "confirm", "in_full", StatusCode::OK).await;
        let report = platform.until(&text(&made["report_id"]), "filed").await;
        let request = platform.request(As::OutcomeReader, Method::GET, "/api/receipts?state=filed");
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let said = answer.text().await.unwrap();
        for secret in ["user-1", "the-moderator", "reason", "decided_by"] {
            assert!(!said.contains(secret), "{secret} in {said}");
        }
        let said: Value = serde_json::from_str(&said).unwrap();
        let receipts = said["receipts"].as_array().unwrap();
        assert_eq!(receipts.len(), 1);
        assert_eq!(receipts[0]["report_number"], report["report_number"]);
        assert_eq!(receipts[0]["upload_ids"], json!([upload_id]));
        assert_eq!(receipts[0]["outcomes"], json!([]));
        platform.stop().await;
    }
}

#[test]
fn the_document_names_the_keys_that_reach_each_route() {
    let document = serde_json::to_value(platform::routes(1).openapi()).unwrap();
    for (path, method, said) in [
        ("/api/uploads", "post", "Access: AddUpload; keys: application, uploader"),
        ("/api/receipts", "get", "Access: ReadReceipts; keys: outcome_reader"),
        ("/api/hits", "get", "Access: ReadHits; keys: none"),
    ] {
        assert_eq!(document["paths"][path][method]["description"], said);
    }
}

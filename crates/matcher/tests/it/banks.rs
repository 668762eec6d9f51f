//! Banks and what stands in them.

use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{BLOBS, Matcher, answer, form, near, pdq};

both_engines! {
    async fn banks_are_made_changed_and_deleted(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        assert_eq!(matcher.get("/c/banks").await, json!([]));
        for name in ["01_TEST_BANK", "my_test_bank", "", "A-B"] {
            let refusal = matcher.post("/c/banks", &json!({ "name": name }), StatusCode::BAD_REQUEST).await;
            assert!(refusal["message"].as_str().is_some_and(|text| !text.is_empty()), "{refusal}");
        }
        matcher.post("/c/banks", &json!({}), StatusCode::BAD_REQUEST).await;
        let made = matcher.post("/c/banks", &json!({ "name": "MY_TEST_BANK_01" }), StatusCode::CREATED).await;
        assert_eq!(made, json!({ "name": "MY_TEST_BANK_01", "matching_enabled_ratio": 1.0 }));
        matcher.post("/c/banks", &json!({ "name": "MY_TEST_BANK_01" }), StatusCode::FORBIDDEN).await;
        matcher.post("/c/banks", &json!({ "name": "OFF", "enabled": false }), StatusCode::CREATED).await;
        let banks = matcher.get("/c/banks").await;
        assert_eq!(banks, json!([made, { "name": "OFF", "matching_enabled_ratio": 0.0 }]));

        let path = "/c/bank/MY_TEST_BANK_01";
        matcher.put(path, &json!({ "name": "1_invalid" }), StatusCode::BAD_REQUEST).await;
        matcher.put(path, &json!({ "enabled_ratio": 1.5 }), StatusCode::BAD_REQUEST).await;
        matcher.put(path, &json!({ "name": "OFF" }), StatusCode::FORBIDDEN).await;
        let renamed = matcher.put(path, &json!({ "name": "RENAMED", "enabled_ratio": 0.5 }), StatusCode::OK).await;
        assert_eq!(renamed, json!({ "name": "RENAMED", "matching_enabled_ratio": 0.5 }));
        matcher.put(path, &json!({ "enabled": false }), StatusCode::NOT_FOUND).await;
        assert_eq!(matcher.get("/c/bank/RENAMED").await, renamed);
        for _ in 0..2 {
            let done = matcher.send(Method::DELETE, "/c/bank/RENAMED", None, StatusCode::OK).await;
            assert_eq!(done, json!({ "message": "Done" }));
        }
        matcher.send(Method::GET, "/c/bank/RENAMED", None, StatusCode::NOT_FOUND).await;
        for (action, entries) in [("create-bank", 2), ("update-bank", 1), ("delete-bank", 1)] {
            assert_eq!(matcher.entries(action).await, entries, "{action}");
        }
        matcher.stop().await;
    }
}

both_engines! {
    async fn what_is_added_is_found_by_the_next_request_and_after_a_restart(db: TestDb) {
        let mut matcher = Matcher::start(&db).await;
        let ids = matcher.bank("A", &[pdq(1), pdq(2)]).await;
        assert_eq!(matcher.look_up(&pdq(1), "").await, json!({ "A": [{ "bank_content_id": ids[0], "distance": "0" }] }));
        assert_eq!(matcher.look_up(&near(&pdq(2), 31), "").await, json!({ "A": [{ "bank_content_id": ids[1], "distance": "31" }] }));
        assert_eq!(matcher.look_up(&near(&pdq(2), 32), "").await, json!({}));
        let md5 = "0123456789abcdef0123456789abcdef";
        let both = matcher.post("/c/bank/A/signal", &json!({ "pdq": pdq(3), "video_md5": md5 }), StatusCode::OK).await;
        assert_eq!(both, json!({ "id": ids[1] + 1, "signals": { "pdq": pdq(3), "video_md5": md5 } }));
        matcher.restart().await;
        assert_eq!(matcher.look_up(&near(&pdq(1), 5), "").await, json!({ "A": [{ "bank_content_id": ids[0], "distance": "5" }] }));
        let by_md5 = matcher.get(&format!("/m/lookup?signal_type=video_md5&signal={md5}")).await;
        assert_eq!(by_md5, json!({ "A": [{ "bank_content_id": ids[1] + 1, "distance": "" }] }));

        let deleted = matcher.send(Method::DELETE, &format!("/c/bank/A/content/{}", ids[0]), None, StatusCode::OK).await;
        assert_eq!(deleted, json!({ "deleted": 1 }));
        assert_eq!(matcher.look_up(&pdq(1), "").await, json!({}));
        let again = matcher.send(Method::DELETE, &format!("/c/bank/A/content/{}", ids[0]), None, StatusCode::OK).await;
        assert_eq!(again, json!({ "deleted": 0 }));
        // a number that was given never comes back
        assert_eq!(matcher.add("A", &pdq(1)).await, ids[1] + 2);
        matcher.send(Method::DELETE, "/c/bank/A", None, StatusCode::OK).await;
        assert_eq!(matcher.look_up(&pdq(1), "").await, json!({}));
        matcher.stop().await;
    }
}

both_engines! {
    async fn what_comes_in_is_built_while_it_is_looked_up(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        matcher.post("/c/banks", &json!({ "name": "A" }), StatusCode::CREATED).await;
        // more than the young part holds
        for seed in 0..1100 {
            matcher.add("A", &pdq(seed)).await;
        }
        matcher.send(Method::DELETE, "/c/bank/A/content/7", None, StatusCode::OK).await;
        for seed in [0, 500, 1023, 1024, 1099] {
            let found = matcher.look_up(&near(&pdq(seed), 3), "").await;
            assert_eq!(found, json!({ "A": [{ "bank_content_id": seed + 1, "distance": "3" }] }), "{seed}");
        }
        assert_eq!(matcher.look_up(&pdq(6), "").await, json!({}));
        let status = matcher.get("/m/index/status?signal_type=pdq").await;
        assert_eq!(status["pdq"]["size"], 1099);
        matcher.stop().await;
    }
}

both_engines! {
    async fn content_is_shown_disabled_and_noted(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        matcher.send(Method::GET, "/c/bank/A/content/1", None, StatusCode::NOT_FOUND).await;
        let id = matcher.bank("A", &[pdq(1)]).await[0];
        let path = format!("/c/bank/A/content/{id}");
        let shown = matcher.get(&format!("{path}?include_signals=true")).await;
        assert_eq!(shown, json!({
            "id": id, "disable_until_ts": 1, "original_media_uri": null, "metadata": null, "note": null,
            "bank": { "name": "A", "matching_enabled_ratio": 1.0 }, "signals": { "pdq": pdq(1) },
        }));
        assert!(matcher.get(&path).await.get("signals").is_none());
        for missing in ["/c/bank/A/content/99", "/c/bank/A/content/x", "/c/bank/B/content/1"] {
            matcher.send(Method::GET, missing, None, StatusCode::NOT_FOUND).await;
        }
        for bad in [json!({ "disable_until_ts": -1 }), json!({ "disable_until_ts": 9_999_999_999_i64 }), json!({ "disable_until_ts": "x" })] {
            matcher.put(&path, &bad, StatusCode::BAD_REQUEST).await;
        }
        let now_s = model::Clock::now(&*matcher.clock).as_second();
        let later = matcher.put(&path, &json!({ "disable_until_ts": now_s + 60, "note": "looked at twice" }), StatusCode::OK).await;
        assert_eq!((&later["disable_until_ts"], &later["note"]), (&json!(now_s + 60), &json!("looked at twice")));
        assert_eq!(matcher.look_up(&pdq(1), "").await, json!({}));
        let raw = matcher.get(&format!("/m/raw_lookup?signal_type=pdq&signal={}", pdq(1))).await;
        assert_eq!(raw, json!({ "matches": [id] }), "the raw look-up does not ask whether content is enabled");
        matcher.clock.advance(jiff::SignedDuration::from_secs(60));
        assert_eq!(matcher.look_up(&pdq(1), "").await["A"][0]["bank_content_id"], id);
        matcher.put(&path, &json!({ "disable_until_ts": 0 }), StatusCode::OK).await;
        assert_eq!(matcher.look_up(&pdq(1), "").await, json!({}));
        matcher.stop().await;
    }
}

both_engines! {
    async fn hashes_that_would_match_ordinary_files_are_refused_with_the_reason(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        matcher.bank("A", &[]).await;
        for (body, said) in [
            (json!({}), "No signals"),
            (json!({ "pdq": "0".repeat(64) }), "flat or regular"),
            (json!({ "video_md5": "d41d8cd98f00b204e9800998ecf8427e" }), "empty file"),
            (json!({ "pdq": "abc" }), "64 hexadecimal digits"),
            (json!({ "pdq": 5 }), "no text"),
            (json!({ "photodna": "x" }), "No such signal type"),
        ] {
            let refusal = matcher.post("/c/bank/A/signal", &body, StatusCode::BAD_REQUEST).await;
            assert!(refusal["message"].as_str().unwrap().contains(said), "{refusal}");
        }
        matcher.post("/c/bank/B/signal", &json!({ "pdq": pdq(1) }), StatusCode::NOT_FOUND).await;
        matcher.stop().await;
    }
}

both_engines! {
    async fn a_file_is_added_with_what_its_client_says_of_it(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        matcher.bank("A", &[]).await;
        let said = form("photo", BLOBS).text("content_id", "1197433091").text("metadata", "{\"asdf\":{}}").text("note", "n");
        let added = answer(matcher.request(Method::POST, "/c/bank/A/content").multipart(said), StatusCode::OK).await;
        let hash = added["signals"]["pdq"].as_str().unwrap();
        assert_eq!(matcher.look_up(hash, "").await["A"][0]["distance"], "0");
        let shown = matcher.get(&format!("/c/bank/A/content/{}", added["id"])).await;
        assert_eq!(shown["metadata"], json!({ "content_id": "1197433091", "json": { "asdf": {} } }));
        assert_eq!(shown["note"], "n");
        let neither = matcher.send(Method::POST, "/c/bank/A/content", None, StatusCode::BAD_REQUEST).await;
        assert_eq!(neither["message"], "Neither `url` nor multipart file upload was received");
        matcher.stop().await;
    }
}

both_engines! {
    async fn what_clients_said_opens_after_the_node_key_was_changed(db: TestDb) {
        let mut matcher = Matcher::start(&db).await;
        matcher.bank("A", &[]).await;
        let sent = form("photo", BLOBS).text("note", "a note");
        let added = answer(matcher.request(Method::POST, "/c/bank/A/content").multipart(sent), StatusCode::OK).await;
        let path = format!("/c/bank/A/content/{}", added["id"]);
        assert_eq!(matcher.get(&path).await["note"], "a note");
        matcher.rotate_key().await;
        assert_eq!(matcher.get(&path).await["note"], "a note");
        matcher.stop().await;
    }
}

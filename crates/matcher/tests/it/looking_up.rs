//! What matches, and which banks answer.

use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{BLOBS, FLAT, Matcher, near, pdq};

both_engines! {
    async fn raw_look_ups_give_numbers_and_distances(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        let a = matcher.bank("A", &[pdq(1), near(&pdq(1), 4)]).await;
        let b = matcher.bank("B", &[pdq(1)]).await;
        let path = format!("/m/raw_lookup?signal_type=pdq&signal={}", pdq(1));
        assert_eq!(matcher.get(&path).await, json!({ "matches": [a[0], b[0], a[1]] }));
        assert_eq!(matcher.get(&format!("{path}&banks=B")).await, json!({ "matches": [b[0]] }));
        let with_distance = matcher.get(&format!("{path}&include_distance=true&banks=A")).await;
        assert_eq!(with_distance, json!({ "matches": [
            { "bank_content_id": a[0], "distance": "0" }, { "bank_content_id": a[1], "distance": "4" },
        ] }));
        for (query, said) in [
            ("signal_type=pdq", "signal is required"),
            ("signal=00", "signal_type is required"),
            ("signal_type=x&signal=00", "No such SignalType 'x'"),
            ("signal_type=pdq&signal=00", "invalid signal"),
        ] {
            let refusal = matcher.send(Method::GET, &format!("/m/raw_lookup?{query}"), None, StatusCode::BAD_REQUEST).await;
            assert!(refusal["message"].as_str().unwrap().contains(said), "{refusal}");
        }
        matcher.stop().await;
    }
}

both_engines! {
    async fn a_coin_decides_which_banks_answer_and_a_seed_settles_it(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        matcher.bank("ALL", &[pdq(1)]).await;
        matcher.bank("NONE", &[pdq(1)]).await;
        matcher.bank("HALF", &[pdq(1)]).await;
        matcher.put("/c/bank/NONE", &json!({ "enabled_ratio": 0 }), StatusCode::OK).await;
        matcher.put("/c/bank/HALF", &json!({ "enabled_ratio": 0.5 }), StatusCode::OK).await;
        let mut halves = 0;
        for seed in 0..100 {
            let found = matcher.look_up(&pdq(1), &format!("&seed={seed}")).await;
            assert!(found.get("ALL").is_some() && found.get("NONE").is_none(), "{found}");
            assert_eq!(found, matcher.look_up(&pdq(1), &format!("&seed={seed}")).await);
            halves += i32::from(found.get("HALF").is_some());
        }
        assert!((20..80).contains(&halves), "{halves}");
        let bypassed = matcher.look_up(&pdq(1), "&bypass_coinflip=true").await;
        assert_eq!(bypassed.as_object().unwrap().len(), 3);
        let only = matcher.look_up(&pdq(1), "&bypass_coinflip=true&banks=HALF,OTHER").await;
        assert_eq!(only.as_object().unwrap().keys().collect::<Vec<_>>(), ["HALF"]);
        matcher.stop().await;
    }
}

both_engines! {
    async fn a_file_is_looked_up_by_its_type(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        matcher.bank("A", &[]).await;
        let added = matcher.send_file("/c/bank/A/content", "photo", BLOBS, StatusCode::OK).await;
        let found = matcher.send_file("/m/lookup?bypass_coinflip=false", "photo", BLOBS, StatusCode::OK).await;
        assert_eq!(found, json!({ "pdq": { "A": [{ "bank_content_id": added["id"], "distance": "0" }] } }));
        // as a video it has another hash
        let found = matcher.send_file("/m/lookup", "video", BLOBS, StatusCode::OK).await;
        assert_eq!(found, json!({ "video_md5": {} }));
        let flat = matcher.send_file("/m/lookup", "photo", FLAT, StatusCode::BAD_REQUEST).await;
        assert!(flat["message"].as_str().unwrap().contains("flat or regular"), "{flat}");
        let neither = matcher.send(Method::GET, "/m/lookup?signal=x", None, StatusCode::BAD_REQUEST).await;
        assert_eq!(neither["message"], "Either url or both signal and signal_type are required");
        matcher.stop().await;
    }
}

both_engines! {
    async fn hashes_are_compared_and_the_index_tells_its_size(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        let empty = matcher.get("/m/index/status").await;
        assert_eq!(empty["pdq"], json!({ "present": false, "built_to": -1, "size": 0 }));
        matcher.bank("A", &[pdq(1), pdq(2)]).await;
        let now_s = model::Clock::now(&*matcher.clock).as_second();
        let status = matcher.get("/m/index/status?signal_type=pdq").await;
        assert_eq!(status, json!({ "pdq": { "present": true, "built_to": now_s, "size": 2 } }));
        matcher.send(Method::GET, "/m/index/status?signal_type=x", None, StatusCode::BAD_REQUEST).await;
        let index = matcher.get("/c/signal_type/index?signal_type=pdq").await;
        assert_eq!(index["pdq"], json!({
            "db_size": 2, "index_size": 2, "index_out_of_date": false, "newest_db_item": now_s, "index_built_to": now_s,
        }));
        let pair = json!({ "pdq": [pdq(1), near(&pdq(1), 9)] });
        assert_eq!(matcher.post("/m/compare", &pair, StatusCode::OK).await, json!({ "pdq": [true, { "distance": 9 }] }));
        for bad in [json!([]), json!({ "pdq": "x" }), json!({ "pdq": [pdq(1)] }), json!({ "pdq": ["x", "y"] }), json!({ "x": ["a", "b"] })] {
            matcher.post("/m/compare", &bad, StatusCode::BAD_REQUEST).await;
        }
        matcher.stop().await;
    }
}

both_engines! {
    async fn types_are_listed_and_one_can_be_disabled(db: TestDb) {
        let mut matcher = Matcher::start(&db).await;
        let types = matcher.get("/c/signal_type").await;
        assert_eq!(types, json!([{ "name": "pdq", "enabled_ratio": 1.0 }, { "name": "video_md5", "enabled_ratio": 1.0 }]));
        assert_eq!(matcher.get("/c/content_type").await, json!([{ "name": "photo", "enabled": true }, { "name": "video", "enabled": true }]));
        matcher.put("/c/signal_type/pdq", &json!({}), StatusCode::BAD_REQUEST).await;
        matcher.put("/c/signal_type/x", &json!({ "enabled_ratio": 1 }), StatusCode::NOT_FOUND).await;
        matcher.put("/c/signal_type/pdq", &json!({ "enabled_ratio": 0.0 }), StatusCode::NO_CONTENT).await;
        matcher.restart().await;
        let path = format!("/m/lookup?signal_type=pdq&signal={}", pdq(1));
        let refusal = matcher.send(Method::GET, &path, None, StatusCode::BAD_REQUEST).await;
        assert_eq!(refusal["message"], "SignalType 'pdq' is not enabled");
        matcher.put("/c/signal_type/pdq", &json!({ "enabled_ratio": "1.0" }), StatusCode::NO_CONTENT).await;
        matcher.get(&path).await;
        matcher.stop().await;
    }
}

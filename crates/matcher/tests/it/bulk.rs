//! Many hashes at once.

use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{Matcher, answer, near, pdq};

both_engines! {
    async fn many_files_are_looked_up_and_each_answer_says_everything(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        let ids = matcher.bank("A", &[pdq(1), pdq(2)]).await;
        let md5 = "0123456789abcdef0123456789abcdef";
        matcher.post("/c/bank/A/signal", &json!({ "video_md5": md5 }), StatusCode::OK).await;
        let asked = json!({ "signals": [
            { "id": "near", "pdq": near(&pdq(1), 6), "quality": 80 },
            { "id": "turned", "pdq": pdq(9), "forms": [pdq(8), pdq(2)] },
            { "id": "nothing", "pdq": pdq(7) },
            { "id": "flat", "pdq": "0".repeat(64) },
            { "id": "poor", "pdq": pdq(1), "quality": 49 },
            { "id": "md5", "md5": md5 },
        ] });
        let answered = matcher.post("/v1/lookup", &asked, StatusCode::OK).await;
        let results = answered["results"].as_array().unwrap();
        assert_eq!(results[0], json!({ "id": "near", "hits": [{
            "list": "A", "is_bank": true, "source": "bank", "members": [], "content_id": ids[0], "algorithm": "pdq",
            "distance_bits": 6, "quality": 80, "form": 0, "weak": false, "shadow": true, "enabled": true,
        }] }));
        assert_eq!((&results[1]["hits"][0]["form"], &results[1]["hits"][0]["content_id"]), (&json!(2), &json!(ids[1])));
        assert_eq!(results[2], json!({ "id": "nothing", "hits": [] }));
        assert_eq!(results[3], json!({ "id": "flat", "hits": [], "not_looked_up": "degenerate" }));
        assert_eq!(results[4], json!({ "id": "poor", "hits": [], "not_looked_up": "low_quality" }));
        assert_eq!((&results[5]["hits"][0]["algorithm"], &results[5]["hits"][0]["weak"]), (&json!("md5"), &json!(true)));
        matcher.stop().await;
    }
}

both_engines! {
    async fn of_a_hash_that_stands_there_often_the_hits_are_bounded_and_the_rest_is_counted(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        matcher.bank("A", &vec![pdq(1); 103]).await;
        let asked = json!({ "signals": [{ "id": "a", "pdq": pdq(1) }] });
        let result = &matcher.post("/v1/lookup", &asked, StatusCode::OK).await["results"][0];
        assert_eq!(result["hits"].as_array().unwrap().len(), 100);
        assert_eq!(result["hits_left_out"], 3);
        matcher.stop().await;
    }
}

both_engines! {
    async fn radius_and_lists_narrow_a_look_up(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        matcher.bank("A", &[pdq(1)]).await;
        matcher.bank("B", &[pdq(1)]).await;
        let hits = async |more: serde_json::Value| {
            let mut asked = json!({ "signals": [{ "id": "a", "pdq": near(&pdq(1), 40) }] });
            asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            matcher.post("/v1/lookup", &asked, StatusCode::OK).await["results"][0]["hits"].as_array().unwrap().len()
        };
        assert_eq!(hits(json!({})).await, 0);
        assert_eq!(hits(json!({ "radius_bits": 40 })).await, 2);
        assert_eq!(hits(json!({ "radius_bits": 40, "lists": ["B"] })).await, 1);
        for bad in [
            json!({ "signals": [], "radius_bits": 64 }),
            json!({ "signals": [], "lists": ["C"] }),
            json!({ "signals": [{ "pdq": pdq(1) }] }),
            json!({ "signals": [{ "id": "a", "pdq": "x" }] }),
        ] {
            matcher.post("/v1/lookup", &bad, StatusCode::BAD_REQUEST).await;
        }
        matcher.stop().await;
    }
}

both_engines! {
    async fn a_stream_of_hashes_is_answered_in_order(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        let ids = matcher.bank("A", &[pdq(1), near(&pdq(1), 1)]).await;
        let mut asked = Vec::new();
        for hash in [near(&pdq(1), 2), pdq(7), "0".repeat(64)] {
            asked.extend(hex::decode(hash).unwrap());
        }
        // more than is looked up in one go
        for seed in 100..1100 {
            asked.extend(hex::decode(pdq(seed)).unwrap());
        }
        let request = matcher.request(Method::POST, "/v1/lookup/stream").body(asked);
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "application/octet-stream");
        let answers = response.bytes().await.unwrap();
        assert_eq!(answers.len(), 1003 * matcher::RESULT_BYTES);
        let records: Vec<&[u8]> = answers.chunks(matcher::RESULT_BYTES).collect();
        // one bit from the second, two from the first; in a bank, and so in shadow
        assert_eq!(records[0][..8], [1, 0, 3, 0, 2, 0, 0, 0]);
        assert_eq!(records[0][12..], u32::try_from(ids[1]).unwrap().to_le_bytes());
        let nothing = matcher::NOTHING_BITS.to_le_bytes();
        assert_eq!((&records[1][..2], records[1][2]), (&nothing[..], 0));
        assert_eq!((&records[2][..2], records[2][2]), (&nothing[..], 4));
        assert!(records[3..].iter().all(|record| record[..2] == nothing));

        let bad = matcher.request(Method::POST, "/v1/lookup/stream?radius_bits=64").body(vec![0; 32]);
        answer(bad, StatusCode::BAD_REQUEST).await;
        let cut = matcher.request(Method::POST, "/v1/lookup/stream").body(vec![7; 33]).send().await;
        let is_whole = match cut {
            Ok(answer) => answer.bytes().await.is_ok(),
            Err(_) => false,
        };
        assert!(!is_whole, "what ends within a record has no whole answer");
        matcher.stop().await;
    }
}

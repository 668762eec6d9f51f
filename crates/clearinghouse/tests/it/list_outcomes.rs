//! What came of a report reaches the owner of the list entry on which it rested, without a word on whose report it was.

use md5::{Digest as _, Md5};
use reqwest::Method;
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{AGENCY, ANALYST, HOTLINE, Inbox, OTHER_PARTY, TestClearinghouse, picture};

both_engines! {
    async fn the_owner_of_an_entry_learns_what_came_of_it(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let entry = json!({ "source_id": "img1", "classification": "A1", "md5": hex::encode(Md5::digest(picture(1))) });
        let path = "/api/hash-lists/csam/entries";
        let (status, kept) = clearinghouse.send_json(HOTLINE, Method::POST, path, &json!({ "entries": [entry] })).await;
        assert_eq!(status, 200, "{kept}");
        let listed = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let other = clearinghouse.file("203.0.113.7", None, picture(2)).await;
        let refer = json!({ "agency": AGENCY, "reports": [listed, other] });
        let (status, made) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &refer).await;
        assert_eq!(status, 201, "{made}");
        let referral = made["referral_id"].as_str().unwrap();
        clearinghouse.until_referral(referral, "delivered").await;
        let outcome = |number: i64, code: &str| json!({ "report_number": number, "code": code, "decided_at": "2024-06-01T08:00:00Z" });
        let outcomes = [outcome(listed, "person_identified"), outcome(other, "not_an_offence")];
        let batch = json!({ "schema": "amparo-feedback/1", "referral_id": referral, "outcomes": outcomes });
        for _ in 0..2 {
            // told twice, it is kept once
            let (status, told) = clearinghouse.send_json(AGENCY, Method::POST, "/feedback", &batch).await;
            assert_eq!(status, 201, "{told}");
        }
        let feed = clearinghouse.get_json(HOTLINE, "/feedback/list-outcomes").await;
        let expected = json!([{ "sequence": 1, "list": "csam", "source_id": "img1", "code": "person_identified", "decided_at": "2024-06-01T08:00:00Z" }]);
        assert_eq!((&feed["outcomes"], &feed["next"]), (&expected, &json!(1)), "{feed}");
        assert!(!feed.to_string().contains(&listed.to_string()), "{feed}");
        assert_eq!(clearinghouse.get_json(HOTLINE, "/feedback/list-outcomes?after=1").await["outcomes"], json!([]));
        assert_eq!(clearinghouse.get_json(OTHER_PARTY, "/feedback/list-outcomes").await["outcomes"], json!([]));
        clearinghouse.finish().await;
    }
}

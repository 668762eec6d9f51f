//! A platform without any hash list is a whole platform: what users tell is looked at by people, and filed.

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::authorities;
use crate::harness::{As, BLOBS, Platform, statement, text};

/// From the story's beginning at the end of 2020 to a day on which article 18 is in force.
const SIX_YEARS: SignedDuration = SignedDuration::from_hours(24 * 365 * 6);

/// What the evidence package of a report says of how it came to be.
async fn provenance(platform: &Platform, report_id: &str) -> Value {
    let (status, sealed) = authorities::hand_over(platform, report_id, &authorities::request("")).await;
    assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&sealed));
    let (_, files) = authorities::opened(platform, &sealed).await;
    let (_, provenance) = files.iter().find(|(path, _)| path.ends_with("provenance.json")).unwrap();
    serde_json::from_slice(provenance).unwrap()
}

both_engines! {
    async fn without_any_hash_list_a_moderator_files_what_a_service_or_a_user_told(db: TestDb) {
        let platform = Platform::start(&db).await;
        assert_eq!(platform.get(As::Administrator, "/api/hash-lists").await["hash_lists"], json!([]));
        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        assert_eq!(stored["hits"], json!([]), "{stored}");
        // as the guide says it of a match that another service found
        let told = json!({
            "upload_id": stored["upload_id"], "reporter_account": "match service of the tests",
            "reason": "their list 7 has it, by a digest of their own"
        });
        let told = platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let path = format!("/api/user-reports/{}/decision", text(&told["user_report_id"]));
        let decision = json!({ "decision": "confirm", "reason": "looked at" });
        let decided = platform.post(As::Moderator, &path, &decision, StatusCode::OK).await;
        let report = platform.until(&text(&decided["report_id"]), "filed").await;
        assert_eq!(report["viewing"], "not_stated", "nobody opened it, and no hash matched: {report}");
        assert_eq!(platform.fake.finished().len(), 1);
        platform.stop().await;
    }

    async fn what_no_hash_matched_is_nowhere_said_to_be_a_hash_match(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.clock.advance(SIX_YEARS);
        platform.belong_to("ES").await;
        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        let told = json!({ "upload_id": stored["upload_id"], "reporter_account": "user-9", "reason": "look" });
        let told = platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let path = format!("/api/user-reports/{}/decision", text(&told["user_report_id"]));
        let decision = json!({ "decision": "confirm", "reason": "looked at" });
        let decided = platform.post(As::Moderator, &path, &decision, StatusCode::OK).await;
        let report_id = text(&decided["report_id"]);
        platform.until(&report_id, "filed").await;

        let filed = platform.fake.finished().into_values().next().unwrap();
        let info = filed.files[0].info.clone().unwrap();
        assert!(info.contains("<fileViewedByEsp>false</fileViewedByEsp>"), "the openings say so: {info}");
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("not viewed by a person, and no hash matched"), "{page}");
        let notice = platform.page(As::Moderator, &format!("/reports/{report_id}/recipients/eu-dsa-18")).await;
        assert!(notice.contains("No person of the company is recorded to have viewed the file in full."), "{notice}");
        assert!(!notice.contains("found by its hash") && !notice.contains("hash match only"), "{notice}");
        let provenance = provenance(&platform, &report_id).await;
        assert_eq!((&provenance["viewing"], &provenance["matches"]), (&json!("not_stated"), &json!([])));
        platform.stop().await;
    }

    async fn what_a_hash_matched_is_said_to_be_one_and_to_be_viewed_by_nobody(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.clock.advance(SIX_YEARS);
        platform.belong_to("ES").await;
        let (_, hit_id) = platform.hit().await;
        let decided = platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        let report_id = text(&decided["report_id"]);
        platform.until(&report_id, "filed").await;
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("not viewed by a person, hash match only"), "{page}");
        let notice = platform.page(As::Moderator, &format!("/reports/{report_id}/recipients/eu-dsa-18")).await;
        assert!(notice.contains("The file was found by its hash; no person of the company is recorded"), "{notice}");
        let provenance = provenance(&platform, &report_id).await;
        assert_eq!(provenance["viewing"], "hash_match_only");
        platform.stop().await;
    }
}

//! A platform without any hash list is a whole platform: what users tell is looked at by people, and filed.

use reqwest::StatusCode;
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{As, BLOBS, Platform, statement, text};

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
        assert_eq!(report["viewing"], "hash_match_only", "nobody opened it: {report}");
        assert_eq!(platform.fake.finished().len(), 1);
        platform.stop().await;
    }
}

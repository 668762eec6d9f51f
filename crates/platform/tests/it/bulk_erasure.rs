//! What was never reported is erased together: by two persons, and what is held stays.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{As, OTHER_BLOBS, Platform, statement, text};

both_engines! {
    async fn what_was_never_reported_is_erased_together_by_two_persons_save_what_is_held(db: TestDb) {
        db.may_leave_jobs();
        let platform = Platform::start(&db).await;
        let upload = async |bytes: &[u8]| text(&platform.upload(&statement(), bytes, StatusCode::CREATED).await["upload_id"]);
        let (quiet, other, held) = (upload(OTHER_BLOBS).await, upload(OTHER_BLOBS).await, upload(OTHER_BLOBS).await);
        let report_id = platform.confirmed().await;
        let filed = text(&platform.until(&report_id, "filed").await["upload_id"]);
        let why = json!({ "reason": "nobody asks for them" });
        let early = platform.post(As::Moderator, "/api/erasures", &why, StatusCode::CONFLICT).await;
        assert!(text(&early["detail"]).contains("nothing is due"), "{early}");
        platform.clock.advance(SignedDuration::from_hours(24 * 367));
        let hold = json!({ "reason": "a court asks", "authorization": "order 7", "last_day": "2030-12-31" });
        platform.post(As::Moderator, &format!("/api/reviews/upload/{held}/hold"), &hold, StatusCode::CREATED).await;
        for (lang, said) in [("en", "2 uploads were never reported"), ("es", "2 archivos subidos nunca fueron")] {
            let page = platform.page(As::Moderator, &format!("/reviews?lang={lang}")).await;
            assert!(page.contains(said), "{page}");
        }
        let page = platform.page(As::Officer, "/reviews").await;
        assert!(!page.contains("action=\"/erasures"), "who may not erase is offered nothing: {page}");

        let files = platform.vault_items();
        platform.post(As::Administrator, "/api/erasures", &why, StatusCode::NOT_FOUND).await;
        platform.post(As::Moderator, "/api/erasures", &json!({ "reason": " " }), StatusCode::UNPROCESSABLE_ENTITY).await;
        let asked = platform.post(As::Moderator, "/api/erasures", &why, StatusCode::ACCEPTED).await;
        let approve = format!("/api/approvals/{}/approve", text(&asked["approval_id"]));
        platform.post(As::Moderator, &approve, &json!({}), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(platform.vault_items(), files, "nothing is done yet");
        let page = platform.page(As::OtherModerator, "/approvals?lang=en").await;
        assert!(page.contains("Upload that was never reported") && page.contains("How many"), "{page}");
        platform.post(As::OtherModerator, &approve, &json!({}), StatusCode::OK).await;
        platform.until_items(files - 2).await;

        let reviews = platform.get(As::Moderator, "/api/reviews").await;
        let erased = reviews["erasures"].as_array().unwrap().iter();
        let persons = |row: &Value| (text(&row["erased_by"]), text(&row["approved_by"]));
        let erased: Vec<_> = erased.map(|row| (text(&row["object_id"]), persons(row))).collect();
        let by = ("the-moderator".to_owned(), "the-other-moderator".to_owned());
        let ids: BTreeSet<_> = erased.iter().map(|(id, _)| id.clone()).collect();
        assert_eq!(ids, BTreeSet::from([quiet, other]));
        assert!(erased.iter().all(|(_, persons)| *persons == by), "{erased:?}");
        for kept in [held, filed] {
            let review = platform.get(As::Moderator, &format!("/api/reviews/upload/{kept}")).await;
            assert_ne!(review["verdict"], "keep", "it is there, and its period was over: {review}");
        }
        let said = "SELECT action AS said FROM custody_entry WHERE action = 'erase-of-batch'";
        assert_eq!(platform.texts(said).await.len(), 2);
        platform.stop().await;
    }
}

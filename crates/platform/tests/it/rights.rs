//! Holds, review lists and erasure of what a platform preserves.

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{As, Platform, text};

both_engines! {
    async fn preserved_content_goes_after_its_period_unless_it_is_held(db: TestDb) {
        db.may_leave_jobs();
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        let report = platform.until(&report_id, "filed").await;
        let upload = format!("/api/reviews/upload/{}", text(&report["upload_id"]));
        let why = json!({ "reason": "the period is over" });
        let early = platform.post(As::Moderator, &format!("{upload}/erase"), &why, StatusCode::CONFLICT).await;
        assert!(text(&early["detail"]).contains("its period runs"), "{early}");
        // filed in 2020: ninety days
        platform.clock.advance(SignedDuration::from_hours(24 * 91));
        let due = platform.get(As::Moderator, "/api/reviews").await;
        assert_eq!((&due["due"][0]["verdict"], &due["due"][0]["period_days"]), (&json!("erasable"), &json!(90)));

        let hold = json!({ "reason": "a court asks", "authorization": "order 7", "last_day": "2030-12-31" });
        let hold = platform.post(As::Moderator, &format!("{upload}/hold"), &hold, StatusCode::CREATED).await;
        platform.post(As::Moderator, &format!("{upload}/erase"), &why, StatusCode::CONFLICT).await;
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("A hold forbids the erasure of this."), "{page}");
        let lift = format!("/api/holds/{}/lift", text(&hold["hold_id"]));
        platform.post(As::Moderator, &lift, &json!({ "reason": "withdrawn" }), StatusCode::OK).await;
        platform.post(As::Administrator, &format!("{upload}/erase"), &why, StatusCode::NOT_FOUND).await;

        let files = platform.vault_items();
        let asked = platform.post(As::Moderator, &format!("{upload}/erase"), &why, StatusCode::ACCEPTED).await;
        let approve = format!("/api/approvals/{}/approve", text(&asked["approval_id"]));
        platform.post(As::Moderator, &approve, &json!({}), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(platform.vault_items(), files, "nothing is done yet");
        let page = platform.page(As::OtherModerator, "/approvals").await;
        assert!(page.contains("18 U.S.C. 2258A") && page.contains("Preserved content"), "{page}");
        let receipt = platform.post(As::OtherModerator, &approve, &json!({}), StatusCode::OK).await["output"].clone();
        for table in ["upload", "decision", "evidence_item"] {
            assert_eq!(receipt["counts"][table], 1, "{receipt}");
        }
        let sealed = platform.texts(
            "SELECT statement_sealed || account_blind || url_blind AS said FROM upload
             UNION ALL SELECT reason_sealed FROM decision UNION ALL SELECT wrapped_key FROM evidence_item
             UNION ALL SELECT reason || authorization_number || COALESCE(lifted_reason, '') FROM legal_hold
             UNION ALL SELECT COALESCE(words_sealed, '') FROM filing_step",
        ).await;
        assert!(sealed.iter().all(String::is_empty), "{sealed:?}");
        for _ in 0..200 {
            if platform.vault_items() == files - 1 { break }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        assert_eq!(platform.vault_items(), files - 1);
        // the report, its steps and outcomes are numbers, and stay
        assert_eq!(platform.report(&report_id).await["state"], "filed");
        for lang in ["en", "es"] {
            platform.page(As::Moderator, &format!("/reports/{report_id}?lang={lang}")).await;
            platform.page(As::Moderator, &format!("/reviews?lang={lang}")).await;
        }
        platform.get(As::Moderator, "/api/hits").await;
        platform.stop().await;
    }
}

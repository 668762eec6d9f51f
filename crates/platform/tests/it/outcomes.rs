//! What came of reports, on its way back.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;
use wire::feedback::{FeedOutcome, OutcomeCode};

use crate::fake::{Fake, Fault};
use crate::harness::{As, OTHER_BLOBS, Platform, statement, text};

both_engines! {
    async fn outcomes_are_shown_per_report_once_each(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        let number = platform.until(&report_id, "filed").await["report_number"].as_i64().unwrap();
        let decided_at = "2020-12-20T10:00:00Z".parse().unwrap();
        let tell = |platform: &Platform, sequence, report_number, code| {
            platform.fake.tell(FeedOutcome { sequence, report_number, code, decided_at });
        };
        tell(&platform, 3, number, OutcomeCode::InInquiry);
        tell(&platform, 5, 1, OutcomeCode::NotAnOffence); // of another database
        tell(&platform, 8, number, OutcomeCode::PersonIdentified);
        until_outcomes(&platform, &report_id, 2).await;
        platform.kill().await;
        platform.restart().await;
        tell(&platform, 9, number, OutcomeCode::ClosedWithAction);
        let outcomes = until_outcomes(&platform, &report_id, 3).await;
        let codes: Vec<_> = outcomes.iter().map(|outcome| outcome["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["in_inquiry", "person_identified", "closed_with_action"]);
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}?lang=es")).await;
        assert!(page.contains("Cerrado con actuación"), "{page}");
        platform.stop().await;
    }
}

both_engines! {
    async fn an_outcome_waits_for_nobody_to_know_that_its_report_is_filed(db: TestDb) {
        let platform = Platform::start(&db).await;
        // It was filed, but the answer was lost, and then the credentials were wrong: a human has to look.
        platform.fake.fail("finish", Fault::DropAfter);
        let report_id = platform.confirmed_with(Fault::Status(401), "finish").await;
        platform.until(&report_id, "stuck").await;
        let report_number = platform.fake.finished().into_keys().next().unwrap();
        let decided_at = "2020-12-20T10:00:00Z".parse().unwrap();
        platform.fake.tell(FeedOutcome { sequence: 1, report_number, code: OutcomeCode::InInquiry, decided_at });
        until_outcomes(&platform, &report_id, 1).await;
        let retry = format!("/api/reports/{report_id}/retry");
        platform.post(As::Administrator, &retry, &serde_json::json!({}), StatusCode::OK).await;
        let report = platform.until(&report_id, "filed").await;
        assert_eq!(report["report_number"], report_number);
        assert_eq!(report["outcomes"][0]["code"], "in_inquiry");
        platform.stop().await;
    }
}

both_engines! {
    async fn no_offence_opens_a_task_that_a_named_person_settles(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        let report_number = platform.until(&report_id, "filed").await["report_number"].as_i64().unwrap();
        let decided_at = "2020-12-20T10:00:00Z".parse().unwrap();
        let tell = |sequence, code| {
            platform.fake.tell(FeedOutcome { sequence, report_number, code, decided_at });
        };
        tell(3, OutcomeCode::PersonIdentified);
        until_outcomes(&platform, &report_id, 1).await;
        assert_eq!(platform.get(As::Moderator, "/api/restorations").await["restorations"], json!([]));
        tell(4, OutcomeCode::NotAnOffence);
        until_outcomes(&platform, &report_id, 2).await;

        let open = platform.get(As::Moderator, "/api/restorations").await["restorations"].clone();
        assert_eq!((open.as_array().unwrap().len(), &open[0]["report_number"]), (1, &json!(report_number)));
        let path = format!("/restorations/{}", open[0]["restoration_id"].as_str().unwrap());
        for page in ["/", "/restorations", &path, &format!("/reports/{report_id}")] {
            let shown = platform.page(As::Moderator, page).await;
            let says = if page == "/restorations" || page.starts_with("/reports") { "Accounts to be restored" } else { "Account to be restored" };
            assert!(shown.contains(says), "{page}: {shown}");
            assert!(!shown.contains("luna") && !shown.contains("user-1"), "nothing of the account: {shown}");
        }

        // a named person says what was done, and says it anew
        let decision = format!("/api{path}/decision");
        let body = |verdict: &str, reason: &str| json!({ "verdict": verdict, "reason": reason });
        platform.post(As::Moderator, &decision, &body("later", "x"), StatusCode::UNPROCESSABLE_ENTITY).await;
        platform.post(As::Moderator, &decision, &body("kept", " "), StatusCode::UNPROCESSABLE_ENTITY).await;
        platform.post(As::Administrator, &decision, &body("kept", "x"), StatusCode::NOT_FOUND).await;
        let kept = platform.post(As::Moderator, &decision, &body("kept", "spam by rule 4"), StatusCode::OK).await;
        assert_eq!(kept["decision"], 1);
        assert_eq!(platform.get(As::Moderator, "/api/restorations").await["restorations"], json!([]));
        platform.post(As::Moderator, &decision, &body("restored", "given back after an appeal"), StatusCode::OK).await;
        let all = platform.get(As::Moderator, "/api/restorations?state=all").await["restorations"].clone();
        assert_eq!(all[0]["verdict"], "restored");
        let shown = platform.page(As::Moderator, &path).await;
        assert!(shown.contains("spam by rule 4") && shown.contains("given back after an appeal"), "both stay: {shown}");
        assert!(!platform.page(As::Administrator, &path).await.contains("spam by rule 4"));

        // the inquiry goes on: nothing is restored on the old word
        tell(5, OutcomeCode::InInquiry);
        until_outcomes(&platform, &report_id, 3).await;
        platform.post(As::Moderator, &decision, &body("restored", "x"), StatusCode::CONFLICT).await;
        assert!(platform.page(As::Moderator, &path).await.contains("the inquiry goes on"));
        platform.stop().await;
    }
}

both_engines! {
    async fn an_outcome_of_another_destination_is_not_that_of_a_report_here(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        let report_number = platform.until(&report_id, "filed").await["report_number"].as_i64().unwrap();
        let decided_at = "2020-12-20T10:00:00Z".parse().unwrap();
        let tell = |sequence, code| {
            platform.fake.tell(FeedOutcome { sequence, report_number, code, decided_at });
        };
        // it was filed at the test side, before the platform was turned to this destination
        platform.change("UPDATE report SET destination = 'test'").await;
        tell(1, OutcomeCode::NotAnOffence);
        let began = Instant::now();
        while platform.texts("SELECT 'read' AS said FROM outcome_cursor WHERE next_after > 0").await.is_empty() {
            assert!(began.elapsed() < Duration::from_secs(20), "the outcome was never read");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(platform.report(&report_id).await["outcomes"], json!([]));
        assert_eq!(platform.get(As::Moderator, "/api/restorations").await["restorations"], json!([]));
        platform.change("UPDATE report SET destination = 'sandbox'").await;
        tell(2, OutcomeCode::InInquiry);
        assert_eq!(until_outcomes(&platform, &report_id, 1).await[0]["code"], "in_inquiry");
        platform.stop().await;
    }
}

both_engines! {
    async fn two_clearinghouses_may_give_the_same_number_and_each_is_read_by_itself(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let first = platform.confirmed().await;
        let number = platform.until(&first, "filed").await["report_number"].as_i64().unwrap();
        let decided_at = "2020-12-20T10:00:00Z".parse().unwrap();
        let tell = |platform: &Platform, sequence, code| {
            platform.fake.tell(FeedOutcome { sequence, report_number: number, code, decided_at });
        };
        tell(&platform, 8, OutcomeCode::NotAnOffence);
        until_outcomes(&platform, &first, 1).await;

        // another authority begins to count at the same number, and tells of it under a sequence that the first has used
        platform.until_matched().await;
        platform.kill().await;
        platform.fake = Fake::start().await;
        platform.restart().await;
        platform.list(OTHER_BLOBS).await;
        let stored = platform.upload(&statement(), OTHER_BLOBS, StatusCode::CREATED).await;
        let hit_id = text(&stored["hits"][0]["hit_id"]);
        let made = platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        let second = text(&made["report_id"]);
        assert_eq!(platform.until(&second, "filed").await["report_number"], number);
        tell(&platform, 3, OutcomeCode::InInquiry);
        tell(&platform, 8, OutcomeCode::NotAnOffence);
        let outcomes = until_outcomes(&platform, &second, 2).await;
        assert_eq!(outcomes[0]["code"], "in_inquiry", "what came before the other's place is read: {outcomes:?}");
        assert_eq!(until_outcomes(&platform, &first, 1).await[0]["code"], "not_an_offence");
        let open = platform.get(As::Moderator, "/api/restorations").await["restorations"].clone();
        assert_eq!(open.as_array().unwrap().len(), 2, "{open}");
        let submit = platform.fake.finished().remove(&number).unwrap().submit;
        assert!(!submit.contains(&number.to_string()), "a number of elsewhere means nothing here: {submit}");
        // nor does what is added to the first report name it by that
        let more = json!({ "text": "the account wrote again", "reason": "learnt since" });
        let path = format!("/api/reports/{first}/follow-ups");
        let later = platform.post(As::Moderator, &path, &more, StatusCode::CREATED).await;
        platform.until(&text(&later["report_id"]), "filed").await;
        let submit = platform.fake.finished().into_values().next_back().unwrap().submit;
        assert!(submit.contains("the account wrote again") && !submit.contains("Follow-up to"), "{submit}");
        platform.stop().await;
    }
}

async fn until_outcomes(platform: &Platform, report_id: &str, count: usize) -> Vec<serde_json::Value> {
    let began = Instant::now();
    loop {
        let outcomes = platform.report(report_id).await["outcomes"].as_array().unwrap().clone();
        if outcomes.len() >= count {
            assert_eq!(outcomes.len(), count);
            return outcomes;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{outcomes:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

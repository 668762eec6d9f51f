//! What other services say of an upload: a field with its source that opens a question, is shown, and stands in the report as that service's word.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{As, BLOBS, Platform, statement, text};

fn listed(version: &str, matched: bool) -> Value {
    json!({ "provider": "Example Scan", "source": "hash_list", "name": "their list 7", "version": version, "distance_bits": 4,
            "at": "2020-10-04T08:00:00Z", "matched": matched })
}

fn guessed() -> Value {
    json!({ "provider": "Example Guess", "source": "classifier", "name": "nudity-2", "score": 0.93, "at": "2020-10-04T08:00:00Z" })
}

async fn number(platform: &Platform, name: &str) -> Value {
    let rows = platform
        .get(As::Moderator, "/transparency?format=json&column=name&column=number&from=2020-01-01")
        .await;
    let found = rows.as_array().unwrap().iter().find(|row| row["name"] == name).cloned();
    found.unwrap_or_default()["number"].clone()
}

both_engines! {
    async fn a_result_that_comes_with_an_upload_opens_a_question_and_decides_nothing(db: TestDb) {
        let platform = Platform::start(&db).await;
        let mut told = statement();
        told["matches"] = json!([listed("1", true), guessed()]);
        let stored = platform.upload(&told, BLOBS, StatusCode::CREATED).await;
        let user_report_id = text(&stored["user_report_id"]);
        let reports = platform.get(As::Moderator, "/api/reports").await;
        assert_eq!((&stored["hits"], &reports["reports"]), (&json!([]), &json!([])), "{stored}");

        let page = platform.page(As::Moderator, &format!("/user-reports/{user_report_id}?lang=es")).await;
        for said in ["Example Scan", "their list 7", "Example Guess", "0.93", "Lo que dicen otros servicios"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let item = platform.page(As::Moderator, &format!("/queue/{}", text(&stored["upload_id"]))).await;
        assert!(item.contains("Example Guess: classifier nudity-2"), "{item}");

        let path = format!("/api/user-reports/{user_report_id}/decision");
        let decision = json!({ "decision": "confirm", "reason": "looked at" });
        let decided = platform.post(As::Moderator, &path, &decision, StatusCode::OK).await;
        let report = platform.until(&text(&decided["report_id"]), "filed").await;
        assert_eq!(report["viewing"], "hash_match_only", "another service's list has it: {report}");
        let filed = platform.fake.finished().into_values().next().unwrap();
        let said = format!("{filed:?}");
        assert!(said.contains("Example Scan states a match with its hash list their list 7 version 1, distance 4"), "{said}");
        assert!(said.contains("classifier nudity-2, score 0.93"), "{said}");
        // another service's match is no notice of a user, neither in the statement of reasons nor in the figures
        let reasons = format!("/api/uploads/{}/reasons", text(&stored["upload_id"]));
        let told = platform.get(As::Application, &reasons).await.to_string();
        assert!(told.contains("a service of another company") && !told.contains("somebody notified us"), "{told}");
        for never in ["Example Scan", "Example Guess"] {
            assert!(!told.contains(never), "{told}");
        }
        assert_eq!(number(&platform, "match_results_confirmed").await, json!(1));
        assert_eq!(number(&platform, "user_reports_came").await, json!(0));
        assert_eq!(number(&platform, "surface_confirmed.private").await, json!(1));
        platform.stop().await;
    }

    async fn a_later_result_asks_once_and_one_that_is_taken_back_is_said_no_more(db: TestDb) {
        let platform = Platform::start(&db).await;
        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        assert!(stored.get("user_report_id").is_none(), "nobody said anything: {stored}");
        let upload_id = text(&stored["upload_id"]);
        let path = format!("/api/uploads/{upload_id}/match-results");
        let send = async |result: Value| {
            let body = json!({ "matches": [result] });
            platform.post(As::Application, &path, &body, StatusCode::CREATED).await["user_report_id"].clone()
        };
        let user_report_id = text(&send(listed("1", true)).await);
        assert_eq!(send(guessed()).await, Value::Null, "the question is open already");
        let dismiss = json!({ "decision": "dismiss", "reason": "something else" });
        let decision = format!("/api/user-reports/{user_report_id}/decision");
        platform.post(As::Moderator, &decision, &dismiss, StatusCode::OK).await;
        assert_eq!(send(listed("1", true)).await, Value::Null, "that was asked and decided");
        assert_eq!(send(listed("1", false)).await, Value::Null, "taking back asks nothing");
        let again = text(&send(listed("2", true)).await);
        assert_ne!(again, user_report_id, "a new version says something new");
        send(listed("2", false)).await;

        let decision = format!("/api/user-reports/{again}/decision");
        let confirm = json!({ "decision": "confirm", "reason": "looked at" });
        let decided = platform.post(As::Moderator, &decision, &confirm, StatusCode::OK).await;
        let report = platform.until(&text(&decided["report_id"]), "filed").await;
        assert_eq!(report["viewing"], "not_stated", "a classifier's guess is no hash match: {report}");
        let said = format!("{:?}", platform.fake.finished().into_values().next().unwrap());
        assert!(!said.contains("Example Scan states") && said.contains("Example Guess states"), "{said}");
        let page = platform.page(As::Moderator, &format!("/user-reports/{again}")).await;
        assert!(page.contains("Taken back by the service itself"), "{page}");
        platform.stop().await;
    }

    async fn what_does_not_fit_is_refused_by_its_field(db: TestDb) {
        let platform = Platform::start(&db).await;
        let mut told = statement();
        told["matches"] = json!([{ "provider": "Example Guess", "source": "classifier", "name": "x", "at": "2020-10-04T08:00:00Z" }]);
        let refused = platform.upload(&told, BLOBS, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused["field"], "upload.matches[0].score", "{refused}");
        assert_eq!(platform.vault_items(), 0);
        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        let path = format!("/api/uploads/{}/match-results", text(&stored["upload_id"]));
        for (matches, field) in [(json!([]), "matches"), (json!([guessed(), { "provider": 1 }]), "matches[1].provider")] {
            let body = json!({ "matches": matches });
            let refused = platform.post(As::Application, &path, &body, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(refused["field"], field, "{refused}");
        }
        let staff = platform.request(As::Moderator, Method::POST, &path).json(&json!({ "matches": [guessed()] }));
        assert_eq!(staff.send().await.unwrap().status(), StatusCode::NOT_FOUND);
        platform.stop().await;
    }
}

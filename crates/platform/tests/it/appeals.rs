//! The appeal of a reported user: decided by somebody else, told to the application and to the clearinghouse.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::fake::Fault;
use crate::harness::{As, Platform, text};
use crate::receiver::Receiver;

async fn appeal(platform: &Platform, upload_id: &str) -> String {
    let body = json!({ "upload_id": upload_id, "text": "this is a picture of my own garden" });
    text(&platform.post(As::Application, "/api/appeals", &body, StatusCode::CREATED).await["appeal_id"])
}

async fn decide(platform: &Platform, who: As, id: &str, body: Value, status: StatusCode) -> Value {
    platform.post(who, &format!("/api/appeals/{id}/decision"), &body, status).await
}

both_engines! {
    async fn an_appeal_that_is_granted_is_told_to_the_clearinghouse_and_to_the_application(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let receiver = Receiver::start().await;
        platform.tell_appeals(receiver.addr).await;
        let report_id = platform.confirmed().await;
        let report = platform.until(&report_id, "filed").await;
        let id = appeal(&platform, &text(&report["upload_id"])).await;
        let grant = json!({ "decision": "granted", "reason": "it is a garden", "correction": "The file was taken for another." });
        // who confirmed it does not decide on the appeal
        decide(&platform, As::Moderator, &id, grant.clone(), StatusCode::CONFLICT).await;
        // and the clearinghouse must be told something
        let silent = json!({ "decision": "granted", "reason": "it is a garden" });
        let refused = decide(&platform, As::OtherModerator, &id, silent, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused["field"], "correction", "{refused}");
        let made = decide(&platform, As::OtherModerator, &id, grant.clone(), StatusCode::OK).await;
        platform.until(&text(&made["correction"]), "filed").await;
        let filed = platform.fake.finished().into_values().next_back().unwrap();
        assert!(filed.submit.contains("The file was taken for another.") && filed.files.is_empty(), "{}", filed.submit);
        let told = receiver.until(1).await.remove(0);
        assert_eq!((&told["action"], &told["upload_id"]), (&json!("restore"), &report["upload_id"]), "{told}");
        assert!(!told.to_string().contains("garden"), "{told}");
        decide(&platform, As::OtherModerator, &id, grant, StatusCode::CONFLICT).await;
        let list = platform.get(As::Moderator, "/api/appeals").await;
        assert_eq!((&list["granted"], &list["open"]), (&json!(1), &json!(0)), "{list}");
        let figures = platform
            .get(As::Moderator, "/transparency?format=json&column=name&column=number&from=2020-01-01")
            .await;
        for name in ["appeals_came", "appeals_granted"] {
            let is_one = |row: &Value| row["name"] == name && row["number"] == 1;
            assert!(figures.as_array().unwrap().iter().any(is_one), "{name} in {figures}");
        }
        let reasons = format!("/api/uploads/{}/reasons", text(&report["upload_id"]));
        let stated = platform.get(As::Application, &reasons).await.to_string();
        assert!(stated.contains("On 2020-12-28 Example Social reversed it"), "{stated}");
        for never in ["You can contradict", "Ground:", "garden", "CyberTipline"] {
            assert!(!stated.contains(never), "{never}: {stated}");
        }
        let page = platform.page(As::Moderator, &format!("/appeals/{id}?lang=es")).await;
        assert!(page.contains("Estimada") && page.contains("garden"), "{page}");
        platform.stop().await;
    }

    async fn granted_before_anything_is_filed_the_report_is_withdrawn(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.fake.fail("submit", Fault::Code(4100));
        let (upload_id, hit_id) = platform.hit().await;
        let made = platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        let report_id = text(&made["report_id"]);
        platform.until(&report_id, "stuck").await;
        let id = appeal(&platform, &upload_id).await;
        let form = [("decision", "granted"), ("reason", "it is a garden")];
        let post = platform.request(As::OtherModerator, Method::POST, &format!("/appeals/{id}/decision"));
        assert_eq!(post.form(&form).send().await.unwrap().status(), StatusCode::SEE_OTHER);
        assert_eq!(platform.report(&report_id).await["state"], "withdrawn");
        let hits = platform.get(As::Moderator, "/api/hits?limit=500").await;
        assert_eq!(hits["hits"][0]["state"], "dismissed", "{hits}");
        let page = platform.page(As::Moderator, &format!("/uploads/{upload_id}/reasons?lang=es")).await;
        assert!(page.contains("la revocó") && !page.contains("Puede oponerse"), "{page}");
        platform.stop().await;
    }

    async fn rejected_it_changes_nothing_and_what_was_never_confirmed_has_no_appeal(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        let body = json!({ "upload_id": upload_id, "text": "why" });
        platform.post(As::Application, "/api/appeals", &body, StatusCode::CONFLICT).await;
        let reasons = format!("/api/uploads/{upload_id}/reasons?lang=es");
        let answer = platform.request(As::Application, Method::GET, &reasons).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CONFLICT);
        let made = platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        platform.until(&text(&made["report_id"]), "filed").await;
        let id = appeal(&platform, &upload_id).await;
        platform.post(As::Application, "/api/appeals", &body, StatusCode::CONFLICT).await;
        let reject = json!({ "decision": "rejected", "reason": "it is on the list" });
        let made = decide(&platform, As::OtherModerator, &id, reject, StatusCode::OK).await;
        assert!(made["correction"].is_null(), "{made}");
        assert_eq!(platform.fake.finished().len(), 1);
        let told = platform.get(As::Application, &reasons).await;
        let told = told.to_string();
        assert!(told.contains("Exposición de motivos") && told.contains("La decisión la tomó una persona"), "{told}");
        for never in ["CyberTipline", "NCMEC", "the-moderator", "known"] {
            assert!(!told.contains(never), "{never}: {told}");
        }
        let page = platform.page(As::Moderator, &format!("/uploads/{upload_id}/reasons?lang=en")).await;
        assert!(page.contains("You can contradict") && page.contains("Counsel confirms"), "{page}");
        platform.stop().await;
    }
}

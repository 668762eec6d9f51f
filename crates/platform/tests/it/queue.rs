//! The queue by urgency, and several files of one account in one report.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::fake::Fault;
use crate::harness::{As, BLOBS, OTHER_BLOBS, Platform, statement, text, vouched};

/// Two files of one account, each with a hit: their uploads.
pub(crate) async fn two_files(platform: &Platform) -> [String; 2] {
    let entry = |file| json!({ "sha256": media::digest(file).file.sha256 });
    platform.import("known", &vouched(json!([entry(BLOBS), entry(OTHER_BLOBS)]))).await;
    let first = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
    platform.clock.advance(jiff::SignedDuration::from_secs(1));
    let mut other = statement();
    other["url"] = json!("https://social.example/p/2");
    other["ip"] = json!("203.0.113.8");
    let second = platform.upload(&other, OTHER_BLOBS, StatusCode::CREATED).await;
    [text(&first["upload_id"]), text(&second["upload_id"])]
}

async fn decide(
    platform: &Platform,
    upload: &str,
    uploads: &[&String],
    verdict: &str,
    status: StatusCode,
) -> Value {
    let body = json!({ "uploads": uploads, "decision": verdict, "reason": "of one account" });
    platform.post(As::Moderator, &format!("/api/queue/{upload}/decision"), &body, status).await
}

both_engines! {
    async fn several_files_of_one_account_are_one_item_one_decision_and_one_report(db: TestDb) {
        let platform = Platform::start(&db).await;
        let [first, second] = two_files(&platform).await;
        let queue = platform.get(As::Moderator, "/api/queue").await;
        assert_eq!(queue["items"].as_array().unwrap().len(), 1, "{queue}");
        assert_eq!((&queue["items"][0]["files"], &queue["items"][0]["hits"]), (&json!(2), &json!(2)));
        // one of the two was opened, and the report says so of that one alone
        platform.open_file(As::Moderator, &second).await;
        let made = decide(&platform, &first, &[], "confirm", StatusCode::OK).await;
        assert_eq!(made["decision_ids"].as_array().unwrap().len(), 2, "{made}");
        let report_id = text(&made["report_ids"][0]);
        let report = platform.until(&report_id, "filed").await;
        assert_eq!(report["files"].as_array().unwrap().len(), 2, "{report}");
        assert_eq!(platform.fake.log(), ["submit", "upload", "fileinfo", "upload", "fileinfo", "finish"]);
        let filed = platform.fake.finished().into_values().next().unwrap();
        let viewed: Vec<_> =
            filed.files.iter().map(|file| file.info.clone().unwrap().contains("<fileViewedByEsp>true")).collect();
        assert_eq!(viewed, [false, true]);
        for said in ["https://social.example/p/1", "https://social.example/p/2", "203.0.113.7", "203.0.113.8"] {
            assert_eq!(filed.submit.matches(said).count(), 1, "{said}: {}", filed.submit);
        }
        assert_eq!(platform.get(As::Moderator, "/api/queue").await["items"], json!([]));
        decide(&platform, &first, &[], "confirm", StatusCode::CONFLICT).await;
        platform.stop().await;
    }

    async fn a_file_that_is_taken_out_is_in_no_report_and_the_filing_begins_anew(db: TestDb) {
        let platform = Platform::start(&db).await;
        let [first, second] = two_files(&platform).await;
        platform.fake.fail("finish", Fault::Status(503));
        platform.fake.fail("fileinfo", Fault::HoldAfter);
        let made = decide(&platform, &first, &[&first, &second], "confirm", StatusCode::OK).await;
        platform.fake.until_held().await;
        let hits = platform.get(As::Moderator, "/api/hits?limit=500").await;
        let of_second = hits["hits"].as_array().unwrap().iter().find(|hit| hit["upload_id"] == json!(second));
        let hit_id = text(&of_second.unwrap()["hit_id"]);
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        platform.until(&text(&made["report_ids"][0]), "filed").await;
        let filed = platform.fake.finished();
        assert_eq!(filed.len(), 1);
        // the request that was under way ends in nothing
        tokio::time::sleep(std::time::Duration::from_millis(1700)).await;
        assert_eq!(platform.fake.finished().len(), 1);
        let files = &filed.values().next().unwrap().files;
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].sha256, media::digest(BLOBS).file.sha256);
        platform.stop().await;
    }

    async fn what_is_not_chosen_stays_open_and_files_of_two_accounts_are_decided_apart(db: TestDb) {
        let platform = Platform::start(&db).await;
        let [first, second] = two_files(&platform).await;
        let mut other = statement();
        other["account"]["esp_identifier"] = json!("user-2");
        let stranger = platform.upload(&other, BLOBS, StatusCode::CREATED).await;
        let stranger = text(&stranger["upload_id"]);
        let refused = decide(&platform, &first, &[&first, &stranger], "confirm", StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused["field"], "upload", "{refused}");
        decide(&platform, &first, &[&first], "dismiss", StatusCode::OK).await;
        let queue = platform.get(As::Moderator, "/api/queue").await;
        assert_eq!(queue["items"].as_array().unwrap().len(), 2, "{queue}");
        let page = platform.page(As::Moderator, &format!("/queue/{first}")).await;
        assert!(page.contains(&format!("value=\"{second}\"")) && !page.contains(&format!("value=\"{first}\"")), "{page}");
        let stated = "datetime=\"2020-10-03T19:14:05Z\"";
        assert!(page.contains(stated) && page.contains("2020-10-03T21:14:05+02:00"), "an instant, and what was written: {page}");
        platform.stop().await;
    }

    async fn who_says_that_a_child_is_in_danger_comes_first(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.hit().await;
        let told = json!({
            "url": "https://social.example/p/9", "reporter_account": "user-9", "reason": "look at this", "in_danger": true
        });
        platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let queue = platform.get(As::Moderator, "/api/queue").await;
        let first = &queue["items"][0];
        assert_eq!((&first["band"], &first["reasons"]), (&json!("a"), &json!(["trigger_sender_marked_urgent"])), "{queue}");
        for lang in ["en", "es"] {
            let page = platform.page(As::Moderator, &format!("/queue?lang={lang}")).await;
            for never in ["user-1", "look at this", "203.0.113.7", "[urgency", "[band"] {
                assert!(!page.contains(never), "{never}: {page}");
            }
            assert!(page.contains("/user-reports/usr_") && page.contains("/queue/upl_"), "{page}");
        }
        platform.stop().await;
    }

    async fn who_confirms_what_tells_of_danger_is_asked_to_say_why_the_report_is_urgent(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        let pages = [format!("/queue/{upload_id}"), format!("/hits/{hit_id}")];
        let asked = "goes out as urgent only with a reason";
        for page in &pages {
            assert!(!platform.page(As::Moderator, page).await.contains(asked), "{page}: nobody tells of danger");
        }
        let told = json!({ "upload_id": upload_id, "reporter_account": "user-9", "reason": "look at this", "in_danger": true });
        let told = platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let facts = format!("/uploads/{upload_id}/facts\">Why it is urgent</a>");
        for page in pages.iter().chain([&format!("/user-reports/{}", text(&told["user_report_id"]))]) {
            let shown = platform.page(As::Moderator, page).await;
            assert!(shown.contains(asked) && shown.contains(&facts), "{page}: {shown}");
        }
        let page = platform.page(As::Moderator, &format!("{}?lang=es", pages[0])).await;
        assert!(page.contains("solo sale como urgente con un motivo"), "{page}");
        platform.stop().await;
    }

    async fn a_form_without_a_file_is_shown_again(db: TestDb) {
        let platform = Platform::start(&db).await;
        let [first, _] = two_files(&platform).await;
        let form = [("decision", "confirm"), ("reason", "both")];
        let post = platform.request(As::Moderator, Method::POST, &format!("/queue/{first}/decision"));
        let response = post.header("accept", "text/html").form(&form).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(response.text().await.unwrap().contains("choose at least one file"));
        platform.stop().await;
    }
}

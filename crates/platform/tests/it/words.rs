//! Words that are no file: kept as evidence, decided on, and filed in a report without files. Facts that are added, and follow-ups.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;
use wire::cybertipline::{InternetDetails, Report};

use crate::fake::Fault;
use crate::harness::{As, Platform, text};

fn chat() -> Value {
    json!({
        "text": {
            "account": {"esp_identifier": "user-1", "screen_name": "luna"}, "written_at": "2020-10-03T21:14:05+02:00",
            "ip": "203.0.113.7", "port": 51111, "url": "https://social.example/m/1", "channel": "private",
            "words": {"kind": "chat", "client": "Example Chat", "room": "r1", "text": "the first line\nthe second line"}
        },
        "reporter_account": "user-9", "reason": "this was written to my child"
    })
}

/// A report of words that is filed: its id, and the upload's.
async fn filed(platform: &Platform) -> (String, String) {
    let stored = platform.post(As::Application, "/api/texts", &chat(), StatusCode::CREATED).await;
    let decision = json!({ "decision": "confirm", "reason": "read in full" });
    let path = format!("/api/user-reports/{}/decision", text(&stored["user_report_id"]));
    let made = platform.post(As::Moderator, &path, &decision, StatusCode::OK).await;
    let report_id = text(&made["report_id"]);
    platform.until(&report_id, "filed").await;
    (report_id, text(&stored["upload_id"]))
}

fn last_submit(platform: &Platform) -> Report {
    let filed = platform.fake.finished().into_values().next_back().unwrap();
    Report::read(filed.submit.as_bytes()).unwrap().value
}

both_engines! {
    async fn a_report_of_words_has_no_file_and_cites_them_in_full(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (report_id, upload_id) = filed(&platform).await;
        assert_eq!(platform.fake.log(), ["submit", "finish"]);
        let report = last_submit(&platform);
        let chats = report.internet_details.iter().filter_map(|scene| match scene {
            InternetDetails::ChatIm(chat) => Some(chat),
            _ => None,
        });
        let chats: Vec<_> = chats.collect();
        assert_eq!(chats.len(), 1);
        assert_eq!(chats[0].content.as_deref(), Some("the first line\nthe second line"));
        assert_eq!(chats[0].chat_client.as_deref(), Some("Example Chat"));
        // what is preserved is what was said
        assert_eq!(platform.open_file(As::Moderator, &upload_id).await, b"the first line\nthe second line");
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}/content")).await;
        assert!(page.contains("the second line") && !page.contains("/ispws/fileinfo"), "{page}");
        platform.stop().await;
    }

    async fn without_an_address_it_is_filed_and_what_police_would_need_is_said(db: TestDb) {
        let platform = Platform::start(&db).await;
        let mut told = chat();
        for unknown in ["ip", "port"] {
            told["text"].as_object_mut().unwrap().remove(unknown);
        }
        let stored = platform.post(As::Application, "/api/texts", &told, StatusCode::CREATED).await;
        let facts = platform.page(As::Moderator, &format!("/uploads/{}/facts?lang=en", text(&stored["upload_id"]))).await;
        for said in ["No internet address of the reported account.", "the usual way from an account to a household"] {
            assert!(facts.contains(said), "{said}: {facts}");
        }
        let decision = json!({ "decision": "confirm", "reason": "read in full" });
        let path = format!("/api/user-reports/{}/decision", text(&stored["user_report_id"]));
        let made = platform.post(As::Moderator, &path, &decision, StatusCode::OK).await;
        platform.until(&text(&made["report_id"]), "filed").await;
        assert!(last_submit(&platform).person_or_user_reported[0].ip_capture_event.is_empty());
        let form = platform.page(As::Moderator, &format!("/reports/{}/content", text(&made["report_id"]))).await;
        assert!(!form.contains("ipCaptureEvent"), "{form}");
        platform.stop().await;
    }

    async fn words_without_a_zone_are_refused_and_nothing_is_left_in_the_vault(db: TestDb) {
        let platform = Platform::start(&db).await;
        let mut wrong = chat();
        wrong["text"]["written_at"] = json!("2020-10-03T21:14:05");
        let refused = platform.post(As::Application, "/api/texts", &wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused["field"], "text.written_at", "{refused}");
        assert!(refused.to_string().contains("zone"), "{refused}");
        assert_eq!(platform.vault_items(), 0);
        platform.stop().await;
    }

    async fn facts_that_are_added_are_said_until_the_report_is_filed(db: TestDb) {
        let platform = Platform::start(&db).await;
        let stored = platform.post(As::Application, "/api/texts", &chat(), StatusCode::CREATED).await;
        let upload_id = text(&stored["upload_id"]);
        let path = format!("/api/uploads/{upload_id}/facts");
        let facts = json!({ "facts": {
            "narrative": "a message to a child", "victims": [{"screen_name": "sol", "age_years": 12}],
            "recipients": [{"identifier": "user-3"}],
            "events": [{"at": "2020-10-02T08:00:00Z", "ip": "203.0.113.9", "port": 40001, "event": "Login"}],
            "associated": [{"service": "chat.example", "identifier": "u-9", "kind": "Linked"}],
            "devices": [{"kind": "IMEI", "value": "490154203237518"}]
        }});
        platform.put(As::Application, &path, &facts, StatusCode::OK).await;
        platform.fake.fail("submit", Fault::HoldAfter);
        let decision = json!({ "decision": "confirm", "reason": "read in full" });
        let decide = format!("/api/user-reports/{}/decision", text(&stored["user_report_id"]));
        let made = platform.post(As::Moderator, &decide, &decision, StatusCode::OK).await;
        platform.fake.until_held().await;
        // given while it is being sent, they are said all the same: the filing begins anew
        let form = [("narrative", "a message to a child of twelve"), ("victims", "; sol; ; 12"), ("report_marks", "sextortion")];
        let post = platform.request(As::Moderator, Method::POST, &format!("/uploads/{upload_id}/facts"));
        assert_eq!(post.form(&form).send().await.unwrap().status(), StatusCode::SEE_OTHER);
        platform.until(&text(&made["report_id"]), "filed").await;
        let report = last_submit(&platform);
        assert_eq!(report.additional_info.as_deref(), Some("a message to a child of twelve"));
        assert_eq!((report.victim.len(), report.intended_recipient.len()), (1, 0), "what is given anew replaces");
        assert!(report.incident_summary.report_annotations.unwrap().sextortion);
        assert_eq!(platform.fake.finished().len(), 1);
        platform.put(As::Application, &path, &facts, StatusCode::CONFLICT).await;
        // the request that was under way ends in nothing
        tokio::time::sleep(std::time::Duration::from_millis(1700)).await;
        assert_eq!(platform.fake.finished().len(), 1);
        platform.stop().await;
    }

    async fn a_form_of_facts_names_the_line_and_keeps_what_was_typed(db: TestDb) {
        let platform = Platform::start(&db).await;
        let stored = platform.post(As::Application, "/api/texts", &chat(), StatusCode::CREATED).await;
        let path = format!("/uploads/{}/facts", text(&stored["upload_id"]));
        let form = [("events", "2020-10-02T08:00:00; 203.0.113.9"), ("narrative", "kept")];
        let post = platform.request(As::Moderator, Method::POST, &path).header("accept", "text/html");
        let response = post.form(&form).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = response.text().await.unwrap();
        assert!(page.contains("line 1, the time:") && page.contains("kept"), "{page}");
        platform.stop().await;
    }

    async fn follow_ups_name_the_first_report_and_each_other_by_number(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (report_id, _) = filed(&platform).await;
        let path = format!("/api/reports/{report_id}/follow-ups");
        for text_of in ["the account wrote again", "a correction: the port was 51112"] {
            let body = json!({ "text": text_of, "reason": "learnt since" });
            let opened = platform.post(As::Moderator, &path, &body, StatusCode::CREATED).await;
            platform.until(&text(&opened["report_id"]), "filed").await;
        }
        let numbers: Vec<i64> = platform.fake.finished().into_keys().collect();
        assert_eq!(numbers.len(), 3);
        let last = last_submit(&platform);
        let said = format!("Follow-up to CyberTipline report {}.\na correction: the port was 51112", numbers[0]);
        assert_eq!(last.additional_info, Some(said));
        assert_eq!(last.person_or_user_reported[0].prior_ct_reports, numbers[..2]);
        let first = platform.report(&report_id).await;
        assert_eq!(first["followed_by"].as_array().unwrap().len(), 2, "{first}");
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}/follow-ups")).await;
        assert!(page.contains(&numbers[2].to_string()), "{page}");
        let wrong = json!({ "text": " ", "reason": "x" });
        platform.post(As::Moderator, &path, &wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
        platform.stop().await;
    }
}

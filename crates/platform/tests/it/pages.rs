//! The pages: both languages, no media, nothing of the account.

use reqwest::{Method, StatusCode};
use serde_json::json;
use service::testing::TestDb;
use service::{Lang, both_engines};

use crate::fake::Fault;
use crate::harness::{As, BLOBS, Platform, statement};

const TEXTS: [(Lang, &str); 2] =
    [(Lang::En, include_str!("../../locales/en.ftl")), (Lang::Es, include_str!("../../locales/es.ftl"))];

#[test]
fn both_languages_say_the_same_and_every_text_is_used() {
    let composed = [
        "role-",
        "key-may-",
        "action-",
        "reports-",
        "review-",
        "state-",
        "channel-",
        "viewed-",
        "verdict-",
        "step-",
        "outcome-",
        "item-",
        "waiting-",
        "done-",
        "left-",
        "object-state-",
        "message-state-",
        "told-verdict-",
        "duty-",
        "trouble-",
        "preservation-wanted-",
        "preservation-state-",
        "preservation-item-",
        "destination-is-",
        "destination-kind-",
        "held-",
        "restoration-",
        "remedy-",
        "band-",
        "urgency-",
        "words-kind-",
        "match-source-",
        "first-step-",
        "first-why-",
        "beside-",
        "appeal-state-",
        "notice-state-",
        "notice-remedy-",
        "process-kind-",
        "process-state-",
        "facts-standing-",
        "retraction-",
        "scene-",
        "relevance-",
        "batch-",
        "mark-",
    ];
    let mistakes = service::check::text_mistakes(env!("CARGO_MANIFEST_DIR"), &TEXTS, &composed);
    assert!(mistakes.is_empty(), "{mistakes:#?}");
}

#[test]
fn every_code_of_the_custody_log_has_a_text() {
    let rows: Vec<_> = platform::routes(1).rows().cloned().collect();
    let wordless = service::check::wordless_codes(env!("CARGO_MANIFEST_DIR"), &TEXTS, &rows);
    assert!(wordless.is_empty(), "{wordless:#?}");
}

#[test]
fn every_key_says_what_it_may() {
    assert_eq!(service::check::wordless_keys(platform::routes(1).key_roles(), &TEXTS), Vec::<String>::new());
}

/// `refusal_mistakes` says which refusals it cannot read.
#[test]
fn refusals_are_said_in_spanish_too() {
    let mistakes = service::check::refusal_mistakes(env!("CARGO_MANIFEST_DIR"));
    assert!(mistakes.is_empty(), "{mistakes:#?}");
}

both_engines! {
    async fn why_a_file_has_no_hash_is_said_in_both_languages(db: TestDb) {
        let platform = Platform::start(&db).await;
        let stored = platform.upload(&statement(), b"words, and no picture", StatusCode::CREATED).await;
        let told = json!({ "upload_id": stored["upload_id"], "reporter_account": "user-9", "reason": "look" });
        let told = platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let path = format!("/user-reports/{}", crate::harness::text(&told["user_report_id"]));
        for (lang, says) in [
            ("en", "no PDQ hash: not a picture of a supported format"),
            ("es", "sin hash PDQ: no es una imagen de un formato admitido"),
        ] {
            let page = platform.page(As::Moderator, &format!("{path}?lang={lang}")).await;
            assert!(page.contains(says), "{page}");
        }
        platform.stop().await;
    }

    async fn pages_show_the_work_and_neither_media_nor_accounts(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (_, hit_id) = platform.hit().await;
        platform.fake.fail("submit", Fault::Code(4100));
        let hits = platform.page(As::Moderator, "/hits").await;
        assert!(hits.contains("known 1") && hits.contains(&format!("/hits/{hit_id}")), "{hits}");

        let form = [("decision", "confirm"), ("reason", "on the list")];
        let post = platform.request(As::Moderator, Method::POST, &format!("/hits/{hit_id}/decision"));
        let response = post.form(&form).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let report_id = crate::harness::text(&platform.get(As::Moderator, "/api/reports").await["reports"][0]["report_id"]);
        platform.until(&report_id, "stuck").await;

        let mut pages = vec![hits];
        for path in ["/", "/hits?state=confirmed", "/user-reports", "/reports", &format!("/reports/{report_id}")] {
            for lang in ["en", "es"] {
                let mark = if path.contains('?') { '&' } else { '?' };
                pages.push(platform.page(As::Moderator, &format!("{path}{mark}lang={lang}")).await);
            }
        }
        for page in &pages {
            for never in ["<img", "<script>", "style=", "luna", "user-1", "203.0.113.7", ">[", "\"[", "{{"] {
                assert!(!page.contains(never), "{never} in {page}");
            }
        }
        let report = pages.last().unwrap();
        assert!(report.contains("le espera") && report.contains("Validation failed"), "{report}");
        assert!(report.contains("on the list"), "the moderator sees the reason");
        let seen = platform.page(As::Administrator, &format!("/reports/{report_id}")).await;
        assert!(!seen.contains("on the list"), "the administrator does not");

        let retry = platform.request(As::Administrator, Method::POST, &format!("/reports/{report_id}/retry"));
        assert_eq!(retry.send().await.unwrap().status(), StatusCode::SEE_OTHER);
        platform.until(&report_id, "filed").await;
        let filed = platform.page(As::Administrator, &format!("/reports/{report_id}")).await;
        let number = platform.report(&report_id).await["report_number"].to_string();
        let list = platform.page(As::Moderator, "/reports").await;
        assert!(list.contains(&format!("/reports/{report_id}\"")) && list.contains(&number), "{list}");
        assert!(filed.contains("Preserve the evidence until") && filed.contains("2021"), "{filed}");
        platform.stop().await;
    }

    async fn a_report_says_what_a_police_unit_would_miss_before_it_is_filed(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.list(BLOBS).await;
        let mut bare = statement();
        bare["account"] = json!({ "esp_identifier": "user-1" });
        bare.as_object_mut().unwrap().remove("port");
        let ports = ["An IPv4 address without its source port", "the port tells them apart"];
        let stored = platform.upload(&bare, BLOBS, StatusCode::CREATED).await;
        let hit_id = crate::harness::text(&stored["hits"][0]["hit_id"]);
        let page = platform.page(As::Moderator, &format!("/hits/{hit_id}")).await;
        for said in ports.into_iter().chain(["Neither an e-mail address nor a phone number", "facts that an investigator asks for"]) {
            assert!(page.contains(said), "{said}: {page}");
        }
        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        let hit_id = crate::harness::text(&stored["hits"][0]["hit_id"]);
        let page = platform.page(As::Moderator, &format!("/hits/{hit_id}?lang=es")).await;
        assert!(page.contains("datos que pide quien investiga") && !page.contains("sin su puerto de origen"), "{page}");
        platform.stop().await;
    }

    async fn a_report_whose_sender_died_in_its_last_try_can_be_set_going(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed_with(Fault::Status(503), "submit").await;
        let path = format!("/reports/{report_id}");
        while platform.report(&report_id).await["steps"][0]["settled_at"].is_null() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert!(!platform.page(As::Administrator, &path).await.contains("/retry"), "it goes on by itself");
        platform.set_filing_job_aside().await;
        assert_eq!(platform.report(&report_id).await["state"], "filing");
        let page = platform.page(As::Administrator, &path).await;
        assert!(page.contains("/retry") && page.contains("the process died during the last try"), "{page}");
        let retry = platform.request(As::Administrator, Method::POST, &format!("{path}/retry"));
        assert_eq!(retry.send().await.unwrap().status(), StatusCode::SEE_OTHER);
        platform.until(&report_id, "filed").await;
        platform.stop().await;
    }
}

//! Human review: confirm, dismiss, change one's mind, user reports.

use reqwest::StatusCode;
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::fake::Fault;
use crate::harness::{As, BLOBS, OTHER_BLOBS, Platform, statement, text, vouched};

both_engines! {
    async fn a_dismissed_hit_files_nothing(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (_, hit_id) = platform.hit().await;
        let made = platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        assert!(made["report_id"].is_null());
        let queue = platform.get(As::Moderator, "/api/hits?state=dismissed").await;
        assert_eq!(queue["hits"][0]["decision"]["decided_by"], "the-moderator");
        assert_eq!(platform.get(As::Moderator, "/api/hits?state=open").await["hits"], json!([]));
        assert_eq!(platform.get(As::Moderator, "/api/reports").await["reports"], json!([]));
        platform.stop().await;
    }
}

both_engines! {
    async fn where_the_house_wants_two_a_report_waits_for_another_person(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.want_two().await;
        let (_, hit_id) = platform.hit().await;
        let report_id = text(&platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await["report_id"]);
        let held = "SELECT COALESCE(held_because, '') AS said FROM report";
        while platform.texts(held).await != ["second_reviewer"] {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let overview = platform.page(As::OtherModerator, "/").await;
        assert!(overview.contains("Report that waits for a second person"), "{overview}");
        let page = platform.page(As::OtherModerator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("A second moderator confirms it") && page.contains(&format!("/hits/{hit_id}")), "{page}");
        // the same person twice is one
        platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert_eq!(platform.fake.opened(), 0);
        // a dismissal in between counts: both are asked anew
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        let confirm = json!({ "decision": "confirm", "reason": "looked at it as well" });
        let path = format!("/api/hits/{hit_id}/decision");
        platform.post(As::OtherModerator, &path, &confirm, StatusCode::OK).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert_eq!(platform.fake.opened(), 0);
        platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        platform.until(&report_id, "filed").await;
        platform.stop().await;
    }
}

both_engines! {
    async fn several_confirmed_hits_are_one_report(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.list(BLOBS).await;
        let entry = json!([{"sha256": media::digest(BLOBS).file.sha256}]);
        platform.import("second", &vouched(entry)).await;
        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        let (first, second) = (text(&stored["hits"][0]["hit_id"]), text(&stored["hits"][1]["hit_id"]));
        platform.fake.fail("submit", Fault::HoldBefore);
        let report = text(&platform.decide(&first, "confirm", "not_viewed", StatusCode::OK).await["report_id"]);
        assert_eq!(platform.decide(&second, "confirm", "not_viewed", StatusCode::OK).await["report_id"], report);
        let report = platform.until(&report, "filed").await;
        assert_eq!(platform.fake.finished().len(), 1);
        assert_eq!(report["decisions"].as_array().unwrap().len(), 2);
        platform.stop().await;
    }
}

both_engines! {
    async fn a_decision_can_be_changed_until_something_is_filed(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (_, hit_id) = platform.hit().await;
        platform.fake.fail("fileinfo", Fault::HoldAfter);
        let report_id = text(&platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await["report_id"]);
        platform.fake.until_held().await;
        let withdrawn = platform.decide(&hit_id, "dismiss", "in_full", StatusCode::OK).await;
        assert_eq!((&withdrawn["report_id"], &withdrawn["report_state"]), (&json!(report_id), &json!("withdrawn")));
        // The request that was under way ends in nothing.
        tokio::time::sleep(std::time::Duration::from_millis(1700)).await;
        assert_eq!(platform.report(&report_id).await["state"], "withdrawn");
        assert!(platform.fake.finished().is_empty());

        platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        let report = platform.until(&report_id, "filed").await;
        assert_eq!(report["viewing"], "in_full", "a look in full stays in the log");
        assert_eq!(platform.fake.finished().len(), 1);
        assert_eq!(platform.fake.opened(), 2, "what was said before may be untrue now, so the filing began anew");
        let info = platform.fake.finished().into_values().next().unwrap().files[0].info.clone().unwrap();
        assert!(info.contains("<fileViewedByEsp>true</fileViewedByEsp>"), "{info}");

        platform.decide(&hit_id, "dismiss", "in_full", StatusCode::CONFLICT).await;
        platform.stop().await;
    }
}

both_engines! {
    async fn a_report_never_says_what_its_decisions_no_longer_say(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.list(BLOBS).await;
        let entry = json!([{"sha256": media::digest(BLOBS).file.sha256}]);
        platform.import("second", &vouched(entry)).await;
        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        let of_list = |name: &str| {
            let hits = stored["hits"].as_array().unwrap();
            text(&hits.iter().find(|hit| hit["list"] == name).unwrap()["hit_id"])
        };
        platform.fake.fail("submit", Fault::HoldBefore);
        platform.fake.fail("fileinfo", Fault::Await);
        let made = platform.decide(&of_list("known"), "confirm", "not_viewed", StatusCode::OK).await;
        platform.fake.until_held().await;
        platform.decide(&of_list("second"), "confirm", "not_viewed", StatusCode::OK).await;
        // The submit is tried again, and the fileinfo names both lists; then one of them is dismissed.
        let held = async {
            platform.fake.until_held().await;
            platform.decide(&of_list("second"), "dismiss", "in_full", StatusCode::OK).await;
            platform.fake.release();
        };
        let report_id = text(&made["report_id"]);
        let ((), report) = futures::join!(held, platform.until(&report_id, "filed"));
        assert_eq!(report["viewing"], "in_full");
        let filed = platform.fake.finished().into_values().next().unwrap();
        let info = filed.files[0].info.clone().unwrap();
        assert!(info.contains("<fileViewedByEsp>true</fileViewedByEsp>"), "{info}");
        assert!(info.contains("hash list known") && !info.contains("hash list second"), "{info}");
        platform.stop().await;
    }
}

both_engines! {
    async fn a_decision_waits_while_the_finish_is_unknown(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (_, hit_id) = platform.hit().await;
        platform.fake.fail("finish", Fault::HoldAfter);
        let report_id = text(&platform.decide(&hit_id, "confirm", "in_full", StatusCode::OK).await["report_id"]);
        platform.fake.until_held().await;
        platform.decide(&hit_id, "dismiss", "in_full", StatusCode::CONFLICT).await;
        platform.until(&report_id, "filed").await;
        platform.stop().await;
    }
}

both_engines! {
    async fn a_decision_needs_a_reason_and_known_words(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (_, hit_id) = platform.hit().await;
        for (body, field, status) in [
            (json!({"decision": "confirm", "reason": " "}), "reason", StatusCode::UNPROCESSABLE_ENTITY),
            (json!({"decision": "perhaps", "reason": "x"}), "decision", StatusCode::BAD_REQUEST),
            // what was viewed is read from the openings: nobody states it
            (json!({"decision": "confirm", "viewed": "in_full", "reason": "x"}), "viewed", StatusCode::BAD_REQUEST),
        ] {
            let problem = platform.post(As::Moderator, &format!("/api/hits/{hit_id}/decision"), &body, status).await;
            assert_eq!(problem["field"], field, "{problem}");
        }
        let body = json!({"decision": "confirm", "reason": "x"});
        platform.post(As::Moderator, "/api/hits/hit_none/decision", &body, StatusCode::NOT_FOUND).await;
        platform.stop().await;
    }
}

both_engines! {
    async fn a_confirmed_user_report_files_its_upload(db: TestDb) {
        let platform = Platform::start(&db).await;
        let stored = platform.upload(&statement(), OTHER_BLOBS, StatusCode::CREATED).await;
        let tell = async |body| platform.post(As::Application, "/api/user-reports", &body, StatusCode::CREATED).await;
        let by_url = tell(json!({"url": "https://social.example/p/1", "reporter_account": "user-9", "reason": "look"})).await;
        assert_eq!(by_url["upload_id"], stored["upload_id"], "the address leads to the upload");
        let nowhere = tell(json!({"url": "https://social.example/p/2", "reporter_account": "user-9", "reason": "look"})).await;
        assert!(nowhere["upload_id"].is_null());

        let queue = platform.get(As::Moderator, "/api/user-reports?state=open").await;
        assert_eq!(queue["user_reports"][0]["reason"], "look");
        let decide = async |told: &serde_json::Value, decision, status| {
            let body = json!({"decision": decision, "reason": "seen"});
            let path = format!("/api/user-reports/{}/decision", text(&told["user_report_id"]));
            platform.post(As::Moderator, &path, &body, status).await
        };
        decide(&nowhere, "confirm", StatusCode::CONFLICT).await;
        decide(&nowhere, "dismiss", StatusCode::OK).await;
        let report_id = text(&decide(&by_url, "confirm", StatusCode::OK).await["report_id"]);
        let report = platform.until(&report_id, "filed").await;
        assert_eq!((&report["viewing"], &report["upload_id"]), (&json!("not_stated"), &stored["upload_id"]));
        // no list knows this file, and no page says that one matched
        let page = platform.page(As::Moderator, &format!("/files/{}", text(&stored["upload_id"]))).await;
        assert!(page.contains("not viewed by a person, and no hash matched") && !page.contains("hash match only"), "{page}");

        for (body, field) in [
            (json!({"reporter_account": "u", "reason": "r"}), "upload_id"),
            (json!({"url": "nowhere", "reporter_account": "u", "reason": "r"}), "url"),
            (json!({"upload_id": stored["upload_id"], "url": "https://a.example/", "reporter_account": "u", "reason": "r"}), "url"),
            (json!({"upload_id": stored["upload_id"], "reporter_account": "", "reason": "r"}), "reporter_account"),
        ] {
            let problem =
                platform.post(As::Application, "/api/user-reports", &body, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(problem["field"], field, "{problem}");
        }
        platform.stop().await;
    }
}

/// Lets time pass until this is what the clearinghouse was told to take back.
async fn until_retracted(platform: &Platform, numbers: &[i64]) {
    for _ in 0..200 {
        if platform.fake.retracted() == numbers {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        platform.clock.advance(jiff::SignedDuration::from_secs(70));
    }
    assert_eq!(platform.fake.retracted(), numbers);
}

both_engines! {
    async fn what_was_begun_and_is_given_up_is_taken_back_at_the_clearinghouse(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (_, hit_id) = platform.hit().await;
        platform.fake.fail("fileinfo", Fault::HoldAfter);
        platform.fake.fail("retract", Fault::DropBefore);
        platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        platform.fake.until_held().await;
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        until_retracted(&platform, &[7_000_001]).await;
        // the request that was under way ends in nothing
        tokio::time::sleep(std::time::Duration::from_millis(1700)).await;
        // of one that was being opened just then, the number comes with the answer
        platform.fake.fail("submit", Fault::Await);
        platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        platform.fake.until_held().await;
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        platform.fake.release();
        until_retracted(&platform, &[7_000_001, 7_000_002]).await;
        assert!(platform.fake.finished().is_empty());
        platform.until_matched().await;
        let noted = platform.texts("SELECT action AS said FROM custody_entry WHERE action = 'note-retraction'").await;
        assert_eq!(noted.len(), 2);
        platform.stop().await;
    }

    async fn what_was_begun_at_another_destination_is_said_to_be_left_to_expire(db: TestDb) {
        // the job of the request that is held dies with its process
        db.may_leave_jobs();
        let mut platform = Platform::start(&db).await;
        let (_, hit_id) = platform.hit().await;
        platform.fake.fail("fileinfo", Fault::HoldAfter);
        platform.fake.fail("retract", Fault::DropBefore);
        platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        platform.fake.until_held().await;
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        for _ in 0..200 {
            if platform.fake.log().iter().any(|step| step == "retract") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        }
        platform.kill().await;
        platform.go_to("test").await;
        let became = "SELECT COALESCE(became, '') AS said FROM report_retraction";
        for _ in 0..200 {
            if platform.texts(became).await != [""] {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            platform.clock.advance(jiff::SignedDuration::from_secs(70));
        }
        assert_eq!(platform.texts(became).await, ["refused"]);
        assert!(platform.fake.retracted().is_empty(), "nobody was asked there");
        platform.until_matched().await;
        platform.stop().await;
    }

    async fn what_was_taken_back_is_shown_with_state_day_name_and_reason(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (_, hit_id) = platform.hit().await;
        platform.fake.fail("fileinfo", Fault::HoldAfter);
        let made = platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        let report_id = text(&made["report_id"]);
        platform.fake.until_held().await;
        platform.clock.advance(jiff::SignedDuration::from_secs(1));
        let body = json!({ "decision": "dismiss", "reason": "it is a garden" });
        let path = format!("/api/hits/{hit_id}/decision");
        platform.post(As::OtherModerator, &path, &body, StatusCode::OK).await;
        until_retracted(&platform, &[7_000_001]).await;
        platform.until_matched().await;
        // the request that was under way ends in nothing
        tokio::time::sleep(std::time::Duration::from_millis(1700)).await;
        let report = platform.report(&report_id).await;
        let taken = &report["retractions"][0];
        for (field, value) in [
            ("report_number", json!(7_000_001)),
            ("cause", json!("withdrawn")),
            ("became", json!("retracted")),
            ("asked_by", json!("the-other-moderator")),
            ("reason", json!("it is a garden")),
        ] {
            assert_eq!(taken[field], value, "{field}: {report}");
        }
        assert!(taken["settled_at"].is_string() && taken["asked_at"].is_string(), "{report}");
        let pages = [format!("/reports/{report_id}"), format!("/reports/{report_id}/recipients")];
        for (page, lang, words) in pages.iter().flat_map(|page| {
            [(page, "en", "was taken back before it was filed"), (page, "es", "se retiró antes de presentarse")]
        }) {
            let told = platform.page(As::Moderator, &format!("{page}?lang={lang}")).await;
            for shown in [words, "the-other-moderator", "it is a garden", "7000001", "2020-12-28"] {
                assert!(told.contains(shown), "{shown}: {told}");
            }
            let others = platform.page(As::Administrator, &format!("{page}?lang={lang}")).await;
            assert!(others.contains(words) && !others.contains("it is a garden"), "{others}");
        }
        platform.stop().await;
    }

    async fn what_failed_on_the_way_is_taken_back_when_it_begins_anew(db: TestDb) {
        let platform = Platform::start(&db).await;
        for (step, fault) in [("upload", Fault::Status(503)), ("fileinfo", Fault::DropAfter)] {
            platform.fake.fail(step, fault);
        }
        let report_id = platform.confirmed().await;
        let report = platform.until(&report_id, "filed").await;
        until_retracted(&platform, &[7_000_001, 7_000_002]).await;
        assert_eq!((&report["report_number"], platform.fake.finished().len()), (&json!(7_000_003), 1));
        platform.until_matched().await;
        let taken = platform.report(&report_id).await["retractions"].clone();
        for begun in taken.as_array().unwrap() {
            assert_eq!((&begun["cause"], &begun["became"]), (&json!("failed"), &json!("retracted")), "{taken}");
        }
        platform.stop().await;
    }

    async fn what_failed_for_good_is_taken_back_at_once(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed_with(Fault::Code(4100), "fileinfo").await;
        platform.until(&report_id, "stuck").await;
        until_retracted(&platform, &[7_000_001]).await;
        platform.until_matched().await;
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}?lang=es")).await;
        assert!(page.contains("Falló una petición") && page.contains("retirado"), "{page}");
        // sent again, it is not taken back twice
        platform.post(As::Moderator, &format!("/api/reports/{report_id}/retry"), &json!({}), StatusCode::OK).await;
        platform.until(&report_id, "filed").await;
        platform.until_matched().await;
        assert_eq!(platform.fake.retracted(), [7_000_001]);
        platform.stop().await;
    }

    async fn what_is_filed_is_never_taken_back(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed_with(Fault::DropAfter, "finish").await;
        platform.until(&report_id, "filed").await;
        assert_eq!((platform.fake.finished().len(), platform.fake.retracted().len()), (1, 0));
        assert!(!platform.fake.log().contains(&"retract".to_owned()));
        platform.stop().await;
    }
}

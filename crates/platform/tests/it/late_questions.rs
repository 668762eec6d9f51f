//! What is found or told once a report is filed, or once its upload is erased.

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::erased_items::erase;
use crate::fake::Fault;
use crate::harness::{As, BLOBS, Platform, statement, text, vouched};
use crate::queue::two_files;

/// How many items and hits wait for a decision.
async fn waiting(platform: &Platform) -> [usize; 2] {
    let queue = platform.get(As::Moderator, "/api/queue").await;
    let hits = platform.get(As::Moderator, "/api/hits?state=open").await;
    [&queue["items"], &hits["hits"]].map(|rows| rows.as_array().unwrap().len())
}

/// An upload that two lists name, with the hit of either: once a report of it is filed, no new list is asked about it.
async fn named_twice(platform: &Platform) -> [String; 3] {
    platform.list(BLOBS).await;
    let entry = json!([{"sha256": media::digest(BLOBS).file.sha256}]);
    platform.import("second", &vouched(entry)).await;
    let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
    let of_list = |name: &str| {
        let hits = stored["hits"].as_array().unwrap();
        text(&hits.iter().find(|hit| hit["list"] == name).unwrap()["hit_id"])
    };
    [text(&stored["upload_id"]), of_list("known"), of_list("second")]
}

fn state_of(hits: &Value, hit_id: &str) -> String {
    let hit = hits["hits"].as_array().unwrap().iter().find(|hit| hit["hit_id"] == hit_id);
    text(&hit.unwrap()["state"])
}

both_engines! {
    async fn a_hit_that_was_erased_with_its_upload_waits_for_nobody_and_is_said_to_be_erased(db: TestDb) {
        db.may_leave_jobs();
        let platform = Platform::start(&db).await;
        let [upload_id, first, late] = named_twice(&platform).await;
        let made = platform.decide(&first, "confirm", "not_viewed", StatusCode::OK).await;
        platform.until(&text(&made["report_id"]), "filed").await;
        platform.clock.advance(SignedDuration::from_hours(24 * 91));
        let told = json!({ "upload_id": upload_id, "reporter_account": "user-9", "reason": "look" });
        let told = platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let told = text(&told["user_report_id"]);
        assert_eq!(waiting(&platform).await, [1, 1]);
        erase(&platform, &upload_id).await;
        assert_eq!(waiting(&platform).await, [0, 0]);
        let hits = platform.get(As::Moderator, "/api/hits").await;
        assert_eq!([state_of(&hits, &first), state_of(&hits, &late)], ["confirmed", "erased"]);
        let erased = platform.get(As::Moderator, "/api/hits?state=erased").await;
        assert_eq!(erased["hits"].as_array().unwrap().len(), 1, "{erased}");
        let erased = platform.get(As::Moderator, "/api/user-reports?state=erased").await;
        assert_eq!(erased["user_reports"][0]["user_report_id"], json!(told), "{erased}");
        for (lang, badge, nobody) in [("en", ">Erased</span>", "It waits for nobody"), ("es", ">Borrada</span>", "No espera a nadie")] {
            let list = platform.page(As::Moderator, &format!("/hits?state=all&lang={lang}")).await;
            assert_eq!(list.matches(badge).count(), 1, "{list}");
            let list = platform.page(As::Moderator, &format!("/user-reports?state=all&lang={lang}")).await;
            assert_eq!(list.matches(badge).count(), 1, "{list}");
            for item in [format!("/hits/{late}"), format!("/user-reports/{told}")] {
                let item = platform.page(As::Moderator, &format!("{item}?lang={lang}")).await;
                assert!(item.contains(nobody) && !item.contains("name=\"decision\""), "{item}");
                assert!(!item.contains("user-9"), "{item}");
            }
            let account = platform.page(As::Moderator, &format!("/queue/{upload_id}?lang={lang}")).await;
            assert!(account.contains(badge) && !account.contains("name=\"decision\""), "{account}");
            for page in ["clusters", "uploads"].map(|folder| format!("/{folder}/{upload_id}")) {
                let what = if page.starts_with("/uploads") { "/facts" } else { "" };
                platform.page(As::Moderator, &format!("{page}{what}?lang={lang}")).await;
            }
        }
        platform.decide(&late, "confirm", "not_viewed", StatusCode::CONFLICT).await;
        let next = platform.request(As::Moderator, Method::GET, "/hits/next").send().await.unwrap();
        assert!(next.headers()["location"].to_str().unwrap().ends_with("/hits"), "nothing comes next");
        // nor does a later list find it
        platform.import("third", &vouched(json!([{"sha256": media::digest(BLOBS).file.sha256}]))).await;
        platform.until_matched().await;
        let again = platform.get(As::Moderator, "/api/hits").await;
        assert_eq!(again["hits"].as_array().unwrap().len(), 2, "{again}");
        platform.stop().await;
    }

    async fn what_comes_late_is_closed_and_changes_nothing_of_the_report(db: TestDb) {
        let platform = Platform::start(&db).await;
        let [upload_id, first, late] = named_twice(&platform).await;
        let made = platform.decide(&first, "confirm", "not_viewed", StatusCode::OK).await;
        let report_id = text(&made["report_id"]);
        platform.until(&report_id, "filed").await;
        platform.clock.advance(SignedDuration::from_secs(1));
        let told = json!({ "upload_id": upload_id, "reporter_account": "user-9", "reason": "once more" });
        let told = platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let told = text(&told["user_report_id"]);
        let account = platform.page(As::Moderator, &format!("/queue/{upload_id}")).await;
        assert!(account.contains(&format!("/hits/{late}\"")), "it leads to what is open: {account}");
        for path in [format!("/hits/{late}"), format!("/user-reports/{told}")] {
            let page = platform.page(As::Moderator, &path).await;
            assert!(page.contains("changes nothing of the report") && page.contains("value=\"confirm\""), "{page}");
        }
        let made = platform.decide(&late, "confirm", "not_viewed", StatusCode::OK).await;
        assert_eq!((&made["report_id"], &made["report_state"]), (&json!(report_id), &json!("filed")));
        let dismiss = json!({ "decision": "dismiss", "reason": "the same again" });
        let path = format!("/api/user-reports/{told}/decision");
        platform.post(As::Moderator, &path, &dismiss, StatusCode::OK).await;
        assert_eq!(waiting(&platform).await, [0, 0]);
        // what the report said is what it said
        let content = platform.page(As::Moderator, &format!("/reports/{report_id}/content")).await;
        assert!(content.contains("hash list known") && !content.contains("hash list second"), "{content}");
        assert_eq!((platform.report(&report_id).await["state"].clone(), platform.fake.finished().len()), (json!("filed"), 1));
        // it can be undone, and what the report was filed on cannot
        platform.decide(&late, "dismiss", "not_viewed", StatusCode::OK).await;
        platform.decide(&first, "dismiss", "not_viewed", StatusCode::CONFLICT).await;
        platform.stop().await;
    }

    async fn nothing_is_offered_while_nobody_knows_whether_the_report_is_filed(db: TestDb) {
        let platform = Platform::start(&db).await;
        let [upload_id, first, late] = named_twice(&platform).await;
        platform.fake.fail("finish", Fault::DropAfter);
        platform.fake.fail("finish", Fault::Status(401));
        let made = platform.decide(&first, "confirm", "not_viewed", StatusCode::OK).await;
        platform.until(&text(&made["report_id"]), "stuck").await;
        for hit_id in [&first, &late] {
            let page = platform.page(As::Moderator, &format!("/hits/{hit_id}")).await;
            assert!(page.contains("is being finished") && !page.contains("name=\"decision\""), "{page}");
            platform.decide(hit_id, "confirm", "not_viewed", StatusCode::CONFLICT).await;
        }
        let page = platform.page(As::Moderator, &format!("/queue/{upload_id}?lang=es")).await;
        assert!(!page.contains("name=\"decision\""), "{page}");
        platform.stop().await;
    }

    async fn what_comes_late_about_a_file_that_was_left_out_is_closed_and_reported_no_more(db: TestDb) {
        let platform = Platform::start(&db).await;
        let [first, second] = two_files(&platform).await;
        platform.fake.fail("fileinfo", Fault::HoldAfter);
        let both = json!({ "uploads": [first, second], "decision": "confirm", "reason": "of one account" });
        let path = format!("/api/queue/{first}/decision");
        let made = platform.post(As::Moderator, &path, &both, StatusCode::OK).await;
        platform.fake.until_held().await;
        let hits = platform.get(As::Moderator, "/api/hits").await;
        let of_second = hits["hits"].as_array().unwrap().iter().find(|hit| hit["upload_id"] == json!(second));
        platform.decide(&text(&of_second.unwrap()["hit_id"]), "dismiss", "not_viewed", StatusCode::OK).await;
        let report_id = text(&made["report_ids"][0]);
        platform.until(&report_id, "filed").await;
        // the request that was under way ends in nothing
        tokio::time::sleep(std::time::Duration::from_millis(1700)).await;
        platform.until_matched().await;
        platform.clock.advance(SignedDuration::from_secs(1));
        let told = json!({ "upload_id": second, "reporter_account": "user-9", "reason": "look again" });
        let told = platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let path = format!("/api/user-reports/{}/decision", text(&told["user_report_id"]));
        let page = platform.page(As::Moderator, &format!("/user-reports/{}", text(&told["user_report_id"]))).await;
        assert!(page.contains("filed without this file") && page.contains("value=\"dismiss\""), "{page}");
        assert!(!page.contains("value=\"confirm\""), "what would be refused is not offered: {page}");
        let decide = |verdict: &str| json!({ "decision": verdict, "reason": "seen before" });
        platform.post(As::Moderator, &path, &decide("confirm"), StatusCode::CONFLICT).await;
        platform.post(As::Moderator, &path, &decide("dismiss"), StatusCode::OK).await;
        platform.post(As::Moderator, &path, &decide("confirm"), StatusCode::CONFLICT).await;
        assert_eq!(waiting(&platform).await, [0, 0]);
        let report = platform.report(&report_id).await;
        assert_eq!((&report["state"], platform.fake.finished().len()), (&json!("filed"), 1), "{report}");
        platform.stop().await;
    }
}

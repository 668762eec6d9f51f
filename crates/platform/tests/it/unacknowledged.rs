//! The list of every day: what nobody has acknowledged, in three kinds of trouble, and the duties that are open.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::fake::Fault;
use crate::harness::{As, Platform};
use crate::receiver::Receiver;

async fn send_again(platform: &Platform, report_id: &str) {
    let retry = platform.request(As::Administrator, Method::POST, &format!("/reports/{report_id}/retry"));
    assert_eq!(retry.send().await.unwrap().status(), StatusCode::SEE_OTHER);
}

/// Lets time pass until the newest message about all this is in a state.
async fn until_told(platform: &Platform, state: &str) {
    let newest = "SELECT state AS said FROM reminder ORDER BY day_on DESC LIMIT 1";
    let began = Instant::now();
    while platform.texts(newest).await != [state] {
        assert!(began.elapsed() < Duration::from_secs(60), "never {state}");
        tokio::time::sleep(Duration::from_millis(20)).await;
        if state == "failed" {
            // on to the last try
            platform
                .change("UPDATE job SET attempts = 105 WHERE kind = 'tell-reminder' AND leased_by IS NULL")
                .await;
            platform.clock.advance(SignedDuration::from_mins(16));
        }
    }
}

both_engines! {
    async fn each_trouble_is_listed_with_its_remedy_until_it_is_over(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.belong_to("PT").await;
        let report_id = platform.confirmed_with(Fault::Code(4100), "submit").await;
        platform.until(&report_id, "stuck").await;
        let page = platform.page(As::Administrator, "/unacknowledged").await;
        for said in ["One report waits", ">refused</span>", "To send the same again does not help", "Decreto-Lei", report_id.as_str()] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("user-1") && !page.contains(">to be repaired</span>"), "{page}");
        let csv = platform.page(As::Moderator, "/unacknowledged?format=csv").await;
        assert!(csv.contains(&report_id) && csv.contains("refused") && !csv.contains("<td"), "{csv}");
        let duties = platform.page(As::Moderator, "/unacknowledged?list=duties&format=json").await;
        assert!(duties.contains("Decreto-Lei") && !duties.contains("refused"), "{duties}");

        platform.fake.fail("submit", Fault::Status(401));
        send_again(&platform, &report_id).await;
        platform.until(&report_id, "stuck").await;
        let page = platform.page(As::Moderator, "/unacknowledged?lang=es").await;
        assert!(page.contains(">hay que reparar</span>") && page.contains("HTTP 401"), "{page}");

        send_again(&platform, &report_id).await;
        platform.until(&report_id, "filed").await;
        let page = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(page.contains("has acknowledged every report") && page.contains("Decreto-Lei"), "{page}");

        let path = format!("/reports/{report_id}/recipients/pt-dl7-19a");
        let noted = [("decision", "not_owed"), ("words", "told before of the same act")];
        let noted = platform.request(As::Moderator, Method::POST, &path).form(&noted).send().await.unwrap();
        assert_eq!(noted.status(), StatusCode::SEE_OTHER);
        let page = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(page.contains("somebody has noted what became of it.") && !page.contains("Decreto-Lei"), "{page}");
        platform.stop().await;
    }

    async fn what_nobody_acknowledged_is_told_once_a_day_and_what_was_not_told_is_said(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let receiver = Receiver::start().await;
        let report_id = platform.confirmed_with(Fault::Code(4100), "submit").await;
        platform.until(&report_id, "stuck").await;
        platform.remind(receiver.addr).await;
        let told = receiver.until(1).await.remove(0);
        assert_eq!(told["message_id"], "unacknowledged/2020-12-28", "{told}");
        let waits = &told["reports"][0];
        assert_eq!((&waits["report_id"], &waits["state"]), (&json!(report_id), &json!("refused")), "{told}");
        assert!(!told.to_string().contains("user-1"), "nothing of anybody: {told}");
        until_told(&platform, "sent").await;
        // another look on the same day tells nothing, and the next day begins anew
        platform.kill().await;
        platform.restart().await;
        platform.kill().await;
        platform.clock.advance(SignedDuration::from_hours(24));
        platform.restart().await;
        let told = receiver.until(2).await.remove(1);
        assert_eq!(told["message_id"], "unacknowledged/2020-12-29", "{told}");
        until_told(&platform, "sent").await;
        let page = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(page.contains("what stood here on") && page.contains(">sent</span>"), "{page}");

        // a receiver that never answers is said, and how to mend it
        receiver.set_broken(true);
        platform.kill().await;
        platform.clock.advance(SignedDuration::from_hours(24));
        platform.restart().await;
        until_told(&platform, "failed").await;
        let page = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(page.contains("HTTP 503") && page.contains("Mend the address"), "{page}");
        platform.stop().await;
    }

    async fn what_a_person_owes_by_letter_is_told_too(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.belong_to("PT").await;
        let receiver = Receiver::start().await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        platform.remind(receiver.addr).await;
        platform.kill().await;
        platform.clock.advance(SignedDuration::from_hours(2));
        platform.restart().await;
        let told = receiver.until(1).await.remove(0);
        assert_eq!(told["reports"], json!([]), "{told}");
        let owed = told["duties"].as_array().unwrap();
        let letter = owed.iter().find(|owed| owed["duty"] == "pt-dl7-19a").unwrap();
        assert_eq!((&letter["report_id"], &letter["channel"]), (&json!(report_id), &json!("letter")), "{told}");
        assert!(owed.iter().all(|owed| owed["channel"] != "api"), "{told}");
        assert!(!told.to_string().contains("user-1"), "nothing of anybody: {told}");
        until_told(&platform, "sent").await;
        platform.stop().await;
    }

    async fn credentials_that_expire_in_mid_report_are_mended_and_nothing_is_filed_twice(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed_with(Fault::Status(401), "fileinfo").await;
        let report = platform.until(&report_id, "stuck").await;
        assert_eq!(report["trouble"], "repair", "{report}");
        let page = platform.page(As::Administrator, "/unacknowledged").await;
        assert!(page.contains(">to be repaired</span>") && page.contains("HTTP 401"), "{page}");
        assert!(page.contains("then press “Send again”"), "{page}");
        assert!(platform.fake.finished().is_empty());
        send_again(&platform, &report_id).await;
        let report = platform.until(&report_id, "filed").await;
        assert!(report["trouble"].is_null(), "{report}");
        let finished = platform.fake.finished();
        assert_eq!((finished.len(), platform.fake.opened()), (1, 2), "begun anew, filed once");
        assert_eq!(finished.values().next().unwrap().files.len(), 1);
        platform.stop().await;
    }

    async fn a_report_that_a_law_commands_is_still_owed_while_it_was_filed_in_practice_alone(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.belong_to("US").await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        let page = platform.page(As::Moderator, "/unacknowledged?lang=en").await;
        let line = format!("/reports/{report_id}/recipients?lang=en\">18 U.S.C.");
        for said in [line.as_str(), ">in practice only</span>", "what the law commands is still owed"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let duties = platform.page(As::Moderator, "/unacknowledged?list=duties&format=json").await;
        assert!(duties.contains(&report_id) && duties.contains("in practice only"), "{duties}");

        let path = format!("/reports/{report_id}/recipients/us-2258a");
        let noted = [("decision", "not_owed"), ("words", "invented, to try the way")];
        let noted = platform.request(As::Moderator, Method::POST, &path).form(&noted).send().await.unwrap();
        assert_eq!(noted.status(), StatusCode::SEE_OTHER);
        let page = platform.page(As::Moderator, "/unacknowledged?lang=en").await;
        assert!(!page.contains("18 U.S.C.") && !page.contains("in practice only"), "{page}");
        platform.stop().await;
    }

    async fn a_report_that_goes_on_by_itself_says_so(db: TestDb) {
        db.may_leave_jobs();
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed_with(Fault::HoldBefore, "submit").await;
        platform.fake.until_held().await;
        let page = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(page.contains(">goes on by itself</span>") && page.contains(&report_id), "{page}");
        platform.until(&report_id, "filed").await;
        platform.stop().await;
    }
}

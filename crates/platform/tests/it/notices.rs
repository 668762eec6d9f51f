//! Notices under article 18 that the node sends by itself: one decision tells everybody, each once, and what fails says what to do.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;
use wire::document::Document as _;
use wire::notice::{Because, Notice};

use crate::harness::{As, Platform};
use crate::notice_desk::{NoticeDesk, Trouble};

/// From the story's beginning at the end of 2020 to the end of 2026.
const SIX_YEARS: SignedDuration = SignedDuration::from_hours(24 * 365 * 6);
const STATES: &str = "SELECT state AS said FROM notice_order ORDER BY order_no";

/// Lets time pass until the notices are in these states.
async fn until(platform: &Platform, states: &[&str]) {
    let began = Instant::now();
    while platform.texts(STATES).await != states {
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", platform.texts(STATES).await);
        tokio::time::sleep(Duration::from_millis(30)).await;
        platform.clock.advance(SignedDuration::from_secs(70));
    }
}

async fn send(platform: &Platform, report_id: &str, fields: &[(&str, &str)]) -> StatusCode {
    let path = format!("/reports/{report_id}/recipients/eu-dsa-18/notice");
    let sent =
        platform.request(As::Moderator, Method::POST, &path).header("accept", "text/html").form(fields);
    sent.send().await.unwrap().status()
}

async fn page(platform: &Platform, report_id: &str) -> String {
    platform.page(As::Moderator, &format!("/reports/{report_id}/recipients/eu-dsa-18")).await
}

both_engines! {
    async fn one_decision_files_the_report_tells_by_notice_and_opens_the_national_form(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let desk = NoticeDesk::open().await;
        platform.clock.advance(SIX_YEARS);
        platform.tell_notices("ES", desk.addr, true).await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        until(&platform, &["sent"]).await;
        let kept = desk.kept();
        assert_eq!(kept.keys().collect::<Vec<_>>(), [&format!("{report_id}/eu-dsa-18/1")]);
        let notice = &kept[&format!("{report_id}/eu-dsa-18/1")];
        let notice = Notice::read(notice.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((notice.reference.as_deref(), notice.member_states.len()), (Some(report_id.as_str()), 0));
        assert_eq!(platform.fake.finished().len(), 1);

        let list = platform.page(As::Moderator, &format!("/reports/{report_id}/recipients")).await;
        assert_eq!(list.matches(">told</span>").count(), 1, "the notice; a report at a sandbox tells nobody: {list}");
        platform.change("UPDATE report SET destination = 'production'").await;
        let list = platform.page(As::Moderator, &format!("/reports/{report_id}/recipients")).await;
        assert_eq!(list.matches(">told</span>").count(), 2, "the report and the notice: {list}");
        let waits = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(waits.contains("Ley Orgánica 8/2021") && !waits.contains("2022/2065"), "{waits}");
        let form = platform.page(As::Moderator, &format!("/reports/{report_id}/recipients/es-lo8-19")).await;
        assert!(form.contains("<span class=\"copy\">203.0.113.7, 2020-10-03T21:14:05+02:00</span>"), "{form}");
        let told = [("decision", "told"), ("words", "their number 7"), ("on", "")];
        let path = format!("/reports/{report_id}/recipients/es-lo8-19");
        let noted = platform.request(As::Moderator, Method::POST, &path).form(&told).send().await.unwrap();
        assert_eq!(noted.status(), StatusCode::SEE_OTHER);
        let waits = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(waits.contains("somebody has noted what became of it."), "{waits}");

        // what is told is not told again, whoever asks
        assert_eq!(send(&platform, &report_id, &[("decision", "now")]).await, StatusCode::CONFLICT);
        assert_eq!(send(&platform, &report_id, &[("decision", "again")]).await, StatusCode::CONFLICT);
        assert_eq!(desk.came(), 1);
        let told = platform.get(As::Administrator, &format!("/api/reports/{report_id}/notices")).await;
        assert_eq!((&told["notices"][0]["state"], &told["notices"][0]["report_number"]), (&json!("sent"), &json!(9_000_001)));
        assert!(!told.to_string().contains("user-1"), "{told}");
        platform.stop().await;
    }

    async fn a_notice_whose_answer_is_lost_is_sent_under_the_same_key_and_kept_once(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let desk = NoticeDesk::open().await;
        desk.fail(Trouble::Status(503));
        desk.fail(Trouble::NoReceipt);
        platform.clock.advance(SIX_YEARS);
        platform.tell_notices("ES", desk.addr, true).await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        until(&platform, &["sent"]).await;
        assert_eq!((desk.kept().len(), desk.came()), (1, 3));
        platform.stop().await;
    }

    async fn a_broken_way_is_mended_and_the_same_is_sent_again(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let desk = NoticeDesk::open().await;
        desk.fail(Trouble::Status(401));
        platform.clock.advance(SIX_YEARS);
        platform.tell_notices("ES", desk.addr, true).await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        until(&platform, &["repair"]).await;
        let list = platform.page(As::Administrator, "/unacknowledged").await;
        assert!(list.contains(">to be repaired</span>") && list.contains("[platform.notice_recipient]"), "{list}");
        let file = platform.page(As::Administrator, "/unacknowledged?list=notices&format=csv").await;
        assert!(file.contains(&report_id) && file.contains("to be repaired") && !file.contains("<td"), "{file}");
        assert_eq!(send(&platform, &report_id, &[("decision", "now")]).await, StatusCode::CONFLICT, "not another one");
        assert_eq!(send(&platform, &report_id, &[("decision", "again")]).await, StatusCode::SEE_OTHER);
        until(&platform, &["sent"]).await;
        assert_eq!(desk.kept().len(), 1);
        platform.stop().await;
    }

    async fn a_refused_notice_becomes_another_with_the_member_state_that_a_person_chose(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let desk = NoticeDesk::open().await;
        desk.fail(Trouble::Status(422));
        platform.clock.advance(SIX_YEARS);
        platform.tell_notices("ES", desk.addr, false).await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        let before = page(&platform, &report_id).await;
        assert!(before.contains("Not sent yet") && before.contains("Send this notice"), "{before}");
        assert_eq!(desk.came(), 0, "a person sends it here");
        assert_eq!(send(&platform, &report_id, &[("decision", "now")]).await, StatusCode::SEE_OTHER);
        until(&platform, &["refused"]).await;
        let refused = page(&platform, &report_id).await;
        assert!(refused.contains("To send the same again does not help") && refused.contains("HTTP 422"), "{refused}");
        assert_eq!(send(&platform, &report_id, &[("decision", "again")]).await, StatusCode::CONFLICT);
        let chosen = [("decision", "now"), ("state", "PT"), ("because", "victim")];
        assert_eq!(send(&platform, &report_id, &chosen).await, StatusCode::SEE_OTHER);
        until(&platform, &["refused", "sent"]).await;
        let kept: Vec<_> = desk.kept().into_iter().collect();
        assert_eq!((kept.len(), kept[0].0.as_str()), (1, format!("{report_id}/eu-dsa-18/2").as_str()));
        let notice = Notice::read(kept[0].1.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((notice.member_states[0].country.as_str(), notice.member_states[0].because), ("PT", Because::Victim));
        let sealed = platform.texts("SELECT notice_sealed AS said FROM notice_order").await;
        assert!(sealed.iter().all(|text| !text.contains("user-1")), "sealed");
        platform.stop().await;
    }

    async fn what_is_held_back_is_told_nobody_by_notice_either(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let desk = NoticeDesk::open().await;
        platform.clock.advance(SIX_YEARS);
        platform.tell_notices("ES", desk.addr, true).await;
        platform.want_two_here().await;
        let report_id = platform.confirmed().await;
        let began = Instant::now();
        while platform.texts("SELECT COALESCE(held_because, '') AS said FROM report").await != ["second_reviewer"] {
            assert!(began.elapsed() < Duration::from_secs(20));
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        assert_eq!(send(&platform, &report_id, &[("decision", "now")]).await, StatusCode::CONFLICT);
        assert_eq!((desk.came(), platform.texts(STATES).await.len()), (0, 0));
        platform.stop().await;
    }
}

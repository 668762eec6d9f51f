//! What the application's store is asked to preserve from a confirmation on, and what it says of it.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::fake::Fault;
use crate::harness::{As, Platform, text};
use crate::receiver::Receiver;

both_engines! {
    async fn a_confirmation_asks_the_store_to_hold_and_stays_open_until_it_confirms(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let store = Receiver::start().await;
        platform.preserve_at(store.addr).await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        let told = store.until(1).await.remove(0);
        assert_eq!((&told["action"], &told["report_id"]), (&json!("hold"), &json!(report_id)));
        assert_eq!((&told["account"], &told["items"]), (&json!("user-1"), &json!(["account", "files", "log_ins"])));
        assert!(text(&told["law"]).contains("2258A") && told["at_least_until"].is_string(), "{told}");
        assert_eq!((&told["law_verified"], &told["policy"]), (&json!(false), &json!(null)), "the ninety days of 2020");
        while platform.texts("SELECT state AS said FROM report_hold").await != ["asked"] {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let list = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(list.contains("asked, not confirmed"), "{list}");
        let file = platform.page(As::Moderator, "/unacknowledged?list=holds&format=csv").await;
        assert!(file.contains(&report_id) && file.contains("asked, not confirmed") && !file.contains("<td"), "{file}");

        let path = format!("/api/reports/{report_id}/hold-confirmation");
        platform.post(As::Application, &path, &json!({ "action": "release" }), StatusCode::CONFLICT).await;
        platform.post(As::Moderator, &path, &json!({ "action": "hold" }), StatusCode::NOT_FOUND).await;
        let done = platform.post(As::Application, &path, &json!({ "action": "hold" }), StatusCode::OK).await;
        assert_eq!(done, json!({ "report_id": report_id, "action": "hold" }));
        let list = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(!list.contains("asked, not confirmed"), "{list}");
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}?lang=es")).await;
        assert!(page.contains(">confirmado</span>"), "{page}");
        platform.stop().await;
    }

    async fn where_no_statutory_period_is_known_the_hold_rests_on_the_policy_that_somebody_stated(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let store = Receiver::start().await;
        platform.preserve_at(store.addr).await;
        platform.hold_by_policy("ES", 800).await;
        let report_id = platform.confirmed().await;
        let report = platform.until(&report_id, "filed").await;
        assert_eq!(report["preserve_until"], "2023-03-08");
        let told = store.until(1).await.remove(0);
        assert_eq!((&told["law"], &told["at_least_until"]), (&json!(null), &json!("2023-03-08")), "{told}");
        assert_eq!(told["no_period_known"], json!(["ES"]));
        let policy = json!({ "days": 800, "stated_by": "Ana Gil, counsel", "reason": "orders take months" });
        assert_eq!(told["policy"], policy);
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}?lang=es")).await;
        for said in ["No se conoce plazo legal: España.", "800 días, declarada por Ana Gil, counsel", "<q>orders take months</q>"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("2258A"), "no law of another country: {page}");
        let duties = platform.page(As::Moderator, "/duties").await;
        assert!(duties.contains("588 octies") && duties.contains("this law holds records by order only"), "{duties}");
        platform.stop().await;
    }

    async fn a_report_that_is_withdrawn_lets_the_store_go(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let store = Receiver::start().await;
        platform.preserve_at(store.addr).await;
        let (_, hit_id) = platform.hit().await;
        platform.fake.fail("fileinfo", Fault::HoldAfter);
        platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        platform.fake.until_held().await;
        store.until(1).await;
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        let told = store.until(2).await;
        assert_eq!((&told[0]["action"], &told[1]["action"]), (&json!("hold"), &json!("release")));
        assert_ne!(told[0]["message_id"], told[1]["message_id"]);
        assert!(told[1]["at_least_until"].is_null(), "{told:?}");
        let report_id = text(&told[1]["report_id"]);
        // the request that was under way ends in nothing; confirmed again, the store is asked again
        tokio::time::sleep(Duration::from_millis(1700)).await;
        platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        platform.until(&report_id, "filed").await;
        assert_eq!(store.until(3).await[2]["action"], "hold");
        platform.stop().await;
    }

    async fn a_store_that_never_answers_stops_nothing_and_is_shown(db: TestDb) {
        // the order is under way until the node stops waiting
        db.may_leave_jobs();
        let mut platform = Platform::start(&db).await;
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        platform.preserve_at(silent.local_addr().unwrap()).await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        assert_eq!(platform.texts("SELECT state AS said FROM report_hold").await, ["waiting"]);
        let list = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(list.contains("Holds that the store has not confirmed") && list.contains(">being sent</span>"), "{list}");
        assert!(list.contains("ask again on the report’s page"), "{list}");
        platform.kill().await;
    }

    async fn an_account_that_was_deleted_before_the_hold_is_told_until_somebody_has_seen_it(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let store = Receiver::start().await;
        platform.preserve_at(store.addr).await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        store.until(1).await;
        let path = format!("/api/reports/{report_id}/hold-confirmation");
        let unknown = json!({ "action": "hold", "missing": ["diary"] });
        platform.post(As::Application, &path, &unknown, StatusCode::BAD_REQUEST).await;
        let gone = json!({ "action": "hold", "missing": ["log_ins", "account"] });
        platform.post(As::Application, &path, &gone, StatusCode::OK).await;
        let list = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(list.contains("Gone before it could be held"), "{list}");
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("<li>the account</li>") && page.contains("<li>its log-ins</li>"), "{page}");
        assert!(!page.contains("<li>its files</li>") && page.contains("hand it over on lawful request"), "{page}");

        let seen = || platform.request(As::Moderator, Method::POST, &format!("/reports/{report_id}/hold/seen"));
        assert_eq!(seen().send().await.unwrap().status(), StatusCode::SEE_OTHER);
        assert_eq!(seen().send().await.unwrap().status(), StatusCode::CONFLICT);
        let list = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(!list.contains("Gone before it could be held"), "{list}");
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("Seen by the-moderator"), "{page}");

        // it came back from a backup: the store is asked anew, and what was gone is no more
        let again = platform.request(As::Administrator, Method::POST, &format!("/reports/{report_id}/hold"));
        assert_eq!(again.send().await.unwrap().status(), StatusCode::SEE_OTHER);
        store.until(2).await;
        platform.post(As::Application, &path, &json!({ "action": "hold" }), StatusCode::OK).await;
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(!page.contains("Gone before it could be held"), "{page}");
        platform.stop().await;
    }

    async fn a_store_that_fails_is_shown_and_asked_again(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let store = Receiver::start().await;
        platform.preserve_at(store.addr).await;
        store.set_broken(true);
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        let began = Instant::now();
        let told = loop {
            let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
            if page.contains("HTTP 503") {
                break page;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "{} tries: {page}", store.tried());
            tokio::time::sleep(Duration::from_millis(30)).await;
        };
        assert!(told.contains(">being sent</span>") && told.contains("hold the account there by hand"), "{told}");
        while platform.texts("SELECT state AS said FROM report_hold").await != ["failed"] {
            assert!(began.elapsed() < Duration::from_secs(20), "{} tries", store.tried());
            tokio::time::sleep(Duration::from_millis(30)).await;
            // on to the last try
            platform.change("UPDATE job SET attempts = 105 WHERE kind = 'tell-hold' AND leased_by IS NULL").await;
            platform.clock.advance(SignedDuration::from_mins(16));
        }
        let page = platform.page(As::Administrator, &format!("/reports/{report_id}")).await;
        assert!(page.contains(">not delivered</span>") && page.contains("HTTP 503"), "{page}");
        store.set_broken(false);
        let again = || platform.request(As::Administrator, Method::POST, &format!("/reports/{report_id}/hold"));
        assert_eq!(again().send().await.unwrap().status(), StatusCode::SEE_OTHER);
        assert_eq!(store.until(1).await[0]["message_id"], json!(format!("{report_id}/2")));
        platform.stop().await;
    }
}

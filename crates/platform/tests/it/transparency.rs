//! Figures for the public: counted from what is kept, over a period, as page, CSV and JSON.

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::fake::Fault;
use crate::harness::{As, Platform, text};

/// Every figure by its name in files.
async fn figures(platform: &Platform, period: &str) -> Vec<(String, Value)> {
    let path = format!("/transparency?format=json&column=name&column=number&column=article{period}");
    let rows = platform.get(As::Officer, &path).await;
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| (text(&row["name"]), row["number"].clone())).collect()
}

fn number(figures: &[(String, Value)], name: &str) -> Value {
    figures.iter().find(|(of, _)| of == name).map(|(_, number)| number.clone()).unwrap_or_default()
}

both_engines! {
    async fn what_was_decided_is_counted_with_the_time_that_it_took(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        platform.clock.advance(SignedDuration::from_mins(12));
        platform.fake.fail("submit", Fault::Code(4100));
        let report_id = text(&platform.decide(&hit_id, "confirm", "in_full", StatusCode::OK).await["report_id"]);
        platform.until(&report_id, "stuck").await;
        let told = json!({ "upload_id": upload_id, "reporter_account": "user-9", "reason": "look" });
        platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let order = json!({ "kind": "production", "authority": "Juzgado n.º 3", "reference": "12/2020", "asked": "x" });
        let path = format!("/api/reports/{report_id}/legal-processes");
        platform.post(As::Moderator, &path, &order, StatusCode::CREATED).await;

        let found = figures(&platform, "&from=2020-12-28&to=2020-12-31").await;
        for (name, wanted) in [
            ("hits_came", json!(1)),
            ("hits_confirmed", json!(1)),
            ("hits_open", json!(0)),
            ("hits_median_minutes_to_decision", json!(12)),
            ("hits_decisions_turned_round", json!(0)),
            ("user_reports_came", json!(1)),
            ("user_reports_open", json!(1)),
            ("user_reports_median_minutes_to_decision", Value::Null),
            ("orders.production", json!(1)),
            ("reports_at_sandbox.stuck", json!(1)),
            ("reports.stuck", Value::Null),
        ] {
            assert_eq!(number(&found, name), wanted, "{name}: {found:?}");
        }
        // a decision that is turned round was wrong once
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        let found = figures(&platform, "&from=2020-12-28&to=2020-12-31").await;
        assert_eq!(number(&found, "hits_decisions_turned_round"), json!(1), "{found:?}");
        assert_eq!(number(&found, "reports_at_sandbox.withdrawn"), json!(1), "{found:?}");
        platform.change("UPDATE report SET destination = 'production'").await;
        let found = figures(&platform, "&from=2020-12-28&to=2020-12-31").await;
        assert_eq!(number(&found, "reports.withdrawn"), json!(1), "{found:?}");
        assert_eq!(number(&found, "reports_at_sandbox.withdrawn"), Value::Null, "{found:?}");
        let before = figures(&platform, "&from=2020-01-01&to=2020-12-27").await;
        assert_eq!(number(&before, "hits_came"), json!(0), "{before:?}");

        for lang in ["en", "es"] {
            let page = platform.page(As::Moderator, &format!("/transparency?lang={lang}")).await;
            assert!(page.contains("15(1)(b)") && page.contains("2022/2065"), "{page}");
            assert!(!page.contains("user-1") && !page.contains("user-9") && !page.contains(">["), "{page}");
        }
        let wrong = platform.request(As::Moderator, Method::GET, "/transparency?from=2020-12-31&to=2020-12-01");
        assert_eq!(wrong.send().await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
        platform.stop().await;
    }

    async fn what_the_company_adds_is_told_by_no_user_and_what_comes_is_counted_by_kind(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        let more = json!({ "text": "the account wrote again", "reason": "learnt since" });
        let path = format!("/api/reports/{report_id}/follow-ups");
        let later = platform.post(As::Moderator, &path, &more, StatusCode::CREATED).await;
        platform.until(&text(&later["report_id"]), "filed").await;
        let found = figures(&platform, "&from=2020-01-01").await;
        for (name, wanted) in [
            ("follow_ups", json!(1)),
            ("user_reports_came", json!(0)),
            ("user_reports_confirmed", json!(0)),
            ("hits_confirmed", json!(1)),
            ("kind_came.png", json!(1)),
            ("kind_confirmed.png", json!(1)),
            ("kind_came.stated-text", Value::Null),
        ] {
            assert_eq!(number(&found, name), wanted, "{name}: {found:?}");
        }
        platform.stop().await;
    }
}

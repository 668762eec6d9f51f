//! What persons say of reports: informational and back, urgent marks, and the blind sample of what was put aside.

use jiff::SignedDuration;
use reqwest::{Method, Response, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{
    ADMINISTRATOR, AGENCY, ANALYST, Inbox, OTHER_ANALYST, OTHER_PARTY, PARTY, TestClearinghouse, picture,
    report_xml,
};
use crate::scores;

async fn page(clearinghouse: &TestClearinghouse, actor: &str, path: &str) -> String {
    let request = clearinghouse.call(actor, Method::GET, path).header("accept", "text/html");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

async fn send(
    clearinghouse: &TestClearinghouse,
    actor: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> Response {
    let request = clearinghouse.call(actor, Method::POST, path).header("accept", "text/html");
    request.form(fields).send().await.unwrap()
}

both_engines! {
    async fn informational_is_a_state_that_is_found_told_and_undone(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let path = format!("/reports/{report}/informational");
        let empty = send(&clearinghouse, ANALYST, &path, &[("reason", " ")]).await;
        assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let reason = "No file that anybody could place";
        assert_eq!(send(&clearinghouse, ANALYST, &path, &[("reason", reason)]).await.status(), 200);
        clearinghouse.until_state(report, "informational").await;
        assert_eq!(send(&clearinghouse, ANALYST, &path, &[("reason", "again")]).await.status(), StatusCode::CONFLICT);

        // searched and listed like any other, and not referred
        let link = format!("/reports/{report}");
        assert!(page(&clearinghouse, ANALYST, &format!("/reports?q={report}")).await.contains(&link));
        assert!(page(&clearinghouse, ANALYST, "/reports?state=informational").await.contains(&link));
        assert!(!page(&clearinghouse, ANALYST, "/reports?state=ready").await.contains(&link));
        let body = json!({ "agency": AGENCY, "reports": [report] });
        let (status, _) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &body).await;
        assert_eq!(status, 422);

        // the sender hears of it, and not why
        let own = clearinghouse.get_json(PARTY, "/api/senders/own/quality").await;
        assert_eq!((&own["informational"], &own["informational_reports"][0]["report_number"]), (&json!(1), &report.into()));
        assert!(!own.to_string().contains(reason));
        let other = clearinghouse.get_json(OTHER_PARTY, "/api/senders/own/quality").await;
        assert_eq!((&other["reports"], &other["informational_reports"]), (&json!(0), &json!([])));

        let undo = format!("{path}/undo");
        assert_eq!(send(&clearinghouse, OTHER_ANALYST, &undo, &[("reason", "It names a place")]).await.status(), 200);
        clearinghouse.until_state(report, "ready").await;
        let said = page(&clearinghouse, ANALYST, &format!("/reports/{report}/judge")).await;
        assert!(said.contains(reason) && said.contains("It names a place"), "{said}");
        let own = clearinghouse.get_json(PARTY, "/api/senders/own/quality").await;
        assert_eq!((&own["informational"], &own["informational_reports"]), (&json!(0), &json!([])));
        clearinghouse.finish().await;
    }

    async fn a_second_reader_sees_nothing_of_what_was_decided(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let reason = "No file that anybody could place";
        let mark = format!("/reports/{report}/informational");
        assert_eq!(send(&clearinghouse, ANALYST, &mark, &[("reason", reason)]).await.status(), 200);
        clearinghouse.clock.advance(SignedDuration::from_hours(17));
        let path = format!("/blind-readings/{report}");
        clearinghouse.until("the draw", async || {
            page(&clearinghouse, OTHER_ANALYST, "/blind-readings").await.contains(&path).then_some(())
        }).await;
        let own = page(&clearinghouse, ANALYST, "/blind-readings").await;
        assert!(!own.contains(&path), "whoever marked it does not read it");

        let blind = page(&clearinghouse, OTHER_ANALYST, &format!("{path}?lang=en")).await;
        assert!(blind.contains("account-1"), "{blind}");
        for told in ["Informational", "informational", reason, &format!("href=\"/reports/{report}")] {
            assert!(!blind.contains(told), "{told}");
        }
        let verdict = [("verdict", "missed"), ("reason", "The account says where it is")];
        assert_eq!(send(&clearinghouse, ANALYST, &path, &verdict).await.status(), StatusCode::CONFLICT);
        let nothing = send(&clearinghouse, OTHER_ANALYST, &path, &[("reason", "x")]).await;
        assert_eq!(nothing.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(send(&clearinghouse, OTHER_ANALYST, &path, &verdict).await.status(), 200);
        assert_eq!(send(&clearinghouse, OTHER_ANALYST, &path, &verdict).await.status(), StatusCode::CONFLICT);
        let figures = page(&clearinghouse, ANALYST, "/blind-readings?lang=en").await;
        assert!(figures.contains("100.0 % (20.7 % to 100.0 %)"), "{figures}");
        assert!(figures.contains(&format!("/reports/{report}/judge")), "what was missed waits for somebody");
        for (list, row) in [("blind-missed", report.to_string()), ("blind-figures", "20.7 %".to_owned())] {
            let file = page(&clearinghouse, ANALYST, &format!("/blind-readings?list={list}&format=csv&lang=en")).await;
            assert!(file.contains(&row) && !file.contains("<html"), "{file}");
        }
        // the day is drawn once
        let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
        let draws: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM custody_entry WHERE action = 'draw-blind-sample'")
            .fetch_one(tx.conn()).await.unwrap();
        drop(tx);
        assert_eq!(draws, 1);
        clearinghouse.finish().await;
    }

    async fn what_fell_into_the_lowest_band_is_drawn_and_read_by_somebody_else(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let low = scores::file(&clearinghouse, scores::full_xml()).await;
        let fallen = scores::file(&clearinghouse, scores::thin_xml("Hablan de la playa")).await;
        let (low, path) = (format!("/blind-readings/{low}"), format!("/blind-readings/{fallen}"));
        // its floor is gone only once somebody has read it, a day later
        clearinghouse.clock.advance(SignedDuration::from_hours(24));
        let read = send(&clearinghouse, ANALYST, &format!("/reports/{fallen}/read"), &[("read", "yes")]).await;
        assert_eq!(read.status(), 200);
        clearinghouse.clock.advance(SignedDuration::from_hours(24));
        clearinghouse.until("both draws", async || {
            let waiting = page(&clearinghouse, OTHER_ANALYST, "/blind-readings").await;
            (waiting.contains(&low) && waiting.contains(&path)).then_some(())
        }).await;
        let own = page(&clearinghouse, ANALYST, "/blind-readings").await;
        assert!(own.contains(&low) && !own.contains(&path), "whoever took its floor away does not read it");
        let blind = page(&clearinghouse, OTHER_ANALYST, &path).await;
        assert!(blind.contains("Hablan de la playa"), "{blind}");
        let verdict = [("verdict", "right"), ("reason", "Nothing but a beach")];
        assert_eq!(send(&clearinghouse, ANALYST, &path, &verdict).await.status(), StatusCode::CONFLICT);
        assert_eq!(send(&clearinghouse, OTHER_ANALYST, &path, &verdict).await.status(), 200);
        clearinghouse.finish().await;
    }

    async fn what_was_missed_in_the_lowest_band_is_done_once_a_person_puts_it_into_another(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let low = scores::file(&clearinghouse, scores::full_xml()).await;
        let path = format!("/blind-readings/{low}");
        clearinghouse.clock.advance(SignedDuration::from_hours(24));
        clearinghouse.until("the draw", async || {
            page(&clearinghouse, OTHER_ANALYST, "/blind-readings").await.contains(&path).then_some(())
        }).await;
        let verdict = [("verdict", "missed"), ("reason", "The account says where it is")];
        assert_eq!(send(&clearinghouse, OTHER_ANALYST, &path, &verdict).await.status(), 200);
        let left = format!("/reports/{low}/judge");
        assert!(page(&clearinghouse, ANALYST, "/blind-readings").await.contains(&left));
        let band = [("band", "b"), ("reason", "A second reader found where it is")];
        assert_eq!(send(&clearinghouse, ANALYST, &format!("/reports/{low}/band"), &band).await.status(), 200);
        assert!(!page(&clearinghouse, ANALYST, "/blind-readings").await.contains(&left), "it is not where it was");
        clearinghouse.finish().await;
    }

    async fn a_sender_s_urgent_marks_are_judged_and_counted(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let plain = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let words = "<escalateToHighPriority>It happens today</escalateToHighPriority><incidentDateTime>";
        let urgent = report_xml("203.0.113.7").replacen("<incidentDateTime>", words, 1);
        let report = clearinghouse.ispws("/ispws/submit", urgent).await.report_id.unwrap();
        assert_eq!(clearinghouse.finish_report(report).await.response_code.number(), 0);
        clearinghouse.until_state(report, "ready").await;
        let marks = async || clearinghouse.get_json(PARTY, "/api/senders/own/quality").await["urgent_marks"].clone();
        assert_eq!(marks().await, json!({ "marked": 1, "judged": 0, "confirmed": 0 }));

        let path = format!("/reports/{report}/urgent-mark");
        let verdict = |verdict| [("verdict", verdict), ("verdict_reason", "The agency says so")];
        assert_eq!(send(&clearinghouse, ANALYST, &path, &verdict("confirmed")).await.status(), 200);
        assert_eq!(marks().await, json!({ "marked": 1, "judged": 1, "confirmed": 1 }));
        // the last word counts
        assert_eq!(send(&clearinghouse, OTHER_ANALYST, &path, &verdict("not_confirmed")).await.status(), 200);
        assert_eq!(marks().await, json!({ "marked": 1, "judged": 1, "confirmed": 0 }));
        assert!(page(&clearinghouse, ANALYST, "/senders?lang=en").await.contains("0 of 1 judged confirmed, 1 marked in all"));
        let unmarked = format!("/reports/{plain}/urgent-mark");
        assert_eq!(send(&clearinghouse, ANALYST, &unmarked, &verdict("confirmed")).await.status(), StatusCode::CONFLICT);

        // what leaves the house tells of no single report
        let figures = clearinghouse.get_json(ADMINISTRATOR, "/api/statistics").await;
        assert_eq!((&figures["senders"][0]["name"], &figures["senders"][0]["reports"]), (&PARTY.into(), &json!(null)));
        clearinghouse.finish().await;
    }

    async fn a_sender_reads_how_good_its_own_reports_are_and_of_nobody_else_s(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let unknown = "<screenName>screen-1</screenName><loginColour>blue-17</loginColour>";
        let xml = report_xml("203.0.113.7").replacen("<screenName>screen-1</screenName>", unknown, 1);
        let report = clearinghouse.ispws("/ispws/submit", xml).await.report_id.unwrap();
        assert_eq!(clearinghouse.finish_report(report).await.response_code.number(), 0);
        clearinghouse.until_state(report, "ready").await;
        let mark = format!("/reports/{report}/informational");
        assert_eq!(send(&clearinghouse, ANALYST, &mark, &[("reason", "Too little")]).await.status(), 200);
        let told = clearinghouse.get_json(PARTY, "/api/senders/own/quality").await;
        let warnings = told["warnings"].as_array().unwrap();
        let of = |warning: &&serde_json::Value| warning["element"].as_str().unwrap().ends_with("loginColour");
        assert_eq!(warnings.iter().find(of).map(|warning| &warning["reports"]), Some(&json!(1)), "{told}");

        // the page of the report says it in its language, with the words of the program below
        let words = "the schema does not know this; it is kept in the original";
        for (lang, said) in [("en", words), ("es", "el esquema no conoce este elemento o atributo")] {
            let shown = page(&clearinghouse, ANALYST, &format!("/reports/{report}?lang={lang}")).await;
            assert!(shown.contains(said) && shown.contains(words), "{said}: {shown}");
            assert_eq!(shown.contains(&format!("lang=\"en\">{words}")), lang == "es", "{shown}");
        }
        let path = "/senders/own/quality?lang=en";
        let own = page(&clearinghouse, PARTY, path).await;
        for said in [PARTY, "loginColour", &report.to_string(), "0 of 0 judged confirmed"] {
            assert!(own.contains(said), "{said}: {own}");
        }
        for hidden in ["blue-17", "screen-1", "203.0.113.7", "Too little", "href=\"/senders?"] {
            assert!(!own.contains(hidden), "{hidden}: {own}");
        }
        let other = page(&clearinghouse, OTHER_PARTY, path).await;
        assert!(other.contains(OTHER_PARTY) && !other.contains("loginColour") && !other.contains(PARTY), "{other}");
        for (actor, status) in [(ANALYST, 404), (AGENCY, 404)] {
            let refused = clearinghouse.call(actor, Method::GET, path).send().await.unwrap();
            assert_eq!(refused.status(), status, "{actor}");
        }
        // a browser without credentials asks its person for them
        let address = format!("http://{}{path}", clearinghouse.addr());
        let nobody = reqwest::Client::new().get(address).header("accept", "text/html").send().await.unwrap();
        assert_eq!(nobody.status(), 401);
        assert!(nobody.headers().contains_key("www-authenticate"));
        assert_eq!(nobody.text().await.unwrap(), "");
        clearinghouse.finish().await;
    }

    async fn an_urgent_mark_is_judged_by_what_an_authority_told_last(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let words = "<escalateToHighPriority>It happens today</escalateToHighPriority><incidentDateTime>";
        let urgent = report_xml("203.0.113.7").replacen("<incidentDateTime>", words, 1);
        let report = clearinghouse.ispws("/ispws/submit", urgent).await.report_id.unwrap();
        assert_eq!(clearinghouse.finish_report(report).await.response_code.number(), 0);
        clearinghouse.until_state(report, "ready").await;
        let refer = json!({ "agency": AGENCY, "reports": [report] });
        let (status, made) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &refer).await;
        assert_eq!(status, 201, "{made}");
        let referral = made["referral_id"].as_str().unwrap();
        clearinghouse.until_referral(referral, "delivered").await;
        for (code, decided_at, judged, confirmed) in [
            ("person_identified", "2024-06-01T08:00:00Z", 1, 1),
            // the identification is withdrawn, and the inquiry goes on
            ("in_inquiry", "2024-06-01T09:00:00Z", 0, 0),
            ("person_identified", "2024-06-01T10:00:00Z", 1, 1),
            ("not_an_offence", "2024-06-01T11:00:00Z", 1, 0),
        ] {
            let outcome = json!({ "report_number": report, "code": code, "decided_at": decided_at });
            let batch = json!({ "schema": "amparo-feedback/1", "referral_id": referral, "outcomes": [outcome] });
            let (status, told) = clearinghouse.send_json(AGENCY, Method::POST, "/feedback", &batch).await;
            assert_eq!(status, 201, "{told}");
            let marks = clearinghouse.get_json(PARTY, "/api/senders/own/quality").await["urgent_marks"].clone();
            assert_eq!(marks, json!({ "marked": 1, "judged": judged, "confirmed": confirmed }), "{code}");
        }
        clearinghouse.finish().await;
    }

    async fn what_persons_said_of_a_report_is_erased_with_it(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let mark = format!("/reports/{report}/informational");
        assert_eq!(send(&clearinghouse, ANALYST, &mark, &[("reason", "No file of account-1")]).await.status(), 200);
        let shown = clearinghouse.get_json(ANALYST, &format!("/api/reports/{report}")).await;
        let erase = format!("/api/reviews/report/{}/erase", shown["report_id"].as_str().unwrap());
        clearinghouse.clock.advance(SignedDuration::from_hours(24 * 366 * 3));
        let why = json!({ "reason": "the period is over" });
        let (status, asked) = clearinghouse.send_json(ANALYST, Method::POST, &erase, &why).await;
        assert_eq!(status, 202, "{asked}");
        let approve = format!("/api/approvals/{}/approve", asked["approval_id"].as_str().unwrap());
        let (status, receipt) = clearinghouse.send_json(OTHER_ANALYST, Method::POST, &approve, &json!({})).await;
        assert_eq!((status, &receipt["output"]["counts"]["informational_mark"]), (200, &json!(1)), "{receipt}");
        let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
        let reasons: Vec<String> =
            sqlx::query_scalar("SELECT reason FROM informational_mark").fetch_all(tx.conn()).await.unwrap();
        drop(tx);
        assert_eq!(reasons, [""]);
        // that it was marked, and by whom, remains
        let said = page(&clearinghouse, OTHER_ANALYST, &format!("/reports/{report}/judge?lang=en")).await;
        assert!(said.contains(&format!("Informational, {ANALYST}:")), "{said}");
        clearinghouse.finish().await;
    }
}

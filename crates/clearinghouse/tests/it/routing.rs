//! Countries are proposed by dated rules with grounds; an analyst chooses one or several, and agencies of each get the report.

use reqwest::Method;
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::chain::{open, refer, verifier};
use crate::harness::{
    AGENCY, ANALYST, Inbox, OTHER_AGENCY, PARTY, TestClearinghouse, picture, test_config_of,
};
use crate::notices::notice;

const LIAISON: &str = "Legal attaché, Madrid (example)";
const HOP: &str = r#"
[[hop]]
agency = "ES-CNP"
conveyed_by = "Legal attaché, Madrid (example)"
valid_from = "2024-01-01"
source = "an agreement"
"#;

async fn send(clearinghouse: &TestClearinghouse, method: Method, path: &str, body: Value) -> (u16, Value) {
    clearinghouse.send_json(ANALYST, method, path, &body).await
}

/// Country and tie of each proposal.
fn proposals(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = report["proposals"].as_array().unwrap().iter();
    all.map(|proposal| (text(&proposal["country"]), text(&proposal["place"]))).collect()
}

both_engines! {
    async fn a_report_goes_to_agencies_of_several_countries(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let verifier = verifier(&clearinghouse).await;
        let states = json!([{ "country": "FR", "because": "victim" }, { "country": "PT", "because": "place_of_act" }]);
        let (status, receipt) = clearinghouse.send_json(PARTY, Method::POST, "/api/notices", &notice("203.0.113.7", &states)).await;
        assert_eq!(status, 201, "{receipt}");
        let number = receipt["report_number"].as_i64().unwrap();
        let report = clearinghouse.until_state(number, "ready").await;
        let pair = |country: &str, place: &str| (country.to_owned(), place.to_owned());
        assert_eq!(proposals(&report), [pair("PT", "act"), pair("ES", "subject"), pair("FR", "victim")]);
        assert!(report["proposals"][0]["source"].as_str().unwrap().contains("article 18"), "{report}");

        // proposed is not chosen: no agency of France gets it yet
        let french = json!({ "agency": OTHER_AGENCY, "reports": [number] });
        assert_eq!(send(&clearinghouse, Method::POST, "/api/referrals", french.clone()).await.0, 422);
        let country = format!("/api/reports/{number}/country");
        for also in [json!(["france"]), json!(["ES"]), json!(["FR", "FR"])] {
            let (status, problem) = send(&clearinghouse, Method::PUT, &country, json!({ "country": "ES", "also": also, "grounds": "x" })).await;
            assert_eq!((status, problem["field"].as_str()), (422, Some("also")), "{problem}");
        }
        let choice = json!({ "country": "ES", "also": ["FR"], "grounds": "the child is there" });
        assert_eq!(send(&clearinghouse, Method::PUT, &country, choice).await.0, 200);
        let mut referrals = Vec::new();
        for agency in [AGENCY, OTHER_AGENCY] {
            let (status, made) = send(&clearinghouse, Method::POST, "/api/referrals", json!({ "agency": agency, "reports": "all_ready" })).await;
            assert_eq!(status, 201, "{agency}: {made}");
            referrals.push(made["referral_id"].as_str().unwrap().to_owned());
        }
        for referral in &referrals {
            clearinghouse.until_referral(referral, "delivered").await;
        }
        assert_eq!(send(&clearinghouse, Method::POST, "/api/referrals", french).await.0, 422, "once to each agency");

        // each package names the country of its agency, on the grounds for that
        let of = |agency: &str| {
            let sealed = inbox.deliveries().into_iter().map(|(_, sealed)| open(&sealed, verifier.clone()).0.referral);
            sealed.into_iter().find(|referral| referral.to.agency == agency).unwrap().reports.remove(0).country
        };
        assert_eq!(of(AGENCY).code, "ES");
        let french_country = of(OTHER_AGENCY);
        assert_eq!(french_country.code, "FR");
        assert!(french_country.grounds.contains("the child is there"), "{}", french_country.grounds);

        // what an agency was told of stays; another country may come beside it
        let take_away = json!({ "country": "ES", "also": ["PT"], "grounds": "x" });
        assert_eq!(send(&clearinghouse, Method::PUT, &country, take_away).await.0, 409);
        let add = json!({ "country": "ES", "also": ["FR", "PT"], "grounds": "the act was there" });
        assert_eq!(send(&clearinghouse, Method::PUT, &country, add).await.0, 200);
        let report = clearinghouse.get_json(ANALYST, &format!("/api/reports/{number}")).await;
        let further = &report["further_countries"];
        assert_eq!((&further[0]["code"], &further[0]["grounds"]), (&json!("FR"), &json!("the child is there")));
        assert_eq!((&further[1]["code"], &further[1]["grounds"]), (&json!("PT"), &json!("the act was there")));
        // and goes away again, as long as no agency of it was told
        let back = json!({ "country": "ES", "also": ["FR"], "grounds": "x" });
        assert_eq!(send(&clearinghouse, Method::PUT, &country, back).await.0, 200);
        let report = clearinghouse.get_json(ANALYST, &format!("/api/reports/{number}")).await;
        assert_eq!(report["further_countries"].as_array().map(Vec::len), Some(1), "{report}");
        let page = clearinghouse.call(ANALYST, Method::GET, &format!("/reports/{number}?lang=en")).header("accept", "text/html");
        let html = page.send().await.unwrap().text().await.unwrap();
        for text in ["place of the act", "the notice names it", "the child is there", "Basis of detection", "2021/1232"] {
            assert!(html.contains(text), "{text} is missing in {html}");
        }
        assert!(!html.contains(">["), "{html}");
        clearinghouse.finish().await;
    }

    async fn a_referral_says_through_whom_it_travels(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![]).await;
        let rules = db.folder().join("routing.toml");
        std::fs::write(&rules, [include_str!("../../data/routing.toml"), HOP].concat()).unwrap();
        let mut config = test_config_of(&db);
        config.clearinghouse.routing = Some(rules);
        config.agency.iter_mut().for_each(|agency| agency.url = format!("http://{addr}"));
        let clearinghouse = TestClearinghouse::start_with(&db, config).await;
        for (address, agency, hop) in [("203.0.113.7", AGENCY, Some(LIAISON)), ("198.51.100.7", OTHER_AGENCY, None)] {
            clearinghouse.file(address, None, picture(1)).await;
            let referral = refer(&clearinghouse, agency).await;
            clearinghouse.until_referral(&referral, "delivered").await;
            let (_, sealed) = inbox.deliveries().pop().unwrap();
            let (opened, payload) = open(&sealed, verifier(&clearinghouse).await);
            assert_eq!(opened.referral.conveyed_by.as_deref(), hop);
            let (_, summary) = payload.iter().find(|(path, _)| path == "data/summary.html").unwrap();
            assert_eq!(String::from_utf8_lossy(summary).contains(LIAISON), hop.is_some());
            let page = clearinghouse.call(ANALYST, Method::GET, &format!("/referrals/{referral}?lang=en"));
            let html = page.header("accept", "text/html").send().await.unwrap().text().await.unwrap();
            assert_eq!(html.contains(LIAISON) && html.contains("Travels through"), hop.is_some(), "{html}");
        }
        clearinghouse.finish().await;
    }

    async fn a_report_that_names_no_country_is_proposed_to_the_own(db: TestDb) {
        let clearinghouse = TestClearinghouse::start_in(&db, "DE").await;
        let mut nowhere = notice("192.0.2.1", &json!([]));
        nowhere["accounts"] = json!([]);
        let (_, receipt) = clearinghouse.send_json(PARTY, Method::POST, "/api/notices", &nowhere).await;
        let report = clearinghouse.until_state(receipt["report_number"].as_i64().unwrap(), "ready").await;
        assert_eq!(proposals(&report), [("DE".to_owned(), "unknown".to_owned())]);
        assert_eq!(report["country"], Value::Null, "nothing is chosen by itself");
        let known = clearinghouse.file("203.0.113.7", Some("203.0.113.8"), picture(1)).await;
        let report = clearinghouse.until_state(known, "ready").await;
        let pair = |country: &str, place: &str| (country.to_owned(), place.to_owned());
        assert_eq!(proposals(&report), [pair("ES", "act"), pair("ES", "subject")]);
        clearinghouse.finish().await;
    }
}

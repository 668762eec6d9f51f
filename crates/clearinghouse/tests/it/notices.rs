//! Notices under article 18 of the Digital Services Act become reports without files, kept as they came.

use reqwest::Method;
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;
use wire::cybertipline::IncidentType;

use crate::harness::{AGENCY, ANALYST, Inbox, OTHER_PARTY, PARTY, TIP_FORM, TestClearinghouse};

/// A notice about somebody who was seen at `address`.
pub(crate) fn notice(address: &str, states: &Value) -> Value {
    json!({
        "schema": "amparo-notice/1",
        "standing": "taking_place",
        "incident_type": IncidentType::ALL[0].code(),
        "occurred_at": "2024-05-31T11:00:00+02:00",
        "explanation": "what the provider writes",
        "urgent_because": "today",
        "member_states": states,
        "established_in": "IE",
        "accounts": [{
            "role": "suspect", "service": "Example", "identifier": "notice-account",
            "addresses": [{ "address": address, "at": "2024-05-31T09:00:00Z", "port": 40_001 }],
        }],
        "contact": { "name": "Desk", "email": "desk@provider.example" },
    })
}

async fn count(clearinghouse: &TestClearinghouse, sql: &'static str) -> i64 {
    let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
    sqlx::query(sql).fetch_one(tx.conn()).await.unwrap().get("n")
}

both_engines! {
    async fn a_notice_becomes_a_report_that_can_be_referred(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let text = serde_json::to_string_pretty(&notice("203.0.113.7", &json!([]))).unwrap();
        let request = || {
            let call = clearinghouse.call(OTHER_PARTY, Method::POST, "/api/notices");
            call.header("content-type", "application/json").header("idempotency-key", "n-1").body(text.clone())
        };
        let answer = request().send().await.unwrap();
        assert_eq!(answer.status(), 201);
        let receipt: Value = answer.json().await.unwrap();
        assert_eq!(receipt["schema"], "amparo-notice-receipt/1");
        assert_eq!(receipt["notice_sha256"], hex::encode(Sha256::digest(&text)));
        let number = receipt["report_number"].as_i64().unwrap();
        let kept = clearinghouse.vault_files();
        let again: Value = request().send().await.unwrap().json().await.unwrap();
        assert_eq!(again["report_number"], receipt["report_number"], "the same key gets the same receipt");
        assert_eq!(clearinghouse.vault_files(), kept, "and leaves nothing behind");

        let report = clearinghouse.until_state(number, "ready").await;
        assert_eq!(
            (report["reporting_party"].as_str(), &report["files"], &report["escalated"], report["way_in"].as_str()),
            (Some(OTHER_PARTY), &json!(0), &json!(true), Some("notice"))
        );
        assert_eq!(report["country"]["code"], "ES");
        let made = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &json!({ "agency": AGENCY, "reports": [number] })).await;
        assert_eq!(made.0, 201, "{}", made.1);
        clearinghouse.until_referral(made.1["referral_id"].as_str().unwrap(), "delivered").await;
        let page = clearinghouse.call(ANALYST, Method::GET, &format!("/reports/{number}?lang=en")).header("accept", "text/html");
        let html = page.send().await.unwrap().text().await.unwrap();
        assert!(html.contains("notice-account") && html.contains("Notice under article 18"), "{html}");
        clearinghouse.finish().await;
    }

    async fn what_is_no_notice_is_refused_and_leaves_nothing(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let good = notice("203.0.113.7", &json!([{ "country": "ES", "because": "victim" }]));
        let mut without_zone = good.clone();
        without_zone["occurred_at"] = json!("2024-05-31T11:00:00");
        let mut unknown = good.clone();
        unknown["member_states"] = json!([{ "country": "Spain", "because": "victim" }]);
        let mut future = good.clone();
        future["occurred_at"] = json!("2034-05-31T11:00:00Z");
        let kept = clearinghouse.vault_files();
        for (body, field) in [(&without_zone, "occurred_at"), (&unknown, "member_states[0].country"), (&future, "occurred_at")] {
            let (status, problem) = clearinghouse.send_json(PARTY, Method::POST, "/api/notices", body).await;
            assert_eq!((status, problem["field"].as_str()), (422, Some(field)), "{problem}");
        }
        let (status, _) = clearinghouse.send_json(TIP_FORM, Method::POST, "/api/notices", &good).await;
        assert_eq!(status, 404, "who may not file reports may not tell of suspicions");
        assert_eq!(count(&clearinghouse, "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report").await, 0);
        assert_eq!(clearinghouse.vault_files(), kept);
        future["standing"] = json!("likely");
        let (status, receipt) = clearinghouse.send_json(PARTY, Method::POST, "/api/notices", &future).await;
        assert_eq!(status, 201, "what is likely lies ahead: {receipt}");
        clearinghouse.until_state(receipt["report_number"].as_i64().unwrap(), "ready").await;
        clearinghouse.finish().await;
    }
}

//! Files of a report are opened as the clearinghouse's own country allows it: by what the sender states, or by a recorded authorization.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

use crate::harness::{ADMINISTRATOR, ANALYST, OTHER_ANALYST, TestClearinghouse, details_xml, picture};

const ADDRESS: &str = "203.0.113.7";

/// Files a report with one picture whose details state this of who viewed it; gives the report's id.
async fn file(clearinghouse: &TestClearinghouse, viewed: Option<bool>, seed: u8) -> String {
    let number = clearinghouse.submit(ADDRESS).await;
    let uploaded = clearinghouse.upload(number, "pattern.bmp", picture(seed)).await;
    let stated =
        viewed.map_or(String::new(), |viewed| format!("<fileViewedByEsp>{viewed}</fileViewedByEsp>"));
    let details = details_xml(number, uploaded.file_id.unwrap().as_str(), ADDRESS);
    let details = details.replace("<fileViewedByEsp>true</fileViewedByEsp>", &stated);
    assert_eq!(clearinghouse.ispws("/ispws/fileinfo", details).await.response_code.number(), 0);
    assert_eq!(clearinghouse.finish_report(number).await.response_code.number(), 0);
    let report = clearinghouse.until_state(number, "ready").await;
    report["report_id"].as_str().unwrap().to_owned()
}

async fn open(clearinghouse: &TestClearinghouse, analyst: &str, report_id: &str, seed: u8) -> Response {
    let body =
        json!({ "sha256": hex::encode(Sha256::digest(picture(seed))), "reason": "to name the country" });
    let path = format!("/api/files/{report_id}/open");
    clearinghouse.call(analyst, Method::POST, &path).json(&body).send().await.unwrap()
}

/// The text of a refusal.
async fn refused(response: Response, status: u16) -> String {
    let got = response.status().as_u16();
    let problem: Value = response.json().await.unwrap();
    assert_eq!(got, status, "{problem}");
    problem["detail"].as_str().unwrap().to_owned()
}

async fn files(clearinghouse: &TestClearinghouse, report_id: &str) -> Value {
    clearinghouse.get_json(ANALYST, &format!("/api/files/{report_id}")).await
}

both_engines! {
    async fn in_the_united_states_the_senders_look_or_an_authorization_opens_a_file(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let viewed = file(&clearinghouse, Some(true), 1).await;
        let shown = files(&clearinghouse, &viewed).await;
        assert_eq!(shown["rule"]["name"], "US/clearinghouse/2016-08-05");
        assert_eq!((&shown["files"][0]["viewing"], &shown["files"][0]["basis"]), (&json!("in_full"), &json!("viewed_by_sender")));
        let opened = open(&clearinghouse, ANALYST, &viewed, 1).await;
        assert_eq!(opened.headers()["content-type"], "image/bmp");
        assert_eq!(opened.bytes().await.unwrap(), picture(1));
        assert_eq!(open(&clearinghouse, ADMINISTRATOR, &viewed, 1).await.status(), 404);

        for (stated, viewing, seed) in [(Some(false), "hash_match_only", 2), (None, "not_stated", 3)] {
            let report = file(&clearinghouse, stated, seed).await;
            assert_eq!(files(&clearinghouse, &report).await["files"][0]["viewing"], viewing);
            let said = refused(open(&clearinghouse, ANALYST, &report, seed).await, 409).await;
            for word in ["US/clearinghouse/2016-08-05", "831 F.3d 1292", "Record the warrant"] {
                assert!(said.contains(word), "{word} in {said}");
            }
            assert_eq!(files(&clearinghouse, &report).await["openings"], json!([]));
            for (lang, words) in [("en", "may not be opened yet"), ("es", "aún no puede abrirse")] {
                let page = clearinghouse.call(ANALYST, Method::GET, &format!("/files/{report}?lang={lang}"));
                let page = page.header("accept", "text/html").send().await.unwrap().text().await.unwrap();
                assert!(page.contains(words) && page.contains("831 F.3d 1292"), "{page}");
                assert!(!page.contains("/open\""), "no form where nothing may be opened: {page}");
            }
        }
        clearinghouse.finish().await;
    }
}

both_engines! {
    async fn an_authorization_opens_until_it_is_withdrawn(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = file(&clearinghouse, Some(false), 2).await;
        let path = format!("/api/files/{report}/authorize");
        let order = |number: &str, day: &str| json!({
            "number": number, "authority": "United States Magistrate Judge (example)", "granted_on": day, "terms": "the file of this report"
        });
        for (body, field) in [(order("", "2024-05-30"), "number"), (order("x", "2024-06-02"), "granted_on"), (order("x", "soon"), "granted_on")] {
            let (status, problem) = clearinghouse.send_json(ANALYST, Method::POST, &path, &body).await;
            assert_eq!((status, &problem["field"]), (422, &json!(field)), "{problem}");
        }
        let form = clearinghouse.call(ANALYST, Method::POST, &format!("/files/{report}/authorize"));
        let answer = form.form(&order("24-mj-0815", "2024-06-02")).send().await.unwrap();
        assert_eq!(answer.status(), 422);
        let page = answer.text().await.unwrap();
        assert!(page.contains("value=\"24-mj-0815\"") && page.contains("id=\"granted_on-error\""), "{page}");
        let (status, made) = clearinghouse.send_json(OTHER_ANALYST, Method::POST, &path, &order("24-mj-0815", "2024-05-30")).await;
        assert_eq!(status, 201, "{made}");
        assert_eq!(open(&clearinghouse, ANALYST, &report, 2).await.bytes().await.unwrap(), picture(2));
        let shown = files(&clearinghouse, &report).await;
        assert_eq!((&shown["openings"][0]["basis"], &shown["openings"][0]["result"]), (&json!("authorization"), &json!("in_full")));
        let row = &shown["authorizations"][0];
        assert_eq!((&row["number"], &row["recorded_by"]), (&json!("24-mj-0815"), &json!(OTHER_ANALYST)));

        // nothing of it lies open in the database
        let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
        let sql = "SELECT authorization_number || authority || terms AS said FROM opening_authorization
            UNION ALL SELECT reason FROM opening UNION ALL SELECT body FROM custody_entry";
        let stored: Vec<String> = sqlx::query(sql).fetch_all(tx.conn()).await.unwrap().iter().map(|row| row.get("said")).collect();
        drop(tx);
        for word in ["24-mj-0815", "Magistrate", "the file of this report", "to name the country"] {
            assert!(stored.iter().all(|said| !said.contains(word)), "{word} in {stored:?}");
        }

        let undo = format!("/api/files/{report}/authorize/undo");
        let why = json!({ "authorization_id": made["authorization_id"], "reason": "another report was meant" });
        assert_eq!(clearinghouse.send_json(ANALYST, Method::POST, &undo, &why).await.0, 200);
        assert_eq!(clearinghouse.send_json(ANALYST, Method::POST, &undo, &why).await.0, 409);
        refused(open(&clearinghouse, ANALYST, &report, 2).await, 409).await;
        let shown = files(&clearinghouse, &report).await;
        assert_eq!(shown["authorizations"][0]["withdrawn_reason"], "another report was meant");
        assert_eq!(shown["openings"].as_array().unwrap().len(), 1, "what was opened stays on record");

        // it belongs to its report alone
        let other = file(&clearinghouse, Some(false), 4).await;
        let elsewhere = format!("/api/files/{other}/authorize/undo");
        assert_eq!(clearinghouse.send_json(ANALYST, Method::POST, &elsewhere, &why).await.0, 404);
        clearinghouse.finish().await;
    }
}

both_engines! {
    async fn the_country_of_the_clearinghouse_chooses_the_rule(db: TestDb) {
        let clearinghouse = TestClearinghouse::start_in(&db, "ES").await;
        let report = file(&clearinghouse, None, 1).await;
        let shown = files(&clearinghouse, &report).await;
        assert_eq!((&shown["rule"]["needs"], &shown["files"][0]["basis"]), (&json!("nothing_more"), &json!("nothing_more")));
        assert_eq!(shown["rule"]["verified"], false);
        assert_eq!(open(&clearinghouse, ANALYST, &report, 1).await.bytes().await.unwrap(), picture(1));
        clearinghouse.finish().await;
    }
}

both_engines! {
    async fn no_file_of_an_unfinished_or_retracted_report_is_opened(db: TestDb) {
        let clearinghouse = TestClearinghouse::start_in(&db, "ES").await;
        let number = clearinghouse.submit(ADDRESS).await;
        let uploaded = clearinghouse.upload(number, "pattern.bmp", picture(1)).await;
        assert_eq!(uploaded.response_code.number(), 0);
        let report = clearinghouse.get_json(ANALYST, &format!("/api/reports/{number}")).await;
        let report_id = report["report_id"].as_str().unwrap();
        for state in ["open", "retracted"] {
            clearinghouse.until_state(number, state).await;
            let shown = files(&clearinghouse, report_id).await;
            assert_eq!((&shown["files"], &shown["openings"]), (&json!([]), &json!([])), "{state}");
            assert_eq!(open(&clearinghouse, ANALYST, report_id, 1).await.status(), 404, "{state}");
            if state == "open" {
                let retract = clearinghouse.ispws("/ispws/retract", format!("id={number}")).await;
                assert_eq!(retract.response_code.number(), 0);
            }
        }
        clearinghouse.finish().await;
    }
}

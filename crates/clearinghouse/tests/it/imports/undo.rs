//! An import is undone: by its sender alone, or by two persons once people of the clearinghouse worked on it.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use super::{FILED, MAPPING, READY, SCORED, approve_waiting, begin, count, line, new_import, page, send};
use crate::harness::{ANALYST, OTHER_ANALYST, OTHER_PARTY, PARTY, TestClearinghouse};

both_engines! {
    async fn an_import_is_undone_as_a_whole(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let kept = clearinghouse.vault_files();
        let import = begin(&clearinghouse, PARTY, "a").await;
        let (status, _) = send(&clearinghouse, PARTY, &import, (1..=250).map(line).collect(), true).await;
        assert_eq!(status, 200);
        assert_eq!(clearinghouse.vault_files(), kept + 250);
        let page = format!("/imports/{}", import["import_id"].as_str().unwrap());
        let undo = async |reason: &str| {
            let request = clearinghouse.call(ANALYST, Method::POST, &format!("{page}/undo")).header("accept", "text/html");
            let response = request.form(&[("part", "undo"), ("reason", reason)]).send().await.unwrap();
            (response.status().as_u16(), response.text().await.unwrap())
        };
        let (status, html) = undo(" ").await;
        assert!(status == 422 && html.contains("id=\"reason-undo-error\""), "{status}: {html}");
        clearinghouse.until("some are scored", async || (count(&clearinghouse, SCORED).await > 0).then_some(())).await;
        // one of the reports is held for proceedings
        let reports = clearinghouse.get_json(ANALYST, "/api/reports?limit=1").await;
        let held = reports["reports"][0]["report_id"].as_str().unwrap();
        let hold = json!({ "reason": "proceedings", "authorization": "3/2026" });
        let (status, hold) = clearinghouse.send_json(ANALYST, Method::POST, &format!("/api/reviews/report/{held}/hold"), &hold).await;
        assert_eq!(status, 201, "{hold}");
        let hold = hold["hold_id"].as_str().unwrap();
        let (status, html) = undo("the wrong file").await;
        assert!(status == 409 && html.contains(hold), "{status}: {html}");
        let lift = json!({ "reason": "the proceedings are over" });
        assert_eq!(clearinghouse.send_json(ANALYST, Method::POST, &format!("/api/holds/{hold}/lift"), &lift).await.0, 200);
        // a hold is a person's work: a second one decides
        let (status, html) = undo("the wrong file").await;
        assert!(status == 200 && !html.contains("list-import-reports"), "{status}: {html}");
        assert_eq!(count(&clearinghouse, FILED).await, 250, "nothing is done yet");
        approve_waiting(&clearinghouse).await;
        assert_eq!(count(&clearinghouse, FILED).await, 0);
        assert_eq!(count(&clearinghouse, "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report_trait").await, 0);
        assert_eq!(count(&clearinghouse, SCORED).await, 0);
        assert_eq!(count(&clearinghouse, "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report_fact WHERE value <> ''").await, 0);
        assert_eq!(count(&clearinghouse, "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM country_opinion").await, 0);
        clearinghouse.until("discarded", async || (clearinghouse.vault_files() == kept).then_some(())).await;
        clearinghouse
            .until("forgotten", async || (count(&clearinghouse, "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report_origin WHERE original <> ''").await == 0).then_some(()))
            .await;
        assert_eq!(undo("again").await.0, 409);
        // the same file may come again
        let again = begin(&clearinghouse, PARTY, "a").await;
        assert_ne!(again["import_id"], import["import_id"]);
        let (_, taken) = send(&clearinghouse, PARTY, &again, vec![line(1)], true).await;
        assert_eq!(taken["kept"], 1);
        clearinghouse.finish().await;
    }

    async fn a_sender_lists_and_undoes_its_own_by_program(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let import = begin(&clearinghouse, PARTY, "a").await;
        assert_eq!(send(&clearinghouse, PARTY, &import, vec![line(1), line(2)], true).await.0, 200);
        clearinghouse.until("all are ready", async || (count(&clearinghouse, READY).await == 2).then_some(())).await;
        clearinghouse.clock.advance(SignedDuration::from_mins(1));
        let later = begin(&clearinghouse, PARTY, "b").await;
        let own = clearinghouse.get_json(PARTY, "/api/imports").await;
        let listed: Vec<_> = own["imports"].as_array().unwrap().iter().map(|one| &one["import_id"]).collect();
        assert_eq!((listed, &own["next"]), (vec![&later["import_id"], &import["import_id"]], &Value::Null), "the newest first");
        let one = &own["imports"][1];
        assert_eq!((&one["file_name"], &one["source"], &one["kept"]), (&json!("old.csv"), &json!("old hotline"), &json!(2)), "{one}");
        assert_eq!((&one["is_finished"], &one["undone_at"]), (&json!(true), &Value::Null), "{one}");
        assert_eq!(clearinghouse.get_json(PARTY, "/api/imports?offset=1").await["imports"].as_array().unwrap().len(), 1);
        assert_eq!(clearinghouse.get_json(OTHER_PARTY, "/api/imports").await["imports"], json!([]), "another's are none");
        assert_eq!(clearinghouse.get_json(ANALYST, "/api/imports").await["imports"].as_array().unwrap().len(), 2);

        let path = format!("/api/imports/{}/undo", import["import_id"].as_str().unwrap());
        let undo = async |actor: &str, reason: &str, key: Option<&str>| {
            let mut request = clearinghouse.call(actor, Method::POST, &path).json(&json!({ "reason": reason }));
            if let Some(key) = key {
                request = request.header("idempotency-key", key);
            }
            let response = request.send().await.unwrap();
            (response.status().as_u16(), response.json::<Value>().await.unwrap())
        };
        assert_eq!(undo(OTHER_PARTY, "x", None).await.0, 404, "another's import looks like none");
        assert_eq!(undo(PARTY, " ", None).await.0, 422);
        let first = undo(PARTY, "the wrong file", Some("k1")).await;
        assert_eq!(first, (200, json!({ "reports": 2 })));
        assert_eq!(undo(PARTY, "the wrong file", Some("k1")).await, first, "the answer was lost, and is given again");
        assert_eq!(undo(PARTY, "the wrong file", None).await.0, 409);
        assert_eq!(count(&clearinghouse, FILED).await, 0);
        assert!(clearinghouse.get_json(PARTY, "/api/imports").await["imports"][1]["undone_at"].is_string());
        clearinghouse.finish().await;
    }

    async fn what_people_worked_on_two_of_them_undo(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let import = begin(&clearinghouse, PARTY, "a").await;
        assert_eq!(send(&clearinghouse, PARTY, &import, vec![line(1), line(2)], true).await.0, 200);
        clearinghouse.until("all are ready", async || (count(&clearinghouse, READY).await == 2).then_some(())).await;
        let path = format!("/imports/{}", import["import_id"].as_str().unwrap());
        assert!(!page(&clearinghouse, &path).await.contains("What rests on it"));
        let reports = clearinghouse.get_json(ANALYST, "/api/reports?limit=1").await;
        let number = reports["reports"][0]["report_number"].as_i64().unwrap();
        let country = json!({ "country": "FR", "grounds": "the account says so" });
        let chosen = clearinghouse.send_json(ANALYST, Method::PUT, &format!("/api/reports/{number}/country"), &country).await;
        assert!(chosen.0 < 300, "{chosen:?}");

        let reason = json!({ "reason": "the wrong file" });
        let (status, problem) = clearinghouse.send_json(PARTY, Method::POST, &format!("/api{path}/undo"), &reason).await;
        assert!(status == 409 && problem["detail"].as_str().unwrap().contains("ask an analyst"), "{problem}");
        let by_sender = clearinghouse.call(PARTY, Method::POST, &format!("{path}/undo")).form(&[("reason", "the wrong file")]);
        assert_eq!(by_sender.send().await.unwrap().status(), 404, "the form is the staff's");
        let html = page(&clearinghouse, &path).await;
        assert!(html.contains("What rests on it") && html.contains(&format!("Country chosen: <a href=\"/reports/{number}\"")), "{html}");
        let undo = clearinghouse.call(ANALYST, Method::POST, &format!("{path}/undo")).header("accept", "text/html");
        assert_eq!(undo.form(&[("part", "undo"), ("reason", "the wrong file")]).send().await.unwrap().status(), 200);
        let waiting = clearinghouse.get_json(OTHER_ANALYST, "/api/approvals").await;
        let said = &waiting["to_decide"][0]["circumstances"];
        assert_eq!((&said[0]["name"], &said[0]["value"]), (&json!("rests_on_it"), &json!("country")), "{waiting}");
        assert_eq!(count(&clearinghouse, FILED).await, 2, "nothing is done yet");
        approve_waiting(&clearinghouse).await;
        assert_eq!(count(&clearinghouse, FILED).await, 0);
        clearinghouse.finish().await;
    }

    async fn who_is_called_finds_what_the_alarm_is_about(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let mapping = format!("{MAPPING}\"incidentSummary.escalateToHighPriority\" = \"A child is in danger\"\n");
        let (_, import) = clearinghouse.send_json(PARTY, Method::POST, "/api/imports", &new_import("a", &mapping)).await;
        let (status, taken) = send(&clearinghouse, PARTY, &import, vec![line(1)], true).await;
        assert_eq!((status, &taken["kept"]), (200, &json!(1)), "{taken}");
        let alarm = clearinghouse
            .until("the alarm", async || {
                let list = clearinghouse.get_json(ANALYST, "/api/band-a/unacknowledged").await;
                list["alarms"][0]["alarm_id"].as_str().map(str::to_owned)
            })
            .await;
        let post = async |path: String, reason: &str| {
            let request = clearinghouse.call(ANALYST, Method::POST, &path).header("accept", "text/html");
            let response = request.form(&[("reason", reason)]).send().await.unwrap();
            (response.status().as_u16(), response.text().await.unwrap())
        };
        let undo = format!("/imports/{}/undo", import["import_id"].as_str().unwrap());
        let (status, html) = post(undo.clone(), "the wrong file").await;
        assert!(status == 409 && html.contains(&alarm), "{status}: {html}");
        assert_eq!(post(format!("/alarms/{alarm}/acknowledge"), "").await.0, 200);
        assert_eq!(post(undo.clone(), "the wrong file").await.0, 409, "acknowledged is not handled");
        assert_eq!(post(format!("/alarms/{alarm}/close"), "No child is in danger").await.0, 200);
        assert_eq!(post(undo, "the wrong file").await.0, 200);
        approve_waiting(&clearinghouse).await;
        let html = page(&clearinghouse, &format!("/imports/{}", import["import_id"].as_str().unwrap())).await;
        assert!(html.contains("Undone") && html.contains("the wrong file"), "{html}");
        clearinghouse.finish().await;
    }
}

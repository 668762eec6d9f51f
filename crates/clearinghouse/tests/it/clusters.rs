//! Clusters: one look for thousands of reports with the same file, while the one that says more stands on the first screen.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;
use sqlx::Row as _;

use crate::harness::{ANALYST, OTHER_ANALYST, TestClearinghouse, picture, report_xml};
use crate::near_reports::blocks;

/// How many reports have the same file and nothing else.
const CROWD: i64 = 4000;

async fn page(clearinghouse: &TestClearinghouse, path: &str) -> String {
    let request = clearinghouse.call(ANALYST, Method::GET, path).header("accept", "text/html");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let html = response.text().await.unwrap();
    assert!(!html.contains(">["), "{path}: {html}");
    html
}

async fn post(clearinghouse: &TestClearinghouse, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let request = clearinghouse.call(ANALYST, Method::POST, path).header("accept", "text/html");
    let response = request.form(fields).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// The report, once its largest cluster has so many reports.
async fn until_shared(clearinghouse: &TestClearinghouse, report: i64, reports: i64) -> Value {
    clearinghouse
        .until("clustered", async || {
            let found = clearinghouse.get_json(ANALYST, &format!("/api/reports/{report}")).await;
            (found["clusters"][0]["reports"] == reports).then_some(found)
        })
        .await
}

fn cluster_of(report: &Value) -> String {
    report["clusters"][0]["cluster_id"].as_str().unwrap().to_owned()
}

/// Files a report with this picture whose document is another.
async fn file(clearinghouse: &TestClearinghouse, xml: String, bytes: Option<Vec<u8>>) -> i64 {
    let submitted = clearinghouse.ispws("/ispws/submit", xml).await;
    assert_eq!(submitted.response_code.number(), 0, "{}", submitted.response_description);
    let report = submitted.report_id.unwrap();
    if let Some(bytes) = bytes {
        clearinghouse.upload(report, "pattern.bmp", bytes).await;
    }
    clearinghouse.finish_report(report).await;
    clearinghouse.until_state(report, "ready").await;
    report
}

/// Copies a report with its file so many times, as if each had come by itself.
async fn crowd(clearinghouse: &TestClearinghouse, report_id: &str, (cluster_id, copies): (&str, i64)) {
    // an id of the same time that ends in the copy's number
    const ID: &str = "SUBSTR(x.report_id, 1, LENGTH(x.report_id) - 8)
        || SUBSTR('00000000' || CAST(n.i AS TEXT), LENGTH(CAST(n.i AS TEXT)) + 1, 8)";
    const NUMBERS: &str =
        "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n.i + 1 FROM n WHERE n.i < $2)";
    let mut tx = clearinghouse.running.node.db().begin_write("test-crowd").await.unwrap();
    for sql in [
        format!(
            "INSERT INTO report (report_id, report_number, reporting_party, state, received_at, changed_at, finished_at, incident_type,
                 incident_at, escalated, xml_item, country_code, country_grounds, country_chosen_by)
             {NUMBERS} SELECT {ID}, n.i, x.reporting_party, x.state, x.received_at, x.changed_at, x.finished_at, x.incident_type,
                 x.incident_at, x.escalated, x.xml_item, x.country_code, x.country_grounds, x.country_chosen_by
             FROM report x, n WHERE x.report_id = $1"
        ),
        format!(
            "INSERT INTO report_file (file_id, report_id, position, item_name, received_at, sha256, md5, size_bytes, file_name,
                 digest_state, pdq_hash, pdq_quality)
             {NUMBERS} SELECT x.file_id || '-' || CAST(n.i AS TEXT), {ID}, x.position, x.item_name, x.received_at, x.sha256, x.md5,
                 x.size_bytes, x.file_name, x.digest_state, x.pdq_hash, x.pdq_quality FROM report_file x, n WHERE x.report_id = $1"
        ),
        format!(
            "INSERT INTO cluster_report (cluster_id, report_id, received_day, beside, has_more)
             {NUMBERS} SELECT x.cluster_id, {ID}, x.received_day, '', 0 FROM cluster_report x, n WHERE x.report_id = $1"
        ),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(report_id).bind(copies).execute(tx.conn()).await.unwrap();
    }
    let sql = "UPDATE file_cluster SET reports = reports + $2 WHERE cluster_id = $1";
    sqlx::query(sql).bind(cluster_id).bind(copies).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn count(clearinghouse: &TestClearinghouse, sql: &'static str) -> i64 {
    let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
    sqlx::query(sql).fetch_one(tx.conn()).await.unwrap().get("n")
}

both_engines! {
    async fn one_among_thousands_stands_on_the_first_screen_and_is_left_out(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let first = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let found = until_shared(&clearinghouse, first, 1).await;
        let cluster = cluster_of(&found);
        crowd(&clearinghouse, found["report_id"].as_str().unwrap(), (&cluster, CROWD)).await;
        let xml = report_xml("203.0.113.7").replace("account-1", "account-2");
        let xml = xml.replace("</report>", "<additionalInfo>somebody writes</additionalInfo></report>");
        let odd = file(&clearinghouse, xml, Some(picture(1))).await;
        until_shared(&clearinghouse, odd, CROWD + 2).await;

        let list = page(&clearinghouse, "/clusters?lang=en").await;
        assert!(list.contains(&cluster) && list.contains("4,002") && list.contains("Flood"), "{list}");
        let path = format!("/clusters/{cluster}");
        let html = page(&clearinghouse, &path).await;
        assert!(html.contains(&format!("/reports/{odd}")) && html.contains("words of the sender"), "{html}");
        assert!(!html.contains(&format!("/reports/{first}")), "what holds nothing else is not listed");
        let html = page(&clearinghouse, &format!("/reports?q={odd}")).await;
        assert!(html.contains(&format!("href=\"{path}\"")), "the list of reports leads to the cluster: {html}");

        let fields = [("country", "fr"), ("grounds", "as the senders say")];
        let (status, html) = post(&clearinghouse, &format!("{path}/country"), &fields).await;
        assert_eq!(status, 200, "{html}");
        assert_eq!(count(&clearinghouse, "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report WHERE country_code = 'FR'").await, CROWD + 1);
        let left = clearinghouse.get_json(ANALYST, &format!("/api/reports/{odd}")).await;
        assert_eq!(left["country"]["code"], "ES", "the one that says more was left out");
        let (status, html) = post(&clearinghouse, &format!("{path}/country"), &fields).await;
        assert_eq!(status, 422, "there is none left: {html}");

        // another report on the account of the first one, without any file: from now on the first holds more, too
        file(&clearinghouse, report_xml("203.0.113.7"), None).await;
        let html = page(&clearinghouse, &path).await;
        assert!(html.contains(&format!("/reports/{first}")) && html.contains("other reports on the account"), "{html}");
        clearinghouse.finish().await;
    }

    async fn a_country_for_all_leaves_alone_what_a_person_chose_by_itself(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let of_account = |name: &str| report_xml("203.0.113.7").replace("account-1", name);
        let by_hand = file(&clearinghouse, of_account("a-1"), Some(picture(1))).await;
        let plain = file(&clearinghouse, of_account("a-2"), Some(picture(1))).await;
        let path = format!("/clusters/{}", cluster_of(&until_shared(&clearinghouse, plain, 2).await));
        let said = "Reports whose country was chosen one by one";
        assert!(!page(&clearinghouse, &path).await.contains(said));
        let chosen = [("country", "PT"), ("grounds", "the profile says so")];
        assert_eq!(post(&clearinghouse, &format!("/reports/{by_hand}/country"), &chosen).await.0, 200);
        // twice: a choice for all can be made anew, and takes nothing from the other
        for country in ["FR", "ES"] {
            let fields = [("country", country), ("grounds", "as the senders say")];
            assert_eq!(post(&clearinghouse, &format!("{path}/country"), &fields).await.0, 200, "{country}");
            for (report, code) in [(by_hand, "PT"), (plain, country)] {
                let found = clearinghouse.get_json(ANALYST, &format!("/api/reports/{report}")).await;
                assert_eq!(found["country"]["code"], code, "{country}");
            }
        }
        let html = page(&clearinghouse, &path).await;
        assert!(html.contains(said) && html.contains(&format!("{by_hand}</a>: PT")), "{html}");
        assert!(!html.contains(&format!("/reports/{plain}")), "chosen for all, it is not by hand: {html}");
        clearinghouse.finish().await;
    }

    async fn one_among_forty_thousand_stands_on_the_first_screen(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let first = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let found = until_shared(&clearinghouse, first, 1).await;
        let cluster = cluster_of(&found);
        crowd(&clearinghouse, found["report_id"].as_str().unwrap(), (&cluster, 40_000)).await;
        let xml = report_xml("203.0.113.7").replace("account-1", "account-2");
        let victim = "<victim><victimPerson><age>12</age></victimPerson></victim></report>";
        let odd = file(&clearinghouse, xml.replace("</report>", victim), Some(picture(1))).await;
        until_shared(&clearinghouse, odd, 40_002).await;
        let html = page(&clearinghouse, &format!("/clusters/{cluster}?lang=en")).await;
        assert!(html.contains("40,002") && html.contains(&format!("/reports/{odd}")), "{html}");
        assert!(!html.contains(&format!("/reports/{first}")), "what holds nothing else is not listed");
        let html = page(&clearinghouse, &format!("/reports/{odd}?lang=en")).await;
        assert!(html.contains("More than 1,000 other reports"), "{html}");
        clearinghouse.finish().await;
    }

    async fn a_child_does_not_stand_behind_a_thousand_remarks(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let first = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let found = until_shared(&clearinghouse, first, 1).await;
        let cluster = cluster_of(&found);
        crowd(&clearinghouse, found["report_id"].as_str().unwrap(), (&cluster, 1000)).await;
        let mut tx = clearinghouse.running.node.db().begin_write("test-remarks").await.unwrap();
        sqlx::query("UPDATE cluster_report SET beside = 'text', has_more = 1").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        clearinghouse.clock.advance(SignedDuration::from_secs(1));
        let xml = report_xml("203.0.113.7").replace("account-1", "account-2");
        let victim = "<victim><victimPerson><age>12</age></victimPerson></victim></report>";
        let child = file(&clearinghouse, xml.replace("</report>", victim), Some(picture(1))).await;
        until_shared(&clearinghouse, child, 1002).await;
        let html = page(&clearinghouse, &format!("/clusters/{cluster}")).await;
        assert!(html.contains(&format!("/reports/{child}")), "{html}");
        clearinghouse.finish().await;
    }

    async fn a_referral_of_a_cluster_leaves_out_what_says_more(db: TestDb) {
        let (_inbox, addr) = crate::harness::Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let of_account = |name: &str| report_xml("203.0.113.7").replace("account-1", name);
        let mut plain = Vec::new();
        for name in ["a-1", "a-2"] {
            plain.push(file(&clearinghouse, of_account(name), Some(picture(1))).await);
        }
        let victim = "<victim><victimPerson><age>12</age></victimPerson></victim></report>";
        let odd = file(&clearinghouse, of_account("a-3").replace("</report>", victim), Some(picture(1))).await;
        let two = clearinghouse.submit("203.0.113.7").await;
        clearinghouse.upload(two, "a.bmp", picture(1)).await;
        clearinghouse.upload(two, "b.bmp", blocks(7)).await;
        clearinghouse.finish_report(two).await;
        let cluster = cluster_of(&until_shared(&clearinghouse, two, 4).await);
        let path = format!("/clusters/{cluster}");
        let html = page(&clearinghouse, &path).await;
        for (report, says) in [(odd, "a child is named"), (two, "another file")] {
            assert!(html.contains(&format!("/reports/{report}")) && html.contains(says), "{html}");
        }
        let judge = [("informational_reason", "nothing but the file")];
        let (status, html) = post(&clearinghouse, &format!("{path}/informational"), &judge).await;
        assert_eq!(status, 200, "{html}");
        for (report, state) in [(plain[0], "informational"), (plain[1], "informational"), (odd, "ready"), (two, "ready")] {
            clearinghouse.until_state(report, state).await;
        }
        for report in &plain {
            let undo = format!("/reports/{report}/informational/undo");
            assert_eq!(post(&clearinghouse, &undo, &[("reason", "refer them after all")]).await.0, 200);
        }
        let (status, html) = post(&clearinghouse, &format!("{path}/refer"), &[("agency", "ES-CNP")]).await;
        assert_eq!(status, 200, "{html}");
        for (report, is_referred) in [(plain[0], true), (plain[1], true), (odd, false), (two, false)] {
            assert_eq!(html.contains(&format!("/reports/{report}")), is_referred, "{report}: {html}");
        }
        clearinghouse.finish().await;
    }

    async fn a_class_passes_to_the_same_bytes_and_near_ones_are_presumed(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let mut touched = blocks(1);
        *touched.last_mut().unwrap() ^= 4;
        let viewed = clearinghouse.file("203.0.113.7", Some("203.0.113.8"), blocks(1)).await;
        let near = clearinghouse.file("203.0.113.7", None, touched).await;
        let found = until_shared(&clearinghouse, viewed, 2).await;
        let near = until_shared(&clearinghouse, near, 2).await;
        let (path, report_id) = (format!("/clusters/{}", cluster_of(&found)), found["report_id"].as_str().unwrap());
        assert_eq!(cluster_of(&near), cluster_of(&found), "near-duplicates are one cluster");
        let sha256 = found["file_list"][0]["sha256"].as_str().unwrap();
        let fields = [("sha256", sha256), ("class", "b2"), ("class_reason", "as seen")];
        let (status, html) = post(&clearinghouse, &format!("{path}/class"), &fields).await;
        assert!(status == 422 && html.contains("open this file to its end first"), "{status}: {html}");

        let open = clearinghouse.call(ANALYST, Method::POST, &format!("/api/files/{report_id}/open"));
        let opened = open.json(&json!({ "sha256": sha256, "reason": "x" })).send().await.unwrap();
        assert_eq!(opened.status(), 200);
        assert_eq!(opened.bytes().await.unwrap().to_vec(), blocks(1));
        clearinghouse
            .until("the opening is settled", async || {
                let (status, _) = post(&clearinghouse, &format!("{path}/class"), &fields).await;
                (status == 200).then_some(())
            })
            .await;
        let html = page(&clearinghouse, &path).await;
        assert!(html.contains("opened here by a person") && html.contains("as seen"), "{html}");
        assert!(html.contains("presumed, not viewed: B2") && html.contains(">not viewed<"), "{html}");
        assert_eq!(html.matches("opened here by a person").count(), 1, "a near-duplicate never prints as viewed");
        // another report of the same bytes tells the class, one of near bytes does not
        let again = clearinghouse.file("203.0.113.7", None, blocks(1)).await;
        assert!(page(&clearinghouse, &format!("/reports/{again}?lang=en")).await.contains("Class by an analyst here: B2"));
        let other = near["report_number"].as_i64().unwrap();
        assert!(!page(&clearinghouse, &format!("/reports/{other}?lang=en")).await.contains("Class by an analyst here"));
        let (status, _) = post(&clearinghouse, &format!("{path}/class"), &fields).await;
        assert_eq!(status, 409, "one class at a time");

        let (status, _) = post(&clearinghouse, &format!("{path}/class/withdraw"), &[("sha256", sha256), ("reason", "a mistake")]).await;
        assert_eq!(status, 200);
        assert!(!page(&clearinghouse, &path).await.contains("presumed, not viewed: "));
        let other = clearinghouse.call(OTHER_ANALYST, Method::POST, &format!("{path}/class")).form(&fields).send().await.unwrap();
        assert_eq!(other.status(), 422, "who did not open it classes nothing");
        clearinghouse.finish().await;
    }

    async fn why_a_content_was_classed_is_erased_with_its_last_report(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let mut reports = Vec::new();
        for _ in 0..2 {
            reports.push(clearinghouse.file("203.0.113.7", Some("203.0.113.8"), blocks(1)).await);
        }
        let found = until_shared(&clearinghouse, reports[0], 2).await;
        let sha256 = found["file_list"][0]["sha256"].as_str().unwrap();
        let open = clearinghouse.call(ANALYST, Method::POST, &format!("/api/files/{}/open", found["report_id"].as_str().unwrap()));
        let opened = open.json(&json!({ "sha256": sha256, "reason": "x" })).send().await.unwrap();
        assert_eq!(opened.bytes().await.unwrap().to_vec(), blocks(1));
        let path = format!("/clusters/{}", cluster_of(&found));
        let fields = [("sha256", sha256), ("class", "b2"), ("class_reason", "as account-1 says")];
        clearinghouse
            .until("classed", async || (post(&clearinghouse, &format!("{path}/class"), &fields).await.0 == 200).then_some(()))
            .await;
        clearinghouse.clock.advance(SignedDuration::from_hours(24 * 366 * 3));
        let classes = async || -> Vec<(String, bool)> {
            let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
            let rows = sqlx::query("SELECT class, reason FROM content_class").fetch_all(tx.conn()).await.unwrap();
            rows.iter().map(|row| (row.get("class"), row.get::<String, _>("reason").is_empty())).collect()
        };
        for report in reports {
            assert_eq!(classes().await, [("b2".to_owned(), false)], "a report of it is kept");
            let shown = clearinghouse.get_json(ANALYST, &format!("/api/reports/{report}")).await;
            let erase = format!("/api/reviews/report/{}/erase", shown["report_id"].as_str().unwrap());
            let why = json!({ "reason": "the period is over" });
            let (status, asked) = clearinghouse.send_json(ANALYST, Method::POST, &erase, &why).await;
            assert_eq!(status, 202, "{asked}");
            let approve = format!("/api/approvals/{}/approve", asked["approval_id"].as_str().unwrap());
            let (status, receipt) = clearinghouse.send_json(OTHER_ANALYST, Method::POST, &approve, &json!({})).await;
            assert_eq!(status, 200, "{receipt}");
        }
        assert_eq!(classes().await, [("b2".to_owned(), true)], "the class is the content's");
        clearinghouse.finish().await;
    }
}

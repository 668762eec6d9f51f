//! Imports: a mapping makes reports of lines; broken off, it goes on; sent again, it adds nothing; undone, nothing of it stays.

mod undo;

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;
use sha2::{Digest, Sha256};
use sqlx::Row as _;

use crate::harness::{ANALYST, OTHER_ANALYST, OTHER_PARTY, PARTY, TestClearinghouse};

const MAPPING: &str = r#"
schema = "amparo-import/1"
source = "old hotline"
format = "csv"
key = "number"
[columns]
number = "fact"
seen = "incidentSummary.incidentDateTime"
account = "personOrUserReported.espIdentifier"
address = "personOrUserReported.ipAddress"
[constants]
"incidentSummary.incidentType" = "Child Sex Trafficking"
"personOrUserReported.espService" = "Example"
"#;

fn new_import(file: &str, mapping: &str) -> Value {
    json!({ "file_name": "old.csv", "file_sha256": file.repeat(64), "mapping": mapping,
        "columns": ["number", "seen", "account", "address"] })
}

fn line(number: i64) -> Value {
    let text = format!("{number},2024-05-01T10:00:00Z,a-{number},203.0.113.7");
    json!({ "line": number + 1, "text": text })
}

async fn begin(clearinghouse: &TestClearinghouse, actor: &str, file: &str) -> Value {
    let new = new_import(file, MAPPING);
    let (status, begun) = clearinghouse.send_json(actor, Method::POST, "/api/imports", &new).await;
    assert_eq!(status, 201, "{begun}");
    begun
}

async fn send(
    clearinghouse: &TestClearinghouse,
    actor: &str,
    import: &Value,
    lines: Vec<Value>,
    end: bool,
) -> (u16, Value) {
    let path = format!("/api/imports/{}/lines", import["import_id"].as_str().unwrap());
    clearinghouse.send_json(actor, Method::POST, &path, &json!({ "lines": lines, "end": end })).await
}

/// A line whose time nobody can read.
fn wrong_line(number: i64) -> Value {
    json!({ "line": number + 1, "text": format!("{number},yesterday,a-{number},203.0.113.7") })
}

/// The refused lines that are kept of an import, as its sender reads them part by part, and how many were refused.
async fn refused_lines(clearinghouse: &TestClearinghouse, import: &Value) -> (Vec<Value>, Value) {
    let path = format!("/api/imports/{}/refused-lines", import["import_id"].as_str().unwrap());
    let (mut lines, mut offset) = (Vec::new(), 0);
    loop {
        let told = clearinghouse.get_json(PARTY, &format!("{path}?offset={offset}")).await;
        lines.extend(told["lines"].as_array().unwrap().clone());
        match told["next"].as_i64() {
            Some(next) => offset = next,
            None => return (lines, told["refused"].clone()),
        }
    }
}

async fn page(clearinghouse: &TestClearinghouse, path: &str) -> String {
    let request = clearinghouse.call(ANALYST, Method::GET, path).header("accept", "text/html");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

/// Erases an object whose period is over, by two persons.
async fn erase(clearinghouse: &TestClearinghouse, kind: &str, id: &str) {
    let why = json!({ "reason": "the period is over" });
    let path = format!("/api/reviews/{kind}/{id}/erase");
    let (status, asked) = clearinghouse.send_json(ANALYST, Method::POST, &path, &why).await;
    assert_eq!(status, 202, "{asked}");
    approve(clearinghouse, asked["approval_id"].as_str().unwrap()).await;
}

/// Approves a request as the second person.
async fn approve(clearinghouse: &TestClearinghouse, approval_id: &str) {
    let path = format!("/api/approvals/{approval_id}/approve");
    let (status, receipt) = clearinghouse.send_json(OTHER_ANALYST, Method::POST, &path, &json!({})).await;
    assert_eq!(status, 200, "{receipt}");
}

/// Approves what waits, as the second person.
async fn approve_waiting(clearinghouse: &TestClearinghouse) {
    let waiting = clearinghouse.get_json(OTHER_ANALYST, "/api/approvals").await;
    approve(clearinghouse, waiting["to_decide"][0]["approval_id"].as_str().unwrap()).await;
}

/// Every text that is kept of imports beside their reports, one after another.
async fn words_of_imports(clearinghouse: &TestClearinghouse) -> String {
    let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
    let sql = "SELECT file_name || undone_reason AS said FROM report_import UNION ALL SELECT error FROM refused_line";
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>("said")).collect()
}

async fn count(clearinghouse: &TestClearinghouse, sql: &'static str) -> i64 {
    let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
    sqlx::query(sql).fetch_one(tx.conn()).await.unwrap().get("n")
}

const FILED: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report WHERE state IN ('finished', 'ready')";
const READY: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report WHERE state = 'ready'";
const SCORED: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report_score WHERE grounds <> ''";

both_engines! {
    async fn lines_become_reports_once_and_mistakes_are_named(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let import = begin(&clearinghouse, PARTY, "a").await;
        let mut lines: Vec<Value> = (1..=30).map(line).collect();
        lines[3]["text"] = json!("4,yesterday,a-4,203.0.113.7");
        lines[4]["text"] = json!("5,2024-05-01T10:00:00Z");
        let (status, taken) = send(&clearinghouse, PARTY, &import, lines, false).await;
        assert_eq!((status, &taken["kept"], &taken["known"]), (200, &json!(28), &json!(0)), "{taken}");
        assert_eq!((&taken["refused"][0]["line"], &taken["refused"][0]["column"]), (&json!(5), &json!("seen")));
        assert_eq!((&taken["refused"][1]["line"], &taken["refused"][1]["column"]), (&json!(6), &json!("")));

        // broken off: the same file goes on after the last line that was looked at
        let again = begin(&clearinghouse, PARTY, "a").await;
        assert_eq!((&again["import_id"], &again["last_line"]), (&import["import_id"], &json!(31)));
        let (status, _) = send(&clearinghouse, PARTY, &import, vec![line(7)], false).await;
        assert_eq!(status, 409, "what was looked at is not looked at again");
        let (status, taken) = send(&clearinghouse, PARTY, &import, vec![line(31), line(32)], true).await;
        assert_eq!((status, &taken["kept"]), (200, &json!(2)), "{taken}");
        // another file of the same source: what it repeats is known
        let other = begin(&clearinghouse, PARTY, "b").await;
        let (status, taken) = send(&clearinghouse, PARTY, &other, vec![line(1), line(2), line(33), line(34)], true).await;
        assert_eq!((status, &taken["kept"], &taken["known"]), (200, &json!(2), &json!(2)), "{taken}");
        assert_eq!(count(&clearinghouse, FILED).await, 32);

        let (status, _) = send(&clearinghouse, OTHER_PARTY, &other, vec![line(40)], true).await;
        assert_eq!(status, 404, "another's import looks like none");
        clearinghouse
            .until("all are ready", async || (count(&clearinghouse, "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report WHERE state = 'ready' AND country_code = 'ES'").await == 32).then_some(()))
            .await;
        let reports = clearinghouse.get_json(ANALYST, "/api/reports?limit=1").await;
        let number = reports["reports"][0]["report_number"].as_i64().unwrap();
        let report = clearinghouse.get_json(ANALYST, &format!("/api/reports/{number}")).await;
        assert_eq!((report["way_in"].as_str(), report["reporting_party"].as_str()), (Some("import"), Some(PARTY)));
        let shown = clearinghouse.call(ANALYST, Method::GET, &format!("/reports/{number}")).header("accept", "text/html");
        let html = shown.send().await.unwrap().text().await.unwrap();
        let sha256_of = |text: &Value| hex::encode(<Sha256 as Digest>::digest(text.as_str().unwrap()));
        let kept = (1..=34).filter(|number| html.contains(&sha256_of(&line(*number)["text"]))).count();
        assert_eq!(kept, 1, "each keeps its line as it stood in the file: {html}");
        let (first, second) = (import["import_id"].as_str().unwrap(), other["import_id"].as_str().unwrap());
        let import_of_report = [first, second].into_iter().find(|id| html.contains(&format!("/imports/{id}\"")));
        let path = format!("/imports/{}", import_of_report.unwrap());
        assert!(page(&clearinghouse, &path).await.contains(&format!("/reports/{number}\"")), "and the import to it");
        let csv = page(&clearinghouse, &format!("/imports/{second}?format=csv")).await;
        assert_eq!(csv.lines().count(), 3, "{csv}");
        clearinghouse.finish().await;
    }

    async fn refused_lines_can_be_read_later(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let import = begin(&clearinghouse, PARTY, "a").await;
        let mut lines: Vec<Value> = (1..=300).map(wrong_line).collect();
        lines.extend([line(301), json!({ "line": 303, "text": "302,2024-05-01T10:00:00Z" })]);
        let (status, taken) = send(&clearinghouse, PARTY, &import, lines, false).await;
        assert_eq!((status, &taken["kept"]), (200, &json!(1)), "{taken}");
        let (kept, refused) = refused_lines(&clearinghouse, &import).await;
        assert_eq!((kept.as_slice(), refused), (taken["refused"].as_array().unwrap().as_slice(), json!(301)));

        for (from, to) in [(303, 802), (803, 1202)] {
            let lines = (from..=to).map(wrong_line).collect();
            assert_eq!(send(&clearinghouse, PARTY, &import, lines, to == 1202).await.0, 200);
        }
        let (kept, refused) = refused_lines(&clearinghouse, &import).await;
        assert_eq!((kept.len(), refused), (1000, json!(1201)), "the first ones, and how many there were");
        assert_eq!((&kept[999]["line"], &kept[999]["column"]), (&json!(1002), &json!("seen")));

        let id = import["import_id"].as_str().unwrap();
        let foreign = clearinghouse.call(OTHER_PARTY, Method::GET, &format!("/api/imports/{id}/refused-lines"));
        assert_eq!(foreign.send().await.unwrap().status(), 404, "another's import looks like none");
        let html = page(&clearinghouse, &format!("/imports/{id}")).await;
        assert!(html.contains("list-refused-lines") && html.contains("The first 1,000 are listed"), "{html}");
        let html = page(&clearinghouse, &format!("/imports/{id}?lang=es&list=refused-lines&page=7")).await;
        assert!(html.contains("debe ser una fecha y hora con su zona"), "{html}");
        let csv = page(&clearinghouse, &format!("/imports/{id}?list=refused-lines&format=csv")).await;
        assert!(csv.lines().count() == 1001 && csv.contains("\"303\""), "{csv}");

        let words = words_of_imports(&clearinghouse).await;
        assert!(!words.contains("seen") && !words.contains("old.csv"), "they are sealed");
        let undo = clearinghouse.call(ANALYST, Method::POST, &format!("/imports/{id}/undo")).header("accept", "text/html");
        let html = undo.form(&[("part", "undo"), ("reason", " ")]).send().await.unwrap().text().await.unwrap();
        assert!(html.contains("list-refused-lines") && !html.contains("/undo?"), "the refused form shows them as well: {html}");
        let undo = clearinghouse.call(ANALYST, Method::POST, &format!("/imports/{id}/undo")).header("accept", "text/html");
        let html = undo.form(&[("part", "undo"), ("reason", "the wrong file")]).send().await.unwrap().text().await.unwrap();
        assert!(html.contains("the wrong file") && html.contains("Nothing is kept of these lines"), "{html}");
        assert_eq!(refused_lines(&clearinghouse, &import).await, (Vec::new(), json!(1201)));
        clearinghouse.finish().await;
    }

    async fn the_words_of_an_import_go_with_its_last_report(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let files = clearinghouse.vault_files();
        let import = begin(&clearinghouse, PARTY, "a").await;
        let lines = vec![line(1), line(2), wrong_line(3)];
        assert_eq!(send(&clearinghouse, PARTY, &import, lines, true).await.0, 200);
        clearinghouse.until("all are ready", async || (count(&clearinghouse, READY).await == 2).then_some(())).await;
        clearinghouse.clock.advance(SignedDuration::from_hours(24 * 366 * 3));
        let reports = clearinghouse.get_json(ANALYST, "/api/reports").await;
        let ids = reports["reports"].as_array().unwrap().iter().map(|report| report["report_id"].as_str().unwrap());
        let path = |import: &Value| format!("/imports/{}", import["import_id"].as_str().unwrap());
        for (erased, id) in ids.enumerate() {
            let html = page(&clearinghouse, &path(&import)).await;
            assert!(html.contains("old.csv") && html.contains("list-refused-lines"), "{erased} of 2: {html}");
            assert_eq!(refused_lines(&clearinghouse, &import).await.0.len(), 1);
            erase(&clearinghouse, "report", id).await;
        }
        assert_eq!(words_of_imports(&clearinghouse).await, "");
        let digests = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report_origin WHERE original_sha256 <> ''";
        assert_eq!(count(&clearinghouse, digests).await, 0, "nobody tries a guess at a line");
        let html = page(&clearinghouse, &path(&import)).await;
        assert!(html.contains("(erased)") && html.contains("Nothing is kept of these lines"), "{html}");
        clearinghouse.until("the files are gone", async || (clearinghouse.vault_files() == files).then_some(())).await;
        clearinghouse.finish().await;
    }

    async fn an_import_without_report_has_a_period_of_its_own(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let empty = begin(&clearinghouse, PARTY, "b").await;
        assert_eq!(send(&clearinghouse, PARTY, &empty, vec![wrong_line(1)], true).await.0, 200);
        clearinghouse.clock.advance(SignedDuration::from_mins(1));
        let other = begin(&clearinghouse, PARTY, "a").await;
        assert_eq!(send(&clearinghouse, PARTY, &other, vec![line(1)], true).await.0, 200);
        clearinghouse.until("it is ready", async || (count(&clearinghouse, READY).await == 1).then_some(())).await;
        let [id, with_report] = [&empty, &other].map(|import| import["import_id"].as_str().unwrap());
        let review = format!("/api/reviews/import/{id}");
        assert_eq!(clearinghouse.get_json(ANALYST, &review).await["verdict"], "keep");
        let reports = clearinghouse.call(ANALYST, Method::GET, &format!("/api/reviews/import/{with_report}"));
        assert_eq!(reports.send().await.unwrap().status(), 404, "what has reports goes with them");
        assert!(page(&clearinghouse, &format!("/imports/{id}")).await.contains(&format!("/reviews/import/{id}\"")));

        // somebody needs it for proceedings
        let hold = json!({ "reason": "proceedings", "authorization": "3/2026" });
        let (status, hold) = clearinghouse.send_json(ANALYST, Method::POST, &format!("{review}/hold"), &hold).await;
        assert_eq!(status, 201, "{hold}");
        let hold = hold["hold_id"].as_str().unwrap();
        let undo = clearinghouse.call(ANALYST, Method::POST, &format!("/imports/{id}/undo")).header("accept", "text/html");
        let html = undo.form(&[("part", "undo"), ("reason", "the wrong file")]).send().await.unwrap().text().await.unwrap();
        assert!(html.contains(hold), "{html}");
        clearinghouse.clock.advance(SignedDuration::from_hours(24 * 366));
        assert_eq!(clearinghouse.get_json(ANALYST, &review).await["verdict"], "held");
        let lift = json!({ "reason": "the proceedings are over" });
        assert_eq!(clearinghouse.send_json(ANALYST, Method::POST, &format!("/api/holds/{hold}/lift"), &lift).await.0, 200);

        let due = clearinghouse.get_json(ANALYST, "/api/reviews").await["due"].clone();
        let due: Vec<_> = due.as_array().unwrap().iter().map(|row| (row["object_id"].as_str().unwrap(), row["verdict"].as_str().unwrap())).collect();
        assert_eq!(due, [(id, "erasable")]);
        assert_eq!(refused_lines(&clearinghouse, &empty).await.0.len(), 1);
        erase(&clearinghouse, "import", id).await;
        assert_eq!(refused_lines(&clearinghouse, &empty).await.0.len(), 0);
        let html = page(&clearinghouse, &format!("/imports/{id}")).await;
        assert!(html.contains("(erased)") && !html.contains("/reviews/import/"), "{html}");
        assert!(page(&clearinghouse, &format!("/imports/{with_report}")).await.contains("old.csv"), "the other's stay");
        clearinghouse.finish().await;
    }

    async fn what_cannot_be_imported_is_refused_by_name(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let (status, problem) = clearinghouse.send_json(PARTY, Method::POST, "/api/imports", &new_import("a", &MAPPING.replace("espIdentifier", "pet"))).await;
        assert_eq!((status, problem["field"].as_str()), (422, Some("mapping")), "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains("personOrUserReported.pet"), "{problem}");
        let many: Vec<String> = (0..1001).map(|number| format!("c{number}")).collect();
        for (field, value) in [("columns", json!(many)), ("file_name", json!("a".repeat(256))), ("file_name", json!(""))] {
            let mut new = new_import("a", MAPPING);
            new[field] = value;
            let (status, problem) = clearinghouse.send_json(PARTY, Method::POST, "/api/imports", &new).await;
            assert_eq!((status, problem["field"].as_str()), (422, Some(field)), "{problem}");
        }
        let (status, problem) = clearinghouse.send_json(ANALYST, Method::POST, "/api/imports", &new_import("a", MAPPING)).await;
        assert_eq!(status, 422, "a member of the staff says in whose name: {problem}");
        let import = begin(&clearinghouse, PARTY, "a").await;
        for lines in [vec![], vec![line(2), line(1)], (1..=501).map(line).collect()] {
            assert_eq!(send(&clearinghouse, PARTY, &import, lines, false).await.0, 422);
        }
        clearinghouse.finish().await;
    }
}

//! Holds, review lists and erasure of reports.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;
use sqlx::Row as _;
use wire::tip::{Door, Step};

use crate::harness::{
    ADMINISTRATOR, AGENCY, ANALYST, Inbox, OTHER_ANALYST, PARTY, RIGHTS_OFFICER, TestClearinghouse, picture,
    report_xml,
};
use crate::tips::Form;

async fn post(clearinghouse: &TestClearinghouse, path: &str, body: Value, status: u16) -> Value {
    let (got, answer) = clearinghouse.send_json(ANALYST, Method::POST, path, &body).await;
    assert_eq!(got, status, "{path}: {answer}");
    answer
}

/// The column `said` of every row.
async fn texts(clearinghouse: &TestClearinghouse, sql: &'static str) -> Vec<String> {
    let db = service::Db::open_existing(clearinghouse.db.url()).await.unwrap();
    let mut tx = db.begin_read("test").await.unwrap();
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await.unwrap();
    rows.iter().map(|row| row.get("said")).collect()
}

/// Changes the database behind the clearinghouse's back.
async fn change(db: &TestDb, sql: &'static str) {
    let db = service::Db::open_existing(db.url()).await.unwrap();
    let mut tx = db.begin_write("test").await.unwrap();
    sqlx::raw_sql(sql).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    db.close().await;
}

/// What an erasure empties or removes, of the reports that it was decided on.
const SEALED: &str = "SELECT f.file_name AS said FROM report_file f JOIN report r ON r.report_id = f.report_id WHERE r.erased_at IS NOT NULL
    UNION ALL SELECT a.address || a.address_blind FROM report_address a JOIN report r ON r.report_id = a.report_id WHERE r.erased_at IS NOT NULL
    UNION ALL SELECT w.message FROM report_warning w JOIN report r ON r.report_id = w.report_id WHERE r.erased_at IS NOT NULL
    UNION ALL SELECT COALESCE(a.stated_time, '') || COALESCE(a.operator, '') || CASE WHEN a.port IS NULL THEN '' ELSE 'port' END
        FROM report_address a JOIN report r ON r.report_id = a.report_id WHERE r.erased_at IS NOT NULL
    UNION ALL SELECT o.country FROM country_opinion o JOIN report r ON r.report_id = o.report_id WHERE r.erased_at IS NOT NULL
    UNION ALL SELECT p.proposal FROM country_proposal p JOIN report r ON r.report_id = p.report_id WHERE r.erased_at IS NOT NULL
    UNION ALL SELECT l.sha256 FROM picture_form l JOIN report_file f ON f.sha256 = l.sha256 JOIN report r ON r.report_id = f.report_id
        WHERE r.erased_at IS NOT NULL
    UNION ALL SELECT k.cluster_id FROM file_cluster k WHERE NOT EXISTS (
        SELECT 1 FROM cluster_report c JOIN report r ON r.report_id = c.report_id WHERE c.cluster_id = k.cluster_id AND r.erased_at IS NULL)
    UNION ALL SELECT COALESCE(r.xml_item, '') FROM report r WHERE r.erased_at IS NOT NULL";
/// What is found out beside reports, wherever it is not erased.
const FOUND_OUT: &str = "SELECT 'opinion' AS said FROM country_opinion UNION SELECT 'proposal' FROM country_proposal
    UNION SELECT 'operator' FROM report_address WHERE operator IS NOT NULL UNION SELECT 'form' FROM picture_form ORDER BY 1";
const CLUSTERED: &str = "SELECT report_id AS said FROM cluster_report";

both_engines! {
    async fn yesterdays_backup_keeps_the_erased_erased(db: TestDb) {
        let (_inbox, addr) = Inbox::open(Vec::new()).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let number = clearinghouse.file("203.0.113.9", Some("203.0.113.7"), picture(1)).await;
        let other = clearinghouse.file("203.0.113.8", None, picture(2)).await;
        let made = post(&clearinghouse, "/api/referrals", json!({"agency": AGENCY, "reports": "all_ready"}), 201).await;
        let path = format!("/api/reports/{number}");
        let report_id = clearinghouse.get_json(ANALYST, &path).await["report_id"].as_str().unwrap().to_owned();
        clearinghouse.clock.advance(SignedDuration::from_hours(24 * 366 * 3));
        clearinghouse.until_referral(made["referral_id"].as_str().unwrap(), "delivered").await;
        // the backup is from while the package was on its way: that forbids an erasure, but not its return
        change(&db, "UPDATE referral SET state = 'made', receipt = NULL").await;
        let yesterday = clearinghouse.back_up().await;
        change(&db, "UPDATE referral SET state = 'delivered', receipt = '{}'").await;
        let erase = format!("/api/reviews/report/{report_id}/erase");
        let asked = post(&clearinghouse, &erase, json!({ "reason": "the period is over" }), 202).await;
        let approve = format!("/api/approvals/{}/approve", asked["approval_id"].as_str().unwrap());
        let (approved, receipt) = clearinghouse.send_json(OTHER_ANALYST, Method::POST, &approve, &json!({})).await;
        assert_eq!(approved, 200, "{receipt}");
        let before = texts(&clearinghouse, "SELECT wrapped_key AS said FROM case_key WHERE wrapped_key <> ''").await;
        let clearinghouse = clearinghouse.return_from(&yesterday, Some(addr)).await;
        let sealed = texts(&clearinghouse, SEALED).await;
        assert!(sealed.len() >= 3 && sealed.iter().all(String::is_empty), "{sealed:?}");
        let after = texts(&clearinghouse, "SELECT wrapped_key AS said FROM case_key WHERE wrapped_key <> ''").await;
        assert!(after.iter().all(|key| before.contains(key)) && !after.is_empty(), "an erased case has a key");
        let items = texts(&clearinghouse, "SELECT wrapped_key AS said FROM evidence_item WHERE wrapped_key <> ''").await;
        assert_eq!(items.len(), 2, "the neighbour's own documents");
        clearinghouse.until("the erased files are gone", async || (clearinghouse.vault_files() == 2).then_some(())).await;
        assert_eq!(clearinghouse.get_json(ANALYST, &format!("/api/reports/{other}")).await["ip_addresses"][0]["address"], "203.0.113.8");
        let reviews = clearinghouse.get_json(ANALYST, "/api/reviews").await;
        assert_eq!(reviews["erasures"][0]["object_id"], report_id.as_str(), "{reviews}");
        db.may_leave_jobs();
    }

    async fn a_report_goes_with_its_package_unless_one_in_it_is_held(db: TestDb) {
        let (_inbox, addr) = Inbox::open(Vec::new()).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let number = clearinghouse.file("203.0.113.9", Some("203.0.113.7"), picture(1)).await;
        let other = clearinghouse.file("203.0.113.8", None, picture(2)).await;
        let made = post(&clearinghouse, "/api/referrals", json!({"agency": AGENCY, "reports": "all_ready"}), 201).await;
        clearinghouse.until_referral(made["referral_id"].as_str().unwrap(), "delivered").await;
        let id = |report: &Value| format!("/api/reviews/report/{}", report["report_id"].as_str().unwrap());
        let report = id(&clearinghouse.get_json(ANALYST, &format!("/api/reports/{number}")).await);
        let neighbour = id(&clearinghouse.get_json(ANALYST, &format!("/api/reports/{other}")).await);
        let why = json!({ "reason": "the period is over" });
        post(&clearinghouse, &format!("{report}/erase"), why.clone(), 409).await;
        clearinghouse.clock.advance(SignedDuration::from_hours(24 * 366 * 3));
        assert_eq!(clearinghouse.get_json(ANALYST, &report).await["verdict"], "review_due");

        let hold = json!({ "reason": "proceedings", "authorization": "3/2026" });
        let hold = post(&clearinghouse, &format!("{neighbour}/hold"), hold, 201).await;
        let held = post(&clearinghouse, &format!("{report}/erase"), why.clone(), 409).await;
        assert!(held["detail"].as_str().unwrap().contains(hold["hold_id"].as_str().unwrap()), "{held}");
        post(&clearinghouse, &format!("/api/holds/{}/lift", hold["hold_id"].as_str().unwrap()), why.clone(), 200).await;

        clearinghouse.until("both are clustered", async || (texts(&clearinghouse, CLUSTERED).await.len() == 2).then_some(())).await;
        let found_out = texts(&clearinghouse, FOUND_OUT).await;
        assert_eq!(found_out, ["form", "operator", "opinion", "proposal"]);
        let files = clearinghouse.vault_files();
        let (denied, _) = clearinghouse.send_json(ADMINISTRATOR, Method::POST, &format!("{report}/erase"), &why).await;
        assert_eq!(denied, 404);
        let asked = post(&clearinghouse, &format!("{report}/erase"), why, 202).await;
        let approve = format!("/api/approvals/{}/approve", asked["approval_id"].as_str().unwrap());
        post(&clearinghouse, &approve, json!({}), 422).await;
        assert_eq!(clearinghouse.vault_files(), files, "nothing is done yet");
        let (approved, receipt) = clearinghouse.send_json(OTHER_ANALYST, Method::POST, &approve, &json!({})).await;
        assert_eq!(approved, 200, "{receipt}");
        let receipt = &receipt["output"];
        // its XML, its picture, its file details; and the package
        assert_eq!((&receipt["counts"]["evidence_item"], &receipt["counts"]["package"]), (&json!(3), &json!(1)));
        clearinghouse.until("the files are gone", async || (clearinghouse.vault_files() == files - 4).then_some(())).await;
        let sealed = texts(&clearinghouse, SEALED).await;
        assert!(sealed.len() >= 3 && sealed.iter().all(String::is_empty), "{sealed:?}");
        assert_eq!(texts(&clearinghouse, FOUND_OUT).await, found_out, "the neighbour's own stays");
        // the neighbour keeps its own documents; the package cannot be taken out any more
        assert_eq!(clearinghouse.get_json(ANALYST, &format!("/api/reports/{other}")).await["ip_addresses"][0]["address"], "203.0.113.8");
        let package = format!("/api/referrals/{}/package", made["referral_id"].as_str().unwrap());
        assert_eq!(clearinghouse.call(ANALYST, Method::GET, &package).send().await.unwrap().status(), 409);
        for path in [format!("/reports/{number}"), "/reviews".into(), "/reviews?lang=es".into(), "/approvals?lang=es".into()] {
            let page = clearinghouse.call(ANALYST, Method::GET, &path).header("accept", "text/html").send().await.unwrap();
            assert_eq!(page.status(), 200, "{path}");
        }
        clearinghouse.get_json(ANALYST, &format!("/api/reports/{number}")).await;
        clearinghouse.finish().await;
    }
}

both_engines! {
    async fn a_hold_keeps_what_its_sender_takes_back(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let before = clearinghouse.vault_files();
        let number = clearinghouse.submit("203.0.113.9").await;
        let report = clearinghouse.get_json(ANALYST, &format!("/api/reports/{number}")).await;
        let hold = json!({ "reason": "proceedings", "authorization": "3/2026" });
        let path = format!("/api/reviews/report/{}/hold", report["report_id"].as_str().unwrap());
        let hold = post(&clearinghouse, &path, hold, 201).await;
        let retract = clearinghouse.ispws("/ispws/retract", format!("id={number}")).await;
        assert_eq!(retract.response_code.number(), 0, "the sender need not know of it");
        let later = "SELECT job_id AS said FROM job j WHERE kind = 'discard-evidence' AND state = 'queued'
            AND run_at > (SELECT changed_at FROM report) + 80000000000";
        clearinghouse.until("it is looked at again tomorrow", async || (texts(&clearinghouse, later).await.len() == 1).then_some(())).await;
        assert_eq!(clearinghouse.vault_files(), before + 1);
        let why = json!({ "reason": "the proceedings are over" });
        post(&clearinghouse, &format!("/api/holds/{}/lift", hold["hold_id"].as_str().unwrap()), why, 200).await;
        clearinghouse.clock.advance(SignedDuration::from_hours(25));
        clearinghouse.until("its content is discarded", async || (clearinghouse.vault_files() == before).then_some(())).await;
        clearinghouse.finish().await;
    }

    async fn who_asks_is_found_by_exact_identifiers_and_answered_alike(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let submitted = clearinghouse.ispws("/ispws/submit", report_xml("203.0.113.7")).await;
        let number = submitted.report_id.unwrap();
        let finish = clearinghouse.call(PARTY, Method::POST, "/ispws/finish").form(&[("id", number)]);
        assert_eq!(finish.send().await.unwrap().status(), 200);
        clearinghouse.until_state(number, "ready").await;
        let form = Form::open(&clearinghouse).await;
        let told = Step::Happening { kinds: Vec::new(), words: "He called himself account-1 there.".into() };
        let sent = form.send(&clearinghouse, vec![form.begun(Door::AboutMe), told]).await;
        assert!(sent.0 < 300, "{sent:?}");
        let mut answers = Vec::new();
        for (account, held, decision, ground) in [
            ("account-1", 1, "restricted", "rights_of_others"), ("nobody", 0, "nothing_held", ""),
        ] {
            let request = json!({
                "right": "access", "token_kind": "account", "service": "Example", "account": account, "requester": "A. Solano",
                "channel": "email", "identity_check": "certificate", "age": "unknown", "received_on": "2024-05-31"
            });
            let desk = async |path: &str, body: Value| {
                let (status, answer) = clearinghouse.send_json(RIGHTS_OFFICER, Method::POST, path, &body).await;
                assert!(status < 300, "{path}: {answer}");
                answer
            };
            let made = desk("/api/rights-requests", request).await;
            let path = format!("/api/rights-requests/{}", made["rights_request_id"].as_str().unwrap());
            let found = desk(&format!("{path}/look-up"), json!({})).await["found"].clone();
            let account = found.as_array().unwrap().iter().find(|one| one["category"] == "account").unwrap();
            assert_eq!(account["records"], held, "{found}");
            let content = found.as_array().unwrap().iter().find(|one| one["category"] == "content").unwrap();
            assert_eq!(content["records"], held, "the report has no file, and a tip names the account: {found}");
            desk(&format!("{path}/decide"), json!({ "decision": decision, "ground": ground, "reason": "r" })).await;
            answers.push(clearinghouse.get_json(RIGHTS_OFFICER, &format!("{path}/answer?lang=es")).await);
        }
        assert_eq!(answers[0], answers[1]);
        assert!(answers[0]["text"].as_str().unwrap().contains("no confirma ni desmiente"));
        let by_name = json!({
            "right": "access", "token_kind": "name_birth", "given_name": "A", "family_name": "B", "birth": "1980-01-01",
            "requester": "A", "channel": "email", "identity_check": "certificate", "age": "adult", "received_on": "2024-05-31"
        });
        let (status, refused) =
            clearinghouse.send_json(RIGHTS_OFFICER, Method::POST, "/api/rights-requests", &by_name).await;
        assert_eq!((status, &refused["field"]), (422, &json!("token")));
        clearinghouse.finish().await;
    }
}

/// Tips of 2019, of which a decision keeps all but the last.
const KEPT_TIPS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 601)
    INSERT INTO tip (tip_id, begun_at, last_step_at)
    SELECT '0190163d8694739b8e3b2c7d3a0f' || (1000 + i), 1546300800000000, 1546300800000000 FROM n;
    INSERT INTO keep_decision (keep_decision_id, object_kind, object_id, reason, kept_until, decided_at, decided_by)
    SELECT tip_id, 'tip', 'tip_' || tip_id, '', 4102444800000000, 1577836800000000, 'analyst' FROM tip
    WHERE tip_id < '0190163d8694739b8e3b2c7d3a0f1601'";

both_engines! {
    async fn what_is_kept_longer_takes_no_place_from_what_is_due(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        change(&db, KEPT_TIPS).await;
        let due = clearinghouse.get_json(ANALYST, "/api/reviews").await["due"].clone();
        let named: Vec<_> = due.as_array().unwrap().iter().map(|row| row["object_id"].as_str().unwrap()).collect();
        assert_eq!(named, ["tip_0190163d8694739b8e3b2c7d3a0f1601"]);
        clearinghouse.finish().await;
    }
}

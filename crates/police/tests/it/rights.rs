//! Holds, review lists and erasure: a hold always wins, and what remains of an erased object is a number.

use jiff::SignedDuration;
use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::operation::package;
use crate::support::{Station, born, person, subject_of, text};

/// A person without an offence: the addresses of their review and of their report's.
pub(crate) async fn cleared(station: &Station) -> (String, String) {
    let inspector = station.inspector();
    station.receive(&package()).await.is(201);
    let subject = subject_of(&inspector, "juvenile").await;
    let body = person(&subject, json!("all"), ["Zoraida", "Quintanar"], born("2005-03-01"), json!("unknown"));
    let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
    let assignment = text(&inspector.assign(&person_id, "08").await, "assignment_id");
    let outcome = json!({ "code": "no_offence", "at": "2020-12-28T08:00:00Z" });
    inspector.post(&format!("/api/assignments/{assignment}/outcome"), &outcome).await.ok();
    let report_id = text(&subject["acts"][0], "report_id");
    (format!("/api/reviews/person/{person_id}"), format!("/api/reviews/report/{report_id}"))
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// Every text in every column of every table.
async fn everything(station: &Station) -> Vec<String> {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    let mut texts = Vec::new();
    for (table, columns) in [
        (
            "person",
            "given_name || name_blind || named_blind || family_name || COALESCE(birth, '') || COALESCE(withdrawn_reason, '')",
        ),
        ("identification", "grounds || COALESCE(withdrawn_reason, '')"),
        ("report_account", "stated"),
        ("account", "COALESCE(identifier_blind, '')"),
        ("account_trait", "key_blind"),
        ("act", "COALESCE(connection, '') || address_blind || COALESCE(file_name, '')"),
        ("ip_event", "COALESCE(connection, '') || address_blind || REPLACE(connection_blind, event_id, '')"),
        ("link", "grounds || key_blind"),
        ("evidence_item", "wrapped_key"),
        ("legal_hold", "reason || authorization_number || COALESCE(lifted_reason, '')"),
        ("keep_decision", "reason"),
        ("disclosed_subscriber", "subscriber || line_blind"),
        ("approval", "input || COALESCE(reason, '')"),
    ] {
        let sql = format!("SELECT {columns} AS said FROM {table}");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(tx.conn()).await.unwrap();
        texts.extend(rows.iter().map(|row| row.get::<String, _>("said")).filter(|said| !said.is_empty()));
    }
    texts
}

async fn count(station: &Station, sql: &'static str) -> i64 {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    sqlx::query(sql).fetch_one(tx.conn()).await.unwrap().get("rows")
}

async fn due(station: &Station) -> Vec<(String, String, String)> {
    let reviews = station.inspector().get("/api/reviews").await.ok();
    let row = |row: &Value| (text(row, "object_kind"), text(row, "category"), text(row, "verdict"));
    reviews["due"].as_array().unwrap().iter().map(row).collect()
}

const HOLD: &str = "to appear in proceedings 12/2021";

service::both_engines! {
    async fn yesterdays_backup_keeps_the_erased_erased(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let (person, report) = cleared(&station).await;
        station.clock.advance(days(31));
        let (full, yesterday) = (everything(&station).await, station.back_up(&db).await);
        let files = station.sealed_files();
        let why = json!({ "reason": "cleared, and nothing else needs it" });
        for path in [&person, &report] {
            inspector.erase(path, &why).await;
        }
        let (left, figures) = (everything(&station).await, inspector.get("/api/persons").await.ok());
        assert!(left.len() < full.len());
        let station = station.return_from(&db, &yesterday).await;
        let inspector = station.inspector();
        let sorted = |mut texts: Vec<String>| { texts.sort(); texts };
        assert_eq!(sorted(everything(&station).await), sorted(left));
        assert_eq!(inspector.get("/api/persons").await.ok(), figures);
        check_gone(&station, &person, &report).await;
        until(async || station.sealed_files() == files - 2).await;
        let erased = inspector.get("/api/reviews").await.ok()["erasures"].clone();
        assert_eq!(erased.as_array().unwrap().len(), 2, "{erased}");
        for form in ["csv", "json"] {
            let file = inspector.page(&format!("/reviews?list=erasures&format={form}"), "en").await;
            assert!(file.body.contains(&text(&erased[0], "receipt_sha256")) && !file.body.contains("<html"), "{file:?}");
        }
        // one that comes back by its package is still erased
        station.receive(&package()).await.is(201);
        check_gone(&station, &person, &report).await;
        station.stop().await;
    }

    async fn a_refused_form_of_a_review_keeps_what_was_typed(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let (person, _) = cleared(&station).await;
        station.clock.advance(days(31));
        let page = person.trim_start_matches("/api");
        let keeps = async |form: &str, typed: Value, kept: &[&str]| {
            let refused = inspector.submit(&format!("{page}/{form}"), &typed).await;
            refused.is(422);
            for word in kept {
                assert!(refused.body.contains(word), "{word} after {form}: {refused:?}");
            }
        };
        let hold = json!({ "reason": " ", "authorization": "1/2020", "last_day": "2021-06-30" });
        keeps("hold", hold, &["value=\"1/2020\"", "value=\"2021-06-30\"", "id=\"reason-hold-error\""]).await;
        let keep = json!({ "reason": "a trial goes on", "until": "soon" });
        keeps("keep", keep, &["a trial goes on", "id=\"until-keep-error\""]).await;
        keeps("erase", json!({ "reason": " " }), &["id=\"reason-erase-error\""]).await;
        let hold = json!({ "reason": "a trial", "authorization": "1/2020" });
        let placed = inspector.post(&format!("{person}/hold"), &hold).await.ok();
        let hold_id = text(&placed, "hold_id");
        let file = inspector.page("/reviews?list=holds&format=json", "en").await;
        assert!(file.body.contains("ines") && !file.body.contains("<html"), "{file:?}");
        let error = format!("id=\"reason-{hold_id}-error\"");
        keeps(&format!("lift/{hold_id}"), json!({ "reason": " " }), &[error.as_str()]).await;
        station.stop().await;
    }

    async fn a_cleared_person_goes_and_a_number_remains(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let before = everything(&station).await;
        assert!(before.is_empty(), "{before:?}");
        let (person, report) = cleared(&station).await;
        let operation = inspector.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let operation = format!("/api/operations/{}", text(&operation, "operation_id"));
        inspector.post(&format!("{operation}/subjects"), &json!({ "subject_ids": "all" })).await.ok();
        let tally = inspector.get(&format!("{operation}/tally")).await.ok();
        assert_eq!((&tally["identified"], &tally["minors"]), (&json!(1), &json!(1)));

        let why = json!({ "reason": "cleared, and nothing else needs it" });
        assert!(due(&station).await.is_empty());
        let early = inspector.post(&format!("{person}/erase"), &why).await;
        early.is(409);
        assert!(early.body.contains("its period runs"), "{early:?}");
        station.clock.advance(days(31));
        let row = |kind: &str| (kind.to_owned(), "cleared_person".to_owned(), "erasable".to_owned());
        assert_eq!(due(&station).await, [row("person"), row("report")]);

        // a hold wins, on the person and on what shares its content
        let hold = json!({ "reason": HOLD, "authorization": "12/2021" });
        let placed = text(&inspector.post(&format!("{report}/hold"), &hold).await.ok(), "hold_id");
        for path in [&person, &report] {
            let held = inspector.post(&format!("{path}/erase"), &why).await;
            held.is(409);
            assert!(held.body.contains(&placed), "{held:?}");
        }
        assert_eq!(inspector.get(&report).await.ok()["verdict"], "held");
        inspector.post(&format!("/api/holds/{placed}/lift"), &json!({ "reason": " " })).await.refused(422, "reason");
        inspector.post(&format!("/api/holds/{placed}/lift"), &json!({ "reason": "appeared" })).await.ok();
        inspector.post(&format!("/api/holds/{placed}/lift"), &json!({ "reason": "again" })).await.is(409);

        let full = everything(&station).await;
        let files = station.sealed_files();
        let receipt = inspector.erase(&person, &why).await;
        assert_eq!((&receipt["counts"]["person"], &receipt["counts"]["identification"]), (&json!(1), &json!(1)));
        let of_report = inspector.erase(&report, &why).await;
        // the package goes with the first of its reports; another report needs the file
        assert_eq!((&of_report["counts"]["evidence_item"], &of_report["counts"]["act"]), (&json!(2), &json!(1)));
        let left = everything(&station).await;
        assert!(left.iter().all(|text| full.contains(text)), "nothing new is sealed");
        assert!(left.len() < full.len());
        check_gone(&station, &person, &report).await;
        assert_eq!(inspector.get(&format!("{operation}/tally")).await.ok(), tally, "the figures keep counting");
        for path in [&person, &report] {
            inspector.post(&format!("{path}/erase"), &why).await.is(409);
            inspector.get(path).await.is(404);
        }
        let erased = inspector.get("/api/reviews").await.ok()["erasures"].clone();
        let kept = |row: &&Value| row["receipt_sha256"] == receipt["receipt_sha256"];
        let of_person: Vec<_> = erased.as_array().unwrap().iter().filter(kept).collect();
        assert_eq!(of_person.len(), 1, "{erased}");
        assert_eq!((&of_person[0]["erased_by"], &of_person[0]["approved_by"]), (&json!("ines"), &json!("ivan")));
        until(async || station.sealed_files() == files - 2).await;
        check_pages(&station, &person).await;
        // the same package again changes nothing
        station.receive(&package()).await.is(201);
        assert_eq!(everything(&station).await, left);
        station.stop().await;
    }

    async fn one_person_alone_erases_nothing(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, ivan) = (station.client("ines"), station.client("ivan"));
        let (person, _) = cleared(&station).await;
        station.clock.advance(days(31));
        let why = json!({ "reason": "cleared" });
        let asked = ines.post(&format!("{person}/erase"), &why).await.ok();
        assert_eq!(ines.get(&person).await.ok()["erasure_requested"]["approval_id"], asked["approval_id"]);
        ines.approve(&asked).await.refused(422, "approval_id");
        for name in ["dora", "adam", "rosa", "olga"] {
            station.client(name).approve(&asked).await.is(404);
        }
        // what the second person sees: ids, kind, rule and why it may go, and no name
        let answer = ivan.get("/api/approvals").await;
        assert!(!answer.body.contains("Zoraida") && !answer.body.contains("Quintanar"), "{answer:?}");
        let shown = &answer.ok()["to_decide"][0];
        let said = |name: &str| {
            let found = shown["circumstances"].as_array().unwrap().iter().find(|one| one["name"] == name);
            found.map(|one| text(one, "value")).unwrap_or_default()
        };
        assert_eq!((&*said("category"), &*said("verdict"), &*said("review-state")), ("cleared_person", "erasable", "unverified"));
        assert_eq!((&shown["object_kind"], &shown["input"]["reason"]), (&json!("person"), &json!("cleared")));
        for (lang, words) in [("en", "Erase for good"), ("es", "Borrar para siempre")] {
            let page = ivan.page("/approvals", lang).await;
            assert!(page.body.contains(words) && !page.body.contains("[input"), "{page:?}");
            ivan.page(&person.replace("/api", ""), lang).await.is(200);
        }
        // a hold that is placed meanwhile wins
        let hold = json!({ "reason": HOLD, "authorization": "12/2021" });
        let placed = text(&ivan.post(&format!("{person}/hold"), &hold).await.ok(), "hold_id");
        ivan.approve(&asked).await.is(409);
        ivan.post(&format!("/api/holds/{placed}/lift"), &json!({ "reason": "appeared" })).await.ok();
        station.clock.advance(SignedDuration::from_mins(15));
        ivan.approve(&asked).await.is(409);
        assert_eq!(ines.get(&person).await.ok()["erasure_requested"], json!(null));
        assert_eq!(ines.get("/api/reviews").await.ok()["erasures"], json!([]));

        // ten approvals at once of two requests erase once
        let again = [ines.post(&format!("{person}/erase"), &why).await.ok(), ines.post(&format!("{person}/erase"), &why).await.ok()];
        let tries = (0..10).map(|turn| {
            let (ivan, asked) = (station.client("ivan"), again[turn % 2].clone());
            tokio::spawn(async move { ivan.approve(&asked).await.status.as_u16() })
        });
        let mut done = 0;
        for attempt in tries.collect::<Vec<_>>() {
            done += usize::from(attempt.await.unwrap() == 200);
        }
        assert_eq!((done, ines.get("/api/reviews").await.ok()["erasures"].as_array().unwrap().len()), (1, 1));
        // the reason may name somebody: it goes with the object, in every request on it
        let left = everything(&station).await;
        assert!(count(&station, "SELECT COUNT(*) AS rows FROM approval WHERE input <> '' AND action = 'erase-object'").await == 0, "{left:?}");
        for asked in &again {
            ivan.approve(asked).await.is(409);
        }
        ivan.page("/approvals", "en").await.is(200);
        station.stop().await;
    }

    async fn a_human_keeps_with_a_reason_until_a_day(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let (person, _) = cleared(&station).await;
        let keep = |until: &str| json!({ "reason": "an appeal runs", "until": until });
        inspector.post(&format!("{person}/keep"), &keep("2021-06-30")).await.is(409);
        station.clock.advance(days(31));
        inspector.post(&format!("{person}/keep"), &keep("2021-01-01")).await.refused(422, "until");
        inspector.post(&format!("{person}/keep"), &keep("2025-01-01")).await.refused(422, "until");
        inspector.post(&format!("{person}/keep"), &keep("soon")).await.refused(422, "until");
        inspector.post(&format!("{person}/keep"), &keep("2021-06-30")).await.is(201);
        let kept = inspector.get(&person).await.ok();
        assert_eq!((&kept["verdict"], &kept["until"]), (&json!("keep"), &json!("2021-07-01T00:00:00Z")));
        assert_eq!((&kept["decisions"][0]["decided_by"], &kept["verified"]), (&json!("ines"), &json!(false)));
        inspector.post(&format!("{person}/erase"), &json!({ "reason": "x" })).await.is(409);
        station.clock.advance(days(160));
        assert_eq!(inspector.get(&person).await.ok()["verdict"], "erasable");
        station.stop().await;
    }

    async fn the_report_of_a_cleared_person_goes_and_no_ground_is_lost(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let (_, report) = cleared(&station).await;
        station.clock.advance(days(31));
        inspector.erase(&report, &json!({ "reason": "cleared" })).await;
        assert_eq!(inspector.get("/api/lost-grounds").await.ok(), json!([]));
        station.stop().await;
    }

    async fn an_unidentified_subject_is_looked_at_after_three_years(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        assert!(due(&station).await.is_empty());
        station.clock.advance(days(3 * 366));
        let listed = due(&station).await;
        assert!(listed.iter().any(|row| row.0 == "subject" && row.2 == "review_due"), "{listed:?}");
        let subject = subject_of(&inspector, "adult").await;
        let path = format!("/api/reviews/subject/{}", text(&subject, "subject_id"));
        let full = everything(&station).await;
        inspector.erase(&path, &json!({ "reason": "no lead" })).await;
        let left = everything(&station).await;
        assert!(left.len() + 4 <= full.len() && left.iter().all(|text| full.contains(text)));
        let erased = inspector.get(&format!("/api/subjects/{}", text(&subject, "subject_id"))).await.ok();
        assert_eq!(erased["accounts"][0]["esp_identifier"], json!(null));
        assert_eq!(erased["acts"][0]["ip"], json!(null));
        station.stop().await;
    }

    async fn a_watcher_sees_no_case_and_decides_nothing(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (person, _) = cleared(&station).await;
        station.clock.advance(days(31));
        let dora = station.client("dora");
        assert_eq!(dora.get("/api/reviews").await.ok()["due"].as_array().unwrap().len(), 2);
        let hold = json!({ "reason": "x", "authorization": "y" });
        for name in ["dora", "olga", "adam", "rosa", "clearinghouse"] {
            let client = station.client(name);
            client.post(&format!("{person}/erase"), &json!({ "reason": "x" })).await.is(404);
            client.post(&format!("{person}/hold"), &hold).await.is(404);
            client.post(&format!("{person}/keep"), &json!({ "reason": "x", "until": "2021-06-30" })).await.is(404);
            if name != "dora" {
                client.get("/api/reviews").await.is(404);
            }
        }
        let inspector = station.inspector();
        for nothing in ["person/per_0176a893628079a08b0c0746228b6672", "report/", "case/1", "person/x"] {
            inspector.post(&format!("/api/reviews/{nothing}/hold"), &hold).await.is(404);
        }
        let past = json!({ "reason": "x", "authorization": "y", "last_day": "2020-01-01" });
        inspector.post(&format!("{person}/hold"), &past).await.refused(422, "last_day");
        station.stop().await;
    }
}

async fn until(reached: impl AsyncFn() -> bool) {
    for _ in 0..200 {
        if reached().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("it never came");
}

/// Neither the API nor, on SQLite, any live byte of the database finds the person; the pages that led there stand.
async fn check_gone(station: &Station, person: &str, report: &str) {
    let inspector = station.inspector();
    inspector.get(&person.replace("/reviews/person", "/persons")).await.is(404);
    assert_eq!(inspector.get("/api/persons").await.ok(), json!([]));
    let of_report = inspector.get(&report.replace("/reviews/report", "/reports")).await.ok();
    assert_eq!(
        (&of_report["acts"][0]["ip"], &of_report["accounts"][0]["screen_names"]),
        (&json!(null), &json!([]))
    );
    inspector.get("/api/assignments").await.ok();
    inspector.get("/api/subjects").await.ok();
    inspector.get("/api/reveals").await.ok();
}

/// The pages say what was done, in both languages, without the reason that names somebody.
async fn check_pages(station: &Station, person: &str) {
    let inspector = station.inspector();
    for (lang, said) in [("en", "What remains is a number"), ("es", "Lo que queda es un número")] {
        let page = inspector.page("/reviews", lang).await;
        assert!(page.body.contains(said), "{page:?}");
        assert!(page.body.contains(person.rsplit('/').next().unwrap()), "{page:?}");
        assert!(!page.body.contains(HOLD), "{page:?}");
    }
}

/// Requests of 2010, of which a decision keeps all but the last.
const KEPT_REQUESTS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 601)
    INSERT INTO disclosure_request (request_id, operator, legal_basis, issued_at, issued_by, standing)
    SELECT 'dsr_' || (1000 + i), 'Red Ejemplo', '', 1262304000000000, 'inspector', 1 FROM n;
    INSERT INTO keep_decision (keep_decision_id, object_kind, object_id, reason, kept_until, decided_at, decided_by)
    SELECT request_id, 'disclosure_request', request_id, '', 4102444800000000, 1577836800000000, 'inspector'
    FROM disclosure_request WHERE request_id < 'dsr_1601'";

service::both_engines! {
    async fn what_is_kept_longer_takes_no_place_from_what_is_due(db: TestDb) {
        let station = Station::start(&db).await;
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        sqlx::raw_sql(KEPT_REQUESTS).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let row = |kind: &str, category: &str| (kind.to_owned(), category.to_owned(), "review_due".to_owned());
        assert_eq!(due(&station).await, [row("disclosure_request", "disclosed_subscriber")]);
        station.stop().await;
    }
}

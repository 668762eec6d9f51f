//! Files at the police: by the country's rule, by unit, on record, counted for the person alone.

use reqwest::Method;
use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Answer, Client, Station, born, person, subject_of, text};

/// How many files a day the tests' configuration allows.
pub(crate) const LIMIT: u32 = 3;

/// The report of an account, and the digest of its file.
async fn file_of(inspector: &Client, account: &str) -> (String, String) {
    let subject = subject_of(inspector, account).await;
    let act = &subject["acts"][0];
    (text(act, "report_id"), text(act, "file_sha256"))
}

async fn open(client: &Client, (report, sha256): &(String, String)) -> Answer {
    let body = json!({ "sha256": sha256, "reason": "to tell the place" });
    client.post(&format!("/api/files/{report}/open"), &body).await
}

/// A blurred look asks for no less than the file itself.
async fn preview(client: &Client, (report, sha256): &(String, String)) -> Answer {
    let body = json!({ "sha256": sha256, "reason": "to tell the place" });
    client.post(&format!("/api/files/{report}/preview"), &body).await
}

async fn files(client: &Client, report: &str) -> Value {
    client.get(&format!("/api/files/{report}")).await.ok()
}

/// Identifies who is behind these acts of an account and hands them to a unit; gives the person and the assignment.
async fn hand_over(inspector: &Client, account: &str, acts: Value, unit: &str) -> (String, String) {
    let subject = subject_of(inspector, account).await;
    let body = person(&subject, acts, ["Nuria", account], born("1990-03-01"), json!("unknown"));
    let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
    let assignment_id = text(&inspector.assign(&person_id, unit).await, "assignment_id");
    (person_id, assignment_id)
}

/// Lets the report of one account speak of what another's spoke of, too.
async fn join_reports(station: &Station, into: &str, from: &str) {
    let mut tx = station.running.node.db().begin_write("test-join").await.unwrap();
    for sql in [
        "UPDATE act SET report_id = $1 WHERE report_id = $2",
        "UPDATE report_account SET report_id = $1 WHERE report_id = $2",
    ] {
        sqlx::query(sql).bind(into.to_owned()).bind(from.to_owned()).execute(tx.conn()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

service::both_engines! {
    async fn where_no_rule_is_known_the_stricter_one_stands(db: TestDb) {
        let station = Station::start_in(&db, "").await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        // what the sender states came with the package
        for (account, viewing) in [("juvenile", "in_full"), ("adult", "hash_match_only"), ("year", "not_stated")] {
            let file = file_of(&inspector, account).await;
            let shown = files(&inspector, &file.0).await;
            assert_eq!((&shown["files"][0]["viewing"], shown["files"].as_array().unwrap().len()), (&json!(viewing), 1));
            let answer = open(&inspector, &file).await;
            if viewing == "in_full" {
                assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "pattern one, scaled"));
                continue;
            }
            answer.is(409);
            preview(&inspector, &file).await.is(409);
            assert!(answer.body.contains("unknown/police") && !answer.body.contains("pattern"), "{answer:?}");
            let order = json!({ "number": "auto 9/2020", "authority": "Juzgado 9", "granted_on": "2020-12-20", "terms": "el archivo" });
            station.client("olga").post(&format!("/api/files/{}/authorize", file.0), &order).await.is(404);
            inspector.post(&format!("/api/files/{}/authorize", file.0), &order).await.is(201);
            open(&inspector, &file).await.is(200);
            assert_eq!(files(&inspector, &file.0).await["openings"][0]["basis"], "authorization");
        }
        station.stop().await;
    }

    async fn a_provincial_officer_opens_what_was_handed_to_the_unit(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (own, other) = (file_of(&inspector, "juvenile").await, file_of(&inspector, "adult").await);
        let subject = subject_of(&inspector, "juvenile").await;
        let body = person(&subject, json!("all"), ["Nuria", "Prat"], born("2005-03-01"), json!("unknown"));
        let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        let olga = station.client("olga");
        open(&olga, &own).await.is(404);
        preview(&olga, &own).await.is(404);
        inspector.assign(&person_id, "08").await;
        assert_eq!(open(&olga, &own).await.body, "pattern one, scaled");
        let page = olga.page(&format!("/persons/{person_id}"), "es").await;
        assert!(page.body.contains(&format!("/files/{}", own.0)) && page.body.contains("Abrir el archivo"), "{page:?}");
        // the register says on what grounds, as of every other look
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let sql = "SELECT grounds FROM custody_entry WHERE action IN ('open-file', 'settle-opening')";
        let rows = sqlx::query(sql).fetch_all(tx.conn()).await.unwrap();
        drop(tx);
        let grounds: Vec<String> = rows.iter().map(|row| sqlx::Row::get(row, "grounds")).collect();
        assert_eq!(grounds, ["own_unit", "own_unit"]);
        // another unit's, and what belongs to none, look like nothing
        let never = (format!("rep_{}", "0".repeat(32)), own.1.clone());
        let denied = [open(&olga, &other).await, open(&station.client("bego"), &own).await, open(&olga, &never).await];
        for answer in &denied {
            answer.is(404);
        }
        olga.get(&format!("/api/files/{}", other.0)).await.is(404);
        station.client("adam").get(&format!("/api/files/{}", own.0)).await.is(404);
        station.stop().await;
    }

    async fn openings_are_limited_and_counted_for_the_person_alone(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let file = file_of(&inspector, "adult").await;
        for _ in 0..LIMIT {
            open(&inspector, &file).await.is(200);
        }
        let full = open(&inspector, &file).await;
        full.is(409);
        preview(&inspector, &file).await.is(409);
        assert!(full.body.contains("the limit of 3 opened files a day is reached"), "{full:?}");
        let raise = json!({ "openings": 2, "reason": "an arrest tonight" });
        let asked = inspector.post("/api/openings/raise", &raise).await.ok();
        inspector.approve(&asked).await.is(422);
        inspector.as_other("ivan").approve(&asked).await.is(200);
        let looked = preview(&inspector, &file).await.ok();
        assert_eq!(looked["result"], "unsupported", "a text is no picture, and asking counts all the same");

        let own = inspector.get("/api/my-exposure").await.ok();
        assert_eq!((&own["files_today"], &own["files_this_week"], &own["today"]), (&json!(4), &json!(4), &json!(0)));
        assert_eq!((&own["days"][0]["files"], &own["days"][1]["files"]), (&json!(4), &json!(0)));
        let ivan = inspector.as_other("ivan").get("/api/my-exposure").await.ok();
        assert_eq!(ivan["files_today"], 0);
        let asked = json!({ "person": "ines" });
        let seen = station.client("wilma").post("/api/exposure", &asked).await.ok();
        assert_eq!(seen["files_today"], 4);
        inspector.as_other("ivan").post("/api/exposure", &asked).await.is(404);
        station.stop().await;
    }

    async fn why_a_limit_is_raised_is_read_by_the_own_unit_and_the_central_one(db: TestDb) {
        let station = Station::start(&db).await;
        let (olga, bego, inspector) = (station.client("olga"), station.client("bego"), station.inspector());
        let asked = |reason: &str| json!({ "openings": 2, "reason": reason });
        let of_olga = olga.post("/api/openings/raise", &asked("a search in the north")).await.ok();
        let of_ines = inspector.post("/api/openings/raise", &asked("an arrest tonight")).await.ok();
        for (client, sees) in [(&bego, vec![]), (&olga, vec!["north"]), (&inspector, vec!["north", "tonight"])] {
            let seen = client.get("/api/approvals").await.ok().to_string();
            let found: Vec<_> = ["north", "tonight"].into_iter().filter(|word| seen.contains(*word)).collect();
            assert_eq!(found, sees);
        }
        for asked in [&of_olga, &of_ines] {
            bego.approve(asked).await.is(404);
        }
        inspector.approve(&of_olga).await.is(200);
        station.client("ivan").approve(&of_ines).await.is(200);
        station.stop().await;
    }

    async fn looks_at_the_same_moment_share_one_limit(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let file = file_of(&inspector, "adult").await;
        let answers = futures::future::join_all((0..2 * LIMIT).map(|_| open(&inspector, &file))).await;
        let count = |status: u16| answers.iter().filter(|answer| answer.status.as_u16() == status).count();
        assert_eq!((count(200), count(409)), (LIMIT as usize, LIMIT as usize), "{answers:?}");
        let shown = files(&inspector, &file.0).await;
        assert_eq!((&shown["opened_today"], shown["openings"].as_array().unwrap().len()), (&json!(LIMIT), LIMIT as usize));
        station.stop().await;
    }

    async fn a_limit_of_nothing_is_not_raised(db: TestDb) {
        let station = Station::start_limited(&db, 0).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let file = file_of(&inspector, "adult").await;
        let raise = json!({ "openings": 2, "reason": "an arrest tonight" });
        inspector.post("/api/openings/raise", &raise).await.is(409);
        // nor by what was allowed before the limit was set
        let mut tx = station.running.node.db().begin_write("test-allow").await.unwrap();
        let sql = "INSERT INTO opening_allowance (allowance_id, allowed_to, allowed_on, openings, allowed_at)
             VALUES ('alw_1', 'ines', '2020-12-28', 5, 0)";
        sqlx::query(sql).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let refused = open(&inspector, &file).await;
        refused.is(409);
        assert!(refused.body.contains("openings_per_day = 0"), "{refused:?}");
        assert_eq!(files(&inspector, &file.0).await["limit_today"], 0);
        station.stop().await;
    }

    async fn what_was_written_of_a_look_goes_with_the_report(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let file = file_of(&inspector, "adult").await;
        open(&inspector, &file).await.is(200);
        let order = json!({ "number": "auto 9/2020", "authority": "Juzgado 9", "granted_on": "2020-12-20", "terms": "el archivo" });
        inspector.post(&format!("/api/files/{}/authorize", file.0), &order).await.is(201);
        station.clock.advance(jiff::SignedDuration::from_hours(24 * 365 * 4));
        inspector.erase(&format!("/api/reviews/report/{}", file.0), &json!({ "reason": "over" })).await;
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let sql = "SELECT reason AS said FROM opening
            UNION ALL SELECT authorization_number || authority || terms FROM opening_authorization";
        let rows = sqlx::query(sql).fetch_all(tx.conn()).await.unwrap();
        drop(tx);
        let said: Vec<String> = rows.iter().map(|row| sqlx::Row::get(row, "said")).collect();
        assert_eq!(said, ["", ""]);
        // a file that other reports speak of may stay; by this report nobody opens it any more
        open(&inspector, &file).await.is(404);
        station.stop().await;
    }
}

service::both_engines! {
    async fn a_page_shows_the_way_to_a_file_and_never_the_file(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (report, sha256) = file_of(&inspector, "adult").await;
        let form = json!({ "sha256": sha256, "reason": "by the form" });
        let answer = inspector.submit(&format!("/files/{report}/open"), &form).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "pattern two"));
        for (lang, said) in [("en", "not viewed by a person"), ("es", "no lo vio ninguna persona")] {
            for path in [format!("/reports/{report}"), format!("/files/{report}")] {
                let page = inspector.page(&path, lang).await;
                page.is(200);
                assert!(page.body.contains(said), "{page:?}");
                for never in ["<img", "<script>", "shared.png", "pattern two"] {
                    assert!(!page.body.contains(never), "{never} in {page:?}");
                }
            }
        }
        let head = inspector.request(Method::GET, &format!("/files/{report}")).send().await.unwrap();
        assert!(head.headers()["content-security-policy"].to_str().unwrap().contains("style-src 'self'"));
        station.stop().await;
    }
}

service::both_engines! {
    async fn an_erased_person_leads_to_no_file(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let file = file_of(&inspector, "juvenile").await;
        let (person_id, assignment_id) = hand_over(&inspector, "juvenile", json!("all"), "08").await;
        let olga = station.client("olga");
        open(&olga, &file).await.is(200);
        let outcome = json!({ "code": "no_offence", "at": "2020-12-28T08:00:00Z" });
        inspector.post(&format!("/api/assignments/{assignment_id}/outcome"), &outcome).await.ok();
        station.clock.advance(jiff::SignedDuration::from_hours(24 * 31));
        open(&olga, &file).await.is(200);
        inspector.erase(&format!("/api/reviews/person/{person_id}"), &json!({ "reason": "over" })).await;
        // the report is still there for the central unit
        open(&inspector, &file).await.is(200);
        open(&olga, &file).await.is(404);
        olga.get(&format!("/api/files/{}", file.0)).await.is(404);
        station.stop().await;
    }

    async fn an_erased_subjects_file_is_opened_by_no_other_subject_of_the_report(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (kept, other) = (file_of(&inspector, "juvenile").await, file_of(&inspector, "adult").await);
        join_reports(&station, &kept.0, &other.0).await;
        let gone = (kept.0.clone(), other.1);
        open(&inspector, &gone).await.is(200);
        let subject_id = text(&subject_of(&inspector, "adult").await, "subject_id");
        station.clock.advance(jiff::SignedDuration::from_hours(24 * 366 * 3));
        inspector.erase(&format!("/api/reviews/subject/{subject_id}"), &json!({ "reason": "no lead" })).await;
        open(&inspector, &kept).await.is(200);
        open(&inspector, &gone).await.is(404);
        let shown = files(&inspector, &kept.0).await;
        assert_eq!((shown["files"].as_array().unwrap().len(), &shown["files"][0]["sha256"]), (1, &json!(kept.1)));
        station.stop().await;
    }

    async fn a_unit_reads_nothing_of_the_looks_of_another(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (first, second) = (file_of(&inspector, "juvenile").await, file_of(&inspector, "adult").await);
        let second = (first.0.clone(), second.1);
        hand_over(&inspector, "juvenile", json!("all"), "08").await;
        hand_over(&inspector, "adult", json!("all"), "48").await;
        join_reports(&station, &first.0, &file_of(&inspector, "adult").await.0).await;
        let (olga, bego) = (station.client("olga"), station.client("bego"));
        open(&olga, &first).await.is(200);
        open(&bego, &second).await.is(200);
        for (client, own, other) in [(&olga, "olga", "bego"), (&bego, "bego", "olga")] {
            let seen = files(client, &first.0).await["openings"].to_string();
            assert!(seen.contains(own) && !seen.contains(other), "{seen}");
        }
        assert_eq!(files(&inspector, &first.0).await["openings"].as_array().unwrap().len(), 2);
        station.stop().await;
    }

    async fn what_another_act_states_of_a_file_counts_for_every_unit(db: TestDb) {
        let station = Station::start_in(&db, "").await;
        let inspector = station.inspector();
        let mut package = package();
        let uploads = &mut package.reports[0].2;
        (uploads[0].viewed, uploads[1].viewed) = (Some(true), Some(false));
        station.receive(&package).await.is(201);
        let subject = subject_of(&inspector, "under").await;
        // in order of time
        let first = &subject["acts"][0];
        let file = (text(first, "report_id"), text(first, "file_sha256"));
        hand_over(&inspector, "under", json!([first["act_id"]]), "08").await;
        for client in [&inspector, &station.client("olga")] {
            let shown = files(client, &file.0).await;
            assert_eq!(shown["files"][0]["viewing"], "hash_match_only");
            open(client, &file).await.is(409);
        }
        station.stop().await;
    }
}

//! Two persons: one asks, another approves exactly that, once, in time.

use jiff::SignedDuration;
use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

/// Of nobody else in the tests.
const NAME: [&str; 2] = ["Fuensanta", "Aldecoa"];

async fn identified(station: &Station) -> String {
    station.receive(&package()).await.is(201);
    let inspector = station.inspector();
    let subject = subject_of(&inspector, "juvenile").await;
    let mut body = person(&subject, json!("all"), NAME, born("2005-03-01"), json!("unknown"));
    body["grounds"] = "line of the household".into();
    text(&inspector.post("/api/persons", &body).await.ok(), "person_id")
}

async fn count(station: &Station, sql: &'static str) -> i64 {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    sqlx::query(sql).fetch_one(tx.conn()).await.unwrap().get("rows")
}

async fn assignments(station: &Station) -> i64 {
    count(station, "SELECT COUNT(*) AS rows FROM assignment").await
}

async fn change(station: &Station, sql: &str) {
    let mut tx = station.running.node.db().begin_write("test").await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn state(client: &Client, asked: &Value) -> String {
    let listed = client.get("/api/approvals").await.ok();
    let mine = listed["mine"].as_array().unwrap();
    let one = mine.iter().find(|one| one["approval_id"] == asked["approval_id"]).unwrap();
    text(one, "state")
}

service::both_engines! {
    async fn a_second_person_approves_exactly_this_once(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let person_id = identified(&station).await;
        let (ines, ivan) = (station.client("ines"), station.client("ivan"));
        let answer = ines.ask_assignment(&person_id, "Barcelona").await;
        answer.is(202);
        let asked = answer.ok();
        assert_eq!(assignments(&station).await, 0, "nothing is done yet");

        ines.approve(&asked).await.refused(422, "approval_id");
        let absent = json!({ "approval_id": format!("apr_{}", "0".repeat(32)) });
        for name in ["olga", "dora", "adam", "rosa"] {
            let (here, nowhere) = (station.client(name).approve(&asked).await, station.client(name).approve(&absent).await);
            assert_eq!((here.status, &here.body), (nowhere.status, &nowhere.body), "{name}");
            here.is(404);
            assert_eq!(station.client(name).get("/api/approvals").await.ok()["to_decide"], json!([]));
        }
        let listed = ivan.get("/api/approvals").await.ok();
        let acts = ines.get(&format!("/api/persons/{person_id}")).await.ok()["acts"].clone();
        assert!(!listed.to_string().contains("F. A."), "programs are told ids alone: {listed}");
        let asked_for = json!({
            "person_id": person_id, "unit": "Barcelona", "release_reason": "met at this address", "act_ids": [acts[0]["act_id"]]
        });
        assert_eq!(listed["to_decide"][0]["input"], asked_for);
        let known = &listed["to_decide"][0]["circumstances"];
        assert_eq!(known[0], json!({ "name": "independent_events", "value": "0" }), "the second person sees how little it is");
        assert_eq!(ines.get("/api/approvals").await.ok()["to_decide"], json!([]));
        for name in ["ivan", "ines"] {
            let page = station.client(name).page("/approvals", "en").await;
            // a name is shown as on the page of the person: of a minor by initials
            let link = format!("<a href=\"/persons/{person_id}\">F. A.</a> <code class=\"digest\">{person_id}</code>");
            assert!(page.body.contains(&link) && !page.body.contains(NAME[0]), "{name} comes to the person: {page:?}");
            assert!(page.body.contains(&format!("<dd>{}</dd>", text(&acts[0], "act_id"))), "{name} reads no JSON: {page:?}");
        }

        let approved = ivan.approve(&asked).await.ok();
        assert_eq!(approved["output"]["unit"], "08");
        assert_eq!(assignments(&station).await, 1);
        let file = ivan.page("/approvals?format=csv", "en").await;
        assert!(file.body.contains(&person_id) && file.body.contains("met at this address") && !file.body.contains("<td"), "{file:?}");
        // both have on file who asked and who decided
        for name in ["ivan", "ines"] {
            let file = station.client(name).page("/approvals?format=json", "en").await;
            let said = ["\"requested_by\":\"ines\"", "\"decided_by\":\"ivan\"", person_id.as_str()];
            assert!(said.iter().all(|said| file.body.contains(said)), "{name}: {file:?}");
        }
        ivan.approve(&asked).await.is(409);
        assert_eq!((assignments(&station).await, &*state(&ines, &asked).await), (1, "approved"));

        // done in the requester's name, and the register knows both
        let register = station.client("dora").get("/api/access-entries?operation=disclosure&person=ines").await.ok();
        let entry = &register["entries"][0];
        assert_eq!((&entry["action"], &entry["name"], &entry["approver"], &entry["recipient"]),
            (&json!("assign-person"), &json!("ines"), &json!("ivan"), &json!("08")), "{register}");
        let assignment = &ines.get(&format!("/api/persons/{person_id}")).await.ok()["assignment"];
        assert_eq!(assignment["assigned_by"], "ines");
        let read = "/access-entries?operation=consultation&person=ines&format=csv";
        let read = station.client("dora").page(read, "es").await;
        assert!(read.body.contains(&format!("Persona; {person_id}")), "{read:?}");
        station.stop().await;
    }

    async fn what_cannot_be_done_is_refused_when_asked_and_leaves_nothing(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let person_id = identified(&station).await;
        let ines = station.inspector();
        ines.ask_assignment(&person_id, "Atlantis").await.refused(422, "unit");
        ines.ask_assignment("per_0176a893628079a08b0c0746228b6672", "08").await.refused(422, "person_id");
        station.client("olga").ask_assignment(&person_id, "08").await.is(404);
        let rows = count(&station, "SELECT (SELECT COUNT(*) FROM approval) + (SELECT COUNT(*) FROM assignment) AS rows").await;
        assert_eq!(rows, 0, "a trial leaves nothing");
        station.stop().await;
    }

    async fn exactly_fifteen_minutes_are_too_late(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let person_id = identified(&station).await;
        let (ines, ivan) = (station.client("ines"), station.client("ivan"));
        let late = ines.ask_assignment(&person_id, "08").await.ok();
        station.clock.advance(SignedDuration::from_mins(15));
        ivan.approve(&late).await.is(409);
        assert_eq!(ivan.get("/api/approvals").await.ok()["to_decide"], json!([]));
        assert_eq!((assignments(&station).await, &*state(&ines, &late).await), (0, "expired"));
        let in_time = ines.ask_assignment(&person_id, "08").await.ok();
        station.clock.advance(SignedDuration::from_mins(15) - SignedDuration::from_micros(1));
        ivan.approve(&in_time).await.ok();
        assert_eq!(assignments(&station).await, 1);
        station.stop().await;
    }

    async fn a_changed_request_is_refused(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let person_id = identified(&station).await;
        let (ines, ivan) = (station.client("ines"), station.client("ivan"));
        let barcelona = ines.ask_assignment(&person_id, "08").await.ok();
        let bizkaia = ines.ask_assignment(&person_id, "48").await.ok();
        let id = |asked: &Value| text(asked, "approval_id");
        for sql in [
            // another digest
            format!("UPDATE approval SET input_sha256 = REPLACE(REPLACE(input_sha256, '1', '2'), 'a', 'b') WHERE approval_id = '{}'", id(&barcelona)),
            // the sealed input and the digest of another request
            format!("UPDATE approval SET input = (SELECT other.input FROM approval other WHERE other.approval_id = '{0}'),
                         input_sha256 = (SELECT other.input_sha256 FROM approval other WHERE other.approval_id = '{0}')
                     WHERE approval_id = '{1}'", id(&bizkaia), id(&barcelona)),
        ] {
            change(&station, &sql).await;
            ivan.approve(&barcelona).await.is(409);
        }
        // another action's name under the same digest
        change(&station, &format!("UPDATE approval SET action = 'reveal-names' WHERE approval_id = '{}'", id(&bizkaia))).await;
        ivan.approve(&bizkaia).await.is(409);
        assert_eq!(assignments(&station).await, 0);
        station.stop().await;
    }

    async fn acts_that_came_after_it_was_asked_for_are_not_released(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let person_id = identified(&station).await;
        let (ines, ivan) = (station.client("ines"), station.client("ivan"));
        let asked = ines.ask_assignment(&person_id, "08").await.ok();
        let adult = subject_of(&ines, "adult").await;
        let more = json!({
            "subject_id": adult["subject_id"], "act_ids": "all", "place_of_acts": "unknown", "grounds": "the same line"
        });
        ines.post(&format!("/api/persons/{person_id}/acts"), &more).await.is(201);
        let refused = ivan.approve(&asked).await;
        refused.is(409);
        assert!(refused.body.contains("the acts of the person have changed"), "{refused:?}");
        assert_eq!((assignments(&station).await, &*state(&ines, &asked).await), (0, "pending"));
        let anew = ines.ask_assignment(&person_id, "08").await.ok();
        let listed = ivan.get("/api/approvals").await.ok()["to_decide"].clone();
        let mine = listed.as_array().unwrap().iter().find(|one| one["approval_id"] == anew["approval_id"]);
        assert_eq!(mine.unwrap()["input"]["act_ids"].as_array().unwrap().len(), 2, "{listed}");
        ivan.approve(&anew).await.ok();
        assert_eq!(assignments(&station).await, 1);
        station.stop().await;
    }

    async fn a_hundred_approvals_at_once_do_it_once(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let person_id = identified(&station).await;
        let asked = station.inspector().ask_assignment(&person_id, "08").await.ok();
        let tasks: Vec<_> = (0..100).map(|_| {
            let (ivan, asked) = (station.client("ivan"), asked.clone());
            tokio::spawn(async move { ivan.approve(&asked).await.status.as_u16() })
        }).collect();
        let mut statuses = Vec::new();
        for task in tasks {
            statuses.push(task.await.unwrap());
        }
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200, "{statuses:?}");
        // one account has half of the staff's lane, so some do not even come to be decided
        assert!(statuses[1..].iter().all(|status| matches!(status, 409 | 429)), "{statuses:?}");
        assert!(statuses.contains(&409), "{statuses:?}");
        assert_eq!(assignments(&station).await, 1);
        station.stop().await;
    }

    async fn who_lost_the_permission_gets_nothing_done(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let person_id = identified(&station).await;
        let asked = station.inspector().ask_assignment(&person_id, "08").await.ok();
        station.stop().await;
        let station = Station::start_without(&db, "ines").await;
        let refused = station.client("ivan").approve(&asked).await;
        refused.is(409);
        assert!(refused.body.contains("no longer"), "{refused:?}");
        assert_eq!(assignments(&station).await, 0);
        station.stop().await;
    }

    async fn a_request_is_refused_with_a_reason_or_taken_back(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let person_id = identified(&station).await;
        let (ines, ivan) = (station.client("ines"), station.client("ivan"));
        let path = |asked: &Value, event: &str| format!("/api/approvals/{}/{event}", text(asked, "approval_id"));
        let refused = ines.ask_assignment(&person_id, "08").await.ok();
        let why = json!({ "reason": "the other unit knows the family" });
        ines.post(&path(&refused, "refuse"), &why).await.refused(422, "approval_id");
        ivan.post(&path(&refused, "refuse"), &json!({ "reason": " " })).await.refused(422, "reason");
        let approval_id = text(&refused, "approval_id");
        let unsaid = ivan.submit(&format!("/approvals/{approval_id}/refuse"), &json!({ "reason": " " })).await;
        unsaid.is(422);
        assert!(unsaid.body.contains(&format!("id=\"reason-{approval_id}-error\"")), "{unsaid:?}");
        ivan.post(&path(&refused, "refuse"), &why).await.ok();
        ivan.approve(&refused).await.is(409);
        let mine = &ines.get("/api/approvals").await.ok()["mine"][0];
        assert_eq!((&mine["state"], &mine["reason"], &mine["decided_by"]), (&json!("refused"), &why["reason"], &json!("ivan")));
        station.clock.advance(SignedDuration::from_secs(1));
        let withdrawn = ines.ask_assignment(&person_id, "08").await.ok();
        ivan.post(&path(&withdrawn, "withdraw"), &json!({})).await.is(404);
        ines.post(&path(&withdrawn, "withdraw"), &json!({})).await.ok();
        ivan.approve(&withdrawn).await.is(409);
        assert_eq!((assignments(&station).await, &*state(&ines, &withdrawn).await), (0, "withdrawn"));
        station.stop().await;
    }

    async fn all_names_are_shown_once_to_who_asked(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let person_id = identified(&station).await;
        let (ines, ivan) = (station.client("ines"), station.client("ivan"));
        let opened = ines.post("/api/operations", &json!({ "name": "Faro" })).await.ok();
        let operation = format!("/api/operations/{}", text(&opened, "operation_id"));
        ines.post(&format!("{operation}/subjects"), &json!({ "subject_ids": "all" })).await.ok();
        let why = json!({ "reason": "a warrant names them all", "legal_basis": "auto 31/2020" });
        let asked = ines.post(&format!("{operation}/reveal-names"), &why).await;
        asked.is(202);
        let page = format!("/operations/{}", text(&opened, "operation_id"));
        let waits = "This waits for a second person";
        assert!(ivan.page(&page, "en").await.body.contains(waits));
        let approved = ivan.approve(&asked.ok()).await;
        assert!(!ines.page(&page, "en").await.body.contains(waits), "nothing waits any more");
        assert!(!approved.body.contains(NAME[0]), "the approver is shown ids only");
        let show = format!("/api/name-lists/{}/show", text(&approved.ok()["output"], "name_list_id"));
        ivan.post(&show, &json!({})).await.is(404);
        let shown = ines.post(&show, &json!({})).await.ok();
        assert_eq!((&shown["persons"][0]["person_id"], &shown["persons"][0]["given_name"]), (&json!(person_id), &json!(NAME[0])));
        let again = ines.post(&show, &json!({})).await;
        again.is(409);
        assert!(!again.body.contains(NAME[0]));
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let rows = sqlx::query("SELECT action, body FROM custody_entry").fetch_all(tx.conn()).await.unwrap();
        let bodies: Vec<(String, String)> = rows.iter().map(|row| (row.get("action"), row.get("body"))).collect();
        drop(tx);
        assert!(bodies.iter().all(|(_, body)| !NAME.iter().any(|word| body.contains(word))));
        assert!(bodies.iter().any(|(action, body)| action == "reveal-names" && body.contains(&person_id)));
        assert!(bodies.iter().any(|(action, _)| action == "show-names"));
        station.stop().await;
    }

    async fn acts_are_added_to_whoever_a_unit_has_by_two_persons(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let person_id = identified(&station).await;
        let (ines, ivan) = (station.client("ines"), station.client("ivan"));
        ines.assign(&person_id, "08").await;
        let adult = subject_of(&ines, "adult").await;
        let more = json!({
            "subject_id": adult["subject_id"], "act_ids": "all", "place_of_acts": { "province": "08" }, "grounds": "the same line"
        });
        let path = format!("/api/persons/{person_id}/acts");
        let acts = async || ines.get(&format!("/api/persons/{person_id}")).await.ok()["acts"].as_array().unwrap().len();
        let before = acts().await;
        let asked = ines.post(&path, &more).await;
        asked.is(202);
        let asked = asked.ok();
        assert_eq!(acts().await, before, "nothing is done by one officer");
        ines.approve(&asked).await.refused(422, "approval_id");
        let listed = ivan.get("/api/approvals").await.ok();
        let input = &listed["to_decide"][0]["input"];
        assert_eq!(input["act_ids"], json!([adult["acts"][0]["act_id"]]), "each act by its number: {input}");
        assert_eq!((&input["place"], &input["place_province"]), (&json!("province"), &json!("08")));
        ivan.approve(&asked).await.ok();
        assert_eq!(acts().await, before + 1);

        // by a form, too
        let year = subject_of(&ines, "year").await;
        let attribute = format!("/persons/{person_id}/attribute");
        let page = ines.page(&format!("{attribute}?subject={}", text(&year, "subject_id")), "en").await;
        assert!(page.body.contains("a second person must approve what is added"), "{page:?}");
        let form = json!({
            "subject": year["subject_id"], "act_ids": year["acts"][0]["act_id"], "place": "unknown", "grounds": "the same line"
        });
        ines.submit(&attribute, &form).await.is(303);
        assert_eq!((acts().await, ivan.get("/api/approvals").await.ok()["to_decide"][0]["action"].clone()), (before + 1, json!("release-acts")));

        // once no unit has the person, one officer attributes again, and what was asked for is void
        let waiting = ivan.get("/api/approvals").await.ok()["to_decide"][0].clone();
        let assignment = text(&ines.get(&format!("/api/persons/{person_id}")).await.ok()["assignment"], "assignment_id");
        ines.post(&format!("/api/assignments/{assignment}/undo"), &json!({ "reason": "the wrong unit" })).await.ok();
        ivan.approve(&waiting).await.is(409);
        let more = json!({
            "subject_id": year["subject_id"], "act_ids": "all", "place_of_acts": "unknown", "grounds": "the same line"
        });
        ines.post(&path, &more).await.is(201);
        station.stop().await;
    }
}

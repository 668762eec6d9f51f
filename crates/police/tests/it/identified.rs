//! What bears an identification out and where it stands: facts and assessments apart, a second officer, and a contest that holds all back.

use jiff::SignedDuration;
use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

/// Identifies the owner of an account: the person, and the identification's path.
async fn identified(inspector: &Client, account: &str, name: [&str; 2], birth: Value) -> (String, String) {
    let subject = subject_of(inspector, account).await;
    let body = person(&subject, json!("all"), name, birth, json!("unknown"));
    let identified = inspector.post("/api/persons", &body).await.ok();
    let path = format!("/api/identifications/{}", text(&identified, "identification_id"));
    (text(&identified, "person_id"), path)
}

async fn decide(client: &Client, path: &str, state: &str) -> crate::support::Answer {
    client.post(&format!("{path}/decide"), &json!({ "state": state, "reason": "the line was shared" })).await
}

async fn state(client: &Client, path: &str) -> String {
    text(&client.get(path).await.ok(), "state")
}

service::both_engines! {
    async fn facts_assessments_and_the_household_stand_apart_and_sealed(db: TestDb) {
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let (_, path) = identified(&ines, "juvenile", ["Zoraida", "Quintanar"], born("2005-03-01")).await;
        let line = |kind: &str, role: &str, statement: &str| {
            json!({ "kind": kind, "role": role, "statement": statement, "source": "register of residents" })
        };
        let lines = format!("{path}/lines");
        ines.post(&lines, &line("fact", "", "Zoraida lives on the line")).await.is(201);
        // identifiers of one millisecond come in any order
        station.clock.advance(SignedDuration::from_secs(1));
        ines.post(&lines, &line("assessment", "", "the hours are those of school days")).await.is(201);
        station.clock.advance(SignedDuration::from_secs(1));
        let added = ines.post(&lines, &line("household", "parent", "works at night")).await.ok();
        ines.post(&lines, &line("household", "", "somebody")).await.refused(422, "role");
        ines.post(&lines, &line("fact", "parent", "somebody")).await.refused(422, "role");
        ines.post(&lines, &line("rumour", "", "somebody")).await.refused(422, "kind");
        let used = |confidence: &str| json!({ "account_user": "Zoraida alone", "confidence": confidence });
        ines.post(&format!("{path}/account-use"), &used("sure")).await.refused(422, "confidence");
        ines.post(&format!("{path}/account-use"), &used("possible")).await.is(201);
        ines.post(&format!("{path}/account-use"), &used("probable")).await.is(201);

        let seen = ines.get(&path).await.ok();
        let kinds: Vec<_> = seen["lines"].as_array().unwrap().iter().map(|line| text(line, "kind")).collect();
        assert_eq!(kinds, ["fact", "assessment", "household"]);
        assert_eq!(text(&seen["lines"][0], "statement"), "Z. lives on the line", "names of minors are cut");
        assert_eq!(text(&seen["account_uses"][0], "confidence"), "probable", "the last counts");
        assert_eq!(text(&seen["account_uses"][0], "account_user"), "Z. alone");
        let line_id = text(&added, "line_id");
        ines.post(&format!("/api/identification-lines/{line_id}/undo"), &json!({ "reason": "moved" })).await.ok();
        ines.post(&format!("/api/identification-lines/{line_id}/undo"), &json!({ "reason": "moved" })).await.is(404);
        assert_eq!(text(&ines.get(&path).await.ok()["lines"][2], "withdrawn_reason"), "moved");

        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        for column in ["said FROM identification_line", "account_user FROM account_use", "withdrawn_reason FROM identification_line"] {
            let sql = format!("SELECT {column}");
            let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(tx.conn()).await.unwrap();
            let stored: Vec<Option<String>> = rows.iter().map(|row| row.get(0)).collect();
            assert!(!stored.iter().flatten().any(|text| text.contains("Zoraida") || text.contains("moved")), "{column}: {stored:?}");
        }
        drop(tx);
        let page = ines.page(path.trim_start_matches("/api"), "es").await;
        page.is(200);
        let place = |heading: &str| page.body.find(heading).unwrap_or_else(|| panic!("no {heading}"));
        assert!(place(">Hechos comprobados<") < place(">Valoraciones<") && place(">Valoraciones<") < place(">Convivientes considerados<"));
        station.stop().await;
    }

    async fn a_second_officer_confirms_and_a_contest_holds_the_person_back(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        let ivan = station.client("ivan");
        station.receive(&package()).await.is(201);
        let (person_id, path) = identified(&ines, "adult", ["Pedro", "Luismar"], born("1990-01-01")).await;
        assert_eq!(state(&ines, &path).await, "proposed");
        decide(&ines, &path, "confirmed").await.is(409);
        decide(&ivan, &path, "confirmed").await.is(201);
        decide(&ivan, &path, "confirmed").await.is(409);
        assert_eq!(state(&ines, &path).await, "confirmed");

        let asked = ines.ask_assignment(&person_id, "08").await.ok();
        decide(&ines, &path, "contested").await.is(201);
        for refused in [ivan.approve(&asked).await, ines.ask_assignment(&person_id, "08").await] {
            refused.is(409);
            assert!(refused.body.contains("is contested"), "{refused:?}");
        }
        for page in ["/persons".to_owned(), format!("/persons/{person_id}")] {
            assert!(ines.page(&page, "en").await.body.contains("Contested"), "{page}");
        }
        decide(&ines, &path, "confirmed").await.is(409);
        decide(&ivan, &path, "confirmed").await.is(201);
        let assignment = ines.assign(&person_id, "08").await;
        let assignment = text(&assignment, "assignment_id");

        // the unit that stands before the door says that it is somebody else
        let (olga, bego) = (station.client("olga"), station.client("bego"));
        let reason = json!({ "reason": "the line serves two flats" });
        bego.post(&format!("{path}/contest"), &reason).await.is(404);
        bego.get(&path).await.is(404);
        decide(&olga, &path, "cleared").await.is(404);
        olga.post(&format!("{path}/contest"), &reason).await.is(201);
        let entry = format!("/api/assignments/{assignment}/arrest-list");
        olga.post(&entry, &json!({ "grounds": "risk" })).await.is(409);
        for page in ["/assignments".to_owned(), format!("/assignments/{assignment}")] {
            assert!(olga.page(&page, "en").await.body.contains("Contested"), "{page}");
        }
        // nobody writes grounds for nothing, or carries a paper that says that the law allows it
        for page in ["/assignments".to_owned(), format!("/assignments/{assignment}"), "/assignments/sheets".to_owned()] {
            let body = olga.page(&page, "en").await.body;
            assert!(body.contains("held back by a doubt") && !body.contains("the law allows it; an officer decides"), "{page}: {body}");
            assert!(!body.contains("name=\"grounds\""), "{page}: {body}");
        }
        assert!(ines.page(&format!("/persons/{person_id}"), "es").await.body.contains("en suspenso por una duda"));
        decide(&ivan, &path, "confirmed").await.is(201);
        assert!(olga.page(&format!("/assignments/{assignment}"), "en").await.body.contains("name=\"grounds\""));
        olga.post(&entry, &json!({ "grounds": "risk" })).await.is(201);

        // what was entered before the doubt stands in no list while it lasts, and is not lost
        for (state, listed) in [("contested", 0), ("confirmed", 1), ("cleared", 0), ("contested", 0), ("confirmed", 1)] {
            decide(&ivan, &path, state).await.is(201);
            assert_eq!(olga.get("/api/arrest-list").await.ok().as_array().unwrap().len(), listed, "{state}");
            for page in ["/assignments".to_owned(), format!("/assignments/{assignment}"), "/assignments/sheets".to_owned()] {
                let is_held = olga.page(&page, "en").await.body.contains("entered, held back");
                assert_eq!(is_held, listed == 0, "{page} {state}");
            }
        }
        let kept: Vec<_> = ines.get(&path).await.ok()["decisions"].as_array().unwrap().iter().map(|row| text(row, "state")).collect();
        assert_eq!(kept[5..], ["confirmed", "contested", "confirmed", "contested", "confirmed"]);
        station.stop().await;
    }

    async fn acts_are_added_to_nobody_at_a_unit_whose_identification_is_in_doubt(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        station.receive(&package()).await.is(201);
        let (person_id, path) = identified(&ines, "adult", ["Pedro", "Luismar"], born("1990-01-01")).await;
        ines.assign(&person_id, "08").await;
        let year = subject_of(&ines, "year").await;
        let more = json!({
            "subject_id": year["subject_id"], "act_ids": "all", "place_of_acts": "unknown", "grounds": "the same line"
        });
        let acts = format!("/api/persons/{person_id}/acts");
        for doubt in ["contested", "cleared"] {
            decide(&ivan, &path, doubt).await.is(201);
            let refused = ines.post(&acts, &more).await;
            refused.is(409);
            assert!(refused.body.contains(&format!("is {doubt}")), "{refused:?}");
        }
        decide(&ivan, &path, "contested").await.is(201);
        decide(&ivan, &path, "confirmed").await.is(201);
        ines.post(&acts, &more).await.is(202);
        station.stop().await;
    }

    async fn who_is_cleared_is_handed_to_nobody_and_only_a_contest_opens_it_again(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        station.receive(&package()).await.is(201);
        let (person_id, path) = identified(&ines, "adult", ["Pedro", "Luismar"], born("1990-01-01")).await;
        decide(&ines, &path, "cleared").await.is(201);
        ines.ask_assignment(&person_id, "08").await.is(409);
        decide(&ivan, &path, "confirmed").await.is(409);
        decide(&ivan, &path, "contested").await.is(201);
        decide(&ivan, &path, "confirmed").await.is(201);
        ines.assign(&person_id, "08").await;
        station.stop().await;
    }
}

//! The custody after a recorded arrest: its duties are ticked, its end is recorded, the timer stops; each can be taken back.

use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::paths::start;
use crate::support::{Client, Station, text};

/// A minor of 16 or 17 who was arrested an hour more than a day ago: station, the person's path, the assignment's.
async fn arrested(db: &TestDb) -> (Station, String, String) {
    let (station, person_id) = start(db, 2004).await;
    let inspector = station.inspector();
    let assignment =
        format!("/assignments/{}", text(&inspector.assign(&person_id, "08").await, "assignment_id"));
    let entry = json!({ "grounds": "risk" });
    inspector.post(&format!("/api{assignment}/arrest-list"), &entry).await.is(201);
    let outcome = json!({ "code": "located_and_arrested", "at": "2020-12-27T08:00:00Z",
        "arrest_reasons": "risk of loss of evidence", "why_not_heard": "did not appear when called" });
    inspector.post(&format!("/api{assignment}/outcome"), &outcome).await.is(201);
    (station, format!("/api/persons/{person_id}"), assignment)
}

/// What the API says of a duty of the person.
async fn duty(client: &Client, person: &str, key: &str) -> Value {
    let shown = client.get(person).await.ok();
    let duties = shown["paths"][0]["duties"].as_array().unwrap();
    duties.iter().find(|duty| duty["key"] == key).unwrap_or_else(|| panic!("no {key} in {shown}")).clone()
}

service::both_engines! {
    async fn a_duty_is_ticked_by_a_named_officer_and_the_tick_taken_back(db: TestDb) {
        let (station, person, assignment) = arrested(&db).await;
        let (olga, bego) = (station.client("olga"), station.client("bego"));
        let (page, ticks) = (format!("{assignment}/detention"), format!("{assignment}/detention/duties"));
        let shown = olga.page(&page, "en").await.body;
        for says in ["over for 1 h 0 min", "23 h 0 min left", "Tick as done", "Protection comes first"] {
            assert!(shown.contains(says), "{says}: {shown}");
        }
        let tick = |duty: &str, at: &str| json!({ "duty": duty, "at": at, "note": "Pedro Mar heard it at 20:00" });
        for (duty, at) in [
            ("juvenile-release", "2020-12-27T07:59:00Z"), ("juvenile-release", "2020-12-28T09:01:00Z"),
            ("juvenile-heard", "2020-12-27T20:00:00Z"), ("adult-release", "2020-12-27T20:00:00Z"),
            ("", "2020-12-27T20:00:00Z"), ("juvenile-release", "soon"),
        ] {
            olga.submit(&ticks, &tick(duty, at)).await.is(422);
        }
        bego.submit(&ticks, &tick("juvenile-release", "2020-12-27T20:00:00Z")).await.is(404);
        bego.page(&page, "en").await.is(404);
        // by the clocks of Barcelona
        olga.submit(&ticks, &tick("juvenile-release", "2020-12-27T21:00")).await.is(303);
        olga.submit(&ticks, &tick("juvenile-release", "2020-12-27T21:00")).await.is(409);
        let ticked = duty(&olga, &person, "juvenile-release").await;
        assert_eq!((&ticked["done_at"], &ticked["done_by"]), (&json!("2020-12-27T20:00:00Z"), &json!("olga")));
        let shown = olga.page(&page, "es").await.body;
        assert!(shown.contains("dentro del plazo") && shown.contains("quedan 23 h 0 min"), "{shown}");
        assert!(!shown.contains("Pedro") && shown.contains("heard it at 20:00"), "no minor is named: {shown}");
        assert!(olga.page(&assignment, "en").await.body.contains("done</span>"));

        let duty_id = text(&olga.get(&person).await.ok()["detention"]["duties"][0], "duty_id");
        let undo = format!("/api{ticks}/{duty_id}/undo");
        bego.post(&undo, &json!({ "reason": "x" })).await.is(404);
        olga.post(&undo, &json!({ "reason": " " })).await.refused(422, "reason");
        olga.post(&undo, &json!({ "reason": "it was somebody else" })).await.ok();
        olga.post(&undo, &json!({ "reason": "again" })).await.is(404);
        assert_eq!(duty(&olga, &person, "juvenile-release").await["done_at"], Value::Null);
        let shown = olga.page(&page, "en").await.body;
        assert!(shown.contains("it was somebody else") && shown.contains("over for 1 h 0 min"), "{shown}");
        let late = json!({ "duty": "juvenile-release", "at": "2020-12-28T08:30:00Z" });
        olga.post(&format!("/api{ticks}"), &late).await.is(201);
        assert!(olga.page(&page, "en").await.body.contains("0 h 30 min after the term"));
        station.stop().await;
    }

    async fn the_timer_runs_until_the_end_of_custody_is_recorded(db: TestDb) {
        let (station, person, assignment) = arrested(&db).await;
        let (olga, bego, ines) = (station.client("olga"), station.client("bego"), station.inspector());
        let (page, end) = (format!("{assignment}/detention"), format!("{assignment}/detention/end"));
        let told = async |client: &Client| {
            let home = client.page("/", "en").await.body.contains("The custody after one arrest has no recorded end");
            let list = client.page("/assignments?state=custody", "en").await.body.contains(&assignment);
            assert_eq!(home, list);
            home
        };
        // however long ago: that nobody recorded an end is what must be looked at
        station.clock.advance(jiff::SignedDuration::from_hours(24 * 5));
        assert!(told(&olga).await && told(&ines).await && !told(&bego).await);
        assert!(olga.page(&page, "en").await.body.contains("over for 97 h 0 min"));
        let ended = |how: &str, at: &str| json!({ "how": how, "at": at });
        for (how, at) in [("escaped", "2020-12-28T07:00:00Z"), ("released", "2020-12-27T07:00:00Z"), ("released", "2021-02-01T07:00:00Z")] {
            olga.submit(&end, &ended(how, at)).await.is(422);
        }
        bego.submit(&end, &ended("released", "2020-12-28T07:00:00Z")).await.is(404);
        olga.submit(&end, &ended("guardians", "2020-12-28T07:00:00Z")).await.is(303);
        olga.submit(&end, &ended("released", "2020-12-28T07:00:00Z")).await.is(409);
        assert!(!told(&olga).await && !told(&ines).await);
        let shown = olga.page(&page, "en").await.body;
        assert!(shown.contains("handed to parents or guardians") && shown.contains("within the term"), "{shown}");
        assert!(!shown.contains(" min left") && !shown.contains("over for"), "the timer stands: {shown}");
        assert_eq!(duty(&olga, &person, "juvenile-decision").await["stopped_at"], "2020-12-28T07:00:00Z");
        assert!(olga.page(&format!("{assignment}/sheet"), "es").await.body.contains("entrega a quien ejerce la patria potestad"));

        olga.submit(&format!("{end}/undo"), &json!({ "reason": "they came back" })).await.is(303);
        assert!(told(&olga).await);
        olga.post(&format!("/api{end}/undo"), &json!({ "reason": "again" })).await.is(404);
        olga.post(&format!("/api{end}"), &ended("prosecutor", "2020-12-29T20:00:00Z")).await.is(201);
        let shown = olga.page(&page, "en").await.body;
        assert!(shown.contains("12 h 0 min after the term") && shown.contains("they came back"), "{shown}");
        let entries = "SELECT COUNT(*) AS entries FROM custody_entry WHERE action = 'record-detention-end'";
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        assert_eq!(sqlx::query(entries).fetch_one(tx.conn()).await.unwrap().get::<i64, _>("entries"), 2);
        drop(tx);
        station.stop().await;
    }

    async fn arrests_of_before_ends_were_recorded_are_told_while_a_term_runs(db: TestDb) {
        let (station, _, assignment) = arrested(&db).await;
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("UPDATE outcome SET follows_detention = 0").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let olga = station.client("olga");
        let told = async || olga.page("/assignments?state=custody", "en").await.body.contains(&assignment);
        assert!(told().await);
        station.clock.advance(jiff::SignedDuration::from_hours(47));
        assert!(!told().await);
        station.stop().await;
    }

    async fn without_an_arrest_there_is_no_custody(db: TestDb) {
        let (station, person_id) = start(&db, 2004).await;
        let ines = station.inspector();
        let assignment = format!("/assignments/{}/detention", text(&ines.assign(&person_id, "08").await, "assignment_id"));
        ines.page(&assignment, "en").await.is(404);
        let at = "2020-12-27T20:00:00Z";
        ines.post(&format!("/api{assignment}/duties"), &json!({ "duty": "juvenile-told", "at": at })).await.is(409);
        ines.post(&format!("/api{assignment}/end"), &json!({ "how": "released", "at": at })).await.is(409);
        station.stop().await;
    }

    async fn what_was_noted_of_custody_goes_with_the_person(db: TestDb) {
        db.may_leave_jobs();
        let (station, person, assignment) = arrested(&db).await;
        let ines = station.inspector();
        let (api, why) = (format!("/api{assignment}"), json!({ "reason": "Pedro Mar was not there" }));
        let tick = json!({ "duty": "juvenile-told", "at": "2020-12-27T09:00:00Z", "note": "the father of Pedro Mar" });
        ines.post(&format!("{api}/detention/duties"), &tick).await.is(201);
        let end = json!({ "how": "released", "at": "2020-12-27T10:00:00Z" });
        ines.post(&format!("{api}/detention/end"), &end).await.is(201);
        ines.post(&format!("{api}/detention/end/undo"), &why).await.ok();
        ines.post(&format!("{api}/outcome/undo"), &why).await.ok();
        let outcome = json!({ "code": "no_offence", "at": "2020-12-28T08:00:00Z" });
        ines.post(&format!("{api}/outcome"), &outcome).await.ok();
        station.clock.advance(jiff::SignedDuration::from_hours(24 * 31));
        let receipt = ines.erase(&person.replace("/api/persons/", "/api/reviews/person/"), &json!({ "reason": "cleared" })).await;
        let counts = &receipt["counts"];
        assert_eq!((&counts["detention_duty"], &counts["detention_end"]), (&json!(1), &json!(1)), "{receipt}");
        let sql = "SELECT (SELECT COUNT(*) FROM detention_duty WHERE note <> '' OR withdrawn_reason <> '')
            + (SELECT COUNT(*) FROM detention_end WHERE withdrawn_reason <> '') AS kept";
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        assert_eq!(sqlx::query(sql).fetch_one(tx.conn()).await.unwrap().get::<i64, _>("kept"), 0);
        drop(tx);
        station.stop().await;
    }
}

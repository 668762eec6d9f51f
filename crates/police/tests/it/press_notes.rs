//! A published note that turns out wrong is withdrawn, and the next one says that it replaces it; neither tells of one person.

use jiff::SignedDuration;
use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

/// Accounts of one subject each.
const ACCOUNTS: [&str; 5] = ["under", "juvenile", "adult", "year", "palmas"];

/// An operation with so many adults; gives its address and the persons.
async fn led(inspector: &Client) -> (String, Vec<String>) {
    let opened = inspector.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
    let operation = format!("/operations/{}", text(&opened, "operation_id"));
    inspector.post(&format!("/api{operation}/subjects"), &json!({ "subject_ids": "all" })).await.ok();
    let mut persons = Vec::new();
    for account in ACCOUNTS {
        let subject = subject_of(inspector, account).await;
        let body = person(&subject, json!("all"), ["Ana", account], born("1980-01-01"), json!("unknown"));
        persons.push(text(&inspector.post("/api/persons", &body).await.ok(), "person_id"));
    }
    (operation, persons)
}

async fn note(inspector: &Client, operation: &str) -> String {
    text(&inspector.get(&format!("/api{operation}/press-note?lang=en")).await.ok(), "text")
}

async fn publish(inspector: &Client, operation: &str, place: &str) -> Value {
    let shown = inspector.get(&format!("/api{operation}/press-note")).await.ok()["shown"].clone();
    let body = json!({ "published_in": place, "shown": shown });
    let published = inspector.post(&format!("/api{operation}/publish-note"), &body).await;
    published.is(201);
    published.ok()["note_id"].clone()
}

/// A list of a seized device that names no file of the operation.
async fn match_list(inspector: &Client, operation: &str, source: &str) -> Value {
    let body = json!({ "source": source, "list": format!("md5:{}\n", "e".repeat(32)) });
    inspector.post(&format!("/api{operation}/seized-lists"), &body).await.ok()["seized_list_id"].clone()
}

service::both_engines! {
    async fn a_withdrawn_note_is_kept_and_the_next_one_replaces_it(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (operation, persons) = led(&inspector).await;
        assert!(note(&inspector, &operation).await.contains("have identified 5 people"));
        let first = publish(&inspector, &operation, "note 17/2020").await;

        let withdraw = format!("/api{operation}/withdraw-note");
        let body = |note_id: &Value, place: &str, reason: &str| {
            json!({ "note_id": note_id, "withdrawn_in": place, "reason": reason })
        };
        let never = json!("pno_0176a893628079a08b0c0746228b6672");
        inspector.post(&withdraw, &body(&never, "note 18/2020", "x")).await.refused(422, "note_id");
        inspector.post(&withdraw, &body(&first, " ", "x")).await.refused(422, "withdrawn_in");
        inspector.post(&withdraw, &body(&first, "note 18/2020", " ")).await.refused(422, "reason");
        station.client("olga").post(&withdraw, &body(&first, "x", "x")).await.is(404);
        // one of the five was the holder of a line that another used
        inspector.post(&format!("/api/persons/{}/undo", persons[0]), &json!({ "reason": "another" })).await.ok();
        inspector.post(&withdraw, &body(&first, "note 18/2020", "one person too many")).await.is(201);
        inspector.post(&withdraw, &body(&first, "note 18/2020", "again")).await.is(409);

        let page = inspector.page(&operation, "en").await.body;
        for says in ["note 17/2020", "note 18/2020", "one person too many", "No note has replaced it yet"] {
            assert!(page.contains(says), "{says}: {page}");
        }
        assert!(page.contains("Police withdraw their note of 28 December 2020"), "{page}");
        let correction = note(&inspector, &operation).await;
        assert!(correction.contains("This note replaces that of 28 December 2020"), "{correction}");
        assert!(!correction.contains("too many"), "why stays inside: {correction}");
        // five were said, so four would tell of the one
        assert!(!correction.contains("4 people") && correction.contains("Some figures are not given"), "{correction}");

        publish(&inspector, &operation, "note 19/2020").await;
        assert!(!note(&inspector, &operation).await.contains("replaces"));
        let page = inspector.page(&operation, "en").await.body;
        assert!(page.contains("A later note replaced it") && !page.contains("No note has replaced it yet"), "{page}");
        station.stop().await;
    }

    async fn what_is_recorded_as_published_is_the_note_that_was_shown(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (operation, persons) = led(&inspector).await;
        let publish = format!("{operation}/publish-note");
        let shown = async || inspector.get(&format!("/api{operation}/press-note?lang=en")).await.ok();
        let form = |seen: &Value| {
            json!({ "published_in": "note 17/2020", "shown": seen["shown"], "text": seen["text"], "lang": "en" })
        };
        let place = json!({ "published_in": "note 17/2020" });
        inspector.post(&format!("/api{publish}"), &place).await.refused(422, "shown");
        let seen = shown().await;
        assert!(inspector.page(&operation, "es").await.body.contains(&text(&seen, "shown")), "in any language");
        // one of the five falls away while the officer reads
        let undo = json!({ "reason": "another" });
        inspector.post(&format!("/api/persons/{}/undo", persons[0]), &undo).await.ok();
        let refused = inspector.submit(&publish, &form(&seen)).await;
        refused.is(422);
        for says in ["id=\"shown-note\"", "have identified 5 people", "have identified 4 people", "value=\"note 17/2020\""] {
            assert!(refused.body.contains(says), "{says}: {refused:?}");
        }
        // another in the place of one: the same text, and not the same note
        let seen = shown().await;
        inspector.post(&format!("/api/persons/{}/undo", persons[1]), &undo).await.ok();
        let subject = subject_of(&inspector, ACCOUNTS[1]).await;
        let body = person(&subject, json!("all"), ["Eva", "Otra"], born("1980-01-01"), json!("unknown"));
        inspector.post("/api/persons", &body).await.ok();
        assert_eq!(shown().await["text"], seen["text"]);
        let refused = inspector.submit(&publish, &form(&seen)).await;
        refused.is(422);
        let page = inspector.page(&operation, "en").await.body;
        assert!(page.contains("Nothing is recorded as published"), "{page}");
        inspector.submit(&publish, &form(&shown().await)).await.is(303);
        station.stop().await;
    }

    async fn what_was_written_of_an_operation_goes_with_the_last_person(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (operation, persons) = led(&inspector).await;
        let note_id = publish(&inspector, &operation, "note 17/2020").await;
        let body = json!({ "note_id": note_id, "withdrawn_in": "note 18/2020", "reason": "Ana palmas lived elsewhere" });
        inspector.post(&format!("/api{operation}/withdraw-note"), &body).await.is(201);
        match_list(&inspector, &operation, "telephone of Ana palmas").await;
        let wrong = match_list(&inspector, &operation, "tablet of Ana palmas").await;
        let undo = format!("/api/seized-lists/{}/undo", wrong.as_str().unwrap());
        inspector.post(&undo, &json!({ "reason": "Ana palmas had no tablet" })).await.ok();
        for person in &persons {
            inspector.post(&format!("/api/persons/{person}/undo"), &json!({ "reason": "another" })).await.ok();
        }
        station.clock.advance(SignedDuration::from_hours(24 * 31));
        let (last, others) = persons.split_last().unwrap();
        for person in others {
            inspector.erase(&format!("/api/reviews/person/{person}"), &json!({ "reason": "cleared" })).await;
        }
        assert!(inspector.page(&operation, "en").await.body.contains("lived elsewhere"), "it may speak of the last");
        let seized = format!("{operation}/seized-lists");
        assert!(inspector.page(&seized, "en").await.body.contains("telephone of Ana palmas"), "so may this");
        inspector.erase(&format!("/api/reviews/person/{last}"), &json!({ "reason": "cleared" })).await;
        let page = inspector.page(&operation, "en").await;
        page.is(200);
        assert!(page.body.contains("note 18/2020") && !page.body.contains("lived elsewhere"), "{page:?}");
        let page = inspector.page(&seized, "en").await;
        page.is(200);
        assert!(page.body.contains("<section") && !page.body.contains("of Ana palmas"), "{page:?}");
        // what was published stays said: a later note is checked against its figures
        assert!(note(&inspector, &operation).await.contains("This note replaces"));
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let row = sqlx::query("SELECT reason FROM note_withdrawal").fetch_one(tx.conn()).await.unwrap();
        assert_eq!(row.get::<String, _>("reason"), "");
        let sql = "SELECT source, COALESCE(withdrawn_reason, '') AS reason FROM seized_list";
        let rows = sqlx::query(sql).fetch_all(tx.conn()).await.unwrap();
        let written = |column: &str| rows.iter().map(|row| row.get::<String, _>(column)).collect::<String>();
        assert_eq!((rows.len(), written("source"), written("reason")), (2, String::new(), String::new()));
        drop(tx);
        station.stop().await;
    }

    async fn a_note_leaves_out_what_the_note_of_an_overlapping_operation_gives_away(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (operation, _) = led(&inspector).await;
        let opened = inspector.post("/api/operations", &json!({ "name": "Marea" })).await.ok();
        let second = format!("/operations/{}", text(&opened, "operation_id"));
        let warns = async |operation: &str| {
            let note = inspector.get(&format!("/api{operation}/press-note?lang=en")).await.ok();
            note["warnings"].to_string().contains("of another operation with people of this one")
        };
        publish(&inspector, &operation, "note 17/2020").await;
        assert!(!warns(&second).await, "it has no subject");
        // four of the five: the difference is one person
        let mut subjects = Vec::new();
        for account in &ACCOUNTS[..4] {
            subjects.push(subject_of(&inspector, account).await["subject_id"].clone());
        }
        inspector.post(&format!("/api{second}/subjects"), &json!({ "subject_ids": subjects })).await.ok();
        assert!(warns(&second).await && !warns(&operation).await);
        let beside = note(&inspector, &second).await;
        assert!(!beside.contains("4 people") && beside.contains("Some figures are not given"), "{beside}");
        publish(&inspector, &second, "note 18/2020").await;
        assert!(warns(&operation).await);
        // all five again say nothing new
        let opened = inspector.post("/api/operations", &json!({ "name": "Resaca" })).await.ok();
        let third = format!("/operations/{}", text(&opened, "operation_id"));
        inspector.post(&format!("/api{third}/subjects"), &json!({ "subject_ids": "all" })).await.ok();
        assert!(note(&inspector, &third).await.contains("have identified 5 people"));
        station.stop().await;
    }

    async fn a_note_counts_whom_its_operation_let_go_of_afterwards(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (operation, _) = led(&inspector).await;
        let opened = inspector.post("/api/operations", &json!({ "name": "Marea" })).await.ok();
        let second = format!("/operations/{}", text(&opened, "operation_id"));
        let mut subjects = Vec::new();
        for account in &ACCOUNTS[..4] {
            subjects.push(text(&subject_of(&inspector, account).await, "subject_id"));
        }
        inspector.post(&format!("/api{second}/subjects"), &json!({ "subject_ids": subjects })).await.ok();
        assert!(note(&inspector, &second).await.contains("have identified 4 people"));
        publish(&inspector, &second, "note 17/2020").await;
        for subject in &subjects {
            let undo = format!("/api{second}/subjects/{subject}/undo");
            inspector.post(&undo, &json!({ "reason": "belongs elsewhere" })).await.ok();
        }
        // no subject is in both now, and four are known of all the same
        let beside = note(&inspector, &operation).await;
        assert!(!beside.contains("5 people") && beside.contains("Some figures are not given"), "{beside}");
        station.stop().await;
    }

    async fn a_note_withdrawn_by_mistake_is_published_anew_with_its_figures(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (operation, _) = led(&inspector).await;
        let first = publish(&inspector, &operation, "note 17/2020").await;
        let withdraw = format!("{operation}/withdraw-note");
        let form = |reason: &str| json!({ "note_id": first, "withdrawn_in": "note 18/2020", "reason": reason });
        let unsaid = inspector.submit(&withdraw, &form(" ")).await;
        unsaid.is(422);
        let error = format!("id=\"reason-{}-error\"", first.as_str().unwrap());
        assert!(unsaid.body.contains("value=\"note 18/2020\"") && unsaid.body.contains(&error), "{unsaid:?}");
        inspector.submit(&withdraw, &form("the wrong operation")).await.is(303);
        let anew = note(&inspector, &operation).await;
        assert!(anew.contains("This note replaces") && anew.contains("have identified 5 people"), "{anew}");
        station.stop().await;
    }
}

//! The hand-over of a shift: what is left over, from one person to the next of the same role and unit.

use jiff::SignedDuration;
use police::Police;
use serde_json::json;
use service::rights::erase_expired;
use service::testing::TestDb;
use sqlx::Row as _;

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

const NOTE: &str = "the operator calls back at seven";

async fn shown(client: &Client, path: &str) -> String {
    let page = client.page(path, "en").await;
    page.is(200);
    page.body
}

/// The number in the line of this text.
fn number(body: &str, line: &str) -> String {
    let (_, rest) = body.split_once(&format!(">{line}</a>")).unwrap_or_else(|| panic!("no {line} in {body}"));
    let cell = rest.split_once("<td class=\"number\">").unwrap().1;
    cell.split_once("</td>").unwrap().0.to_owned()
}

async fn note(station: &Station) -> String {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    sqlx::query("SELECT note FROM handover").fetch_one(tx.conn()).await.unwrap().get("note")
}

service::both_engines! {
    async fn the_sheet_counts_what_came_since_and_what_each_may_read(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let ines = station.inspector();
        let sheet = shown(&ines, "/handover").await;
        assert_eq!(number(&sheet, "Packages that came since"), "1");
        assert_eq!(number(&sheet, "Reports that came since"), "10");
        assert_eq!(number(&sheet, "Persons to be arrested"), "0");
        station.clock.advance(SignedDuration::from_hours(9));
        assert_eq!(number(&shown(&ines, "/handover").await, "Packages that came since"), "0");
        let since = shown(&ines, "/handover?since=2020-12-28T00:00").await;
        assert_eq!(number(&since, "Packages that came since"), "1");
        let officer = shown(&station.client("olga"), "/handover").await;
        assert!(officer.contains("Open assignments") && !officer.contains("Packages that came"), "{officer}");
        let steward = shown(&station.client("adam"), "/handover").await;
        assert!(!steward.contains("assignments") && !steward.contains("Reports that came"), "{steward}");
        ines.page("/handover?since=tonight", "en").await.is(422);
        assert_eq!(number(&officer, "Alarms that nobody has taken"), "0");
        ines.submit("/danger", &json!({ "words": "a caller says so" })).await.is(303);
        for line in ["Alarms that nobody has taken", "Open alarms"] {
            assert_eq!(number(&shown(&ines, "/handover").await, line), "1");
        }
        let officer = shown(&station.client("olga"), "/handover").await;
        assert_eq!(number(&officer, "Open alarms"), "0", "it is not there for an officer of a unit");
        station.stop().await;
    }

    async fn assignments_are_counted_and_nobody_is_opened_but_who_is_entered_for_arrest(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let (ines, olga) = (station.inspector(), station.client("olga"));
        let subject = subject_of(&ines, "adult").await;
        let body = person(&subject, json!("all"), ["Pedro", "Luismar"], born("1980-01-01"), json!({ "province": "08" }));
        let person_id = text(&ines.post("/api/persons", &body).await.ok(), "person_id");
        ines.assign(&person_id, "08").await;
        let numbers = async |client: &Client| {
            let sheet = shown(client, "/handover?since=2020-12-01T00:00").await;
            ["Open assignments", "Assigned since", "Persons to be arrested"].map(|line| number(&sheet, line))
        };
        assert_eq!(numbers(&ines).await, ["1", "1", "0"]);
        // what cannot be opened does not matter to a count
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("UPDATE person SET given_name = 'broken', birth = 'broken'").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(numbers(&olga).await, ["1", "1", "0"]);
        assert_eq!(numbers(&station.client("bego")).await, ["0", "0", "0"]);
        station.stop().await;
    }

    async fn a_shift_is_given_by_one_and_taken_by_the_next(db: TestDb) {
        let station = Station::start(&db).await;
        let (ines, ivan) = (station.client("ines"), station.client("ivan"));
        for to in ["ines", "olga", "dora", "nobody", ""] {
            let fields = json!({ "to": to, "since": "2020-12-28T00:00:00Z", "note": NOTE });
            let refused = ines.submit("/handover", &fields).await;
            refused.is(422);
            assert!(refused.body.contains(NOTE), "what was typed stays: {}", refused.body);
        }
        let fields = json!({ "to": "ivan", "since": "2020-12-28T00:00:00Z", "note": NOTE });
        ines.submit("/handover", &fields).await.is(303);
        assert!(!note(&station).await.contains("operator"), "the note is sealed");
        let waiting = shown(&ivan, "/handover").await;
        assert!(waiting.contains("ines hands a shift over to you") && waiting.contains(NOTE), "{waiting}");
        for name in ["olga", "dora", "adam"] {
            assert!(!shown(&station.client(name), "/handover").await.contains(NOTE), "{name}");
        }
        let id = waiting.split_once("action=\"/handover/").unwrap().1.split_once("/take\"").unwrap().0.to_owned();
        let take = format!("/handover/{id}/take");
        for name in ["ines", "olga"] {
            station.client(name).submit(&take, &json!({})).await.is(404);
        }
        ivan.submit(&take, &json!({})).await.is(303);
        ivan.submit(&take, &json!({})).await.is(409);
        let given = shown(&ines, "/handover").await;
        assert!(given.contains("taken over") && !given.contains("hands a shift over to you"), "{given}");
        // after thirty days the note is gone, and who handed over to whom is not
        station.clock.advance(SignedDuration::from_hours(30 * 24 - 1));
        erase_expired::<Police>(&station.running.node).await.unwrap();
        assert_ne!(note(&station).await, "");
        station.clock.advance(SignedDuration::from_hours(1));
        erase_expired::<Police>(&station.running.node).await.unwrap();
        assert_eq!(note(&station).await, "");
        let given = shown(&ines, "/handover").await;
        assert!(given.contains("→ ivan") && !given.contains(NOTE), "{given}");
        station.clock.advance(SignedDuration::from_hours(24 * 365 * 5));
        erase_expired::<Police>(&station.running.node).await.unwrap();
        assert!(!shown(&ines, "/handover").await.contains("→ ivan"));
        station.stop().await;
    }
}

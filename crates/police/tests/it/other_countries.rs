//! A node in a country whose law nobody compared decides nothing from it, and nothing from Spain's.

use jiff::SignedDuration;
use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::operation::package;
use crate::rights::cleared;
use crate::support::{
    Account, Client, Media, NOW, Package, Station, Upload, at, born, person, print, subject_of, text,
};

/// An adult by every law that is known here.
async fn identified(inspector: &Client) -> String {
    let subject = subject_of(inspector, "adult").await;
    let body =
        person(&subject, json!("all"), ["Ana", "Gil"], born("1980-01-01"), json!({ "province": "08" }));
    text(&inspector.post("/api/persons", &body).await.ok(), "person_id")
}

/// The sides of both ages at the first act, and when it may have lapsed.
async fn sides(inspector: &Client, person_id: &str) -> (Value, Value, Value) {
    let seen = inspector.get(&format!("/api/persons/{person_id}")).await.ok();
    let act = &seen["acts"][0];
    let listed = inspector.get("/api/persons").await.ok()[0]["limitation_until"].clone();
    (act["responsibility"].clone(), act["adult_code"].clone(), listed)
}

/// One report of one connection.
fn connected_at(at: &'static str) -> Package {
    let upload = Upload {
        media: Media { bytes: b"pattern one", print: print('3', 80) },
        at,
        address: "192.0.2.10",
        port: None,
        operator: "Telefonica Ejemplo",
        viewed: Some(true),
    };
    Package {
        agency: "es-police",
        referral_id: "ref_elsewhere".to_owned(),
        reports: vec![(7_300_002, Account { identifier: "alpha", email: None }, vec![upload])],
    }
}

/// The class that stays of the one person who is erased.
async fn erased_class(station: &Station) -> String {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    let sql = "SELECT erased_class FROM person WHERE erased_at IS NOT NULL";
    sqlx::query(sql).fetch_one(tx.conn()).await.unwrap().get("erased_class")
}

service::both_engines! {
    async fn no_age_is_certain_and_nobody_is_listed_for_arrest(db: TestDb) {
        let station = Station::start_in(&db, "PT").await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let person_id = identified(&inspector).await;
        let open = json!("undetermined");
        assert_eq!(sides(&inspector, &person_id).await, (open.clone(), open, Value::Null));
        let number = json!({ "officer_number": "12345", "lang": "es" });
        let drafted = inspector.post(&format!("/api/persons/{person_id}/prosecutor-file"), &number).await;
        drafted.is(409);
        assert!(drafted.body.contains("nobody can be said to be a minor"), "{drafted:?}");
        let assignment = text(&inspector.assign(&person_id, "08").await, "assignment_id");
        let list = format!("/api/assignments/{assignment}/arrest-list");
        let refused = inspector.post(&list, &json!({ "grounds": "flight" })).await;
        assert!(refused.status.is_client_error() && refused.body.contains("no age limit is known"), "{refused:?}");
        let page = inspector.page(&format!("/persons/{person_id}"), "en").await.body;
        assert!(!page.contains("Ley Orgánica 5/2000"), "nothing is due by another country's law: {page}");
        assert!(page.contains("No law that decides on these acts is known here"), "{page}");
        let known = inspector.get(&format!("/api/persons/{person_id}")).await.ok()["paths"][0]["duties_known"].clone();
        assert_eq!(known, false);
        for shown in [format!("/persons/{person_id}"), format!("/assignments/{assignment}"), format!("/assignments/{assignment}/sheet")] {
            let shown = inspector.page(&shown, "es").await.body;
            assert!(shown.contains("Eso no significa que no corresponda nada"), "an empty list says nothing: {shown}");
        }
        let sheet = inspector.page(&format!("/assignments/{assignment}/sheet"), "en").await.body;
        assert!(sheet.contains("No law that decides on these acts is known here"), "{sheet}");
        assert!(!sheet.contains("LO 5/2000") && !sheet.contains("LECrim"), "no sheet cites it: {sheet}");

        let sheet = inspector.page(&format!("/assignments/{assignment}/sheet"), "en").await.body;
        assert!(!sheet.contains("5/2000") && sheet.contains("No law that decides"), "{sheet}");

        // the country was a mistake of the configuration: ages and days follow the one that is named now
        let station = station.started_again_at(&db, at(NOW)).await;
        let (responsibility, adult, lapses) = sides(&station.inspector(), &person_id).await;
        assert_eq!((responsibility, adult), (json!("certainly_over"), json!("certainly_over")));
        assert_eq!(lapses, json!("2025-10-04"));
        let subject = subject_of(&station.inspector(), "adult").await;
        assert_ne!(subject["acts"][0]["erasable_on"], "9999-12-31");
        station.stop().await;
    }

    async fn days_are_counted_by_the_clock_of_the_country(db: TestDb) {
        // half an hour before midnight in Lisbon, and the next day in Madrid already
        let station = Station::start_in_at(&db, "PT", at("2025-07-29T22:30:00Z")).await;
        station.receive(&connected_at("2024-07-31T12:00:00Z")).await.is(201);
        let page = station.inspector().page("/subjects", "en").await.body;
        assert!(page.contains("2 days left") && !page.contains("one day left"), "{page}");
        station.stop().await;
    }

    async fn who_is_erased_again_is_judged_by_the_law_of_the_country(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (person, _) = cleared(&station).await;
        station.clock.advance(SignedDuration::from_hours(24 * 31));
        // as a node had it before it kept its country
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("DELETE FROM node_law").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let yesterday = station.back_up(&db).await;
        station.inspector().erase(&person, &json!({ "reason": "cleared" })).await;
        assert_eq!(erased_class(&station).await, "minor");
        let station = station.return_in(&db, &yesterday, "PT").await;
        assert_eq!(erased_class(&station).await, "undetermined", "no law that decides is known there");
        station.stop().await;
    }
}

//! The clock of limitation stands beside that of evidence: by the age at the act, stopped by a note, withdrawable.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::support::{
    Account, Client, Media, Package, Station, Upload, born, person, print, subject_of, text,
};

fn package() -> Package {
    let upload = |bytes: &'static [u8], digit: char, at: &'static str, address: &'static str| Upload {
        media: Media { bytes, print: print(digit, 80) },
        at,
        address,
        port: None,
        operator: "Telefonica Ejemplo",
        viewed: Some(true),
    };
    Package {
        agency: "es-police",
        referral_id: "ref_limitation".to_owned(),
        reports: vec![
            (
                7_200_001,
                Account { identifier: "older", email: None },
                vec![upload(b"pattern one", '3', "2020-06-10T12:00:00+02:00", "192.0.2.10")],
            ),
            (
                7_200_002,
                Account { identifier: "newer", email: None },
                vec![upload(b"pattern two", '5', "2020-10-10T12:00:00+02:00", "192.0.2.11")],
            ),
        ],
    }
}

async fn start(db: &TestDb) -> Station {
    let station = Station::start(db).await;
    station.receive(&package()).await.is(201);
    station
}

/// The days that the list of reports shows: evidence and limitation.
async fn days(inspector: &Client, number: i64) -> (Value, Value) {
    let reports = inspector.get("/api/reports").await.ok();
    let found =
        reports.as_array().unwrap().iter().find(|report| report["report_number"] == number).unwrap().clone();
    (found["evidence_until"].clone(), found["limitation_until"].clone())
}

/// Somebody is identified as the author of what the older account did.
async fn identify(inspector: &Client, birth: &str) -> String {
    let subject = subject_of(inspector, "older").await;
    let body = person(&subject, json!("all"), ["Pedro", "Mar"], born(birth), json!({ "province": "28" }));
    text(&inspector.post("/api/persons", &body).await.ok(), "person_id")
}

async fn clock(inspector: &Client, person_id: &str) -> Value {
    inspector.get(&format!("/api/persons/{person_id}")).await.ok()["acts"][0]["limitation"].clone()
}

async fn act_of(inspector: &Client, person_id: &str) -> String {
    text(&inspector.get(&format!("/api/persons/{person_id}")).await.ok()["acts"][0], "act_id")
}

service::both_engines! {
    async fn an_unknown_author_has_the_shortest_period_and_an_adult_a_longer_one(db: TestDb) {
        let station = start(&db).await;
        let inspector = station.inspector();
        assert_eq!(days(&inspector, 7_200_001).await, (json!("2021-06-10"), json!("2021-06-10")));
        let person_id = identify(&inspector, "1990-01-01").await;
        assert_eq!(days(&inspector, 7_200_001).await.1, "2025-06-10");
        assert_eq!(clock(&inspector, &person_id).await["state"], "runs");
        inspector.post(&format!("/api/persons/{person_id}/undo"), &json!({ "reason": "another" })).await.ok();
        assert_eq!(days(&inspector, 7_200_001).await.1, "2021-06-10");
        station.stop().await;
    }

    async fn nobody_under_the_age_of_responsibility_has_a_clock(db: TestDb) {
        let station = start(&db).await;
        let inspector = station.inspector();
        let person_id = identify(&inspector, "2007-06-11").await;
        assert_eq!(days(&inspector, 7_200_001).await.1, Value::Null);
        let clock = clock(&inspector, &person_id).await;
        assert_eq!((&clock["state"], &clock["earliest"]), (&json!("not_punishable"), &Value::Null));
        station.stop().await;
    }

    async fn a_note_stops_the_clock_until_it_is_withdrawn(db: TestDb) {
        let station = start(&db).await;
        let inspector = station.inspector();
        let person_id = identify(&inspector, "2004-01-01").await;
        let page = format!("/persons/{person_id}/limitation");
        let act_id = act_of(&inspector, &person_id).await;
        let note = |kind: &str, day: &str| {
            json!({ "kind": kind, "noted_on": day, "grounds": "decree 4/2020 against Pedro Mar", "act_ids": act_id })
        };
        for (wrong, field) in [
            (json!({ "kind": "stopped", "noted_on": "2020-12-01", "grounds": "x" }), "act_ids"),
            (note("", "2020-12-01"), "kind"),
            (note("stopped", "soon"), "noted_on"),
            (note("stopped", "2020-12-29"), "noted_on"),
        ] {
            let refused = inspector.submit(&page, &wrong).await;
            refused.is(422);
            assert!(refused.body.contains(&format!("{field}-error")), "{field}: {}", refused.body);
        }
        for name in ["olga", "adam", "rosa"] {
            station.client(name).submit(&page, &note("stopped", "2020-12-01")).await.is(404);
        }
        inspector.submit(&page, &note("stopped", "2020-12-01")).await.is(303);
        assert_eq!(days(&inspector, 7_200_001).await.1, Value::Null);
        let stopped = clock(&inspector, &person_id).await;
        assert_eq!((&stopped["state"], &stopped["stopped_on"]), (&json!("stopped"), &json!("2020-12-01")));

        let kept = inspector.get(&format!("/api/persons/{person_id}")).await.ok();
        let kept = &kept["limitation_notes"][0];
        assert_eq!((&kept["standing"], &kept["recorded_by"]), (&json!(true), &json!("ines")));
        assert!(!text(kept, "grounds").contains("Pedro"), "the name of a minor is cut: {kept}");
        let undo = format!("{page}/{}/undo", text(kept, "note_id"));
        inspector.submit(&undo, &json!({ "reason": " " })).await.is(422);
        inspector.submit(&undo, &json!({ "reason": "a decree on somebody else" })).await.is(303);
        assert_eq!(days(&inspector, 7_200_001).await.1, "2021-06-10");
        inspector.submit(&undo, &json!({ "reason": "once more" })).await.is(404);
        let shown = inspector.page(&page, "en").await;
        assert!(shown.body.contains("a decree on somebody else"), "{}", shown.body);
        station.stop().await;
    }

    async fn a_later_start_is_shown_as_disputed_and_the_lists_go_by_the_earliest(db: TestDb) {
        let station = start(&db).await;
        let inspector = station.inspector();
        let person_id = identify(&inspector, "2004-01-01").await;
        let act_id = act_of(&inspector, &person_id).await;
        let note = json!({ "kind": "later_start", "noted_on": "2040-05-05", "grounds": "CP 132.1", "act_ids": act_id });
        inspector.submit(&format!("/persons/{person_id}/limitation"), &note).await.is(303);
        let clock = clock(&inspector, &person_id).await;
        assert_eq!((&clock["earliest"], &clock["disputed_until"]), (&json!("2021-06-10"), &json!("2041-05-05")));
        assert_eq!(days(&inspector, 7_200_001).await.1, "2021-06-10");
        station.stop().await;
    }

    async fn the_first_of_both_clocks_comes_first_and_a_referral_says_what_was_left(db: TestDb) {
        let station = start(&db).await;
        let inspector = station.inspector();
        let place = |body: &str, number: i64| body.find(&format!(">{number}<")).unwrap();
        let list = inspector.page("/reports?sort=first_until", "en").await;
        assert!(place(&list.body, 7_200_001) < place(&list.body, 7_200_002), "{}", list.body);
        // the evidence of the older one is asked for, and its author is an adult: now the newer one lapses first
        identify(&inspector, "1990-01-01").await;
        let subject = subject_of(&inspector, "older").await;
        let asked = json!({
            "operator": "Telefonica Ejemplo", "legal_basis": "auto 1/2020",
            "act_ids": [text(&subject["acts"][0], "act_id")]
        });
        inspector.post("/api/disclosure-requests", &asked).await.ok();
        let list = inspector.page("/reports?sort=first_until", "en").await;
        assert!(place(&list.body, 7_200_002) < place(&list.body, 7_200_001), "{}", list.body);
        let referrals = inspector.get("/api/referrals").await.ok();
        // what was left when it came stays as it was
        assert_eq!(referrals[0]["evidence_on_arrival"], "2021-06-10");
        assert_eq!(referrals[0]["limitation_on_arrival"], "2021-06-10");
        let shown = inspector.page("/referrals", "es").await;
        assert!(shown.body.contains("quedan 164 días para que pueda prescribir"), "{}", shown.body);
        station.stop().await;
    }

    async fn a_program_notes_what_stopped_a_clock_and_withdraws_it(db: TestDb) {
        let station = start(&db).await;
        let inspector = station.inspector();
        let person_id = identify(&inspector, "2004-01-01").await;
        let notes = format!("/api/persons/{person_id}/limitation-notes");
        let acts = json!([act_of(&inspector, &person_id).await]);
        let note = |acts: &Value, day: &str| {
            json!({ "kind": "stopped", "noted_on": day, "grounds": "decree 4/2020", "act_ids": acts })
        };
        inspector.post(&notes, &note(&json!([]), "2020-12-01")).await.refused(422, "act_ids");
        inspector.post(&notes, &note(&acts, "2020-12-29")).await.refused(422, "noted_on");
        inspector.post(&notes, &note(&acts, "2019-12-20")).await.refused(422, "noted_on"); // a year too early
        let kept = inspector.post(&notes, &note(&acts, "2020-12-01")).await;
        kept.is(201);
        assert_eq!(clock(&inspector, &person_id).await["state"], "stopped");
        let undo = format!("/api/limitation-notes/{}/undo", text(&kept.ok(), "note_id"));
        inspector.post(&undo, &json!({ "reason": "a decree on somebody else" })).await.is(200);
        assert_eq!(clock(&inspector, &person_id).await["state"], "runs");
        inspector.post(&undo, &json!({ "reason": "once more" })).await.is(404);
        station.stop().await;
    }

    async fn the_list_of_persons_goes_by_what_lapses_first(db: TestDb) {
        let station = start(&db).await;
        let inspector = station.inspector();
        let adult = identify(&inspector, "1990-01-01").await;
        let subject = subject_of(&inspector, "newer").await;
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("2004-01-01"), json!("unknown"));
        let juvenile = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        let listed = inspector.get("/api/persons").await.ok();
        let until = |person_id: &str| {
            let rows = listed.as_array().unwrap();
            rows.iter().find(|row| row["person_id"] == person_id).unwrap()["limitation_until"].clone()
        };
        assert_eq!((until(&adult), until(&juvenile)), (json!("2025-06-10"), json!("2021-10-10")));
        let list = inspector.page("/persons?sort=limitation_until", "en").await.body;
        assert!(list.find(&juvenile).unwrap() < list.find(&adult).unwrap(), "{list}");
        let list = inspector.page("/persons?sort=-limitation_until", "es").await.body;
        assert!(list.find(&adult).unwrap() < list.find(&juvenile).unwrap(), "{list}");
        assert!(list.contains("para que pueda prescribir"), "{list}");
        station.stop().await;
    }
}

//! Each act is handled on its path, with what is due to whom; an open age on the side of the minor, until a named officer decides, which opens no arrest.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::support::{Account, Client, Media, Package, Station, Upload, person, print, subject_of, text};

fn package() -> Package {
    let upload = Upload {
        media: Media { bytes: b"pattern one", print: print('3', 80) },
        at: "2020-10-10T12:00:00+02:00",
        address: "192.0.2.10",
        port: None,
        operator: "Telefonica Ejemplo",
        viewed: Some(true),
    };
    Package {
        agency: "es-police",
        referral_id: "ref_paths".to_owned(),
        reports: vec![(7_500_001, Account { identifier: "alpha", email: None }, vec![upload])],
    }
}

/// Somebody born in this year, identified as the author of the one act.
pub(crate) async fn start(db: &TestDb, year: i64) -> (Station, String) {
    let station = Station::start(db).await;
    station.receive(&package()).await.is(201);
    let inspector = station.inspector();
    let subject = subject_of(&inspector, "alpha").await;
    let body = person(
        &subject,
        json!("all"),
        ["Pedro", "Mar"],
        json!({ "year": year }),
        json!({ "province": "08" }),
    );
    let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
    (station, person_id)
}

async fn detail(inspector: &Client, person_id: &str) -> Value {
    inspector.get(&format!("/api/persons/{person_id}")).await.ok()
}

async fn decide(inspector: &Client, person_id: &str, path: &str) -> u16 {
    let act_id = text(&detail(inspector, person_id).await["acts"][0], "act_id");
    let form =
        json!({ "path": path, "decision_reason": "a forensic opinion on Pedro Mar", "act_ids": act_id });
    inspector.submit(&format!("/persons/{person_id}/paths"), &form).await.status.as_u16()
}

service::both_engines! {
    async fn at_fourteen_an_open_age_is_protected_and_nobody_can_decide_otherwise(db: TestDb) {
        let (station, person_id) = start(&db, 2006).await;
        let inspector = station.inspector();
        let before = detail(&inspector, &person_id).await;
        let act = &before["acts"][0];
        assert_eq!((&act["path"], &act["handled_as"]), (&json!("undetermined"), &json!("protection")));
        assert_eq!((&before["paths"][0]["path"], &before["paths"][0]["is_open"]), (&json!("protection"), &json!(true)));
        for path in ["juvenile", "adult", "undetermined", ""] {
            assert_eq!(decide(&inspector, &person_id, path).await, 422, "{path}");
        }
        assert_eq!(decide(&inspector, &person_id, "protection").await, 303);
        let after = detail(&inspector, &person_id).await;
        assert_eq!((&after["acts"][0]["is_decided"], &after["arrest"]["allowed"]), (&json!(true), &json!(false)));
        let assignment = inspector.assign(&person_id, "08").await;
        let entry = format!("/api/assignments/{}/arrest-list", text(&assignment, "assignment_id"));
        inspector.post(&entry, &json!({ "grounds": "risk" })).await.is(422);
        station.stop().await;
    }

    async fn at_eighteen_an_open_age_is_juvenile_until_a_named_officer_decides(db: TestDb) {
        let (station, person_id) = start(&db, 2002).await;
        let inspector = station.inspector();
        let handled = async || detail(&inspector, &person_id).await["acts"][0]["handled_as"].clone();
        assert_eq!(handled().await, "juvenile");
        for name in ["olga", "adam", "rosa"] {
            let form = json!({ "path": "adult", "decision_reason": "x" });
            station.client(name).submit(&format!("/persons/{person_id}/paths"), &form).await.is(404);
        }
        assert_eq!(decide(&inspector, &person_id, "protection").await, 422, "it is certain that they were fourteen");
        assert_eq!(decide(&inspector, &person_id, "adult").await, 303);
        assert_eq!(handled().await, "adult");
        let decided = detail(&inspector, &person_id).await;
        // the path itself, and whatever rests on it, stays open
        assert_eq!((&decided["acts"][0]["path"], &decided["path"]), (&json!("undetermined"), &json!("undetermined")));
        let decision = &decided["path_decisions"][0];
        assert_eq!((&decision["decided_by"], &decision["standing"]), (&json!("ines"), &json!(true)));
        assert!(!text(decision, "reason").contains("Pedro"), "{decision}");
        let undo = format!("/persons/{person_id}/paths/{}/undo", text(decision, "decision_id"));
        inspector.submit(&undo, &json!({ "reason": "the opinion was on somebody else" })).await.is(303);
        assert_eq!(handled().await, "juvenile");
        let page = inspector.page(&format!("/persons/{person_id}/paths"), "es").await;
        assert!(page.body.contains("the opinion was on somebody else") && page.body.contains("indeterminada"), "{}", page.body);
        station.stop().await;
    }

    async fn a_certain_age_leaves_nothing_to_decide(db: TestDb) {
        let (station, person_id) = start(&db, 1990).await;
        let inspector = station.inspector();
        assert_eq!(detail(&inspector, &person_id).await["acts"][0]["handled_as"], "adult");
        for path in ["adult", "juvenile", "protection"] {
            assert_eq!(decide(&inspector, &person_id, path).await, 422, "{path}");
        }
        let page = inspector.page(&format!("/persons/{person_id}/paths"), "en").await;
        assert!(!page.body.contains("Keep the decision"), "{}", page.body);
        station.stop().await;
    }

    async fn the_terms_of_custody_run_from_a_recorded_arrest(db: TestDb) {
        let (station, person_id) = start(&db, 2004).await;
        let inspector = station.inspector();
        let duties = detail(&inspector, &person_id).await["paths"][0]["duties"].clone();
        let within = |duties: &Value, hours: i64| {
            duties.as_array().unwrap().iter().find(|duty| duty["within_hours"] == hours).unwrap().clone()
        };
        assert_eq!(within(&duties, 24)["ends_at"], Value::Null, "nobody is arrested");
        let assignment = inspector.assign(&person_id, "08").await;
        let assignment_id = text(&assignment, "assignment_id");
        inspector.post(&format!("/api/assignments/{assignment_id}/arrest-list"), &json!({ "grounds": "risk" })).await.is(201);
        let outcome = json!({ "code": "located_and_arrested", "at": "2020-12-27T08:00:00Z",
            "arrest_reasons": "risk of loss of evidence", "why_not_heard": "did not appear when called" });
        inspector.post(&format!("/api/assignments/{assignment_id}/outcome"), &outcome).await.is(201);
        let duties = detail(&inspector, &person_id).await["paths"][0]["duties"].clone();
        assert_eq!(within(&duties, 24)["ends_at"], "2020-12-28T08:00:00Z");
        assert_eq!(within(&duties, 48)["ends_at"], "2020-12-29T08:00:00Z");
        for page in [format!("/persons/{person_id}"), format!("/assignments/{assignment_id}"), format!("/assignments/{assignment_id}/sheet")] {
            let shown = inspector.page(&page, "es").await;
            for says in ["En las 24 horas siguientes a la detención", "la Sección de Menores de la Fiscalía", "art. 17.4", "sin cotejar todavía"] {
                assert!(shown.body.contains(says), "{page}, {says}: {}", shown.body);
            }
        }
        station.stop().await;
    }

    async fn the_law_stands_on_a_page_with_its_sources_and_who_compared_it(db: TestDb) {
        let station = Station::start(&db).await;
        let page = station.inspector().page("/law", "es").await;
        page.is(200);
        for says in ["art. 588 octies", "art. 17.4", "Ley 25/2007, art. 5.1", "Inglaterra y Gales", "90 días, 180 días como máximo", "3 meses, 12 meses como máximo",
            "LECrim art. 588 ter k; Ciencia Policial 181", "Lei 109/2009, arts. 11 e 14", "lo ordena un juez o la Fiscalía"] {
            assert!(page.body.contains(says), "{says}: {}", page.body);
        }
        assert!(page.body.contains("conocimiento general") && !page.body.contains("general knowledge"), "{}", page.body);
        assert!(!page.body.contains(" a el "), "to whom a duty is owed follows a preposition: {}", page.body);
        let duties = station.inspector().page("/law?list=law-duties&format=csv", "en").await.body;
        for country in ["Portugal", "England and Wales"] {
            let row = duties.lines().find(|row| row.contains(country));
            assert!(row.is_some_and(|row| row.contains("not entered here")), "{country}: {duties}");
        }
        let file = station.inspector().page("/law?list=law-kept&format=csv", "es").await;
        assert!(file.body.contains("Ley 25/2007, art. 5.1") && !file.body.contains("art. 17.4"), "{file:?}");
        assert!(!page.body.contains("cotejada con el texto oficial"), "nobody has compared any of it: {}", page.body);
        station.stop().await;
    }

    async fn a_program_decides_what_the_age_leaves_open_and_nothing_else(db: TestDb) {
        let (station, person_id) = start(&db, 2002).await;
        let inspector = station.inspector();
        let acts = json!([text(&detail(&inspector, &person_id).await["acts"][0], "act_id")]);
        let decisions = format!("/api/persons/{person_id}/path-decisions");
        let decision = |path: &str, reason: &str| json!({ "path": path, "reason": reason, "act_ids": acts });
        inspector.post(&decisions, &decision("adult", "")).await.refused(422, "reason");
        inspector.post(&decisions, &decision("protection", "x")).await.refused(422, "path");
        let decided = inspector.post(&decisions, &decision("adult", "a forensic opinion")).await;
        decided.is(201);
        assert_eq!(detail(&inspector, &person_id).await["acts"][0]["handled_as"], "adult");
        let undo = format!("/api/path-decisions/{}/undo", text(&decided.ok(), "decision_id"));
        inspector.post(&undo, &json!({ "reason": "it was on somebody else" })).await.is(200);
        assert_eq!(detail(&inspector, &person_id).await["acts"][0]["handled_as"], "juvenile");
        station.stop().await;
    }
}

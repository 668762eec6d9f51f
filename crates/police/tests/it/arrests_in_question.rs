//! An arrest that the facts no longer bear out stays counted, and is said wherever it is read.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::support::{
    Account, Client, Media, Package, Station, Upload, born, person, print, subject_of, text,
};

const BEFORE: &str = "2020-10-01T16:00:00Z";
const AFTER: &str = "2020-11-20T16:00:00Z";

/// One account with an act on either side of a 14th birthday on 10 November 2020.
fn package() -> Package {
    let media = Media { bytes: b"pattern one", print: print('0', 80) };
    let upload = |at| Upload {
        media: media.clone(),
        at,
        address: "192.0.2.1",
        port: None,
        operator: "Operador Uno",
        viewed: None,
    };
    let account = Account { identifier: "birthday", email: None };
    Package {
        agency: "es-police",
        referral_id: "ref_story".to_owned(),
        reports: vec![(1, account, vec![upload(BEFORE), upload(AFTER)])],
    }
}

/// An operation with the person of both acts, arrested in Barcelona: paths of operation and person, and what was identified.
async fn arrest(inspector: &Client) -> (String, String, Value) {
    let operation = inspector.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
    let operation = format!("/operations/{}", text(&operation, "operation_id"));
    inspector.post(&format!("/api{operation}/subjects"), &json!({ "subject_ids": "all" })).await.ok();
    let subject = subject_of(inspector, "birthday").await;
    let body =
        person(&subject, json!("all"), ["Iker", "Sanz"], born("2006-11-10"), json!({ "province": "08" }));
    let identified = inspector.post("/api/persons", &body).await.ok();
    let assignment = inspector.assign(&text(&identified, "person_id"), "08").await;
    let outcome = format!("/api/assignments/{}/outcome", text(&assignment, "assignment_id"));
    let arrested = json!({ "code": "located_and_arrested", "at": "2020-12-27T08:00:00Z", "arrest_reasons": "flight", "why_not_heard": "flight" });
    inspector.post(&outcome, &arrested).await.ok();
    let person = format!("/persons/{}", text(&identified, "person_id"));
    (operation, person, identified)
}

/// Takes the attribution back and attributes the earlier act alone.
async fn keep_the_earlier_act(inspector: &Client, identified: &Value) {
    let undo = format!("/api/identifications/{}/undo", text(identified, "identification_id"));
    inspector.post(&undo, &json!({ "reason": "Sanz was away on the second day" })).await.ok();
    let subject = subject_of(inspector, "birthday").await;
    let acts = subject["acts"].as_array().unwrap();
    let earlier = acts.iter().find(|act| act["time_text"] == BEFORE).unwrap();
    let body = json!({
        "subject_id": subject["subject_id"], "act_ids": [earlier["act_id"]], "place_of_acts": { "province": "08" },
        "grounds": "line"
    });
    let path = format!("/api/persons/{}/acts", text(identified, "person_id"));
    let asked = inspector.post(&path, &body).await;
    asked.is(202);
    inspector.as_other("ivan").approve(&asked.ok()).await.ok();
}

service::both_engines! {
    async fn an_arrest_that_became_unlawful_is_counted_and_said(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (operation, person, identified) = arrest(&inspector).await;
        let pages = [operation.as_str(), person.as_str(), "/persons", "/assignments"];
        let seen = inspector.get(&format!("/api{person}")).await.ok();
        assert_eq!(seen["assignment"]["arrest_in_question"], Value::Null);
        assert_eq!(seen["acts"][0]["age_years"], json!({ "at_least": 13, "at_most": 13 }));
        assert_eq!(seen["acts"][1]["age_years"], json!({ "at_least": 14, "at_most": 14 }));
        for page in pages {
            assert!(!inspector.page(page, "en").await.body.contains("Arrest in question"), "{page}");
        }
        let asked = "/assignments?state=question";
        assert!(inspector.page(asked, "en").await.body.contains("Nothing of this kind is here"));
        for sort in ["assigned_at", "-unit", "outcome", "-outcome", "person"] {
            let page = inspector.page(&format!("/assignments?sort={sort}"), "en").await.body;
            assert!(page.contains("/assignments/asg_") && page.contains("Barcelona"), "{sort}: {page}");
        }
        let elsewhere = inspector.page("/assignments?unit=28", "en").await.body;
        assert!(!elsewhere.contains("/assignments/asg_") && elsewhere.contains("Barcelona"), "another may be chosen: {elsewhere}");
        let file = inspector.get("/assignments?format=json").await.ok();
        assert_eq!(file.as_array().map(Vec::len), Some(1), "{file}");

        keep_the_earlier_act(&inspector, &identified).await;
        assert!(inspector.page("/", "en").await.body.contains("One arrest is in question"));
        assert!(inspector.page(asked, "en").await.body.contains("Arrest in question"));
        let seen = inspector.get(&format!("/api{person}")).await.ok();
        assert_eq!((text(&seen, "class").as_str(), &seen["arrest"]["allowed"]), ("under_responsibility", &json!(false)));
        assert_eq!(seen["assignment"]["arrest_in_question"]["reason_code"], "under_responsibility");
        let identifications = seen["identifications"].as_array().unwrap();
        let kept = identifications.iter().find_map(|row| row["withdrawn_reason"].as_str());
        assert_eq!(kept, Some("S. was away on the second day"), "names of minors are cut");
        let listed = station.client("olga").get("/api/assignments").await.ok();
        assert_eq!(listed[0]["arrest_in_question"]["reason_code"], "under_responsibility");
        assert_eq!(inspector.get("/api/persons").await.ok()[0]["assignment"]["outcome"]["code"], "located_and_arrested");

        let tally = inspector.get(&format!("/api{operation}/tally")).await.ok();
        assert_eq!((&tally["arrested"], &tally["under_14"]), (&json!(1), &json!(1)), "it is a fact");
        for (lang, heading, warning) in [
            ("en", "Arrest in question", "One counted arrest is in question"),
            ("es", "Detención en cuestión", "Una detención contada está en cuestión"),
        ] {
            let note = inspector.get(&format!("/api{operation}/press-note?lang={lang}")).await.ok();
            assert!(note["warnings"][0].as_str().unwrap().starts_with(warning), "{note}");
            assert!(!text(&note, "text").contains(warning), "not for publication");
            for page in pages {
                assert!(inspector.page(page, lang).await.body.contains(heading), "{page} in {lang}");
            }
        }
        station.stop().await;
    }
}

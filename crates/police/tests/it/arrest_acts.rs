//! Each row of the arrest list says for which acts the person stands there: on the page, in its files and at the API.

use serde_json::json;
use service::testing::TestDb;

use crate::support::{Account, Media, Package, Station, Upload, born, person, print, subject_of, text};

fn upload(at: &'static str) -> Upload {
    let media = Media { bytes: b"pattern one", print: print('3', 80) };
    Upload { media, at, address: "192.0.2.10", port: None, operator: "Operador Uno", viewed: None }
}

service::both_engines! {
    async fn only_acts_from_fourteen_on_carry_a_person_into_the_arrest_list(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let account = Account { identifier: "both", email: None };
        // before, on and after the fourteenth birthday
        let days = ["2020-10-01T12:00:00+02:00", "2020-10-10T12:00:00+02:00", "2020-10-20T12:00:00+02:00"];
        let package = Package {
            agency: "es-police",
            referral_id: "ref_both".to_owned(),
            reports: vec![(301, account, days.map(upload).into())],
        };
        station.receive(&package).await.is(201);
        let inspector = station.inspector();
        let subject = subject_of(&inspector, "both").await;
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("2006-10-10"), json!({ "province": "08" }));
        let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        let assignment = text(&inspector.assign(&person_id, "08").await, "assignment_id");
        let entry = format!("/api/assignments/{assignment}/arrest-list");
        inspector.post(&entry, &json!({ "grounds": "risk of destroyed evidence" })).await.is(201);

        let listed = inspector.get("/api/arrest-list").await.ok();
        let acts = listed[0]["acts"].as_array().unwrap();
        assert_eq!(acts.len(), 1, "{listed}");
        assert_eq!((&acts[0]["at"], &acts[0]["place"]), (&json!("2020-10-20T10:00:00Z"), &json!("08")), "{listed}");
        assert_eq!(acts[0]["age_years"], json!({ "at_least": 14, "at_most": 14 }));
        assert!(text(&acts[0], "law").starts_with("Ley Orgánica 5/2000"), "{listed}");
        assert_eq!(listed[0]["changed"], json!([]), "{listed}");

        let page = inspector.page("/arrest-list", "en").await.body;
        assert!(page.contains("20 October 2020, 12:00:00 CEST · Barcelona · age 14 · Ley Orgánica 5/2000"), "{page}");
        assert!(!page.contains("1 October 2020,") && !page.contains("10 October 2020,"), "{page}");
        let file = inspector.get("/arrest-list?format=json").await.ok();
        assert_eq!(file[0]["acts"].as_array().map(Vec::len), Some(1), "{file}");
        let file = inspector.page("/arrest-list?format=csv", "es").await.body;
        assert!(file.contains("Barcelona · 14 años · Ley Orgánica 5/2000"), "{file}");
        station.stop().await;
    }
}

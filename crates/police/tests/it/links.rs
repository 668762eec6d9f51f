//! Links are explained, can be undone and restored, and a veto outlives every later intake.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::support::{Account, Client, Media, Package, Station, Upload, print, subject_of, text};

fn package(referral_id: &str, first_number: i64, accounts: &[(&'static str, &'static str)]) -> Package {
    let media = Media { bytes: b"pattern one", print: print('3', 80) };
    let upload = Upload {
        media,
        at: "2020-10-11T10:00:00Z",
        address: "192.0.2.10",
        port: None,
        operator: "Operador Uno",
        viewed: None,
    };
    let reports = accounts.iter().zip(first_number..).map(|((identifier, email), number)| {
        (number, Account { identifier, email: Some(email) }, vec![upload.clone()])
    });
    Package { agency: "es-police", referral_id: referral_id.to_owned(), reports: reports.collect() }
}

fn account_id(subject: &Value, identifier: &str) -> String {
    let accounts = subject["accounts"].as_array().unwrap();
    let account = accounts.iter().find(|account| account["esp_identifier"] == identifier).unwrap();
    text(account, "account_id")
}

async fn subject_count(inspector: &Client) -> usize {
    inspector.get("/api/subjects").await.ok().as_array().unwrap().len()
}

service::both_engines! {
    async fn equal_addresses_link_and_links_can_be_undone_and_restored(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let two = [("alpha", "one@mail.example"), ("beta", "ONE@mail.example")];
        station.receive(&package("ref_one", 1, &two)).await.is(201);
        let subject = subject_of(&inspector, "alpha").await;
        assert_eq!(subject["subject_id"], subject_of(&inspector, "beta").await["subject_id"]);
        let link = &subject["links"][0];
        assert_eq!((link["kind"].as_str(), link["joins"].as_bool()), (Some("email"), Some(true)));
        assert!(text(link, "grounds").contains("e-mail address"), "{link}");

        let operation = inspector.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let members = format!("/api/operations/{}/subjects", text(&operation, "operation_id"));
        inspector.post(&members, &json!({ "subject_ids": [subject["subject_id"]] })).await.ok();

        let undo = format!("/api/links/{}/undo", text(link, "link_id"));
        inspector.post(&undo, &json!({ "reason": " " })).await.refused(422, "reason");
        inspector.post(&undo, &json!({ "reason": "a shared family address" })).await.ok();
        assert_eq!(subject_count(&inspector).await, 2);
        let oldest = if account_id(&subject, "alpha") < account_id(&subject, "beta") { "alpha" } else { "beta" };
        assert_eq!(subject_of(&inspector, oldest).await["subject_id"], subject["subject_id"], "the oldest keeps the name");
        let now = inspector.get(&format!("/api/operations/{}", text(&operation, "operation_id"))).await.ok();
        assert_eq!(now["subject_count"], 2, "the operation follows both parts");

        // the same trait again links nothing that an officer undid
        station.receive(&package("ref_two", 11, &[("alpha", "one@mail.example")])).await.is(201);
        assert_eq!(subject_count(&inspector).await, 2);

        let restore = format!("/api/links/{}/restore", text(link, "link_id"));
        inspector.post(&restore, &json!({ "reason": "it was one person" })).await.ok();
        assert_eq!(subject_count(&inspector).await, 1);
        inspector.post(&restore, &json!({ "reason": "twice" })).await.is(409);
        station.stop().await;
    }

    async fn a_veto_outlives_later_intakes_and_can_be_withdrawn(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let two = [("alpha", "one@mail.example"), ("beta", "two@mail.example")];
        station.receive(&package("ref_one", 1, &two)).await.is(201);
        let a = account_id(&subject_of(&inspector, "alpha").await, "alpha");
        let b = account_id(&subject_of(&inspector, "beta").await, "beta");
        let veto = json!({ "account_a": a, "account_b": b, "reason": "interviewed both" });
        inspector.post("/api/vetoes", &json!({ "account_a": a, "account_b": a, "reason": "x" })).await.refused(422, "account_b");
        let recorded = inspector.post("/api/vetoes", &veto).await.ok();
        let again = json!({ "account_a": b, "account_b": a, "reason": "said twice" });
        inspector.post("/api/vetoes", &again).await.is(409);
        // a third account states both addresses
        let third = [("gamma", "one@mail.example"), ("gamma", "two@mail.example")];
        station.receive(&package("ref_two", 11, &third)).await.is(201);
        let alpha = subject_of(&inspector, "alpha").await;
        let beta = subject_of(&inspector, "beta").await;
        assert_ne!(alpha["subject_id"], beta["subject_id"]);
        assert_eq!(subject_count(&inspector).await, 2, "gamma went to one side only");
        let undo = format!("/api/vetoes/{}/undo", text(&recorded, "veto_id"));
        inspector.post(&undo, &json!({ "reason": "they lied" })).await.ok();
        assert_eq!(subject_count(&inspector).await, 1);
        inspector.post("/api/vetoes", &again).await.is(201);
        station.stop().await;
    }
}

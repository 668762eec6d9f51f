//! No sequence of what officers can do puts somebody into the arrest list who may have been under fourteen at every act.

use std::collections::BTreeSet;

use model::{Rng as _, SeededRng};
use serde_json::{Value, json};
use service::testing::TestDb;

use crate::support::{
    Account, Client, Media, Package, Station, Upload, born, person, print, subject_of, text,
};

const STEPS: usize = 120;
/// Accounts with the birth of who is behind each, and whether they had certainly reached fourteen on 10 October 2020.
const PEOPLE: [(&str, bool); 6] = [
    ("child", false),
    ("open", false),
    ("birthday", false),
    ("unknown", false),
    ("juvenile", true),
    ("adult", true),
];

fn birth(account: &str) -> Value {
    match account {
        "child" => born("2008-01-01"),
        "open" => json!({ "year": 2006 }),
        "birthday" => born("2006-10-10"),
        "juvenile" => born("2005-01-01"),
        "adult" => born("1990-01-01"),
        _ => Value::Null,
    }
}

fn package() -> Package {
    let report = |(number, account): (i64, &(&'static str, bool))| {
        let upload = Upload {
            media: Media { bytes: b"pattern one", print: print('3', 80) },
            at: "2020-10-10T12:00:00+02:00",
            address: "192.0.2.10",
            port: None,
            operator: "Operador Uno",
            viewed: None,
        };
        (number, Account { identifier: account.0, email: None }, vec![upload])
    };
    let reports = (7_600_001_i64..).zip(&PEOPLE).map(report).collect();
    Package { agency: "es-police", referral_id: "ref_walk".to_owned(), reports }
}

/// A number below `bound`.
fn pick(rng: &SeededRng, bound: usize) -> usize {
    let mut byte = [0; 1];
    rng.fill(&mut byte);
    usize::from(byte[0]) % bound
}

/// One thing that an officer may try with a person; whether it is refused is the node's business.
async fn step(inspector: &Client, rng: &SeededRng, person_id: &str) {
    let detail = inspector.get(&format!("/api/persons/{person_id}")).await.ok();
    let assignment = detail["assignment"]["assignment_id"].as_str().map(str::to_owned);
    let act_id = detail["acts"][0]["act_id"].clone();
    let reason = json!({ "reason": "x" });
    match (pick(rng, 7), assignment) {
        (0 | 1, _) => {
            let path = ["protection", "juvenile", "adult"][pick(rng, 3)];
            let form = json!({ "path": path, "decision_reason": "x", "act_ids": act_id });
            inspector.submit(&format!("/persons/{person_id}/paths"), &form).await;
        }
        (2, _) => {
            if let Some(decision) = detail["path_decisions"].as_array().unwrap().last() {
                let path = format!("/persons/{person_id}/paths/{}/undo", text(decision, "decision_id"));
                inspector.submit(&path, &reason).await;
            }
        }
        (_, None) => {
            inspector.assign(person_id, "08").await;
        }
        (3 | 4, Some(id)) => {
            inspector.post(&format!("/api/assignments/{id}/arrest-list"), &json!({ "grounds": "x" })).await;
        }
        (5, Some(id)) => {
            let outcome = json!({ "code": "located_and_arrested", "at": "2020-12-27T08:00:00Z" });
            inspector.post(&format!("/api/assignments/{id}/outcome"), &outcome).await;
        }
        (_, Some(id)) => {
            inspector.post(&format!("/api/assignments/{id}/outcome/undo"), &reason).await;
            inspector.post(&format!("/api/assignments/{id}/arrest-list/undo"), &reason).await;
        }
    }
}

service::both_engines! {
    async fn no_sequence_of_actions_lists_somebody_who_may_have_been_under_fourteen(db: TestDb) {
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let inspector = station.inspector();
        let (mut people, mut arrestable) = (Vec::new(), BTreeSet::new());
        for (account, is_over) in PEOPLE {
            let subject = subject_of(&inspector, account).await;
            let body = person(&subject, json!("all"), ["Pedro", account], birth(account), json!({ "province": "08" }));
            let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
            if is_over {
                arrestable.insert(person_id.clone());
            }
            people.push(person_id);
        }
        let (rng, mut listed) = (SeededRng::new(14), BTreeSet::new());
        for _ in 0..STEPS {
            step(&inspector, &rng, &people[pick(&rng, people.len())]).await;
            for entry in inspector.get("/api/arrest-list").await.ok().as_array().unwrap() {
                let person_id = text(entry, "person_id");
                assert!(arrestable.contains(&person_id), "{entry}");
                listed.insert(person_id);
            }
            for person in inspector.get("/api/persons").await.ok().as_array().unwrap() {
                let is_arrested = person["assignment"]["outcome"]["code"] == "located_and_arrested";
                assert!(!is_arrested || arrestable.contains(&text(person, "person_id")), "{person}");
            }
        }
        assert_eq!(listed, arrestable, "who may be arrested is listed in the end, or the walk proves nothing");
        station.stop().await;
    }
}

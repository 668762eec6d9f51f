//! An import of what the unit had downloaded is undone as a whole by two persons, unless somebody has worked on it.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::support::{
    Account, Client, Media, Package, Station, Upload, born, person, print, subject_of, text,
};

const WHY: &str = "the wrong folder";

fn package(
    referral_id: &str,
    bytes: &'static [u8],
    accounts: &[(i64, &'static str, &'static str)],
) -> Package {
    let upload = Upload {
        media: Media { bytes, print: print(if bytes == b"pattern one" { '3' } else { '5' }, 80) },
        at: "2020-10-11T10:00:00Z",
        address: "192.0.2.10",
        port: None,
        operator: "Operador Uno",
        viewed: None,
    };
    let reports = accounts.iter().map(|(number, identifier, email)| {
        (*number, Account { identifier, email: Some(email) }, vec![upload.clone()])
    });
    Package { agency: "es-police", referral_id: referral_id.to_owned(), reports: reports.collect() }
}

fn downloaded() -> Package {
    package("imp_new", b"pattern two", &[(11, "beta", "one@mail.example"), (12, "gamma", "two@mail.example")])
}

async fn imports(inspector: &Client) -> Vec<Value> {
    inspector.get("/api/imports").await.ok().as_array().unwrap().clone()
}

/// Somebody to whom the act of a report in the account's subject is attributed.
async fn identified(inspector: &Client, account: &str, report_number: i64, name: &str) -> String {
    let subject = subject_of(inspector, account).await;
    let acts = subject["acts"].as_array().unwrap().iter();
    let acts: Vec<_> =
        acts.filter(|act| act["report_number"] == report_number).map(|act| &act["act_id"]).collect();
    let body = person(&subject, json!(acts), [name, "Soto"], born("1990-01-01"), json!("unknown"));
    text(&inspector.post("/api/persons", &body).await.ok(), "person_id")
}

/// Where the newest import is undone.
async fn undo_path(inspector: &Client) -> String {
    format!("/api/imports/{}/undo", text(&imports(inspector).await[0], "import_id"))
}

service::both_engines! {
    async fn an_import_goes_as_if_it_had_never_come_and_may_come_again(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package("ref_old", b"pattern one", &[(1, "alpha", "one@mail.example")])).await.is(201);
        station.clock.advance(jiff::SignedDuration::from_secs(1));
        let all = async || {
            let alpha = subject_of(&inspector, "alpha").await;
            (inspector.get("/api/reports").await.ok(), inspector.get("/api/subjects").await.ok(), alpha)
        };
        let (before, files) = (all().await, station.sealed_files());
        assert_eq!(imports(&inspector).await, Vec::<Value>::new(), "a referral is no import");

        station.receive(&downloaded()).await.is(201);
        let joined = subject_of(&inspector, "beta").await;
        assert_eq!(joined["subject_id"], subject_of(&inspector, "alpha").await["subject_id"]);
        let made = &imports(&inspector).await[0];
        assert_eq!((&made["reports"], &made["known"], &made["undone_by"]), (&json!(2), &json!(0), &json!(null)));
        let shown = inspector.page("/reports?referral=imp_new", "es").await;
        assert!(shown.body.contains("Deshacer esta importación"), "{}", shown.body);
        let undo = undo_path(&inspector).await;
        for name in ["olga", "rosa", "adam", "clearinghouse"] {
            station.client(name).post(&undo, &json!({ "reason": WHY })).await.is(404);
        }
        inspector.post(&undo, &json!({ "reason": " " })).await.refused(422, "reason");
        let form = format!("{}?referral=imp_new", undo.replacen("/api", "", 1));
        assert!(shown.body.contains(&format!("action=\"{form}")), "{}", shown.body);
        let refused = inspector.submit(&form, &json!({ "part": "undo-import", "reason": " " })).await;
        refused.is(422);
        assert!(refused.body.contains("id=\"reason-undo-import-error\"") && refused.body.contains("imp_new"), "{refused:?}");
        let asked = inspector.post(&undo, &json!({ "reason": WHY })).await;
        asked.is(202);
        let shown = inspector.page("/reports?referral=imp_new", "en").await.body;
        assert!(shown.contains("This waits for a second person") && !shown.contains("/undo"), "{shown}");
        assert_ne!(all().await, before, "one person alone undoes nothing");
        let done = inspector.as_other("ivan").approve(&asked.ok()).await.ok();
        assert_eq!((&done["output"]["reports"], &done["output"]["accounts"]), (&json!(2), &json!(2)));
        assert_eq!(all().await, before);
        for _ in 0..200 {
            if station.sealed_files() == files {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        assert_eq!(station.sealed_files(), files);
        assert_eq!(imports(&inspector).await[0]["undone_by"], "ines");
        let shown = inspector.page("/imports", "en").await;
        assert!(shown.body.contains("ines") && shown.body.contains(WHY), "{}", shown.body);
        assert!(!inspector.get("/api/imports").await.body.contains(WHY));
        inspector.post(&undo, &json!({ "reason": "once more" })).await.is(409);

        station.receive(&downloaded()).await.is(201);
        assert_eq!(imports(&inspector).await.len(), 2);
        assert_eq!(inspector.get("/api/reports").await.ok().as_array().unwrap().len(), 3);
        assert_eq!(subject_of(&inspector, "beta").await["links"].as_array().unwrap().len(), 1);
        station.stop().await;
    }

    async fn what_officers_built_on_it_stands_in_the_way_and_is_named(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&downloaded()).await.is(201);
        let undo = undo_path(&inspector).await;
        let refused = async |says: &str| {
            let answer = inspector.post(&undo, &json!({ "reason": WHY })).await;
            answer.is(409);
            assert!(answer.body.contains(says), "{says}: {}", answer.body);
        };
        let beta = subject_of(&inspector, "beta").await;
        let report = text(&beta["acts"][0], "report_id");
        let why = json!({ "reason": "to appear in court", "authorization": "1/2020" });
        let hold = inspector.post(&format!("/api/reviews/report/{report}/hold"), &why).await.ok();
        refused(&text(&hold, "hold_id")).await;
        inspector.post(&format!("/api/holds/{}/lift", text(&hold, "hold_id")), &json!({ "reason": "x" })).await.ok();

        let band = format!("/reports/{report}/band");
        inspector.submit(&band, &json!({ "band": "a", "reason": "a colleague knows the child" })).await.is(303);
        refused("band of report 11").await;
        let act = text(&beta["acts"][0], "act_id");
        let asked = json!({ "operator": "Operador Uno", "legal_basis": "auto 17/2020", "act_ids": [act] });
        let asked = inspector.post("/api/disclosure-requests", &asked).await.ok();
        refused(&text(&asked, "request_id")).await;
        let operation = inspector.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let members = format!("/api/operations/{}/subjects", text(&operation, "operation_id"));
        inspector.post(&members, &json!({ "subject_ids": [beta["subject_id"]] })).await.ok();
        refused(&text(&operation, "operation_id")).await;
        assert_eq!(inspector.get("/api/reports").await.ok().as_array().unwrap().len(), 2);

        // of an operation that is closed to who asks, nothing is said but that there is one
        let close = format!("/api/operations/{}/close", text(&operation, "operation_id"));
        inspector.post(&close, &json!({ "readers": "", "reason": "an officer is named" })).await.ok();
        let answer = inspector.as_other("ivan").post(&undo, &json!({ "reason": WHY })).await;
        answer.is(409);
        assert!(answer.body.contains("a closed operation holds part of it"), "{}", answer.body);
        assert!(!answer.body.contains(&text(&operation, "operation_id")), "{}", answer.body);
        station.stop().await;
    }

    async fn whoever_was_identified_behind_what_it_joined_is_marked_and_their_recipients_told(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (inspector, olga) = (station.inspector(), station.client("olga"));
        let old = [(1, "alpha", "one@mail.example"), (2, "delta", "two@mail.example")];
        station.receive(&package("ref_old", b"pattern one", &old)).await.is(201);
        station.clock.advance(jiff::SignedDuration::from_secs(1));
        // before it came, and so not on what it joined
        let early = identified(&inspector, "delta", 2, "Eva").await;
        let both = [(11, "beta", "one@mail.example"), (12, "beta", "two@mail.example")];
        station.receive(&package("imp_new", b"pattern two", &both)).await.is(201);
        assert_eq!(subject_of(&inspector, "alpha").await["subject_id"], subject_of(&inspector, "delta").await["subject_id"]);
        let late = identified(&inspector, "alpha", 1, "Luis").await;
        let assignment = text(&inspector.assign(&late, "08").await, "assignment_id");
        let court = json!({ "kind": "court", "name": "Juzgado 3 de Ejemplo" });
        inspector.post(&format!("/api/persons/{late}/recipients"), &court).await.is(201);
        assert_eq!(inspector.get("/api/lost-grounds").await.ok(), json!([]));

        let asked = inspector.post(&undo_path(&inspector).await, &json!({ "reason": WHY })).await;
        inspector.as_other("ivan").approve(&asked.ok()).await.ok();
        for client in [&inspector, &olga] {
            let listed = client.get("/api/lost-grounds").await.ok();
            assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
            assert_eq!((&listed[0]["cause"], &listed[0]["reason"]), (&json!("import"), &json!(WHY)), "{listed}");
        }
        let listed = inspector.get("/api/lost-grounds").await.ok();
        assert_eq!(listed[0]["what"], imports(&inspector).await[0]["import_id"]);
        let path = format!("/lost-grounds/{}", text(&listed[0], "loss_id"));
        let loss = inspector.get(&format!("/api{path}")).await.ok();
        let objects = loss["objects"].as_array().unwrap();
        assert!(objects.iter().all(|object| object["person_id"] == late), "{loss}");
        let mut kinds: Vec<_> = objects.iter().map(|object| text(object, "kind")).collect();
        kinds.sort();
        assert_eq!(kinds, ["act", "assignment", "identification", "recipient"]);
        let entry = format!("/api/assignments/{assignment}/arrest-list");
        let refused = olga.post(&entry, &json!({ "grounds": "risk" })).await;
        refused.is(409);
        assert!(refused.body.contains("was lost"), "{refused:?}");
        let shown = inspector.page(&path, "es").await;
        assert!(shown.body.contains("Se ha deshecho una importación") && shown.body.contains(WHY), "{}", shown.body);
        inspector.assign(&early, "48").await;
        station.stop().await;
    }

    async fn what_another_import_brought_as_well_stays(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&downloaded()).await.is(201);
        station.clock.advance(jiff::SignedDuration::from_secs(1));
        let again = [(12, "gamma", "two@mail.example"), (13, "delta", "two@mail.example")];
        station.receive(&package("imp_more", b"pattern two", &again)).await.is(201);
        let newest = &imports(&inspector).await[0];
        assert_eq!((&newest["reports"], &newest["known"]), (&json!(2), &json!(1)));
        assert_eq!(subject_of(&inspector, "delta").await["subject_id"], subject_of(&inspector, "gamma").await["subject_id"]);
        let asked = inspector.post(&undo_path(&inspector).await, &json!({ "reason": WHY })).await.ok();
        let done = inspector.as_other("ivan").approve(&asked).await.ok();
        assert_eq!((&done["output"]["reports"], &done["output"]["accounts"]), (&json!(1), &json!(1)));
        let reports = inspector.get("/api/reports").await.ok();
        let numbers: Vec<&Value> = reports.as_array().unwrap().iter().map(|report| &report["report_number"]).collect();
        assert_eq!(numbers, [&json!(11), &json!(12)]);
        assert_eq!(subject_of(&inspector, "gamma").await["links"], json!([]));
        station.stop().await;
    }
}

//! What sign-ins are good for once they are kept: they count where a person is handed over, leave with exports, and are found by their address.

use serde_json::{Value, json};
use service::testing::TestDb;
use wire::cybertipline::{IpCaptureEvent, IpCaptureType, Report, StatedDateTime};

use crate::exports::{export, tips};
use crate::misattribution::{answer, record};
use crate::search::hits;
use crate::support::{
    Account, Answer, Client, Media, Package, Station, Upload, born, person, print, subject_of, text,
};

/// Whose the address of the act is.
pub(crate) const OPERATOR: &str = "Telefonica Ejemplo";
/// The address of the act.
pub(crate) const ADDRESS: &str = "192.0.2.10";
const NONE: (&str, &str) = ("words", "inquiry 7");

/// A report of one account with an act, and sign-ins: when, and at which address.
pub(crate) fn package(number: i64, signed_in: &[(&str, &str)]) -> Vec<u8> {
    let upload = Upload {
        media: Media { bytes: b"pattern one", print: print('3', 80) },
        at: "2020-10-10T12:00:00+02:00",
        address: ADDRESS,
        port: None,
        operator: OPERATOR,
        viewed: Some(true),
    };
    let package = Package {
        agency: "es-police",
        referral_id: format!("ref_used_{number}"),
        reports: vec![(number, Account { identifier: "alpha", email: None }, vec![upload])],
    };
    package.write_with(&|_, report: &mut Report| {
        let events = signed_in.iter().map(|(at, address)| IpCaptureEvent {
            ip_address: (*address).to_owned(),
            event_name: Some(IpCaptureType::Login),
            date_time: Some(StatedDateTime::parse(at).unwrap()),
            possible_proxy: None,
            port: Some(40_123),
        });
        report.person_or_user_reported[0].ip_capture_event.extend(events);
    })
}

/// Hands in the package; gives the subject of its account.
pub(crate) async fn receive(station: &Station, package: Vec<u8>) -> Value {
    station.client("clearinghouse").post_bytes("/referrals", package, None).await.is(201);
    subject_of(&station.inspector(), "alpha").await
}

/// Asks about the act, and apart from it about every sign-in, and records that the act was of one line and the sign-ins of another. Gives the
/// request about these.
async fn answered(ines: &Client, subject: &Value, line_of_sign_ins: &str) -> Value {
    let ids = |list: &str, key: &str| -> Vec<Value> {
        subject[list].as_array().unwrap().iter().map(|one| one[key].clone()).collect()
    };
    let ask = async |body: Value| ines.post("/api/disclosure-requests", &body).await.ok();
    let (operator, basis) = (OPERATOR, "auto 1/2020");
    let asked =
        ask(json!({ "operator": operator, "legal_basis": basis, "act_ids": ids("acts", "act_id") })).await;
    record(ines, &asked, &answer(&asked)).await.is(201);
    let event_ids = ids("events", "event_id");
    let body = json!({ "operator": operator, "legal_basis": basis, "act_ids": [], "event_ids": event_ids });
    let asked = ask(body).await;
    let mut answer = answer(&asked);
    for line in answer["lines"].as_array_mut().unwrap() {
        line["subscribers"][0]["line"] = json!(line_of_sign_ins);
    }
    record(ines, &asked, &answer).await.is(201);
    asked
}

/// The person whose act that of the subject is.
async fn identified(ines: &Client, subject: &Value) -> String {
    let body = person(subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("installation"));
    text(&ines.post("/api/persons", &body).await.ok(), "person_id")
}

/// Asks for the person to be handed to the unit of Bizkaia without a reason.
async fn hand_over(ines: &Client, person_id: &str) -> Answer {
    ines.post("/api/assignments", &json!({ "person_id": person_id, "unit": "48" })).await
}

service::both_engines! {
    async fn an_answer_on_a_sign_in_that_names_the_line_of_the_act_is_an_independent_event(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let subject = receive(&station, package(7_600_003, &[("2020-09-20T08:00:00Z", ADDRESS)])).await;
        let ines = station.inspector();
        let asked = answered(&ines, &subject, "L-1").await;
        let person_id = identified(&ines, &subject).await;
        let waiting = hand_over(&ines, &person_id).await;
        waiting.is(202);
        let ivan = station.client("ivan");
        let listed = ivan.get("/api/approvals").await.ok();
        let known = listed["to_decide"][0]["circumstances"].as_array().unwrap().clone();
        for (name, value) in [("independent_events", "2"), ("events_lead", "same"), ("independent_sign_ins", "1")] {
            assert!(known.contains(&json!({ "name": name, "value": value })), "{name}: {known:?}");
        }
        for (lang, said) in [("en", "sign-ins and other events that are no acts"), ("es", "otros sucesos que no son hechos")] {
            let page = ivan.page("/approvals", lang).await;
            assert!(page.body.contains(said), "{page:?}");
        }
        ivan.approve(&waiting.ok()).await.ok();
        // the hand-over rested on the answer
        let undo = format!("/api/disclosure-requests/{}/answer/undo", text(&asked, "request_id"));
        ines.post(&undo, &json!({ "reason": "of another line" })).await.ok();
        let losses = ines.get("/api/lost-grounds").await.ok();
        assert_eq!(losses[0]["cause"], "answer", "{losses}");
        station.stop().await;
    }

    async fn a_sign_in_within_a_day_may_be_the_session_of_the_act(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let subject = receive(&station, package(7_600_004, &[("2020-10-10T09:55:00Z", ADDRESS)])).await;
        let ines = station.inspector();
        answered(&ines, &subject, "L-1").await;
        let person_id = identified(&ines, &subject).await;
        let why = hand_over(&ines, &person_id).await.refused(422, "release_reason");
        assert!(why.contains("fewer than two independent events"), "{why}");
        station.stop().await;
    }

    async fn a_sign_in_at_another_line_contradicts(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let subject = receive(&station, package(7_600_005, &[("2020-09-20T08:00:00Z", ADDRESS)])).await;
        let ines = station.inspector();
        answered(&ines, &subject, "L-2").await;
        let person_id = identified(&ines, &subject).await;
        let why = hand_over(&ines, &person_id).await.refused(422, "release_reason");
        assert!(why.contains("contradict one another"), "{why}");
        station.stop().await;
    }

    async fn an_export_of_a_report_or_a_subject_tells_of_sign_ins_and_one_of_a_person_of_acts_alone(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let subject = receive(&station, package(7_600_002, &[("2020-09-20T08:00:00Z", "192.0.2.77")])).await;
        let ines = station.inspector();
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("unknown"));
        let person_id = text(&ines.post("/api/persons", &body).await.ok(), "person_id");
        for (object, tells) in [
            (format!("/reports/{}", text(&subject["acts"][0], "report_id")), true),
            (format!("/subjects/{}", text(&subject, "subject_id")), true),
            (format!("/persons/{person_id}"), false),
        ] {
            let graph = export(&ines, &object, "case").await.ok().to_string();
            assert!(graph.contains(ADDRESS), "{object}: {graph}");
            assert_eq!(graph.contains("192.0.2.77"), tells, "{object}: {graph}");
            let told = &tips(&ines, &object).await[0].1;
            assert_eq!(told.contains("192.0.2.77") && told.contains("Login"), tells, "{object}: {told}");
            let csv = ines.get(&format!("{object}/export?format=csv")).await.body;
            assert_eq!(csv.contains("2020-09-20T08:00:00Z") && csv.contains("Login"), tells, "{object}: {csv}");
            assert!(!csv.contains("192.0.2."), "{object}: {csv}");
        }
        station.stop().await;
    }

    async fn a_search_finds_the_report_by_the_address_of_a_sign_in(db: TestDb) {
        let station = Station::start(&db).await;
        receive(&station, package(7_600_001, &[("2020-09-20T08:00:00Z", "192.0.2.77")])).await;
        let ines = station.inspector();
        for (address, count) in [("192.0.2.77", 1), ("::ffff:192.0.2.77", 1), (ADDRESS, 1), ("192.0.2.78", 0)] {
            assert_eq!(hits(&ines, "address", address, NONE).await, count, "{address}");
        }
        // as an update leaves it
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("UPDATE ip_event SET address_blind = ''").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(hits(&ines, "address", "192.0.2.77", NONE).await, 0);
        station.stop().await;
        let station = Station::start(&db).await;
        assert_eq!(hits(&station.inspector(), "address", "192.0.2.77", NONE).await, 1, "after the next start");
        station.stop().await;
    }
}

//! Every decision can be undone; what was decided stays on record.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

async fn undo(inspector: &Client, path: String) -> crate::support::Answer {
    inspector.post(&path, &json!({ "reason": "mistaken" })).await
}

/// This many reasons are kept, and none can be read in the database.
async fn assert_sealed(station: &Station, expected: usize) {
    let reasons = station.stored_reasons().await;
    assert_eq!(reasons.len(), expected);
    assert!(!reasons.iter().any(|reason| reason.contains("mistaken")), "{reasons:?}");
}

/// An adult of the operation, identified and assigned.
async fn assigned(inspector: &Client) -> (Value, Value) {
    let subject = subject_of(inspector, "adult").await;
    let body = person(&subject, json!("all"), ["Pedro", "Mar"], born("1990-01-01"), json!("unknown"));
    let identified = inspector.post("/api/persons", &body).await.ok();
    let assignment = inspector.assign(&text(&identified, "person_id"), "38").await;
    (identified, assignment)
}

service::both_engines! {
    async fn decisions_are_undone_in_the_order_of_what_rests_on_them(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (identified, assignment) = assigned(&inspector).await;
        let person_path = format!("/api/persons/{}", text(&identified, "person_id"));
        let assignment_path = format!("/api/assignments/{}", text(&assignment, "assignment_id"));
        inspector.post(&format!("{assignment_path}/arrest-list"), &json!({ "grounds": "risk" })).await.is(201);
        let outcome = json!({ "code": "located_and_arrested", "at": "2020-12-27T08:00:00Z", "arrest_reasons": "flight", "why_not_heard": "flight" });
        inspector.post(&format!("{assignment_path}/outcome"), &outcome).await.is(201);
        inspector.post(&format!("{assignment_path}/outcome"), &outcome).await.is(409);

        undo(&inspector, format!("{person_path}/undo")).await.is(409);
        undo(&inspector, format!("{assignment_path}/undo")).await.is(409);
        undo(&inspector, format!("{assignment_path}/outcome/undo")).await.ok();
        undo(&inspector, format!("{assignment_path}/outcome/undo")).await.is(404);
        undo(&inspector, format!("{assignment_path}/arrest-list/undo")).await.ok();
        assert_eq!(inspector.get("/api/arrest-list").await.ok(), json!([]));
        undo(&inspector, format!("{assignment_path}/undo")).await.ok();
        undo(&inspector, format!("{person_path}/undo")).await.ok();

        // nobody is listed, and the record tells who decided what and why it was withdrawn
        assert_eq!(inspector.get("/api/persons").await.ok(), json!([]));
        let kept = inspector.get(&person_path).await.ok();
        assert_eq!((&kept["standing"], text(&kept, "withdrawn_reason").as_str()), (&json!(false), "mistaken"));
        assert_eq!(kept["identifications"][0]["standing"], false);
        assert_eq!(kept["arrest"]["allowed"], false, "no act is left");
        // outcome, entry, assignment, person, and the identification that fell with the person
        assert_sealed(&station, 5).await;
        // the acts are free for another author
        assigned(&inspector).await;
        station.stop().await;
    }

    async fn withdrawing_the_facts_takes_a_person_off_the_arrest_list(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (identified, assignment) = assigned(&inspector).await;
        let list = format!("/api/assignments/{}/arrest-list", text(&assignment, "assignment_id"));
        inspector.post(&list, &json!({ "grounds": "risk" })).await.is(201);
        assert_eq!(inspector.get("/api/arrest-list?unit=Tenerife").await.ok().as_array().unwrap().len(), 1);
        undo(&inspector, format!("/api/identifications/{}/undo", text(&identified, "identification_id"))).await.ok();
        assert_eq!(inspector.get("/api/arrest-list?unit=Tenerife").await.ok(), json!([]));
        station.stop().await;
    }

    async fn a_disclosure_answer_is_undone_before_its_request(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let act = subject_of(&inspector, "adult").await["acts"][0]["act_id"].clone();
        let mut body = json!({ "operator": "Operador Dos", "legal_basis": "auto 1", "act_ids": [act] });
        inspector.post("/api/disclosure-requests", &body).await.refused(422, "act_ids[0]");
        body["operator"] = json!("Operador Uno");
        body["legal_basis"] = json!("");
        inspector.post("/api/disclosure-requests", &body).await.refused(422, "legal_basis");
        body["legal_basis"] = json!("auto 1");
        let request = inspector.post("/api/disclosure-requests", &body).await.ok();
        let path = format!("/api/disclosure-requests/{}", text(&request, "request_id"));
        let mut answer = json!({
            "schema": "amparo-disclosure-answer/1", "request_id": request["request_id"],
            "answered_at": request["issued_at"], "lines": [{ "line_no": 2, "subscribers": [] }]
        });
        inspector.post(&format!("{path}/answer"), &answer).await.refused(422, "lines[0].line_no");
        answer["lines"][0]["line_no"] = json!(1);
        inspector.post(&format!("{path}/answer"), &answer).await.is(201);
        assert_eq!(inspector.get("/api/disclosure-requests?state=open").await.ok(), json!([]));
        undo(&inspector, format!("{path}/undo")).await.is(409);
        undo(&inspector, format!("{path}/answer/undo")).await.ok();
        assert_eq!(inspector.get("/api/disclosure-requests?state=open").await.ok(), json!([request]));
        undo(&inspector, format!("{path}/undo")).await.ok();
        inspector.get(&path).await.is(404);
        assert_sealed(&station, 2).await;
        station.stop().await;
    }
}

//! What cannot be is refused where it is stated: an outcome before the acts, a birth beyond any life, a person without acts.

// The node may stop before the clearinghouse hears of the last decision: the stories say so with `may_leave_jobs`.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Station, born, person, subject_of, text};

service::both_engines! {
    async fn an_outcome_before_the_first_act_is_refused(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let subject = subject_of(&inspector, "adult").await;
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("unknown"));
        let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        let assignment = inspector.assign(&person_id, "08").await;
        let path = format!("/api/assignments/{}/outcome", text(&assignment, "assignment_id"));
        let detail = inspector.get(&format!("/api/persons/{person_id}")).await.ok();
        let first_act = text(&detail["acts"][0], "at");
        let before = crate::support::at(&first_act) - jiff::SignedDuration::from_secs(1);
        for early in ["1990-06-01T10:00:00Z".to_owned(), before.to_string()] {
            let outcome = json!({ "code": "not_located", "at": early });
            let reason = inspector.post(&path, &outcome).await.refused(422, "at");
            assert!(reason.contains("first act"), "{reason}");
        }
        inspector.post(&path, &json!({ "code": "not_located", "at": first_act })).await.is(201);
        station.stop().await;
    }

    async fn a_birth_beyond_any_life_is_refused(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let subject = subject_of(&inspector, "adult").await;
        let post = async |birth: Value| {
            let body = person(&subject, json!("all"), ["Ana", "Gil"], birth, json!("unknown"));
            inspector.post("/api/persons", &body).await
        };
        for year in [-5, 1, 1850, 1899] {
            let reason = post(json!({ "year": year })).await.refused(422, "birth");
            assert!(reason.contains("120 years"), "{year}: {reason}");
        }
        post(born("1900-01-01")).await.refused(422, "birth");
        assert_eq!(inspector.get("/api/persons").await.ok(), json!([]), "nothing is half-stored");
        post(born("1910-01-01")).await.is(201);
        station.stop().await;
    }

    async fn a_person_without_acts_is_assigned_to_nobody(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let subject = subject_of(&inspector, "adult").await;
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("unknown"));
        let identified = inspector.post("/api/persons", &body).await.ok();
        let undo = format!("/api/identifications/{}/undo", text(&identified, "identification_id"));
        inspector.post(&undo, &json!({ "reason": "another line" })).await.ok();
        let assignment = json!({ "person_id": identified["person_id"], "unit": "08" });
        let answer = inspector.post("/api/assignments", &assignment).await;
        answer.is(409);
        assert!(answer.body.contains("no act"), "{answer:?}");
        station.stop().await;
    }
}

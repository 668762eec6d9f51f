//! Two units on one subject: each sees of the other who, since when and until when; the central unit decides.

use jiff::SignedDuration;
use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Client, Station, acts_from, born, person, subject_of, text};

/// The owner of the stolen account, for Barcelona, and its thief, for Bizkaia: two persons of one subject. Gives the subject and the persons.
async fn two_units(station: &Station) -> (String, [String; 2]) {
    station.receive(&package()).await.is(201);
    let ines = station.inspector();
    let stolen = subject_of(&ines, "stolen").await;
    let mut persons = Vec::new();
    for (address, name, birth, unit) in [
        ("192.0.2.7", ["Juan", "Mora"], "2004-02-02", "08"),
        ("192.0.2.8", ["Raúl", "Díaz"], "1985-06-06", "48"),
    ] {
        let body = person(&stolen, json!(acts_from(&stolen, address)), name, born(birth), json!("unknown"));
        let person_id = text(&ines.post("/api/persons", &body).await.ok(), "person_id");
        ines.assign(&person_id, unit).await;
        persons.push(person_id);
    }
    (text(&stolen, "subject_id"), persons.try_into().unwrap())
}

async fn claim(client: &Client, path: &str, reason: &str) -> String {
    let placed = client.post(&format!("/api{path}/claim"), &json!({ "reason": reason })).await;
    placed.is(201);
    text(&placed.ok(), "claim_id")
}

async fn shown(client: &Client, claim_id: &str) -> Value {
    client.get(&format!("/api/claims/{claim_id}")).await.ok()
}

service::both_engines! {
    async fn two_units_on_one_subject_see_each_other_without_names_and_the_central_unit_decides(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (subject_id, [owner, thief]) = two_units(&station).await;
        let (olga, bego, ines) = (station.client("olga"), station.client("bego"), station.inspector());
        olga.post(&format!("/api/persons/{thief}/claim"), &json!({ "reason": "x" })).await.is(404);
        olga.post(&format!("/api/persons/{owner}/claim"), &json!({ "unit": "48", "reason": "x" })).await.refused(422, "unit");
        olga.post(&format!("/api/persons/{owner}/claim"), &json!({ "reason": " " })).await.refused(422, "reason");
        let of_08 = claim(&olga, &format!("/persons/{owner}"), "we hear Juan Mora on Monday").await;
        olga.post(&format!("/api/persons/{owner}/claim"), &json!({ "reason": "again" })).await.is(409);
        assert_eq!(shown(&olga, &of_08).await["meets"], json!([]));

        let of_48 = claim(&bego, &format!("/subjects/{subject_id}"), "a search is planned").await;
        let here = shown(&olga, &of_08).await;
        let other = &here["meets"][0]["other"];
        assert_eq!((&other["unit"], &other["unit_name"], &other["own"]), (&json!("48"), &json!("Vizcaya"), &Value::Null), "{here}");
        assert_eq!(other["until"], "2021-01-27T09:00:00Z");
        assert!(!here["meets"].to_string().contains("search"), "of another unit no reason: {here}");
        assert_eq!(shown(&olga, &of_48).await["meets"], json!([]));
        for client in [&olga, &bego, &ines] {
            let home = client.page("/", "en").await.body;
            assert!(home.contains("Two units are on one subject"), "{home}");
            let page = client.page(&format!("/claims/{of_08}"), "en").await;
            page.is(200);
        }
        let page = bego.page(&format!("/claims/{of_08}"), "en").await.body;
        assert!(!page.contains("Monday") && !page.contains("Mora") && !page.contains("olga"), "{page}");

        // the central unit decides, with a reason, and both see it
        let decide = json!({ "other_claim_id": of_08, "verdict": "alone", "reason": "the search comes first" });
        bego.post(&format!("/api/claims/{of_48}/decide"), &decide).await.is(404);
        let mut vague = decide.clone();
        vague["verdict"] = json!("perhaps");
        ines.post(&format!("/api/claims/{of_48}/decide"), &vague).await.refused(422, "verdict");
        let decided = ines.post(&format!("/api/claims/{of_48}/decide"), &decide).await.ok();
        ines.post(&format!("/api/claims/{of_48}/decide"), &decide).await.is(409);
        let over = shown(&olga, &of_08).await;
        assert_eq!((&over["state"], &over["meets"][0]["decision"]["reason"]), (&json!("overruled"), &json!("the search comes first")));
        assert_eq!(shown(&bego, &of_48).await["state"], "active");
        olga.post(&format!("/api/claims/{of_08}/renew"), &json!({})).await.is(409);
        olga.post(&format!("/api/persons/{owner}/claim"), &json!({ "reason": "round it" })).await.is(409);
        assert!(!olga.page("/", "en").await.body.contains("Two units are on one subject"));

        // undone, they meet again
        let undo = format!("/api/claim-decisions/{}/undo", text(&decided, "decision_id"));
        ines.post(&undo, &json!({ "reason": "the search was called off" })).await.ok();
        let again = shown(&olga, &of_08).await;
        assert_eq!((&again["state"], &again["meets"][0]["is_conflict"]), (&json!("active"), &json!(true)));
        let form = json!({ "other_claim_id": of_08, "verdict": "together", "reason": "one team" });
        ines.submit(&format!("/claims/{of_48}/decide"), &form).await.is(303);
        assert_eq!(shown(&olga, &of_08).await["state"], "active");
        station.stop().await;
    }

    async fn a_claim_expires_is_renewed_and_is_withdrawn(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (_, [owner, thief]) = two_units(&station).await;
        let (olga, bego) = (station.client("olga"), station.client("bego"));
        let of_08 = claim(&olga, &format!("/persons/{owner}"), "we hear him").await;
        claim(&bego, &format!("/persons/{thief}"), "a search").await;
        station.clock.advance(SignedDuration::from_hours(24 * 30));
        assert_eq!(shown(&olga, &of_08).await["state"], "expired");
        assert!(!olga.page("/", "en").await.body.contains("Two units are on one subject"));
        bego.post(&format!("/api/claims/{of_08}/renew"), &json!({})).await.is(404);
        olga.submit(&format!("/claims/{of_08}/renew"), &json!({})).await.is(303);
        let renewed = shown(&olga, &of_08).await;
        assert_eq!((&renewed["state"], &renewed["until"]), (&json!("active"), &json!("2021-02-26T09:00:00Z")));
        olga.submit(&format!("/claims/{of_08}/undo"), &json!({ "reason": "done" })).await.is(303);
        assert_eq!(shown(&olga, &of_08).await["state"], "withdrawn");
        olga.post(&format!("/api/claims/{of_08}/renew"), &json!({})).await.is(409);
        claim(&olga, &format!("/persons/{owner}"), "he is back").await;
        station.stop().await;
    }

    async fn a_unit_renews_no_claim_on_whom_it_has_no_longer(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (_, [owner, _]) = two_units(&station).await;
        let (olga, ines) = (station.client("olga"), station.inspector());
        let of_08 = claim(&olga, &format!("/persons/{owner}"), "we hear him").await;
        let renew = format!("/api/claims/{of_08}/renew");
        olga.post(&renew, &json!({})).await.ok();
        let assignment = text(&olga.get("/api/assignments").await.ok()[0], "assignment_id");
        ines.post(&format!("/api/assignments/{assignment}/undo"), &json!({ "reason": "another unit" })).await.ok();
        olga.post(&renew, &json!({})).await.is(409);
        ines.post(&renew, &json!({})).await.ok();
        station.stop().await;
    }

    async fn the_page_of_an_assignment_tells_that_another_unit_is_on_it(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (subject_id, _) = two_units(&station).await;
        let (olga, bego, ines) = (station.client("olga"), station.client("bego"), station.inspector());
        ines.submit(&format!("/subjects/{subject_id}/claim"), &json!({ "unit": "48", "reason": "theirs" })).await.is(303);
        let listed = olga.get("/api/assignments").await.ok();
        let page = olga.page(&format!("/assignments/{}", text(&listed[0], "assignment_id")), "en").await.body;
        assert!(page.contains("Another unit is on this") && page.contains("Vizcaya"), "{page}");
        let listed = bego.get("/api/assignments").await.ok();
        let page = bego.page(&format!("/assignments/{}", text(&listed[0], "assignment_id")), "en").await.body;
        assert!(!page.contains("Another unit is on this"), "its own claim: {page}");
        station.stop().await;
    }
}

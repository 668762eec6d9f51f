//! Somebody is cleared: nothing is erased at once, everybody who has the data is told, and each proves that it erased.

use jiff::SignedDuration;
use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Answer, Client, Station, acts_from, born, person, subject_of, text};

/// An adult whom a unit has and a court knows of: the person, the identification's path and the court as a recipient.
async fn handed_on(station: &Station) -> (String, String, String) {
    let ines = station.inspector();
    station.receive(&package()).await.is(201);
    let subject = subject_of(&ines, "adult").await;
    let body = person(&subject, json!("all"), ["Pedro", "Luismar"], born("1990-01-01"), json!("unknown"));
    let identified = ines.post("/api/persons", &body).await.ok();
    let person_id = text(&identified, "person_id");
    ines.assign(&person_id, "08").await;
    let court = json!({ "kind": "court", "name": "Juzgado 3 de Ejemplo" });
    let court = ines.post(&format!("/api/persons/{person_id}/recipients"), &court).await.ok();
    let identification = format!("/api/identifications/{}", text(&identified, "identification_id"));
    (person_id, identification, text(&court, "recipient_id"))
}

async fn decide(client: &Client, path: &str, state: &str) {
    let body = json!({ "state": state, "reason": "the line was shared" });
    client.post(&format!("{path}/decide"), &body).await.is(201);
}

/// Kind and missing step of each recipient that is waited for.
async fn waiting(client: &Client) -> Vec<(String, String)> {
    let listed = client.get("/api/clearances").await.ok();
    let row = |row: &Value| (text(row, "kind"), text(row, "waits_for"));
    let mut rows: Vec<_> = listed.as_array().unwrap().iter().map(row).collect();
    rows.sort();
    rows
}

async fn step(client: &Client, recipient_id: &str, step: &str, reference: &str) -> Answer {
    let body = json!({ "step": step, "reference": reference });
    client.post(&format!("/api/recipients/{recipient_id}/steps"), &body).await
}

fn row(kind: &str, waits_for: &str) -> (String, String) {
    (kind.to_owned(), waits_for.to_owned())
}

service::both_engines! {
    async fn who_is_cleared_is_erased_at_every_recipient_and_each_proves_it(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, olga) = (station.inspector(), station.client("olga"));
        let (person_id, identification, court) = handed_on(&station).await;
        assert!(waiting(&ines).await.is_empty());
        decide(&ines, &identification, "cleared").await;
        assert_eq!(ines.get(&format!("/api/persons/{person_id}")).await.ok()["standing"], true, "nothing is erased at once");
        assert_eq!(waiting(&ines).await, [row("court", "told"), row("unit", "acknowledged")]);
        let whole = ines.get("/api/clearances").await.ok();
        assert_eq!(ines.get("/api/clearances?limit=1&offset=1").await.ok(), json!([whole[1]]));
        assert!(!ines.page("/clearances?page=2", "en").await.body.contains("/recipients/"), "there is one page");

        // the unit takes note itself, and sees nobody else's
        assert_eq!(waiting(&olga).await, [row("unit", "acknowledged")]);
        assert!(waiting(&station.client("bego")).await.is_empty());
        let unit = text(&olga.get("/api/clearances").await.ok()[0], "recipient_id");
        station.client("bego").get(&format!("/api/recipients/{unit}")).await.is(404);
        olga.get(&format!("/api/recipients/{court}")).await.is(404);
        let note = format!("/api/recipients/{unit}/acknowledge");
        ines.post(&note, &json!({})).await.is(409);
        olga.post(&note, &json!({})).await.is(201);
        olga.post(&note, &json!({})).await.is(409);
        step(&ines, &unit, "erased", "7/2021").await.refused(422, "step");

        // the court is told by letter; a number recorded by mistake is withdrawn
        step(&ines, &court, "erased", "7/2021").await.is(409);
        step(&ines, &court, "told", "").await.refused(422, "reference");
        step(&ines, &court, "told", "7/2021").await.is(201);
        let early = step(&ines, &court, "erased", "8/2021").await.ok();
        let undo = format!("/api/recipient-steps/{}/undo", text(&early, "step_id"));
        ines.post(&undo, &json!({ "reason": "the letter was about another file" })).await.ok();
        assert_eq!(waiting(&ines).await, [row("court", "erased"), row("unit", "erased")]);

        // the period of somebody cleared runs from then
        let review = format!("/api/reviews/person/{person_id}");
        let why = json!({ "reason": "cleared, and nothing else needs it" });
        ines.post(&format!("{review}/erase"), &why).await.is(409);
        station.clock.advance(SignedDuration::from_hours(24 * 31));
        ines.erase(&review, &why).await;
        assert_eq!(waiting(&ines).await, [row("court", "erased")], "erased here is erased at the unit");
        let kept = ines.get(&format!("/api/recipients/{unit}")).await.ok();
        assert_eq!((&kept["person"], text(&kept["steps"][2], "step").as_str()), (&Value::Null, "erased"));
        for page in ["/clearances".to_owned(), format!("/recipients/{court}")] {
            let shown = ines.page(&page, "en").await;
            shown.is(200);
            assert!(shown.body.contains("Erased here") && !shown.body.contains("Luismar"), "{page}: {shown:?}");
        }
        step(&ines, &court, "erased", "9/2021").await.is(201);
        assert!(waiting(&ines).await.is_empty());
        station.stop().await;
    }

    async fn a_unit_that_handed_the_person_on_is_told_too(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, olga, bego) = (station.inspector(), station.client("olga"), station.client("bego"));
        let (person_id, identification, _) = handed_on(&station).await;
        let assignment = ines.get(&format!("/api/persons/{person_id}")).await.ok()["assignment"].clone();
        let transfer = format!("/api/assignments/{}/transfer", text(&assignment, "assignment_id"));
        let asked = ines.post(&transfer, &json!({ "unit": "48", "reason": "moved house" })).await.ok();
        station.client("ivan").approve(&asked).await.ok();
        decide(&ines, &identification, "cleared").await;
        for unit in [&olga, &bego] {
            assert_eq!(waiting(unit).await, [row("unit", "acknowledged")], "both have had the person");
        }
        let own = text(&olga.get("/api/clearances").await.ok()[0], "recipient_id");
        olga.post(&format!("/api/recipients/{own}/acknowledge"), &json!({})).await.is(201);
        assert_eq!((waiting(&olga).await, waiting(&bego).await.len()), (vec![row("unit", "erased")], 1));
        station.stop().await;
    }

    async fn a_recipient_that_was_recorded_by_mistake_is_withdrawn_and_stands_again_once_it_has_the_data(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        let (person_id, identification, court) = handed_on(&station).await;
        decide(&ines, &identification, "cleared").await;
        let units = ines.get("/api/clearances").await.ok();
        let unit = units.as_array().unwrap().iter().find(|row| row["kind"] == "unit").unwrap();
        let (unit, undo) = (text(unit, "recipient_id"), |id: &str| format!("/api/recipients/{id}/undo"));
        let why = json!({ "reason": "it was another court" });
        ines.post(&undo(&unit), &why).await.is(409);
        // not while it is on record that it was told
        let told = step(&ines, &court, "told", "7/2021").await.ok();
        ines.post(&undo(&court), &why).await.is(409);
        ines.post(&format!("/api/recipient-steps/{}/undo", text(&told, "step_id")), &why).await.ok();
        ines.post(&undo(&court), &json!({ "reason": "" })).await.refused(422, "reason");
        assert!(ines.page(&format!("/recipients/{court}"), "en").await.body.contains("It never had the data"));
        ines.post(&undo(&court), &why).await.ok();
        ines.post(&undo(&court), &why).await.is(404);
        assert_eq!(waiting(&ines).await, [row("unit", "acknowledged")], "nothing waits for it");
        step(&ines, &court, "told", "7/2021").await.is(404);
        let shown = ines.page(&format!("/recipients/{court}"), "en").await.body;
        assert!(shown.contains("it was another court") && !shown.contains("It never had the data"), "{shown}");
        let listed = ines.page(&format!("/persons/{person_id}/recipients"), "en").await.body;
        assert!(listed.contains("Juzgado 3 de Ejemplo") && listed.contains(">withdrawn</span>"), "{listed}");
        // given the data after all
        let again = json!({ "kind": "court", "name": "Juzgado 3 de Ejemplo" });
        let again = ines.post(&format!("/api/persons/{person_id}/recipients"), &again).await.ok();
        assert_eq!(text(&again, "recipient_id"), court);
        assert_eq!(waiting(&ines).await, [row("court", "told"), row("unit", "acknowledged")]);
        let kept = ines.get(&format!("/api/recipients/{court}")).await.ok();
        assert_eq!((&kept["standing"], &kept["withdrawn_reason"]), (&json!(true), &json!("it was another court")));
        station.stop().await;
    }

    async fn whoever_is_cleared_again_is_erased_again_at_every_recipient(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, ivan, olga) = (station.inspector(), station.client("ivan"), station.client("olga"));
        let (_, identification, court) = handed_on(&station).await;
        decide(&ines, &identification, "cleared").await;
        let unit = text(&olga.get("/api/clearances").await.ok()[0], "recipient_id");
        let note = format!("/api/recipients/{unit}/acknowledge");
        olga.post(&note, &json!({})).await.is(201);
        step(&ines, &court, "told", "7/2021").await.is(201);
        step(&ines, &court, "erased", "8/2021").await.is(201);
        assert_eq!(waiting(&ines).await, [row("unit", "erased")]);
        // what they did was about a clearance that fell; they may have the data anew
        decide(&ivan, &identification, "contested").await;
        decide(&ivan, &identification, "confirmed").await;
        decide(&ines, &identification, "cleared").await;
        assert_eq!(waiting(&ines).await, [row("court", "told"), row("unit", "acknowledged")]);
        olga.post(&note, &json!({})).await.is(201);
        step(&ines, &court, "told", "9/2021").await.is(201);
        let kept = ines.get(&format!("/api/recipients/{court}")).await.ok();
        let standing = kept["steps"].as_array().unwrap().iter().filter(|step| step["standing"] == true);
        assert_eq!(standing.map(|step| text(step, "reference")).collect::<Vec<_>>(), ["9/2021"], "{kept}");
        station.stop().await;
    }

    async fn whoever_is_cleared_by_a_withdrawal_is_told_of_too(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let stolen = subject_of(&ines, "stolen").await;
        let acts = |address| json!(acts_from(&stolen, address));
        let body = person(&stolen, acts("192.0.2.7"), ["Juan", "Mora"], born("1990-02-02"), json!("unknown"));
        let first = ines.post("/api/persons", &body).await.ok();
        let person_id = text(&first, "person_id");
        let more = json!({
            "subject_id": stolen["subject_id"], "act_ids": acts("192.0.2.8"), "place_of_acts": "unknown", "grounds": "line"
        });
        let second = ines.post(&format!("/api/persons/{person_id}/acts"), &more).await.ok();
        ines.assign(&person_id, "08").await;
        decide(&ines, &format!("/api/identifications/{}", text(&first, "identification_id")), "cleared").await;
        assert!(waiting(&ines).await.is_empty(), "one identification is not cleared");
        let undo = format!("/api/identifications/{}/undo", text(&second, "identification_id"));
        ines.post(&undo, &json!({ "reason": "the line was another's" })).await.ok();
        assert_eq!(waiting(&station.client("olga")).await, [row("unit", "acknowledged")]);
        station.stop().await;
    }

    async fn a_clearance_that_is_contested_stops_the_clock(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        let (person_id, identification, _) = handed_on(&station).await;
        decide(&ines, &identification, "cleared").await;
        decide(&ivan, &identification, "contested").await;
        decide(&ivan, &identification, "confirmed").await;
        assert!(waiting(&ines).await.is_empty());
        station.clock.advance(SignedDuration::from_hours(24 * 31));
        let why = json!({ "reason": "cleared" });
        ines.post(&format!("/api/reviews/person/{person_id}/erase"), &why).await.is(409);
        station.stop().await;
    }
}

//! Assignments between units: accepted, returned, transferred, and told to both sides.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

/// Hands the adult of the package to Barcelona: the path of the assignment.
async fn assigned(station: &Station) -> String {
    station.receive(&package()).await.is(201);
    let inspector = station.inspector();
    let subject = subject_of(&inspector, "adult").await;
    let body = person(&subject, json!("all"), ["Pedro", "Luismar"], born("1990-01-01"), json!("unknown"));
    let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
    format!("/assignments/{}", text(&inspector.assign(&person_id, "08").await, "assignment_id"))
}

async fn listed(client: &Client) -> Value {
    client.get("/api/assignments").await.ok()
}

async fn moves(client: &Client) -> Value {
    client.get("/assignment-moves?format=json").await.ok()
}

service::both_engines! {
    async fn an_assignment_goes_from_unit_to_unit_and_both_are_told(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = assigned(&station).await;
        let (olga, bego, ines) = (station.client("olga"), station.client("bego"), station.inspector());
        assert_eq!(listed(&olga).await[0]["state"], "handed");
        bego.post(&format!("/api{path}/accept"), &json!({})).await.is(404);
        olga.submit(&format!("{path}/accept"), &json!({})).await.is(303);
        assert_eq!(listed(&olga).await[0]["state"], "accepted");
        olga.post(&format!("/api{path}/accept"), &json!({})).await.is(409);

        olga.post(&format!("/api{path}/return"), &json!({ "reason": " " })).await.refused(422, "reason");
        olga.post(&format!("/api{path}/return"), &json!({ "reason": "he lives in Bilbao now" })).await.ok();
        assert_eq!(listed(&olga).await[0]["state"], "returned");
        let outcome = json!({ "code": "not_located", "at": "2020-12-27T08:00:00Z" });
        olga.post(&format!("/api{path}/outcome"), &outcome).await.is(409);
        olga.post(&format!("/api{path}/arrest-list"), &json!({ "grounds": "risk" })).await.is(409);
        let home = ines.page("/", "en").await.body;
        assert!(home.contains("One assignment was returned by its unit"), "{home}");

        // two persons give it to another unit, and the first sees the person no more
        olga.post(&format!("/api{path}/transfer"), &json!({ "unit": "48", "reason": "x" })).await.is(404);
        let asked = ines.post(&format!("/api{path}/transfer"), &json!({ "unit": "Bizkaia", "reason": "moved house" })).await;
        asked.is(202);
        assert_eq!(listed(&olga).await[0]["unit"], "08", "nothing is done yet");
        ines.approve(&asked.ok()).await.is(422);
        ines.as_other("ivan").approve(&asked.ok()).await.ok();
        assert_eq!(listed(&olga).await, json!([]));
        olga.page(&path, "en").await.is(404);
        let there = listed(&bego).await;
        assert_eq!((&there[0]["unit"], &there[0]["state"]), (&json!("48"), &json!("handed")));
        let page = bego.page(&path, "en").await;
        page.is(200);
        assert!(page.body.contains("he lives in Bilbao now") && page.body.contains("moved house"), "the history stays: {page:?}");

        for told in [moves(&olga).await, moves(&bego).await] {
            let mut steps = told.as_array().unwrap().iter();
            assert!(steps.any(|step| step["reason"] == "moved house"), "{told}");
            assert!(!told.to_string().contains("Luismar"), "{told}");
        }
        assert_eq!(moves(&olga).await.as_array().unwrap().len(), 3);
        let handover = olga.page("/handover", "en").await.body;
        let (_, line) = handover.split_once(">Assignments given to other units since</a>").unwrap();
        assert!(line.split_once("class=\"number\">").unwrap().1.starts_with("1<"), "{handover}");
        station.stop().await;
    }

    async fn what_something_came_of_is_not_given_away(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = assigned(&station).await;
        let (olga, ines) = (station.client("olga"), station.inspector());
        let to_48 = json!({ "unit": "48", "reason": "moved house" });
        ines.post(&format!("/api{path}/transfer"), &json!({ "unit": "08", "reason": "x" })).await.refused(422, "unit");
        ines.post(&format!("/api{path}/transfer"), &json!({ "unit": "Atlantis", "reason": "x" })).await.refused(422, "unit");
        olga.post(&format!("/api{path}/arrest-list"), &json!({ "grounds": "risk" })).await.is(201);
        ines.post(&format!("/api{path}/transfer"), &to_48).await.is(409);
        olga.post(&format!("/api{path}/return"), &json!({ "reason": "x" })).await.is(409);
        olga.post(&format!("/api{path}/accept"), &json!({})).await.ok();
        let refused = ines.submit(&format!("{path}/transfer"), &json!({ "unit": "48", "reason": "moved house" })).await;
        refused.is(409);
        station.stop().await;
    }

    async fn what_is_open_is_a_list_of_its_own(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = assigned(&station).await;
        let olga = station.client("olga");
        let open = "/assignments?state=open";
        let is_in = async |list: &str| olga.page(list, "en").await.body.contains(&format!("href=\"{path}"));
        assert!(olga.page("/", "en").await.body.contains(&format!("href=\"{open}\"")));
        assert!(is_in(open).await && is_in("/assignments").await);
        let outcome = json!({ "code": "not_located", "at": "2020-12-27T08:00:00Z" });
        olga.post(&format!("/api{path}/outcome"), &outcome).await.ok();
        assert!(!is_in(open).await && is_in("/assignments").await);
        let file = olga.page(&format!("{open}&format=json"), "en").await;
        assert_eq!(file.ok(), json!([]));
        station.stop().await;
    }

    async fn who_is_contested_is_not_given_to_another_unit(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = assigned(&station).await;
        let (olga, ines, ivan) = (station.client("olga"), station.inspector(), station.client("ivan"));
        let transfer = format!("/api{path}/transfer");
        let to_48 = json!({ "unit": "48", "reason": "moved house" });
        let asked = ines.post(&transfer, &to_48).await.ok();
        let person_id = text(&listed(&olga).await[0], "person_id");
        let known = ines.get(&format!("/api/persons/{person_id}")).await.ok();
        let identification = format!("/api/identifications/{}", text(&known["identifications"][0], "identification_id"));
        olga.post(&format!("{identification}/contest"), &json!({ "reason": "the line serves two flats" })).await.is(201);
        // asked for before, and anew
        for refused in [ivan.approve(&asked).await, ines.post(&transfer, &to_48).await] {
            refused.is(409);
            assert!(refused.body.contains("is contested"), "{refused:?}");
        }
        assert_eq!(listed(&olga).await[0]["unit"], "08");
        let confirmed = json!({ "state": "confirmed", "reason": "the other flat stood empty" });
        ivan.post(&format!("{identification}/decide"), &confirmed).await.is(201);
        ivan.approve(&asked).await.ok();
        assert_eq!(listed(&station.client("bego")).await[0]["unit"], "48");
        station.stop().await;
    }

    async fn an_arrest_needs_its_reasons_and_of_a_minor_why_hearing_does_not_do(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = assigned(&station).await;
        let (olga, bego, ines) = (station.client("olga"), station.client("bego"), station.inspector());
        let outcome = format!("/api{path}/outcome");
        let bare = json!({ "code": "located_and_arrested", "at": "2020-12-27T08:00:00Z" });
        olga.post(&outcome, &bare).await.refused(422, "arrest_reasons");
        olga.post(&format!("/api{path}/arrest-list"), &json!({ "grounds": "he packs his bags" })).await.is(201);
        let page = olga.page(&path, "en").await.body;
        let form = page.split_once("name=\"arrest_reasons\"").unwrap().1;
        assert!(form.split_once("</textarea>").unwrap().0.contains("he packs his bags"), "nothing is typed twice: {form}");
        assert!(!page.contains("name=\"why_not_heard\""), "an adult");
        let reasons = json!({ "code": "located_and_arrested", "at": "2020-12-27T08:00:00Z", "arrest_reasons": "he packs his bags" });
        olga.post(&outcome, &reasons).await.ok();
        assert!(olga.page(&path, "en").await.body.contains("Reasons of the arrest"));

        let subject = subject_of(&ines, "juvenile").await;
        let body = person(&subject, json!("all"), ["Iker", "Sanz"], born("2005-03-01"), json!("unknown"));
        let person_id = text(&ines.post("/api/persons", &body).await.ok(), "person_id");
        let path = format!("/assignments/{}", text(&ines.assign(&person_id, "48").await, "assignment_id"));
        let page = bego.page(&path, "en").await.body;
        let heard = page.split_once("value=\"heard_without_arrest\"").unwrap().1;
        assert!(heard.split_once('>').unwrap().0.contains("checked"), "heard without arrest is the default: {heard}");
        bego.post(&format!("/api{path}/outcome"), &reasons).await.refused(422, "why_not_heard");
        let mut whole = reasons.clone();
        whole["why_not_heard"] = json!("Iker Sanz ran away twice");
        bego.post(&format!("/api{path}/outcome"), &whole).await.ok();
        let page = bego.page(&path, "en").await.body;
        assert!(page.contains("I. S. ran away twice"), "{page}");
        station.stop().await;
    }

    async fn a_returned_assignment_can_be_handed_back_to_its_unit(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = assigned(&station).await;
        let (olga, ines) = (station.client("olga"), station.inspector());
        olga.submit(&format!("{path}/return"), &json!({ "reason": "not ours" })).await.is(303);
        let asked = ines.post(&format!("/api{path}/transfer"), &json!({ "unit": "08", "reason": "it is yours" })).await;
        ines.as_other("ivan").approve(&asked.ok()).await.ok();
        assert_eq!(listed(&olga).await[0]["state"], "handed");
        let outcome = json!({ "code": "not_located", "at": "2020-12-27T08:00:00Z" });
        olga.post(&format!("/api{path}/outcome"), &outcome).await.ok();
        station.stop().await;
    }
}

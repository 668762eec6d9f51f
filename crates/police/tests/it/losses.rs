//! A ground falls away: what rested on it is marked, held back and told to whoever has it, until a named officer has decided on each.

use serde_json::{Value, json};
use service::testing::TestDb;
use wire::referral_notice::ReferralNotice;

use crate::misattribution::answer;
use crate::notices::{hand_in, notice};
use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

/// Identifies the owner of an account, an adult: the person, and the subject before.
async fn identified(inspector: &Client, account: &str) -> (String, Value) {
    let subject = subject_of(inspector, account).await;
    let body = person(&subject, json!("all"), ["Pedro", "Luismar"], born("1990-01-01"), json!("unknown"));
    let identified = inspector.post("/api/persons", &body).await.ok();
    (text(&identified, "person_id"), subject)
}

/// The only lost ground that the reader sees, with all that rested on it.
async fn only(client: &Client) -> Value {
    let listed = client.get("/api/lost-grounds").await.ok();
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    client.get(&format!("/api/lost-grounds/{}", text(&listed[0], "loss_id"))).await.ok()
}

fn kinds(loss: &Value) -> Vec<String> {
    let mut kinds: Vec<_> = loss["objects"].as_array().unwrap().iter().map(|row| text(row, "kind")).collect();
    kinds.sort();
    kinds
}

/// Decides on everything that rested on it.
async fn settle(client: &Client, loss: &Value, fate: &str) {
    let objects: Vec<_> =
        loss["objects"].as_array().unwrap().iter().map(|row| text(row, "lost_object_id")).collect();
    let body = json!({ "objects": objects, "fate": fate, "reason": "a second report says the same" });
    client.post(&format!("/api/lost-grounds/{}/decide", text(loss, "loss_id")), &body).await.is(201);
}

async fn lose(client: &Client, cause: &str, value: &str) -> crate::support::Answer {
    let body = json!({ "cause": cause, "value": value, "reason": "taken off the list" });
    client.post("/api/lost-grounds", &body).await
}

/// Asks an operator about every act of an account's subject, who names somebody: the path of the request.
async fn answered(inspector: &Client, account: &str) -> String {
    let subject = subject_of(inspector, account).await;
    let acts: Vec<_> = subject["acts"].as_array().unwrap().iter().map(|act| text(act, "act_id")).collect();
    let body = json!({ "operator": "Operador Uno", "legal_basis": "auto 17/2020", "act_ids": acts });
    let request = inspector.post("/api/disclosure-requests", &body).await.ok();
    let path = format!("/api/disclosure-requests/{}", text(&request, "request_id"));
    inspector.post(&format!("{path}/answer"), &answer(&request)).await.is(201);
    path
}

service::both_engines! {
    async fn a_wrong_match_holds_back_all_that_rested_on_it_and_tells_the_unit(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, olga, bego) = (station.inspector(), station.client("olga"), station.client("bego"));
        station.receive(&package()).await.is(201);
        let (person_id, subject) = identified(&ines, "adult").await;
        let assignment = text(&ines.assign(&person_id, "08").await, "assignment_id");
        let court = json!({ "kind": "court", "name": "Juzgado 3 de Ejemplo" });
        ines.post(&format!("/api/persons/{person_id}/recipients"), &court).await.is(201);
        let sha256 = text(&subject["acts"][0], "file_sha256");
        lose(&ines, "file", "beef").await.refused(422, "value");
        lose(&ines, "link", &sha256).await.refused(422, "cause");
        lose(&ines, "file", &sha256.to_uppercase()).await.is(201);
        let loss = only(&ines).await;
        assert_eq!(kinds(&loss), ["act", "assignment", "identification", "recipient"]);

        // nothing went, and nothing goes on
        assert_eq!(ines.get(&format!("/api/persons/{person_id}")).await.ok()["act_count"], 1);
        let entry = format!("/api/assignments/{assignment}/arrest-list");
        let refused = olga.post(&entry, &json!({ "grounds": "risk" })).await;
        refused.is(409);
        assert!(refused.body.contains("was lost"), "{refused:?}");
        for page in ["/assignments".to_owned(), format!("/assignments/{assignment}"), format!("/persons/{person_id}")] {
            assert!(olga.page(&page, "en").await.body.contains("Ground lost"), "{page}");
        }
        assert!(olga.page("/", "en").await.body.contains("One ground was lost"));

        // the unit that has the person takes note; another never hears of it
        let path = format!("/api/lost-grounds/{}", text(&loss, "loss_id"));
        assert_eq!(bego.get("/api/lost-grounds").await.ok(), json!([]));
        bego.get(&path).await.is(404);
        bego.post(&format!("{path}/note"), &json!({})).await.is(404);
        ines.post(&format!("{path}/note"), &json!({})).await.is(409);
        olga.post(&format!("{path}/note"), &json!({})).await.is(201);
        olga.post(&format!("{path}/note"), &json!({})).await.is(409);
        assert_eq!(only(&olga).await["unheard"], 0);

        // an officer decides on each, and decides anew
        ines.post(&format!("{path}/decide"), &json!({ "fate": "stands", "reason": "x" })).await.refused(422, "objects");
        settle(&ines, &loss, "stands").await;
        olga.post(&entry, &json!({ "grounds": "risk" })).await.is(201);
        olga.post(&format!("{entry}/undo"), &json!({ "reason": "heard first" })).await.ok();
        settle(&ines, &loss, "dropped").await;
        olga.post(&entry, &json!({ "grounds": "risk" })).await.is(409);
        assert_eq!(only(&ines).await["objects"][0]["decisions"].as_array().unwrap().len(), 2, "both stay");

        // the loss itself was a mistake
        ines.post(&format!("{path}/undo"), &json!({ "reason": "another digest was meant" })).await.ok();
        olga.post(&entry, &json!({ "grounds": "risk" })).await.is(201);
        ines.page(&format!("/lost-grounds/{}", text(&loss, "loss_id")), "es").await.is(200);
        station.stop().await;
    }

    async fn who_is_identified_next_by_an_act_whose_file_or_address_was_wrong_is_held_back_too(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let (first, subject) = identified(&ines, "adult").await;
        lose(&ines, "allocation", &format!("{}/32", text(&subject["acts"][0], "ip"))).await.is(201);
        ines.post(&format!("/api/persons/{first}/undo"), &json!({ "reason": "another household" })).await.ok();
        let (next, _) = identified(&ines, "adult").await;
        let refused = ines.ask_assignment(&next, "08").await;
        refused.is(409);
        assert!(refused.body.contains("was lost"), "{refused:?}");
        // an officer decides that it rests on other grounds
        settle(&ines, &only(&ines).await, "stands").await;
        ines.assign(&next, "08").await;

        // a wrong match is remembered for the acts that were nobody's then
        let (_, year) = identified(&ines, "year").await;
        lose(&ines, "file", &text(&year["acts"][0], "file_sha256")).await.is(201);
        let (later, madrid) = identified(&ines, "madrid").await;
        assert_eq!(madrid["acts"][0]["file_sha256"], year["acts"][0]["file_sha256"]);
        let refused = ines.ask_assignment(&later, "28").await;
        refused.is(409);
        assert!(refused.body.contains("was lost"), "{refused:?}");
        station.stop().await;
    }

    async fn a_wrong_file_or_range_that_nobody_is_identified_by_yet_is_remembered(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, olga) = (station.inspector(), station.client("olga"));
        let range = text(&lose(&ines, "allocation", "192.0.2.3").await.ok(), "loss_id");
        station.clock.advance(jiff::SignedDuration::from_secs(1));
        let file = text(&lose(&ines, "file", &"0".repeat(64)).await.ok(), "loss_id");
        let listed = ines.get("/api/lost-grounds").await.ok();
        let ids: Vec<_> = listed.as_array().unwrap().iter().map(|loss| text(loss, "loss_id")).collect();
        assert_eq!(ids, [file.clone(), range.clone()]);
        for id in &ids {
            let page = ines.page(&format!("/lost-grounds/{id}"), "en").await;
            assert!(page.body.contains("Nobody is identified by it yet"), "{page:?}");
            olga.get(&format!("/api/lost-grounds/{id}")).await.is(404);
        }
        assert_eq!(olga.get("/api/lost-grounds").await.ok(), json!([]));
        let undo = json!({ "reason": "another digest was meant" });
        ines.post(&format!("/api/lost-grounds/{file}/undo"), &undo).await.ok();

        // a report with it comes later: it is marked on arrival, and nobody is handed on by it
        station.receive(&package()).await.is(201);
        let (person_id, subject) = identified(&ines, "adult").await;
        assert_eq!(subject["acts"][0]["lost_grounds"], json!([range]));
        let page = ines.page(&format!("/subjects/{}", text(&subject, "subject_id")), "en").await;
        assert!(page.body.contains("Its file or address is a lost ground"), "{page:?}");
        let refused = ines.ask_assignment(&person_id, "08").await;
        refused.is(409);
        assert!(refused.body.contains("was lost"), "{refused:?}");
        let (other_id, other) = identified(&ines, "year").await;
        assert_eq!(other["acts"][0]["lost_grounds"], json!([]));
        ines.assign(&other_id, "08").await;

        // an officer decides that it stands all the same
        let loss = ines.get(&format!("/api/lost-grounds/{range}")).await.ok();
        assert_eq!(kinds(&loss), ["act", "identification"]);
        settle(&ines, &loss, "stands").await;
        ines.assign(&person_id, "08").await;
        assert_eq!(subject_of(&ines, "adult").await["acts"][0]["lost_grounds"], json!([]));
        station.stop().await;
    }

    async fn a_unit_that_handed_the_person_on_reads_of_the_loss_and_takes_note(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, olga, bego) = (station.inspector(), station.client("olga"), station.client("bego"));
        station.receive(&package()).await.is(201);
        let (person_id, subject) = identified(&ines, "adult").await;
        let assignment = text(&ines.assign(&person_id, "08").await, "assignment_id");
        let transfer = json!({ "unit": "48", "reason": "moved house" });
        let asked = ines.post(&format!("/api/assignments/{assignment}/transfer"), &transfer).await.ok();
        station.client("ivan").approve(&asked).await.ok();
        lose(&ines, "file", &text(&subject["acts"][0], "file_sha256")).await.is(201);
        assert_eq!(kinds(&only(&bego).await), ["act", "assignment", "identification"]);
        let told = only(&olga).await;
        assert_eq!(kinds(&told), ["recipient"], "that it had the person, and nothing of what is elsewhere now");
        let path = format!("/lost-grounds/{}", text(&told, "loss_id"));
        olga.page(&path, "es").await.is(200);
        olga.post(&format!("/api{path}/note"), &json!({})).await.is(201);
        assert_eq!((&only(&olga).await["unheard"], &only(&ines).await["unheard"]), (&json!(0), &json!(1)));
        station.stop().await;
    }

    async fn a_unit_that_took_note_is_asked_anew_once_another_person_joins_the_loss(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, olga) = (station.inspector(), station.client("olga"));
        station.receive(&package()).await.is(201);
        let (first, year) = identified(&ines, "year").await;
        ines.assign(&first, "08").await;
        lose(&ines, "file", &text(&year["acts"][0], "file_sha256")).await.is(201);
        let note = format!("/api/lost-grounds/{}/note", text(&only(&olga).await, "loss_id"));
        olga.post(&note, &json!({})).await.is(201);
        olga.post(&note, &json!({})).await.is(409);
        // another is identified by the same file, stands on other grounds, and comes to the same unit
        let (next, _) = identified(&ines, "madrid").await;
        settle(&ines, &only(&ines).await, "stands").await;
        assert_eq!(only(&olga).await["unheard"], 0, "no unit has the other yet");
        assert!(!olga.page("/", "en").await.body.contains("One ground was lost"));
        ines.assign(&next, "08").await;
        let told = only(&olga).await;
        assert_eq!((&told["unheard"], told["notes"].as_array().unwrap().len()), (&json!(1), 1), "{told}");
        assert_eq!(ines.get("/api/lost-grounds").await.ok()[0]["unheard"], 1);
        assert!(olga.page("/", "en").await.body.contains("One ground was lost"));
        olga.post(&note, &json!({})).await.is(201);
        let told = only(&olga).await;
        assert_eq!((&told["unheard"], told["notes"].as_array().unwrap().len()), (&json!(0), 2), "both notes stay: {told}");
        olga.post(&note, &json!({})).await.is(409);
        station.stop().await;
    }

    async fn lost_grounds_are_listed_in_parts(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let (_, subject) = identified(&ines, "adult").await;
        lose(&ines, "file", &text(&subject["acts"][0], "file_sha256")).await.is(201);
        station.clock.advance(jiff::SignedDuration::from_secs(1));
        lose(&ines, "allocation", &format!("{}/32", text(&subject["acts"][0], "ip"))).await.is(201);
        let all = ines.get("/api/lost-grounds").await.ok();
        assert_eq!(all.as_array().unwrap().len(), 2, "{all}");
        assert_eq!(ines.get("/api/lost-grounds?limit=1&offset=1").await.ok(), json!([all[1]]), "the newest first");
        let csv = ines.get("/lost-grounds?format=csv").await.body;
        assert_eq!(csv.lines().count(), 3, "{csv}");
        station.stop().await;
    }

    async fn reports_that_are_taken_back_hold_back_whoever_was_identified_by_them(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let (person_id, _) = identified(&ines, "adult").await;
        hand_in(&station, ReferralNotice { report_numbers: vec![103], ..notice("ref_story") }).await;
        let loss = only(&ines).await;
        assert_eq!((text(&loss, "cause").as_str(), kinds(&loss)), ("notice", vec!["act".to_owned(), "identification".to_owned()]));
        ines.ask_assignment(&person_id, "08").await.is(409);
        assert!(ines.page("/persons", "en").await.body.contains("Ground lost"));
        settle(&ines, &loss, "stands").await;
        ines.assign(&person_id, "08").await;
        station.stop().await;
    }

    async fn a_report_that_is_erased_marks_who_was_identified_by_it_and_nobody_else(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let (person_id, subject) = identified(&ines, "adult").await;
        let (other_id, _) = identified(&ines, "year").await;
        station.clock.advance(jiff::SignedDuration::from_hours(24 * 365 * 4));
        let report_id = text(&subject["acts"][0], "report_id");
        ines.erase(&format!("/api/reviews/report/{report_id}"), &json!({ "reason": "over" })).await;
        let loss = only(&ines).await;
        assert_eq!((text(&loss, "cause").as_str(), kinds(&loss)), ("erasure", vec!["act".to_owned(), "identification".to_owned()]));
        assert_eq!((text(&loss, "what"), text(&loss, "reason")), (report_id, String::new()));
        assert_eq!(text(&loss["objects"][0], "person_id"), person_id);
        let refused = ines.ask_assignment(&person_id, "08").await;
        refused.is(409);
        assert!(refused.body.contains("was lost"), "{refused:?}");
        let page = ines.page(&format!("/lost-grounds/{}", text(&loss, "loss_id")), "en").await;
        assert!(page.body.contains("erased by decision of two persons"), "{page:?}");
        for (id, is_marked) in [(&person_id, true), (&other_id, false)] {
            let page = ines.page(&format!("/persons/{id}"), "en").await;
            assert_eq!(page.body.contains("Ground lost"), is_marked, "{id}");
        }
        settle(&ines, &loss, "stands").await;
        assert!(!ines.page(&format!("/persons/{person_id}"), "en").await.body.contains("Ground lost"));
        station.stop().await;
    }

    async fn a_link_that_falls_marks_who_was_identified_behind_both_accounts(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let (person_id, subject) = identified(&ines, "first").await;
        let (other_id, _) = identified(&ines, "adult").await;
        let link = format!("/api/links/{}/undo", text(&subject["links"][0], "link_id"));
        ines.post(&link, &json!({ "reason": "a shared family address" })).await.ok();
        let loss = only(&ines).await;
        assert_eq!(kinds(&loss), ["act", "act", "identification"]);
        ines.ask_assignment(&person_id, "08").await.is(409);
        ines.assign(&other_id, "08").await;
        // what is withdrawn holds back nobody
        let seen = ines.get(&format!("/api/persons/{person_id}")).await.ok();
        let undo = format!("/api/identifications/{}/undo", text(&seen["identifications"][0], "identification_id"));
        ines.post(&undo, &json!({ "reason": "two persons" })).await.ok();
        let subject = subject_of(&ines, "first").await;
        let acts = json!({
            "subject_id": subject["subject_id"], "act_ids": "all", "place_of_acts": "unknown", "grounds": "his own account"
        });
        ines.post(&format!("/api/persons/{person_id}/acts"), &acts).await.is(201);
        ines.assign(&person_id, "48").await;
        station.stop().await;
    }

    async fn a_wrong_allocation_marks_the_acts_from_its_addresses_alone(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let (adult_id, _) = identified(&ines, "adult").await;
        let (other_id, _) = identified(&ines, "year").await;
        lose(&ines, "allocation", "192.0.2.0/33").await.refused(422, "value");
        lose(&ines, "allocation", "192.0.2.2/31").await.is(201);
        let loss = only(&ines).await;
        assert_eq!(text(&loss, "what"), "192.0.2.2/31");
        assert_eq!(text(&loss["objects"][0], "person_id"), adult_id);
        ines.ask_assignment(&adult_id, "08").await.is(409);
        ines.assign(&other_id, "08").await;
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let said: String = sqlx::Row::get(&sqlx::query("SELECT said FROM ground_loss").fetch_one(tx.conn()).await.unwrap(), "said");
        assert!(!said.contains("192.0.2"), "{said}");
        drop(tx);
        station.stop().await;
    }

    async fn an_answer_that_is_withdrawn_holds_back_who_was_identified_on_it(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, olga) = (station.inspector(), station.client("olga"));
        station.receive(&package()).await.is(201);
        let request = answered(&ines, "adult").await;
        let (person_id, _) = identified(&ines, "adult").await;
        let (other_id, _) = identified(&ines, "juvenile").await;
        let assignment = text(&ines.assign(&person_id, "08").await, "assignment_id");
        ines.post(&format!("{request}/answer/undo"), &json!({ "reason": "" })).await.refused(422, "reason");
        assert_eq!(ines.get("/api/lost-grounds").await.ok(), json!([]));
        ines.post(&format!("{request}/answer/undo"), &json!({ "reason": "of another line" })).await.ok();
        let loss = only(&ines).await;
        assert_eq!((text(&loss, "cause").as_str(), kinds(&loss)), ("answer", vec!["act".to_owned(), "assignment".to_owned(), "identification".to_owned()]));
        assert!(request.ends_with(&text(&loss, "what")), "{loss}");
        assert_eq!((text(&loss, "reason").as_str(), text(&loss["objects"][0], "person_id")), ("of another line", person_id));
        let entry = format!("/api/assignments/{assignment}/arrest-list");
        olga.post(&entry, &json!({ "grounds": "risk" })).await.is(409);
        assert!(olga.page("/", "en").await.body.contains("One ground was lost"));
        let page = ines.page(&format!("/lost-grounds/{}", text(&loss, "loss_id")), "es").await;
        assert!(page.body.contains("Se ha retirado la respuesta de un operador"), "{page:?}");
        assert!(page.body.contains(&format!("/disclosure-requests/{}", text(&loss, "what"))), "{page:?}");
        ines.assign(&other_id, "48").await;
        station.stop().await;
    }

    async fn an_answer_that_came_after_the_identification_was_no_ground_of_it_until_the_person_was_handed_over(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        let second = jiff::SignedDuration::from_secs(1);
        station.receive(&package()).await.is(201);
        let (person_id, _) = identified(&ines, "adult").await;
        station.clock.advance(second);
        let why = json!({ "reason": "of another line" });
        let request = answered(&ines, "adult").await;
        ines.post(&format!("{request}/answer/undo"), &why).await.ok();
        assert_eq!(ines.get("/api/lost-grounds").await.ok(), json!([]));
        station.clock.advance(second);
        let request = answered(&ines, "adult").await;
        ines.assign(&person_id, "08").await;
        ines.post(&format!("{request}/answer/undo"), &why).await.ok();
        assert_eq!(kinds(&only(&ines).await), ["act", "assignment", "identification"]);
        station.stop().await;
    }

    async fn an_answer_that_is_erased_marks_who_was_identified_on_it(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let request = answered(&ines, "adult").await;
        let (person_id, _) = identified(&ines, "adult").await;
        station.clock.advance(jiff::SignedDuration::from_hours(24 * 366 * 4));
        let request_id = request.rsplit('/').next().unwrap();
        ines.erase(&format!("/api/reviews/disclosure_request/{request_id}"), &json!({ "reason": "over" })).await;
        let loss = only(&ines).await;
        assert_eq!((text(&loss, "cause").as_str(), text(&loss, "what").as_str()), ("erasure", request_id));
        assert_eq!(text(&loss["objects"][0], "person_id"), person_id);
        ines.ask_assignment(&person_id, "08").await.is(409);
        station.stop().await;
    }
}

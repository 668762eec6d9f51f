//! What comes of a report reaches the clearinghouse in neutral words, once, whatever gets lost on the way.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Clearinghouse, Package, Station, born, person, subject_of, text};

service::both_engines! {
    async fn outcomes_travel_back_without_the_person(db: TestDb) {
        let clearinghouse = Clearinghouse::start(0).await;
        let station = Station::start_with(&db, Some(&clearinghouse)).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let subject = subject_of(&inspector, "under").await;
        let operation = inspector.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let path = format!("/api/operations/{}/subjects", text(&operation, "operation_id"));
        inspector.post(&path, &json!({ "subject_ids": [subject["subject_id"]] })).await.ok();
        clearinghouse.wait_for(101, "in_inquiry").await;

        let body = person(&subject, json!("all"), ["Nora", "Vega"], born("2007-05-05"), json!("unknown"));
        let child = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        clearinghouse.wait_for(101, "person_identified").await;

        let assignment = inspector.assign(&child, "08").await;
        let outcome = format!("/api/assignments/{}/outcome", text(&assignment, "assignment_id"));
        let protection = json!({ "code": "referred_to_protection", "at": "2020-12-27T08:00:00Z" });
        inspector.post(&outcome, &protection).await.ok();
        // the same word as for an arrest
        clearinghouse.wait_for(101, "closed_with_action").await;

        inspector.post(&format!("{outcome}/undo"), &json!({ "reason": "recorded too early" })).await.ok();
        clearinghouse.wait_for(101, "person_identified").await;
        inspector.post(&outcome, &json!({ "code": "no_offence", "at": "2020-12-27T08:00:00Z" })).await.ok();
        clearinghouse.wait_for(101, "not_an_offence").await;

        for (_, batch) in clearinghouse.calls() {
            assert_eq!(batch.referral_id, "ref_story");
            assert!(batch.outcomes.iter().all(|outcome| outcome.report_number == 101), "{batch:?}");
        }
        let report = &inspector.get("/api/reports").await.ok()[0];
        assert_eq!(report["feedback"], "not_an_offence");
        station.stop().await;
    }

    async fn a_report_that_is_no_offence_says_so_without_anybody(db: TestDb) {
        let clearinghouse = Clearinghouse::start(0).await;
        let station = Station::start_with(&db, Some(&clearinghouse)).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let subject = subject_of(&inspector, "adult").await;
        let report = text(&subject["acts"][0], "report_id");
        let (path, number) = (format!("/api/reports/{report}/no-offence"), subject["acts"][0]["report_number"].as_i64().unwrap());
        inspector.post(&path, &json!({ "reason": " " })).await.refused(422, "reason");
        inspector.post(&path, &json!({ "reason": "a family picture of his own" })).await.is(201);
        inspector.post(&path, &json!({ "reason": "again" })).await.is(409);
        clearinghouse.wait_for(number, "not_an_offence").await;
        let page = inspector.page(&format!("/reports/{report}"), "en").await;
        assert!(page.body.contains("a family picture of his own"), "{page:?}");
        for (_, batch) in clearinghouse.calls() {
            assert!(!format!("{batch:?}").contains("family"), "the reason stays here: {batch:?}");
        }

        // the period until erasure runs from the finding
        let why = json!({ "reason": "no offence, and nothing else needs it" });
        inspector.post(&format!("/api/reviews/report/{report}/erase"), &why).await.is(409);
        let due = inspector.get("/api/reviews").await.ok()["due"].clone();
        assert_eq!(due, json!([]));
        station.clock.advance(SignedDuration::from_hours(24 * 31));
        let due = inspector.get("/api/reviews").await.ok()["due"].clone();
        assert_eq!((due.as_array().unwrap().len(), text(&due[0], "category").as_str()), (1, "cleared_person"), "{due}");

        // withdrawn, it must not stand at the platform
        inspector.post(&format!("{path}/undo"), &json!({ "reason": "another picture was meant" })).await.ok();
        clearinghouse.wait_for(number, "in_inquiry").await;
        let body = person(&subject, json!("all"), ["Pedro", "Luismar"], born("1990-01-01"), json!("unknown"));
        inspector.post("/api/persons", &body).await.ok();
        clearinghouse.wait_for(number, "person_identified").await;
        inspector.post(&path, &json!({ "reason": "no" })).await.is(409);
        station.stop().await;
    }

    async fn an_identification_that_is_withdrawn_does_not_stand_at_the_platform(db: TestDb) {
        let clearinghouse = Clearinghouse::start(0).await;
        let station = Station::start_with(&db, Some(&clearinghouse)).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        // in no operation, and nobody was asked about it
        let subject = subject_of(&inspector, "adult").await;
        let number = subject["acts"][0]["report_number"].as_i64().unwrap();
        let body = person(&subject, json!("all"), ["Pedro", "Luismar"], born("1990-01-01"), json!("unknown"));
        let identified = inspector.post("/api/persons", &body).await.ok();
        clearinghouse.wait_for(number, "person_identified").await;
        let path = format!("/api/identifications/{}/undo", text(&identified, "identification_id"));
        inspector.post(&path, &json!({ "reason": "the line was another's" })).await.ok();
        clearinghouse.wait_for(number, "in_inquiry").await;
        station.stop().await;
    }

    async fn a_second_referral_hears_that_a_report_was_known_and_where_it_stands(db: TestDb) {
        let clearinghouse = Clearinghouse::start(0).await;
        let station = Station::start_with(&db, Some(&clearinghouse)).await;
        let inspector = station.inspector();
        let first = station.receive(&package()).await.ok();
        assert!(first.get("known").is_none(), "{first}");
        let subject = subject_of(&inspector, "under").await;
        let operation = inspector.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let path = format!("/api/operations/{}/subjects", text(&operation, "operation_id"));
        inspector.post(&path, &json!({ "subject_ids": [subject["subject_id"]] })).await.ok();
        clearinghouse.wait_for(101, "in_inquiry").await;
        let told = clearinghouse.calls();

        station.clock.advance(SignedDuration::from_secs(60));
        let mut second = Package { referral_id: "ref_again".to_owned(), ..package() };
        second.reports.truncate(2);
        let receipt = station.receive(&second).await.ok();
        assert_eq!(receipt["known"], json!([{ "referral_id": "ref_story", "report_numbers": [101, 102] }]));
        assert_eq!(station.receive(&second).await.ok(), receipt, "the same package, the same receipt");
        // a clearinghouse that does not know the field would refuse the receipt that has it
        let older = station.client("clearinghouse").request(Method::POST, "/referrals");
        let older = older.header("Content-Type", "application/x-tar").body(second.write()).send().await.unwrap();
        let older: Value = serde_json::from_str(&older.text().await.unwrap()).unwrap();
        assert!(older["receipt_id"] == receipt["receipt_id"] && older.get("known").is_none(), "{older}");
        let of_second = || clearinghouse.calls().into_iter().find(|(_, batch)| batch.referral_id == "ref_again");
        for _ in 0..200 {
            if of_second().is_some() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        // the standing of the one that is inquired into, as it was decided; of the other there is nothing to tell
        let (_, batch) = of_second().unwrap();
        assert_eq!(batch.outcomes, told[0].1.outcomes);
        station.stop().await;
    }

    async fn a_lost_answer_is_asked_for_again_under_the_same_key(db: TestDb) {
        let clearinghouse = Clearinghouse::start(1).await;
        let station = Station::start_with(&db, Some(&clearinghouse)).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let operation = inspector.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let path = format!("/api/operations/{}/subjects", text(&operation, "operation_id"));
        inspector.post(&path, &json!({ "subject_ids": "all" })).await.ok();
        clearinghouse.wait_for(110, "in_inquiry").await;
        station.clock.advance(SignedDuration::from_secs(5));
        for _ in 0..200 {
            if clearinghouse.calls().len() > 1 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        let calls = clearinghouse.calls();
        assert_eq!(calls.len(), 2);
        assert_eq!(calls[0], calls[1], "same key, same batch");
        assert_eq!(calls[0].1.outcomes.len(), 10);
        station.stop().await;
    }
}

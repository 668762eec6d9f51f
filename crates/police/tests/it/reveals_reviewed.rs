//! Chance draws reveals for a second person; and everybody sees what they were shown as counts, nobody a list of others.

use jiff::SignedDuration;
use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

const NAME: [&str; 2] = ["Zoraida", "Quintanar"];

/// A minor; gives the address of the reveals.
async fn minor(station: &Station) -> String {
    station.receive(&package()).await.is(201);
    let inspector = station.inspector();
    let subject = subject_of(&inspector, "juvenile").await;
    let mut body = person(&subject, json!("all"), NAME, born("2005-03-01"), json!("unknown"));
    body["grounds"] = "line of the household".into();
    let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
    format!("/api/persons/{person_id}/reveal")
}

async fn reveal(client: &Client, path: &str) -> String {
    let why =
        json!({ "field": "name", "reason": "to ring at the right door", "legal_basis": "auto 21/2020" });
    text(&client.post(path, &why).await.ok(), "reveal_id")
}

async fn listed(client: &Client, reveal_id: &str) -> Value {
    let all = client.get("/api/reveals").await.ok();
    all.as_array().unwrap().iter().find(|row| row["reveal_id"] == reveal_id).unwrap().clone()
}

service::both_engines! {
    async fn a_drawn_reveal_is_reviewed_by_a_second_person(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start_drawing(&db, 100).await;
        let path = minor(&station).await;
        let (ines, ivan, dora) = (station.inspector(), station.client("ivan"), station.client("dora"));
        let reveal_id = reveal(&ines, &path).await;
        assert_eq!(listed(&ines, &reveal_id).await["review"], Value::Null, "who was shown it is not told");
        let open = listed(&ivan, &reveal_id).await["review"].clone();
        assert_eq!((&open["state"], &open["may_decide"]), (&json!("open"), &json!(true)));
        assert_eq!(listed(&dora, &reveal_id).await["review"]["may_decide"], false);

        let review = format!("/api/reveals/{reveal_id}/review");
        let never = "/api/reveals/rev_0176a893628079a08b0c0746228b6672/review";
        let said = |verdict: &str, note: &str| json!({ "verdict": verdict, "note": note });
        let (own, absent) = (ines.post(&review, &said("justified", "mine")).await, ines.post(never, &said("justified", "x")).await);
        assert_eq!((own.status, &own.body), (absent.status, &absent.body));
        own.is(404);
        for name in ["olga", "dora", "wilma", "adam"] {
            station.client(name).post(&review, &said("justified", "x")).await.is(404);
        }
        ivan.post(&review, &said("justified", " ")).await.refused(422, "note");
        let refused = ivan.submit(&format!("/reveals/{reveal_id}/review"), &said("justified", " ")).await;
        refused.is(422);
        assert!(refused.body.contains(&format!("id=\"note-{reveal_id}-error\"")), "{refused:?}");
        ivan.post(&review, &said("perhaps", "x")).await.is(400);
        ivan.post(&review, &said("questioned", "Zoraida was at no door")).await.ok();
        ivan.post(&review, &said("justified", "on second thought")).await.is(409);

        let seen = listed(&ivan, &reveal_id).await["review"].clone();
        assert_eq!((&seen["state"], &seen["decided_by"], &seen["note"]), (&json!("questioned"), &json!("ivan"), &json!("Z. was at no door")));
        let seen = listed(&dora, &reveal_id).await["review"].clone();
        assert_eq!((&seen["state"], &seen["decided_by"], &seen["note"]), (&json!("questioned"), &json!("ivan"), &Value::Null), "the state, no content");
        for (name, lang, word) in [("dora", "en", "questioned"), ("dora", "es", "cuestionado"), ("ivan", "en", "at no door")] {
            let page = station.client(name).page("/reveals", lang).await.body;
            assert!(page.contains(word) && !page.contains(NAME[0]), "{page}");
        }
        station.stop().await;
    }

    async fn what_is_not_drawn_waits_for_nobody(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start_drawing(&db, 0).await;
        let path = minor(&station).await;
        let reveal_id = reveal(&station.inspector(), &path).await;
        let ivan = station.client("ivan");
        assert_eq!(listed(&ivan, &reveal_id).await["review"], Value::Null);
        let said = json!({ "verdict": "justified", "note": "x" });
        ivan.post(&format!("/api/reveals/{reveal_id}/review"), &said).await.is(404);
        station.stop().await;
    }

    async fn counts_are_one_s_own_and_the_welfare_officer_s_to_ask(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = minor(&station).await;
        let (ines, ivan, wilma) = (station.inspector(), station.client("ivan"), station.client("wilma"));
        for _ in 0..2 {
            reveal(&ines, &path).await;
        }
        station.clock.advance(SignedDuration::from_hours(24 * 6));
        for _ in 0..3 {
            reveal(&ines, &path).await;
        }
        let own = ines.get("/api/my-exposure").await.ok();
        assert_eq!((&own["person"], &own["today"], &own["this_week"]), (&json!("ines"), &json!(3), &json!(5)));
        assert_eq!((&own["days"][0]["reveals"], &own["days"][1]["reveals"], &own["days"][6]["reveals"]), (&json!(3), &json!(0), &json!(2)));
        assert_eq!(ivan.get("/api/my-exposure").await.ok()["this_week"], 0, "nobody meets another's counts");
        station.clock.advance(SignedDuration::from_hours(24));
        let later = ines.get("/api/my-exposure").await.ok();
        assert_eq!((&later["today"], &later["this_week"]), (&json!(0), &json!(3)));

        let asked = json!({ "person": "ines" });
        for name in ["ivan", "olga", "dora", "adam"] {
            station.client(name).post("/api/exposure", &asked).await.is(404);
        }
        wilma.post("/api/exposure", &json!({ "person": " " })).await.refused(422, "person");
        let unsaid = wilma.submit("/exposure", &json!({ "person": " " })).await;
        unsaid.is(422);
        assert!(unsaid.body.contains("id=\"person-error\""), "{unsaid:?}");
        assert_eq!(wilma.post("/api/exposure", &asked).await.ok(), later);
        wilma.get("/api/reveals").await.is(404);
        // on record, with whose counts they were: found by that person's digest, which no name is in
        let register = station.client("dora").get("/api/access-entries?person=wilma&operation=consultation").await.ok();
        let entry = &register["entries"][0];
        assert_eq!((&entry["action"], &entry["object_kind"]), (&json!("look-up-exposure"), &json!("staff")));
        let digest = service::oversight::staff_digest(station.running.node.columns(), "ines");
        assert_eq!(entry["object_id"], digest);
        for lang in ["en", "es"] {
            for (client, page) in [(&ines, "/my-exposure"), (&wilma, "/exposure")] {
                client.page(page, lang).await.is(200);
            }
        }
        station.stop().await;
    }
}

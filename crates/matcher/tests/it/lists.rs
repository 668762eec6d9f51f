//! Lists from files.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{Matcher, near, pdq};

fn settings(db: &TestDb, more: &str) -> String {
    let path = db.folder().join("list.txt");
    // no look at the file but when asked: the test says when
    format!(
        "reload_every_s = 0\n[[matcher.list]]\npath = \"{}\"\nformat = \"plain-pdq\"\nname = \"HOTLINE\"\nsource = \"a hotline of the tests\"\n{more}",
        path.display()
    )
}

const VOUCHED: &str = "members = [\"the hotline\"]\nclassification = \"A1\"\n";

fn write(db: &TestDb, hashes: &[String]) {
    // a file's time is told in milliseconds at least, and its size differs too
    std::fs::write(db.folder().join("list.txt"), hashes.join("\n") + "\n").unwrap();
}

fn outcome(reloaded: &Value) -> &Value {
    &reloaded["lists"][0]["outcome"]
}

both_engines! {
    async fn a_vouched_list_answers_as_a_bank_and_says_who_vouches(db: TestDb) {
        write(&db, &[pdq(1), pdq(2)]);
        let mut matcher = Matcher::start_with(&db, &settings(&db, VOUCHED)).await;
        let found = matcher.look_up(&near(&pdq(2), 2), "").await;
        let number = found["HOTLINE"][0]["bank_content_id"].as_i64().unwrap();
        assert!(found["HOTLINE"][0]["distance"] == "2" && number > 1 << 40, "{found}");
        assert_eq!(matcher.get("/c/banks").await, json!([{ "name": "HOTLINE", "matching_enabled_ratio": 1.0 }]));
        for (method, path, body) in [
            (Method::PUT, "/c/bank/HOTLINE", json!({ "enabled": false })),
            (Method::DELETE, "/c/bank/HOTLINE", json!({})),
            (Method::POST, "/c/bank/HOTLINE/signal", json!({ "pdq": pdq(3) })),
            (Method::POST, "/c/banks", json!({ "name": "HOTLINE" })),
        ] {
            matcher.send(method, path, Some(&body), StatusCode::FORBIDDEN).await;
        }
        let asked = json!({ "signals": [{ "id": "a", "pdq": pdq(1) }] });
        let hit = &matcher.post("/v1/lookup", &asked, StatusCode::OK).await["results"][0]["hits"][0];
        assert_eq!((&hit["list"], &hit["members"], &hit["classification"], &hit["shadow"]), (&json!("HOTLINE"), &json!(["the hotline"]), &json!("A1"), &json!(false)));
        assert_eq!(matcher.entries("use-list").await, 1);
        // what matched is in the custody log at the latest when the process ends: one entry a list
        matcher.restart().await;
        assert_eq!(matcher.entries("note-hits").await, 1);
        matcher.stop().await;
    }
}

both_engines! {
    async fn a_list_that_nobody_vouches_for_stays_in_shadow(db: TestDb) {
        write(&db, &[pdq(1)]);
        let matcher = Matcher::start_with(&db, &settings(&db, "classification = \"A1\"\n")).await;
        assert_eq!(matcher.look_up(&pdq(1), "").await, json!({}), "HMA's clients could not tell it apart");
        assert_eq!(matcher.get("/c/banks").await, json!([]));
        let asked = json!({ "signals": [{ "id": "a", "pdq": pdq(1) }] });
        let found = matcher.post("/v1/lookup", &asked, StatusCode::OK).await;
        assert_eq!(found["results"][0]["hits"][0]["shadow"], true);
        assert_eq!(matcher.get("/v1/lists").await["lists"][0]["shadow"], true);
        matcher.stop().await;
    }
}

both_engines! {
    async fn a_new_version_is_taken_up_and_a_broken_one_is_not(db: TestDb) {
        write(&db, &[pdq(1)]);
        let mut matcher = Matcher::start_with(&db, &settings(&db, VOUCHED)).await;
        let version = matcher.get("/v1/lists").await["lists"][0]["version"].as_u64().unwrap();
        assert_eq!(*outcome(&matcher.post("/v1/reload", &json!({}), StatusCode::OK).await), "same");
        write(&db, &[pdq(2), pdq(3)]);
        assert_eq!(*outcome(&matcher.post("/v1/reload", &json!({}), StatusCode::OK).await), "taken");
        assert!(matcher.look_up(&pdq(1), "").await == json!({}) && matcher.look_up(&pdq(3), "").await != json!({}));
        assert!(matcher.get("/v1/lists").await["lists"][0]["version"].as_u64().unwrap() >= version);

        write(&db, &[pdq(4), pdq(5), "no hash".to_owned()]);
        let broken = matcher.post("/v1/reload", &json!({}), StatusCode::UNPROCESSABLE_ENTITY).await;
        let reason = broken["lists"][0]["reason"].as_str().unwrap();
        assert!(*outcome(&broken) == "broken" && reason.contains("list.txt") && reason.contains("line 3"), "{reason}");
        assert!(matcher.look_up(&pdq(3), "").await != json!({}) && matcher.look_up(&pdq(4), "").await == json!({}));
        // a matcher that starts anew has no version before
        assert!(matcher.try_start().await.is_err_and(|error| error.to_string().contains("line 3")));
        write(&db, &[pdq(6)]);
        matcher.restart().await;
        assert!(matcher.look_up(&pdq(6), "").await != json!({}));
        matcher.stop().await;
    }
}

both_engines! {
    async fn a_changed_file_is_taken_up_without_being_asked(db: TestDb) {
        write(&db, &[pdq(1)]);
        let matcher = Matcher::start_with(&db, &settings(&db, VOUCHED).replace("reload_every_s = 0", "reload_every_s = 1")).await;
        write(&db, &[pdq(2), pdq(3)]);
        for _ in 0..200 {
            if matcher.look_up(&pdq(2), "").await != json!({}) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert!(matcher.look_up(&pdq(2), "").await != json!({}) && matcher.look_up(&pdq(1), "").await == json!({}));
        matcher.stop().await;
    }
}

both_engines! {
    async fn a_list_of_a_banks_name_is_refused_at_the_start(db: TestDb) {
        write(&db, &[pdq(1)]);
        let mut matcher = Matcher::start(&db).await;
        matcher.bank("HOTLINE", &[]).await;
        matcher.set(&settings(&db, VOUCHED));
        let error = matcher.try_start().await.err().expect("two of one name").to_string();
        assert!(error.contains("matcher.list.name"), "{error}");
        matcher.stop().await;
    }
}

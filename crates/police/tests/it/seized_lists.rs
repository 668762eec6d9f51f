//! Hash lists of seized devices: matched against an operation, shown and recorded with their source, and withdrawn whole.

use serde_json::json;
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Station, subject_of, text};

service::both_engines! {
    async fn a_seized_list_is_matched_recorded_with_its_source_and_withdrawn(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let ines = station.inspector();
        let operation = ines.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let operation = format!("/operations/{}", text(&operation, "operation_id"));
        ines.post(&format!("/api{operation}/subjects"), &json!({ "subject_ids": "all" })).await.ok();
        let known = text(&subject_of(&ines, "adult").await["acts"][0], "file_sha256");
        let path = format!("/api{operation}/seized-lists");
        let list = format!("sha256:{known}\nsha256:{}\n", "0".repeat(64));

        ines.post(&path, &json!({ "source": " ", "list": list })).await.refused(422, "source");
        ines.post(&path, &json!({ "source": "exhibit 4", "list": "hello" })).await.refused(422, "list");
        station.client("olga").post(&path, &json!({ "source": "x", "list": list })).await.is(404);
        let matched = ines.post(&path, &json!({ "source": "exhibit 4, telephone", "list": list })).await;
        matched.is(201);
        let lists = ines.get(&path).await.ok();
        assert_eq!((&lists[0]["source"], &lists[0]["entries"]), (&json!("exhibit 4, telephone"), &json!(2)), "{lists}");
        assert_eq!(lists[0]["matches"], json!([{ "sha256": known, "matched_by": "sha256" }]));
        let page = ines.page(&format!("{operation}/seized-lists"), "en").await.body;
        assert!(page.contains("exhibit 4, telephone") && page.contains(&known), "{page}");

        let none = format!("md5:{}\n", "e".repeat(32));
        ines.post(&path, &json!({ "source": "exhibit 5", "list": none })).await.is(201);
        assert_eq!(ines.get(&path).await.ok().as_array().unwrap().len(), 2);
        let undo = format!("/api/seized-lists/{}/undo", text(&matched.ok(), "seized_list_id"));
        ines.post(&undo, &json!({ "reason": "another telephone" })).await.ok();
        ines.post(&undo, &json!({ "reason": "again" })).await.is(404);
        let left = ines.get(&path).await.ok();
        assert_eq!((left.as_array().unwrap().len(), &left[0]["matches"]), (1, &json!([])), "{left}");
        station.stop().await;
    }
}

//! The scrubber of the police.

use serde_json::json;
use service::testing::TestDb;

use crate::operation::package;
use crate::support::Station;

service::both_engines! {
    async fn a_flipped_byte_is_found_and_named(db: TestDb) {
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let damaged = station.item_files().remove(0);
        let mut bytes = std::fs::read(&damaged).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&damaged, bytes).unwrap();
        // what was stored just now is left alone at first
        let later = model::Clock::now(&*station.clock) + jiff::SignedDuration::from_hours(1);
        let station = station.started_again_at(&db, later).await;
        let mut vault = json!(null);
        for _ in 0..200 {
            vault = station.client("adam").get("/api/vault").await.ok();
            if vault["unchecked"] == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        assert_eq!((&vault["unchecked"], &vault["damaged"]), (&json!(0), &json!(1)), "{vault}");
        assert_eq!(vault["damage"][0]["name"], damaged.file_name().unwrap().to_str().unwrap());
        station.client("ines").get("/vault").await.is(404);
        db.may_leave_jobs();
        station.stop().await;
    }
}

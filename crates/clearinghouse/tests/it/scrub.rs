//! The scrubber of a clearinghouse.

use jiff::SignedDuration;
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{ADMINISTRATOR, TestClearinghouse, picture};

both_engines! {
    async fn a_flipped_byte_is_found_and_named(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        clearinghouse.file("203.0.113.9", None, picture(1)).await;
        // whatever was looked at by now is looked at again
        clearinghouse.clock.advance(SignedDuration::from_hours(31 * 24));
        let damaged = clearinghouse.item_files().remove(0);
        let mut bytes = std::fs::read(&damaged).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&damaged, bytes).unwrap();
        let clearinghouse = clearinghouse.restart(None).await;
        let vault = clearinghouse.until("everything is checked", async || {
            let vault = clearinghouse.get_json(ADMINISTRATOR, "/api/vault").await;
            (vault["unchecked"] == 0 && vault["damaged"] == 1).then_some(vault)
        }).await;
        assert_eq!((&vault["items"], &vault["damaged"]), (&json!(2), &json!(1)), "{vault}");
        assert_eq!(vault["damage"][0]["name"], damaged.file_name().unwrap().to_str().unwrap());
        clearinghouse.finish().await;
    }
}

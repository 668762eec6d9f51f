//! Reports that nobody finishes.

use jiff::SignedDuration;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{TestClearinghouse, picture};

both_engines! {
    async fn an_unfinished_report_expires_a_day_after_opening_or_an_hour_after_its_last_change(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let idle = clearinghouse.submit("203.0.113.7").await;
        let busy = clearinghouse.submit("203.0.113.7").await;
        let filed = clearinghouse.submit("203.0.113.7").await;
        clearinghouse.finish_report(filed).await;
        clearinghouse.until_state(filed, "ready").await;

        clearinghouse.clock.advance(SignedDuration::from_mins(23 * 60 + 30));
        assert_eq!(clearinghouse.upload(busy, "a.bmp", picture(1)).await.response_code.number(), 0);
        clearinghouse.clock.advance(SignedDuration::from_mins(45));
        clearinghouse.until_state(idle, "expired").await;
        assert_eq!(clearinghouse.upload(idle, "a.bmp", picture(1)).await.response_code.number(), 5001);
        assert_eq!(clearinghouse.ispws("/ispws/finish", format!("id={idle}")).await.response_code.number(), 5001);

        // at 24:15 the changed one is still open; at 24:31 it is not
        assert_eq!(clearinghouse.get_json(crate::harness::ANALYST, &format!("/api/reports/{busy}")).await["state"], "open");
        clearinghouse.clock.advance(SignedDuration::from_mins(16));
        let expired = clearinghouse.until_state(busy, "expired").await;
        assert_eq!((&expired["files"], &expired["file_list"][0]["digest"]), (&1.into(), &"pending".into()));

        // only the filed report's XML is left in the vault
        clearinghouse.until("the content is discarded", async || (clearinghouse.vault_files() == 1).then_some(())).await;
        clearinghouse.finish().await;
    }

    async fn a_change_just_before_the_day_ends_counts_only_while_it_lasts(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.submit("203.0.113.7").await;
        clearinghouse.clock.advance(SignedDuration::from_mins(23 * 60 + 59));
        clearinghouse.upload(report, "a.bmp", picture(1)).await;
        clearinghouse.clock.advance(SignedDuration::from_mins(2));
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        assert_eq!(clearinghouse.finish_report(report).await.response_code.number(), 0);
        clearinghouse.until_state(report, "ready").await;
        clearinghouse.finish().await;
    }
}

//! Reports that share a picture or a near-duplicate say so.

use reqwest::Method;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{ANALYST, Inbox, TestClearinghouse, picture};

async fn page(clearinghouse: &TestClearinghouse, report: i64) -> String {
    let request = clearinghouse.call(ANALYST, Method::GET, &format!("/reports/{report}?lang=en"));
    request.header("accept", "text/html").send().await.unwrap().text().await.unwrap()
}

/// A picture of 64 blocks without a pattern: on regular ones, as [`picture`] makes them, coefficients tie and a single pixel turns many bits.
pub(crate) fn blocks(seed: u64) -> Vec<u8> {
    let mut bytes = picture(1);
    let pixels = bytes.len() - 96 * 96 * 3;
    for (at, byte) in (0_u64..).zip(&mut bytes[pixels..]) {
        let (x, y) = (at / 3 % 96, at / 3 / 96);
        let block = (seed << 8 | (y / 12) << 4 | (x / 12)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        *byte = (block ^ block >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9).to_be_bytes()[0];
    }
    bytes
}

const SHARED: &str = "One other report has this file or a near-duplicate.";

both_engines! {
    async fn a_report_says_how_many_others_have_its_picture(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        // other bytes, the same picture to the eye
        let mut touched = blocks(1);
        *touched.last_mut().unwrap() ^= 4;
        let first = clearinghouse.file("203.0.113.7", None, blocks(1)).await;
        let near = clearinghouse.file("203.0.113.7", None, touched).await;
        let far = clearinghouse.file("203.0.113.7", None, blocks(7)).await;
        for report in [first, near] {
            clearinghouse
                .until(SHARED, async || page(&clearinghouse, report).await.contains(SHARED).then_some(()))
                .await;
        }
        assert!(!page(&clearinghouse, far).await.contains("this file or a near-duplicate"));
        // what was learnt before is known after the next start
        let clearinghouse = clearinghouse.restart(Some(addr)).await;
        assert!(page(&clearinghouse, first).await.contains(SHARED));
        let again = clearinghouse.file("203.0.113.7", None, blocks(1)).await;
        let says = "2 other reports have this file or a near-duplicate.";
        assert!(page(&clearinghouse, again).await.contains(says), "one with the same bytes, one near");
        clearinghouse.finish().await;
    }
}

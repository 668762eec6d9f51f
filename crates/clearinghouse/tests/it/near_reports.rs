//! Reports that share a picture or a near-duplicate say so.

use reqwest::Method;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{ANALYST, Inbox, TestClearinghouse, picture};

async fn page(clearinghouse: &TestClearinghouse, report: i64) -> String {
    let request = clearinghouse.call(ANALYST, Method::GET, &format!("/reports/{report}?lang=en"));
    request.header("accept", "text/html").send().await.unwrap().text().await.unwrap()
}

const SHARED: &str = "One other report has this file or a near-duplicate.";

both_engines! {
    async fn a_report_says_how_many_others_have_its_picture(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        // other bytes, the same picture to the eye
        let mut touched = picture(1);
        *touched.last_mut().unwrap() ^= 4;
        let first = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let near = clearinghouse.file("203.0.113.7", None, touched).await;
        let far = clearinghouse.file("203.0.113.7", None, picture(7)).await;
        for report in [first, near] {
            clearinghouse
                .until(SHARED, async || page(&clearinghouse, report).await.contains(SHARED).then_some(()))
                .await;
        }
        assert!(!page(&clearinghouse, far).await.contains("near-duplicate"));
        // what was learnt before is known after the next start
        let clearinghouse = clearinghouse.restart(Some(addr)).await;
        assert!(page(&clearinghouse, first).await.contains(SHARED));
        let again = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let says = "2 other reports have this file or a near-duplicate.";
        assert!(page(&clearinghouse, again).await.contains(says), "one with the same bytes, one near");
        clearinghouse.finish().await;
    }
}

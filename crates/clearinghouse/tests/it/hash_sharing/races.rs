//! Members change lists while others fetch them: whoever goes on from where it stopped ends with what the list holds.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use super::{entry, fetch, list, merge};
use crate::harness::{HOTLINE, OTHER_PARTY, PARTY, TestClearinghouse};

/// Rounds of each who changes.
const ROUNDS: u32 = 15;

/// Lists, changes, takes back and lists again, entry by entry.
async fn change(clearinghouse: &TestClearinghouse, party: &str, first: u32) {
    for round in 0..ROUNDS {
        let mut new = entry(first + round);
        list(clearinghouse, party, "csam", vec![new.clone()]).await;
        if round % 2 == 0 {
            new["classification"] = json!("B1");
            list(clearinghouse, party, "csam", vec![new.clone()]).await;
        }
        if round % 3 == 0 {
            let body = json!({ "source_id": new["source_id"], "reason": "listed by mistake" });
            let path = "/api/hash-lists/csam/withdrawals";
            assert_eq!(clearinghouse.send_json(party, Method::POST, path, &body).await.0, 200);
        }
        if round % 6 == 0 {
            list(clearinghouse, party, "csam", vec![new]).await;
        }
    }
}

/// Fetches from second to second while others change, and once more when they have ended.
async fn follow(
    clearinghouse: &TestClearinghouse,
    is_over: &AtomicBool,
) -> BTreeMap<String, Option<wire::hash_list::ListedFile>> {
    let mut held = BTreeMap::new();
    let mut from = "1970-01-01T00:00:00Z".to_owned();
    loop {
        let is_last = is_over.load(Ordering::SeqCst);
        if is_last {
            // what was stamped ahead of the clock has its time now
            clearinghouse.clock.advance(SignedDuration::from_mins(5));
        }
        let to = model::Clock::now(&*clearinghouse.clock).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        merge(&mut held, fetch(clearinghouse, &format!("from={from}&to={to}&size=4")).await);
        from = to;
        if is_last {
            return held;
        }
        clearinghouse.clock.advance(SignedDuration::from_secs(1));
    }
}

both_engines! {
    async fn who_goes_on_from_where_it_stopped_misses_nothing(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let is_over = AtomicBool::new(false);
        let changes = async {
            tokio::join!(
                change(&clearinghouse, PARTY, 100),
                change(&clearinghouse, OTHER_PARTY, 200),
                change(&clearinghouse, HOTLINE, 300),
            );
            is_over.store(true, Ordering::SeqCst);
        };
        let ((), held) = tokio::join!(changes, follow(&clearinghouse, &is_over));
        let mut whole = BTreeMap::new();
        merge(&mut whole, fetch(&clearinghouse, super::EVERYTHING).await);
        assert_eq!(whole.len(), 3 * usize::try_from(ROUNDS).unwrap());
        assert_eq!(held, whole);
        assert!(whole.values().any(Option::is_none) && whole.values().any(Option::is_some));
        clearinghouse.finish().await;
    }
}

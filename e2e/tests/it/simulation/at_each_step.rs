//! A fault proxy between platform and clearinghouse: drop, delay, duplicate and cut at each step of a filing. At any moment a decision to report is either
//! one filed report or an item that somebody sees at `/unacknowledged`; in the end it is one filed report.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::SignedDuration;
use service::Engine;

use super::chance::Chance;
use super::fault_proxy::{Fault, FaultProxy, Injected, STEPS};
use super::{each_seed, filing, seeds, settle};
use crate::chain::{Chain, Relay, Skews, with_skewed_chain};
use crate::operation::publish_list;

/// Seeds of the ordinary run and of `AMPARO_LONG`.
const FEW_SEEDS: u64 = 20;
const MANY_SEEDS: u64 = 1_000;
const DECISIONS: u64 = 2;
/// Faults of one seed.
const FAULTS: u64 = 14;
/// Turns of the clock while the line is troubled.
const MOST_TURNS: usize = 400;
/// How long the roles work in real time between two turns.
const TURN: Duration = Duration::from_millis(25);

#[test]
fn every_decision_is_one_filed_report_or_an_item_that_somebody_sees() {
    let range = seeds(FEW_SEEDS, MANY_SEEDS);
    let is_whole = range.end - range.start >= FEW_SEEDS;
    let mut total = Injected::new();
    for injected in each_seed(range, play) {
        injected.into_iter().for_each(|(what, times)| *total.entry(what).or_default() += times);
    }
    for step in STEPS {
        let met = Fault::ALL.map(|fault| {
            let times = total.get(&(step, fault)).copied().unwrap_or_default();
            assert!(times > 0 || !is_whole, "{step} never met {fault:?}: {total:?}");
            format!("{fault:?} {times}")
        });
        println!("{step}: {}", met.join(", "));
    }
}

fn play(seed: u64) -> Injected {
    let (told, injected) = std::sync::mpsc::channel();
    with_skewed_chain(Engine::Sqlite, Skews::default(), async move |chain: &mut Chain| {
        let proxy = FaultProxy::start(chain.clearinghouse.running().addr, Chance::new(seed), FAULTS).await;
        let reports = confirm(chain, &proxy).await;
        let mut luck = Chance::new(!seed);
        for _ in 0..MOST_TURNS {
            if see_each(chain, &reports).await == reports.len() {
                break;
            }
            tokio::time::sleep(TURN).await;
            // past the delay of every retry, and once in a while so far that what is open at the clearinghouse expires
            let hours = if luck.once_in(4) { 8 } else { 0 };
            settle::pass(chain, SignedDuration::from_mins(60 * hours + 16));
        }
        told.send(proxy.injected()).expect("somebody counts");
        let filed = filing::until_filed(chain, reports).await;
        filing::check(chain, &filed).await;
        settle::until_expired(chain, &filed).await;
    });
    injected.recv().expect("the story came to its end")
}

/// Uploads by accounts of their own, each confirmed while the line is troubled: report id by account.
async fn confirm(chain: &Chain, proxy: &FaultProxy) -> BTreeMap<String, String> {
    publish_list(chain).await;
    chain.report_line.open(proxy.addr);
    let app_line = Relay::bind().await;
    app_line.open(chain.platform.running().addr);
    let mut reports = BTreeMap::new();
    for place in 1..=DECISIONS {
        let account = format!("u-{place}");
        let stored = filing::upload(chain, &account, place, &app_line).await;
        let report_id = filing::decide(chain, &stored, "confirm").await.expect("a report");
        reports.insert(account, report_id);
    }
    reports
}

/// How many are filed; each of the others is listed for somebody to see.
async fn see_each(chain: &Chain, reports: &BTreeMap<String, String>) -> usize {
    let staff = chain.platform.client("marta");
    // the list first: what is filed in between is filed then
    let listed = String::from_utf8(staff.bytes("/unacknowledged").await).expect("a page");
    let mut filed = 0;
    for report_id in reports.values() {
        let report = staff.get(&format!("/api/reports/{report_id}")).await;
        let is_filed = report["state"] == "filed";
        assert!(is_filed || listed.contains(report_id.as_str()), "nobody sees {report:#}");
        filed += usize::from(is_filed);
    }
    filed
}

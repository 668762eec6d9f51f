//! Once the faults are over, what was promised happens within two hours of the story's time.

use std::future::Future;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value;

use super::chance;
use super::filing::Filed;
use crate::chain::Chain;

const STEP: SignedDuration = SignedDuration::from_mins(5);
const MOST_STEPS: usize = 24;
/// How long the roles get in real time for what is due after each step, beside other chains on a busy machine.
const BREATH: Duration = Duration::from_millis(20);
const BREATHS: usize = 250;

/// Heals the lines and moves the clock on until there is an answer.
pub(super) async fn until<T, Asking: Future<Output = Option<T>>>(
    chain: &Chain,
    what: &str,
    ask: impl Fn() -> Asking,
) -> T {
    chance::heal(chain);
    for _ in 0..MOST_STEPS {
        for _ in 0..BREATHS {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(BREATH).await;
        }
        chain.clock.advance(STEP);
    }
    panic!("two hours after the faults still not: {what}");
}

/// Reports that a crash or a lost answer left open at the clearinghouse are taken back or expire; nothing else was ever added.
pub(super) async fn until_expired(chain: &Chain, filed: &Filed) {
    chain.clock.advance(SignedDuration::from_hours(25));
    let analyst = chain.clearinghouse.client("noor");
    until(chain, "unfinished reports expire", async || {
        let open = analyst.get("/api/reports?state=open").await;
        open["reports"].as_array().expect("reports").is_empty().then_some(())
    })
    .await;
    let all = analyst.get("/api/reports").await;
    let reports = all["reports"].as_array().expect("reports");
    let is_kept = |report: &&Value| report["state"] != "expired" && report["state"] != "retracted";
    let kept = reports.iter().filter(is_kept).count();
    assert_eq!(kept, filed.len(), "{all}");
}

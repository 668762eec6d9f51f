//! Once the faults are over, what was promised happens within two hours of the story's time.

use std::future::Future;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value;

use super::chance;
use super::filing::Filed;
use crate::chain::{Chain, Role};

const STEP: SignedDuration = SignedDuration::from_mins(5);
const MOST_STEPS: usize = 24;
/// How long the roles get in real time, at most, for what is due after each step, beside other chains on a busy machine.
const BREATH: Duration = Duration::from_millis(20);
const BREATHS: usize = 250;
/// So many breaths after one another in which no role had anything to do end a step: only the clock brings more.
const IDLE_BREATHS: usize = 3;

/// Moves the clock of the story on; the roles look at once what is due by then.
pub(super) fn pass(chain: &Chain, time: SignedDuration) {
    chain.clock.advance(time);
    for (_, role, _) in chain.roles() {
        role.running().node.wake_jobs();
    }
}

/// Heals the lines and moves the clock on until there is an answer.
pub(super) async fn until<T, Asking: Future<Output = Option<T>>>(
    chain: &Chain,
    what: &str,
    ask: impl Fn() -> Asking,
) -> T {
    chance::heal(chain);
    for step in 1..=MOST_STEPS {
        let mut idle = 0;
        for _ in 0..BREATHS {
            if let Some(answer) = ask().await {
                return answer;
            }
            idle = if is_at_work(chain).await { 0 } else { idle + 1 };
            // after the last step there is no other to bring it
            if idle == IDLE_BREATHS && step < MOST_STEPS {
                break;
            }
            tokio::time::sleep(BREATH).await;
        }
        pass(chain, STEP);
    }
    panic!("two hours after the faults still not: {what}");
}

/// Whether any role has a job that is due by its own clock, or runs one.
async fn is_at_work(chain: &Chain) -> bool {
    for (_, role, _) in chain.roles() {
        if jobs_of_now(role).await > 0 {
            return true;
        }
    }
    false
}

async fn jobs_of_now(role: &Role) -> i64 {
    let node = &role.running().node;
    let mut tx = node.db().begin_read("due-jobs").await.expect("a transaction");
    let sql = "SELECT (SELECT COUNT(*) FROM job WHERE state = 'leased')
                    + (SELECT COUNT(*) FROM job WHERE state = 'queued' AND run_at <= $1)";
    let now = node.clock().now().as_microsecond();
    sqlx::query_scalar(sql).bind(now).fetch_one(tx.conn()).await.expect("a count")
}

/// Reports that a crash or a lost answer left open at the clearinghouse are taken back or expire; nothing else was ever added.
pub(super) async fn until_expired(chain: &Chain, filed: &Filed) {
    pass(chain, SignedDuration::from_hours(25));
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

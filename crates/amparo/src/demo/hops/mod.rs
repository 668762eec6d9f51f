//! One file per hop of the chain.

pub(super) mod clearinghouse;
pub(super) mod custody;
pub(super) mod outcomes;
pub(super) mod platform;
pub(super) mod police;

use std::time::Duration;

use anyhow::{Result, bail};

/// How long a hop may wait for the roles' background work.
const PATIENCE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(100);

/// Asks again and again until there is an answer; `what` names what is waited for.
async fn wait_for<T>(what: &str, mut ask: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let began = tokio::time::Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(answer) = ask().await? {
            return Ok(answer);
        }
        tokio::time::sleep(PAUSE).await;
    }
    bail!("{what}: waited {} s in vain", PATIENCE.as_secs())
}

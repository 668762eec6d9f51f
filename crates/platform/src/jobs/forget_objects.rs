//! Forgets the names of objects that were refused and that nobody had fetched again: no upload is kept for them, so nothing else ends them.
//!
//! Not a queued job: what a look misses is made up for by the next one.

use std::time::Duration;

use jiff::SignedDuration;
use service::{Actor, Failure, Shutdown};
use tokio::task::JoinHandle;

use crate::State;
use crate::actions::ForgetObject;
use crate::db::object_events;

const FORGETTER: Actor = Actor::Job { name: "forget-objects" };
/// How long nothing is looked at after a look.
const REST: Duration = Duration::from_hours(1);
/// How long a refused object can be fetched again.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Objects in one look.
const AT_ONCE: i64 = 500;

/// Forgets until `shutdown`.
pub(crate) fn spawn_forget(state: State, shutdown: Shutdown) -> JoinHandle<()> {
    tokio::spawn(async move {
        shutdown.run_until_cancelled(forget_for_ever(&state)).await;
    })
}

async fn forget_for_ever(state: &State) {
    loop {
        if let Err(failure) = forget(state).await {
            tracing::warn!(%failure, "names of refused objects are kept longer");
        }
        tokio::time::sleep(REST).await;
    }
}

/// One look.
async fn forget(state: &State) -> Result<(), Failure> {
    let before = state.node.clock().now() - KEPT;
    let mut tx = state.node.db().begin_read("list-refused-objects").await?;
    let refused = object_events::list_refused_before(&mut tx, before, AT_ONCE).await?;
    drop(tx);
    for object_event_id in refused {
        state.node.act(&FORGETTER, &ForgetObject { object_event_id }).await?;
    }
    Ok(())
}

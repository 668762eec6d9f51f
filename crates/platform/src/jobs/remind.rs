//! Tells the configured address once a day what nobody has acknowledged.
//!
//! Whether there is anything to tell is no queued job: what a look misses is made up for by the next one. The message itself is one.

use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use service::{Actor, Failure, Job, JobError, Shutdown};
use tokio::task::JoinHandle;

use crate::State;
use crate::actions::{Remind, SettleReminder};
use crate::db::reminders;
use crate::delivery_state::MessageState;
use crate::reminder::ReminderBody;
use crate::surfaces::day_of;

const TELLER: Actor = Actor::Job { name: "tell-reminder" };
/// How long nothing is looked at after a look.
const REST: Duration = Duration::from_mins(15);

/// The message of a day. Sent twice, it bears the same id.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TellReminder {
    pub(crate) day: Date,
}

/// Looks until `shutdown`.
pub(crate) fn spawn_remind(state: State, shutdown: Shutdown) -> JoinHandle<()> {
    tokio::spawn(async move {
        shutdown.run_until_cancelled(remind_for_ever(&state)).await;
    })
}

async fn remind_for_ever(state: &State) {
    if state.reminded.is_none() {
        return;
    }
    loop {
        if let Err(failure) = remind(state).await {
            tracing::warn!(%failure, "what nobody acknowledged is not told yet");
        }
        tokio::time::sleep(REST).await;
    }
}

/// One look: tells as soon as there is anything to tell, once on each day.
async fn remind(state: &State) -> Result<(), Failure> {
    let now = state.node.clock().now();
    let day = day_of(&state.zone, now);
    let mut tx = state.node.db().begin_read("find-reminder").await?;
    if reminders::find(&mut tx, day).await?.is_some()
        || ReminderBody::load(state, &mut tx, (day, now)).await?.is_empty()
    {
        return Ok(());
    }
    drop(tx);
    state.node.act(&TELLER, &Remind { day }).await?;
    Ok(())
}

impl Job for TellReminder {
    type State = State;
    const KIND: &'static str = "tell-reminder";

    async fn run(&self, state: &State, attempt: u32) -> Result<(), JobError> {
        let (day, now) = (self.day, state.node.clock().now());
        let mut tx = state.node.db().begin_read("load-reminder").await?;
        let row = reminders::find(&mut tx, day).await?;
        if row.is_none_or(|row| row.state != MessageState::Waiting) {
            return Ok(());
        }
        let body = ReminderBody::load(state, &mut tx, (day, now)).await?;
        drop(tx);
        let body = serde_json::to_string(&body).map_err(Failure::broken)?;
        let error = match &state.reminded {
            None => Some("no `[platform.unacknowledged_webhook]` is configured any more".to_owned()),
            Some(teller) => teller.tell(now, attempt, body).await?,
        };
        state.node.act(&TELLER, &SettleReminder { day, error }).await?;
        Ok(())
    }
}

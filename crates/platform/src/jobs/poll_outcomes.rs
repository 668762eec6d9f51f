//! Asks the clearinghouse what came of filed reports.
//!
//! Not a queued job: a look that fails is made up for by the next one, and the cursor tells where that one begins.

use std::time::Duration;

use service::{Actor, Failure, Shutdown};
use tokio::task::JoinHandle;

use crate::State;
use crate::actions::{ReceiveOutcomes, ToldOutcome};
use crate::db::outcomes;
use crate::destination::Clearinghouse;
use crate::filing::client::{Client, FeedError};

const RECEIVER: Actor = Actor::Job { name: "poll-outcomes" };

/// Why a look brought nothing. No personal data in it.
#[derive(Debug, thiserror::Error)]
enum PollError {
    #[error(transparent)]
    Feed(#[from] FeedError),
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Looks every `feedback_poll_seconds` of real time until `shutdown`.
pub(crate) fn spawn_poll(state: State, shutdown: Shutdown) -> JoinHandle<()> {
    tokio::spawn(async move {
        shutdown.run_until_cancelled(poll_for_ever(&state)).await;
    })
}

async fn poll_for_ever(state: &State) {
    let pause = Duration::from_secs(state.config.feedback_poll_seconds);
    let Some(client) = state.client.as_ref().filter(|_| !pause.is_zero()) else { return };
    loop {
        tokio::time::sleep(pause).await;
        if let Err(error) = poll(state, client).await {
            tracing::warn!(%error, "no outcomes");
        }
    }
}

/// One look, page after page until nothing is new.
async fn poll(state: &State, client: &Client) -> Result<(), PollError> {
    let from = client.clearinghouse();
    loop {
        let after = load_cursor(state, &from).await?;
        let page = client.outcomes(after).await?;
        if page.next <= after {
            return Ok(());
        }
        let told = |outcome: wire::feedback::FeedOutcome| ToldOutcome {
            sequence: outcome.sequence,
            report_number: outcome.report_number,
            code: outcome.code.as_str().to_owned(),
            decided_at: outcome.decided_at,
        };
        let receive = ReceiveOutcomes {
            from: from.clone(),
            outcomes: page.outcomes.into_iter().map(told).collect(),
            next: page.next,
        };
        state.node.act(&RECEIVER, &receive).await?;
    }
}

async fn load_cursor(state: &State, from: &Clearinghouse) -> Result<i64, Failure> {
    let mut tx = state.node.db().begin_read("load-outcome-cursor").await?;
    Ok(outcomes::load_cursor(&mut tx, from).await?)
}

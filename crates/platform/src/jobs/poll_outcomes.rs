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

impl PollError {
    /// Whether it is that the clearinghouse has no outcomes to tell, none yet or none at all: as it is every day, and nothing to mend.
    fn is_no_feed(&self) -> bool {
        matches!(self, Self::Feed(FeedError::Status(404)))
    }
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
        match poll(state, client).await {
            Err(error) if error.is_no_feed() => tracing::debug!("no outcomes yet"),
            Err(error) => tracing::warn!(%error, "no outcomes"),
            Ok(()) => {}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_mended_is_a_warning() {
        let is_no_feed = |error: FeedError| PollError::from(error).is_no_feed();
        assert!(is_no_feed(FeedError::Status(404)));
        assert!(!is_no_feed(FeedError::Status(401)) && !is_no_feed(FeedError::Status(503)));
        assert!(!is_no_feed(FeedError::Network("no route".to_owned())));
    }
}

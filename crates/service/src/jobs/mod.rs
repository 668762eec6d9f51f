//! Jobs: work that must happen, once it is promised in an action's transaction.
//!
//! A job's table row is the truth: it is enqueued in the transaction of the action that wants it, leased for one try at a time, removed
//! on success, tried again with a growing delay, and after the last try set aside for a human. A process may die at any instant, so a job
//! may run again after it succeeded: it must be idempotent.
//!
//! **Time.** When a job is due and when a lease expires is told by the node's clock; the worker *looks* in real time: on every enqueue and
//! each 250 ms. So a scenario's [`crate::OffsetClock`] works as it is, and under a [`model::ManualClock`] a job that is due starts at
//! once, while a retry starts as soon as the test has moved the clock past its delay.

mod queue;
mod worker;

use std::future::Future;

use jiff::{SignedDuration, Timestamp};
use model::Id;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use crate::db::jobs::{JobStanding, StuckJob, count_by_state, list_stuck, requeue};
pub use worker::Worker;

use crate::db::{self, DbError, Tx};
use crate::{Failure, Node};

/// After this many tries, about a day, a job waits for a human.
pub const MAX_ATTEMPTS: u32 = 106;
/// How long a lease lasts unless its worker renews it.
pub const LEASE: SignedDuration = SignedDuration::from_secs(60);
const LONGEST_DELAY_S: i64 = 15 * 60;

model::kinds! {
    /// One piece of background work.
    QueuedJob = "job";
}

/// Background work, kept as JSON in the job table: ids only, never personal data.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What the role hands to its jobs.
    type State: Clone + Send + Sync + 'static;
    /// The name in the job table, such as `file-report`.
    const KIND: &'static str;

    /// Does the work; `attempt` counts from one. Implementations write `async fn run`.
    fn run(&self, state: &Self::State, attempt: u32) -> impl Future<Output = Result<(), JobError>> + Send;
}

/// Why a try did not succeed. The text is kept for a human: no personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// May succeed later.
    #[error("{0}")]
    Retry(String),
    /// Will not succeed by itself; a human must look.
    #[error("{0}")]
    GiveUp(String),
}

impl From<Failure> for JobError {
    /// What is broken may be whole later; what is refused or in conflict stays so.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Broken(_) => Self::Retry(failure.to_string()),
            Failure::Refused(_) | Failure::Conflict { .. } => Self::GiveUp(failure.to_string()),
        }
    }
}

impl From<DbError> for JobError {
    fn from(error: DbError) -> Self {
        Self::Retry(crate::failure::causes(&error))
    }
}

/// The wait after failed try number `attempt`: 1 s, 2 s, 4 s, … at most 15 minutes.
pub fn delay_after(attempt: u32) -> SignedDuration {
    let seconds = 1_i64.checked_shl(attempt.saturating_sub(1)).filter(|s| *s > 0).unwrap_or(LONGEST_DELAY_S);
    SignedDuration::from_secs(seconds.min(LONGEST_DELAY_S))
}

/// Enqueues a job in `tx`, to start no earlier than `run_at`.
pub(crate) async fn enqueue<J: Job>(
    tx: &mut Tx,
    node: &Node,
    job: &J,
    run_at: Timestamp,
) -> Result<(), Failure> {
    let payload = serde_json::to_string(job).map_err(Failure::broken)?;
    Ok(db::jobs::insert(tx, &new_id(node), J::KIND, &payload, run_at).await?)
}

/// Enqueues a job in `tx` unless an equal one is queued already; tells whether it did. For work at start-up and periodic work: a job
/// that repeats enqueues its next turn before it ends (its own row is leased then, not queued).
///
/// The worker finds it when it looks next, within 250 ms of the commit.
pub async fn enqueue_unless_queued<J: Job>(
    tx: &mut Tx,
    node: &Node,
    job: &J,
    run_at: Timestamp,
) -> Result<bool, Failure> {
    let payload = serde_json::to_string(job).map_err(Failure::broken)?;
    if db::jobs::is_queued(tx, J::KIND, &payload).await? {
        return Ok(false);
    }
    db::jobs::insert(tx, &new_id(node), J::KIND, &payload, run_at).await?;
    Ok(true)
}

/// Where a job equal to this one stands: the one that is queued or running, else the newest that is stuck; `None` once it is done.
pub async fn find<J: Job>(tx: &mut Tx, job: &J) -> Result<Option<JobStanding>, Failure> {
    let payload = serde_json::to_string(job).map_err(Failure::broken)?;
    Ok(db::jobs::find(tx, J::KIND, &payload).await?)
}

fn new_id(node: &Node) -> String {
    Id::<QueuedJob>::new(node.clock(), node.rng()).to_string()
}

impl Node {
    /// [`enqueue_unless_queued`] in a transaction of its own, starting no earlier than `run_at`; wakes the worker.
    pub async fn enqueue_unless_queued<J: Job>(&self, job: &J, run_at: Timestamp) -> Result<bool, Failure> {
        // The write lock of SQLite, or this node's turn: two equal jobs at once would do no harm, jobs being idempotent.
        let mut tx = self.db().begin_queue("enqueue-job").await?;
        let enqueued = enqueue_unless_queued(&mut tx, self, job, run_at).await?;
        tx.commit().await?;
        self.wake_jobs();
        Ok(enqueued)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_stay_bounded() {
        let seconds: Vec<i64> = (1..=12).map(|attempt| delay_after(attempt).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert_eq!(delay_after(0).as_secs(), 1);
        assert_eq!(delay_after(u32::MAX).as_secs(), 900);
    }

    #[test]
    fn a_job_is_tried_for_a_day() {
        let seconds: i64 = (1..MAX_ATTEMPTS).map(|attempt| delay_after(attempt).as_secs()).sum();
        assert!((24 * 3600..25 * 3600).contains(&seconds), "{seconds}");
    }
}

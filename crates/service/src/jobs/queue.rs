//! One worker's steps on the job table, each in a transaction of its own, tried again after a lost race.

use jiff::Timestamp;

use super::LEASE;
use crate::Node;
use crate::db::jobs::{self, Claimed, Next};
use crate::db::{DbError, Tx};

const MAX_TRIES: u32 = 4;

/// The job table as one worker sees it.
pub(super) struct Queue {
    pub(super) node: Node,
    /// Tells this worker's leases from those of a process that died.
    pub(super) worker: String,
    pub(super) kinds: Vec<&'static str>,
}

/// One step on the job table.
pub(super) enum Step<'a> {
    /// Lease up to `limit` due jobs, none that is running.
    Claim { limit: usize, running: &'a [String] },
    /// Lengthen this worker's leases on the jobs that are running.
    Renew { running: &'a [String] },
    /// Give this worker's leases back.
    Release,
    /// Give every lease on our kinds back, whoever holds it.
    ReleaseAll,
    /// Remove a finished job.
    Remove(&'a Claimed),
    /// End a try that did not succeed.
    Settle(&'a Claimed, Next<'a>),
}

impl Queue {
    /// Takes one step; only a claim gives jobs.
    pub(super) async fn take(&self, step: Step<'_>) -> Result<Vec<Claimed>, DbError> {
        let mut tries = 1;
        loop {
            match self.try_take(&step).await {
                Err(error) if error.is_contended() && tries < MAX_TRIES => tries += 1,
                other => return other,
            }
        }
    }

    async fn try_take(&self, step: &Step<'_>) -> Result<Vec<Claimed>, DbError> {
        let mut tx = self.node.db().begin_queue("job-queue").await?;
        let claimed = self.apply(&mut tx, step).await?;
        tx.commit().await?;
        Ok(claimed)
    }

    async fn apply(&self, tx: &mut Tx, step: &Step<'_>) -> Result<Vec<Claimed>, DbError> {
        let (worker, now) = (self.worker.as_str(), self.node.clock().now());
        match step {
            Step::Claim { limit, running } => {
                return jobs::claim(tx, worker, &self.kinds, running, *limit, now, lease_end(now)).await;
            }
            Step::Renew { running } => jobs::renew(tx, worker, running, lease_end(now)).await?,
            Step::Release => jobs::release(tx, worker).await?,
            Step::ReleaseAll => jobs::release_all(tx, &self.kinds).await?,
            Step::Remove(job) => jobs::remove(tx, &job.job_id, worker).await?,
            Step::Settle(job, next) => jobs::settle(tx, &job.job_id, worker, next).await?,
        }
        Ok(Vec::new())
    }
}

fn lease_end(now: Timestamp) -> Timestamp {
    now.checked_add(LEASE).unwrap_or(now)
}

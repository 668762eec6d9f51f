//! The worker: leases due jobs, runs a few at once, settles each.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;
use model::Rng;
use tokio::task::{Id, JoinError, JoinHandle, JoinSet};

use super::queue::{Queue, Step};
use super::{Job, JobError, MAX_ATTEMPTS, count_by_state, delay_after};
use crate::clock::SystemRng;
use crate::db::Engine;
use crate::db::jobs::{Claimed, Next};
use crate::{Node, Shutdown};

const MAX_RUNNING: usize = 8;
const POLL: Duration = Duration::from_millis(250);
/// How often leases are renewed and the queue is measured; well within a lease.
const TICK: Duration = Duration::from_secs(15);
/// How long running jobs may finish after the shutdown was asked for.
const GRACE: Duration = Duration::from_secs(10);

type Handler<S> = Arc<dyn Fn(S, String, u32) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync>;

/// Runs the jobs of one node. On SQLite a node has one worker per kind of job, since the file has one process.
pub struct Worker<S> {
    queue: Queue,
    state: S,
    handlers: HashMap<&'static str, Handler<S>>,
}

impl<S: Clone + Send + Sync + 'static> Worker<S> {
    /// A worker that hands `state` to its jobs.
    pub fn new(node: Node, state: S) -> Self {
        // A worker's name is no part of any story, so it is not from the node's generator.
        let mut name = [0; 8];
        SystemRng.fill(&mut name);
        let queue = Queue { node, worker: hex::encode(name), kinds: Vec::new() };
        Self { queue, state, handlers: HashMap::new() }
    }

    /// Takes on a kind of job. Jobs of kinds that no worker takes on stay queued.
    #[must_use]
    pub fn with<J: Job<State = S>>(mut self) -> Self {
        let handler: Handler<S> = Arc::new(|state, payload, attempt| {
            Box::pin(async move {
                let job: J = serde_json::from_str(&payload).map_err(|error| {
                    JobError::GiveUp(format!("the payload is not a {}: {error}", J::KIND))
                })?;
                job.run(&state, attempt).await
            })
        });
        self.handlers.insert(J::KIND, handler);
        self.queue.kinds.push(J::KIND);
        self
    }

    /// Starts the worker. After `shutdown` it leases no more, lets running jobs finish for a few seconds, gives the others back, and
    /// the handle resolves.
    pub fn spawn(self, shutdown: Shutdown) -> JoinHandle<()> {
        tokio::spawn(async move { Arc::new(self).run(shutdown).await })
    }

    async fn run(self: Arc<Self>, shutdown: Shutdown) {
        if self.handlers.is_empty() {
            return;
        }
        if self.queue.node.db().engine() == Engine::Sqlite {
            // The file has one process: whoever holds a lease now died before us.
            self.step(Step::ReleaseAll).await;
        }
        let mut running = Tries::default();
        let mut ticked = Instant::now();
        while !shutdown.is_cancelled() {
            let limit = MAX_RUNNING.saturating_sub(running.tasks.len());
            if limit > 0 {
                for job in self.step(Step::Claim { limit, running: &running.job_ids() }).await {
                    running.start(Arc::clone(&self), job);
                }
            }
            if ticked.elapsed() >= TICK {
                ticked = Instant::now();
                self.step(Step::Renew { running: &running.job_ids() }).await;
                self.measure().await;
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                Some(ended) = running.tasks.join_next_with_id() => running.forget(&ended),
                () = self.queue.node.jobs_woken().notified() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
        let drained = async { while running.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, drained).await.is_err() {
            running.tasks.shutdown().await;
        }
        self.step(Step::Release).await;
    }

    async fn try_job(self: Arc<Self>, job: Claimed) {
        let began = Instant::now();
        let outcome = if job.attempts > MAX_ATTEMPTS {
            Err(JobError::GiveUp("the process died during the last try".to_owned()))
        } else {
            self.handle(&job).await
        };
        let label = match &outcome {
            Ok(()) => "done",
            Err(JobError::Retry(_)) => "retry",
            Err(JobError::GiveUp(_)) => "give_up",
        };
        metrics::histogram!("job_seconds", "kind" => job.kind.clone(), "outcome" => label)
            .record(began.elapsed().as_secs_f64());
        // A settling that fails is no loss: nobody renews the lease, it expires, and the job, being idempotent, runs again.
        self.settle(&job, &outcome).await;
    }

    async fn handle(&self, job: &Claimed) -> Result<(), JobError> {
        let Some(handler) = self.handlers.get(job.kind.as_str()) else {
            return Err(JobError::GiveUp("no such kind of job".to_owned()));
        };
        let work = handler(self.state.clone(), job.payload.clone(), job.attempts);
        AssertUnwindSafe(work)
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(JobError::Retry("the job panicked; see the log".to_owned())))
    }

    async fn settle(&self, job: &Claimed, outcome: &Result<(), JobError>) {
        let now = self.queue.node.clock().now();
        let (id, kind, attempt) = (&job.job_id, &job.kind, job.attempts);
        let step = match outcome {
            Ok(()) => Step::Remove(job),
            Err(JobError::Retry(error)) if attempt < MAX_ATTEMPTS => {
                tracing::warn!(job = id, kind, attempt, error, "job will be tried again");
                let run_at = now.checked_add(delay_after(attempt)).unwrap_or(now);
                Step::Settle(job, Next::Retry { run_at, error })
            }
            Err(JobError::Retry(error) | JobError::GiveUp(error)) => {
                tracing::error!(job = id, kind, attempt, error, "job is stuck");
                Step::Settle(job, Next::Stuck { error })
            }
        };
        self.step(step).await;
    }

    /// Tells `/metrics` how many jobs wait, run and are stuck.
    async fn measure(&self) {
        let counted = async {
            let mut tx = self.queue.node.db().begin_read("measure-jobs").await?;
            count_by_state(&mut tx).await
        };
        for (state, jobs) in counted.await.unwrap_or_default() {
            metrics::gauge!("jobs", "state" => state).set(f64::from(u32::try_from(jobs).unwrap_or(u32::MAX)));
        }
    }

    async fn step(&self, step: Step<'_>) -> Vec<Claimed> {
        self.queue.take(step).await.unwrap_or_else(|error| {
            tracing::error!(error = crate::failure::causes(&error), "the job table does not answer");
            Vec::new()
        })
    }
}

/// The tries that run now, each with its job's id.
#[derive(Default)]
struct Tries {
    tasks: JoinSet<()>,
    job_ids: HashMap<Id, String>,
}

impl Tries {
    fn start<S: Clone + Send + Sync + 'static>(&mut self, worker: Arc<Worker<S>>, job: Claimed) {
        let job_id = job.job_id.clone();
        let task = self.tasks.spawn(worker.try_job(job));
        self.job_ids.insert(task.id(), job_id);
    }

    /// A try ended, well or not.
    fn forget(&mut self, ended: &Result<(Id, ()), JoinError>) {
        let task = ended.as_ref().map_or_else(JoinError::id, |(task, ())| *task);
        self.job_ids.remove(&task);
    }

    fn job_ids(&self) -> Vec<String> {
        self.job_ids.values().cloned().collect()
    }
}

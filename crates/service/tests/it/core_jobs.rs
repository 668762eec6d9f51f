//! Jobs: promised with the action, run until they succeed or a human sees them, safe against a dead process.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use service::jobs::{self, MAX_ATTEMPTS, StuckJob};
use service::testing::{TestNode, test_node};
use service::{
    Acting, Action, Actor, Done, Engine, EntryDraft, Failure, Job, JobError, Node, Permission, Scope,
    Shutdown, Worker, both_engines,
};

/// What the jobs of a test did: tries by number.
#[derive(Clone, Default)]
struct Log(Arc<Inner>);

#[derive(Default)]
struct Inner {
    tries: Mutex<BTreeMap<u32, Vec<u32>>>,
    running: AtomicUsize,
    most_running: AtomicUsize,
}

impl Log {
    fn tries(&self, number: u32) -> Vec<u32> {
        self.0.tries.lock().unwrap().get(&number).cloned().unwrap_or_default()
    }

    fn started(&self) -> usize {
        self.0.tries.lock().unwrap().len()
    }
}

#[derive(Serialize, Deserialize, Clone, Copy)]
enum Behaviour {
    Succeed,
    FailUntil(u32),
    GiveUp,
    Panic,
    TakeMs(u64),
    HangFirst,
}

#[derive(Serialize, Deserialize)]
struct Work {
    number: u32,
    behaviour: Behaviour,
}

impl Job for Work {
    type State = Log;
    const KIND: &'static str = "work";

    async fn run(&self, log: &Log, attempt: u32) -> Result<(), JobError> {
        log.0.tries.lock().unwrap().entry(self.number).or_default().push(attempt);
        let now_running = log.0.running.fetch_add(1, Ordering::SeqCst) + 1;
        log.0.most_running.fetch_max(now_running, Ordering::SeqCst);
        let outcome = match self.behaviour {
            Behaviour::FailUntil(success) if attempt < success => {
                Err(JobError::Retry(format!("try {attempt}")))
            }
            Behaviour::GiveUp => Err(JobError::GiveUp("no use".into())),
            Behaviour::Panic if attempt == 1 => panic!("on purpose"),
            Behaviour::TakeMs(ms) => {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                Ok(())
            }
            Behaviour::HangFirst if attempt == 1 => std::future::pending().await,
            Behaviour::Succeed | Behaviour::FailUntil(_) | Behaviour::Panic | Behaviour::HangFirst => Ok(()),
        };
        log.0.running.fetch_sub(1, Ordering::SeqCst);
        outcome
    }
}

#[derive(Debug, Clone, Copy)]
struct Anyone;

impl Permission for Anyone {
    fn allows(self, _: &Actor) -> Scope {
        Scope::All
    }
}

/// Enqueues work, and fails afterwards when told.
struct Promise {
    number: u32,
    behaviour: Behaviour,
    fails: bool,
}

impl Action for Promise {
    type Permission = Anyone;
    type Output = u32;
    const NAME: &'static str = "promise";

    fn permission(&self) -> Anyone {
        Anyone
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<u32>, Failure> {
        acting.enqueue(&Work { number: self.number, behaviour: self.behaviour }).await?;
        if self.fails {
            return Err(Failure::conflict("on purpose"));
        }
        Ok(Done::new(self.number, EntryDraft::on("work", self.number)))
    }
}

async fn promise(node: &Node, number: u32, behaviour: Behaviour) {
    let actor = Actor::Job { name: "test" };
    node.act(&actor, &Promise { number, behaviour, fails: false }).await.unwrap();
}

fn start(node: &Node, log: &Log, shutdown: &Shutdown) -> tokio::task::JoinHandle<()> {
    Worker::new(node.clone(), log.clone()).with::<Work>().spawn(shutdown.clone())
}

async fn stop(worker: tokio::task::JoinHandle<()>, shutdown: &Shutdown) {
    shutdown.cancel();
    worker.await.unwrap();
}

/// Waits until `is_so`, at most ten seconds.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(10), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn count(node: &Node, state: &str) -> i64 {
    let mut tx = node.db().begin_read("count").await.unwrap();
    let counts = jobs::count_by_state(&mut tx).await.unwrap();
    counts.into_iter().find(|(name, _)| *name == state).map_or(0, |(_, jobs)| jobs)
}

async fn until_count(node: &Node, state: &str, expected: i64) {
    let began = Instant::now();
    while count(node, state).await != expected {
        assert!(began.elapsed() < Duration::from_secs(10), "waited in vain for {expected} {state} jobs");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn run_sql(node: &Node, sql: &str) {
    let mut tx = node.db().begin_write("schema").await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn stuck(node: &Node) -> Vec<StuckJob> {
    let mut tx = node.db().begin_read("stuck").await.unwrap();
    jobs::list_stuck(&mut tx).await.unwrap()
}

both_engines! {
    async fn a_job_starts_at_once_with_its_action_and_never_without(node: TestNode) {
        let (log, shutdown) = (Log::default(), Shutdown::new());
        let worker = start(&node, &log, &shutdown);
        tokio::time::sleep(Duration::from_millis(50)).await;
        let failed = Promise { number: 1, behaviour: Behaviour::Succeed, fails: true };
        node.act(&Actor::Job { name: "test" }, &failed).await.unwrap_err();
        let began = Instant::now();
        for number in 10..20 {
            promise(&node, number, Behaviour::Succeed).await;
            until("the job", || log.tries(number) == [1]).await;
        }
        // Without being woken, a worker that looks each 250 ms takes twice as long for ten jobs, one after the other.
        assert!(began.elapsed() < Duration::from_millis(1250), "the worker was not woken: {:?}", began.elapsed());
        assert_eq!(log.tries(1), Vec::<u32>::new());
        stop(worker, &shutdown).await;
        assert_eq!(count(&node, "leased").await, 0);
    }

    async fn a_failed_try_waits_by_the_clock_and_longer_each_time(node: TestNode) {
        let (log, shutdown) = (Log::default(), Shutdown::new());
        let worker = start(&node, &log, &shutdown);
        promise(&node, 1, Behaviour::FailUntil(4)).await;
        promise(&node, 2, Behaviour::Panic).await;
        until("first tries", || log.tries(1) == [1] && log.tries(2) == [1]).await;
        for (tries, wait_s) in [(2, 1), (3, 2), (4, 4)] {
            until_count(&node, "leased", 0).await;
            node.clock.advance(SignedDuration::from_millis(wait_s * 1000 - 1));
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert_eq!(log.tries(1).len(), tries - 1, "started before its time");
            node.clock.advance(SignedDuration::from_millis(1));
            until("the next try", || log.tries(1).len() == tries).await;
        }
        until_count(&node, "queued", 0).await;
        assert_eq!(log.tries(2), [1, 2]);
        stop(worker, &shutdown).await;
    }

    async fn after_the_last_try_a_human_sees_it_and_may_start_it_afresh(node: TestNode) {
        let (log, shutdown) = (Log::default(), Shutdown::new());
        promise(&node, 1, Behaviour::FailUntil(u32::MAX)).await;
        let tried = MAX_ATTEMPTS - 3;
        run_sql(&node, &format!("UPDATE job SET attempts = {tried}")).await;
        let worker = start(&node, &log, &shutdown);
        promise(&node, 2, Behaviour::GiveUp).await;
        let began = Instant::now();
        while count(&node, "stuck").await < 2 {
            assert!(began.elapsed() < Duration::from_secs(15), "tries: {:?}", log.tries(1));
            node.clock.advance(SignedDuration::from_mins(15));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(log.tries(1), (tried + 1..=MAX_ATTEMPTS).collect::<Vec<u32>>());
        assert_eq!(log.tries(2), [1]);
        let mut found = stuck(&node).await;
        found.sort_by_key(|job| job.attempts);
        assert_eq!((found[0].attempts, found[0].last_error.as_str()), (1, "no use"));
        assert_eq!((found[1].attempts, found[1].kind.as_str()), (MAX_ATTEMPTS.into(), "work"));
        assert_eq!(found[1].last_error, format!("try {MAX_ATTEMPTS}"));

        let mut tx = node.db().begin_write("requeue").await.unwrap();
        let standing = jobs::find(&mut tx, &Work { number: 1, behaviour: Behaviour::FailUntil(u32::MAX) }).await.unwrap().unwrap();
        assert_eq!((standing.is_stuck, standing.attempts), (true, MAX_ATTEMPTS.into()));
        assert_eq!(standing.last_error.as_ref(), Some(&found[1].last_error));
        assert_eq!(jobs::find(&mut tx, &Work { number: 4, behaviour: Behaviour::Succeed }).await.unwrap(), None);
        assert!(jobs::requeue(&mut tx, &found[0].job_id, node.clock().now()).await.unwrap());
        assert!(!jobs::requeue(&mut tx, "job_none", node.clock().now()).await.unwrap());
        tx.commit().await.unwrap();
        until("a fresh first try", || log.tries(2) == [1, 1]).await;
        until_count(&node, "stuck", 2).await;
        stop(worker, &shutdown).await;
        node.db.may_leave_jobs();
    }

    async fn a_dead_workers_job_is_taken_over(node: TestNode) {
        let log = Log::default();
        let first = start(&node, &log, &Shutdown::new());
        promise(&node, 1, Behaviour::HangFirst).await;
        until("the hanging try", || log.tries(1) == [1]).await;
        first.abort(); // as a kill -9: nothing is given back
        assert!(first.await.unwrap_err().is_cancelled());
        assert_eq!(count(&node, "leased").await, 1);

        let after_restart = test_node(&node.db, &[]).await;
        let shutdown = Shutdown::new();
        let second = start(&after_restart, &log, &shutdown);
        if node.db().engine() == Engine::Postgres {
            // Another process may be alive there: only time tells.
            after_restart.clock.advance(SignedDuration::from_secs(59));
            tokio::time::sleep(Duration::from_millis(400)).await;
            assert_eq!(log.tries(1), [1], "a lease was taken before it expired");
            after_restart.clock.advance(SignedDuration::from_secs(2));
        }
        until("the second try", || log.tries(1) == [1, 2]).await;
        until_count(&after_restart, "leased", 0).await;
        stop(second, &shutdown).await;
    }

    async fn a_living_workers_long_job_is_not_started_twice(node: TestNode) {
        let (log, shutdown) = (Log::default(), Shutdown::new());
        let worker = start(&node, &log, &shutdown);
        promise(&node, 1, Behaviour::TakeMs(700)).await;
        until("the try", || log.tries(1) == [1]).await;
        node.clock.advance(SignedDuration::from_secs(3600));
        until_count(&node, "leased", 0).await;
        assert_eq!(log.tries(1), [1]);
        stop(worker, &shutdown).await;
    }

    async fn a_lease_that_ran_out_is_claimed_again_but_not_what_this_worker_runs(node: TestNode) {
        let (log, shutdown) = (Log::default(), Shutdown::new());
        let worker = start(&node, &log, &shutdown);
        promise(&node, 1, Behaviour::TakeMs(3000)).await;
        until("the first try", || log.tries(1) == [1]).await;
        let now = node.clock().now().as_microsecond();
        let payload = serde_json::to_string(&Work { number: 2, behaviour: Behaviour::Succeed }).unwrap();
        let until_later = now + 30_000_000;
        run_sql(&node, &format!(
            "INSERT INTO job (job_id, kind, payload, state, run_at, attempts, leased_by, leased_until)
             VALUES ('job_of_a_dead_worker', 'work', '{payload}', 'leased', {now}, 1, 'dead', {until_later})"
        )).await;
        node.clock.advance(SignedDuration::from_secs(29));
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(log.tries(2), Vec::<u32>::new(), "claimed before its lease ran out");
        node.clock.advance(SignedDuration::from_secs(3600)); // the lease on the first runs out too
        until("the second try of the dead worker's job", || log.tries(2) == [2]).await;
        assert_eq!(log.tries(1), [1]);
        // as another worker does once it sees the lease run out
        run_sql(&node, "UPDATE job SET state = 'queued', leased_by = NULL, leased_until = NULL WHERE attempts = 1").await;
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert_eq!(log.tries(1), [1], "claimed while this worker runs it");
        // its end settles nothing, since the lease was lost: it runs again, which it must bear
        until("the try after it", || log.tries(1) == [1, 2]).await;
        until_count(&node, "leased", 0).await;
        assert_eq!(count(&node, "queued").await, 0);
        stop(worker, &shutdown).await;
    }

    async fn at_most_eight_run_at_once_and_shutdown_lets_them_finish(node: TestNode) {
        let (log, shutdown) = (Log::default(), Shutdown::new());
        for number in 0..20 {
            promise(&node, number, Behaviour::TakeMs(800)).await;
        }
        let worker = start(&node, &log, &shutdown);
        until("the first jobs", || log.started() >= 8).await;
        stop(worker, &shutdown).await;
        assert_eq!(log.0.most_running.load(Ordering::SeqCst), 8);
        assert_eq!(log.0.running.load(Ordering::SeqCst), 0, "shutdown cut a job off");
        assert_eq!((count(&node, "leased").await, count(&node, "queued").await), (0, 12));
        node.db.may_leave_jobs();
    }

    async fn an_equal_job_is_queued_once(node: TestNode) {
        let work = |number| Work { number, behaviour: Behaviour::Succeed };
        let now = node.clock().now();
        assert!(node.enqueue_unless_queued(&work(1), now).await.unwrap());
        assert!(!node.enqueue_unless_queued(&work(1), now).await.unwrap());
        assert!(node.enqueue_unless_queued(&work(2), now + SignedDuration::from_secs(60)).await.unwrap());
        let (log, shutdown) = (Log::default(), Shutdown::new());
        let worker = start(&node, &log, &shutdown);
        until_count(&node, "queued", 1).await;
        node.clock.advance(SignedDuration::from_secs(60));
        until("the job of later", || log.tries(2) == [1]).await;
        stop(worker, &shutdown).await;
        assert_eq!(log.tries(1), [1]);
    }

    async fn a_job_whose_settling_failed_runs_again(node: TestNode) {
        let (log, shutdown) = (Log::default(), Shutdown::new());
        let worker = start(&node, &log, &shutdown);
        let (refuse, allow) = match node.db().engine() {
            Engine::Sqlite => (
                "CREATE TRIGGER keep BEFORE DELETE ON job BEGIN SELECT RAISE(ABORT, 'on purpose'); END",
                "DROP TRIGGER keep",
            ),
            Engine::Postgres => (
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'on purpose'; END $$;
                 CREATE TRIGGER keep BEFORE DELETE ON job FOR EACH ROW EXECUTE FUNCTION refuse()",
                "DROP TRIGGER keep ON job",
            ),
        };
        run_sql(&node, refuse).await;
        promise(&node, 1, Behaviour::Succeed).await;
        until("the first try", || log.tries(1) == [1]).await;
        assert_eq!(count(&node, "leased").await, 1);
        node.clock.advance(SignedDuration::from_secs(61));
        until("the second try", || log.tries(1) == [1, 2]).await;
        run_sql(&node, allow).await;
        node.clock.advance(SignedDuration::from_secs(61));
        until_count(&node, "leased", 0).await;
        stop(worker, &shutdown).await;
    }
}

/// PostgreSQL only: a SQLite file has one process and one worker, see `Worker`.
mod several_nodes_share_the_queue_and_double_nothing {
    use super::*;

    #[test]
    fn on_postgres() {
        service::testing::run(Engine::Postgres, story);
    }

    async fn story(node: TestNode) {
        let others = [test_node(&node.db, &[]).await, test_node(&node.db, &[]).await];
        let (log, shutdown) = (Log::default(), Shutdown::new());
        let workers = [start(&others[0], &log, &shutdown), start(&others[1], &log, &shutdown)];
        for number in 0..100 {
            promise(&node, number, Behaviour::TakeMs(1)).await;
        }
        until_count(&node, "queued", 0).await;
        until_count(&node, "leased", 0).await;
        shutdown.cancel();
        for worker in workers {
            worker.await.unwrap();
        }
        for number in 0..100 {
            assert_eq!(log.tries(number), [1], "job {number}");
        }
    }
}

//! A node: one role's database, clock, chance and keys, and the runner of its actions.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{Clock, Rng};
use tokio::sync::{Notify, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::accounts::Directory;
use crate::action::{Acting, Action, EntryDraft, Permission, Scope};
use crate::custody_log::{self, Publisher, Recorded};
use crate::db::{Db, Engine};
use crate::keys::{self, CaseKeys, NodeKeys, Secret};
use crate::oversight::Operation;
use crate::receipts::{IdempotencyKey, Replayable, Request};
use crate::witness::Witnessing;
use crate::{Actor, ColumnKeys, Failure};

/// How often an action runs before it gives up on lost races.
const MAX_TRIES: u32 = 24;
/// After this many lost races an action waits until it is this node's only writer.
const SHARED_TRIES: u32 = 3;

/// One role's database, clock, chance and keys. Cheap to clone.
#[derive(Clone)]
pub struct Node(Arc<Inner>);

struct Inner {
    role: &'static str,
    db: Db,
    clock: Arc<dyn Clock>,
    /// By which days begin.
    day_clock: OnceLock<TimeZone>,
    rng: Arc<dyn Rng>,
    /// People of the configuration, in a simulation.
    configured: Vec<Actor>,
    columns: ColumnKeys,
    cases: CaseKeys,
    publisher: Option<Publisher>,
    role_secrets: Secret,
    witnessing: Option<Witnessing>,
    turns: RwLock<()>,
    jobs: Notify,
    entries: Notify,
    /// Digests of the actors whose names the database keeps already.
    known_actors: Mutex<HashSet<String>>,
}

enum Turn<'a> {
    Shared(#[allow(dead_code, reason = "held, not read")] RwLockReadGuard<'a, ()>),
    Alone(#[allow(dead_code, reason = "held, not read")] RwLockWriteGuard<'a, ()>),
}

/// An action under four eyes was run without a second person: a mistake of the program.
#[derive(Debug, thiserror::Error)]
#[error("`{action}` needs a second person's approval")]
struct NeedsApproval {
    action: &'static str,
}

impl Node {
    /// A node of `role` over an open database; `configured` are the people whom a simulation's configuration names.
    pub fn new(
        role: &'static str,
        db: Db,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        keys: NodeKeys,
        configured: Vec<Actor>,
    ) -> Self {
        let NodeKeys { columns, holder, tombstones, publisher, role_secrets, witnessing } = keys;
        let cases = CaseKeys::new(holder, tombstones, clock.clone(), rng.clone());
        let (turns, jobs, entries) = (RwLock::new(()), Notify::new(), Notify::new());
        Self(Arc::new(Inner {
            role,
            db,
            clock,
            day_clock: OnceLock::new(),
            rng,
            configured,
            columns,
            cases,
            publisher,
            role_secrets,
            witnessing,
            turns,
            jobs,
            entries,
            known_actors: Mutex::default(),
        }))
    }

    /// The role's name: `platform`, `clearinghouse` or `police`.
    pub fn role(&self) -> &'static str {
        self.0.role
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// Lets days begin by a clock: set once, when a role starts.
    pub fn count_days_by(&self, clock: TimeZone) {
        self.0.day_clock.get_or_init(|| clock);
    }

    /// The day of an instant by that clock, or by UTC where none was set.
    pub fn day_of(&self, at: Timestamp) -> Date {
        self.0.day_clock.get().unwrap_or(&TimeZone::UTC).to_datetime(at).date()
    }

    /// The random generator.
    pub fn rng(&self) -> &dyn Rng {
        &*self.0.rng
    }

    /// The same, for what outlives a borrow.
    pub(crate) fn shared_rng(&self) -> Arc<dyn Rng> {
        self.0.rng.clone()
    }

    /// Who is on the staff now.
    pub fn staff(&self) -> Directory<'_> {
        Directory::new(&self.0.configured, &self.0.columns)
    }

    /// The keys of personal columns.
    pub fn columns(&self) -> &ColumnKeys {
        &self.0.columns
    }

    /// The keys of cases.
    pub fn cases(&self) -> &CaseKeys {
        &self.0.cases
    }

    /// A secret of the role's own for `purpose`, which no rotation of the node key changes.
    pub fn role_secret(&self, purpose: &str) -> Secret {
        keys::role_secret(&self.0.role_secrets, purpose)
    }

    /// What publishes checkpoints of the custody log; none in tests, and in tools over a log that was never published.
    pub fn publisher(&self) -> Option<&Publisher> {
        self.0.publisher.as_ref()
    }

    /// The node as a witness, and whom it asks to cosign; none in tests and tools that do neither.
    pub fn witnessing(&self) -> Option<&Witnessing> {
        self.0.witnessing.as_ref()
    }

    /// At start: the keys of what was ever erased are destroyed in this database too, whatever backup it comes from. The role overwrites
    /// the rest: [`crate::rights::erase_again`].
    pub(crate) async fn erase_again(&self) -> Result<(), Failure> {
        let mut tx = self.db().begin_write("erase-again").await?;
        let erased = self.cases().reconcile(&mut tx).await?;
        let mut recorded = Vec::new();
        for case_id in &erased {
            let actor = Actor::Job { name: "erase-again" };
            let entry = EntryDraft::on("case", case_id).operation(Operation::Erasure);
            recorded.push(
                custody_log::record(&mut tx, self, &actor, "erase-again", entry, self.clock().now()).await?,
            );
        }
        tx.commit().await?;
        for entry in recorded {
            self.committed(entry);
        }
        if !erased.is_empty() {
            tracing::warn!(cases = erased.len(), "erased again what a restored database had brought back");
        }
        self.settle_shreds(erased.clone()).await?;
        // a crash may have come between the last erasure and its clearing
        if self.db().engine() == Engine::Sqlite && self.db().purge().await.is_err() {
            tracing::debug!("another process reads the database; its log is cut later");
        }
        Ok(())
    }

    /// After a commit: notes what was shredded outside the database, and clears it from the database's files. What fails here is done
    /// at the next start.
    async fn settle_shreds(&self, shredded: Vec<String>) -> Result<(), Failure> {
        if shredded.is_empty() {
            return Ok(());
        }
        let mut tx = self.db().begin_read("entomb").await?;
        self.cases().entomb(&mut tx, shredded).await?;
        drop(tx);
        Ok(self.db().purge().await?)
    }

    /// Runs an action: permission, transaction, body, one custody entry, durable commit.
    ///
    /// # Errors
    /// The action's own failures; denied without permission; broken when races are lost too often.
    pub async fn act<A: Action>(&self, actor: &Actor, action: &A) -> Result<A::Output, Failure> {
        Ok(self.run(actor, action, None).await?.output)
    }

    /// As [`Self::act`]; a repeated `key` with the same request gets the first output and does nothing.
    /// Keys belong to one actor and one action. Without a key this is [`Self::act`].
    ///
    /// # Errors
    /// As [`Self::act`]; conflict when the key was used for another request.
    pub async fn act_once<A: Action>(
        &self,
        actor: &Actor,
        key: Option<&IdempotencyKey>,
        request_sha256: [u8; 32],
        action: &A,
    ) -> Result<Replayable<A::Output>, Failure> {
        let request = key.map(|key| Request { key, sha256: request_sha256 });
        self.run(actor, action, request.as_ref()).await
    }

    async fn run<A: Action>(
        &self,
        actor: &Actor,
        action: &A,
        request: Option<&Request<'_>>,
    ) -> Result<Replayable<A::Output>, Failure> {
        if A::FOUR_EYES {
            return Err(Failure::broken(NeedsApproval { action: A::NAME }));
        }
        let permission = action.permission();
        let scope = permission.allows(actor);
        if scope == Scope::None {
            tracing::info!(action = A::NAME, actor = actor.describe(), ?permission, "denied");
            return Err(Failure::denied());
        }
        let mut lost = 0;
        loop {
            let turn = self.turn(lost).await;
            let outcome = self.try_once(actor, action, scope, request).await;
            drop(turn);
            match outcome {
                Err(failure) if failure.is_contended() && lost + 1 < MAX_TRIES => {
                    metrics::counter!("action_races_lost_total", "action" => A::NAME).increment(1);
                    tokio::time::sleep(self.backoff(lost)).await;
                    lost += 1;
                }
                Err(Failure::Broken(broken)) => {
                    if broken.contended {
                        broken.log();
                    }
                    return Err(Failure::Broken(broken));
                }
                other => return other,
            }
        }
    }

    /// Runs an action's body and undoes it: what would be refused is refused now. A lost race is tried again, as in [`Self::act`].
    pub(crate) async fn try_out<A: Action>(
        &self,
        actor: &Actor,
        action: &A,
        scope: Scope,
    ) -> Result<(), Failure> {
        let mut lost = 0;
        loop {
            let turn = self.turn(lost).await;
            let outcome = self.try_out_once(actor, action, scope).await;
            drop(turn);
            match outcome {
                Err(failure) if failure.is_contended() && lost + 1 < MAX_TRIES => {
                    tokio::time::sleep(self.backoff(lost)).await;
                    lost += 1;
                }
                other => return other,
            }
        }
    }

    async fn try_out_once<A: Action>(&self, actor: &Actor, action: &A, scope: Scope) -> Result<(), Failure> {
        let mut tx = self.db().begin_write("try-out").await?;
        action.run(&mut Acting::new(&mut tx, actor, scope, self)).await?;
        Ok(())
    }

    async fn try_once<A: Action>(
        &self,
        actor: &Actor,
        action: &A,
        scope: Scope,
        request: Option<&Request<'_>>,
    ) -> Result<Replayable<A::Output>, Failure> {
        let mut tx = self.db().begin_write(A::NAME).await?;
        if let Some(request) = request
            && let Some(output) = request.find_output::<A>(&mut tx, self, actor).await?
        {
            return Ok(Replayable { output, replayed: true });
        }
        let mut acting = Acting::new(&mut tx, actor, scope, self);
        let done = action.run(&mut acting).await?;
        let (now, enqueued, shredded) = (acting.now, acting.has_enqueued(), acting.take_shredded());
        let entry = done.entry.completed(action, actor);
        let recorded = custody_log::record(&mut tx, self, actor, A::NAME, entry, now).await?;
        if let Some(request) = request {
            request.keep::<A>(&mut tx, self, actor, &done.output).await?;
        }
        tx.commit().await?;
        if let Err(failure) = self.settle_shreds(shredded).await {
            tracing::error!(%failure, "an erasure is committed and waits for the next start to be cleared from the disk");
        }
        self.committed(recorded);
        if enqueued {
            self.wake_jobs();
        }
        Ok(Replayable { output: done.output, replayed: false })
    }

    /// Writers share the node until one has lost several races; that one then runs alone, so it cannot starve.
    async fn turn(&self, lost: u32) -> Turn<'_> {
        if lost < SHARED_TRIES {
            Turn::Shared(self.0.turns.read().await)
        } else {
            Turn::Alone(self.0.turns.write().await)
        }
    }

    /// A random wait, at most 2 ms doubled with each lost race up to 256 ms.
    fn backoff(&self, lost: u32) -> Duration {
        let mut random = [0; 8];
        self.rng().fill(&mut random);
        let most_us = 2_000_u64 << lost.min(7);
        Duration::from_micros(u64::from_le_bytes(random) % most_us)
    }

    /// Tells the sequencer of an entry whose transaction is committed.
    pub(crate) fn committed(&self, recorded: Recorded) {
        if let Some(actor_blind) = &recorded.new_actor {
            self.0.known_actors.lock().unwrap_or_else(PoisonError::into_inner).insert(actor_blind.clone());
        }
        recorded.tell();
        self.0.entries.notify_one();
    }

    /// Whether the database keeps the name behind this digest, as far as this process knows.
    pub(crate) fn knows_actor(&self, actor_blind: &str) -> bool {
        self.0.known_actors.lock().unwrap_or_else(PoisonError::into_inner).contains(actor_blind)
    }

    /// Has the worker look for due jobs now. It looks by itself whenever one is queued, and every 250 ms; who moves a clock by hand need not wait.
    pub fn wake_jobs(&self) {
        self.0.jobs.notify_one();
    }

    pub(crate) fn jobs_woken(&self) -> &Notify {
        &self.0.jobs
    }

    pub(crate) fn entries_written(&self) -> &Notify {
        &self.0.entries
    }
}

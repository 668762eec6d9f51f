//! Actions: every change of state is one, in one named transaction, with one custody entry.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;

use jiff::Timestamp;
use jiff::civil::Date;
use model::{Id, Kind};

use crate::accounts::Directory;
use crate::custody_log::{self, Mark};
use crate::db::Tx;
use crate::jobs::{self, Job};
use crate::keys::CaseKeys;
use crate::oversight::{Operation, RECIPIENT};
use crate::{Actor, ColumnKeys, Failure, Node};

/// What an actor may do, asked before the action runs. Each role has one enum over its matrix.
pub trait Permission: Copy + Send + Sync + 'static + fmt::Debug {
    /// How far this permission reaches for `actor`.
    fn allows(self, actor: &Actor) -> Scope;

    /// On what grounds `actor` has it, as a short code for access entries.
    fn grounds(self, actor: &Actor) -> &'static str {
        match (actor, self.allows(actor)) {
            (Actor::Job { .. }, _) => "job",
            (_, Scope::OwnUnit) => "own_unit",
            _ => "role",
        }
    }
}

/// How far a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Not permitted.
    None,
    /// Only what belongs to the actor's unit; the action asks [`Acting::require_unit`] with the object in hand.
    OwnUnit,
    /// Everything.
    All,
}

/// Granted to the node's own work alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByJob;

impl Permission for ByJob {
    fn allows(self, actor: &Actor) -> Scope {
        if matches!(actor, Actor::Job { .. }) { Scope::All } else { Scope::None }
    }
}

/// One change of state. The body may run again after a lost race, so it changes nothing outside its transaction.
pub trait Action: Send + Sync {
    /// The role's enum of permissions.
    type Permission: Permission;
    /// What the caller gets; kept as JSON in a receipt, so it holds ids, never personal data.
    type Output: serde::Serialize + serde::de::DeserializeOwned + Send;
    /// The name in custody entries, receipts and metrics, such as `confirm-hit`.
    const NAME: &'static str;
    /// What it does with personal data; an entry over none says [`EntryDraft::without_personal_data`].
    const OPERATION: Operation = Operation::Alteration;
    /// Whether a second person must approve: such an action runs by [`crate::oversight::four_eyes`] only.
    const FOUR_EYES: bool = false;

    /// What the actor must be permitted.
    fn permission(&self) -> Self::Permission;

    /// Makes the change; implementations write `async fn run`.
    fn run(
        &self,
        acting: &mut Acting<'_>,
    ) -> impl Future<Output = Result<Done<Self::Output>, Failure>> + Send;
}

/// What a finished action hands back: its output and exactly one custody entry.
#[derive(Debug)]
pub struct Done<T> {
    /// What the caller gets.
    pub output: T,
    /// What the custody log keeps.
    pub entry: EntryDraft,
}

impl<T> Done<T> {
    /// An output with its entry.
    pub fn new(output: T, entry: EntryDraft) -> Self {
        Self { output, entry }
    }
}

/// A custody entry before time, actor and salt are added. Ids and digests only, never personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryDraft {
    pub(crate) object_kind: String,
    pub(crate) object_id: String,
    /// Empty where nothing personal is touched; `None` for the action's own.
    pub(crate) operation: Option<&'static str>,
    /// `None` for those of the action's permission.
    pub(crate) grounds: Option<String>,
    pub(crate) details: BTreeMap<String, String>,
}

impl EntryDraft {
    /// An entry on the object of this kind (a word of the glossary) and id.
    pub fn on(kind: &str, id: impl fmt::Display) -> Self {
        Self {
            object_kind: kind.to_owned(),
            object_id: id.to_string(),
            operation: None,
            grounds: None,
            details: BTreeMap::new(),
        }
    }

    /// Says the operation on personal data, where it is not the action's own.
    #[must_use]
    pub fn operation(mut self, operation: Operation) -> Self {
        self.operation = Some(operation.as_str());
        self
    }

    /// Says that nothing personal was touched.
    #[must_use]
    pub fn without_personal_data(mut self) -> Self {
        self.operation = Some("");
        self
    }

    /// Says on what grounds, as a short code, where they are not those of the permission.
    #[must_use]
    pub fn grounds(mut self, grounds: &str) -> Self {
        self.grounds = Some(grounds.to_owned());
        self
    }

    /// Says who receives what is disclosed: an agency's code, a unit, an operator; never a person.
    #[must_use]
    pub fn disclosed_to(self, recipient: &str) -> Self {
        self.with(RECIPIENT, recipient)
    }

    /// Fills in what the action's type says.
    pub(crate) fn completed<A: Action>(mut self, action: &A, actor: &Actor) -> Self {
        let operation = *self.operation.get_or_insert(A::OPERATION.as_str());
        if !operation.is_empty() && self.grounds.is_none() {
            self.grounds = Some(action.permission().grounds(actor).to_owned());
        }
        self
    }

    /// Adds one id or digest.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.details.insert(key.to_owned(), value.into());
        self
    }
}

/// What a running action works with.
pub struct Acting<'a> {
    /// The action's transaction.
    pub tx: &'a mut Tx,
    /// Who acts.
    pub actor: &'a Actor,
    /// How far the permission reaches.
    pub scope: Scope,
    /// The instant of the action.
    pub now: Timestamp,
    node: &'a Node,
    enqueued: bool,
    /// Cases shredded in this transaction: noted outside the database once it is committed, and only then.
    shredded: Vec<String>,
}

impl<'a> Acting<'a> {
    pub(crate) fn new(tx: &'a mut Tx, actor: &'a Actor, scope: Scope, node: &'a Node) -> Self {
        Self { tx, actor, scope, now: node.clock().now(), node, enqueued: false, shredded: Vec::new() }
    }

    /// The day of the action, by the clock of the node's country.
    pub fn today(&self) -> Date {
        self.node.day_of(self.now)
    }

    /// A new identifier.
    pub fn new_id<K: Kind>(&self) -> Id<K> {
        Id::new(self.node.clock(), self.node.rng())
    }

    /// Enqueues a job that starts once this action is committed, and only then.
    pub async fn enqueue<J: Job>(&mut self, job: &J) -> Result<(), Failure> {
        self.enqueue_at(job, self.now).await
    }

    /// Enqueues a job that starts no earlier than `run_at` by the node's clock.
    pub async fn enqueue_at<J: Job>(&mut self, job: &J, run_at: Timestamp) -> Result<(), Failure> {
        jobs::enqueue(self.tx, self.node, job, run_at).await?;
        self.enqueued = true;
        Ok(())
    }

    /// As [`Self::enqueue_at`], unless an equal job is queued already.
    pub async fn enqueue_once_at<J: Job>(&mut self, job: &J, run_at: Timestamp) -> Result<(), Failure> {
        self.enqueued |= jobs::enqueue_unless_queued(self.tx, self.node, job, run_at).await?;
        Ok(())
    }

    /// As [`Self::enqueue`], but when an equal job is stuck, starts that one afresh.
    pub async fn enqueue_afresh<J: Job>(&mut self, job: &J) -> Result<(), Failure> {
        match jobs::find(self.tx, job).await?.filter(|found| found.is_stuck) {
            Some(stuck) => {
                jobs::requeue(self.tx, &stuck.job_id, self.now).await?;
                self.enqueued = true;
                Ok(())
            }
            None => self.enqueue(job).await,
        }
    }

    /// The newest checkpoint of the custody log that was published before `at`: what a receipt carries.
    pub async fn checkpoint_mark(&mut self, at: Timestamp) -> Result<Option<Mark>, Failure> {
        custody_log::mark_before(self.node, self.tx, at).await
    }

    /// Who is on the staff now.
    pub fn staff(&self) -> Directory<'a> {
        self.node.staff()
    }

    /// The keys of personal columns.
    pub fn columns(&self) -> &'a ColumnKeys {
        self.node.columns()
    }

    /// The keys of cases.
    pub fn cases(&self) -> &'a CaseKeys {
        self.node.cases()
    }

    /// Destroys the key of a case: see [`CaseKeys::shred`].
    ///
    /// # Errors
    /// Of the database.
    pub async fn shred(&mut self, case_id: &str) -> Result<(), Failure> {
        self.node.cases().shred(self.tx, case_id).await?;
        self.shredded.push(case_id.to_owned());
        Ok(())
    }

    /// The node's random generator, for [`crate::Sealed::seal`].
    pub fn rng(&self) -> &'a dyn model::Rng {
        self.node.rng()
    }

    /// Random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.node.rng().fill(&mut bytes);
        bytes
    }

    /// Refuses unless the permission reaches everything, or the object's `unit` is the actor's own. The answer is that of an absent
    /// `what`, byte for byte, so that nobody learns what exists in another unit.
    pub fn require_unit(&self, unit: &str, what: &str) -> Result<(), Failure> {
        let permitted = match self.scope {
            Scope::All => true,
            Scope::OwnUnit => self.actor.unit() == Some(unit),
            Scope::None => false,
        };
        if permitted { Ok(()) } else { Err(Failure::absent(what)) }
    }

    pub(crate) fn take_shredded(&mut self) -> Vec<String> {
        std::mem::take(&mut self.shredded)
    }

    pub(crate) fn has_enqueued(&self) -> bool {
        self.enqueued
    }
}

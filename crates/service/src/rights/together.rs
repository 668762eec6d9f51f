//! Everything of one category whose period is over, erased by one decision of two persons: a service that compares what its users upload keeps
//! more of what was never reported than anybody decides on one by one. Each object is erased by itself, with its own receipt and entry; what is
//! held, or begins its period anew, before its turn comes stays.

use std::marker::PhantomData;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Id;
use model::retention::Verdict;
use serde::{Deserialize, Serialize};

use super::actions::require_kept;
use super::erase::{ErasureReceipt, require_erasable, wipe_of};
use super::{DueBefore, Kept, ObjectRef, Rights, required, rule_on, verdict_on};
use crate::action::ByJob;
use crate::db::{Tx, approvals, rights as table};
use crate::oversight::four_eyes::{Approvable, Circumstance};
use crate::{Acting, Action, Actor, Done, EntryDraft, Failure, Job, JobError, Node, Operation};

model::kinds! {
    /// A decision to erase everything that is due.
    ErasureBatch = "erb";
}

const ACTOR: Actor = Actor::Job { name: "erase-due" };
/// So many are counted for the second person; beyond them it is said that there are more.
const MOST_COUNTED: usize = 5000;

/// Erases everything of [`Rights::ERASED_TOGETHER`] whose period was over when a day began. One person asks, another approves.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct EraseDue<S> {
    batch_id: String,
    /// The day, in UTC.
    due_on: Date,
    /// Why; overwritten once it is done.
    reason: String,
    #[serde(skip)]
    role: PhantomData<fn() -> S>,
}

impl<S> EraseDue<S> {
    /// Of what is due today.
    pub(super) fn of_today(node: &Node, reason: String) -> Self {
        let batch_id: Id<ErasureBatch> = Id::new(node.clock(), node.rng());
        let due_on = node.clock().now().to_zoned_datetime(TimeZone::UTC).date();
        Self { batch_id: batch_id.to_string(), due_on, reason, role: PhantomData }
    }
}

impl<S: Rights> Action for EraseDue<S> {
    type Permission = S::Permission;
    type Output = String;
    const NAME: &'static str = "erase-due";
    const OPERATION: Operation = Operation::Erasure;
    const FOUR_EYES: bool = true;

    fn permission(&self) -> S::Permission {
        S::ERASE
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        required("reason", &self.reason)?;
        let category = S::ERASED_TOGETHER.map_or("", |(_, category)| category.as_str());
        let when = (beginning(self.due_on)?, acting.now);
        if count_due::<S>(acting.tx, when, 1).await? == 0 {
            return Err(Failure::conflict("nothing is due of what may be erased together"));
        }
        let (batch_id, due_on) = (self.batch_id.clone(), self.due_on);
        acting.enqueue(&EraseEachDue::<S> { batch_id, due_on, role: PhantomData }).await?;
        let entry = EntryDraft::on("erasure_batch", &self.batch_id).with("category", category);
        Ok(Done::new(self.batch_id.clone(), entry.with("due_on", due_on.to_string())))
    }
}

impl<S: Rights> Approvable for EraseDue<S> {
    fn object(&self) -> (&str, String) {
        ("erasure_batch", self.batch_id.clone())
    }

    async fn circumstances(&self, tx: &mut Tx, now: Timestamp) -> Result<Vec<Circumstance>, Failure> {
        let Some((_, category)) = S::ERASED_TOGETHER else { return Ok(Vec::new()) };
        let when = (beginning(self.due_on)?, now);
        let count = count_due::<S>(tx, when, MOST_COUNTED).await?;
        let more = if count >= MOST_COUNTED { "+" } else { "" };
        let mut said = vec![
            Circumstance::word("category", "category", category.as_str()),
            Circumstance::text("count", format!("{count}{more}")),
        ];
        let mut after = (Timestamp::MIN, String::new());
        let first = next_due::<S>(tx, when, &mut after).await?.and_then(|due| due.into_iter().next());
        if let Some(rule) = first.as_ref().and_then(rule_on) {
            said.push(Circumstance::text("rule", format!("{}, {}", rule.source, rule.article)));
            let review = if rule.is_verified() { "verified" } else { "unverified" };
            said.push(Circumstance::word("review-state", "rule", review));
        }
        Ok(said)
    }
}

/// Erases one after the other. Done again after a fault it goes on with what is left.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct EraseEachDue<S> {
    batch_id: String,
    due_on: Date,
    #[serde(skip)]
    role: PhantomData<fn() -> S>,
}

impl<S: Rights> Job for EraseEachDue<S> {
    type State = S;
    const KIND: &'static str = "erase-each-due";

    async fn run(&self, state: &S, _attempt: u32) -> Result<(), JobError> {
        let (node, by) = (state.node(), beginning(self.due_on)?);
        let mut after = (Timestamp::MIN, String::new());
        loop {
            let mut tx = node.db().begin_read("list-erased-together").await?;
            let page = next_due::<S>(&mut tx, (by, node.clock().now()), &mut after).await?;
            drop(tx);
            let Some(due) = page else { break };
            for kept in due {
                let batch_id = self.batch_id.as_str();
                let action = EraseOfBatch::<S> { object: kept.object, batch_id, by, role: PhantomData };
                match node.act(&ACTOR, &action).await {
                    Err(failure @ Failure::Broken(_)) => return Err(failure.into()),
                    Err(failure) => {
                        tracing::info!(batch_id, %failure, "one of what is erased together stays")
                    }
                    Ok(_) => {}
                }
            }
        }
        node.act(&ACTOR, &EndBatch { batch_id: &self.batch_id }).await?;
        Ok(())
    }
}

/// Erases one object of a batch, in the name of who asked for it.
struct EraseOfBatch<'a, S> {
    object: ObjectRef,
    batch_id: &'a str,
    by: Timestamp,
    role: PhantomData<fn() -> S>,
}

impl<S: Rights> Action for EraseOfBatch<'_, S> {
    type Permission = ByJob;
    type Output = ErasureReceipt;
    const NAME: &'static str = "erase-of-batch";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<ErasureReceipt>, Failure> {
        let kept = require_kept::<S>(acting, &self.object).await?;
        let when = (self.by, acting.now);
        if !is_due::<S>(acting.tx, &kept, when).await? {
            return Err(Failure::conflict("its period is not over any more"));
        }
        require_erasable::<S>(acting, &kept).await?;
        if let Some(obstacle) = S::find_obstacle(acting.tx, &self.object).await? {
            return Err(Failure::conflict(obstacle));
        }
        let asked = approvals::find_requester(acting.tx, "erasure_batch", self.batch_id).await?;
        let erased_by = asked.unwrap_or_else(|| acting.actor.name().to_owned());
        let batch = (erased_by, Some(self.batch_id.to_owned()));
        let receipt = wipe_of::<S>(acting, &kept, acting.now, batch).await?;
        let entry = receipt.entry().with("batch_id", self.batch_id);
        Ok(Done::new(receipt, entry))
    }
}

/// Says how many were erased, and overwrites why: the reason is of no use any more.
struct EndBatch<'a> {
    batch_id: &'a str,
}

impl Action for EndBatch<'_> {
    type Permission = ByJob;
    type Output = i64;
    const NAME: &'static str = "end-erase-due";

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let count = table::count_of_batch(acting.tx, self.batch_id).await?;
        approvals::blank(acting.tx, "erasure_batch", self.batch_id).await?;
        let entry = EntryDraft::on("erasure_batch", self.batch_id).without_personal_data();
        Ok(Done::new(count, entry.with("count", count.to_string())))
    }
}

/// The first instant of a day, in UTC.
fn beginning(day: Date) -> Result<Timestamp, Failure> {
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_err(Failure::broken)
}

/// Whether an object is of the category that may be erased together, may be erased now, and might by then.
async fn is_due<S: Rights>(
    tx: &mut Tx,
    kept: &Kept,
    (by, now): (Timestamp, Timestamp),
) -> Result<bool, Failure> {
    let is_of_category = S::ERASED_TOGETHER.is_some_and(|(_, category)| category == kept.category);
    let (verdict, _) = verdict_on(tx, kept, now).await?;
    Ok(is_of_category && matches!(verdict, Verdict::Erasable { since } if since <= by))
}

/// What is due of the next page after a place, which moves on; none at the end.
async fn next_due<S: Rights>(
    tx: &mut Tx,
    (by, now): (Timestamp, Timestamp),
    after: &mut (Timestamp, String),
) -> Result<Option<Vec<Kept>>, Failure> {
    let Some((kind, _)) = S::ERASED_TOGETHER else { return Ok(None) };
    let page = S::list_kept(tx, kind, DueBefore::at(by), (after.0, after.1.as_str())).await?;
    let Some(end) = page.last() else { return Ok(None) };
    *after = (end.recorded_at, end.object.id.clone());
    let mut due = Vec::new();
    for kept in page {
        if is_due::<S>(tx, &kept, (by, now)).await? {
            due.push(kept);
        }
    }
    Ok(Some(due))
}

/// How many are due, counted no further than `most`.
async fn count_due<S: Rights>(
    tx: &mut Tx,
    when: (Timestamp, Timestamp),
    most: usize,
) -> Result<usize, Failure> {
    let (mut after, mut count) = ((Timestamp::MIN, String::new()), 0);
    while count < most {
        let Some(due) = next_due::<S>(tx, when, &mut after).await? else { break };
        count += due.len();
    }
    Ok(count.min(most))
}

//! Erase an object for good, by two persons: its personal columns are overwritten, its files removed, a receipt remains.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use jiff::Timestamp;
use model::Id;
use model::retention::Verdict;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::actions::require_kept;
use super::{Erasure, Kept, ObjectRef, Rights, destroy, own, required, rule_on, verdict_on};
use crate::db::rights::{self as table, ErasureRow};
use crate::db::{Tx, alarms, approvals, openings};
use crate::oversight::four_eyes::{Approvable, Circumstance};
use crate::{Acting, Action, Actor, Done, EntryDraft, Failure, Operation};

/// Erases an object whose period is over, or which a review found no longer needed. One person asks, another approves.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Erase<S> {
    /// Which one.
    pub object: ObjectRef,
    /// Why; for the second person alone, and overwritten with the object, as it may say of whom.
    pub reason: String,
    /// The role.
    #[serde(skip)]
    pub role: PhantomData<fn() -> S>,
}

/// What remains of an erased object: numbers.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ErasureReceipt {
    /// The receipt's own identifier.
    pub erasure_id: String,
    /// Kind of the object.
    pub object_kind: String,
    /// Its identifier.
    pub object_id: String,
    /// Under which rule it was kept.
    pub category: String,
    /// How many rows or items were overwritten, by table.
    pub counts: BTreeMap<String, i64>,
    /// When.
    #[schema(value_type = String)]
    pub erased_at: Timestamp,
    /// SHA-256 over the JSON of all the above, in this order; the custody log commits to it.
    pub receipt_sha256: String,
}

impl ErasureReceipt {
    fn new(
        erasure_id: Id<Erasure>,
        kept: &Kept,
        counts: BTreeMap<String, i64>,
        erased_at: Timestamp,
    ) -> Self {
        let mut receipt = Self {
            erasure_id: erasure_id.to_string(),
            object_kind: kept.object.kind.clone(),
            object_id: kept.object.id.clone(),
            category: kept.category.as_str().to_owned(),
            counts,
            erased_at,
            receipt_sha256: String::new(),
        };
        receipt.receipt_sha256 = receipt.digest();
        receipt
    }

    /// The custody entry that commits to it.
    pub(super) fn entry(&self) -> EntryDraft {
        EntryDraft::on(&self.object_kind, &self.object_id)
            .with("erasure_id", self.erasure_id.clone())
            .with("receipt_sha256", self.receipt_sha256.clone())
    }

    /// The digest of what the receipt says, in hex.
    pub fn digest(&self) -> String {
        let said = serde_json::json!([
            self.erasure_id,
            self.object_kind,
            self.object_id,
            self.category,
            self.counts,
            self.erased_at.to_string(),
        ]);
        hex::encode(Sha256::digest(said.to_string()))
    }
}

impl<S: Rights> Action for Erase<S> {
    type Permission = S::Permission;
    type Output = ErasureReceipt;
    const NAME: &'static str = "erase-object";
    const OPERATION: Operation = Operation::Erasure;
    const FOUR_EYES: bool = true;

    fn permission(&self) -> S::Permission {
        S::ERASE
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<ErasureReceipt>, Failure> {
        required("reason", &self.reason)?;
        let kept = require_kept::<S>(acting, &self.object).await?;
        require_erasable::<S>(acting, &kept).await?;
        if let Some(obstacle) = S::find_obstacle(acting.tx, &self.object).await? {
            return Err(Failure::conflict(obstacle));
        }
        let receipt = wipe::<S>(acting, &kept, acting.now).await?;
        let entry = receipt.entry();
        Ok(Done::new(receipt, entry))
    }
}

impl<S: Rights> Approvable for Erase<S> {
    fn object(&self) -> (&str, String) {
        (&self.object.kind, self.object.id.clone())
    }

    async fn may_see(&self, tx: &mut Tx, actor: &Actor) -> Result<bool, Failure> {
        S::may_read(tx, actor, &self.object).await
    }

    async fn circumstances(&self, tx: &mut Tx, now: Timestamp) -> Result<Vec<Circumstance>, Failure> {
        let Some(kept) = own::find_kept::<S>(tx, &self.object).await? else { return Ok(Vec::new()) };
        let (verdict, _) = verdict_on(tx, &kept, now).await?;
        let mut said = vec![
            Circumstance::word("category", "category", kept.category.as_str()),
            Circumstance::word("verdict", "retention", verdict.as_str()),
        ];
        if let Verdict::ReviewDue { since } | Verdict::Erasable { since } = verdict {
            said.push(Circumstance::at("since", since));
        }
        if let Some(rule) = rule_on(&kept) {
            said.push(Circumstance::text("rule", format!("{}, {}", rule.source, rule.article)));
            let review = if rule.is_verified() { "verified" } else { "unverified" };
            said.push(Circumstance::word("review-state", "rule", review));
        }
        for object in S::list_sharing(tx, &self.object).await? {
            said.push(Circumstance::text("shares", object.id));
        }
        Ok(said)
    }
}

/// Overwrites an object, destroys the keys of its cases, has its files removed, and keeps the receipt of an erasure at `erased_at`.
pub(super) async fn wipe<S: Rights>(
    acting: &mut Acting<'_>,
    kept: &Kept,
    erased_at: Timestamp,
) -> Result<ErasureReceipt, Failure> {
    let erased_by = acting.actor.name().to_owned();
    wipe_of::<S>(acting, kept, erased_at, (erased_by, None)).await
}

/// The same in somebody's name, and of the batch that they asked for.
pub(super) async fn wipe_of<S: Rights>(
    acting: &mut Acting<'_>,
    kept: &Kept,
    erased_at: Timestamp,
    (erased_by, batch_id): (String, Option<String>),
) -> Result<ErasureReceipt, Failure> {
    let mut done = own::overwrite::<S>(acting, kept).await?;
    done.cases.push(kept.object.id.clone());
    table::blank_reasons(acting.tx, &kept.object).await?;
    openings::blank(acting.tx, &kept.object).await?;
    alarms::blank(acting.tx, &kept.object).await?;
    approvals::blank(acting.tx, &kept.object.kind, &kept.object.id).await?;
    let receipt = ErasureReceipt::new(acting.new_id(), kept, std::mem::take(&mut done.counts), erased_at);
    let row = ErasureRow {
        erasure_id: receipt.erasure_id.clone(),
        object: kept.object.clone(),
        category: receipt.category.clone(),
        counts: receipt.counts.clone(),
        receipt_sha256: receipt.receipt_sha256.clone(),
        erased_at,
        erased_by,
        batch_id,
        approved_by: None,
    };
    table::insert_erasure(acting.tx, &row).await?;
    destroy::<S>(acting, done).await?;
    Ok(receipt)
}

/// Neither the object nor one that shares content with it is held, and its period or review allows it.
pub(super) async fn require_erasable<S: Rights>(acting: &mut Acting<'_>, kept: &Kept) -> Result<(), Failure> {
    let mut objects = S::list_sharing(acting.tx, &kept.object).await?;
    objects.push(kept.object.clone());
    for object in objects {
        let holds = table::list_holds_on(acting.tx, &object).await?;
        if let Some(row) = holds.iter().find(|row| row.hold.is_in_force(acting.now)) {
            if !S::may_read(acting.tx, acting.actor, &object).await? {
                return Err(Failure::conflict("a hold on what shares its content forbids it"));
            }
            return Err(Failure::conflict(format!(
                "hold {} on {} {} forbids it; lift that hold first, if it may be lifted",
                row.hold.hold_id, object.kind, object.id
            )));
        }
    }
    match verdict_on(acting.tx, kept, acting.now).await?.0 {
        Verdict::Erasable { .. } | Verdict::ReviewDue { .. } => Ok(()),
        Verdict::Held { by } => Err(Failure::conflict(format!("hold {by} forbids it"))),
        Verdict::Keep { until } => Err(Failure::conflict(match until {
            Some(until) => format!("its period runs; nothing can be decided before {until}"),
            None => "its period has not begun".to_owned(),
        })),
    }
}

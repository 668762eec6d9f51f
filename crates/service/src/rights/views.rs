//! Holds, reviews and receipts as readers see them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::retention::Verdict;
use serde::Serialize;
use utoipa::ToSchema;

use super::actions::{HOLD_TABLE, KEEP_TABLE};
use super::{DueBefore, Erase, Kept, ObjectRef, Rights, own, rule_on, verdict_on};
use crate::db::rights::{self as table, ErasureRow, HoldRow, KeepRow};
use crate::db::{Tx, approvals};
use crate::{Action as _, Actor, ColumnKeys, ColumnRef, Failure, Sealed};

/// How many receipts a list shows.
pub(super) const MOST_ERASURES: i64 = 100;
/// How many due objects of a kind a list shows; the next come when these are decided.
const MOST_DUE: usize = 500;

/// A hold.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct HoldView {
    /// Its identifier.
    pub hold_id: String,
    /// Kind of the object.
    pub object_kind: String,
    /// The object's identifier.
    pub object_id: String,
    /// Why; empty once the object is erased.
    pub reason: String,
    /// Number of the order, request or procedure.
    pub authorization: String,
    /// From when.
    #[schema(value_type = String)]
    pub from: Timestamp,
    /// The first instant after its end.
    #[schema(value_type = Option<String>)]
    pub until: Option<Timestamp>,
    /// By whom.
    pub placed_by: String,
    /// When.
    #[schema(value_type = String)]
    pub placed_at: Timestamp,
    /// When it was lifted.
    #[schema(value_type = Option<String>)]
    pub lifted_at: Option<Timestamp>,
    /// By whom.
    pub lifted_by: Option<String>,
    /// Why.
    pub lifted_reason: Option<String>,
    /// Whether it forbids erasure now.
    pub in_force: bool,
}

model::unprintable!(HoldView);

/// What is to be decided on an object.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RetentionReview)]
pub(crate) struct ReviewView {
    pub(crate) object_kind: String,
    pub(crate) object_id: String,
    /// The page that shows the object.
    pub(crate) page: Option<String>,
    /// `police_report`, `cleared_person`, …
    pub(crate) category: &'static str,
    /// `keep`, `review_due`, `held` or `erasable`.
    pub(crate) verdict: &'static str,
    /// Since when it is due.
    #[schema(value_type = Option<String>)]
    pub(crate) since: Option<Timestamp>,
    /// When something becomes due.
    #[schema(value_type = Option<String>)]
    pub(crate) until: Option<Timestamp>,
    /// The statute and articles behind the period.
    pub(crate) source: String,
    /// The period in years and days.
    pub(crate) period_years: i16,
    pub(crate) period_days: i32,
    /// Whether somebody compared the rule with the official text.
    pub(crate) verified: bool,
}

/// One object with its holds and decisions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ObjectView {
    #[serde(flatten)]
    pub(crate) review: ReviewView,
    #[schema(value_type = String)]
    pub(crate) recorded_at: Timestamp,
    pub(crate) holds: Vec<HoldView>,
    pub(crate) decisions: Vec<KeepView>,
    /// A request to erase it that waits for a second person.
    pub(crate) erasure_requested: Option<ErasureRequested>,
}

/// A request to erase that waits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErasureRequested {
    pub(crate) approval_id: String,
    pub(crate) requested_by: String,
    #[schema(value_type = String)]
    pub(crate) expires_at: Timestamp,
}

/// A decision to keep.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeepView {
    pub(crate) keep_decision_id: String,
    pub(crate) reason: String,
    #[schema(value_type = String)]
    pub(crate) kept_until: Timestamp,
    #[schema(value_type = String)]
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
}

model::unprintable!(KeepView);

/// What is due, what is held, what was erased.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReviewsView {
    /// Due for review or erasable, by category and then oldest first.
    pub(crate) due: Vec<ReviewView>,
    /// Every hold in force.
    pub(crate) holds: Vec<HoldView>,
    /// The newest receipts.
    pub(crate) erasures: Vec<ErasureView>,
}

/// A receipt of erasure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErasureView {
    pub(crate) erasure_id: String,
    pub(crate) object_kind: String,
    pub(crate) object_id: String,
    pub(crate) category: String,
    pub(crate) counts: BTreeMap<String, i64>,
    pub(crate) receipt_sha256: String,
    #[schema(value_type = String)]
    pub(crate) erased_at: Timestamp,
    pub(crate) erased_by: String,
    /// The second person.
    pub(crate) approved_by: Option<String>,
}

impl ReviewView {
    fn new<S: Rights>(kept: &Kept, verdict: Verdict) -> Self {
        let rule = rule_on(kept);
        let (since, until) = match verdict {
            Verdict::Keep { until } => (None, until),
            Verdict::ReviewDue { since } | Verdict::Erasable { since } => (Some(since), None),
            Verdict::Held { .. } => (None, None),
        };
        Self {
            object_kind: kept.object.kind.clone(),
            object_id: kept.object.id.clone(),
            page: S::page_of(&kept.object),
            category: kept.category.as_str(),
            verdict: verdict.as_str(),
            since,
            until,
            source: rule.map(|rule| format!("{}, {}", rule.source, rule.article)).unwrap_or_default(),
            period_years: rule.map_or(0, |rule| rule.period.years),
            period_days: rule.map_or(0, |rule| rule.period.days),
            verified: rule.is_some_and(model::retention::Rule::is_verified),
        }
    }
}

impl From<ErasureRow> for ErasureView {
    fn from(row: ErasureRow) -> Self {
        Self {
            erasure_id: row.erasure_id,
            object_kind: row.object.kind,
            object_id: row.object.id,
            category: row.category,
            counts: row.counts,
            receipt_sha256: row.receipt_sha256,
            erased_at: row.erased_at,
            erased_by: row.erased_by,
            approved_by: row.approved_by,
        }
    }
}

/// What is due and what is held at `now`, as far as it is there for the actor.
pub(crate) async fn load_reviews<S: Rights>(
    tx: &mut Tx,
    actor: &Actor,
    keys: &ColumnKeys,
    (now, most_erasures): (Timestamp, i64),
) -> Result<ReviewsView, Failure> {
    let mut due = Vec::new();
    for kind in S::KINDS {
        due.extend(list_due::<S>(tx, actor, kind, now).await?);
    }
    due.sort_by(|a, b| (a.category, a.since).cmp(&(b.category, b.since)));
    let mut holds = Vec::new();
    for row in table::list_unlifted(tx).await?.iter().filter(|row| row.hold.is_in_force(now)) {
        if S::may_read(tx, actor, &row.object).await? {
            holds.push(hold_view(keys, row, now)?);
        }
    }
    let mut erasures = Vec::new();
    for row in table::list_erasures(tx, most_erasures).await? {
        if S::may_read(tx, actor, &row.object).await? {
            erasures.push(row.into());
        }
    }
    Ok(ReviewsView { due, holds, erasures })
}

/// What of a kind is due, as far as it is there for the actor. What is held, kept longer or closed to the actor takes nobody's place.
async fn list_due<S: Rights>(
    tx: &mut Tx,
    actor: &Actor,
    kind: &str,
    now: Timestamp,
) -> Result<Vec<ReviewView>, Failure> {
    let (mut last, mut due) = ((Timestamp::MIN, String::new()), Vec::new());
    while due.len() < MOST_DUE {
        let page = S::list_kept(tx, kind, DueBefore::at(now), (last.0, last.1.as_str())).await?;
        let Some(end) = page.last() else { break };
        last = (end.recorded_at, end.object.id.clone());
        for kept in &page {
            let (verdict, _) = verdict_on(tx, kept, now).await?;
            let is_due = matches!(verdict, Verdict::ReviewDue { .. } | Verdict::Erasable { .. });
            if is_due && S::may_read(tx, actor, &kept.object).await? {
                due.push(ReviewView::new::<S>(kept, verdict));
            }
        }
    }
    due.truncate(MOST_DUE);
    Ok(due)
}

/// One object; absent when it is not kept.
pub(crate) async fn load_object<S: Rights>(
    tx: &mut Tx,
    actor: &Actor,
    keys: &ColumnKeys,
    object: &ObjectRef,
    now: Timestamp,
) -> Result<ObjectView, Failure> {
    let kept = own::find_kept::<S>(tx, object).await?;
    let kept = kept.ok_or_else(|| Failure::absent("object"))?;
    if !S::may_read(tx, actor, object).await? {
        return Err(Failure::absent("object"));
    }
    let (verdict, _) = verdict_on(tx, &kept, now).await?;
    let holds = list_holds(tx, keys, object, now).await?;
    let decisions = table::list_keeps_on(tx, object).await?;
    let decisions = decisions.iter().map(|row| keep_view(keys, row)).collect::<Result<_, _>>()?;
    let requested = approvals::find_pending_on(tx, Erase::<S>::NAME, &object.kind, &object.id, now).await?;
    let erasure_requested = requested.map(|row| ErasureRequested {
        approval_id: row.approval_id,
        requested_by: row.requested_by,
        expires_at: row.expires_at,
    });
    Ok(ObjectView {
        review: ReviewView::new::<S>(&kept, verdict),
        recorded_at: kept.recorded_at,
        holds,
        decisions,
        erasure_requested,
    })
}

/// The holds on an object, those in force first.
pub(super) async fn list_holds(
    tx: &mut Tx,
    keys: &ColumnKeys,
    object: &ObjectRef,
    now: Timestamp,
) -> Result<Vec<HoldView>, Failure> {
    let rows = table::list_holds_on(tx, object).await?;
    let mut views = rows.iter().map(|row| hold_view(keys, row, now)).collect::<Result<Vec<_>, _>>()?;
    views.sort_by_key(|view| !view.in_force);
    Ok(views)
}

fn hold_view(keys: &ColumnKeys, row: &HoldRow, now: Timestamp) -> Result<HoldView, Failure> {
    let id = row.hold.hold_id.to_string();
    let open = |column, sealed: &Sealed<String>| open(keys, HOLD_TABLE, &id, column, sealed);
    Ok(HoldView {
        object_kind: row.object.kind.clone(),
        object_id: row.object.id.clone(),
        reason: open("reason", &row.reason)?,
        authorization: open("authorization_number", &row.authorization)?,
        from: row.hold.from,
        until: row.hold.until,
        placed_by: row.placed_by.clone(),
        placed_at: row.placed_at,
        lifted_at: row.hold.lifted_at,
        lifted_by: row.lifted_by.clone(),
        lifted_reason: row.lifted_reason.as_ref().map(|text| open("lifted_reason", text)).transpose()?,
        in_force: row.hold.is_in_force(now),
        hold_id: id,
    })
}

fn keep_view(keys: &ColumnKeys, row: &KeepRow) -> Result<KeepView, Failure> {
    Ok(KeepView {
        reason: open(keys, KEEP_TABLE, &row.keep_decision_id, "reason", &row.reason)?,
        keep_decision_id: row.keep_decision_id.clone(),
        kept_until: row.kept_until,
        decided_at: row.decided_at,
        decided_by: row.decided_by.clone(),
    })
}

/// Opens a reason; one that was erased is empty.
fn open(
    keys: &ColumnKeys,
    table: &str,
    row: &str,
    column: &str,
    sealed: &Sealed<String>,
) -> Result<String, Failure> {
    Ok(sealed.open_kept(keys, ColumnRef { table, row, column })?)
}

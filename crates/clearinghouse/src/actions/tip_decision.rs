//! How every decision on a tip is kept.

use model::Id;
use service::{Acting, Failure, Sealed};
use wire::tip::TipId;

use crate::db::tip_work::{self as table, DecisionKind, DecisionRow};
use crate::kinds::TipDecision;
use crate::tips::reason_column;

/// Keeps a decision of the actor, its reason sealed.
pub(super) async fn decide(
    acting: &mut Acting<'_>,
    tip_id: &TipId,
    kind: DecisionKind,
    reason: &str,
    report_number: Option<i64>,
) -> Result<Id<TipDecision>, Failure> {
    let decision_id: Id<TipDecision> = acting.new_id();
    let row = decision_id.to_string();
    let reason = Sealed::seal(acting.columns(), reason_column(&row), &reason.to_owned(), acting.rng())?;
    let (made_by, made_at) = (acting.actor.name().to_owned(), acting.now);
    let decision = DecisionRow { decision_id, kind, reason, made_by, made_at, report_number };
    table::insert_decision(acting.tx, tip_id, &decision).await?;
    Ok(decision_id)
}

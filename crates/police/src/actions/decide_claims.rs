//! Decide between two units that are on one subject.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::claims::{ClaimState, Verdict};
use crate::db::Reader;
use crate::db::claims::{self, DecisionRow};
use crate::ids::{Claim, ClaimDecision};
use crate::permissions::Permission;
use crate::seals;

/// The central unit decides which of two claims that meet goes on: one alone, or both together. It can be withdrawn, and then they meet again.
pub(crate) struct DecideClaims {
    /// Goes on.
    pub(crate) claim_id: Id<Claim>,
    pub(crate) other_claim_id: Id<Claim>,
    /// `alone` or `together`.
    pub(crate) verdict: String,
    pub(crate) reason: String,
}

impl Action for DecideClaims {
    type Permission = Permission;
    type Output = Id<ClaimDecision>;
    const NAME: &'static str = "decide-claims";

    fn permission(&self) -> Permission {
        Permission::AssignPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<ClaimDecision>>, Failure> {
        let reader = Reader::of(acting.actor);
        let row = claims::find(acting.tx, &reader, None, self.claim_id).await?;
        let row = row.ok_or_else(|| Failure::absent("claim"))?;
        let reason = required("reason", &self.reason)?;
        let verdict = Verdict::find(&self.verdict)
            .ok_or_else(|| Failure::refused("verdict", "say whether one goes on alone or both together"))?;
        let meeting = claims::list_meeting(acting.tx, &reader, &row).await?;
        let other = meeting.iter().find(|other| other.claim_id == self.other_claim_id);
        let other = other.ok_or_else(|| {
            Failure::refused("other_claim_id", "is no standing claim of another unit on the same subject")
        })?;
        let now = acting.now;
        if [&row, other].iter().any(|claim| ClaimState::of(claim, now) != ClaimState::Active) {
            return Err(Failure::conflict(
                "one of the two claims does not hold any more; nothing is to be decided",
            ));
        }
        if let Some(known) = claims::find_between(acting.tx, self.claim_id, self.other_claim_id).await? {
            let message = format!("it was decided by {}; undo that decision first", known.decision_id);
            return Err(Failure::conflict(message));
        }
        let decision_id = acting.new_id();
        let decision = DecisionRow {
            decision_id,
            claim_id: self.claim_id,
            other_claim_id: self.other_claim_id,
            verdict,
            reason: seals::CLAIM_DECISION_REASON.seal(acting, decision_id, &reason)?,
            decided_at: now,
            decided_by: acting.actor.name().to_owned(),
        };
        claims::insert_decision(acting.tx, &decision).await?;
        let entry = EntryDraft::on("claim", self.claim_id)
            .with("decision_id", decision_id.to_string())
            .with("other_claim_id", self.other_claim_id.to_string())
            .with("verdict", verdict.code());
        Ok(Done::new(decision_id, entry))
    }
}

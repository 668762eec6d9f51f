//! Decide where an identification stands: confirm it, contest it, clear the person of it.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::identified::{self as table, DecisionRow};
use crate::db::persons::IdentificationRow;
use crate::db::{Reader, assignments};
use crate::identified::{self, IdentificationState};
use crate::ids::{Identification, IdentificationDecision};
use crate::permissions::Permission;
use crate::{recipients, seals};

/// Records the decision with its reason; the one before stays on record. A unit contests what was handed to it; the central unit decides.
pub(crate) struct DecideIdentification {
    pub(crate) identification_id: Id<Identification>,
    /// A code of [`IdentificationState`].
    pub(crate) state: String,
    pub(crate) reason: String,
}

impl Action for DecideIdentification {
    type Permission = Permission;
    type Output = Id<IdentificationDecision>;
    const NAME: &'static str = "decide-identification";

    fn permission(&self) -> Permission {
        if self.is_contest() { Permission::RecordOutcome } else { Permission::IdentifyPersons }
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<IdentificationDecision>>, Failure> {
        let identification = identified::load(acting, self.identification_id).await?;
        require_own_unit(acting, &identification).await?;
        let next = IdentificationState::find(&self.state)
            .ok_or_else(|| Failure::refused("state", "choose one of these"))?;
        let reason = required("reason", &self.reason)?;
        let known = table::list_decisions(acting.tx, &Reader::node(), self.identification_id).await?;
        let now = known.first().map_or(IdentificationState::Proposed, |last| last.state);
        if !now.may_become(next) {
            return Err(Failure::conflict(refusal(now)));
        }
        if next == IdentificationState::Confirmed && acting.actor.name() == identification.decided_by {
            let message = "another officer than the one who identified the person confirms it";
            return Err(Failure::conflict(message));
        }
        let decision_id: Id<IdentificationDecision> = acting.new_id();
        let row = DecisionRow {
            decision_id,
            identification_id: self.identification_id,
            sequence: known.first().map_or(1, |last| last.sequence + 1),
            state: next,
            reason: seals::IDENTIFICATION_REASON.seal(acting, decision_id, &reason)?,
            decided_at: acting.now,
            decided_by: acting.actor.name().to_owned(),
        };
        let was_cleared = recipients::is_cleared(acting, identification.person_id).await?;
        table::insert_decision(acting.tx, &row).await?;
        recipients::tell_units(acting, identification.person_id, was_cleared).await?;
        let entry = EntryDraft::on("person", identification.person_id)
            .with("identification_id", self.identification_id.to_string())
            .with("decision_id", decision_id.to_string())
            .with("state", next.code());
        Ok(Done::new(decision_id, entry))
    }
}

impl DecideIdentification {
    fn is_contest(&self) -> bool {
        self.state == IdentificationState::Contested.code()
    }
}

/// Who is confined to a unit decides on nobody whom the unit does not have.
async fn require_own_unit(acting: &mut Acting<'_>, row: &IdentificationRow) -> Result<(), Failure> {
    let assignment =
        assignments::find_assignment_of_person(acting.tx, &Reader::node(), row.person_id).await?;
    let unit = assignment.as_ref().map_or("", |assignment| assignment.unit.code());
    acting.require_unit(unit, "identification")
}

/// Why a decision does not lead on from here.
fn refusal(now: IdentificationState) -> &'static str {
    match now {
        IdentificationState::Proposed => "the identification is proposed already",
        IdentificationState::Confirmed => "the identification is confirmed; contest it, or clear the person",
        IdentificationState::Contested => "the identification is contested; confirm it, or clear the person",
        IdentificationState::Cleared => "the person is cleared of these acts; contest that first",
    }
}

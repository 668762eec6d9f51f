//! Give an assignment to another provincial unit.

use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::oversight::four_eyes::{Approvable, Circumstance};
use service::{Acting, Action, Actor, Done, Failure, Operation, Tx};

use super::assign_person::release_circumstances;
use super::{province, required};
use crate::contested::require_uncontested;
use crate::db::assignments::{AssignmentRow, find_assignment};
use crate::db::release::load_release;
use crate::db::{Reader, persons};
use crate::identified::require_releasable;
use crate::ids::Assignment;
use crate::judged::judge_person;
use crate::permissions::Permission;
use crate::tasking::{AssignmentState, Step, load_assignment, take_step};

/// Transfers the assignment to the unit of a province, named by INE code, name or alias; to the same unit only when that returned it. As
/// another unit learns of the person, two persons decide, and what holds up a handing over holds up this one. The assignment keeps its
/// number and its history.
#[derive(Serialize, Deserialize)]
pub(crate) struct TransferAssignment {
    pub(crate) assignment_id: Id<Assignment>,
    pub(crate) unit: String,
    pub(crate) reason: String,
}

impl Action for TransferAssignment {
    type Permission = Permission;
    type Output = Id<Assignment>;
    const NAME: &'static str = "transfer-assignment";
    const OPERATION: Operation = Operation::Disclosure;
    const FOUR_EYES: bool = true;

    fn permission(&self) -> Permission {
        Permission::AssignPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Assignment>>, Failure> {
        let row = load_assignment(acting, self.assignment_id).await?;
        let unit = province("unit", &self.unit)?;
        let reason = required("reason", &self.reason)?;
        if unit.code() == row.unit.code() && row.state != AssignmentState::Returned {
            return Err(Failure::refused("unit", "has the assignment already; choose another unit"));
        }
        require_handed_on(acting, &row).await?;
        let entry = take_step(acting, &row, Step::Transfer, unit, Some(reason)).await?;
        Ok(Done::new(self.assignment_id, entry.disclosed_to(unit.code())))
    }
}

/// Refuses to hand on, or to release more of, whoever could not be handed over now: contested, cleared, or with a lost ground.
pub(super) async fn require_handed_on(acting: &mut Acting<'_>, row: &AssignmentRow) -> Result<(), Failure> {
    let person = persons::find_person(acting.tx, &Reader::of(acting.actor), row.person_id).await?;
    let person = person.filter(|person| person.standing).ok_or_else(|| Failure::absent("assignment"))?;
    require_releasable(&judge_person(acting.tx, acting.columns(), &person).await?)?;
    require_uncontested(acting, row.person_id).await
}

impl Approvable for TransferAssignment {
    fn object(&self) -> (&'static str, String) {
        ("assignment", self.assignment_id.to_string())
    }

    async fn may_see(&self, tx: &mut Tx, actor: &Actor) -> Result<bool, Failure> {
        Ok(find_assignment(tx, &Reader::of(actor), self.assignment_id).await?.is_some())
    }

    /// Those of a handing over: to another province the person goes by another reason.
    async fn circumstances(&self, tx: &mut Tx, _now: Timestamp) -> Result<Vec<Circumstance>, Failure> {
        let row = find_assignment(tx, &Reader::node(), self.assignment_id).await?;
        let Some(row) = row else { return Ok(Vec::new()) };
        Ok(release_circumstances(&load_release(tx, row.person_id).await?, &self.unit))
    }
}

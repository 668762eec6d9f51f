//! Hand a person to a provincial unit.

use model::Id;
use model::kind::Person;
use serde::{Deserialize, Serialize};
use service::oversight::four_eyes::Approvable;
use service::{Acting, Action, Actor, Done, EntryDraft, Failure, Operation, Tx};

use super::province;
use crate::db::Reader;
use crate::db::assignments::{self, AssignmentRow};
use crate::db::persons;
use crate::db::reader::may_read_object;
use crate::ids::Assignment;
use crate::judged::{judge_person, path_word};
use crate::permissions::Permission;
use crate::tasking::AssignmentState;

/// Hands a person to the unit of a province, named by INE code, name or alias: it releases the attribution of acts to the unit, so two
/// persons decide.
#[derive(Serialize, Deserialize)]
pub(crate) struct AssignPerson {
    pub(crate) person_id: Id<Person>,
    pub(crate) unit: String,
}

/// What a second person's approval brought about.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Assigned {
    pub(crate) assignment_id: Id<Assignment>,
    /// INE code of the unit's province.
    pub(crate) unit: String,
}

impl Action for AssignPerson {
    type Permission = Permission;
    type Output = Assigned;
    const NAME: &'static str = "assign-person";
    const OPERATION: Operation = Operation::Disclosure;
    const FOUR_EYES: bool = true;

    fn permission(&self) -> Permission {
        Permission::AssignPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Assigned>, Failure> {
        let unit = province("unit", &self.unit)?;
        let person = persons::find_person(acting.tx, &Reader::of(acting.actor), self.person_id).await?;
        let person = person
            .filter(|person| person.standing)
            .ok_or_else(|| Failure::refused("person_id", "there is no such person"))?;
        if let Some(other) =
            assignments::find_assignment_of_person(acting.tx, &Reader::of(acting.actor), self.person_id)
                .await?
        {
            return Err(Failure::conflict(format!(
                "the person is assigned to the unit of {} by {}; undo that assignment first",
                other.unit.name(),
                other.assignment_id
            )));
        }
        let judged = judge_person(acting.tx, acting.columns(), &person).await?;
        if judged.acts.is_empty() {
            let message = "no act is attributed to the person any more; attribute acts to the person first";
            return Err(Failure::conflict(message));
        }
        let row = AssignmentRow {
            assignment_id: acting.new_id(),
            person_id: self.person_id,
            unit,
            assigned_at: acting.now,
            assigned_by: acting.actor.name().to_owned(),
            standing: true,
            state: AssignmentState::Handed,
            state_at: None,
            arrest_entry_id: None,
            outcome: None,
        };
        assignments::insert_assignment(acting.tx, &row).await?;
        let entry = EntryDraft::on("assignment", row.assignment_id)
            .with("person_id", self.person_id.to_string())
            .disclosed_to(unit.code())
            .with("path", path_word(judged.path()));
        Ok(Done::new(Assigned { assignment_id: row.assignment_id, unit: unit.code().to_owned() }, entry))
    }
}

impl Approvable for AssignPerson {
    fn object(&self) -> (&'static str, String) {
        ("person", self.person_id.to_string())
    }

    async fn may_see(&self, tx: &mut Tx, actor: &Actor) -> Result<bool, Failure> {
        Ok(may_read_object(tx, &Reader::of(actor), "person", &self.person_id.to_string()).await?)
    }
}

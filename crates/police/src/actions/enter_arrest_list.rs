//! Enter a person in the arrest list of a unit.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::contested::require_uncontested;
use crate::db::Reader;
use crate::db::{assignments, persons};
use crate::identified::require_releasable;
use crate::ids::{ArrestEntry, Assignment};
use crate::judged::{judge_person, require_arrestable};
use crate::permissions::Permission;
use crate::seals;
use crate::tasking::{load_assignment, require_held};

/// Enters the person of an assignment; refused unless the age of criminal responsibility is certain for one act at least.
pub(crate) struct EnterArrestList {
    pub(crate) assignment_id: Id<Assignment>,
    pub(crate) grounds: String,
}

impl Action for EnterArrestList {
    type Permission = Permission;
    type Output = Id<ArrestEntry>;
    const NAME: &'static str = "enter-arrest-list";

    fn permission(&self) -> Permission {
        Permission::EnterArrestList
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<ArrestEntry>>, Failure> {
        let assignment = load_assignment(acting, self.assignment_id).await?;
        require_held(&assignment)?;
        let grounds = required("grounds", &self.grounds)?;
        let person = persons::find_person(acting.tx, &Reader::of(acting.actor), assignment.person_id).await?;
        let person = person.filter(|person| person.standing).ok_or_else(|| Failure::absent("person"))?;
        let judged = judge_person(acting.tx, acting.columns(), &person).await?;
        require_arrestable(&judged, "assignment_id")?;
        require_releasable(&judged)?;
        if assignment.arrest_entry_id.is_some() {
            return Err(Failure::conflict("the person stands in the arrest list already"));
        }
        if assignment.outcome.is_some() {
            return Err(Failure::conflict("the assignment has an outcome already"));
        }
        require_uncontested(acting, assignment.person_id).await?;
        let entry_id = acting.new_id();
        let sealed = seals::ARREST_GROUNDS.seal(acting, entry_id, &grounds)?;
        let (id, now, by) = (self.assignment_id, acting.now, acting.actor.name());
        assignments::insert_arrest_entry(acting.tx, entry_id, id, &sealed, now, by).await?;
        let entry = EntryDraft::on("assignment", self.assignment_id)
            .with("arrest_entry_id", entry_id.to_string())
            .with("person_id", assignment.person_id.to_string());
        Ok(Done::new(entry_id, entry))
    }
}

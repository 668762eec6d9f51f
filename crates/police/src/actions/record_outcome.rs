//! Record what came of an assignment.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::db::Reader;
use crate::db::assignments::{self, NewOutcome};
use crate::db::persons;
use crate::feedback;
use crate::ids::{Assignment, Outcome};
use crate::judged::{judge_person, require_arrestable};
use crate::outcomes::OutcomeCode;
use crate::permissions::Permission;
use crate::tasking::{load_assignment, require_held};

/// Records the outcome; an arrest is refused unless the age of criminal responsibility is certain for one act at least.
pub(crate) struct RecordOutcome {
    pub(crate) assignment_id: Id<Assignment>,
    pub(crate) code: OutcomeCode,
    pub(crate) at: Timestamp,
}

impl Action for RecordOutcome {
    type Permission = Permission;
    type Output = Id<Outcome>;
    const NAME: &'static str = "record-outcome";

    fn permission(&self) -> Permission {
        Permission::RecordOutcome
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Outcome>>, Failure> {
        let assignment = load_assignment(acting, self.assignment_id).await?;
        require_held(&assignment)?;
        if self.at > acting.now {
            return Err(Failure::refused("at", "lies in the future"));
        }
        let person = persons::find_person(acting.tx, &Reader::of(acting.actor), assignment.person_id).await?;
        let person = person.filter(|person| person.standing).ok_or_else(|| Failure::absent("person"))?;
        let judged = judge_person(acting.tx, acting.columns(), &person).await?;
        if let Some(first_act_at) = judged.first_act_at().filter(|first| self.at < *first) {
            return Err(Failure::refused(
                "at",
                format!("lies before the person's first act, which took place at {first_act_at}"),
            ));
        }
        if self.code == OutcomeCode::LocatedAndArrested {
            require_arrestable(&judged, "code")?;
        }
        if assignment.outcome.is_some() {
            return Err(Failure::conflict("the assignment has an outcome already; undo that one first"));
        }
        let outcome_id = acting.new_id();
        let new = NewOutcome {
            outcome_id,
            assignment_id: self.assignment_id,
            code: self.code,
            happened_at: self.at,
            recorded_at: acting.now,
            recorded_by: acting.actor.name(),
        };
        assignments::insert_outcome(acting.tx, new).await?;
        let reports: BTreeSet<_> = judged.acts.iter().map(|judged| judged.act.report_id).collect();
        feedback::refresh(acting, reports).await?;
        let entry = EntryDraft::on("assignment", self.assignment_id)
            .with("outcome_id", outcome_id.to_string())
            .with("code", self.code.code());
        Ok(Done::new(outcome_id, entry))
    }
}

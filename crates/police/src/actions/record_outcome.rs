//! Record what came of an assignment.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{Id, PersonClass};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::Reader;
use crate::db::assignments::{self, NewOutcome};
use crate::db::persons;
use crate::ids::{Assignment, Outcome};
use crate::judged::{Judged, judge_person, require_arrestable};
use crate::outcomes::OutcomeCode;
use crate::permissions::Permission;
use crate::tasking::{load_assignment, require_held};
use crate::{feedback, recipients, seals};

/// Records the outcome; an arrest is refused unless the age of criminal responsibility is certain for one act at least. It needs its reasons
/// in writing, and of whoever is no certain adult why hearing alone does not do; both are kept of an arrest only.
pub(crate) struct RecordOutcome {
    pub(crate) assignment_id: Id<Assignment>,
    pub(crate) code: OutcomeCode,
    pub(crate) at: Timestamp,
    pub(crate) arrest_reasons: String,
    pub(crate) why_not_heard: String,
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
        let (arrest_reasons, why_not_heard) = self.reasons(&judged)?;
        if assignment.outcome.is_some() {
            return Err(Failure::conflict("the assignment has an outcome already; undo that one first"));
        }
        let was_cleared = recipients::is_cleared(acting, assignment.person_id).await?;
        let outcome_id = acting.new_id();
        let arrest_reasons = match &arrest_reasons {
            Some(reasons) => Some(seals::ARREST_REASONS.seal(acting, outcome_id, reasons)?),
            None => None,
        };
        let why_not_heard = match &why_not_heard {
            Some(why) => Some(seals::WHY_NOT_HEARD.seal(acting, outcome_id, why)?),
            None => None,
        };
        let new = NewOutcome {
            outcome_id,
            assignment_id: self.assignment_id,
            code: self.code,
            happened_at: self.at,
            recorded_at: acting.now,
            recorded_by: acting.actor.name(),
            arrest_reasons,
            why_not_heard,
        };
        assignments::insert_outcome(acting.tx, new).await?;
        recipients::tell_units(acting, assignment.person_id, was_cleared).await?;
        let reports: BTreeSet<_> = judged.acts.iter().map(|judged| judged.act.report_id).collect();
        feedback::refresh(acting, reports).await?;
        let entry = EntryDraft::on("assignment", self.assignment_id)
            .with("outcome_id", outcome_id.to_string())
            .with("code", self.code.code());
        Ok(Done::new(outcome_id, entry))
    }
}

impl RecordOutcome {
    /// The reasons of an arrest, and why hearing alone does not do; none of any other outcome.
    fn reasons(&self, judged: &Judged) -> Result<(Option<String>, Option<String>), Failure> {
        if self.code != OutcomeCode::LocatedAndArrested {
            return Ok((None, None));
        }
        require_arrestable(judged, "code")?;
        let reasons = required("arrest_reasons", &self.arrest_reasons)?;
        let why = self.why_not_heard.trim();
        if why.is_empty() && judged.class() != PersonClass::Adult {
            let message = "say why hearing the person without an arrest is not enough";
            return Err(Failure::refused("why_not_heard", message));
        }
        let why = if why.is_empty() { None } else { Some(required("why_not_heard", why)?) };
        Ok((Some(reasons), why))
    }
}

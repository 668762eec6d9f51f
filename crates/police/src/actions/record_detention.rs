//! A named officer ticks a duty of custody as done, and records how custody ended.

use jiff::Timestamp;
use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::optional;
use crate::db::detention::{self as table, DutyRow, EndRow, RecordRow};
use crate::db::{Reader, persons};
use crate::detention::{EndKind, duties, load_arrest, require_since};
use crate::ids::{Assignment, DetentionDuty, DetentionEnd};
use crate::judged::judge_person;
use crate::paths::PathDecisions;
use crate::permissions::Permission;
use crate::seals;

/// Ticks a duty of the custody of an assignment's recorded arrest.
pub(crate) struct RecordDetentionDuty {
    pub(crate) assignment_id: Id<Assignment>,
    /// Its key in the law.
    pub(crate) duty: String,
    pub(crate) at: Timestamp,
    /// May be empty.
    pub(crate) note: String,
}

/// Records how and when that custody ended.
pub(crate) struct RecordDetentionEnd {
    pub(crate) assignment_id: Id<Assignment>,
    pub(crate) how: EndKind,
    pub(crate) at: Timestamp,
}

impl Action for RecordDetentionDuty {
    type Permission = Permission;
    type Output = Id<DetentionDuty>;
    const NAME: &'static str = "record-detention-duty";

    fn permission(&self) -> Permission {
        Permission::RecordOutcome
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<DetentionDuty>>, Failure> {
        let (person_id, arrest) = load_arrest(acting, self.assignment_id).await?;
        require_since(&arrest, self.at, acting.now)?;
        let person = persons::find_person(acting.tx, &Reader::of(acting.actor), person_id).await?;
        let person = person.filter(|person| person.standing && person.erased.is_none());
        let person = person.ok_or_else(|| Failure::absent("person"))?;
        let judged = judge_person(acting.tx, acting.columns(), &person).await?;
        let decisions = PathDecisions::load(acting.tx, person_id).await?;
        if !duties(&judged, &decisions).iter().any(|duty| duty.key == self.duty) {
            return Err(Failure::refused("duty", "choose one of these"));
        }
        let note = optional("note", &self.note)?;
        let ticked = table::list_duties(acting.tx, arrest.outcome_id).await?;
        if ticked.iter().any(|row| row.record.standing && row.duty == self.duty) {
            return Err(Failure::conflict("the duty is ticked already; undo that first"));
        }
        let duty_id = acting.new_id();
        let note = match &note {
            Some(note) => Some(seals::DETENTION_NOTE.seal(acting, duty_id, note)?),
            None => None,
        };
        let row = DutyRow {
            duty_id,
            outcome_id: arrest.outcome_id,
            duty: self.duty.clone(),
            done_at: self.at,
            note,
            record: RecordRow::new(acting.now, acting.actor.name()),
        };
        table::insert_duty(acting.tx, &row).await?;
        let entry = EntryDraft::on("assignment", self.assignment_id)
            .with("duty_id", duty_id.to_string())
            .with("duty", self.duty.as_str());
        Ok(Done::new(duty_id, entry))
    }
}

impl Action for RecordDetentionEnd {
    type Permission = Permission;
    type Output = Id<DetentionEnd>;
    const NAME: &'static str = "record-detention-end";

    fn permission(&self) -> Permission {
        Permission::RecordOutcome
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<DetentionEnd>>, Failure> {
        let (_, arrest) = load_arrest(acting, self.assignment_id).await?;
        require_since(&arrest, self.at, acting.now)?;
        let ends = table::list_ends(acting.tx, arrest.outcome_id).await?;
        if ends.iter().any(|row| row.record.standing) {
            return Err(Failure::conflict("the end of custody is recorded already; undo that first"));
        }
        let end_id = acting.new_id();
        let row = EndRow {
            end_id,
            outcome_id: arrest.outcome_id,
            how: self.how,
            ended_at: self.at,
            record: RecordRow::new(acting.now, acting.actor.name()),
        };
        table::insert_end(acting.tx, &row).await?;
        let entry = EntryDraft::on("assignment", self.assignment_id)
            .with("end_id", end_id.to_string())
            .with("how", self.how.code());
        Ok(Done::new(end_id, entry))
    }
}

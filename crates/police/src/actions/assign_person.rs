//! Hand a person to a provincial unit.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::kind::{Act, Person};
use model::{Id, Province};
use serde::{Deserialize, Serialize};
use service::oversight::four_eyes::{Approvable, Circumstance};
use service::{Acting, Action, Actor, Done, EntryDraft, Failure, Operation, Tx};

use super::{optional, province};
use crate::contested::require_uncontested;
use crate::db::assignments::{self, AssignmentRow};
use crate::db::reader::may_read_object;
use crate::db::release::load_release;
use crate::db::{DbError, Reader, authored, known_losses, persons};
use crate::guard::Release;
use crate::identified::require_releasable;
use crate::ids::Assignment;
use crate::judged::{Judged, judge_person, path_word};
use crate::permissions::Permission;
use crate::relied::keep_for_assignment;
use crate::seals;
use crate::tasking::AssignmentState;

/// Hands a person to the unit of a province, named by INE code, name or alias: it releases the attribution of acts to the unit, so two
/// persons decide.
#[derive(Serialize, Deserialize)]
pub(crate) struct AssignPerson {
    pub(crate) person_id: Id<Person>,
    pub(crate) unit: String,
    /// Why, where events lead to different lines, fewer than two independent ones to the same line, or none of the lines ends in the province. Kept sealed.
    #[serde(default)]
    pub(crate) release_reason: String,
    /// The acts of the person, each by its number, so that none is released that was not there when it was asked for.
    #[serde(default)]
    pub(crate) act_ids: Vec<Id<Act>>,
}

impl AssignPerson {
    /// What a second person must approve: the person with the acts as they are now.
    pub(crate) async fn asked(
        tx: &mut Tx,
        reader: &Reader,
        person_id: Id<Person>,
        unit: String,
        release_reason: String,
    ) -> Result<Self, DbError> {
        let acts = authored::list_acts_of_person(tx, reader, person_id).await?;
        let act_ids = acts.into_iter().map(|act| act.act_id).collect();
        Ok(Self { person_id, unit, release_reason, act_ids })
    }

    /// Refuses acts that are others than those asked for.
    fn require_same_acts(&self, judged: &Judged) -> Result<(), Failure> {
        if judged.acts.is_empty() {
            let message = "no act is attributed to the person any more; attribute acts to the person first";
            return Err(Failure::conflict(message));
        }
        let asked: BTreeSet<Id<Act>> = self.act_ids.iter().copied().collect();
        let now: BTreeSet<Id<Act>> = judged.acts.iter().map(|one| one.act.act_id).collect();
        if asked != now {
            let message =
                "the acts of the person have changed since this was asked for; withdraw it and ask anew";
            return Err(Failure::conflict(message));
        }
        Ok(())
    }
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
        self.require_same_acts(&judged)?;
        require_releasable(&judged)?;
        require_uncontested(acting, self.person_id).await?;
        let release = load_release(acting.tx, self.person_id).await?;
        release.require(unit, &self.release_reason)?;
        let assignment_id: Id<Assignment> = acting.new_id();
        let reason = optional("release_reason", &self.release_reason)?;
        let seal = |reason: &String| seals::RELEASE_REASON.seal(acting, assignment_id, reason);
        let reason = reason.as_ref().map(seal).transpose()?;
        let row = AssignmentRow {
            assignment_id,
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
        assignments::insert_assignment(acting.tx, &row, reason.as_ref()).await?;
        keep_for_assignment(acting, &row.assignment_id.to_string(), self.person_id).await?;
        known_losses::tell_unit(acting.tx, self.person_id, unit.code()).await?;
        let entry = EntryDraft::on("assignment", row.assignment_id)
            .with("person_id", self.person_id.to_string())
            .disclosed_to(unit.code())
            .with("path", path_word(judged.path()))
            .with("independent_events", release.independent_events().to_string());
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

    async fn circumstances(&self, tx: &mut Tx, _now: Timestamp) -> Result<Vec<Circumstance>, Failure> {
        let release = load_release(tx, self.person_id).await?;
        Ok(release_circumstances(&release, &self.unit))
    }
}

/// How the events lead of what would be handed to a unit, and where their lines end.
pub(super) fn release_circumstances(release: &Release, unit: &str) -> Vec<Circumstance> {
    let names: Vec<_> = release
        .installations
        .iter()
        .filter_map(|code| Province::find_code(code))
        .map(Province::name)
        .collect();
    let unit = province("unit", unit).map_or("–", Province::name);
    let installations = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
    vec![
        Circumstance::text("independent_events", release.independent_events().to_string()),
        Circumstance::word("events_lead", "events-lead", release.leads()),
        Circumstance::text("independent_sign_ins", release.independent_sign_ins().to_string()),
        Circumstance::text("named_lines", release.lines.len().to_string()),
        Circumstance::text("unit_name", unit.to_owned()),
        Circumstance::text("installations", installations),
    ]
}

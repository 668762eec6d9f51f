//! Attribute more acts to a person whom a unit has already.

use jiff::Timestamp;
use model::Id;
use model::kind::{Act, Person, Subject};
use serde::{Deserialize, Serialize};
use service::oversight::four_eyes::{Approvable, Circumstance};
use service::{Acting, Action, Actor, Done, Failure, Operation, Tx};

use super::transfer_assignment::require_handed_on;
use super::{Author, Choice, Identified, IdentifyPerson, PlaceOfActs, optional};
use crate::db::reader::may_read_object;
use crate::db::release::{load_release, load_release_with};
use crate::db::{Reader, acts, assignments};
use crate::permissions::Permission;
use crate::relied::keep_for_added_acts;

/// Attributes acts to a person who was handed to a unit: what is added is released to that unit with the rest, so two persons decide, as
/// they did on the release.
#[derive(Serialize, Deserialize)]
pub(crate) struct ReleaseActs {
    pub(crate) person_id: Id<Person>,
    pub(crate) subject_id: Id<Subject>,
    /// Each by its number, so that nothing is approved that was not there when it was asked for.
    pub(crate) act_ids: Vec<Id<Act>>,
    /// The two parts of a [`PlaceOfActs`].
    pub(crate) place: String,
    pub(crate) place_province: String,
    pub(crate) grounds: String,
    /// Why, where their events lead elsewhere than those that the unit has. It is kept with the request that the second person decides on.
    #[serde(default)]
    pub(crate) release_reason: String,
}

impl ReleaseActs {
    /// What a second person must approve of an attribution; nothing where no unit has the person.
    pub(crate) async fn find(
        tx: &mut Tx,
        reader: &Reader,
        asked: &IdentifyPerson,
        release_reason: &str,
    ) -> Result<Option<Self>, Failure> {
        let Author::Known(person_id) = &asked.author else { return Ok(None) };
        if assignments::find_assignment_of_person(tx, reader, *person_id).await?.is_none() {
            return Ok(None);
        }
        let act_ids = match &asked.acts {
            Choice::These(ids) => ids.clone(),
            Choice::All(_) => {
                let known = acts::list_acts_of_subject(tx, reader, asked.subject_id).await?;
                let others = known.into_iter().filter(|found| found.person_id != Some(*person_id));
                others.map(|found| found.act.act_id).collect()
            }
        };
        let (place, place_province) = asked.place.parts();
        Ok(Some(Self {
            person_id: *person_id,
            subject_id: asked.subject_id,
            act_ids,
            place: place.to_owned(),
            place_province: place_province.to_owned(),
            grounds: asked.grounds.clone(),
            release_reason: release_reason.to_owned(),
        }))
    }
}

impl Action for ReleaseActs {
    type Permission = Permission;
    type Output = Identified;
    const NAME: &'static str = "release-acts";
    const OPERATION: Operation = Operation::Disclosure;
    const FOUR_EYES: bool = true;

    fn permission(&self) -> Permission {
        Permission::IdentifyPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Identified>, Failure> {
        let reader = Reader::of(acting.actor);
        let assignment = assignments::find_assignment_of_person(acting.tx, &reader, self.person_id).await?;
        let assignment = assignment.ok_or_else(|| {
            Failure::conflict("no unit has the person any more, so that one officer attributes acts")
        })?;
        let action = IdentifyPerson {
            author: Author::Known(self.person_id),
            subject_id: self.subject_id,
            acts: Choice::These(self.act_ids.clone()),
            place: PlaceOfActs::read(&self.place, &self.place_province)?,
            grounds: self.grounds.clone(),
        };
        let reason = optional("release_reason", &self.release_reason)?.unwrap_or_default();
        let before = load_release(acting.tx, self.person_id).await?;
        let (identified, entry) = action.attribute(acting).await?;
        let release = load_release(acting.tx, self.person_id).await?;
        release.require_added(&before, assignment.unit, &reason)?;
        // of the acts that were added, too
        require_handed_on(acting, &assignment).await?;
        keep_for_added_acts(acting, &assignment.assignment_id.to_string(), self.subject_id).await?;
        Ok(Done::new(identified, entry.disclosed_to(assignment.unit.code())))
    }
}

impl Approvable for ReleaseActs {
    fn object(&self) -> (&'static str, String) {
        ("person", self.person_id.to_string())
    }

    /// That of the release.
    fn approver_permission(&self) -> Permission {
        Permission::AssignPersons
    }

    async fn may_see(&self, tx: &mut Tx, actor: &Actor) -> Result<bool, Failure> {
        let reader = Reader::of(actor);
        Ok(may_read_object(tx, &reader, "person", &self.person_id.to_string()).await?
            && may_read_object(tx, &reader, "subject", &self.subject_id.to_string()).await?)
    }

    async fn circumstances(&self, tx: &mut Tx, _now: Timestamp) -> Result<Vec<Circumstance>, Failure> {
        // as it will be with the acts
        let release = load_release_with(tx, self.person_id, &self.act_ids).await?;
        Ok(vec![
            Circumstance::text("independent_events", release.independent_events().to_string()),
            Circumstance::word("events_lead", "events-lead", release.leads()),
            Circumstance::text("independent_sign_ins", release.independent_sign_ins().to_string()),
        ])
    }
}

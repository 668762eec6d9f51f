//! Say that a unit is on a subject or a person.

use model::Id;
use model::kind::{Person, Subject};
use service::{Acting, Action, Done, EntryDraft, Failure, Scope};

use super::required;
use crate::claims::{read_unit, unit_of, until};
use crate::db::claims::{self, ClaimRow};
use crate::db::{Reader, assignments, persons, subjects};
use crate::ids::Claim;
use crate::permissions::Permission;
use crate::seals;

/// What a claim is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claimed {
    Subject(Id<Subject>),
    Person(Id<Person>),
}

/// Places a claim: for the own unit, or by the central unit for any. A provincial unit claims persons who are handed to it and the subjects of
/// their acts.
pub(crate) struct PlaceClaim {
    pub(crate) claimed: Claimed,
    /// `central`, or the unit's province; empty for the own unit.
    pub(crate) unit: String,
    pub(crate) reason: String,
    /// How long it holds.
    pub(crate) days: u32,
}

impl Action for PlaceClaim {
    type Permission = Permission;
    type Output = Id<Claim>;
    const NAME: &'static str = "place-claim";

    fn permission(&self) -> Permission {
        Permission::ClaimSubjects
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Claim>>, Failure> {
        self.claimed.require(acting).await?;
        let own = unit_of(acting.actor).to_owned();
        let unit = if self.unit.trim().is_empty() { own.clone() } else { read_unit("unit", &self.unit)? };
        if acting.scope != Scope::All && unit != own {
            return Err(Failure::refused("unit", "is not your unit; leave it empty"));
        }
        let reason = required("reason", &self.reason)?;
        let (reader, now) = (Reader::of(acting.actor), acting.now);
        let (known, person_id, subject_id) = match self.claimed {
            Claimed::Subject(id) => (claims::list_on_subject(acting.tx, &reader, id).await?, None, Some(id)),
            Claimed::Person(id) => (claims::list_on_person(acting.tx, &reader, id).await?, Some(id), None),
        };
        // one that was overruled as well: what the central unit decided is not got round by another claim
        let is_same = |row: &&ClaimRow| row.unit == unit && row.person_id == person_id;
        if let Some(known) = known.iter().find(is_same) {
            let message = format!("the unit claims it already by {}; renew that claim", known.claim_id);
            return Err(Failure::conflict(message));
        }
        let claim_id = acting.new_id();
        let row = ClaimRow {
            claim_id,
            unit,
            person_id,
            reason: seals::CLAIM_REASON.seal(acting, claim_id, &reason)?,
            made_at: now,
            made_by: acting.actor.name().to_owned(),
            until_at: until(now, self.days),
            renewed_at: None,
            standing: true,
            is_overruled: false,
        };
        claims::insert(acting.tx, &row, subject_id).await?;
        let entry = EntryDraft::on("claim", claim_id).with("unit", &row.unit);
        let entry = match self.claimed {
            Claimed::Subject(id) => entry.with("subject_id", id.to_string()),
            Claimed::Person(id) => entry.with("person_id", id.to_string()),
        };
        Ok(Done::new(claim_id, entry))
    }
}

impl Claimed {
    /// Absent unless the actor may claim it.
    async fn require(self, acting: &mut Acting<'_>) -> Result<(), Failure> {
        let reader = Reader::of(acting.actor);
        let own = (acting.scope != Scope::All).then(|| unit_of(acting.actor).to_owned());
        match self {
            Self::Subject(id) => {
                let is_there = subjects::exists(acting.tx, &reader, id).await?;
                let is_own = match &own {
                    Some(unit) => claims::is_within(acting.tx, unit, id).await?,
                    None => true,
                };
                if is_there && is_own { Ok(()) } else { Err(Failure::absent("subject")) }
            }
            Self::Person(id) => {
                let person = persons::find_person(acting.tx, &reader, id).await?;
                let assigned = assignments::find_assignment_of_person(acting.tx, &reader, id).await?;
                let has = |unit: &String| assigned.as_ref().is_some_and(|row| row.unit.code() == unit);
                let is_own = own.as_ref().is_none_or(has);
                let is_there = person.is_some_and(|person| person.standing);
                if is_there && is_own { Ok(()) } else { Err(Failure::absent("person")) }
            }
        }
    }
}

//! An officer decides that acts of a subject are those of a person.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use model::kind::{Act, Person, Subject};
use model::{BirthDate, Clock, Id, Precision, Province, Zone};
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};
use utoipa::ToSchema;

use super::{Choice, province, required};
use crate::db::Reader;
use crate::db::acts::{self, ActInContext};
use crate::db::assignments;
use crate::db::persons::{self, IdentificationRow, PersonRow};
use crate::ids::Identification;
use crate::name_blinds::NameBlinds;
use crate::permissions::Permission;
use crate::relied::keep_for_identification;
use crate::{feedback, limitation, losses, seals};

/// Nobody acts at a greater age, in years: the oldest person verified in Spain reached 117. A birth further back is a slip of the pen.
/// This is plausibility, not law.
const PLAUSIBLE_AGE_YEARS: i32 = 120;

/// Attributes acts of a subject to a person, newly recorded or known.
pub(crate) struct IdentifyPerson {
    pub(crate) author: Author,
    pub(crate) subject_id: Id<Subject>,
    pub(crate) acts: Choice<Id<Act>>,
    pub(crate) place: PlaceOfActs,
    pub(crate) grounds: String,
}

/// Whose acts they are.
pub(crate) enum Author {
    /// Somebody not recorded before.
    New(Particulars),
    /// A recorded person.
    Known(Id<Person>),
}

/// Who a person is, as the officer learned it.
pub(crate) struct Particulars {
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) birth: Option<Precision>,
    pub(crate) residence_province: Option<String>,
}

/// Where the acts took place, which says what clock counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PlaceOfActs {
    /// Where the line ends that the operator named for each act.
    Installation,
    /// In this province, by the officer's finding: INE code or name.
    Province(String),
    /// Not known.
    Unknown,
}

impl PlaceOfActs {
    /// Its kind and, where it is one, the province.
    pub(crate) fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Installation => ("installation", ""),
            Self::Province(text) => ("province", text),
            Self::Unknown => ("unknown", ""),
        }
    }

    /// From its parts.
    pub(crate) fn read(kind: &str, province: &str) -> Result<Self, Failure> {
        match kind {
            "installation" => Ok(Self::Installation),
            "province" => Ok(Self::Province(province.to_owned())),
            "unknown" => Ok(Self::Unknown),
            _ => Err(Failure::refused("place", "say where the acts took place, or that it is unknown")),
        }
    }
}

/// What was recorded.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Identified {
    #[schema(value_type = String)]
    pub(crate) person_id: Id<Person>,
    #[schema(value_type = String)]
    pub(crate) identification_id: Id<Identification>,
    /// How many acts were attributed.
    pub(crate) acts: usize,
    /// Other standing persons of the same name: perhaps the same person recorded twice.
    #[schema(value_type = Vec<String>)]
    pub(crate) same_name: Vec<Id<Person>>,
}

impl Action for IdentifyPerson {
    type Permission = Permission;
    type Output = Identified;
    const NAME: &'static str = "identify-person";
    const OPERATION: Operation = Operation::Combination;

    fn permission(&self) -> Permission {
        Permission::IdentifyPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Identified>, Failure> {
        if let Author::Known(person_id) = &self.author {
            require_unreleased(acting, *person_id).await?;
        }
        let (identified, entry) = self.attribute(acting).await?;
        Ok(Done::new(identified, entry))
    }
}

impl IdentifyPerson {
    /// Attributes the acts; what must be asked of a person whom a unit has is asked by who calls.
    pub(super) async fn attribute(
        &self,
        acting: &mut Acting<'_>,
    ) -> Result<(Identified, EntryDraft), Failure> {
        let grounds = required("grounds", &self.grounds)?;
        let (place, place_province) = self.place()?;
        let (chosen, person_id, same_name) = match &self.author {
            Author::New(particulars) => {
                let chosen = self.choose_acts(acting, None).await?;
                let (person_id, same_name) = record_person(acting, particulars, first_day(&chosen)).await?;
                (chosen, person_id, same_name)
            }
            Author::Known(person_id) => {
                let person_id = require_person(acting, *person_id).await?;
                (self.choose_acts(acting, Some(person_id)).await?, person_id, Vec::new())
            }
        };
        let identification_id = acting.new_id();
        let row = IdentificationRow {
            identification_id,
            person_id,
            subject_id: self.subject_id,
            grounds: seals::IDENTIFICATION_GROUNDS.seal(acting, identification_id, &grounds)?,
            place: place.to_owned(),
            place_province,
            decided_at: acting.now,
            decided_by: acting.actor.name().to_owned(),
            standing: true,
            withdrawn_reason: None,
        };
        persons::insert_identification(acting.tx, &row).await?;
        for found in &chosen {
            persons::insert_identified_act(acting.tx, identification_id, found.act.act_id).await?;
        }
        let act_ids: Vec<_> = chosen.iter().map(|found| found.act.act_id).collect();
        losses::mark_known(acting, (identification_id, person_id), &chosen).await?;
        keep_for_identification(acting, &identification_id.to_string(), self.subject_id).await?;
        let reports: BTreeSet<_> = chosen.iter().map(|found| found.act.report_id).collect();
        feedback::refresh(acting, reports).await?;
        let named: Vec<_> = act_ids.iter().map(ToString::to_string).collect();
        limitation::refresh(acting.tx, acting.columns(), act_ids).await?;
        let entry = EntryDraft::on("person", person_id)
            .with("identification_id", identification_id.to_string())
            .with("subject_id", self.subject_id.to_string())
            .with("acts", named.join(" "));
        Ok((Identified { person_id, identification_id, acts: chosen.len(), same_name }, entry))
    }

    fn place(&self) -> Result<(&'static str, Option<Province>), Failure> {
        Ok(match &self.place {
            PlaceOfActs::Installation => ("installation", None),
            PlaceOfActs::Province(text) => ("stated", Some(province("place_of_acts.province", text)?)),
            PlaceOfActs::Unknown => ("unknown", None),
        })
    }

    /// The acts to attribute. An act has one author: another's must be withdrawn first.
    async fn choose_acts(
        &self,
        acting: &mut Acting<'_>,
        person_id: Option<Id<Person>>,
    ) -> Result<Vec<ActInContext>, Failure> {
        let known = acts::list_acts_of_subject(acting.tx, &Reader::of(acting.actor), self.subject_id).await?;
        if known.is_empty() {
            return Err(Failure::refused("subject_id", "there is no such subject, or it has no acts"));
        }
        let chosen: Vec<_> = match &self.acts {
            // what is this person's already needs no second decision
            Choice::All(_) => known
                .into_iter()
                .filter(|act| act.person_id.is_none() || act.person_id != person_id)
                .collect(),
            Choice::These(ids) => these(known, ids)?,
        };
        if chosen.is_empty() {
            return Err(Failure::refused(
                "act_ids",
                "name one act at least that is not this person's already",
            ));
        }
        if let Some((act_id, author)) =
            chosen.iter().find_map(|found| Some((found.act.act_id, found.person_id?)))
        {
            return Err(Failure::conflict(format!(
                "{act_id} is attributed to {author}; undo that identification first, or name the other acts one by one"
            )));
        }
        Ok(chosen)
    }
}

fn these(known: Vec<ActInContext>, ids: &[Id<Act>]) -> Result<Vec<ActInContext>, Failure> {
    let mut wanted: BTreeSet<_> = ids.iter().copied().collect();
    let chosen: Vec<_> = known.into_iter().filter(|found| wanted.remove(&found.act.act_id)).collect();
    match ids.iter().position(|id| wanted.contains(id)) {
        Some(index) => Err(Failure::refused(&format!("act_ids[{index}]"), "is no act of this subject")),
        None => Ok(chosen),
    }
}

/// Refuses to add acts to somebody whom a unit has: they would be released to it by one officer.
async fn require_unreleased(acting: &mut Acting<'_>, person_id: Id<Person>) -> Result<(), Failure> {
    let reader = Reader::of(acting.actor);
    match assignments::find_assignment_of_person(acting.tx, &reader, person_id).await? {
        None => Ok(()),
        Some(assignment) => Err(Failure::conflict(format!(
            "the unit of {} has the person, so that a second person must approve more acts; ask anew",
            assignment.unit.name()
        ))),
    }
}

async fn require_person(acting: &mut Acting<'_>, person_id: Id<Person>) -> Result<Id<Person>, Failure> {
    let person = persons::find_person(acting.tx, &Reader::of(acting.actor), person_id).await?;
    let person = person.filter(|person| person.standing).ok_or_else(|| Failure::absent("person"))?;
    Ok(person.person_id)
}

/// Records a person; also gives the others of the same name.
async fn record_person(
    acting: &mut Acting<'_>,
    particulars: &Particulars,
    first_day: Option<Date>,
) -> Result<(Id<Person>, Vec<Id<Person>>), Failure> {
    let given_name = required("given_name", &particulars.given_name)?;
    let family_name = required("family_name", &particulars.family_name)?;
    let birth = particulars.birth.map(|birth| checked_birth(birth, acting.now, first_day)).transpose()?;
    let residence = particulars
        .residence_province
        .as_deref()
        .map(|text| province("residence_province", text))
        .transpose()?;
    let person_id = acting.new_id();
    let blinds = NameBlinds::new(acting.columns(), &given_name, &family_name);
    let same_name = persons::list_same_name(acting.tx, &Reader::of(acting.actor), &blinds.name).await?;
    let row = PersonRow {
        person_id,
        given_name: seals::GIVEN_NAME.seal(acting, person_id, &given_name)?,
        family_name: seals::FAMILY_NAME.seal(acting, person_id, &family_name)?,
        birth: birth.map(|birth| seals::BIRTH.seal(acting, person_id, &birth)).transpose()?,
        residence_province: residence,
        other_roles: Vec::new(),
        recorded_at: acting.now,
        standing: true,
        withdrawn_reason: None,
        erased: None,
    };
    persons::insert_person(acting.tx, &row, &blinds, acting.actor.name()).await?;
    Ok((person_id, same_name))
}

/// The day of the first of these acts on the clock of Madrid: near enough for what is plausible.
fn first_day(acts: &[ActInContext]) -> Option<Date> {
    let first = acts.iter().map(|found| found.act.happened_at).min()?;
    Some(Zone::EuropeMadrid.time_zone().to_datetime(first).date())
}

/// A birth date that exists, does not lie in the future, and leaves the author alive at the first act.
fn checked_birth(birth: Precision, now: Timestamp, first_day: Option<Date>) -> Result<Precision, Failure> {
    struct Now(Timestamp);
    impl Clock for Now {
        fn now(&self) -> Timestamp {
            self.0
        }
    }
    let birth = BirthDate::new(birth, &Now(now)).map_err(|error| {
        let text = error.to_string();
        Failure::refused("birth", text.strip_prefix("birth date: ").unwrap_or(&text))
    })?;
    let oldest = first_day.and_then(|day| day.checked_sub(Span::new().years(PLAUSIBLE_AGE_YEARS)).ok());
    if oldest.is_some_and(|oldest| birth.latest() < oldest) {
        let message = format!("lies more than {PLAUSIBLE_AGE_YEARS} years before the first of these acts");
        return Err(Failure::refused("birth", message));
    }
    Ok(birth.precision())
}

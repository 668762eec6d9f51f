//! A person over their acts: ages, paths, class, and whether an arrest is lawful. Computed whenever asked, never stored.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use model::{
    ActAge, ActTime, AgeAtAct, ArrestRefused, BirthDate, Doubt, Id, Path, PersonClass, Place, Precision,
    completed_years, may_be_arrested,
};
use service::{ColumnKeys, Failure, Tx};

use crate::db::Reader;
use crate::db::authored::{self, AuthoredAct};
use crate::db::persons::PersonRow;
use crate::identified::{IdentificationState, require_releasable};
use crate::ids::GroundLoss;
use crate::seals;

/// An act with the age of its author.
pub(crate) struct JudgedAct {
    pub(crate) act: AuthoredAct,
    pub(crate) place: Place,
    pub(crate) age: ActAge,
    /// Every age that the open facts leave possible.
    pub(crate) years: Option<RangeInclusive<u16>>,
}

impl JudgedAct {
    /// INE code of the place, which says what clock counts.
    pub(crate) fn place_code(&self) -> Option<&'static str> {
        match self.place {
            Place::Province(province) => Some(province.code()),
            Place::Unknown => None,
        }
    }
}

/// A person and their judged acts.
pub(crate) struct Judged {
    pub(crate) acts: Vec<JudgedAct>,
    /// Of an erased person: the class, and whether they were certainly a minor at one act. The birth it followed from is gone.
    erased: Option<(PersonClass, bool)>,
}

impl Judged {
    /// Judges `acts`, each by the law that decides at this node and in the zone of its place. Where none decides, every age is open.
    pub(crate) fn new(birth: Option<&BirthDate>, acts: Vec<AuthoredAct>) -> Self {
        let judge = |act: AuthoredAct| {
            let place = place(&act);
            let time = ActTime::At(act.happened_at);
            let age = act.law.map_or_else(ActAge::undecided, |law| ActAge::new(birth, time, place, law));
            JudgedAct { place, age, years: completed_years(birth, time, place), act }
        };
        Self { acts: acts.into_iter().map(judge).collect(), erased: None }
    }

    fn ages(&self) -> Vec<ActAge> {
        self.acts.iter().map(|act| act.age).collect()
    }

    /// Over all acts.
    pub(crate) fn class(&self) -> PersonClass {
        self.erased.map_or_else(|| PersonClass::over(&self.ages()), |(class, _)| class)
    }

    /// The path in which the person is handed over: that of the class, while each act keeps its own.
    pub(crate) fn path(&self) -> Path {
        match self.class() {
            PersonClass::UnderResponsibility => Path::Protection,
            PersonClass::Minor => Path::Juvenile,
            PersonClass::Adult => Path::Adult,
            PersonClass::Undetermined(doubt) => Path::Undetermined(doubt),
        }
    }

    /// When the first act took place, if there is one.
    pub(crate) fn first_act_at(&self) -> Option<Timestamp> {
        self.acts.iter().map(|judged| judged.act.happened_at).min()
    }

    /// Where the identifications of these acts stand: the one that asks most of a reader; none without an act.
    pub(crate) fn state(&self) -> Option<IdentificationState> {
        self.acts.iter().map(|judged| judged.act.state).max()
    }

    /// A lost ground of one of these identifications that nobody has settled.
    pub(crate) fn lost_by(&self) -> Option<Id<GroundLoss>> {
        self.acts.iter().find_map(|judged| judged.act.lost_by)
    }

    /// Whether an act hangs on a link that is disputed and not decided on.
    pub(crate) fn is_link_contested(&self) -> bool {
        self.acts.iter().any(|judged| judged.act.link_contested)
    }

    /// Whether a doubt that nobody has settled keeps the person from being handed on and from the list of whom to arrest; who tries is told which.
    pub(crate) fn is_held(&self) -> bool {
        self.is_link_contested() || require_releasable(self).is_err()
    }

    /// Whether no law that decides is known for an act, so that nothing follows from the age at it.
    pub(crate) fn is_without_law(&self) -> bool {
        self.acts.iter().any(|judged| judged.act.law.is_none())
    }

    /// The gate before every arrest.
    pub(crate) fn may_be_arrested(&self) -> Result<(), ArrestRefused> {
        may_be_arrested(&self.ages())
    }

    /// The acts that carry an arrest: those at which the person certainly had the age of criminal responsibility.
    pub(crate) fn carrying(&self) -> impl Iterator<Item = &JudgedAct> {
        self.acts.iter().filter(|act| act.age.responsibility == AgeAtAct::CertainlyOver)
    }

    /// Certainly under the age of criminal responsibility at every act, and there is one.
    pub(crate) fn is_under_responsibility(&self) -> bool {
        match self.erased {
            Some((class, _)) => class == PersonClass::UnderResponsibility,
            None => self.may_be_arrested() == Err(ArrestRefused::UnderResponsibility),
        }
    }

    /// Certainly under the age of the adult code at one act at least.
    pub(crate) fn is_minor(&self) -> bool {
        match self.erased {
            Some((_, minor)) => minor,
            None => self.acts.iter().any(|act| act.age.adult_code == AgeAtAct::CertainlyUnder),
        }
    }
}

fn place(act: &AuthoredAct) -> Place {
    let province = match act.place.as_str() {
        "installation" => act.installation_province,
        "stated" => act.place_province,
        _ => None,
    };
    province.map_or(Place::Unknown, Place::Province)
}

/// The birth date of a person, opened.
fn open_birth(keys: &ColumnKeys, person: &PersonRow) -> Result<Option<BirthDate>, Failure> {
    let Some(sealed) = &person.birth else { return Ok(None) };
    let precision: Precision = seals::BIRTH.open(keys, person.person_id, sealed)?;
    BirthDate::try_from(precision).map(Some).map_err(Failure::broken)
}

/// A person judged over these acts; an erased one keeps the class of that time.
pub(crate) fn judge(
    keys: &ColumnKeys,
    person: &PersonRow,
    acts: Vec<AuthoredAct>,
) -> Result<Judged, Failure> {
    let mut judged = Judged::new(open_birth(keys, person)?.as_ref(), acts);
    judged.erased = person.erased.as_ref().map(|erased| (find_class(&erased.class), erased.minor));
    Ok(judged)
}

fn find_class(word: &str) -> PersonClass {
    match word {
        "under_responsibility" => PersonClass::UnderResponsibility,
        "minor" => PersonClass::Minor,
        "adult" => PersonClass::Adult,
        _ => PersonClass::Undetermined(Doubt::BirthUnknown),
    }
}

/// A person judged over all of their acts.
pub(crate) async fn judge_person(
    tx: &mut Tx,
    keys: &ColumnKeys,
    person: &PersonRow,
) -> Result<Judged, Failure> {
    let acts = authored::list_acts_of_person(tx, &Reader::node(), person.person_id).await?;
    judge(keys, person, acts)
}

/// Refuses an arrest of a person who may not be arrested, naming field and law.
pub(crate) fn require_arrestable(judged: &Judged, field: &str) -> Result<(), Failure> {
    judged.may_be_arrested().map_err(|refused| {
        let law = match refused {
            ArrestRefused::Undetermined(_) if judged.is_without_law() => {
                "the law of this node's country is not known here, so that nothing is decided from it"
            }
            ArrestRefused::UnderResponsibility => {
                "LO 5/2000 arts. 1.1 and 3: the prosecutor informs the child-protection body"
            }
            ArrestRefused::Undetermined(Doubt::NoAct) => "attribute the act first, on its grounds",
            ArrestRefused::Undetermined(_) => {
                "LO 5/2000 arts. 1.1 and 5.3: find out the age at the time of the act first"
            }
        };
        Failure::refused(field, format!("{refused} ({law})"))
    })
}

/// A word for why an arrest is refused, without its doubt.
pub(crate) fn refused_word(refused: ArrestRefused) -> &'static str {
    match refused {
        ArrestRefused::UnderResponsibility => "under_responsibility",
        ArrestRefused::Undetermined(Doubt::NoLaw) => "no_law",
        ArrestRefused::Undetermined(Doubt::NoAct) => "no_act",
        ArrestRefused::Undetermined(_) => "undetermined",
    }
}

/// A word for a doubt.
pub(crate) fn doubt_word(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::BirthUnknown => "birth_unknown",
        Doubt::BirthImprecise => "birth_imprecise",
        Doubt::OnBirthday => "on_birthday",
        Doubt::LeapDay => "leap_day",
        Doubt::PlaceUnknown => "place_unknown",
        Doubt::ActBeforeBirth => "act_before_birth",
        Doubt::NoLaw => "no_law",
        Doubt::OutsideCalendar => "outside_calendar",
        Doubt::NoAct => "no_act",
    }
}

/// A word for a path, without its doubt.
pub(crate) fn path_word(path: Path) -> &'static str {
    match path {
        Path::Protection => "protection",
        Path::Juvenile => "juvenile",
        Path::Adult => "adult",
        Path::Undetermined(_) => "undetermined",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: &str = "0176a893628079a08b0c0746228b6672";

    fn act(state: IdentificationState) -> AuthoredAct {
        AuthoredAct {
            person_id: format!("per_{BYTES}").parse().unwrap(),
            identification_id: format!("idf_{BYTES}").parse().unwrap(),
            state,
            lost_by: None,
            link_contested: false,
            act_id: format!("act_{BYTES}").parse().unwrap(),
            report_id: format!("rep_{BYTES}").parse().unwrap(),
            report_number: 1,
            has_file: false,
            subject_id: format!("sub_{BYTES}").parse().unwrap(),
            stated_text: "2020-11-30T11:00:00+01:00".to_owned(),
            happened_at: "2020-11-30T10:00:00Z".parse().unwrap(),
            place: "unknown".to_owned(),
            place_province: None,
            installation_province: None,
            law: None,
        }
    }

    #[test]
    fn a_doubt_about_one_act_holds_the_person() {
        let proposed = || act(IdentificationState::Proposed);
        for (second, is_held) in [
            (proposed(), false),
            (act(IdentificationState::Confirmed), false),
            (act(IdentificationState::Contested), true),
            (act(IdentificationState::Cleared), true),
            (AuthoredAct { lost_by: Some(format!("gls_{BYTES}").parse().unwrap()), ..proposed() }, true),
            (AuthoredAct { link_contested: true, ..proposed() }, true),
        ] {
            let said = format!("{:?} {:?} {}", second.state, second.lost_by, second.link_contested);
            assert_eq!(Judged::new(None, vec![proposed(), second]).is_held(), is_held, "{said}");
        }
        assert!(!Judged::new(None, Vec::new()).is_held());
    }

    #[test]
    fn whoever_has_no_act_is_refused_by_no_country_s_law() {
        let nobody = Judged::new(None, Vec::new());
        let refused = require_arrestable(&nobody, "person_id").unwrap_err().to_string();
        assert!(refused.contains("attribute the act first") && !refused.contains("5/2000"), "{refused}");
        assert_eq!(nobody.may_be_arrested().map_err(refused_word), Err("no_act"));
    }
}

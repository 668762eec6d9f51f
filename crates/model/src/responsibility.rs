//! What the age at each act means: the path of the act, the class of the person, and whether an arrest is lawful.

use serde::{Deserialize, Serialize};

use crate::age::{ActTime, AgeAtAct, Doubt, Place, age_at_act};
use crate::birth::BirthDate;
use crate::law::{AgeKind, Jurisdiction};

/// A person's age at one act, against both thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActAge {
    /// Against the age of criminal responsibility.
    pub responsibility: AgeAtAct,
    /// Against the age of the adult code.
    pub adult_code: AgeAtAct,
}

impl ActAge {
    /// Judges one act under the law in force when it took place.
    pub fn new(birth: Option<&BirthDate>, act: ActTime, place: Place, law: Jurisdiction) -> Self {
        let against = |age| age_at_act(birth, act, place, law, age);
        Self {
            responsibility: against(AgeKind::CriminalResponsibility),
            adult_code: against(AgeKind::AdultCode),
        }
    }

    /// The ages of an act that no law decides on: both are open, whatever is known of the birth.
    pub fn undecided() -> Self {
        let open = AgeAtAct::Undetermined(Doubt::NoLaw);
        Self { responsibility: open, adult_code: open }
    }

    /// The path this act takes.
    pub fn path(self) -> Path {
        match (self.responsibility, self.adult_code) {
            (AgeAtAct::CertainlyUnder, _) => Path::Protection,
            (_, AgeAtAct::CertainlyOver) => Path::Adult,
            (AgeAtAct::CertainlyOver, AgeAtAct::CertainlyUnder) => Path::Juvenile,
            (AgeAtAct::Undetermined(doubt), _) | (_, AgeAtAct::Undetermined(doubt)) => {
                Path::Undetermined(doubt)
            }
        }
    }
}

/// Where an act is dealt with; it follows the act, not the person (LO 5/2000 art. 5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Path {
    /// No penal responsibility: the prosecutor informs the child-protection body (LO 5/2000 art. 3).
    Protection,
    /// Juvenile prosecutor and judge (LO 5/2000 art. 1.1).
    Juvenile,
    /// The adult code (CP art. 19).
    Adult,
    /// A human must find out more first.
    Undetermined(Doubt),
}

/// A person over all of their acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonClass {
    /// A minor certainly under the age of responsibility at every act.
    UnderResponsibility,
    /// Certainly under the age of the adult code at one act at least.
    Minor,
    /// Certainly of the age of the adult code at every act.
    Adult,
    /// Whether a minor, or whether responsible, is open.
    Undetermined(Doubt),
}

impl PersonClass {
    /// Classes a person by all of their acts. Without any act nothing is certain.
    pub fn over(acts: &[ActAge]) -> Self {
        let minor = any(acts.iter().map(|act| act.adult_code), AgeAtAct::CertainlyUnder);
        let responsible = any(acts.iter().map(|act| act.responsibility), AgeAtAct::CertainlyOver);
        match (minor, responsible) {
            (Err(doubt), _) | (_, Err(doubt)) => Self::Undetermined(doubt),
            (Ok(_), Ok(false)) => Self::UnderResponsibility,
            (Ok(true), Ok(true)) => Self::Minor,
            (Ok(false), Ok(true)) => Self::Adult,
        }
    }
}

/// Why a person may not be arrested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ArrestRefused {
    /// No penal responsibility (LO 5/2000 art. 3).
    #[error("arrest: the person was under the age of criminal responsibility at every act")]
    UnderResponsibility,
    /// Not certain for any act.
    #[error(
        "arrest: it is not certain for any act that the person had reached the age of criminal responsibility: {0}"
    )]
    Undetermined(Doubt),
}

/// Allows an arrest only for at least one act at which the person had certainly reached the age of criminal responsibility.
pub fn may_be_arrested(acts: &[ActAge]) -> Result<(), ArrestRefused> {
    match any(acts.iter().map(|act| act.responsibility), AgeAtAct::CertainlyOver) {
        Ok(true) => Ok(()),
        Ok(false) => Err(ArrestRefused::UnderResponsibility),
        Err(doubt) => Err(ArrestRefused::Undetermined(doubt)),
    }
}

/// Is one age `wanted`? One sure yes decides; a no needs every age to be sure.
fn any(ages: impl Iterator<Item = AgeAtAct>, wanted: AgeAtAct) -> Result<bool, Doubt> {
    let mut answer = Err(Doubt::NoAct);
    for age in ages {
        match age {
            sure if sure == wanted => return Ok(true),
            AgeAtAct::Undetermined(doubt) => answer = Err(doubt),
            // a sure no never hides an earlier doubt
            _ if answer == Err(Doubt::NoAct) => answer = Ok(false),
            _ => {}
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: AgeAtAct = AgeAtAct::Undetermined(Doubt::BirthImprecise);
    const UNDER: ActAge = age(AgeAtAct::CertainlyUnder, AgeAtAct::CertainlyUnder);
    const JUVENILE: ActAge = age(AgeAtAct::CertainlyOver, AgeAtAct::CertainlyUnder);
    const ADULT: ActAge = age(AgeAtAct::CertainlyOver, AgeAtAct::CertainlyOver);
    const OPEN_LOW: ActAge = age(OPEN, AgeAtAct::CertainlyUnder);
    const OPEN_HIGH: ActAge = age(AgeAtAct::CertainlyOver, OPEN);

    const fn age(responsibility: AgeAtAct, adult_code: AgeAtAct) -> ActAge {
        ActAge { responsibility, adult_code }
    }

    #[test]
    fn each_act_takes_its_own_path() {
        let open = Path::Undetermined(Doubt::BirthImprecise);
        let paths = [UNDER, JUVENILE, ADULT, OPEN_LOW, OPEN_HIGH].map(ActAge::path);
        assert_eq!(paths, [Path::Protection, Path::Juvenile, Path::Adult, open, open]);
    }

    #[test]
    fn a_person_is_classed_over_all_acts() {
        let check = |acts: &[ActAge], expected| assert_eq!(PersonClass::over(acts), expected, "{acts:?}");
        let open = PersonClass::Undetermined(Doubt::BirthImprecise);
        check(&[UNDER, UNDER], PersonClass::UnderResponsibility);
        check(&[UNDER, JUVENILE], PersonClass::Minor);
        check(&[JUVENILE, ADULT], PersonClass::Minor);
        check(&[ADULT, ADULT], PersonClass::Adult);
        check(&[OPEN_LOW, ADULT], PersonClass::Minor);
        check(&[OPEN_HIGH, JUVENILE], PersonClass::Minor);
        check(&[OPEN_HIGH, ADULT], open);
        check(&[ADULT, OPEN_HIGH], open);
        check(&[UNDER, OPEN_LOW], open);
        check(&[OPEN_LOW, UNDER], open);
        check(&[], PersonClass::Undetermined(Doubt::NoAct));
    }

    #[test]
    fn arrest_needs_one_act_certainly_over() {
        let check = |acts: &[ActAge], expected| assert_eq!(may_be_arrested(acts), expected, "{acts:?}");
        let open = Err(ArrestRefused::Undetermined(Doubt::BirthImprecise));
        check(&[UNDER, JUVENILE], Ok(()));
        check(&[OPEN_LOW, ADULT], Ok(()));
        check(&[UNDER, UNDER], Err(ArrestRefused::UnderResponsibility));
        check(&[UNDER, OPEN_LOW], open);
        check(&[OPEN_LOW, UNDER], open);
        check(&[], Err(ArrestRefused::Undetermined(Doubt::NoAct)));
        assert!(
            ArrestRefused::UnderResponsibility
                .to_string()
                .contains("under the age of criminal responsibility")
        );
    }
}

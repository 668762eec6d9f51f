//! What a law asks of the police on each path: to whom an act goes, what goes with it, and how long somebody may be held. Texts have their
//! words by the key of a duty.

use jiff::{SignedDuration, Timestamp};

use super::{Jurisdiction, Review, spain};
use crate::age::AgeAtAct;
use crate::responsibility::ActAge;

/// The path on whose side an act is handled while it is open: at the age of responsibility nothing is begun, at the adult code the juvenile
/// path is taken, until a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Handling {
    /// Certainly, or perhaps, under the age of responsibility.
    Protection,
    /// Between the two ages, or perhaps above the second.
    Juvenile,
    /// Certainly of the age of the adult code.
    Adult,
}

impl Handling {
    /// How an act is handled whose age is this. Whoever may have been too young to answer for it is protected.
    pub fn of(age: ActAge) -> Self {
        match (age.responsibility, age.adult_code) {
            (AgeAtAct::CertainlyOver, AgeAtAct::CertainlyOver) => Self::Adult,
            (AgeAtAct::CertainlyOver, _) => Self::Juvenile,
            _ => Self::Protection,
        }
    }

    /// As keys of texts and the API write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Protection => "protection",
            Self::Juvenile => "juvenile",
            Self::Adult => "adult",
        }
    }
}

/// To whom a duty is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// The section of the prosecutor's office for minors.
    JuvenileProsecutor,
    /// The public body for the protection of minors, by way of the prosecutor.
    ProtectionBody,
    /// The minor and who has parental authority.
    MinorAndGuardians,
    /// The person.
    Person,
    /// The court that is on duty.
    Court,
}

impl Owed {
    /// As keys of texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JuvenileProsecutor => "juvenile-prosecutor",
            Self::ProtectionBody => "protection-body",
            Self::MinorAndGuardians => "minor-and-guardians",
            Self::Person => "person",
            Self::Court => "court",
        }
    }
}

/// One thing to do on a path.
#[derive(Debug, PartialEq, Eq)]
pub struct Duty {
    /// On which path.
    pub handling: Handling,
    /// Names it in texts: small letters and hyphens.
    pub key: &'static str,
    /// To whom.
    pub owed: Owed,
    /// Whether it begins with an arrest only.
    pub in_custody: bool,
    /// From the time of the arrest on, where there is a term.
    pub within_hours: Option<i64>,
    /// The statute.
    pub source: &'static str,
    /// The articles within it.
    pub article: &'static str,
    /// How far the row can be trusted.
    pub review: Review,
}

impl Duty {
    /// When its term ends for who was arrested then; none without a term, or past the end of the calendar.
    pub fn ends_at(&self, arrested_at: Timestamp) -> Option<Timestamp> {
        arrested_at.checked_add(SignedDuration::from_hours(self.within_hours?)).ok()
    }
}

/// Every path.
const PATHS: [Handling; 3] = [Handling::Protection, Handling::Juvenile, Handling::Adult];

impl Jurisdiction {
    /// What is to be done on a path, in order; empty for a country whose law says nothing here.
    pub fn duties(self, handling: Handling) -> impl Iterator<Item = &'static Duty> {
        let known: &'static [Duty] = match self {
            Self::Spain => spain::DUTIES,
            Self::Portugal | Self::EnglandAndWales => &[],
        };
        known.iter().filter(move |duty| duty.handling == handling)
    }

    /// Whether anything is entered of what is to be done; where nothing is, the law may ask for much all the same.
    pub fn has_duties(self) -> bool {
        PATHS.into_iter().any(|path| self.duties(path).next().is_some())
    }

    /// The longest term that runs from an arrest, on any path, in hours; none for a country whose law sets none here.
    pub fn longest_custody_hours(self) -> Option<i64> {
        PATHS.into_iter().flat_map(|path| self.duties(path)).filter_map(|duty| duty.within_hours).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::age::Doubt;

    const OPEN: AgeAtAct = AgeAtAct::Undetermined(Doubt::BirthUnknown);

    #[test]
    fn what_is_open_is_handled_on_the_side_of_the_minor() {
        use AgeAtAct::{CertainlyOver as Over, CertainlyUnder as Under};
        for (responsibility, adult_code, handled) in [
            (Under, Under, Handling::Protection),
            (OPEN, Under, Handling::Protection),
            (OPEN, OPEN, Handling::Protection),
            (Over, Under, Handling::Juvenile),
            (Over, OPEN, Handling::Juvenile),
            (Over, Over, Handling::Adult),
        ] {
            assert_eq!(Handling::of(ActAge { responsibility, adult_code }), handled);
        }
    }

    #[test]
    fn nobody_is_held_on_the_path_of_protection() {
        let duties: Vec<_> = Jurisdiction::Spain.duties(Handling::Protection).collect();
        assert!(!duties.is_empty());
        assert!(duties.iter().all(|duty| !duty.in_custody && duty.within_hours.is_none()));
    }

    #[test]
    fn every_term_runs_from_the_arrest() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let arrested = at("2020-10-24T20:00:00Z");
        let terms = |handling| {
            let duties = Jurisdiction::Spain.duties(handling);
            duties.filter_map(|duty| duty.ends_at(arrested)).collect::<Vec<_>>()
        };
        // the clock goes back in between, and the hours are hours all the same
        assert_eq!(terms(Handling::Juvenile), [at("2020-10-25T20:00:00Z"), at("2020-10-26T20:00:00Z")]);
        assert_eq!(terms(Handling::Adult), [at("2020-10-27T20:00:00Z")]);
    }

    #[test]
    fn the_longest_term_is_that_of_an_adult() {
        assert_eq!(Jurisdiction::Spain.longest_custody_hours(), Some(72));
        assert_eq!(Jurisdiction::Portugal.longest_custody_hours(), None);
    }

    #[test]
    fn where_nothing_is_entered_nobody_reads_that_nothing_is_due() {
        let entered = Jurisdiction::ALL.map(Jurisdiction::has_duties);
        assert_eq!(entered, [true, false, false], "Spain's alone are entered");
    }

    #[test]
    fn a_term_needs_custody_and_a_key_names_one_duty() {
        for (i, duty) in spain::DUTIES.iter().enumerate() {
            assert!(duty.within_hours.is_none() || duty.in_custody, "{duty:?}");
            assert!(spain::DUTIES[..i].iter().all(|other| other.key != duty.key), "{duty:?}");
            assert!(!duty.source.is_empty() && !duty.article.is_empty(), "{duty:?}");
        }
    }
}

//! Names and birth dates of two groups of accounts, weighed.

use super::accounts::{Account, Population};
use super::claims::{Claims, Honesty};
use super::names::{Likeness, Vocabulary};
use super::points::{Bits, Identity};
use super::settings::Settings;

/// What the accounts of a group claim of their holder.
#[derive(Clone, Default)]
pub(super) struct Person {
    names: Claims,
    birth_dates: Claims,
}

/// Weighs claims by how common they are in a population.
pub(super) struct Judge<'a> {
    population: &'a Population,
    name_honesty: Honesty,
    birth_honesty: Honesty,
}

impl<'a> Judge<'a> {
    pub(super) fn new(population: &'a Population, settings: &Settings) -> Self {
        let honesty = |truth, at_worst: i32| Honesty {
            truth,
            slips: settings.slips,
            at_worst_bits: f64::from(at_worst) / 1000.0,
        };
        Self {
            population,
            name_honesty: honesty(settings.true_names, settings.names_at_worst_millibits),
            birth_honesty: honesty(settings.true_birth_dates, settings.birth_dates_at_worst_millibits),
        }
    }

    pub(super) fn person(&self, account: &Account) -> Person {
        Person {
            names: Claims::new(account.names.clone(), &self.population.names, self.name_honesty),
            birth_dates: Claims::new(
                account.birth_dates.clone(),
                &self.population.birth_dates,
                self.birth_honesty,
            ),
        }
    }

    pub(super) fn absorb(&self, person: &mut Person, other: &Person) {
        person.names.absorb(&other.names, &self.population.names, self.name_honesty);
        person.birth_dates.absorb(&other.birth_dates, &self.population.birth_dates, self.birth_honesty);
    }

    /// What the names and birth dates of two say.
    pub(super) fn weigh(&self, one: &Person, other: &Person) -> Identity {
        let names = one.names.bits(&other.names, &self.population.names, self.name_honesty);
        let dates =
            one.birth_dates.bits(&other.birth_dates, &self.population.birth_dates, self.birth_honesty);
        Identity {
            name: Bits { strangers: names, household: self.names_at_home(one, other) },
            birth_date: Bits { strangers: dates, household: self.birth_dates_at_home(one, other) },
        }
    }

    /// Bits for one person against two of one household, by their main names: families share surnames, and seldom given names.
    /// (From the invented operations of the seeds named at [`Settings`].)
    fn names_at_home(&self, one: &Person, other: &Person) -> f64 {
        let (Some(one), Some(other)) = (one.names.main(), other.names.main()) else { return 0.0 };
        match self.population.names.likeness(one, other) {
            Likeness::Same => 8.0,
            Likeness::Near => -1.3,
            Likeness::SameSurname => -7.0,
            Likeness::SameGiven => 0.0,
            Likeness::Other => -1.9,
        }
    }

    /// The same of birth dates: twins share theirs.
    fn birth_dates_at_home(&self, one: &Person, other: &Person) -> f64 {
        let (Some(one), Some(other)) = (one.birth_dates.main(), other.birth_dates.main()) else { return 0.0 };
        match self.population.birth_dates.likeness(one, other) {
            Likeness::Same if self.population.birth_dates.is_usual(one) => 0.5,
            Likeness::Same => 2.3,
            Likeness::Near => 2.0,
            _ => -1.2,
        }
    }
}

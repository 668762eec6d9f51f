//! Names and birth dates of two groups of accounts, weighed.

use super::accounts::{Account, Population};
use super::claims::{Claims, Honesty};
use super::likeness::{Likeness, Vocabulary as _};
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
    of_names: Honesty,
    of_birth_dates: Honesty,
}

impl<'a> Judge<'a> {
    pub(super) fn new(population: &'a Population, settings: &Settings) -> Self {
        let honesty =
            |truth, at_worst: i32| Honesty::new(truth, settings.slips, f64::from(at_worst) / 1000.0);
        Self {
            population,
            of_names: honesty(settings.true_names, settings.names_at_worst_millibits),
            of_birth_dates: honesty(settings.true_birth_dates, settings.birth_dates_at_worst_millibits),
        }
    }

    pub(super) fn person(&self, account: &Account) -> Person {
        let Population { names, birth_dates, .. } = self.population;
        Person {
            names: Claims::new(&account.names, names, &self.of_names),
            birth_dates: Claims::new(&account.birth_dates, birth_dates, &self.of_birth_dates),
        }
    }

    pub(super) fn absorb(&self, person: &mut Person, other: &Person) {
        let Population { names, birth_dates, .. } = self.population;
        person.names.absorb(&other.names, names, &self.of_names);
        person.birth_dates.absorb(&other.birth_dates, birth_dates, &self.of_birth_dates);
    }

    /// What the names and birth dates of two say.
    pub(super) fn weigh(&self, one: &Person, other: &Person) -> Identity {
        let Population { names, birth_dates, .. } = self.population;
        Identity {
            name: Bits {
                strangers: one.names.bits(&other.names, names, &self.of_names),
                household: self.names_at_home(one, other),
            },
            birth_date: Bits {
                strangers: one.birth_dates.bits(&other.birth_dates, birth_dates, &self.of_birth_dates),
                household: self.birth_dates_at_home(one, other),
            },
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

//! Links the accounts of many reports at once: who is one person, and who merely lives with them.
//!
//! 1. Statements are folded into accounts, and what they state into keys (`folding`, `keys`, `accounts`).
//! 2. Accounts that share a key which few hold are a pair worth weighing (`pairs`); what it shares is one level for each family (`level`).
//! 3. Each level's worth in bits is estimated from the pairs at hand, for one person against two strangers and against two people of one
//!    household (`estimate`); names and birth dates are weighed as what all accounts of a group claim together (`claims`, `identity`).
//! 4. Groups are joined, the surest first, and weighed anew each time (`groups`, `scales`). What stays apart and shares a line or a device is shown as a
//!    relation, and never merges.
//!
//! The outcome depends on the statements and not on their order, except for the numbers that it gives: accounts and texts are numbered by what
//! they are before anything is weighed. Points are no probability of guilt: they order what a person looks at.

mod accounts;
mod birth_dates;
mod bits;
mod claims;
mod estimate;
mod family;
mod folding;
mod groups;
mod identity;
mod keys;
mod level;
mod likeness;
mod name_parser;
mod names;
mod near;
mod pairs;
mod points;
mod resolution;
mod scales;
mod settings;
mod statement;
mod texts;

use accounts::Population;
pub use bits::Millibits;
pub use family::Family;
use folding::Folding;
use groups::Joining;
use identity::Judge;
use pairs::Pair;
pub use resolution::{Evidence, Join, Relation, RelationKind, Resolution};
use scales::Scales;
pub use settings::Settings;
pub use statement::{LineUse, Statement};
use texts::number_of;

/// Takes statements in, then links them.
#[derive(Default)]
pub struct Resolver {
    folding: Folding,
}

impl Resolver {
    /// Takes in what a report states; its number, counted from 0.
    pub fn add(&mut self, stated: &Statement<'_>) -> u32 {
        self.folding.add(stated)
    }

    /// Links everything.
    pub fn resolve(self, settings: &Settings) -> Resolution {
        let population = Population::new(self.folding, settings.without_account);
        let pairs = pairs::pairs(&population);
        let judge = Judge::new(&population, settings);
        let persons: Vec<_> = population.accounts.iter().map(|account| judge.person(account)).collect();
        let weigh = |pair: Pair| {
            let (one, other) = pair.accounts();
            judge.weigh(&persons[one as usize], &persons[other as usize])
        };
        let identity: Vec<_> = pairs.iter().map(|(pair, _)| weigh(*pair)).collect();
        let accounts = number_of(population.accounts.len());
        let points = estimate::estimate(&pairs, &identity, accounts, settings);
        let scales = Scales::new(&points, settings, accounts);
        let mut joining = Joining::new(&population, persons, &pairs, &identity, (judge, scales));
        drop((pairs, identity));
        let subject_of_account = joining.run();
        let prior = points.prior_millibits();
        Resolution {
            subject_of_account,
            relations: resolution::relations(&joining, prior),
            joins: joining.joins.into_iter().map(|join| Join::new(join, prior)).collect(),
            account_of_report: population.of_report,
        }
    }
}

//! Links the accounts of many reports at once: who is one person, and who merely lives with them.
//!
//! 1. Statements are folded into accounts, and what they state into keys (`accounts`, `keys`).
//! 2. Accounts that share a key which few hold are a pair worth weighing (`pairs`); what it shares is one level for each family (`level`).
//! 3. Each level's worth in bits is estimated from the pairs at hand, for one person against two strangers and against two people of one
//!    household (`points`); names and birth dates are weighed as what all accounts of a group claim together (`claims`, `identity`).
//! 4. Groups are joined, the surest first, and weighed anew each time (`groups`). What stays apart and shares a line or a device is shown as a
//!    relation, and never merges.
//!
//! The outcome depends on the statements, not on their order, but for the numbers that it gives. Points are no probability of guilt: they order
//! what a person looks at.

mod accounts;
mod claims;
mod groups;
mod identity;
mod keys;
mod level;
mod names;
mod pairs;
mod points;
mod settings;
mod statement;

use accounts::Folding;
use groups::Joining;
use identity::Judge;
pub use level::Family;
pub use points::Millibits;
pub use settings::Settings;
pub use statement::{LineUse, Statement};

/// Takes statements in, then links them.
#[derive(Default)]
pub struct Resolver {
    folding: Folding,
}

/// Two groups of accounts that were taken to be one person's, in the order in which they were joined: what holds a subject together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// The lowest account of one.
    pub a: u32,
    /// That of the other.
    pub b: u32,
    /// Why.
    pub evidence: Evidence,
}

/// Two subjects that stay apart and share something of a home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The lowest account of one.
    pub a: u32,
    /// That of the other.
    pub b: u32,
    /// What they share.
    pub kind: RelationKind,
    /// The evidence.
    pub evidence: Evidence,
}

/// Kinds of relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// Likelier two people of one household than one person or strangers, or they share a telephone or a device.
    SameHousehold,
    /// They used one line on one day.
    SameLine,
}

impl RelationKind {
    /// Its name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameHousehold => "same_household",
            Self::SameLine => "same_line",
        }
    }
}

/// Why two subjects were weighed as they were: the lines sum to the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What is expected before anything is known: two accounts are seldom one person's.
    pub prior: Millibits,
    /// What each family gives.
    pub lines: Vec<(Family, Millibits)>,
    /// What the names give.
    pub name: Millibits,
    /// What the birth dates give.
    pub birth_date: Millibits,
    /// The sum.
    pub total: Millibits,
}

/// Who is one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// By report, in the order of [`Resolver::add`]: the account.
    pub account_of_report: Vec<u32>,
    /// By account: the lowest account of its subject.
    pub subject_of_account: Vec<u32>,
    /// What was joined, the surest first.
    pub joins: Vec<Join>,
    /// Subjects that stay apart and share a home or a line, in order.
    pub relations: Vec<Relation>,
}

impl Evidence {
    fn new(prior: Millibits, weighed: groups::Weighed) -> Self {
        let groups::Weighed { lines, name, birth_date, total, .. } = weighed;
        Self { prior, lines, name, birth_date, total }
    }
}

impl Resolver {
    /// Takes in what a report states; its number, counted from 0.
    pub fn add(&mut self, stated: &Statement<'_>) -> u32 {
        self.folding.add(stated)
    }

    /// Links everything.
    pub fn resolve(self, settings: &Settings) -> Resolution {
        let population = self.folding.finish(settings.without_account);
        let pairs = pairs::pairs(&population);
        let judge = Judge::new(&population, settings);
        let persons: Vec<_> = population.accounts.iter().map(|account| judge.person(account)).collect();
        let identity: Vec<_> = pairs
            .iter()
            .map(|(pair, _)| {
                let (one, other) = pair.accounts();
                judge.weigh(&persons[one as usize], &persons[other as usize])
            })
            .collect();
        let levels: Vec<_> = pairs.iter().map(|(_, levels)| *levels).collect();
        let points = points::estimate(&levels, &identity, population.accounts.len(), settings);
        drop((persons, identity, levels));
        let mut joining = Joining::new(&population, &pairs, &points, settings);
        let subject_of_account = joining.run();
        let prior = points.prior.into();
        let relations = relations(&joining, prior);
        let joins = joining.joins.into_iter().map(|joined| Join {
            a: joined.groups.0,
            b: joined.groups.1,
            evidence: Evidence::new(prior, joined.weighed),
        });
        let joins = joins.collect();
        Resolution { account_of_report: population.of_report.clone(), subject_of_account, joins, relations }
    }
}

impl Resolution {
    /// The subject of a report, named by its lowest account.
    pub fn subject_of_report(&self, report: u32) -> u32 {
        self.subject_of_account[self.account_of_report[report as usize] as usize]
    }
}

fn relations(joining: &Joining<'_>, prior: Millibits) -> Vec<Relation> {
    let relations = joining.apart().filter_map(|((a, b), levels, weighed)| {
        // against strangers less against household is household against strangers
        let at_home = weighed.total.strangers > weighed.total.household;
        let identifier = [Family::Phone, Family::Device].into_iter().any(|family| {
            levels[family].is_shared(family)
                && weighed.lines.iter().any(|(of, worth)| *of == family && worth.strangers > 12_000)
        });
        let kind = match (at_home || identifier, levels[Family::Line].is_line_of_one_day()) {
            (true, _) => RelationKind::SameHousehold,
            (false, true) => RelationKind::SameLine,
            (false, false) => return None,
        };
        Some(Relation { a, b, kind, evidence: Evidence::new(prior, weighed) })
    });
    relations.collect()
}

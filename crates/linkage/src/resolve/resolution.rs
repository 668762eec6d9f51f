//! Who is one subject, and why.

use super::bits::Millibits;
use super::family::Family;
use super::groups::{Between, Joining};
use super::level::Levels;
use super::scales::{IDENTIFIER_COUNTS, Scales, Weighed};

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
    /// Two people of one household are likelier than strangers or not much less likely, or they share a telephone or a device.
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
    /// What each family gives that gives anything.
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

impl Resolution {
    /// The subject of a report, named by its lowest account.
    pub fn subject_of_report(&self, report: u32) -> u32 {
        self.subject_of_account[self.account_of_report[report as usize] as usize]
    }
}

impl Evidence {
    fn new(Weighed { families, name, birth_date, total, .. }: Weighed, prior: Millibits) -> Self {
        let lines = Family::ALL.into_iter().zip(families).filter(|(_, worth)| *worth != Millibits::default());
        Self { prior, lines: lines.collect(), name, birth_date, total }
    }
}

impl Join {
    pub(super) fn new(Between { groups: (a, b), weighed, .. }: Between, prior: Millibits) -> Self {
        Self { a, b, evidence: Evidence::new(weighed, prior) }
    }
}

/// Groups that stayed apart and share a home or a line, in order.
pub(super) fn relations(joining: &Joining<'_>, prior: Millibits) -> Vec<Relation> {
    let relation = |between: Between| {
        let Between { groups: (a, b), levels, weighed } = between;
        let kind = kind(levels, &weighed, &joining.scales)?;
        Some(Relation { a, b, kind, evidence: Evidence::new(weighed, prior) })
    };
    let mut relations: Vec<_> = joining.apart().filter_map(relation).collect();
    relations.sort_unstable_by_key(|relation| (relation.a, relation.b));
    relations
}

fn kind(levels: Levels, weighed: &Weighed, scales: &Scales<'_>) -> Option<RelationKind> {
    let at_home = levels.share_a_home() && scales.may_be_a_household(weighed);
    let shares_identifier = [Family::Phone, Family::Device].into_iter().any(|family| {
        levels[family].is_shared(family) && weighed.families[family as usize].strangers > IDENTIFIER_COUNTS
    });
    if at_home || shares_identifier {
        Some(RelationKind::SameHousehold)
    } else {
        levels[Family::Line].is_line_of_one_day().then_some(RelationKind::SameLine)
    }
}

//! Accounts joined into subjects, the surest first.

use std::collections::{BTreeMap, BinaryHeap, HashMap};

use super::accounts::Population;
use super::identity::{Judge, Person};
use super::level::{Family, Levels};
use super::pairs::Pair;
use super::points::{Millibits, Points, repeats_name};
use super::settings::Settings;

/// Bits that names and birth dates must give before they count as a family of evidence of their own.
const IDENTITY_COUNTS: i64 = 4_000;
/// Milli-bits that a shared identifier must give to suffice alone; a placeholder does not.
const IDENTIFIER_COUNTS: i64 = 12_000;
/// Milli-bits that any other family must give to count as one of two.
const FAMILY_COUNTS: i64 = 8_000;

/// Accounts that are taken to be one person's so far.
#[derive(Default)]
struct Group {
    person: Person,
    accounts: Vec<u32>,
    /// Other groups that share something with it, and what.
    near: HashMap<u32, Levels>,
    /// Counts its changes: what was weighed before them is void.
    version: u32,
}

impl Group {
    fn lowest(&self) -> u32 {
        self.accounts.iter().min().copied().unwrap_or_default()
    }
}

/// The evidence between two groups.
pub(super) struct Weighed {
    /// Families with what they give; names and birth dates are apart.
    pub(super) lines: Vec<(Family, Millibits)>,
    pub(super) name: Millibits,
    pub(super) birth_date: Millibits,
    pub(super) total: Millibits,
    /// Whether there is an identifier in common, or evidence of two families.
    pub(super) founded: bool,
}

/// Joins groups until nothing is sure enough.
pub(super) struct Joining<'a> {
    groups: Vec<Group>,
    judge: Judge<'a>,
    points: &'a Points,
    settings: &'a Settings,
    /// What was joined, in that order.
    pub(super) joins: Vec<Joined>,
}

/// Two groups that were joined, each named by its lowest account, and why.
pub(super) struct Joined {
    pub(super) groups: (u32, u32),
    pub(super) weighed: Weighed,
}

/// A join that waits; the surest is taken first, then the one of the lower numbers.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    margin: i64,
    pair: std::cmp::Reverse<(u32, u32)>,
    versions: (u32, u32),
}

impl<'a> Joining<'a> {
    pub(super) fn new(
        population: &'a Population,
        pairs: &[(Pair, Levels)],
        points: &'a Points,
        settings: &'a Settings,
    ) -> Self {
        let judge = Judge::new(population, settings);
        let mut groups: Vec<Group> = (0..)
            .zip(&population.accounts)
            .map(|(number, account)| Group {
                person: judge.person(account),
                accounts: vec![number],
                ..Group::default()
            })
            .collect();
        for (pair, levels) in pairs {
            let (one, other) = pair.accounts();
            groups[one as usize].near.insert(other, *levels);
            groups[other as usize].near.insert(one, *levels);
        }
        Self { groups, judge, points, settings, joins: Vec::new() }
    }

    /// Joins all that is sure; the subject (its lowest account) of each account.
    pub(super) fn run(&mut self) -> Vec<u32> {
        let mut heap = BinaryHeap::new();
        for number in 0..self.groups.len() as u32 {
            self.propose(number, |other| other > number, &mut heap);
        }
        let mut lead: Vec<u32> = (0..self.groups.len() as u32).collect();
        while let Some(Candidate { pair: std::cmp::Reverse((one, other)), versions, .. }) = heap.pop() {
            let current = (self.groups[one as usize].version, self.groups[other as usize].version);
            if current == versions {
                let kept = self.join(one, other, &mut lead);
                self.propose(kept, |_| true, &mut heap);
            }
        }
        lowest_leads(&lead)
    }

    /// Weighs a group against those near it, and remembers which joins are sure.
    fn propose(&self, number: u32, wanted: impl Fn(u32) -> bool, heap: &mut BinaryHeap<Candidate>) {
        let group = &self.groups[number as usize];
        for (&other, levels) in group.near.iter().filter(|(other, _)| wanted(**other)) {
            let margin = self.margin(group, &self.groups[other as usize], levels);
            if margin > 0 {
                let pair = (number.min(other), number.max(other));
                let version = |number: u32| self.groups[number as usize].version;
                let versions = (version(pair.0), version(pair.1));
                heap.push(Candidate { margin, pair: std::cmp::Reverse(pair), versions });
            }
        }
    }

    /// By how much one person beats the likelier of the two others, beyond what is asked for; negative where there is no foundation.
    fn margin(&self, one: &Group, other: &Group, levels: &Levels) -> i64 {
        let evidence: i64 = Family::ALL
            .into_iter()
            .map(|family| self.points.millibits(family, levels[family]).strangers)
            .sum();
        // names and birth dates together never give more; weighing them is what takes time
        const MOST_OF_IDENTITY: i64 = 45_000;
        let prior = Millibits::from(self.points.prior).strangers;
        if evidence + prior + MOST_OF_IDENTITY < i64::from(self.settings.over_strangers_millibits) {
            return -1;
        }
        let weighed = self.weigh(one, other, levels);
        if !weighed.founded {
            return -1;
        }
        let strangers = weighed.total.strangers - i64::from(self.settings.over_strangers_millibits);
        let household = weighed.total.household - i64::from(self.settings.over_household_millibits);
        strangers.min(household)
    }

    fn weigh(&self, one: &Group, other: &Group, levels: &Levels) -> Weighed {
        let identity = self.judge.weigh(&one.person, &other.person);
        let (name, birth_date) = (Millibits::from(identity.name), Millibits::from(identity.birth_date));
        let mut total = Millibits::from(self.points.prior);
        total += name;
        total += birth_date;
        let mut founded = false;
        let mut families = i32::from(name.strangers + birth_date.strangers > IDENTITY_COUNTS);
        let mut lines = Vec::new();
        for family in Family::ALL {
            if repeats_name(family, levels, identity.name.strangers) {
                continue;
            }
            let worth = self.points.millibits(family, levels[family]);
            total += worth;
            if worth != Millibits::default() {
                lines.push((family, worth));
            }
            founded |= family.identifies()
                && levels[family].is_shared(family)
                && worth.strangers > IDENTIFIER_COUNTS;
            families += i32::from(family.is_one_of_two() && worth.strangers > FAMILY_COUNTS);
        }
        Weighed { lines, name, birth_date, total, founded: founded || families >= 2 }
    }

    /// Makes one group of two; the number that it keeps.
    fn join(&mut self, one: u32, other: u32, lead: &mut [u32]) -> u32 {
        let near = |number: u32| self.groups[number as usize].near.len();
        let (kept, gone) = if near(one) >= near(other) { (one, other) } else { (other, one) };
        self.record(one, other);
        let left = std::mem::take(&mut self.groups[gone as usize]);
        self.groups[gone as usize].version = left.version + 1;
        let mut group = std::mem::take(&mut self.groups[kept as usize]);
        group.near.remove(&gone);
        for (third, levels) in left.near.into_iter().filter(|(third, _)| *third != kept) {
            let together = match group.near.get(&third) {
                Some(known) => self.best_of(known, &levels),
                None => levels,
            };
            group.near.insert(third, together);
            let third = &mut self.groups[third as usize].near;
            third.remove(&gone);
            third.insert(kept, together);
        }
        for account in &left.accounts {
            lead[*account as usize] = kept;
        }
        group.accounts.extend(left.accounts);
        self.judge.absorb(&mut group.person, &left.person);
        group.version += 1;
        self.groups[kept as usize] = group;
        kept
    }

    fn record(&mut self, one: u32, other: u32) {
        let (a, b) = (&self.groups[one as usize], &self.groups[other as usize]);
        let groups = (a.lowest().min(b.lowest()), a.lowest().max(b.lowest()));
        let weighed = self.weigh(a, b, &a.near[&other]);
        self.joins.push(Joined { groups, weighed });
    }

    fn best_of(&self, one: &Levels, other: &Levels) -> Levels {
        let mut best = *one;
        for family in Family::ALL {
            best[family] = self.points.better(family, one[family], other[family]);
        }
        best
    }

    /// Every two groups that stayed apart and share something, with the evidence: by the lowest account of each, in order.
    pub(super) fn apart(&self) -> impl Iterator<Item = ((u32, u32), Levels, Weighed)> {
        let mut ordered: BTreeMap<(u32, u32), (u32, u32)> = BTreeMap::new();
        for (number, group) in (0..).zip(&self.groups) {
            for &other in group.near.keys().filter(|other| **other > number) {
                let (a, b) = (group.lowest(), self.groups[other as usize].lowest());
                ordered.insert((a.min(b), a.max(b)), (number, other));
            }
        }
        ordered.into_iter().map(|(subjects, (one, other))| {
            let (one, other_group) = (&self.groups[one as usize], &self.groups[other as usize]);
            let levels = one.near[&other];
            (subjects, levels, self.weigh(one, other_group, &levels))
        })
    }
}

/// Names each group by its lowest account.
fn lowest_leads(lead: &[u32]) -> Vec<u32> {
    let mut lowest: HashMap<u32, u32> = HashMap::new();
    for (account, group) in (0..).zip(lead) {
        lowest.entry(*group).or_insert(account);
    }
    lead.iter().map(|group| lowest[group]).collect()
}

//! Accounts joined into subjects, the surest first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::accounts::{Account, Population};
use super::bits::Identity;
use super::family::Family;
use super::identity::{Judge, Person};
use super::level::{Level, Levels};
use super::near::Near;
use super::pairs::Pair;
use super::scales::{Scales, Weighed};
use super::texts::number_of;

/// Accounts that are taken to be one person's so far.
#[derive(Default)]
struct Group {
    person: Person,
    /// Its accounts, counted as they came.
    accounts: Vec<u32>,
    /// The lowest of them.
    first: u32,
    near: Near,
    /// When their acts happened, in order.
    at_s: Vec<i64>,
    /// Counts its changes: what was weighed before them is void.
    version: u32,
}

/// Joins groups until nothing is sure enough. Groups are numbered as accounts are, in alphabetical order; a joined one keeps a number of
/// the two.
pub(super) struct Joining<'a> {
    groups: Vec<Group>,
    judge: Judge<'a>,
    pub(super) scales: Scales<'a>,
    waiting: BinaryHeap<Candidate>,
    /// What was joined, in that order.
    pub(super) joins: Vec<Between>,
}

/// The evidence between two groups, each named by the first of its accounts that came, in order.
pub(super) struct Between {
    pub(super) groups: (u32, u32),
    pub(super) levels: Levels,
    pub(super) weighed: Weighed,
}

/// A join that waits; the surest is taken first, then the one of the lower numbers.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    margin: i64,
    pair: Reverse<(u32, u32)>,
    versions: (u32, u32),
}

impl<'a> Joining<'a> {
    /// `persons` belong to the accounts and `identity` to the pairs, one by one; pairs are in order.
    pub(super) fn new(
        population: &Population,
        persons: Vec<Person>,
        pairs: &[(Pair, Levels)],
        identity: &[Identity],
        (judge, scales): (Judge<'a>, Scales<'a>),
    ) -> Self {
        let group = |((person, &first), account): ((Person, &u32), &Account)| {
            let at_s = account.at_s.clone();
            Group { person, accounts: vec![first], first, at_s, ..Group::default() }
        };
        let mut groups: Vec<Group> =
            persons.into_iter().zip(&population.arrival).zip(&population.accounts).map(group).collect();
        let mut others = vec![0; groups.len()];
        for (one, other) in pairs.iter().map(|(pair, _)| pair.accounts()) {
            others[one as usize] += 1;
            others[other as usize] += 1;
        }
        groups.iter_mut().zip(others).for_each(|(group, others)| group.near = Near::with_capacity(others));
        let mut waiting = BinaryHeap::new();
        for (&(pair, levels), identity) in pairs.iter().zip(identity) {
            let (one, other) = pair.accounts();
            groups[one as usize].near.push(other, levels);
            groups[other as usize].near.push(one, levels);
            if let Some(margin) = scales.margin(&scales.weigh(levels, identity)) {
                waiting.push(Candidate { margin, pair: Reverse((one, other)), versions: (0, 0) });
            }
        }
        Self { groups, judge, scales, waiting, joins: Vec::new() }
    }

    /// Joins all that is sure; by account, both counted as they came: the first of its subject.
    pub(super) fn run(&mut self) -> Vec<u32> {
        while let Some(Candidate { pair: Reverse((one, other)), versions, .. }) = self.waiting.pop() {
            if versions == (self.version(one), self.version(other)) {
                let kept = self.join(one, other);
                self.propose(kept);
            }
        }
        let mut subject_of_account = vec![0; self.groups.len()];
        for group in &self.groups {
            group.accounts.iter().for_each(|account| subject_of_account[*account as usize] = group.first);
        }
        subject_of_account
    }

    fn version(&self, group: u32) -> u32 {
        self.groups[group as usize].version
    }

    /// Weighs a group against those near it, and remembers which joins are sure.
    fn propose(&mut self, number: u32) {
        for (other, levels) in self.groups[number as usize].near.iter() {
            if !self.scales.may_suffice(levels) {
                continue;
            }
            let pair = (number.min(other), number.max(other));
            if let Some(margin) = self.scales.margin(&self.weigh(pair, levels)) {
                let versions = (self.version(pair.0), self.version(pair.1));
                self.waiting.push(Candidate { margin, pair: Reverse(pair), versions });
            }
        }
    }

    fn weigh(&self, (one, other): (u32, u32), levels: Levels) -> Weighed {
        let (one, other) = (&self.groups[one as usize], &self.groups[other as usize]);
        self.scales.weigh(levels, &self.judge.weigh(&one.person, &other.person))
    }

    fn between(&self, pair: (u32, u32), levels: Levels) -> Between {
        let (one, other) = (self.groups[pair.0 as usize].first, self.groups[pair.1 as usize].first);
        let weighed = self.weigh(pair, levels);
        Between { groups: (one.min(other), one.max(other)), levels, weighed }
    }

    /// Makes one group of two; the number that it keeps.
    fn join(&mut self, one: u32, other: u32) -> u32 {
        if let Some(levels) = self.groups[one as usize].near.get(other) {
            self.joins.push(self.between((one, other), levels));
        }
        let near = |number: u32| self.groups[number as usize].near.len();
        let (kept, gone) = if near(one) >= near(other) { (one, other) } else { (other, one) };
        let mut left = std::mem::take(&mut self.groups[gone as usize]);
        self.groups[gone as usize].version = left.version + 1;
        let mut group = std::mem::take(&mut self.groups[kept as usize]);
        group.near.remove(gone);
        left.near.remove(kept);
        group.near.absorb(&left.near, |one, other| self.scales.best_of(one, other));
        for (third, _) in left.near.iter() {
            if let Some(together) = group.near.get(third) {
                self.groups[third as usize].near.rename(gone, kept, together);
            }
        }
        group.accounts.extend(left.accounts);
        group.at_s.extend(left.at_s);
        group.at_s.sort_unstable();
        group.first = group.first.min(left.first);
        group.version += 1;
        self.judge.absorb(&mut group.person, &left.person);
        self.groups[kept as usize] = group;
        kept
    }

    /// Every two groups that stayed apart and share something. Two of one home are seen by how often they act on the same evenings, whichever
    /// of their accounts they use.
    pub(super) fn apart(&self) -> impl Iterator<Item = Between> {
        (0..number_of(self.groups.len())).zip(&self.groups).flat_map(move |(number, group)| {
            let others = group.near.iter().filter(move |(other, _)| *other > number);
            others.map(move |(other, mut levels)| {
                let [one, another] = [number, other].map(|group| &self.groups[group as usize].at_s);
                levels[Family::Evening] = Level::of_evenings(one, another, levels[Family::Line]);
                self.between((number, other), levels)
            })
        })
    }
}

//! Accounts joined into subjects, incrementally and reversibly.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::TraitKind;
use crate::partition::partition;

/// What a link joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connection<N> {
    /// One account.
    pub a: N,
    /// The other.
    pub b: N,
    /// What kind of trait both state; the more telling link joins first where vetoes leave a choice.
    pub kind: TraitKind,
}

/// Subjects: accounts (`N`) joined by the links (`L`) that stand, never across a veto that stands.
///
/// A subject is named by its lowest account, so with accounts named in order of arrival the name stays with the part that holds the
/// oldest one. Every change recomputes only the accounts that links connect with it. Two values are equal if the same accounts, links
/// and vetoes stand in them, however they got there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subjects<N, L> {
    /// Every account, with the lowest account of its subject.
    lead: BTreeMap<N, N>,
    connections: BTreeMap<L, Connection<N>>,
    touching: BTreeMap<N, BTreeSet<L>>,
    /// Lower account first.
    vetoes: BTreeSet<(N, N)>,
    refused: BTreeSet<L>,
}

impl<N: Copy + Ord, L: Copy + Ord> Default for Subjects<N, L> {
    fn default() -> Self {
        Self {
            lead: BTreeMap::new(),
            connections: BTreeMap::new(),
            touching: BTreeMap::new(),
            vetoes: BTreeSet::new(),
            refused: BTreeSet::new(),
        }
    }
}

impl<N: Copy + Ord, L: Copy + Ord> Subjects<N, L> {
    /// No accounts.
    pub fn new() -> Self {
        Self::default()
    }

    /// All of these at once, each link once: the same as adding each, and computed once instead of for each link.
    pub fn of(
        accounts: impl IntoIterator<Item = N>,
        links: impl IntoIterator<Item = (L, Connection<N>)>,
        vetoes: impl IntoIterator<Item = (N, N)>,
    ) -> Self {
        let mut subjects = Self::new();
        for node in accounts {
            subjects.add_account(node);
        }
        for (link, connection) in links {
            subjects.keep_link(link, connection);
        }
        let vetoes = vetoes.into_iter().filter(|(one, other)| one != other);
        subjects.vetoes.extend(vetoes.map(|(one, other)| (one.min(other), one.max(other))));
        let all: Vec<N> = subjects.lead.keys().copied().collect();
        subjects.recompute(&all);
        subjects
    }

    /// Adds an account: a subject of its own until a link joins it. One that is there stays as it is.
    pub fn add_account(&mut self, node: N) {
        self.lead.entry(node).or_insert(node);
    }

    /// Adds a link, and its accounts if they are new. A link of that name is replaced.
    pub fn add_link(&mut self, link: L, connection: Connection<N>) {
        self.withdraw_link(link);
        self.keep_link(link, connection);
        self.recompute(&[connection.a]);
    }

    /// Adds a link that is not there yet, and computes nothing.
    fn keep_link(&mut self, link: L, connection: Connection<N>) {
        self.add_account(connection.a);
        self.add_account(connection.b);
        self.connections.insert(link, connection);
        for node in [connection.a, connection.b] {
            self.touching.entry(node).or_default().insert(link);
        }
    }

    /// Undoes a link; what nothing else joins falls apart again. One that does not stand is no error.
    pub fn withdraw_link(&mut self, link: L) {
        let Some(Connection { a, b, .. }) = self.connections.remove(&link) else { return };
        self.refused.remove(&link);
        for node in [a, b] {
            if let Some(links) = self.touching.get_mut(&node) {
                links.remove(&link);
                if links.is_empty() {
                    self.touching.remove(&node);
                }
            }
        }
        self.recompute(&[a, b]);
    }

    /// Keeps two accounts in different subjects, whatever links them. Of an account and itself there is no veto.
    pub fn add_veto(&mut self, one: N, other: N) {
        if one != other {
            self.vetoes.insert((one.min(other), one.max(other)));
            self.recompute(&[one, other]);
        }
    }

    /// Undoes a veto. One that does not stand is no error.
    pub fn withdraw_veto(&mut self, one: N, other: N) {
        self.vetoes.remove(&(one.min(other), one.max(other)));
        self.recompute(&[one, other]);
    }

    /// The lowest account of an account's subject; `None` for an unknown account.
    pub fn subject_of(&self, node: N) -> Option<N> {
        self.lead.get(&node).copied()
    }

    /// All subjects with their accounts, in order; each is named by its lowest account.
    pub fn subjects(&self) -> BTreeMap<N, Vec<N>> {
        let mut subjects: BTreeMap<N, Vec<N>> = BTreeMap::new();
        for (&node, &lead) in &self.lead {
            subjects.entry(lead).or_default().push(node);
        }
        subjects
    }

    /// Links that stand but join nothing, because a veto keeps their sides apart: for an officer to look at.
    pub fn refused_links(&self) -> &BTreeSet<L> {
        &self.refused
    }

    /// A shortest chain of links that holds two accounts in one subject; `None` if they are not in one. Undoing one link of it may
    /// leave them joined by others: ask again.
    pub fn chain(&self, from: N, to: N) -> Option<Vec<L>> {
        let subject = self.subject_of(from)?;
        let mut came_by: BTreeMap<N, Option<(L, N)>> = BTreeMap::from([(from, None)]);
        let mut queue = VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            if node == to {
                return Some(walk_back(&came_by, to));
            }
            for (link, next) in self.neighbours(node) {
                if self.subject_of(next) == Some(subject) && !came_by.contains_key(&next) {
                    came_by.insert(next, Some((link, node)));
                    queue.push_back(next);
                }
            }
        }
        None
    }

    fn neighbours(&self, node: N) -> impl Iterator<Item = (L, N)> {
        let links = self.touching.get(&node).into_iter().flatten();
        links.filter_map(move |link| {
            let &Connection { a, b, .. } = self.connections.get(link)?;
            Some((*link, if a == node { b } else { a }))
        })
    }

    /// Joins anew all accounts that links connect with `seeds`, vetoes left aside: nothing else can be touched by a change there.
    fn recompute(&mut self, seeds: &[N]) {
        let mut nodes: BTreeSet<N> =
            seeds.iter().copied().filter(|seed| self.lead.contains_key(seed)).collect();
        let mut queue: Vec<N> = nodes.iter().copied().collect();
        while let Some(node) = queue.pop() {
            queue.extend(self.neighbours(node).map(|(_, next)| next).filter(|next| nodes.insert(*next)));
        }
        let links: BTreeSet<L> =
            nodes.iter().filter_map(|node| self.touching.get(node)).flatten().copied().collect();
        let connections: Vec<_> =
            links.iter().filter_map(|link| Some((*link, *self.connections.get(link)?))).collect();
        let vetoes: Vec<_> =
            self.vetoes.iter().filter(|(a, b)| nodes.contains(a) && nodes.contains(b)).copied().collect();
        let partition = partition(&nodes, &connections, &vetoes);
        self.lead.extend(partition.lead);
        self.refused.retain(|link| !links.contains(link));
        self.refused.extend(partition.refused);
    }
}

fn walk_back<N: Copy + Ord, L: Copy>(came_by: &BTreeMap<N, Option<(L, N)>>, to: N) -> Vec<L> {
    let mut chain = Vec::new();
    let mut at = to;
    while let Some(&Some((link, before))) = came_by.get(&at) {
        chain.push(link);
        at = before;
    }
    chain.reverse();
    chain
}

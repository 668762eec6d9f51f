//! What speaks for two accounts being one subject's, added up.

use std::collections::BTreeMap;

use crate::{Connection, TraitKind, WEIGHTS};

/// A link that stands, with how many holders of its key contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed<N, L> {
    /// The link.
    pub link: L,
    /// What it joins.
    pub connection: Connection<N>,
    /// By [`count_contradicting`](crate::count_contradicting) over all who state the key, linked or not.
    pub holders: u32,
}

impl<N, L> Weighed<N, L> {
    /// Its points.
    pub fn millibits(&self) -> i64 {
        WEIGHTS.millibits(self.connection.kind, self.holders)
    }
}

/// Two accounts and all links between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair<N, L> {
    /// The lower account.
    pub a: N,
    /// The other.
    pub b: N,
    /// The links, in order.
    pub links: Vec<L>,
    /// The sum of their points.
    pub sum_millibits: i64,
    /// What the caps take away: never above nought.
    pub capped_millibits: i64,
}

impl<N, L> Pair<N, L> {
    /// What counts.
    pub fn millibits(&self) -> i64 {
        self.sum_millibits + self.capped_millibits
    }

    /// Whether that suffices to join. A veto may still keep the two apart.
    pub fn is_strong(&self) -> bool {
        self.millibits() >= WEIGHTS.bar_millibits
    }
}

/// The links by pair, whatever their order.
pub fn pairs<N: Copy + Ord, L: Copy + Ord>(links: &[Weighed<N, L>]) -> Vec<Pair<N, L>> {
    let mut by_pair: BTreeMap<(N, N), BTreeMap<L, &Weighed<N, L>>> = BTreeMap::new();
    for link in links {
        let Connection { a, b, .. } = link.connection;
        by_pair.entry((a.min(b), a.max(b))).or_default().insert(link.link, link);
    }
    by_pair.into_iter().map(|((a, b), links)| pair(a, b, &links)).collect()
}

fn pair<N, L: Copy + Ord>(a: N, b: N, links: &BTreeMap<L, &Weighed<N, L>>) -> Pair<N, L> {
    let mut by_kind: BTreeMap<TraitKind, i64> = BTreeMap::new();
    for link in links.values() {
        *by_kind.entry(link.connection.kind).or_default() += link.millibits();
    }
    let over = by_kind.iter().map(|(&kind, &sum)| (sum - WEIGHTS.cap_millibits(kind)).max(0));
    Pair {
        a,
        b,
        links: links.keys().copied().collect(),
        sum_millibits: by_kind.values().sum(),
        capped_millibits: -over.sum::<i64>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(link: u8, a: u8, b: u8, kind: TraitKind, holders: u32) -> Weighed<u8, u8> {
        Weighed { link, connection: Connection { a, b, kind }, holders }
    }

    #[test]
    fn links_of_a_pair_add_up_under_the_cap_of_their_kind() {
        use TraitKind::{DeviceId, Email, Phone};
        let links = [link(1, 2, 1, Email, 1), link(2, 1, 2, Email, 2), link(3, 1, 2, Phone, 1)];
        let found = pairs(&links);
        let [pair] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((pair.a, pair.b, pair.links.as_slice()), (1, 2, [1, 2, 3].as_slice()));
        assert_eq!((pair.sum_millibits, pair.capped_millibits), (22_800, -8_000));
        assert_eq!(pair.millibits(), 14_800);
        // two keys that are each too common alone may suffice together
        let few = [link(1, 1, 2, Email, 3), link(2, 1, 2, Phone, 4)];
        assert!(pairs(&few)[0].is_strong());
        assert!(!pairs(&few[..1])[0].is_strong() && !pairs(&few[1..])[0].is_strong());
        assert!(!pairs(&[link(1, 1, 2, Email, 5), link(2, 1, 2, DeviceId, 9)])[0].is_strong());
    }

    #[test]
    fn a_link_given_twice_counts_once() {
        let one = link(1, 1, 2, TraitKind::Phone, 1);
        assert_eq!(pairs(&[one, one]), pairs(&[one]));
    }
}

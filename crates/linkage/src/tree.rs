//! What holds a subject together: its strongest tree, the weakest link between two of its accounts, and the links without which it falls apart.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Two accounts that join, with what their links weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Join<N> {
    /// One account.
    pub a: N,
    /// The other.
    pub b: N,
    /// What speaks for it.
    pub millibits: i64,
}

/// A join without which the accounts fall into two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bridge<N> {
    /// The join.
    pub join: Join<N>,
    /// What stays with its one account.
    pub side_a: BTreeSet<N>,
    /// What stays with its other.
    pub side_b: BTreeSet<N>,
}

/// Of all ways to hold the accounts together with as few joins as possible, the strongest; of equal ones, the first by account.
pub fn strongest_tree<N: Copy + Ord>(joins: &[Join<N>]) -> Vec<Join<N>> {
    let mut ordered: Vec<_> = joins.to_vec();
    ordered.sort_by_key(|join| (Reverse(join.millibits), join.a, join.b));
    let mut tree = Vec::new();
    let mut group: BTreeMap<N, usize> = BTreeMap::new();
    for (next, join) in ordered.into_iter().enumerate() {
        let (one, other) = (group.get(&join.a).copied(), group.get(&join.b).copied());
        if one.is_some() && one == other {
            continue;
        }
        for known in group.values_mut().filter(|known| Some(**known) == one || Some(**known) == other) {
            *known = next;
        }
        group.extend([(join.a, next), (join.b, next)]);
        tree.push(join);
    }
    tree
}

/// The weakest join on the strongest way between two accounts: no other way has a stronger weakest one. `None` where nothing leads from one to
/// the other, or both are the same.
pub fn weakest_between<N: Copy + Ord>(tree: &[Join<N>], from: N, to: N) -> Option<Join<N>> {
    let mut weakest: BTreeMap<N, Option<Join<N>>> = BTreeMap::from([(from, None)]);
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        let so_far = weakest.get(&at).copied().flatten();
        for join in tree {
            let next = match (join.a == at, join.b == at) {
                (true, _) => join.b,
                (_, true) => join.a,
                _ => continue,
            };
            if !weakest.contains_key(&next) {
                let weaker = so_far.filter(|so_far| so_far.millibits <= join.millibits).unwrap_or(*join);
                weakest.insert(next, Some(weaker));
                open.push(next);
            }
        }
    }
    weakest.get(&to).copied().flatten()
}

/// Every join that nothing else replaces, weakest first.
pub fn bridges<N: Copy + Ord>(joins: &[Join<N>]) -> Vec<Bridge<N>> {
    let tree = strongest_tree(joins);
    let mut found = Vec::new();
    for join in &tree {
        let rest: Vec<_> = tree.iter().filter(|other| *other != join).copied().collect();
        let (side_a, side_b) = (side(&rest, join.a), side(&rest, join.b));
        let replaced = joins.iter().any(|other| {
            let crosses = (side_a.contains(&other.a) && side_b.contains(&other.b))
                || (side_a.contains(&other.b) && side_b.contains(&other.a));
            crosses && (other.a, other.b) != (join.a, join.b)
        });
        if !replaced {
            found.push(Bridge { join: *join, side_a, side_b });
        }
    }
    found.sort_by_key(|bridge| (bridge.join.millibits, bridge.join.a, bridge.join.b));
    found
}

/// All accounts to which joins lead from one.
fn side<N: Copy + Ord>(joins: &[Join<N>], from: N) -> BTreeSet<N> {
    let mut reached = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        for join in joins.iter().filter(|join| join.a == at || join.b == at) {
            open.extend([join.a, join.b].into_iter().filter(|next| reached.insert(*next)));
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(a: u8, b: u8, millibits: i64) -> Join<u8> {
        Join { a, b, millibits }
    }

    #[test]
    fn the_strongest_way_counts_and_its_weakest_join_is_named() {
        let joins = [join(1, 2, 9), join(2, 3, 4), join(1, 3, 5), join(3, 4, 7)];
        let tree = strongest_tree(&joins);
        assert_eq!(tree, [join(1, 2, 9), join(3, 4, 7), join(1, 3, 5)]);
        assert_eq!(weakest_between(&tree, 2, 4), Some(join(1, 3, 5)));
        assert_eq!(weakest_between(&tree, 4, 2), Some(join(1, 3, 5)));
        assert_eq!(weakest_between(&tree, 3, 4), Some(join(3, 4, 7)));
        assert_eq!(weakest_between(&tree, 4, 4), None);
        assert_eq!(weakest_between(&tree, 1, 9), None);
    }

    #[test]
    fn a_bridge_is_what_nothing_replaces() {
        let joins = [join(1, 2, 9), join(2, 3, 4), join(1, 3, 5), join(3, 4, 7)];
        let found = bridges(&joins);
        let [bridge] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(bridge.join, join(3, 4, 7));
        assert_eq!((bridge.side_a.len(), &bridge.side_b), (3, &BTreeSet::from([4])));
        assert!(bridges::<u8>(&[]).is_empty());
    }
}

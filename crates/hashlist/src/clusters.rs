//! Near-duplicate clusters that grow one picture at a time.

use std::collections::HashMap;

use crate::bytes::index;
use crate::{Digest, MAX_DISTANCE_BITS, NearIndex, is_degenerate};

/// Hashes that are compared one by one before they get an index.
const YOUNG: usize = 4096;

/// A cluster, named by its smallest member: the same whatever the order in which its members came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterId(pub Digest<32>);

/// Which pictures are near-duplicates, directly or through others: two hashes within [`MAX_DISTANCE_BITS`] are in one cluster (single
/// linkage). A hash costs one look-up and, spread over all, a few rebuilds of indexes that double in size.
///
/// Only joins happen here. To take a picture out, build the clusters anew from what remains.
#[derive(Debug, Default)]
pub struct Clusters {
    /// In the order of their coming; degenerate ones too, which are near nothing.
    hashes: Vec<Digest<32>>,
    places: HashMap<Digest<32>, u32>,
    /// The parent of each, itself for a root.
    parents: Vec<u32>,
    /// For a root: how many members its cluster has, and the place of the smallest.
    sizes: Vec<u32>,
    smallest: Vec<u32>,
    /// The next member of the same cluster; the last leads back to the first.
    nexts: Vec<u32>,
    /// Indexes over one stretch of `hashes` after the other, each at least twice as long as the next; behind them all is young.
    indexes: Vec<NearIndex>,
    indexed: usize,
}

impl Clusters {
    /// Adds a PDQ hash and names the cluster in which it now is; clusters that it joins become one.
    ///
    /// A degenerate hash is near nothing but itself.
    ///
    /// # Panics
    /// With 2^32 hashes, which no memory holds.
    pub fn insert(&mut self, pdq: Digest<32>) -> ClusterId {
        if let Some(place) = self.places.get(&pdq) {
            return self.id(*place);
        }
        let near = if is_degenerate(&pdq) { Vec::new() } else { self.near(&pdq) };
        let place = self.push(pdq);
        for other in near {
            self.join(place, other);
        }
        self.index_the_young();
        self.id(place)
    }

    /// The cluster of a hash that was added.
    pub fn cluster_of(&self, pdq: &Digest<32>) -> Option<ClusterId> {
        self.places.get(pdq).map(|place| self.id(*place))
    }

    /// The hashes within the radius of one, itself among them when it was added, in ascending order; a degenerate one has only itself.
    pub fn near_hashes(&self, pdq: &Digest<32>) -> Vec<Digest<32>> {
        let near = if is_degenerate(pdq) { Vec::new() } else { self.near(pdq) };
        let own = self.places.get(pdq).copied();
        let mut hashes: Vec<_> = near.into_iter().chain(own).map(|place| self.hashes[index(place)]).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    }

    /// All members of the cluster of a hash that was added, in ascending order; none of one that was not. Costs what the cluster holds.
    pub fn members_of(&self, pdq: &Digest<32>) -> Vec<Digest<32>> {
        let Some(first) = self.places.get(pdq).copied() else { return Vec::new() };
        let mut members = vec![self.hashes[index(first)]];
        let mut place = self.nexts[index(first)];
        while place != first {
            members.push(self.hashes[index(place)]);
            place = self.nexts[index(place)];
        }
        members.sort_unstable();
        members
    }

    /// How many different hashes were added.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn push(&mut self, pdq: Digest<32>) -> u32 {
        let place = u32::try_from(self.hashes.len()).unwrap_or(u32::MAX);
        assert!(place < u32::MAX, "fewer than 2^32 hashes");
        self.hashes.push(pdq);
        self.parents.push(place);
        self.sizes.push(1);
        self.smallest.push(place);
        self.nexts.push(place);
        self.places.insert(pdq, place);
        place
    }

    /// The places of all hashes within the radius that are no noise.
    fn near(&self, pdq: &Digest<32>) -> Vec<u32> {
        let mut start = 0;
        let mut near = Vec::new();
        for stretch in &self.indexes {
            let found = stretch.within(pdq, MAX_DISTANCE_BITS);
            near.extend(found.into_iter().map(|found| start + found.position));
            start += u32::try_from(stretch.len()).unwrap_or(u32::MAX);
        }
        let young = (start..).zip(&self.hashes[self.indexed..]);
        near.extend(
            young.filter(|(_, hash)| distance(hash, pdq) <= MAX_DISTANCE_BITS).map(|(place, _)| place),
        );
        near.retain(|place| !is_degenerate(&self.hashes[index(*place)]));
        near
    }

    fn index_the_young(&mut self) {
        if self.hashes.len() - self.indexed < YOUNG {
            return;
        }
        let mut start = self.indexed;
        while let Some(last) = self.indexes.pop_if(|last| last.len() < 2 * (self.hashes.len() - start)) {
            start -= last.len();
        }
        self.indexes.push(NearIndex::build(self.hashes[start..].iter().copied()));
        self.indexed = self.hashes.len();
    }

    fn id(&self, place: u32) -> ClusterId {
        let root = self.root(place);
        ClusterId(self.hashes[index(self.smallest[index(root)])])
    }

    /// Few steps up: the larger cluster keeps its root.
    fn root(&self, mut place: u32) -> u32 {
        while self.parents[index(place)] != place {
            place = self.parents[index(place)];
        }
        place
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (index(self.root(a)), index(self.root(b)));
        if a == b {
            return;
        }
        let (root, child) = if self.sizes[a] < self.sizes[b] { (b, a) } else { (a, b) };
        self.parents[child] = self.parents[root];
        self.sizes[root] += self.sizes[child];
        // two rings, each cut once and tied to the other, are one
        self.nexts.swap(root, child);
        let hash_of = |place: u32| self.hashes[index(place)];
        if hash_of(self.smallest[child]) < hash_of(self.smallest[root]) {
            self.smallest[root] = self.smallest[child];
        }
    }
}

fn distance(a: &Digest<32>, b: &Digest<32>) -> u32 {
    a.0.iter().zip(b.0).map(|(a, b)| (a ^ b).count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Round few centres, so that chains form and join.
    fn hashes(most: usize) -> impl Strategy<Value = Vec<Digest<32>>> {
        let near = (0..4_u8, prop::collection::vec(0..256_usize, 0..40)).prop_map(|(centre, bits)| {
            let mut hash = [0x1e_u8.wrapping_mul(2 * centre + 1); 32];
            for bit in bits {
                hash[bit / 8] ^= 1 << (bit % 8);
            }
            Digest(hash)
        });
        prop::collection::vec(near, 0..most)
    }

    /// Of each hash the smallest of all that it reaches.
    fn naive(hashes: &[Digest<32>]) -> Vec<ClusterId> {
        let is_near = |a: &Digest<32>, b: &Digest<32>| {
            a == b || !is_degenerate(a) && !is_degenerate(b) && distance(a, b) <= MAX_DISTANCE_BITS
        };
        let reached = |hash: &Digest<32>| {
            let mut reached = BTreeSet::from([*hash]);
            loop {
                let more: BTreeSet<_> =
                    hashes.iter().filter(|b| reached.iter().any(|a| is_near(a, b))).copied().collect();
                let before = reached.len();
                reached.extend(more);
                if reached.len() == before {
                    return ClusterId(*reached.first().unwrap());
                }
            }
        };
        hashes.iter().map(reached).collect()
    }

    proptest! {
        #[test]
        fn clusters_are_the_same_in_every_order(hashes in hashes(24), reversed: bool, turn in 0..24_usize) {
            let expected = naive(&hashes);
            let mut order = hashes.clone();
            let turn = turn.checked_rem(order.len()).unwrap_or(0);
            order.rotate_left(turn);
            if reversed {
                order.reverse();
            }
            let mut clusters = Clusters::default();
            for pdq in order {
                let joined = clusters.insert(pdq);
                prop_assert_eq!(clusters.cluster_of(&pdq), Some(joined));
            }
            let found: Vec<_> = hashes.iter().map(|pdq| clusters.cluster_of(pdq).unwrap()).collect();
            prop_assert_eq!(&found, &expected);
            for (pdq, id) in hashes.iter().zip(&expected) {
                let together = hashes.iter().zip(&expected).filter(|(_, other)| *other == id);
                let together: BTreeSet<_> = together.map(|(other, _)| *other).collect();
                prop_assert_eq!(clusters.members_of(pdq), Vec::from_iter(together));
                let is_near = |other: &&Digest<32>| {
                    *other == pdq
                        || !is_degenerate(pdq)
                            && !is_degenerate(other)
                            && distance(pdq, other) <= MAX_DISTANCE_BITS
                };
                let near: BTreeSet<_> = hashes.iter().filter(is_near).copied().collect();
                prop_assert_eq!(clusters.near_hashes(pdq), Vec::from_iter(near));
            }
            prop_assert_eq!(clusters.len(), hashes.iter().collect::<BTreeSet<_>>().len());
        }
    }

    /// Pictures come one after the other, each with its copy 13 000 pictures later: all are found, across the indexes.
    #[test]
    fn clusters_reach_across_all_indexes() {
        let picture = |number: u32| {
            let block = blake3::hash(&number.to_le_bytes());
            Digest(*block.as_bytes())
        };
        let copy = |number: u32| {
            let mut bytes = picture(number).0;
            bytes[usize::try_from(number % 32).unwrap()] ^= 0xff;
            Digest(bytes)
        };
        let mut clusters = Clusters::default();
        for number in 0..13_000 {
            assert_eq!(clusters.insert(picture(number)), ClusterId(picture(number)));
        }
        assert!(clusters.indexes.len() > 1, "the young were indexed");
        for number in (0..13_000).step_by(7) {
            let smallest = ClusterId(picture(number).min(copy(number)));
            assert_eq!(clusters.near_hashes(&copy(number)), [picture(number)]);
            assert_eq!(clusters.insert(copy(number)), smallest);
            assert_eq!(clusters.cluster_of(&picture(number)), Some(smallest));
        }
    }

    #[test]
    fn flat_pictures_join_nothing() {
        let mut clusters = Clusters::default();
        let (flat, other) = (Digest([0; 32]), Digest(std::array::from_fn(|at| u8::from(at == 0))));
        assert_eq!(clusters.insert(flat), ClusterId(flat));
        assert_eq!(clusters.insert(other), ClusterId(other));
    }
}

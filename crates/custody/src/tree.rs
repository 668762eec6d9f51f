//! A growing RFC 6962 tree in logarithmic memory.

use crate::Hash;

/// The size of a tree and the roots of its complete subtrees, largest first: enough to append and to
/// give the root, not to prove.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    peaks: Vec<Hash>,
}

impl Tree {
    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the complete subtrees, largest first: what [`Self::from_peaks`] takes up again.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// The tree of `size` leaves with these peaks; `None` when a tree of that size has another number of peaks.
    pub fn from_peaks(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (peaks.len() == size.count_ones() as usize).then_some(Self { size, peaks })
    }

    /// Appends a leaf and returns its index, counted from zero.
    pub fn append(&mut self, leaf: Hash) -> u64 {
        let index = self.size;
        let mut node = leaf;
        // Each set low bit of the index is a complete subtree that the new leaf completes to the next size.
        for _ in 0..index.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = Hash::of_children(left, node);
            }
        }
        self.peaks.push(node);
        self.size += 1;
        index
    }

    /// The Merkle tree hash over all leaves (RFC 6962 section 2.1).
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev().copied();
        let Some(last) = peaks.next() else { return Hash::of_empty_tree() };
        peaks.fold(last, |right, left| Hash::of_children(left, right))
    }
}

/// The root over `leaves`, computed from the recursive definition of RFC 6962 section 2.1.
pub fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of_empty_tree(),
        [leaf] => *leaf,
        _ => {
            let at = leaves.len().div_ceil(2).next_power_of_two();
            let (left, right) = leaves.split_at(at);
            Hash::of_children(root_of(left), root_of(right))
        }
    }
}

/// The largest power of two below `count`, which is at least two.
pub(crate) fn split(count: u64) -> u64 {
    count.div_ceil(2).next_power_of_two()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_is_the_largest_power_of_two_below() {
        for (count, expected) in [(2, 1), (3, 2), (4, 2), (5, 4), (8, 4), (9, 8), (1000, 512)] {
            assert_eq!(split(count), expected, "{count}");
        }
    }

    #[test]
    fn a_tree_taken_up_from_its_peaks_grows_alike() {
        let leaf = |index: u64| Hash::of_leaf(&index.to_be_bytes());
        let mut whole = Tree::default();
        for index in 0..40 {
            let mut resumed = Tree::from_peaks(whole.size(), whole.peaks().to_vec()).unwrap();
            whole.append(leaf(index));
            resumed.append(leaf(index));
            assert_eq!(resumed, whole, "{index}");
        }
        assert_eq!(Tree::from_peaks(7, vec![leaf(0)]), None);
    }

    /// The published roots over the eight example leaves of the certificate-transparency reference tests.
    #[test]
    fn roots_equal_the_published_vectors() {
        let leaves = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let roots = [
            (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
            (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
        ];
        let leaves: Vec<Hash> =
            leaves.iter().map(|data| Hash::of_leaf(&hex::decode(data).unwrap())).collect();
        for (size, expected) in roots {
            let mut tree = Tree::default();
            leaves[..size].iter().for_each(|leaf| {
                tree.append(*leaf);
            });
            assert_eq!(tree.root().to_string(), expected, "size {size}");
            assert_eq!(root_of(&leaves[..size]), tree.root(), "size {size}");
        }
    }
}

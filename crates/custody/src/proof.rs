//! Inclusion and consistency proofs, made as in RFC 6962 section 2.1 and checked as in RFC 9162 section 2.1.

use std::ops::Range;

use crate::Hash;
use crate::tree::{root_of, split};

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The index or a size lies outside the tree.
    #[error("the index or size lies outside the tree")]
    OutOfRange,
    /// The proof has too few or too many hashes for these sizes.
    #[error("the proof has the wrong number of hashes")]
    WrongLength,
    /// The proof leads to another root.
    #[error("the proof does not lead to the given root")]
    WrongRoot,
}

/// The ranges of leaves whose roots lead from leaf `index` to the root over `size` leaves, lowest first; `None` when there is no such
/// leaf.
pub fn inclusion_ranges(size: u64, index: u64) -> Option<Vec<Range<u64>>> {
    (index < size).then(|| path_ranges(0..size, index))
}

fn path_ranges(within: Range<u64>, index: u64) -> Vec<Range<u64>> {
    let Some(at) = middle(&within) else { return Vec::new() };
    let (mut path, sibling) = if index < at {
        (path_ranges(within.start..at, index), at..within.end)
    } else {
        (path_ranges(at..within.end, index), within.start..at)
    };
    path.push(sibling);
    path
}

/// Where a tree over these leaves splits; `None` for a single leaf.
fn middle(within: &Range<u64>) -> Option<u64> {
    let count = within.end - within.start;
    (count > 1).then(|| within.start + split(count))
}

/// The hashes that lead from leaf `index` to the root over `leaves`; `None` when there is no such leaf.
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    roots_over(leaves, inclusion_ranges(leaves.len() as u64, index as u64)?)
}

fn roots_over(leaves: &[Hash], ranges: Vec<Range<u64>>) -> Option<Vec<Hash>> {
    let root = |range: Range<u64>| {
        let (start, end) = (usize::try_from(range.start).ok()?, usize::try_from(range.end).ok()?);
        leaves.get(start..end).map(root_of)
    };
    ranges.into_iter().map(root).collect()
}

/// Checks that `leaf` stands at `index` in the tree of `size` leaves with `root`.
///
/// # Errors
/// [`ProofError`] says what does not fit.
pub fn verify_inclusion(
    leaf: Hash,
    index: u64,
    size: u64,
    root: Hash,
    path: &[Hash],
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange);
    }
    let (mut position, mut last, mut node) = (index, size - 1, leaf);
    for sibling in path {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if position & 1 == 1 || position == last {
            node = Hash::of_children(*sibling, node);
            while position & 1 == 0 && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            node = Hash::of_children(node, *sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    match (last, node == root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::WrongRoot),
        _ => Err(ProofError::WrongLength),
    }
}

/// The ranges of leaves whose roots show that the tree over the first `older` leaves is a prefix of the tree over `newer`; `None` when
/// there are not that many leaves.
pub fn consistency_ranges(older: u64, newer: u64) -> Option<Vec<Range<u64>>> {
    if older > newer {
        return None;
    }
    if older == 0 || older == newer {
        return Some(Vec::new());
    }
    Some(prefix_ranges(0..newer, older, true))
}

fn prefix_ranges(within: Range<u64>, older: u64, complete: bool) -> Vec<Range<u64>> {
    if older == within.end {
        return if complete { Vec::new() } else { vec![within] };
    }
    let Some(at) = middle(&within) else { return Vec::new() };
    let (mut path, sibling) = if older <= at {
        (prefix_ranges(within.start..at, older, complete), at..within.end)
    } else {
        (prefix_ranges(at..within.end, older, false), within.start..at)
    };
    path.push(sibling);
    path
}

/// The hashes that show that the tree over the first `older` leaves is a prefix of the tree over all
/// `leaves`; `None` when there are not that many leaves.
pub fn consistency_proof(leaves: &[Hash], older: usize) -> Option<Vec<Hash>> {
    roots_over(leaves, consistency_ranges(older as u64, leaves.len() as u64)?)
}

/// Checks that the tree of `older` leaves with `older_root` is a prefix of the tree of `newer` leaves.
///
/// # Errors
/// [`ProofError`] says what does not fit.
pub fn verify_consistency(
    older: u64,
    older_root: Hash,
    newer: u64,
    newer_root: Hash,
    path: &[Hash],
) -> Result<(), ProofError> {
    if older > newer {
        return Err(ProofError::OutOfRange);
    }
    if older == 0 || older == newer {
        let roots_fit = older_root == if older == 0 { Hash::of_empty_tree() } else { newer_root };
        return match (path.is_empty(), roots_fit) {
            (false, _) => Err(ProofError::WrongLength),
            (true, false) => Err(ProofError::WrongRoot),
            (true, true) => Ok(()),
        };
    }
    // A complete older tree is its own first node; the proof leaves it out.
    let (first, rest) = if older.is_power_of_two() {
        (older_root, path)
    } else {
        let (first, rest) = path.split_first().ok_or(ProofError::WrongLength)?;
        (*first, rest)
    };
    let shift = (older - 1).trailing_ones();
    let (mut position, mut last) = ((older - 1) >> shift, (newer - 1) >> shift);
    let (mut from_older, mut from_newer) = (first, first);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if position & 1 == 1 || position == last {
            from_older = Hash::of_children(*sibling, from_older);
            from_newer = Hash::of_children(*sibling, from_newer);
            while position & 1 == 0 && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            from_newer = Hash::of_children(from_newer, *sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    match (last, from_older == older_root && from_newer == newer_root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::WrongRoot),
        _ => Err(ProofError::WrongLength),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn leaves(count: usize) -> Vec<Hash> {
        (0..count).map(|index| Hash::of_leaf(&index.to_be_bytes())).collect()
    }

    #[test]
    fn every_inclusion_proof_of_small_trees_verifies() {
        for count in 1..40 {
            let leaves = leaves(count);
            for index in 0..count {
                let path = inclusion_proof(&leaves, index).unwrap();
                let root = root_of(&leaves);
                verify_inclusion(leaves[index], index as u64, count as u64, root, &path).unwrap();
            }
        }
    }

    #[test]
    fn every_consistency_proof_of_small_trees_verifies() {
        for newer in 0..40 {
            let leaves = leaves(newer);
            for older in 0..=newer {
                let path = consistency_proof(&leaves, older).unwrap();
                let older_root = root_of(&leaves[..older]);
                verify_consistency(older as u64, older_root, newer as u64, root_of(&leaves), &path).unwrap();
            }
        }
    }

    proptest! {
        #[test]
        fn a_changed_leaf_or_path_is_refused(count in 2_usize..200, pick: prop::sample::Index, bit in 0_usize..256) {
            let leaves = leaves(count);
            let index = pick.index(count);
            let path = inclusion_proof(&leaves, index).unwrap();
            let root = root_of(&leaves);
            let mut leaf = leaves[index];
            leaf.0[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(verify_inclusion(leaf, index as u64, count as u64, root, &path).is_err());
            let mut changed = path.clone();
            let place = pick.index(changed.len());
            changed[place].0[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(verify_inclusion(leaves[index], index as u64, count as u64, root, &changed).is_err());
            prop_assert!(verify_inclusion(leaves[index], index as u64, count as u64, root, &path[1..]).is_err());
        }

        #[test]
        fn a_rewritten_history_is_refused(newer in 3_usize..200, pick: prop::sample::Index, changed: prop::sample::Index) {
            let original = leaves(newer);
            let older = 1 + pick.index(newer - 1);
            let mut rewritten = original.clone();
            rewritten[changed.index(older)].0[0] ^= 1;
            let path = consistency_proof(&rewritten, older).unwrap();
            let (old_root, new_root) = (root_of(&original[..older]), root_of(&rewritten));
            prop_assert!(verify_consistency(older as u64, old_root, newer as u64, new_root, &path).is_err());
        }
    }
}

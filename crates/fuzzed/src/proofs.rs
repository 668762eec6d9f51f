//! Proofs: the verifier against the making of the one right proof.

use custody::{Hash, consistency_proof, inclusion_proof, root_of, verify_consistency, verify_inclusion};

/// Most leaves of the trees in which proofs are tried.
const MOST_LEAVES: u8 = 64;

/// The first three bytes choose a tree and two places in it, the others how its proofs are spoilt. A proof is accepted if, and only if,
/// it is the one that the tree gives.
pub(crate) fn proof(bytes: &[u8]) {
    let [count, at, edits @ ..] = bytes else { return };
    let leaves: Vec<Hash> = (0..count % MOST_LEAVES).map(|number| Hash::of_leaf(&[number])).collect();
    let (size, root) = (leaves.len() as u64, root_of(&leaves));
    let index = usize::from(at % MOST_LEAVES);
    let right = inclusion_proof(&leaves, index);
    let path = spoilt(right.clone().unwrap_or_default(), edits);
    let leaf = leaves.get(index).copied().unwrap_or_else(Hash::of_empty_tree);
    let accepted = verify_inclusion(leaf, index as u64, size, root, &path).is_ok();
    assert_eq!(accepted, right == Some(path), "inclusion of {index} in {size}");
    let right = consistency_proof(&leaves, index);
    let path = spoilt(right.clone().unwrap_or_default(), edits);
    let older = leaves.get(..index).map_or_else(Hash::of_empty_tree, root_of);
    let accepted = verify_consistency(index as u64, older, size, root, &path).is_ok();
    assert_eq!(accepted, right == Some(path), "{index} entries before {size}");
    far(edits);
}

/// Each pair of bytes is one edit: what, and where.
fn spoilt(mut path: Vec<Hash>, edits: &[u8]) -> Vec<Hash> {
    for [what, at] in edits.as_chunks::<2>().0 {
        let at = usize::from(*at) % (path.len() + 1);
        match what % 4 {
            0 if at < path.len() => drop(path.remove(at)),
            1 => path.insert(at, Hash::of_leaf(&[*what])),
            2 if at + 1 < path.len() => path.swap(at, at + 1),
            _ => {}
        }
    }
    path
}

/// Sizes and places of any magnitude, which no tree here has.
fn far(bytes: &[u8]) {
    let Some((index, rest)) = bytes.split_first_chunk::<8>() else { return };
    let Some((size, rest)) = rest.split_first_chunk::<8>() else { return };
    let [index, size] = [index, size].map(|number| u64::from_le_bytes(*number));
    let path: Vec<Hash> = rest.iter().map(|byte| Hash::of_leaf(&[*byte])).collect();
    let [leaf, root] = [Hash::of_leaf(b"leaf"), Hash::of_leaf(b"root")];
    assert!(verify_inclusion(leaf, index, size, root, &path).is_err());
    let _ = verify_consistency(index, leaf, size, root, &path);
}

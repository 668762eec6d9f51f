//! The comparison with every hash.

use multiversion::multiversion;

use super::{Near, Wanted, Words};
use crate::bytes::{Hash, U32, index};

/// Hashes that are looked up in one pass over all of them.
const PASS: usize = 8;

/// Up to this radius, half of the bits nearly always rule a stranger out: they differ in 64 of them, give or take 6.
const HALF_RULES_OUT: u32 = 48;

/// Every hash within the radius, in order.
#[multiversion(targets("x86_64+avx2+popcnt+bmi1+bmi2", "x86_64+popcnt"))]
pub(super) fn scan(hashes: &[Hash], wanted: &Wanted, found: &mut Vec<Near>) {
    let (wanted, found) = (std::array::from_ref(wanted), std::array::from_mut(found));
    if wanted[0].radius_bits <= HALF_RULES_OUT {
        compare::<2, 1>(hashes, wanted, found);
    } else {
        compare::<3, 1>(hashes, wanted, found);
    }
}

/// Compares every hash with all that are wanted, first by so many words of each.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it takes the instructions of the processor from its callers")]
fn compare<const FIRST: usize, const N: usize>(
    hashes: &[Hash],
    wanted: &[Wanted; N],
    found: &mut [Vec<Near>; N],
) {
    for (position, hash) in (0..).zip(hashes) {
        let hash = Words::of(hash);
        for (wanted, found) in wanted.iter().zip(found.iter_mut()) {
            let differing = |at: usize| (hash.0[at] ^ wanted.words.0[at]).count_ones();
            let first: u32 = (0..FIRST).map(differing).sum();
            if first <= wanted.radius_bits {
                let distance_bits = first + (FIRST..4).map(differing).sum::<u32>();
                if distance_bits <= wanted.radius_bits {
                    found.push(Near { distance_bits, position });
                }
            }
        }
    }
}

/// The same for many, in as few passes as may be: reading the hashes is what takes long.
pub(super) fn scan_many(hashes: &[Hash], wanted: &[Wanted]) -> Vec<Vec<Near>> {
    let mut found = vec![Vec::new(); wanted.len()];
    let (passes, rest) = wanted.as_chunks::<PASS>();
    let (found_in_passes, found_in_rest) = found.as_chunks_mut::<PASS>();
    for (wanted, found) in passes.iter().zip(found_in_passes) {
        scan_pass(hashes, wanted, found);
    }
    for (wanted, found) in rest.iter().zip(found_in_rest) {
        scan(hashes, wanted, found);
    }
    found
}

#[multiversion(targets("x86_64+avx2+popcnt+bmi1+bmi2", "x86_64+popcnt"))]
fn scan_pass(hashes: &[Hash], wanted: &[Wanted; PASS], found: &mut [Vec<Near>; PASS]) {
    if wanted.iter().all(|wanted| wanted.radius_bits <= HALF_RULES_OUT) {
        compare::<2, PASS>(hashes, wanted, found);
    } else {
        compare::<3, PASS>(hashes, wanted, found);
    }
}

/// Those of `candidates` within the radius; one that stands in several chunks comes out several times.
#[multiversion(targets("x86_64+avx2+popcnt+bmi1+bmi2", "x86_64+popcnt"))]
pub(super) fn pick(hashes: &[Hash], candidates: &[U32], wanted: &Wanted, found: &mut Vec<Near>) {
    for position in candidates {
        let position = u32::from_le_bytes(*position);
        // A position that no hash has stands in damaged bytes only.
        let Some(hash) = hashes.get(index(position)) else { continue };
        let distance_bits = Words::of(hash).distance(&wanted.words);
        if distance_bits <= wanted.radius_bits {
            found.push(Near { distance_bits, position });
        }
    }
}

//! The comparison with every hash.

use multiversion::multiversion;

use super::{Near, Wanted, Words};
use crate::bytes::{Hash, U32, index};

/// Hashes that are looked up in one pass over all of them.
const PASS: usize = 8;

/// Every hash within the radius, in order.
#[multiversion(targets("x86_64+avx2+popcnt+bmi1+bmi2", "x86_64+popcnt"))]
pub(super) fn scan(hashes: &[Hash], wanted: &Wanted, found: &mut Vec<Near>) {
    let (Words(wanted), radius_bits) = (wanted.words, wanted.radius_bits);
    for (position, hash) in (0..).zip(hashes) {
        let Words(hash) = Words::of(hash);
        // Half of the bits nearly always rule a stranger out.
        let half = (hash[0] ^ wanted[0]).count_ones() + (hash[1] ^ wanted[1]).count_ones();
        if half <= radius_bits {
            let distance_bits =
                half + (hash[2] ^ wanted[2]).count_ones() + (hash[3] ^ wanted[3]).count_ones();
            if distance_bits <= radius_bits {
                found.push(Near { distance_bits, position });
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
    for (position, hash) in (0..).zip(hashes) {
        let hash = Words::of(hash);
        for (wanted, found) in wanted.iter().zip(found.iter_mut()) {
            let half =
                (hash.0[0] ^ wanted.words.0[0]).count_ones() + (hash.0[1] ^ wanted.words.0[1]).count_ones();
            if half <= wanted.radius_bits {
                let distance_bits = hash.distance(&wanted.words);
                if distance_bits <= wanted.radius_bits {
                    found.push(Near { distance_bits, position });
                }
            }
        }
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

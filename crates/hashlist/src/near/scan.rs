//! The comparison with every hash.

use multiversion::multiversion;

use super::{Near, Words};

/// Every hash within `radius_bits`, in order.
#[multiversion(targets("x86_64+avx2+popcnt+bmi1+bmi2", "x86_64+popcnt"))]
pub(super) fn scan(hashes: &[Words], wanted: &Words, radius_bits: u32, found: &mut Vec<Near>) {
    for (position, hash) in (0..).zip(hashes) {
        // Half of the bits nearly always rule a stranger out.
        let half = (hash.0[0] ^ wanted.0[0]).count_ones() + (hash.0[1] ^ wanted.0[1]).count_ones();
        if half <= radius_bits {
            let distance_bits =
                half + (hash.0[2] ^ wanted.0[2]).count_ones() + (hash.0[3] ^ wanted.0[3]).count_ones();
            if distance_bits <= radius_bits {
                found.push(Near { distance_bits, position });
            }
        }
    }
}

/// Those of `candidates` within `radius_bits`; one that stands in several chunks comes out several times.
#[multiversion(targets("x86_64+avx2+popcnt+bmi1+bmi2", "x86_64+popcnt"))]
pub(super) fn pick(
    hashes: &[Words],
    candidates: &[u32],
    wanted: &Words,
    radius_bits: u32,
    found: &mut Vec<Near>,
) {
    for &position in candidates {
        let distance_bits = hashes[position as usize].distance(wanted);
        if distance_bits <= radius_bits {
            found.push(Near { distance_bits, position });
        }
    }
}

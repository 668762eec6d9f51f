//! Numbers by how many bits they have set.

/// Every number of `bits` bits with at most `ones` set, each once, fewest first.
pub(super) fn masks(bits: u32, ones: u32) -> impl Iterator<Item = u32> {
    (0..=ones.min(bits)).flat_map(move |ones| OfWeight { next: (1 << ones) - 1, end: 1 << bits })
}

/// How many [`masks`] there are.
pub(super) fn count(bits: u32, ones: u32) -> u64 {
    let mut of_weight = 1;
    let mut all = 1;
    for taken in 0..ones.min(bits) {
        of_weight = of_weight * u64::from(bits - taken) / u64::from(taken + 1);
        all += of_weight;
    }
    all
}

/// Numbers below `end` with as many bits set as `next`, ascending.
struct OfWeight {
    next: u32,
    end: u32,
}

impl Iterator for OfWeight {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let mask = self.next;
        if mask >= self.end {
            return None;
        }
        // The next number of the same weight: the lowest run of ones moves its top bit up, the rest drops to the bottom.
        self.next = if mask == 0 {
            self.end
        } else {
            let lowest = mask & mask.wrapping_neg();
            let moved = mask + lowest;
            moved | ((mask ^ moved) >> (lowest.trailing_zeros() + 2))
        };
        Some(mask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_those_that_counting_finds() {
        for bits in 1..=10 {
            for ones in 0..=6 {
                let mut wanted: Vec<u32> =
                    (0..1 << bits).filter(|mask: &u32| mask.count_ones() <= ones).collect();
                wanted.sort_by_key(|mask| (mask.count_ones(), *mask));
                assert_eq!(masks(bits, ones).collect::<Vec<_>>(), wanted, "{bits} {ones}");
                assert_eq!(count(bits, ones), wanted.len() as u64);
            }
        }
    }
}

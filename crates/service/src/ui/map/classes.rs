//! Classes of counts: at most five, with about as many regions in each.

use std::collections::BTreeMap;

/// The most classes that a reader tells apart by their shade.
const MOST: usize = 5;

/// One class of counts above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class {
    /// Its shade, 1 to 5; the highest counts are 5.
    pub(super) step: usize,
    /// The least and the most count that occur in it.
    pub(super) least: i64,
    pub(super) most: i64,
    /// How many regions are in it.
    pub(super) regions: usize,
}

/// The classes of these counts, lowest first: their quintiles. Equal counts are in one class, so there may be fewer; zeros are in none.
pub(super) fn classes(counts: &BTreeMap<String, i64>) -> Vec<Class> {
    let mut sorted: Vec<i64> = counts.values().copied().filter(|count| *count > 0).collect();
    sorted.sort_unstable();
    // the last of each fifth
    let mut bounds: Vec<i64> = (1..=MOST)
        .filter_map(|fifth| (fifth * sorted.len()).div_ceil(MOST).checked_sub(1))
        .filter_map(|place| sorted.get(place).copied())
        .collect();
    bounds.dedup();
    let lightest = MOST - bounds.len();
    let mut below = 0;
    let mut classes = Vec::new();
    for (place, bound) in bounds.into_iter().enumerate() {
        let within: Vec<i64> =
            sorted.iter().copied().filter(|count| *count > below && *count <= bound).collect();
        if let Some(least) = within.first() {
            classes.push(Class {
                step: lightest + place + 1,
                least: *least,
                most: bound,
                regions: within.len(),
            });
        }
        below = bound;
    }
    classes
}

/// The shade of a count: 0 for none.
pub(super) fn step(classes: &[Class], count: i64) -> usize {
    if count <= 0 {
        return 0;
    }
    classes.iter().find(|class| count <= class.most).map_or(MOST, |class| class.step)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(counts: &[i64]) -> Vec<Class> {
        classes(&counts.iter().enumerate().map(|(place, count)| (place.to_string(), *count)).collect())
    }

    #[test]
    fn classes_are_quintiles_and_equal_counts_share_one() {
        let ranges = |counts: &[i64]| {
            of(counts)
                .iter()
                .map(|class| (class.step, class.least, class.most, class.regions))
                .collect::<Vec<_>>()
        };
        assert_eq!(ranges(&[0, 0]), []);
        assert_eq!(ranges(&[7]), [(5, 7, 7, 1)]);
        assert_eq!(ranges(&[4, 4, 4, 0]), [(5, 4, 4, 3)]);
        assert_eq!(
            ranges(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
            [(1, 1, 2, 2), (2, 3, 4, 2), (3, 5, 6, 2), (4, 7, 8, 2), (5, 9, 10, 2)]
        );
    }

    proptest! {
        #[test]
        fn every_count_is_in_the_class_that_names_it(counts in prop::collection::vec(0..1000_i64, 0..80)) {
            let classes = of(&counts);
            prop_assert!(classes.len() <= MOST && classes.windows(2).all(|pair| pair[0].most < pair[1].least));
            let above_zero = counts.iter().filter(|count| **count > 0).count();
            prop_assert_eq!(classes.iter().map(|class| class.regions).sum::<usize>(), above_zero);
            for count in counts {
                let step = step(&classes, count);
                let class = classes.iter().find(|class| (class.least..=class.most).contains(&count));
                prop_assert_eq!(step, class.map_or(0, |class| class.step));
            }
        }
    }
}

//! Small counts in figures that leave the house: a count from which somebody could be told is withheld, and so is what would give it away.

/// The smallest count that is told. A figure of fewer reports may tell of one person.
pub(crate) const LEAST: i64 = 5;

/// The counts of one row as they may be told. One below [`LEAST`] is withheld; where it would follow from the row's total, the smallest of the
/// others is withheld too. Zero is told: there is nobody whom it could be about.
pub(crate) fn suppressed(counts: &[i64]) -> Vec<Option<i64>> {
    let is_small = |count: i64| (1..LEAST).contains(&count);
    let mut told: Vec<Option<i64>> =
        counts.iter().map(|count| (!is_small(*count)).then_some(*count)).collect();
    if told.iter().filter(|count| count.is_none()).count() == 1 {
        let smallest = told.iter().flatten().copied().filter(|count| *count > 0).min();
        if let Some(place) = smallest.and_then(|least| told.iter().position(|count| *count == Some(least))) {
            told[place] = None;
        }
    }
    told
}

/// A count by itself as it may be told.
pub(crate) fn alone(count: i64) -> Option<i64> {
    (!(1..LEAST).contains(&count)).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_and_what_gives_them_away_are_withheld() {
        assert_eq!(suppressed(&[10, 0, 7]), [Some(10), Some(0), Some(7)]);
        assert_eq!(suppressed(&[10, 3, 7]), [Some(10), None, None]);
        assert_eq!(suppressed(&[10, 3, 4]), [Some(10), None, None]);
        assert_eq!(suppressed(&[3, 0]), [None, Some(0)]);
        assert_eq!((alone(0), alone(1), alone(4), alone(5)), (Some(0), None, None, Some(5)));
    }
}

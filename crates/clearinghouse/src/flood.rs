//! Whether a cluster of files is a flood: far more reports on a day than its own history would lead one to expect.

/// Days of the present, which are compared with all days before them.
const PRESENT_DAYS: i64 = 7;
/// A day with fewer reports is no flood, whatever went before.
const LEAST: i64 = 20;
/// So many times the mean of the days before.
const TIMES: i64 = 5;
/// A cluster without a history is a flood from so many reports on one day.
const LEAST_WITHOUT_HISTORY: i64 = 100;

/// Whether one of the last days stands out from the cluster's own history.
///
/// `days` are days since 1970 with the number of reports received on each, without empty ones; `today` is the present day.
pub(crate) fn is_flood(days: &[(i64, i64)], today: i64) -> bool {
    let present = today - PRESENT_DAYS;
    let busiest =
        days.iter().filter(|(day, _)| *day > present).map(|(_, reports)| *reports).max().unwrap_or(0);
    let before = || days.iter().filter(|(day, _)| *day <= present);
    let Some(first) = before().map(|(day, _)| *day).min() else { return busiest >= LEAST_WITHOUT_HISTORY };
    let (reports, span) = (before().map(|(_, reports)| *reports).sum::<i64>(), present - first + 1);
    // the mean is reports / span; multiplied out, so that no fraction is lost
    busiest >= LEAST && busiest.saturating_mul(span) >= TIMES.saturating_mul(reports)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_told_by_the_clusters_own_history() {
        assert!(!is_flood(&[], 100));
        assert!(!is_flood(&[(100, 99)], 100), "young, and not many");
        assert!(is_flood(&[(100, 100)], 100), "young, and many");
        let steady: Vec<_> = (1..=100).map(|day| (day, 30)).collect();
        assert!(!is_flood(&steady, 100), "many every day");
        let mut burst = steady.clone();
        burst[98].1 = 150;
        assert!(is_flood(&burst, 100), "five times as many");
        burst[98].1 = 149;
        assert!(!is_flood(&burst, 100));
        assert!(!is_flood(&[(1, 1), (100, 19)], 100), "few are never a flood");
        assert!(is_flood(&[(1, 1), (100, 20)], 100));
        assert!(!is_flood(&[(1, 1), (50, 500)], 100), "long ago");
    }
}

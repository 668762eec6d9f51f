//! The interval of a share that was seen in a sample: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.

/// The quantile of the normal distribution that leaves 2.5 per cent on each side.
const Z: f64 = 1.959_963_984_540_054;

/// A share with the interval that holds the true one in 95 of 100 samples; each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Interval {
    pub(crate) share: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// The interval for `hits` of `all`; none where nothing was looked at.
pub(crate) fn wilson(hits: i64, all: i64) -> Option<Interval> {
    // counts of readings stay far below what a float of 64 bits holds exactly
    let float = |count: i64| i32::try_from(count).ok().map(f64::from);
    let (hits, all) = (float(hits)?, float(all).filter(|all| *all > 0.0)?);
    let (share, z2) = (hits / all, Z * Z);
    let centre = (share + z2 / (2.0 * all)) / (1.0 + z2 / all);
    let half = Z / (1.0 + z2 / all) * (share * (1.0 - share) / all + z2 / (4.0 * all * all)).sqrt();
    Some(Interval { share, low: (centre - half).max(0.0), high: (centre + half).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python from the formula, to four digits.
    #[test]
    fn intervals_are_those_of_the_formula() {
        let check = |hits, all, low: f64, high: f64| {
            let found = wilson(hits, all).unwrap();
            assert!((found.low - low).abs() < 5e-4 && (found.high - high).abs() < 5e-4, "{found:?}");
        };
        check(0, 10, 0.0, 0.2775);
        check(5, 10, 0.2366, 0.7634);
        check(1, 100, 0.0018, 0.0545);
        check(10, 10, 0.7225, 1.0);
    }

    #[test]
    fn nothing_looked_at_has_no_share() {
        assert_eq!(wilson(0, 0), None);
    }
}

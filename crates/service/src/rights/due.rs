//! Until which beginning something can be due: so that a list reads no more rows than it shows.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use model::retention::{Category, Rule, SCHEDULE};

/// Until which beginning something of a category can be due.
#[derive(Debug, Clone, Copy)]
pub struct DueBefore(Timestamp);

impl DueBefore {
    /// As of an instant.
    pub fn at(now: Timestamp) -> Self {
        Self(now)
    }

    /// The latest beginning, or arrival, that can be due now: under each rule of the category, as far as no newer one governs it.
    pub fn latest(self, category: Category) -> Timestamp {
        let latest = rules_of(category).map(|rule| self.before(rule).min(governed_until(rule)));
        latest.max().unwrap_or(self.0)
    }

    /// The latest beginning whose period is over now, whichever rule of the category governs it: for what no hold can be placed on.
    pub fn ended(self, category: Category) -> Timestamp {
        let today = self.0.to_zoned_datetime(TimeZone::UTC);
        let beginnings = rules_of(category).map(|rule| rule.period).map(|period| {
            let span = Span::new().try_years(period.years).and_then(|span| span.try_days(period.days));
            let began = span.and_then(|span| today.checked_sub(span));
            began.map_or(Timestamp::MIN, |day| day.timestamp())
        });
        beginnings.min().unwrap_or(Timestamp::MIN)
    }

    /// The latest beginning that is due now under a rule; with years of 365 days it is never too early.
    fn before(self, rule: &Rule) -> Timestamp {
        let ages = [Some(rule.period), rule.review_every].into_iter().flatten();
        let days = ages.map(|age| i64::from(age.years) * 365 + i64::from(age.days)).min().unwrap_or(0);
        let today = self.0.to_zoned_datetime(TimeZone::UTC);
        let span = Span::new().try_days(days);
        span.and_then(|span| today.checked_sub(span)).map_or(self.0, |day| day.timestamp())
    }
}

fn rules_of(category: Category) -> impl Iterator<Item = &'static Rule> {
    SCHEDULE.iter().filter(move |rule| rule.category == category)
}

/// The beginning of the rule that comes after this one.
fn governed_until(rule: &Rule) -> Timestamp {
    let next =
        rules_of(rule.category).map(|other| other.valid_from).filter(|from| *from > rule.valid_from).min();
    let next = next.and_then(|day| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok());
    next.unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shorter_period_of_before_lists_nothing_that_a_newer_rule_keeps() {
        let check = |category, now: &str, expected: &str| {
            let latest = DueBefore::at(now.parse().unwrap()).latest(category);
            assert_eq!(latest, expected.parse::<Timestamp>().unwrap(), "{now}");
        };
        // ninety days, and no more of them once the year of 7 May 2024 governs
        check(Category::PreservedContent, "2024-07-01T00:00:00Z", "2024-04-02T00:00:00Z");
        check(Category::PreservedContent, "2024-12-01T00:00:00Z", "2024-05-07T00:00:00Z");
        check(Category::PreservedContent, "2026-01-10T00:00:00Z", "2025-01-10T00:00:00Z");
        // a review comes before the end
        check(Category::PoliceReport, "2026-01-10T00:00:00Z", "2023-01-11T00:00:00Z");
    }
}

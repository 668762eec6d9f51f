//! The clock of evidence: until when an operator must keep what tells who used an address, and a provider what it reported.

use jiff::Timestamp;
use jiff::civil::Date;
use model::{Kept, KeptRule};

use crate::country::{day_of, or_unstated};

/// Whose providers must preserve what they reported to a clearinghouse.
const PROVIDERS: &str = "US";

/// By which rule the operators of a node's country keep connections of that instant; none where none is known.
pub(crate) fn rule_of(country: &str, connected_at: Timestamp) -> Option<&'static KeptRule> {
    KeptRule::find(or_unstated(country), Kept::Connection, day_of(country, connected_at))
}

/// The first day on which an operator of a node's country may erase the record of a connection, by the clock of its mainland. The end of the
/// calendar counts as never, and as a day that no rule tells.
pub(crate) fn erasable_on(country: &str, connected_at: Timestamp) -> Date {
    let day = day_of(country, connected_at);
    rule_of(country, connected_at).map_or(Date::MAX, |rule| rule.ends_on(day))
}

/// The day from which a provider of the United States need not preserve what it reported then, with the rule. Told by the clock of the node's
/// country, whose officers read it.
pub(crate) fn preserved_until(country: &str, reported_at: Timestamp) -> Option<(Date, &'static KeptRule)> {
    let day = day_of(country, reported_at);
    KeptRule::find(PROVIDERS, Kept::Report, day).map(|rule| (rule.ends_on(day), rule))
}

/// How many days are left from today until an operator may erase: none once the day has come.
pub(crate) fn days_left(today: Date, erasable_on: Date) -> i64 {
    let left = today.until(erasable_on).map_or(0, |span| span.get_days());
    i64::from(left.max(0))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn check(country: &str, at: &str, day: Date) {
        assert_eq!(erasable_on(country, at.parse().unwrap()), day, "{country} {at}");
    }

    #[test]
    fn twelve_months_on_the_clock_of_madrid() {
        for country in ["ES", ""] {
            check(country, "2020-09-30T21:59:59Z", date(2021, 9, 30));
            check(country, "2020-09-30T22:00:00Z", date(2021, 10, 1));
            check(country, "2020-02-29T12:00:00Z", date(2021, 2, 28));
        }
    }

    #[test]
    fn portugal_has_its_own_rule_and_clock() {
        check("PT", "2020-09-30T12:00:00Z", Date::MAX);
        check("PT", "2024-07-31T22:59:59Z", date(2025, 7, 31));
        check("PT", "2024-07-31T23:00:00Z", date(2025, 8, 1));
        let rule = rule_of("PT", "2024-07-31T12:00:00Z".parse().unwrap()).unwrap();
        assert!(rule.law.contains("Lei 32/2008") && !rule.is_verified, "{rule:?}");
    }

    #[test]
    fn a_country_without_a_rule_has_no_day() {
        check("FR", "2024-07-31T12:00:00Z", Date::MAX);
        assert!(rule_of("FR", "2024-07-31T12:00:00Z".parse().unwrap()).is_none());
        assert!(crate::country::law_of("FR").is_none());
    }

    #[test]
    fn days_are_left_until_the_day_has_come() {
        let today = date(2020, 12, 28);
        assert_eq!(days_left(today, date(2021, 10, 10)), 286);
        assert_eq!(days_left(today, date(2020, 12, 28)), 0);
        assert_eq!(days_left(today, date(2020, 1, 1)), 0);
    }

    #[test]
    fn what_a_provider_preserves_has_a_rule_of_its_own() {
        let (day, rule) = preserved_until("ES", "2024-05-01T12:00:00Z".parse().unwrap()).unwrap();
        assert_eq!((day, rule.period), (date(2024, 7, 30), (0, 90)));
    }
}

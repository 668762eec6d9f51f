//! The clock of evidence: until when an operator must keep what tells who used an address, and a provider what it reported.

use jiff::Timestamp;
use jiff::civil::Date;
use model::{Kept, KeptRule, Zone};

/// Whose operators are asked.
const COUNTRY: &str = "ES";
/// Whose providers must preserve what they reported to a clearinghouse.
const PROVIDERS: &str = "US";
/// The statute, for pages.
pub(crate) const SOURCE: &str = "Ley 25/2007, art. 5.1";

/// The first day on which the operator may erase the record of a connection, by the clock of Madrid. The end of the calendar counts as
/// never.
pub(crate) fn erasable_on(connected_at: Timestamp) -> Date {
    let day = day_of(connected_at);
    KeptRule::find(COUNTRY, Kept::Connection, day).map_or(Date::MAX, |rule| rule.ends_on(day))
}

/// The day from which a provider of the United States need not preserve what it reported then, with the rule.
pub(crate) fn preserved_until(reported_at: Timestamp) -> Option<(Date, &'static KeptRule)> {
    let day = day_of(reported_at);
    KeptRule::find(PROVIDERS, Kept::Report, day).map(|rule| (rule.ends_on(day), rule))
}

/// How many days are left until an operator may erase: none once the day has come.
pub(crate) fn days_left(now: Timestamp, erasable_on: Date) -> i64 {
    let left = day_of(now).until(erasable_on).map_or(0, |span| span.get_days());
    i64::from(left.max(0))
}

fn day_of(at: Timestamp) -> Date {
    Zone::EuropeMadrid.time_zone().to_datetime(at).date()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn twelve_months_on_the_clock_of_madrid() {
        let check = |at: &str, day| assert_eq!(erasable_on(at.parse().unwrap()), day, "{at}");
        check("2020-09-30T21:59:59Z", date(2021, 9, 30));
        check("2020-09-30T22:00:00Z", date(2021, 10, 1));
        check("2020-02-29T12:00:00Z", date(2021, 2, 28));
    }

    #[test]
    fn days_are_left_until_the_day_has_come() {
        let now = "2020-12-28T09:00:00Z".parse().unwrap();
        assert_eq!(days_left(now, date(2021, 10, 10)), 286);
        assert_eq!(days_left(now, date(2020, 12, 28)), 0);
        assert_eq!(days_left(now, date(2020, 1, 1)), 0);
    }

    #[test]
    fn statute_and_rule_are_one() {
        let rule = KeptRule::find(COUNTRY, Kept::Connection, date(2020, 9, 30)).unwrap();
        assert_eq!(rule.law, SOURCE);
        let (day, rule) = preserved_until("2024-05-01T12:00:00Z".parse().unwrap()).unwrap();
        assert_eq!((day, rule.period), (date(2024, 7, 30), (0, 90)));
    }
}

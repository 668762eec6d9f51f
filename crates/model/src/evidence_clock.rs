//! How long somebody other than the police keeps what proves an act, by dated rules of each country. After that it dies unread.

use jiff::Span;
use jiff::civil::{Date, date};

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The operator's record of who used an address.
    Connection,
    /// The copy of a report that its provider preserves.
    Report,
}

/// One rule of one country, for what happened from one day to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptRule {
    /// ISO 3166-1, such as `ES`.
    pub country: &'static str,
    /// What it is about.
    pub kept: Kept,
    /// The first day to which it applies.
    pub from: Date,
    /// The last one; none while it is in force.
    pub to: Option<Date>,
    /// How long, as months and days.
    pub period: (i32, i32),
    /// The statute.
    pub law: &'static str,
    /// Whether somebody compared it with the official text. A page that shows a day by a rule that nobody compared says so.
    pub is_verified: bool,
}

/// Every rule that is known. A country that is not here has no day at all: nothing is guessed.
static RULES: [KeptRule; 4] = [
    KeptRule {
        country: "ES",
        kept: Kept::Connection,
        from: date(2007, 11, 8),
        to: None,
        period: (12, 0),
        law: "Ley 25/2007, art. 5.1",
        is_verified: false,
    },
    // the addresses of a connection's source; the duty was void before (Tribunal Constitucional 268/2022)
    KeptRule {
        country: "PT",
        kept: Kept::Connection,
        from: date(2024, 2, 6),
        to: None,
        period: (12, 0),
        law: "Lei 32/2008, art. 6.1 (Lei 18/2024)",
        is_verified: false,
    },
    KeptRule {
        country: "US",
        kept: Kept::Report,
        from: date(2008, 10, 13),
        to: Some(date(2024, 5, 6)),
        period: (0, 90),
        law: "18 U.S.C. 2258A(h)(1)",
        is_verified: false,
    },
    KeptRule {
        country: "US",
        kept: Kept::Report,
        from: date(2024, 5, 7),
        to: None,
        period: (12, 0),
        law: "18 U.S.C. 2258A(h)(1), Pub. L. 118-59",
        is_verified: false,
    },
];

impl KeptRule {
    /// Every rule that is known.
    pub fn all() -> &'static [Self] {
        &RULES
    }

    /// The rule of a country for what happened on a day; none where it is not known.
    pub fn find(country: &str, kept: Kept, on: Date) -> Option<&'static Self> {
        RULES.iter().find(|rule| {
            rule.country == country
                && rule.kept == kept
                && rule.from <= on
                && rule.to.is_none_or(|last| on <= last)
        })
    }

    /// The first day on which it need not be kept any more; the end of the calendar counts as never.
    pub fn ends_on(&self, happened_on: Date) -> Date {
        let (months, days) = self.period;
        happened_on.checked_add(Span::new().months(months).days(days)).unwrap_or(Date::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(country: &str, kept: Kept, on: Date) -> Option<Date> {
        KeptRule::find(country, kept, on).map(|rule| rule.ends_on(on))
    }

    #[test]
    fn the_rule_of_the_day_counts() {
        assert_eq!(end("ES", Kept::Connection, date(2020, 2, 29)), Some(date(2021, 2, 28)));
        assert_eq!(end("PT", Kept::Connection, date(2024, 2, 6)), Some(date(2025, 2, 6)));
        assert_eq!(end("US", Kept::Report, date(2024, 5, 6)), Some(date(2024, 8, 4)));
        assert_eq!(end("US", Kept::Report, date(2024, 5, 7)), Some(date(2025, 5, 7)));
    }

    #[test]
    fn nothing_is_guessed() {
        assert_eq!(end("ES", Kept::Report, date(2024, 5, 7)), None);
        assert_eq!(end("ZZ", Kept::Connection, date(2024, 5, 7)), None);
        assert_eq!(end("ES", Kept::Connection, date(2007, 11, 7)), None);
        assert_eq!(end("PT", Kept::Connection, date(2024, 2, 5)), None);
    }

    #[test]
    fn no_two_rules_speak_of_one_day() {
        for (place, rule) in RULES.iter().enumerate() {
            let same = |other: &&KeptRule| other.country == rule.country && other.kept == rule.kept;
            for other in RULES.iter().skip(place + 1).filter(same) {
                assert!(rule.to.is_some_and(|last| last < other.from), "{rule:?} {other:?}");
            }
            assert!(rule.to.is_none_or(|last| rule.from <= last) && !rule.law.is_empty());
        }
    }
}

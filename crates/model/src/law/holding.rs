//! For how long the law of a country has a company keep what it reported, without anybody ordering it.

use jiff::civil::{Date, date};

use super::{Jurisdiction, Review};
use crate::retention::{Category, Period, SCHEDULE, find_rule};

/// What a law says of keeping what was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// So long, from the report on.
    For(Period),
    /// Only what a court or the police order; no period from the report on is known.
    ByOrder,
    /// It speaks of keeping, and nobody here has read how long.
    Unread,
}

/// What is known of one country on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldLaw {
    /// ISO 3166-1, two capital letters.
    pub country: &'static str,
    /// How long.
    pub holding: Holding,
    /// First day in force, as far as it is known here.
    pub valid_from: Date,
    /// The statute.
    pub law: &'static str,
    /// The articles within it.
    pub article: &'static str,
    /// Where that was found.
    pub source: &'static str,
    /// How far the row can be trusted.
    pub review: Review,
}

impl HoldLaw {
    /// Every country of which something is known.
    pub const COUNTRIES: [&'static str; 4] = ["US", "PT", "ES", "GB"];

    /// Statute and articles.
    pub fn cited(&self) -> String {
        format!("{} {}", self.law, self.article)
    }

    /// The period, where one is known.
    pub fn period(&self) -> Option<Period> {
        match self.holding {
            Holding::For(period) => Some(period),
            Holding::ByOrder | Holding::Unread => None,
        }
    }
}

/// Retention duties are part of the regulations; their length was not found.
const UNITED_KINGDOM: HoldLaw = HoldLaw {
    country: "GB",
    holding: Holding::Unread,
    valid_from: date(2026, 4, 7),
    law: "Online Safety Act 2023, SI 2026/268",
    article: "s. 66",
    source: "https://www.legislation.gov.uk",
    review: Review::Unverified,
};

/// What the law of a country (ISO 3166-1) says on a day; none where nothing is known of it.
pub fn find_hold_law(country: &str, on: Date) -> Option<HoldLaw> {
    match country {
        "US" => united_states(on),
        "PT" => by_order("PT", Jurisdiction::Portugal, "https://www.pgdlisboa.pt", on),
        "ES" => by_order("ES", Jurisdiction::Spain, "https://www.boe.es", on),
        "GB" => Some(UNITED_KINGDOM).filter(|row| row.valid_from <= on),
        _ => None,
    }
}

/// The rule by which the node itself keeps what it reported.
fn united_states(on: Date) -> Option<HoldLaw> {
    let rule = find_rule(SCHEDULE, Category::PreservedContent, on)?;
    Some(HoldLaw {
        country: "US",
        holding: Holding::For(rule.period),
        valid_from: rule.valid_from,
        law: rule.source,
        article: rule.article,
        source: "https://www.law.cornell.edu/uscode/text/18/2258A",
        review: rule.review,
    })
}

/// A country that is known to let records be preserved by order, and by nothing else.
fn by_order(country: &'static str, law: Jurisdiction, source: &'static str, on: Date) -> Option<HoldLaw> {
    let order = law.find_preservation(on)?;
    Some(HoldLaw {
        country,
        holding: Holding::ByOrder,
        valid_from: order.valid_from,
        law: order.source,
        article: order.article,
        source,
        review: order.review,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_country_sets_a_period_and_the_others_say_that_none_is_known() {
        let on = date(2026, 11, 1);
        let known = HoldLaw::COUNTRIES.map(|country| find_hold_law(country, on).unwrap());
        let periods = known.map(|row| row.period().map(|period| (period.years, period.days)));
        assert_eq!(periods, [Some((1, 0)), None, None, None]);
        for row in known {
            assert_eq!(row.review == Review::Verified, row.country == "US", "{row:?}");
            assert!(!row.cited().trim().is_empty() && row.source.starts_with("https://"), "{row:?}");
        }
        assert_eq!(find_hold_law("FR", on), None);
    }

    #[test]
    fn a_row_counts_from_its_day() {
        let period = |on| find_hold_law("US", on).and_then(|row| row.period()).map(|period| period.days);
        assert_eq!((period(date(2024, 5, 6)), period(date(2024, 5, 7))), (Some(90), Some(0)));
        assert_eq!(find_hold_law("GB", date(2026, 4, 6)), None);
        assert_eq!(find_hold_law("ES", date(2015, 12, 5)), None);
        assert_eq!(find_hold_law("ES", date(2015, 12, 6)).unwrap().holding, Holding::ByOrder);
    }
}

//! The periods, as dated data like the law: each says where it comes from and whether somebody read the text beside it.

use jiff::civil::{Date, date};

use super::Category;
use crate::law::Review;

/// A calendar period: years first, then days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Calendar years.
    pub years: i16,
    /// Calendar days.
    pub days: i32,
}

impl Period {
    const fn years(years: i16) -> Self {
        Self { years, days: 0 }
    }

    const fn days(days: i32) -> Self {
        Self { years: 0, days }
    }
}

/// One period, for what began on or after a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// What it is about.
    pub category: Category,
    /// The first day of beginnings that it governs.
    pub valid_from: Date,
    /// After this nothing needs it any more, unless a human decides to keep it.
    pub period: Period,
    /// How often a human must say why it is still needed.
    pub review_every: Option<Period>,
    /// The statute, or that it is a rule of this house.
    pub source: &'static str,
    /// The articles within it.
    pub article: &'static str,
    /// How far the row can be trusted.
    pub review: Review,
}

impl Rule {
    /// Whether somebody compared it with the official text.
    pub fn is_verified(&self) -> bool {
        self.review == Review::Verified
    }
}

/// The newest rule on `category` that had begun by `day`.
pub fn find_rule(schedule: &[Rule], category: Category, day: Date) -> Option<&Rule> {
    let rows = schedule.iter().filter(|rule| rule.category == category && rule.valid_from <= day);
    rows.max_by_key(|rule| rule.valid_from)
}

const US: &str = "18 U.S.C. 2258A";
const ES: &str = "Ley Orgánica 7/2021";
const EU_POLICE: &str = "Directive (EU) 2016/680";
const EU: &str = "Regulation (EU) 2016/679";
const ALWAYS: Date = date(1970, 1, 1);

/// What holds where the operator decides nothing else. The articles are law; a period marked unverified was not found in their text,
/// and counsel confirms it before it decides anything.
pub const SCHEDULE: &[Rule] = &[
    Rule {
        category: Category::PreservedContent,
        valid_from: date(2024, 5, 7),
        period: Period::years(1),
        review_every: None,
        source: US,
        article: "(h)(1)",
        review: Review::Verified,
    },
    Rule {
        category: Category::PreservedContent,
        valid_from: ALWAYS,
        period: Period::days(90),
        review_every: None,
        source: US,
        article: "(h)(1) before 7 May 2024",
        review: Review::Unverified,
    },
    proposed(Category::UnreportedUpload, 1, EU, "5(1)(e)"),
    proposed(Category::ClearinghouseReport, 10, EU, "5(1)(e)"),
    proposed(Category::ImportWithoutReport, 1, EU, "5(1)(e)"),
    police(Category::PoliceReport),
    police(Category::UnidentifiedSubject),
    Rule {
        category: Category::ClearedPerson,
        valid_from: ALWAYS,
        period: Period::days(30),
        review_every: None,
        source: EU_POLICE,
        article: "5, 16(2)",
        review: Review::Unverified,
    },
    police(Category::PersonWithOutcome),
    police(Category::DisclosedSubscriber),
    proposed(Category::AccessEntry, 5, EU_POLICE, "25"),
    proposed(Category::Tip, 1, EU, "5(1)(e)"),
    proposed(Category::UserReport, 1, EU, "5(1)(e)"),
    proposed(Category::Alarm, 1, EU, "5(1)(e)"),
    proposed(Category::RightsRequest, 3, EU, "5(1)(e), 12"),
    proposed(Category::ClosedAccount, 1, EU, "5(1)(e)"),
    Rule {
        period: Period::days(30),
        review_every: None,
        ..proposed(Category::EndedSession, 0, EU, "5(1)(e)")
    },
];

/// Reviewed every three years at most, twenty years in general.
const fn police(category: Category) -> Rule {
    Rule {
        category,
        valid_from: ALWAYS,
        period: Period::years(20),
        review_every: Some(Period::years(3)),
        source: ES,
        article: "8",
        review: Review::Unverified,
    }
}

/// The article names no period: one of this house.
const fn proposed(category: Category, years: i16, source: &'static str, article: &'static str) -> Rule {
    Rule {
        category,
        valid_from: ALWAYS,
        period: Period::years(years),
        review_every: Some(Period::years(3)),
        source,
        article,
        review: Review::Unverified,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_a_rule_from_the_beginning_and_no_two_begin_together() {
        for category in Category::ALL {
            assert!(find_rule(SCHEDULE, category, ALWAYS).is_some(), "{category:?}");
        }
        for (i, rule) in SCHEDULE.iter().enumerate() {
            let same = |other: &Rule| (other.category, other.valid_from) == (rule.category, rule.valid_from);
            assert!(!SCHEDULE[..i].iter().any(same), "{rule:?}");
        }
    }

    #[test]
    fn only_what_was_read_in_the_statute_is_verified() {
        let verified: Vec<_> = SCHEDULE.iter().filter(|rule| rule.is_verified()).collect();
        assert_eq!(verified.len(), 1);
        assert_eq!((verified[0].category, verified[0].source), (Category::PreservedContent, US));
    }
}

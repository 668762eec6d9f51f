//! The law as dated data: no code elsewhere compares an age with a number of its own.

mod opening;
mod spain;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use opening::{OPENING_RULES, OpeningNeeds, OpeningRule, Seat, find_opening_rule};

/// Whose law is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Jurisdiction {
    /// The Kingdom of Spain.
    Spain,
}

impl Jurisdiction {
    /// Every threshold known, past and present.
    pub fn thresholds(self) -> &'static [Threshold] {
        match self {
            Self::Spain => spain::THRESHOLDS,
        }
    }

    /// The threshold in force on `day`: the newest that had begun by then.
    pub fn find_threshold(self, age: AgeKind, day: Date) -> Option<&'static Threshold> {
        self.thresholds()
            .iter()
            .filter(|row| row.age == age && row.valid_from <= day)
            .max_by_key(|row| row.valid_from)
    }
}

/// The age a law speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeKind {
    /// From which a person answers for an act under penal law at all.
    CriminalResponsibility,
    /// From which the adult criminal code applies.
    AdultCode,
}

/// Whether somebody has read the official text beside this row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Compared with the official text.
    Verified,
    /// Taken from secondary sources; to be compared before use in earnest.
    Unverified,
}

/// One age set by law, from a day on.
#[derive(Debug, PartialEq, Eq)]
pub struct Threshold {
    /// Which age.
    pub age: AgeKind,
    /// Completed years of life.
    pub years: u8,
    /// First day in force.
    pub valid_from: Date,
    /// The statute.
    pub source: &'static str,
    /// The articles within it.
    pub article: &'static str,
    /// How far the row can be trusted.
    pub review: Review,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_threshold_is_the_one_in_force_on_the_day() {
        let years = |age, day| Jurisdiction::Spain.find_threshold(age, day).map(|row| row.years);
        assert_eq!(years(AgeKind::CriminalResponsibility, date(2026, 1, 1)), Some(14));
        assert_eq!(years(AgeKind::AdultCode, date(2026, 1, 1)), Some(18));
        assert_eq!(years(AgeKind::AdultCode, date(2001, 1, 13)), Some(18));
        assert_eq!(years(AgeKind::AdultCode, date(2001, 1, 12)), None);
    }

    #[test]
    fn no_two_rows_begin_on_the_same_day() {
        let rows = Jurisdiction::Spain.thresholds();
        for (i, row) in rows.iter().enumerate() {
            assert!(rows[..i].iter().all(|other| (other.age, other.valid_from) != (row.age, row.valid_from)));
        }
    }
}

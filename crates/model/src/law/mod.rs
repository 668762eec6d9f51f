//! The law as dated data: no code elsewhere compares an age with a number of its own.

mod ages;
mod duties;
mod england_and_wales;
mod holding;
mod limitation;
mod opening;
mod portugal;
mod preservation;
mod spain;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::age::Place;
use crate::province::Zone;
pub use ages::{AGES_ELSEWHERE, AgeElsewhere};
pub use duties::{Duty, Handling, Owed};
pub use holding::{HoldLaw, Holding, find_hold_law};
pub use limitation::{Limitation, LimitationRule};
pub use opening::{OPENING_RULES, OpeningNeeds, OpeningRule, Seat, find_opening_rule};
pub use preservation::{PreservationOrder, Term};

/// Whose law is asked. Spain's alone decides anything; of the others nobody has compared a row with the official text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Jurisdiction {
    /// The Kingdom of Spain.
    Spain,
    /// The Portuguese Republic.
    Portugal,
    /// England and Wales, which share their law.
    EnglandAndWales,
}

impl Jurisdiction {
    /// Every one that has a file here.
    pub const ALL: [Self; 3] = [Self::Spain, Self::Portugal, Self::EnglandAndWales];

    /// Whether anything is decided from its rows; of the others nobody has compared one with the official text.
    pub fn decides(self) -> bool {
        match self {
            Self::Spain => true,
            Self::Portugal | Self::EnglandAndWales => false,
        }
    }

    /// As keys of texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spain => "spain",
            Self::Portugal => "portugal",
            Self::EnglandAndWales => "england-and-wales",
        }
    }

    /// That of a country (ISO 3166-1); none where it has no file here.
    pub fn find(country: &str) -> Option<Self> {
        match country {
            "ES" => Some(Self::Spain),
            "PT" => Some(Self::Portugal),
            // the United Kingdom is more than England and Wales
            _ => None,
        }
    }

    /// Every clock of the country, that of its mainland first.
    pub fn clocks(self) -> Vec<TimeZone> {
        match self {
            Self::Spain => Zone::ALL.map(Zone::time_zone).to_vec(),
            Self::Portugal => vec![
                jiff::tz::get!("Europe/Lisbon"),
                jiff::tz::get!("Atlantic/Madeira"),
                jiff::tz::get!("Atlantic/Azores"),
            ],
            Self::EnglandAndWales => vec![jiff::tz::get!("Europe/London")],
        }
    }

    /// The clock of a place, or every one of the country where the place is not known. A province is one of Spain's.
    pub fn clocks_of(self, place: Place) -> Vec<TimeZone> {
        match (self, place) {
            (Self::Spain, Place::Province(province)) => vec![province.zone().time_zone()],
            _ => self.clocks(),
        }
    }

    /// Every threshold known, past and present.
    pub fn thresholds(self) -> &'static [Threshold] {
        match self {
            Self::Spain => spain::THRESHOLDS,
            Self::Portugal => portugal::THRESHOLDS,
            Self::EnglandAndWales => england_and_wales::THRESHOLDS,
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

impl Threshold {
    /// Statute and articles; an article that says itself what it is, as `s. 50`, as it stands.
    pub fn cited(&self) -> String {
        let mark = if self.article.starts_with("s. ") { "" } else { "art. " };
        format!("{}, {mark}{}", self.source, self.article)
    }
}

/// Until when somebody is a child wherever no law of a country decides here. It opens nothing: a hint that follows from it protects.
pub const CHILDHOOD: Threshold = Threshold {
    age: AgeKind::AdultCode,
    years: 18,
    valid_from: jiff::civil::date(1990, 9, 2),
    source: "Convention on the Rights of the Child",
    article: "1",
    review: Review::Unverified,
};

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
    fn sections_are_not_cited_as_articles() {
        let cited = |law: Jurisdiction| law.thresholds().last().unwrap().cited();
        assert_eq!(cited(Jurisdiction::Portugal), "Código Penal (Decreto-Lei 400/82), art. 19");
        assert_eq!(cited(Jurisdiction::EnglandAndWales), "Criminal Justice Act 1991, s. 68");
    }

    #[test]
    fn a_country_without_a_file_has_no_law_here() {
        assert_eq!(Jurisdiction::find("ES"), Some(Jurisdiction::Spain));
        assert_eq!(Jurisdiction::find("PT"), Some(Jurisdiction::Portugal));
        for none in ["GB", "FR", "es", ""] {
            assert_eq!(Jurisdiction::find(none), None, "{none}");
        }
    }

    #[test]
    fn no_two_rows_begin_on_the_same_day() {
        for rows in Jurisdiction::ALL.map(Jurisdiction::thresholds) {
            for (i, row) in rows.iter().enumerate() {
                assert!(
                    rows[..i].iter().all(|other| (other.age, other.valid_from) != (row.age, row.valid_from))
                );
            }
        }
    }
}

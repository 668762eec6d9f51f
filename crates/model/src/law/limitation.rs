//! Until when an act can be prosecuted: the clock of limitation, by the age at the act.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::{Handling, Jurisdiction, Review, spain};
use crate::age::{AgeAtAct, Place};
use crate::responsibility::ActAge;

/// One period of limitation.
#[derive(Debug, PartialEq, Eq)]
pub struct LimitationRule {
    /// On which path: juvenile or adult.
    pub handling: Handling,
    /// Names the class of offence in texts.
    pub key: &'static str,
    /// How long, in years.
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

/// When an act lapses, as far as its time and the age tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limitation {
    /// Certainly under the age of responsibility: there is nothing to prosecute.
    NotPunishable,
    /// No rule is known to have been in force.
    Unknown,
    /// The clock runs.
    Runs {
        /// The first day on which it may have lapsed: by the shortest period that can apply.
        earliest: Date,
        /// The same by the longest one of the path; the class of the offence is for a person to say.
        latest: Date,
        /// What the earliest day follows from.
        rule: &'static LimitationRule,
    },
}

impl Limitation {
    /// Of an act at a time and place. Whose age is open has the minor's periods: they are the shorter ones, and nobody is late by them.
    pub fn new(age: ActAge, at: Timestamp, place: Place, law: Jurisdiction) -> Self {
        if age.responsibility == AgeAtAct::CertainlyUnder {
            return Self::NotPunishable;
        }
        let handling =
            if age.adult_code == AgeAtAct::CertainlyOver { Handling::Adult } else { Handling::Juvenile };
        let days = law.clocks_of(place).into_iter().map(|clock: TimeZone| clock.to_datetime(at).date());
        let Some(day) = days.min() else { return Self::Unknown };
        let rules = || law.limitations().iter().filter(move |rule| rule.is_for(handling, day));
        match (rules().min_by_key(|rule| rule.years), rules().max_by_key(|rule| rule.years)) {
            (Some(shortest), Some(longest)) => {
                Self::Runs { earliest: shortest.ends_on(day), latest: longest.ends_on(day), rule: shortest }
            }
            _ => Self::Unknown,
        }
    }

    /// The first day on which the act may have lapsed, if a clock runs.
    pub fn earliest(self) -> Option<Date> {
        match self {
            Self::Runs { earliest, .. } => Some(earliest),
            Self::NotPunishable | Self::Unknown => None,
        }
    }
}

impl LimitationRule {
    fn is_for(&self, handling: Handling, day: Date) -> bool {
        self.handling == handling && self.valid_from <= day
    }

    /// The day on which what began on a day has lapsed; the end of the calendar counts as never.
    pub fn ends_on(&self, began_on: Date) -> Date {
        // jiff moves 29 February to the 28th: the earlier day warns earlier
        began_on.checked_add(Span::new().years(i64::from(self.years))).unwrap_or(Date::MAX)
    }
}

impl Jurisdiction {
    /// Every period of limitation known; empty for a country whose law says nothing here.
    pub fn limitations(self) -> &'static [LimitationRule] {
        match self {
            Self::Spain => spain::LIMITATIONS,
            Self::Portugal | Self::EnglandAndWales => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::age::Doubt;
    use crate::province::Province;

    const OPEN: AgeAtAct = AgeAtAct::Undetermined(Doubt::BirthUnknown);

    fn of(responsibility: AgeAtAct, adult_code: AgeAtAct, at: &str) -> Option<(Date, Date)> {
        let (age, madrid) = (ActAge { responsibility, adult_code }, Province::find_code("28").unwrap());
        match Limitation::new(age, at.parse().unwrap(), Place::Province(madrid), Jurisdiction::Spain) {
            Limitation::Runs { earliest, latest, .. } => Some((earliest, latest)),
            Limitation::NotPunishable | Limitation::Unknown => None,
        }
    }

    #[test]
    fn a_minor_s_act_lapses_after_one_to_five_years() {
        use AgeAtAct::{CertainlyOver as Over, CertainlyUnder as Under};
        let at = "2020-10-10T12:00:00Z";
        let minor = Some((date(2021, 10, 10), date(2025, 10, 10)));
        assert_eq!(of(Over, Under, at), minor);
        assert_eq!(of(Over, OPEN, at), minor, "who may be a minor has a minor's clock");
        assert_eq!(of(OPEN, OPEN, at), minor);
        assert_eq!(of(Over, Over, at), Some((date(2025, 10, 10), date(2040, 10, 10))));
        assert_eq!(of(Under, Under, at), None);
        assert_eq!(of(Over, Over, "2001-01-12T12:00:00Z").map(|(day, _)| day), Some(date(2006, 1, 12)));
        assert_eq!(of(Over, Under, "2001-01-12T12:00:00Z"), None, "there was no juvenile law yet");
    }

    #[test]
    fn days_are_those_of_the_place_and_the_earlier_where_it_is_unknown() {
        let age = ActAge { responsibility: AgeAtAct::CertainlyOver, adult_code: AgeAtAct::CertainlyUnder };
        let end = |place| {
            Limitation::new(age, "2020-10-10T22:30:00Z".parse().unwrap(), place, Jurisdiction::Spain)
                .earliest()
        };
        let province = |code| Place::Province(Province::find_code(code).unwrap());
        assert_eq!(end(province("28")), Some(date(2021, 10, 11)));
        assert_eq!(end(province("35")), Some(date(2021, 10, 10)));
        assert_eq!(end(Place::Unknown), Some(date(2021, 10, 10)));
    }

    #[test]
    fn what_began_on_a_leap_day_lapses_on_the_earlier_day() {
        use AgeAtAct::{CertainlyOver as Over, CertainlyUnder as Under};
        assert_eq!(of(Over, Under, "2020-02-29T12:00:00Z").unwrap().0, date(2021, 2, 28));
    }

    #[test]
    fn a_country_without_rules_has_no_clock() {
        let age = ActAge { responsibility: AgeAtAct::CertainlyOver, adult_code: AgeAtAct::CertainlyOver };
        for law in [Jurisdiction::Portugal, Jurisdiction::EnglandAndWales] {
            let at = "2020-10-10T12:00:00Z".parse().unwrap();
            assert_eq!(Limitation::new(age, at, Place::Unknown, law), Limitation::Unknown);
        }
    }
}

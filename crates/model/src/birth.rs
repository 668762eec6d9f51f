//! A birth date with the precision in which it is known.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::province::Zone;

/// How much of a birth date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Precision {
    /// The day, perhaps with the time of birth.
    Day {
        /// The civil day.
        date: Date,
        /// Time of birth to the minute, read on the clock of the place where an act is judged.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time: Option<Time>,
    },
    /// Some day of a month.
    Month {
        /// Gregorian year.
        year: i16,
        /// 1 to 12.
        month: i8,
    },
    /// Some day of a year.
    Year(i16),
    /// Some day from `from` to `to`, both included.
    Range {
        /// First possible day.
        from: Date,
        /// Last possible day.
        to: Date,
    },
}

/// Why a birth date is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BirthError {
    /// Every possible day lies after today.
    #[error("birth date: {earliest} lies in the future")]
    Future {
        /// The first possible day.
        earliest: Date,
    },
    /// No such year or month in the calendar.
    #[error("birth date: year {year}, month {month} is not in the calendar")]
    NoSuchMonth {
        /// As given.
        year: i16,
        /// As given.
        month: i8,
    },
    /// A range that ends before it begins.
    #[error("birth date: the range {from} to {to} ends before it begins")]
    Reversed {
        /// As given.
        from: Date,
        /// As given.
        to: Date,
    },
}

/// A birth date whose possible days are known to exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Precision", into = "Precision")]
pub struct BirthDate {
    precision: Precision,
    earliest: Date,
    latest: Date,
}

impl BirthDate {
    /// Takes a birth date newly stated. "Today" is Madrid's, which no other clock of Spain is ahead of.
    pub fn new(precision: Precision, clock: &dyn Clock) -> Result<Self, BirthError> {
        let birth = Self::try_from(precision)?;
        let today = Zone::EuropeMadrid.time_zone().to_datetime(clock.now()).date();
        if birth.earliest > today {
            return Err(BirthError::Future { earliest: birth.earliest });
        }
        Ok(birth)
    }

    /// As it was stated.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// The first day on which the person can have been born.
    pub fn earliest(&self) -> Date {
        self.earliest
    }

    /// The last day on which the person can have been born.
    pub fn latest(&self) -> Date {
        self.latest
    }
}

/// Checks the calendar only, as for a date that was accepted before; [`BirthDate::new`] also refuses the future.
impl TryFrom<Precision> for BirthDate {
    type Error = BirthError;

    fn try_from(precision: Precision) -> Result<Self, BirthError> {
        let first =
            |year, month| Date::new(year, month, 1).map_err(|_| BirthError::NoSuchMonth { year, month });
        let (earliest, latest) = match precision {
            Precision::Day { date, .. } => (date, date),
            Precision::Month { year, month } => (first(year, month)?, first(year, month)?.last_of_month()),
            Precision::Year(year) => (first(year, 1)?, first(year, 12)?.last_of_month()),
            Precision::Range { from, to } if from <= to => (from, to),
            Precision::Range { from, to } => return Err(BirthError::Reversed { from, to }),
        };
        Ok(Self { precision, earliest, latest })
    }
}

impl From<BirthDate> for Precision {
    fn from(birth: BirthDate) -> Self {
        birth.precision
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::ManualClock;

    fn take(precision: Precision) -> Result<(Date, Date), BirthError> {
        // 00:30 on 1 March in Madrid, still February in UTC
        let clock = ManualClock::new("2026-02-28T23:30:00Z".parse().unwrap());
        BirthDate::new(precision, &clock).map(|birth| (birth.earliest(), birth.latest()))
    }

    #[test]
    fn precision_gives_the_possible_days() {
        let day = date(2012, 2, 29);
        assert_eq!(take(Precision::Day { date: day, time: None }), Ok((day, day)));
        assert_eq!(take(Precision::Month { year: 2012, month: 2 }), Ok((date(2012, 2, 1), day)));
        assert_eq!(take(Precision::Year(2012)), Ok((date(2012, 1, 1), date(2012, 12, 31))));
        assert_eq!(take(Precision::Range { from: day, to: day }), Ok((day, day)));
    }

    #[test]
    fn impossible_dates_are_refused_by_name() {
        let check = |precision, says: &str| assert_eq!(take(precision).unwrap_err().to_string(), says);
        assert!(take(Precision::Day { date: date(2026, 3, 1), time: None }).is_ok());
        check(
            Precision::Day { date: date(2026, 3, 2), time: None },
            "birth date: 2026-03-02 lies in the future",
        );
        check(Precision::Year(2027), "birth date: 2027-01-01 lies in the future");
        check(
            Precision::Month { year: 2012, month: 13 },
            "birth date: year 2012, month 13 is not in the calendar",
        );
        check(
            Precision::Range { from: date(2012, 2, 2), to: date(2012, 2, 1) },
            "birth date: the range 2012-02-02 to 2012-02-01 ends before it begins",
        );
    }

    #[test]
    fn serde_keeps_the_precision_and_checks_the_calendar() {
        let birth = BirthDate::try_from(Precision::Month { year: 2012, month: 2 }).unwrap();
        let json = serde_json::to_string(&birth).unwrap();
        assert_eq!(json, r#"{"month":{"year":2012,"month":2}}"#);
        assert_eq!(serde_json::from_str::<BirthDate>(&json).unwrap(), birth);
        assert!(serde_json::from_str::<BirthDate>(r#"{"month":{"year":2012,"month":0}}"#).is_err());
    }
}

//! Times of a draft: when things happen, and in whose clock somebody states them.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use model::StatedTime;

use crate::age::zone_of;
use crate::dice::Dice;

/// The days in which the uploads fall.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Period {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

impl Period {
    /// Some day.
    pub(crate) fn day(self, dice: &mut Dice) -> Date {
        self.day_from(dice, 0)
    }

    /// Some day with at least this many days of the period on both sides.
    pub(crate) fn day_from(self, dice: &mut Dice, margin_days: i64) -> Date {
        let length = self.last.duration_since(self.first).as_hours() / 24;
        days_after(self.first, dice.between(margin_days, length - margin_days))
    }

    /// Some afternoon or evening on a province's clock.
    pub(crate) fn evening(self, dice: &mut Dice, province: &str) -> Timestamp {
        let day = self.day(dice);
        evening_of(day, dice, province)
    }

    /// A birth that makes somebody under 14 throughout, with ten days to spare.
    pub(crate) fn child(self, dice: &mut Dice) -> Date {
        days_after(years_before(self.last, 14), dice.between(10, 4 * 365))
    }

    /// A birth that makes somebody 14 to 17 throughout, with ten days to spare.
    pub(crate) fn juvenile(self, dice: &mut Dice) -> Date {
        let (youngest, oldest) = (years_before(self.first, 14), years_before(self.last, 18));
        let span = youngest.duration_since(oldest).as_hours() / 24;
        days_after(oldest, dice.between(10, span - 10))
    }

    /// A birth that makes somebody adult throughout, with ten days to spare.
    pub(crate) fn adult(self, dice: &mut Dice) -> Date {
        days_after(years_before(self.first, 18), -dice.between(10, 35 * 365))
    }
}

pub(crate) fn evening_of(day: Date, dice: &mut Dice, province: &str) -> Timestamp {
    let (hour, minute, second) = (dice.between(14, 22), dice.between(0, 59), dice.between(0, 59));
    let seconds = SignedDuration::from_secs(hour * 3600 + minute * 60 + second);
    local(day, Time::midnight().saturating_add(seconds), province)
}

/// An instant by a province's clock; never asked for in the hour that a change of clocks skips.
pub(crate) fn local(day: Date, time: Time, province: &str) -> Timestamp {
    zone_of(province).to_timestamp(day.to_datetime(time)).unwrap_or(Timestamp::UNIX_EPOCH)
}

pub(crate) fn days_after(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// The same day of an earlier year; 28 February for the 29th where there is none.
pub(crate) fn years_before(day: Date, years: i16) -> Date {
    day.saturating_sub(years.years())
}

pub(crate) fn minutes_after(at: Timestamp, minutes: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(at)
}

/// In whose clock a time is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    Utc,
    Madrid,
    Pacific,
    Kolkata,
}

/// An instant as text.
pub(crate) fn stated(at: Timestamp, clock: Clock) -> StatedTime {
    let text = match clock {
        Clock::Utc => at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        Clock::Madrid => in_zone(at, zone_of("28")),
        Clock::Pacific => in_zone(at, jiff::tz::get!("America/Los_Angeles")),
        Clock::Kolkata => in_zone(at, jiff::tz::get!("Asia/Kolkata")),
    };
    #[expect(clippy::expect_used, reason = "the format is RFC 3339 with an offset, whatever the instant")]
    StatedTime::parse(&text).expect("a time with its offset")
}

fn in_zone(at: Timestamp, zone: TimeZone) -> String {
    at.to_zoned_datetime(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

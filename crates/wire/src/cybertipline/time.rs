//! Times and dates as a report states them: the original text is kept beside what it means.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use super::shape::{Rule, Simple, SimpleType, collapse};

const DATE_TIME: &str =
    "a date and time with its zone, such as 2026-03-01T10:00:00Z or 2026-03-01T11:00:00+01:00";
const DATE: &str = "a date such as 1994-01-02";

/// An `xs:dateTime` with its zone. Without a zone it is refused: no zone is ever assumed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StatedDateTime {
    text: String,
    instant: Timestamp,
}

impl StatedDateTime {
    /// Reads an `xs:dateTime` (XML Schema 2, 3.2.7) that states its zone as `Z` or `±hh:mm`.
    /// Digits past the nanosecond count for the text only. The error says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = collapse(text);
        match read_date_time(&text) {
            Some(instant) => Ok(Self { text, instant }),
            None => Err(DATE_TIME.to_owned()),
        }
    }

    /// The instant in UTC, to the nanosecond.
    pub fn from_instant(instant: Timestamp) -> Self {
        let text = instant.to_string();
        Self { text, instant }
    }

    /// The text as stated.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The instant that the text names.
    pub fn instant(&self) -> Timestamp {
        self.instant
    }
}

impl fmt::Display for StatedDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Simple for StatedDateTime {
    const TYPE: SimpleType = SimpleType {
        name: "statedDateTime",
        base: "xs:dateTime",
        rule: Rule::Pattern(r".+(Z|[+\-][0-9]{2}:[0-9]{2})"),
    };

    fn parse(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.text)
    }
}

/// An `xs:date`. A zone, which the schema allows after it, stays in the text only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StatedDate {
    text: String,
    date: Date,
}

impl StatedDate {
    /// Reads an `xs:date` (XML Schema 2, 3.2.9). The error says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = collapse(text);
        let (day, zone) = split_at_byte(&text, 10).ok_or(DATE)?;
        if !zone.is_empty() && read_offset(zone).is_none() {
            return Err(DATE.to_owned());
        }
        let date = read_date(day).ok_or(DATE)?;
        Ok(Self { text, date })
    }

    /// The day, without a zone.
    pub fn from_date(date: Date) -> Self {
        let text = date.to_string();
        Self { text, date }
    }

    /// The text as stated.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The day.
    pub fn date(&self) -> Date {
        self.date
    }
}

impl Simple for StatedDate {
    const TYPE: SimpleType = SimpleType::built_in("xs:date");

    fn parse(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.text)
    }
}

fn split_at_byte(text: &str, at: usize) -> Option<(&str, &str)> {
    text.split_at_checked(at)
}

/// A number of exactly as many ASCII digits as the text is long.
fn read_digits(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// `YYYY-MM-DD`. Years past 9999 or before 1 are no date of a report.
fn read_date(text: &str) -> Option<Date> {
    let (year, rest) = split_at_byte(text, 4)?;
    let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
    if month.len() != 2 || day.len() != 2 {
        return None;
    }
    let year = i16::try_from(read_digits(year)?).ok().filter(|year| *year > 0)?;
    let month = i8::try_from(read_digits(month)?).ok()?;
    let day = i8::try_from(read_digits(day)?).ok()?;
    Date::new(year, month, day).ok()
}

/// `Z` or `±hh:mm`, at most fourteen hours.
fn read_offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, minutes) = rest.split_once(':').filter(|(h, m)| h.len() == 2 && m.len() == 2)?;
    let (hours, minutes) = (read_digits(hours)?, read_digits(minutes)?);
    if minutes > 59 || hours * 60 + minutes > 14 * 60 {
        return None;
    }
    Offset::from_seconds(i32::try_from(sign * (hours * 60 + minutes) * 60).ok()?).ok()
}

fn read_date_time(text: &str) -> Option<Timestamp> {
    let (date, rest) = text.split_once('T')?;
    let zone_at = rest.find(['Z', '+', '-'])?;
    let (time, zone) = split_at_byte(rest, zone_at)?;
    let civil = read_civil(read_date(date)?, time)?;
    read_offset(zone)?.to_timestamp(civil).ok()
}

/// `hh:mm:ss` with an optional fraction; `24:00:00` is the midnight that ends the day.
fn read_civil(date: Date, text: &str) -> Option<DateTime> {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, read_nanoseconds(fraction)?),
        None => (text, 0),
    };
    let mut parts = clock.split(':');
    let mut next = || parts.next().filter(|part| part.len() == 2).and_then(read_digits);
    let (hour, minute, second) = (next()?, next()?, next()?);
    if parts.next().is_some() {
        return None;
    }
    if (hour, minute, second, fraction) == (24, 0, 0, 0) {
        let next_day = date.checked_add(1.day()).ok()?;
        return Some(next_day.to_datetime(Time::midnight()));
    }
    let small = |number: i64| i8::try_from(number).ok();
    let time = Time::new(small(hour)?, small(minute)?, small(second)?, fraction).ok()?;
    Some(date.to_datetime(time))
}

fn read_nanoseconds(fraction: &str) -> Option<i32> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nine: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    nine.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, instant: Option<&str>) {
        let read = StatedDateTime::parse(text).ok().map(|time| time.instant().to_string());
        assert_eq!(read.as_deref(), instant, "{text}");
    }

    #[test]
    fn reads_times_with_a_zone() {
        check("2024-05-01T10:00:00Z", Some("2024-05-01T10:00:00Z"));
        check(" 2024-05-01T10:00:00.000Z\n", Some("2024-05-01T10:00:00Z"));
        check("2026-02-03T04:05:57.813381896Z", Some("2026-02-03T04:05:57.813381896Z"));
        check("2026-02-03T04:05:57.8133818969Z", Some("2026-02-03T04:05:57.813381896Z"));
        check("2024-05-01T10:00:00.5+02:00", Some("2024-05-01T08:00:00.5Z"));
        check("2024-05-01T10:00:00-14:00", Some("2024-05-02T00:00:00Z"));
        check("2024-12-31T24:00:00Z", Some("2025-01-01T00:00:00Z"));
        check("2024-02-29T00:00:00+01:00", Some("2024-02-28T23:00:00Z"));
    }

    #[test]
    fn refuses_what_names_no_instant() {
        for text in [
            "",
            "Z",
            "T",
            "2024-05-01T10:00:00",
            "2024-05-01 10:00:00Z",
            "2024-05-01T10:00Z",
            "2024-05-01",
            "2024-05-01T10:00:00.Z",
            "2024-05-01T10:00:60Z",
            "2024-05-01T24:00:01Z",
            "2024-05-01T25:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "2024-05-01T10:00:00+14:01",
            "2024-05-01T10:00:00+1:00",
            "2024-05-01T10:00:00+0100",
            "2024-05-01T10:00:00z",
            "2024-05-01T10:00:00ZZ",
            "12024-05-01T10:00:00Z",
            "-2024-05-01T10:00:00Z",
            "2024-5-1T10:00:00Z",
            "2024-05-01T1٠:00:00Z",
            "2024-05-01T10:00:00Z[Europe/Madrid]",
            "+024-05-01T10:00:00Z",
            "2024-05-01T10:00:00:00Z",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn reads_dates_and_leaves_the_zone_in_the_text() {
        for text in ["1994-01-02", "1994-01-02Z", "1994-01-02+02:00", " 1994-01-02 "] {
            let date = StatedDate::parse(text).unwrap();
            assert_eq!(date.date(), jiff::civil::date(1994, 1, 2));
            assert_eq!(date.text(), text.trim());
        }
        for text in ["", "1994-01", "1994-01-02T", "1994-02-30", "94-01-02", "1994-01-02+25:00", "1994/01/02"]
        {
            assert!(StatedDate::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_instant_survives_its_text() {
        let instant: Timestamp = "2026-03-01T10:00:00.123Z".parse().unwrap();
        let stated = StatedDateTime::from_instant(instant);
        assert_eq!(StatedDateTime::parse(stated.text()), Ok(stated));
    }
}

//! Hours of a week on the clocks of a place: what is open now, and what opens next. The public form and the desk that answers tell them alike.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::Deserialize;

/// Minutes of a whole day.
const DAY: u16 = 24 * 60;

/// A minute of the day on local clocks, `00:00` to `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Minute(u16);

impl Minute {
    /// As clocks show it.
    pub fn text(self) -> String {
        format!("{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for Minute {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_digit = |byte: u8| byte.is_ascii_digit();
        let parts = text.split_once(':').filter(|parts| {
            [parts.0, parts.1].iter().all(|part| part.len() == 2 && part.bytes().all(is_digit))
        });
        let parsed = parts.and_then(|(hour, minute)| {
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (minute < 60).then(|| hour * 60 + minute).filter(|all| *all <= DAY)
        });
        parsed.map(Self).ok_or_else(|| format!("`{text}` is no time of day from 00:00 to 24:00"))
    }
}

/// Hours that are the same on some days of the week. Where `to` is not after `from`, they end on the next day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Days on which it begins: 1 is Monday, 7 is Sunday.
    pub days: Vec<i8>,
    /// First minute.
    pub from: Minute,
    /// The minute after the last one.
    pub to: Minute,
}

impl Span {
    /// Monday to Friday, 09:00 to 18:00.
    pub fn office() -> Self {
        Self { days: (1..=5).collect(), from: Minute(9 * 60), to: Minute(18 * 60) }
    }

    fn covers(&self, day: i8, minute: u16) -> bool {
        let before = if day == 1 { 7 } else { day - 1 };
        let (from, to) = (self.from.0, self.to.0);
        if from < to {
            return self.days.contains(&day) && (from..to).contains(&minute);
        }
        (self.days.contains(&day) && minute >= from) || (self.days.contains(&before) && minute < to)
    }
}

/// The hours of a week, in a zone.
#[derive(Debug, Clone)]
pub struct Weekly {
    zone: TimeZone,
    spans: Vec<Span>,
}

impl Weekly {
    /// The hours of `spans` in the zone of this name.
    ///
    /// # Errors
    /// The zone is unknown; a day is none; a span begins at 24:00.
    pub fn new(zone: &str, spans: Vec<Span>) -> Result<Self, String> {
        let zone = TimeZone::get(zone).map_err(|_| format!("`{zone}` is no time zone that we know"))?;
        for span in &spans {
            if span.days.is_empty() || span.days.iter().any(|day| !(1..=7).contains(day)) {
                return Err("days are numbers from 1 (Monday) to 7 (Sunday)".into());
            }
            if span.from.0 == DAY {
                return Err("a span cannot begin at 24:00; write 00:00 of the next day".into());
            }
        }
        Ok(Self { zone, spans })
    }

    /// The zone of the hours.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The spans.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Whether `at` falls within the hours, by the clocks of the place.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let there = self.zone.to_datetime(at);
        let minute = u16::from(there.hour().unsigned_abs()) * 60 + u16::from(there.minute().unsigned_abs());
        let day = there.date().weekday().to_monday_one_offset();
        self.spans.iter().any(|span| span.covers(day, minute))
    }

    /// The first beginning of a span after `at`. Where clocks skip it, the first instant after the gap.
    pub fn next_opening(&self, at: Timestamp) -> Option<Timestamp> {
        let today = self.zone.to_datetime(at).date();
        let days = (0_i64..=7).map(|ahead| today.saturating_add(ahead.days()));
        let openings = days.flat_map(|date| {
            let day = date.weekday().to_monday_one_offset();
            self.spans.iter().filter(move |span| span.days.contains(&day)).filter_map(move |span| {
                let hour = i8::try_from(span.from.0 / 60).ok()?;
                let minute = i8::try_from(span.from.0 % 60).ok()?;
                let time = Time::new(hour, minute, 0, 0).ok()?;
                self.zone.to_timestamp(date.to_datetime(time)).ok()
            })
        });
        openings.filter(|opening| *opening > at).min()
    }
}

/// When somebody reads what the public writes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// Time zone (IANA name).
    pub zone: String,
    /// The hours of a week.
    pub hours: Vec<Span>,
}

impl Default for Reading {
    fn default() -> Self {
        Self { zone: "Europe/Madrid".into(), hours: vec![Span::office()] }
    }
}

/// Why hours of reading cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {reason}")]
pub struct ReadingError {
    /// The setting at fault, `zone` or `hours`.
    pub setting: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

impl Reading {
    /// The hours as they can be asked.
    ///
    /// # Errors
    /// Unknown zone; no hours at all, since nobody would ever read.
    pub fn weekly(&self) -> Result<Weekly, ReadingError> {
        if self.hours.is_empty() {
            let reason = "state at least one span: somebody must read".into();
            return Err(ReadingError { setting: "hours", reason });
        }
        Weekly::new(&self.zone, self.hours.clone()).map_err(|reason| ReadingError { setting: "zone", reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(days: &[i8], from: &str, to: &str) -> Span {
        let minute = |text: &str| Minute::try_from(text.to_owned()).unwrap();
        Span { days: days.to_vec(), from: minute(from), to: minute(to) }
    }

    fn madrid(spans: Vec<Span>) -> Weekly {
        Weekly::new("Europe/Madrid", spans).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    const DAILY: [i8; 7] = [1, 2, 3, 4, 5, 6, 7];

    #[test]
    fn the_last_minute_is_open_and_the_next_one_is_not() {
        let line = madrid(vec![span(&DAILY, "08:00", "23:00")]);
        for (instant, open) in [
            ("2026-11-28T06:59:59Z", false),
            ("2026-11-28T07:00:00Z", true),
            ("2026-11-28T21:59:59Z", true),
            ("2026-11-28T22:00:00Z", false),
        ] {
            assert_eq!(line.is_open(at(instant)), open, "{instant}");
        }
    }

    #[test]
    fn hours_may_end_on_the_next_day_and_the_week_is_a_circle() {
        // Sundays from ten in the evening to two on Monday morning
        let line = madrid(vec![span(&[7], "22:00", "02:00")]);
        for (instant, open) in [
            ("2026-11-29T20:59:00Z", false),
            ("2026-11-29T21:00:00Z", true),
            ("2026-11-30T00:59:00Z", true),
            ("2026-11-30T01:00:00Z", false),
            ("2026-11-29T00:30:00Z", false),
        ] {
            assert_eq!(line.is_open(at(instant)), open, "{instant}");
        }
        let all = madrid(vec![span(&DAILY, "00:00", "24:00")]);
        assert!(all.is_open(at("2026-11-28T23:00:00Z")) && all.is_open(at("2026-11-28T22:59:59Z")));
    }

    #[test]
    fn clocks_that_are_changed_move_the_hours() {
        // Spain: on 29 March 2026 at 02:00 clocks go to 03:00, on 25 October at 03:00 back to 02:00
        let line = madrid(vec![span(&DAILY, "08:00", "23:00")]);
        assert!(!line.is_open(at("2026-03-28T06:59:00Z")) && line.is_open(at("2026-03-28T07:00:00Z")));
        assert!(!line.is_open(at("2026-03-29T05:59:00Z")) && line.is_open(at("2026-03-29T06:00:00Z")));
        assert!(!line.is_open(at("2026-10-25T06:59:00Z")) && line.is_open(at("2026-10-25T07:00:00Z")));
        let night = madrid(vec![span(&DAILY, "02:30", "04:00")]);
        // 02:30 is skipped: the line opens when clocks show 03:30 or later, and is open at 03:00 already
        assert!(night.is_open(at("2026-03-29T01:00:00Z")));
        let next = night.next_opening(at("2026-03-29T00:00:00Z")).unwrap();
        assert_eq!(next, at("2026-03-29T01:30:00Z"));
    }

    #[test]
    fn the_next_opening_is_found_over_a_week_end() {
        let desk = madrid(vec![Span::office()]);
        assert_eq!(desk.next_opening(at("2026-11-28T15:00:00Z")), Some(at("2026-11-30T08:00:00Z")));
        assert_eq!(desk.next_opening(at("2026-11-30T08:00:00Z")), Some(at("2026-12-01T08:00:00Z")));
        let once = madrid(vec![span(&[6], "09:00", "10:00")]);
        assert_eq!(once.next_opening(at("2026-11-28T15:00:00Z")), Some(at("2026-12-05T08:00:00Z")));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "8:00", "24:01", "12:60", "aa:bb", "+1:00"] {
            assert!(Minute::try_from(text.to_owned()).is_err(), "{text}");
        }
        assert!(Weekly::new("Moon/Sea", Vec::new()).is_err());
        assert!(Weekly::new("UTC", vec![span(&[0], "00:00", "01:00")]).is_err());
        assert!(Weekly::new("UTC", vec![span(&[1], "24:00", "01:00")]).is_err());
    }
}

//! How the times of a file are written, and in which zone: what whoever wrote the mapping knows of it. No zone is ever assumed.

use jiff::Timestamp;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::{Offset, TimeZone};

use crate::cybertipline::StatedDateTime;

/// Longest format, in bytes: it stands in each refusal.
const MOST_BYTES: usize = 100;

/// How times are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times<'a> {
    /// As `strptime` has it; without it as an `xs:dateTime`, also with a space for its `T`.
    pub(super) format: Option<&'a str>,
    /// Of times that state none: `Z`, an offset, or a name of the time zone database.
    pub(super) zone: Option<&'a str>,
}

impl Times<'_> {
    /// Refuses a format or a zone that could read nothing.
    pub(super) fn check(self) -> Result<(), String> {
        if !self.format.is_none_or(reads_a_time) {
            return Err(
                "date_format: must hold a whole date with hour and minute, such as %d/%m/%Y %H:%M".to_owned()
            );
        }
        if !self.zone.is_none_or(is_zone) {
            return Err(
                "zone: must be Z, an offset such as +01:00, or a name such as Europe/Madrid".to_owned()
            );
        }
        Ok(())
    }

    /// The time that stands there.
    ///
    /// # Errors
    /// What is expected; never what stands there.
    pub(super) fn read(self, value: &str) -> Result<StatedDateTime, String> {
        match self.format {
            Some(format) => self.read_as(format, value),
            None => self.read_plain(value),
        }
    }

    fn read_plain(self, value: &str) -> Result<StatedDateTime, String> {
        let value = match value.split_once(' ') {
            Some((day, time)) => format!("{day}T{time}"),
            None => value.to_owned(),
        };
        match (StatedDateTime::parse(&value), self.zone) {
            (Ok(stated), _) => Ok(stated),
            (Err(_), Some(zone)) => at_zone(&value, zone),
            (Err(expected), None) => Err(format!("must be {expected}")),
        }
    }

    fn read_as(self, format: &str, value: &str) -> Result<StatedDateTime, String> {
        let expected = || format!("must be a date and time written as {format}");
        let read = BrokenDownTime::parse(format, value).map_err(|_| expected())?;
        let civil = read.to_datetime().map_err(|_| expected())?.to_string();
        match (read.offset(), self.zone) {
            (Some(offset), _) => at_zone(&civil, &offset_text(offset)),
            (None, Some(zone)) => at_zone(&civil, zone),
            (None, None) => {
                Err("states no zone, and neither does the mapping: say there which it is (zone)".to_owned())
            }
        }
    }
}

/// A date with its time, as it is by the clocks of a zone.
fn at_zone(civil: &str, zone: &str) -> Result<StatedDateTime, String> {
    if let Ok(stated) = StatedDateTime::parse(&format!("{civil}{zone}")) {
        return Ok(stated);
    }
    let must_be = |expected: String| format!("must be {expected}");
    let read = StatedDateTime::parse(&format!("{civil}Z")).map_err(must_be)?;
    let by_clock = Offset::UTC.to_datetime(read.instant());
    let clocks = TimeZone::get(zone).map_err(|_| format!("the zone {zone} is unknown"))?;
    let instant = clocks.to_ambiguous_timestamp(by_clock).unambiguous();
    let instant = instant.map_err(|_| {
        format!(
            "names no single moment: the clocks of {zone} were changed then; write the time with its offset"
        )
    })?;
    let offset = offset_text(clocks.to_offset(instant));
    StatedDateTime::parse(&format!("{by_clock}{offset}")).map_err(must_be)
}

fn offset_text(offset: Offset) -> String {
    let (seconds, minutes) = (offset.seconds(), offset.seconds().abs() / 60);
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

fn is_zone(zone: &str) -> bool {
    StatedDateTime::parse(&format!("2024-05-01T10:00:00{zone}")).is_ok() || TimeZone::get(zone).is_ok()
}

/// Whether a time that is written so is read again to the minute: the day is past the twelfth, and the hour past noon.
fn reads_a_time(format: &str) -> bool {
    if format.len() > MOST_BYTES {
        return false;
    }
    let noted = Timestamp::from_second(1_732_544_400).ok(); // 2024-11-25T14:20:00Z
    let read = noted.and_then(|noted| {
        let written = strtime::format(format, noted).ok()?;
        BrokenDownTime::parse(format, &written).ok()?.to_datetime().ok()
    });
    read.is_some() && read == noted.map(|noted| Offset::UTC.to_datetime(noted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: Option<&str>, zone: Option<&str>, value: &str) -> Result<String, String> {
        let times = Times { format, zone };
        times.check()?;
        times.read(value).map(|stated| stated.text().to_owned())
    }

    #[test]
    fn a_time_is_read_as_the_mapping_says_that_it_is_written() {
        let spanish = Some("%d/%m/%Y %H:%M");
        let madrid = Some("Europe/Madrid");
        for (format, zone, value, text) in [
            (spanish, Some("Z"), "25/11/2024 14:20", "2024-11-25T14:20:00Z"),
            (spanish, madrid, "25/11/2024 14:20", "2024-11-25T14:20:00+01:00"),
            (spanish, madrid, "01/07/2024 14:20", "2024-07-01T14:20:00+02:00"),
            (Some("%m/%d/%Y %I:%M %p"), Some("-05:00"), "11/25/2024 02:20 PM", "2024-11-25T14:20:00-05:00"),
            (Some("%Y%m%d%H%M%S%z"), None, "20241125142000-0330", "2024-11-25T14:20:00-03:30"),
            (None, madrid, "2024-07-01 14:20:00", "2024-07-01T14:20:00+02:00"),
            (None, madrid, "2024-07-01T14:20:00Z", "2024-07-01T14:20:00Z"),
            (None, Some("+01:00"), "2024-07-01 14:20:00", "2024-07-01T14:20:00+01:00"),
        ] {
            assert_eq!(read(format, zone, value).as_deref(), Ok(text), "{format:?} {zone:?}");
        }
    }

    #[test]
    fn no_zone_and_no_moment_is_made_up() {
        let spanish = Some("%d/%m/%Y %H:%M");
        let madrid = Some("Europe/Madrid");
        for (format, zone, value, says) in [
            (spanish, None, "25/11/2024 14:20", "states no zone"),
            (spanish, Some("Z"), "11/25/2024 14:20", "written as %d/%m/%Y %H:%M"),
            (spanish, Some("Z"), "25/11/2024", "written as %d/%m/%Y %H:%M"),
            (spanish, madrid, "27/10/2024 02:30", "names no single moment"),
            (spanish, madrid, "31/03/2024 02:30", "names no single moment"),
            (None, None, "2024-07-01 14:20:00", "with its zone"),
            (Some("%d/%m/%Y"), Some("Z"), "25/11/2024", "date_format: "),
            (Some("%I:%M %d/%m/%Y"), Some("Z"), "02:20 25/11/2024", "date_format: "),
            (Some("%Q!"), Some("Z"), "x", "date_format: "),
            (None, Some("Madrid time"), "2024-07-01 14:20:00", "zone: "),
        ] {
            let error = read(format, zone, value).expect_err("refused");
            assert!(error.contains(says), "{error}");
        }
    }
}

//! When something happened, as somebody typed it by the clocks of a unit.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use service::Failure;

/// An instant: with a stated offset, or by the unit's own clock.
///
/// # Errors
/// Refused when it is no time, or when the clocks were put forward over it or back to it: then only its offset says which it was.
pub(in crate::pages) fn read(field: &str, text: &str, clock: &TimeZone) -> Result<Timestamp, Failure> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let local: DateTime = text
        .parse()
        .map_err(|_| Failure::refused(field, "is no date with a time; write it as 2020-12-27 09:30"))?;
    clock.to_ambiguous_timestamp(local).unambiguous().map_err(|_| {
        Failure::refused(
            field,
            "did not exist or came twice on that night, since the clocks were changed; write it with its \
             offset, as 2020-10-25T02:30:00+01:00",
        )
    })
}

#[cfg(test)]
mod tests {
    use model::Zone;

    use super::*;

    #[test]
    fn a_time_is_read_by_the_clocks_of_the_unit() {
        for (text, zone, at) in [
            ("2020-12-27T09:30", Zone::EuropeMadrid, "2020-12-27T08:30:00Z"),
            ("2020-12-27 09:30:15", Zone::EuropeMadrid, "2020-12-27T08:30:15Z"),
            ("2020-12-27T09:30", Zone::AtlanticCanary, "2020-12-27T09:30:00Z"),
            ("2020-07-01T09:30", Zone::AtlanticCanary, "2020-07-01T08:30:00Z"),
            ("2020-12-27T09:30:00Z", Zone::EuropeMadrid, "2020-12-27T09:30:00Z"),
            ("2020-10-25T02:30:00+01:00", Zone::EuropeMadrid, "2020-10-25T01:30:00Z"),
        ] {
            assert_eq!(read("at", text, &zone.time_zone()).unwrap().to_string(), at, "{text}");
        }
    }

    #[test]
    fn a_night_when_the_clocks_change_needs_the_offset() {
        let clocks = Zone::ALL.map(Zone::time_zone);
        let [madrid, canary] = &clocks;
        for text in ["2020-10-25T02:30", "2020-03-29T02:30", "", "yesterday", "2020-13-01T00:00"] {
            assert!(read("at", text, madrid).is_err(), "{text}");
        }
        assert!(read("at", "2020-10-25T02:30", canary).is_ok(), "there it came once");
        assert!(read("at", "2020-10-25T01:30", canary).is_err());
    }
}

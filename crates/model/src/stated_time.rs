//! A time as somebody else stated it: the text, the zone it names and the instant it means.

use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};

/// A foreign time, read from RFC 3339 or RFC 9557 text; stored and sent as the original text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StatedTime {
    text: String,
    zone: String,
    instant: Timestamp,
}

/// Why a stated time is refused.
#[derive(Debug, thiserror::Error)]
pub enum StatedTimeError {
    /// Not a date and time at all, a day that does not exist, or an offset its zone never had.
    #[error("time: `{text}` is not an RFC 3339 date and time")]
    Malformed {
        /// What was given.
        text: String,
        /// What the calendar said.
        source: jiff::Error,
    },
    /// A date alone.
    #[error("time: `{text}` has no time of day")]
    NoTime {
        /// What was given.
        text: String,
    },
    /// Neither offset nor zone: never taken as UTC in silence.
    #[error("time: `{text}` names no zone or offset; write for example `+01:00` or `Z`")]
    NoZone {
        /// What was given.
        text: String,
    },
}

impl StatedTime {
    /// Reads a time that names its offset, its zone, or both.
    pub fn parse(text: &str) -> Result<Self, StatedTimeError> {
        let malformed = |source| StatedTimeError::Malformed { text: text.to_owned(), source };
        let pieces = Pieces::parse(text).map_err(malformed)?;
        if pieces.time().is_none() {
            return Err(StatedTimeError::NoTime { text: text.to_owned() });
        }
        let (zone, instant) = match (pieces.time_zone_annotation(), pieces.offset()) {
            (Some(_), _) => {
                let zoned: ZonedDateTime = text.parse().map_err(malformed)?;
                (
                    zoned.time_zone().iana_name().map_or_else(|| zoned.offset().to_string(), str::to_owned),
                    zoned.timestamp(),
                )
            }
            (None, Some(offset)) => (offset_text(offset), text.parse().map_err(malformed)?),
            (None, None) => return Err(StatedTimeError::NoZone { text: text.to_owned() }),
        };
        Ok(Self { text: text.to_owned(), zone, instant })
    }

    /// The text as it came.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The IANA zone it names, else its offset, else `Z`.
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// The instant it means.
    pub fn instant(&self) -> Timestamp {
        self.instant
    }
}

fn offset_text(offset: PiecesOffset) -> String {
    match offset {
        PiecesOffset::Numeric(numeric) => numeric.offset().to_string(),
        // `Z` and any later form say UTC without claiming a local clock
        _ => "Z".to_owned(),
    }
}

impl TryFrom<String> for StatedTime {
    type Error = StatedTimeError;

    fn try_from(text: String) -> Result<Self, StatedTimeError> {
        Self::parse(&text)
    }
}

impl From<StatedTime> for String {
    fn from(time: StatedTime) -> Self {
        time.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_zone_and_instant_are_kept() {
        let check = |text: &str, zone: &str, utc: &str| {
            let time = StatedTime::parse(text).unwrap();
            assert_eq!((time.text(), time.zone(), time.instant().to_string().as_str()), (text, zone, utc));
            let json = serde_json::to_string(&time).unwrap();
            assert_eq!(serde_json::from_str::<StatedTime>(&json).unwrap(), time);
        };
        check("2026-03-01T00:30:00Z", "Z", "2026-03-01T00:30:00Z");
        check("2026-03-01T00:30:00+01:00", "+01", "2026-02-28T23:30:00Z");
        check("2026-03-01 00:30:00-05:30", "-05:30", "2026-03-01T06:00:00Z");
        check("2026-07-01T00:30:00[Europe/Madrid]", "Europe/Madrid", "2026-06-30T22:30:00Z");
        check("2026-07-01T00:30:00+01:00[Atlantic/Canary]", "Atlantic/Canary", "2026-06-30T23:30:00Z");
    }

    #[test]
    fn times_without_a_zone_are_refused() {
        let check = |text: &str, says: &str| {
            let error = StatedTime::parse(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        };
        check("2026-03-01T00:30:00", "names no zone");
        check("2026-03-01", "no time of day");
        check("2026-02-29T00:30:00Z", "not an RFC 3339");
        check("2026-07-01T00:30:00+01:00[Europe/Madrid]", "not an RFC 3339");
        check("yesterday", "not an RFC 3339");
    }
}

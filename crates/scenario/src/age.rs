//! Small age arithmetic for the truth, on purpose not that of the roles: only then can the two be compared.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::people::Birth;

/// Penal responsibility begins (LO 5/2000 art. 1.1).
pub(crate) const RESPONSIBLE_YEARS: i16 = 14;
/// The adult code begins (CP art. 19).
pub(crate) const ADULT_YEARS: i16 = 18;

/// On which side of an age somebody stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Certainly younger.
    Under,
    /// Certainly that old.
    Over,
    /// The known facts leave it open.
    Open,
}

/// The clock of a province by INE code.
pub(crate) fn zone_of(province: &str) -> TimeZone {
    match province {
        "35" | "38" => jiff::tz::get!("Atlantic/Canary"),
        _ => jiff::tz::get!("Europe/Madrid"),
    }
}

/// Every clock of Spain, for acts whose place is unknown.
pub(crate) fn every_zone() -> Vec<TimeZone> {
    vec![zone_of("28"), zone_of("35")]
}

/// The side on which all of the clocks agree.
pub(crate) fn side(birth: Option<Birth>, at: Timestamp, zones: &[TimeZone], years: i16) -> Side {
    let mut sides = zones.iter().map(|zone| on_clock(birth, at, zone, years).unwrap_or(Side::Open));
    let first = sides.next().unwrap_or(Side::Open);
    if sides.all(|other| other == first) { first } else { Side::Open }
}

/// `None` leaves it open.
fn on_clock(birth: Option<Birth>, at: Timestamp, zone: &TimeZone, years: i16) -> Option<Side> {
    let birth = birth?;
    let (earliest, latest) = birth.possible_days()?;
    let ((first, _), (_, last)) = (birthday(earliest, years)?, birthday(latest, years)?);
    let act = zone.to_datetime(at);
    if act.date() < earliest {
        return None;
    }
    let (before, after) = match birth {
        Birth::Day { time: Some(time), .. } => {
            let minute = jiff::SignedDuration::from_mins(1);
            (act < first.to_datetime(time), act >= last.to_datetime(time).checked_add(minute).ok()?)
        }
        _ => (act.date() < first, act.date() > last),
    };
    Some(match (before, after) {
        (true, _) => Side::Under,
        (_, true) => Side::Over,
        _ => Side::Open,
    })
}

/// The first and the last day that may count as a birthday: they differ for 29 February in a common year.
fn birthday(born: Date, years: i16) -> Option<(Date, Date)> {
    let year = born.year().checked_add(years)?;
    match Date::new(year, born.month(), born.day()) {
        Ok(day) => Some((day, day)),
        Err(_) => Some((Date::new(year, 2, 28).ok()?, Date::new(year, 3, 1).ok()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_of_a_fourteenth_birthday() {
        let check = |birth: &str, at: &str, provinces: &[&str], expected| {
            let zones: Vec<_> = provinces.iter().map(|code| zone_of(code)).collect();
            let birth = serde_json::from_str(birth).unwrap();
            assert_eq!(side(Some(birth), at.parse().unwrap(), &zones, 14), expected, "{birth:?} {at}");
        };
        let day = r#"{"day":{"date":"2006-10-10"}}"#;
        check(day, "2020-10-09T21:59:00Z", &["28"], Side::Under);
        check(day, "2020-10-09T22:30:00Z", &["28"], Side::Open);
        check(day, "2020-10-09T22:30:00Z", &["35"], Side::Under);
        check(day, "2020-10-09T22:30:00Z", &["28", "35"], Side::Open);
        check(day, "2020-10-10T22:00:00Z", &["28"], Side::Over);
        check(
            r#"{"day":{"date":"2006-10-10","time":"08:00:00"}}"#,
            "2020-10-10T05:59:59Z",
            &["28"],
            Side::Under,
        );
        check(
            r#"{"day":{"date":"2006-10-10","time":"08:00:00"}}"#,
            "2020-10-10T06:00:30Z",
            &["28"],
            Side::Open,
        );
        check(
            r#"{"day":{"date":"2006-10-10","time":"08:00:00"}}"#,
            "2020-10-10T06:01:00Z",
            &["28"],
            Side::Over,
        );
        check(r#"{"day":{"date":"2008-02-29"}}"#, "2022-02-27T22:59:00Z", &["28"], Side::Under);
        check(r#"{"day":{"date":"2008-02-29"}}"#, "2022-03-01T12:00:00Z", &["28"], Side::Open);
        check(r#"{"day":{"date":"2008-02-29"}}"#, "2022-03-01T23:00:00Z", &["28"], Side::Over);
        check(r#"{"year":2006}"#, "2020-12-31T12:00:00Z", &["28"], Side::Open);
        check(r#"{"month":{"year":2006,"month":9}}"#, "2020-10-01T12:00:00Z", &["28"], Side::Over);
    }

    #[test]
    fn an_unknown_birth_leaves_it_open() {
        assert_eq!(side(None, Timestamp::UNIX_EPOCH, &every_zone(), ADULT_YEARS), Side::Open);
    }
}

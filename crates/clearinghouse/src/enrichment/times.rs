//! Whether a stated time makes sense. Nothing is corrected: what is odd is told.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use wire::cybertipline::StatedDateTime;

use super::source::{CALENDAR, CLOCK, ZONES};
use super::{FactKind, Finding};
use crate::addresses::StatedAddress;
use crate::country::Answer;
use crate::documents::Documents;

/// Before this day no service that reports was there.
const EARLIEST: Date = date(1995, 1, 1);
/// By how much the clocks of sender and recipient may differ.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

/// Time zones of countries that have few.
static COUNTRY_ZONES: LazyLock<HashMap<&str, Vec<TimeZone>>> = LazyLock::new(|| {
    let rows =
        include_str!("../../data/country-zones.csv").lines().skip(1).filter_map(|row| row.split_once(','));
    rows.map(|(country, zones)| {
        (country, zones.split(';').filter_map(|zone| TimeZone::get(zone).ok()).collect())
    })
    .collect()
});

/// A stated time, with the country whose clocks it may follow.
struct Stated<'a> {
    element: String,
    time: &'a StatedDateTime,
    country: Option<&'a str>,
}

/// What is odd about the times of a report.
pub(super) fn find(
    documents: &Documents,
    addresses: &[(StatedAddress, Answer)],
    received_at: Timestamp,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for stated in all(documents, addresses) {
        for (kind, source) in odd(stated.time, stated.country, received_at) {
            findings.push(Finding {
                element: stated.element.clone(),
                kind,
                value: stated.time.text().to_owned(),
                source: source.to_owned(),
                valid_on: received_at.to_zoned_datetime(TimeZone::UTC).date(),
            });
        }
    }
    findings.extend(without_zone(documents, received_at));
    findings
}

fn all<'a>(documents: &'a Documents, addresses: &'a [(StatedAddress, Answer)]) -> Vec<Stated<'a>> {
    let mut all = Vec::new();
    if let Some(report) = &documents.report {
        let element = "report/incidentSummary/incidentDateTime".to_owned();
        all.push(Stated { element, time: &report.incident_summary.incident_date_time, country: None });
    }
    for (stated, answer) in addresses {
        let Some(time) = &stated.time else { continue };
        let element = format!("{}/dateTime", stated.element);
        all.push(Stated { element, time, country: agreed_country(answer) });
    }
    for (file_id, details) in &documents.details {
        let Some(time) = &details.uploaded_to_esp_timestamp else { continue };
        let element = format!("fileDetails[fileId={file_id}]/uploadedToEspTimestamp");
        all.push(Stated { element, time, country: None });
    }
    all
}

/// The country of an address when its sources name one alone.
fn agreed_country(answer: &Answer) -> Option<&str> {
    let (first, others) = answer.opinions.split_first()?;
    others.iter().all(|other| other.country == first.country).then_some(first.country.as_str())
}

/// What is odd about one time, each with where that is told from.
fn odd(
    time: &StatedDateTime,
    country: Option<&str>,
    received_at: Timestamp,
) -> Vec<(FactKind, &'static str)> {
    let instant = time.instant();
    let mut odd = Vec::new();
    if instant > received_at.checked_add(TOLERANCE).unwrap_or(Timestamp::MAX) {
        odd.push((FactKind::TimeFuture, CLOCK));
    }
    if instant.to_zoned_datetime(TimeZone::UTC).date() < EARLIEST {
        odd.push((FactKind::TimeImplausible, CALENDAR));
    }
    if time.text().get(11..19) == Some("00:00:00") {
        odd.push((FactKind::TimeMidnight, CALENDAR));
    }
    if country.is_some_and(|country| is_of_other_season(time, country)) {
        odd.push((FactKind::TimeOtherSeason, ZONES));
    }
    odd
}

/// Whether the stated offset is none that the country has at that instant, but one that it has half a year before or after.
fn is_of_other_season(time: &StatedDateTime, country: &str) -> bool {
    let (Some(offset), Some(zones)) = (offset(time.text()), COUNTRY_ZONES.get(country)) else { return false };
    let instant = time.instant();
    let half_a_year = SignedDuration::from_hours(24 * 182);
    let at = |instant: Timestamp| zones.iter().any(|zone| zone.to_offset(instant) == offset);
    let other = [instant.checked_add(half_a_year), instant.checked_sub(half_a_year)];
    !at(instant) && other.into_iter().flatten().any(at)
}

/// The offset that a time states as `±hh:mm`; none for `Z`, which says that it was converted.
fn offset(text: &str) -> Option<Offset> {
    let zone = text.get(text.len().checked_sub(6)?..)?;
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    Offset::from_seconds(sign * seconds).ok()
}

/// Times inside files, which state no zone (Exif 2.32): none is assumed, so each may be a day off.
fn without_zone(documents: &Documents, received_at: Timestamp) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file_id, details) in &documents.details {
        let pairs = details.details.iter().flat_map(|details| &details.name_value_pair);
        for pair in pairs.filter(|pair| is_civil(&pair.value)) {
            findings.push(Finding {
                element: format!("fileDetails[fileId={file_id}]/details/{}", pair.name.trim()),
                kind: FactKind::TimeWithoutZone,
                value: pair.value.trim().to_owned(),
                source: CALENDAR.to_owned(),
                valid_on: received_at.to_zoned_datetime(TimeZone::UTC).date(),
            });
            if first_day(&pair.value).is_some_and(|day| is_after(day, received_at)) {
                findings.push(Finding {
                    element: format!("fileDetails[fileId={file_id}]/details/{}", pair.name.trim()),
                    kind: FactKind::TimeFuture,
                    value: pair.value.trim().to_owned(),
                    source: CLOCK.to_owned(),
                    valid_on: received_at.to_zoned_datetime(TimeZone::UTC).date(),
                });
            }
        }
    }
    findings
}

/// Later than the day after, wherever the clock stood.
fn is_after(day: Date, received_at: Timestamp) -> bool {
    let received = received_at.to_zoned_datetime(TimeZone::UTC).date();
    received.checked_add(1.day()).is_ok_and(|latest| day > latest)
}

/// Whether a value has the form `2024:05:01 10:00:00`, without anything after it.
fn is_civil(value: &str) -> bool {
    let value = value.trim();
    value.len() == 19 && value.as_bytes().get(10) == Some(&b' ') && first_day(value).is_some()
}

fn first_day(value: &str) -> Option<Date> {
    value.trim().get(..10)?.replace(':', "-").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, country: Option<&str>, kinds: &[FactKind]) {
        let time = StatedDateTime::parse(text).unwrap();
        let found = odd(&time, country, "2024-06-01T08:00:00Z".parse().unwrap());
        assert_eq!(found.into_iter().map(|(kind, _)| kind).collect::<Vec<_>>(), kinds, "{text}");
    }

    #[test]
    fn odd_times_are_told_and_plain_ones_are_not() {
        check("2024-05-01T10:00:00Z", Some("ES"), &[]);
        check("2024-06-01T08:05:00Z", None, &[]);
        check("2024-06-01T08:11:00Z", None, &[FactKind::TimeFuture]);
        check("1970-01-01T00:00:01Z", None, &[FactKind::TimeImplausible]);
        check("2024-05-01T00:00:00Z", None, &[FactKind::TimeMidnight]);
    }

    #[test]
    fn the_zone_of_the_other_half_of_the_year_is_told() {
        // Madrid has +01:00 in winter and +02:00 in summer, the Canary Islands have one hour less
        check("2024-01-15T10:00:00+02:00", Some("ES"), &[FactKind::TimeOtherSeason]);
        check("2024-01-15T10:00:00+01:00", Some("ES"), &[]);
        check("2024-05-15T10:00:00+01:00", Some("ES"), &[]);
        check("2024-05-15T10:00:00+01:00", Some("FR"), &[FactKind::TimeOtherSeason]);
        check("2024-05-15T10:00:00+09:00", Some("FR"), &[]);
        check("2024-05-15T10:00:00+01:00", None, &[]);
    }

    #[test]
    fn every_zone_of_the_table_is_known() {
        let csv = include_str!("../../data/country-zones.csv");
        for zone in
            csv.lines().skip(1).filter_map(|row| row.split_once(',')).flat_map(|(_, zones)| zones.split(';'))
        {
            assert!(TimeZone::get(zone).is_ok(), "{zone}");
        }
    }

    #[test]
    fn times_inside_files_have_no_zone() {
        for (value, is) in [
            ("2024:05:01 10:00:00", true),
            ("2024-05-01 10:00:00", true),
            ("2024:05:01 10:00:00+02:00", false),
            ("a text of 19 letter", false),
            ("", false),
        ] {
            assert_eq!(is_civil(value), is, "{value}");
        }
    }
}

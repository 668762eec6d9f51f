//! The age of a person at an act: certain, or openly undetermined.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};
use serde::{Deserialize, Serialize};

use crate::birth::{BirthDate, Precision};
use crate::law::{AgeKind, Jurisdiction};
use crate::province::{Province, Zone};

/// When an act took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActTime {
    /// At a known instant.
    At(Timestamp),
    /// At an unknown hour of this day, by the clock of the place.
    OnDay(Date),
}

/// Where in Spain an act took place, which says what clock counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In this province.
    Province(Province),
    /// Not known: every clock of Spain must agree.
    Unknown,
}

/// Why an age cannot be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// No birth date at all.
    #[error("the birth date is not known")]
    BirthUnknown,
    /// The possible days of birth lie on both sides.
    #[error("the birth date is not known precisely enough")]
    BirthImprecise,
    /// The act fell on the birthday and the hour of birth or of the act is missing (or they share the minute).
    #[error("the act took place on the birthday itself and the hours do not decide")]
    OnBirthday,
    /// Born on 29 February: whether the birthday of a common year is 28 February or 1 March is disputed.
    #[error("the person was born on 29 February and the act took place when the birthday is disputed")]
    LeapDay,
    /// The clocks of the possible places disagree.
    #[error("the place of the act is not known and the clocks of the possible places disagree")]
    PlaceUnknown,
    /// An error in one of the two dates.
    #[error("the act is dated before the birth")]
    ActBeforeBirth,
    /// No row of the law in force on the day.
    #[error("no age limit is known to have been in force on the day of the act")]
    NoLaw,
    /// Near the ends of the calendar.
    #[error("a date lies outside the calendar")]
    OutsideCalendar,
    /// There is nothing to judge.
    #[error("no act is recorded")]
    NoAct,
}

/// Which side of a threshold a person was on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeAtAct {
    /// Had not reached it, whatever the open facts turn out to be.
    CertainlyUnder,
    /// Had reached it, whatever the open facts turn out to be.
    CertainlyOver,
    /// A human must find out more.
    Undetermined(Doubt),
}

/// On which side of the threshold in force a person stood at the time of an act (LO 5/2000 art. 5.3).
pub fn age_at_act(
    birth: Option<&BirthDate>,
    act: ActTime,
    place: Place,
    law: Jurisdiction,
    age: AgeKind,
) -> AgeAtAct {
    let Some(birth) = birth else { return AgeAtAct::Undetermined(Doubt::BirthUnknown) };
    let by_clock = |clock: &TimeZone| {
        judge(birth, act, clock, law, age).unwrap_or(AgeAtAct::Undetermined(Doubt::OutsideCalendar))
    };
    let sides: Vec<_> = law.clocks_of(place).iter().map(by_clock).collect();
    match sides.split_first() {
        Some((first, rest)) if rest.iter().all(|other| other == first) => *first,
        _ => AgeAtAct::Undetermined(Doubt::PlaceUnknown),
    }
}

/// The age at the time of an act, in completed years: every age that the open facts leave possible.
///
/// Counts as [`age_at_act`] does, so that it lies below a threshold exactly when the person was certainly under it. `None` when the birth
/// is not known, lies after the act, or a date lies outside the calendar.
pub fn completed_years(birth: Option<&BirthDate>, act: ActTime, place: Place) -> Option<RangeInclusive<u16>> {
    let by_clock = |zone: Zone| years_by_clock(birth?, act, &zone.time_zone());
    match place {
        Place::Province(province) => by_clock(province.zone()),
        Place::Unknown => {
            let [first, rest @ ..] = Zone::ALL.map(by_clock);
            rest.into_iter().try_fold(first?, |all, other| {
                let other = other?;
                Some(*all.start().min(other.start())..=*all.end().max(other.end()))
            })
        }
    }
}

/// A span of instants: something happened at `from` at the earliest and before or at `to`.
struct Window {
    from: Timestamp,
    to: Timestamp,
}

impl Window {
    /// On the given clock. An hour that occurs twice, or never, widens the window.
    fn new(from: DateTime, to: DateTime, clock: &TimeZone) -> Option<Self> {
        let from = clock.to_ambiguous_timestamp(from).earlier().ok()?;
        Some(Self { from, to: clock.to_ambiguous_timestamp(to).later().ok()? })
    }
}

/// The day of an act on a clock, and the instants at which it can have taken place.
fn day_and_window(act: ActTime, clock: &TimeZone) -> Option<(Date, Window)> {
    Some(match act {
        ActTime::At(at) => (clock.to_datetime(at).date(), Window { from: at, to: at }),
        ActTime::OnDay(day) => (day, Window::new(day.at(0, 0, 0, 0), day.to_datetime(Time::MAX), clock)?),
    })
}

/// `None` when a date lies outside the calendar.
fn judge(
    birth: &BirthDate,
    act: ActTime,
    clock: &TimeZone,
    law: Jurisdiction,
    age: AgeKind,
) -> Option<AgeAtAct> {
    let (day, act) = day_and_window(act, clock)?;
    let Some(threshold) = law.find_threshold(age, day) else {
        return Some(AgeAtAct::Undetermined(Doubt::NoLaw));
    };
    let reached = reached(birth, threshold.years.into(), clock)?;
    Some(if day < birth.earliest() {
        AgeAtAct::Undetermined(Doubt::ActBeforeBirth)
    } else if act.to < reached.from {
        AgeAtAct::CertainlyUnder
    } else if act.from >= reached.to {
        AgeAtAct::CertainlyOver
    } else {
        AgeAtAct::Undetermined(doubt_near_birthday(birth))
    })
}

fn years_by_clock(birth: &BirthDate, act: ActTime, clock: &TimeZone) -> Option<RangeInclusive<u16>> {
    let (day, act) = day_and_window(act, clock)?;
    if day < birth.earliest() {
        return None;
    }
    // the birthday of the act's year is the last that can have passed
    let mut most = u16::try_from(day.year() - birth.earliest().year()).ok()?;
    while most > 0 && act.to < reached(birth, most, clock)?.from {
        most -= 1;
    }
    let mut least = u16::try_from(day.year() - birth.latest().year()).unwrap_or(0);
    while least > 0 && act.from < reached(birth, least, clock)?.to {
        least -= 1;
    }
    Some(least..=most)
}

/// When the person completed this many years.
///
/// A birthday is the whole civil day unless the time of birth is known, then its minute. Who was born on 29 February has reached the
/// age in a common year on 1 March; because some count 28 February, the window opens there.
fn reached(birth: &BirthDate, years: u16, clock: &TimeZone) -> Option<Window> {
    let years = Span::new().try_years(years).ok()?;
    // jiff moves 29 February to 28 February in a common year
    let first = birth.earliest().checked_add(years).ok()?;
    let mut last = birth.latest().checked_add(years).ok()?;
    if is_leap_day(birth.latest()) && !is_leap_day(last) {
        last = last.tomorrow().ok()?;
    }
    match birth.precision() {
        Precision::Day { time: Some(time), .. } => {
            let minute = SignedDuration::from_mins(1);
            Window::new(first.to_datetime(time), last.to_datetime(time).checked_add(minute).ok()?, clock)
        }
        _ => Window::new(first.at(0, 0, 0, 0), last.tomorrow().ok()?.at(0, 0, 0, 0), clock),
    }
}

fn doubt_near_birthday(birth: &BirthDate) -> Doubt {
    match birth.precision() {
        Precision::Day { date, .. } if is_leap_day(date) => Doubt::LeapDay,
        Precision::Day { .. } => Doubt::OnBirthday,
        Precision::Month { .. } | Precision::Year(_) | Precision::Range { .. } => Doubt::BirthImprecise,
    }
}

fn is_leap_day(date: Date) -> bool {
    (date.month(), date.day()) == (2, 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn born(json: &str) -> BirthDate {
        serde_json::from_str(json).unwrap()
    }

    /// On which side of the age of responsibility: `<`, `>`, or the doubt.
    fn side(birth: &BirthDate, act: ActTime, place: Place) -> String {
        match age_at_act(Some(birth), act, place, Jurisdiction::Spain, AgeKind::CriminalResponsibility) {
            AgeAtAct::CertainlyUnder => "<".to_owned(),
            AgeAtAct::CertainlyOver => ">".to_owned(),
            AgeAtAct::Undetermined(doubt) => format!("{doubt:?}"),
        }
    }

    /// Judges an act in Madrid, an instant when the text has a time, else a day.
    fn check(birth: &str, act: &str, expected: &str) {
        let time = act.parse().map_or_else(|_| ActTime::OnDay(act.parse().unwrap()), ActTime::At);
        assert_eq!(side(&born(birth), time, madrid()), expected, "{birth} at {act}");
    }

    fn madrid() -> Place {
        Place::Province(Province::find_code("28").unwrap())
    }

    #[test]
    fn the_birthday_itself_is_open_without_hours() {
        let day = r#"{"day":{"date":"2012-03-15"}}"#;
        check(day, "2026-03-14", "<");
        check(day, "2026-03-15", "OnBirthday");
        check(day, "2026-03-16", ">");
        check(day, "2026-03-14T22:59:59Z", "<");
        check(day, "2026-03-14T23:00:00Z", "OnBirthday");
        check(day, "2026-03-15T22:59:59Z", "OnBirthday");
        check(day, "2026-03-15T23:00:00Z", ">");
        check(day, "2012-03-14", "ActBeforeBirth");
        check(r#"{"day":{"date":"1985-03-15"}}"#, "2000-06-01", "NoLaw");
    }

    #[test]
    fn hours_of_birth_and_act_decide_the_birthday() {
        let hour = r#"{"day":{"date":"2012-03-15","time":"10:30:00"}}"#;
        check(hour, "2026-03-15T09:29:59Z", "<");
        check(hour, "2026-03-15T09:30:30Z", "OnBirthday");
        check(hour, "2026-03-15T09:31:00Z", ">");
        check(hour, "2026-03-15", "OnBirthday");
        // 02:30 comes twice on 25 October 2026
        let twice = r#"{"day":{"date":"2012-10-25","time":"02:30:00"}}"#;
        check(twice, "2026-10-25T00:29:00Z", "<");
        check(twice, "2026-10-25T00:45:00Z", "OnBirthday");
        check(twice, "2026-10-25T01:31:00Z", ">");
    }

    #[test]
    fn a_leap_day_birthday_is_open_on_both_disputed_days() {
        let leap = r#"{"day":{"date":"2012-02-29"}}"#;
        check(leap, "2026-02-27", "<");
        check(leap, "2026-02-28", "LeapDay");
        check(leap, "2026-03-01", "LeapDay");
        check(leap, "2026-03-02", ">");
        let hour = r#"{"day":{"date":"2012-02-29","time":"10:30:00"}}"#;
        check(hour, "2026-02-28T09:00:00Z", "<");
        check(hour, "2026-02-28T10:00:00Z", "LeapDay");
        check(hour, "2026-03-01T09:31:00Z", ">");
    }

    #[test]
    fn imprecise_births_are_open_in_between() {
        let cases = [
            (r#"{"month":{"year":2012,"month":2}}"#, "2026-01-31", "2026-02-14", "2026-03-02"),
            (r#"{"year":2012}"#, "2025-12-31", "2026-12-31", "2027-01-01"),
            (
                r#"{"range":{"from":"2012-05-01","to":"2012-06-30"}}"#,
                "2026-04-30",
                "2026-05-01",
                "2026-07-01",
            ),
        ];
        for (birth, under, between, over) in cases {
            check(birth, under, "<");
            check(birth, between, "BirthImprecise");
            check(birth, over, ">");
        }
    }

    /// The possible ages at an act in Madrid.
    fn check_years(birth: &str, act: &str, expected: impl Into<Option<RangeInclusive<u16>>>) {
        let time = act.parse().map_or_else(|_| ActTime::OnDay(act.parse().unwrap()), ActTime::At);
        assert_eq!(completed_years(Some(&born(birth)), time, madrid()), expected.into(), "{birth} at {act}");
    }

    #[test]
    fn completed_years_are_every_possible_age() {
        let day = r#"{"day":{"date":"2012-03-15"}}"#;
        check_years(day, "2026-03-14", Some(13..=13));
        check_years(day, "2026-03-15", Some(13..=14));
        check_years(day, "2026-03-16", Some(14..=14));
        check_years(day, "2026-03-14T23:00:00Z", Some(13..=14));
        check_years(day, "2012-03-15", Some(0..=0));
        check_years(day, "2012-03-14", None);
        let hour = r#"{"day":{"date":"2012-03-15","time":"10:30:00"}}"#;
        check_years(hour, "2026-03-15T09:29:59Z", Some(13..=13));
        check_years(hour, "2026-03-15T09:31:00Z", Some(14..=14));
        let leap = r#"{"day":{"date":"2012-02-29"}}"#;
        check_years(leap, "2026-02-27", Some(13..=13));
        check_years(leap, "2026-02-28", Some(13..=14));
        check_years(leap, "2026-03-01", Some(13..=14));
        check_years(leap, "2026-03-02", Some(14..=14));
        check_years(r#"{"year":2012}"#, "2026-06-01", Some(13..=14));
        check_years(r#"{"range":{"from":"1999-05-01","to":"2002-06-30"}}"#, "2020-06-01", Some(17..=21));
        // before any law of the table
        check_years(r#"{"day":{"date":"1985-03-15"}}"#, "2000-06-01", Some(15..=15));
        let act = ActTime::At("2026-07-10T00:30:00+02:00".parse().unwrap());
        let birth = born(r#"{"day":{"date":"2012-07-10"}}"#);
        assert_eq!(completed_years(Some(&birth), act, Place::Unknown), Some(13..=14));
        assert_eq!(completed_years(None, act, madrid()), None);
    }

    #[test]
    fn midnight_in_madrid_is_the_day_before_in_las_palmas() {
        let birth = born(r#"{"day":{"date":"2012-07-10"}}"#);
        let act = ActTime::At("2026-07-10T00:30:00+02:00".parse().unwrap());
        let las_palmas = Place::Province(Province::find_name("Las Palmas").unwrap());
        assert_eq!(side(&birth, act, madrid()), "OnBirthday");
        assert_eq!(side(&birth, act, las_palmas), "<");
        assert_eq!(side(&birth, act, Place::Unknown), "PlaceUnknown");
        let day_before = ActTime::At("2026-07-09T12:00:00Z".parse().unwrap());
        assert_eq!(side(&birth, day_before, Place::Unknown), "<");
    }
}

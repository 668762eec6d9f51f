//! The days around birthdays, by the law of each country that has a file: before, on and after, leap days, unknown months, and clocks apart.

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use model::law::{AgeKind, Handling, Jurisdiction, Limitation};
use model::{ActAge, ActTime, AgeAtAct, BirthDate, Doubt, Place, Precision, Province, age_at_act};
use proptest::prelude::*;

/// On which side somebody certainly stood: `<`, `>`, or the doubt.
fn side(law: Jurisdiction, age: AgeKind, birth: &str, act: &str) -> String {
    let birth: Precision = serde_json::from_str(birth).unwrap();
    let birth = BirthDate::try_from(birth).unwrap();
    let act = act.parse().map_or_else(|_| ActTime::OnDay(act.parse().unwrap()), ActTime::At);
    match age_at_act(Some(&birth), act, Place::Unknown, law, age) {
        AgeAtAct::CertainlyUnder => "<".to_owned(),
        AgeAtAct::CertainlyOver => ">".to_owned(),
        AgeAtAct::Undetermined(doubt) => format!("{doubt:?}"),
    }
}

/// Each age of each law, with a year in which nobody of the tests has a leap birthday.
fn ages() -> Vec<(Jurisdiction, AgeKind, i16)> {
    let mut ages = Vec::new();
    for law in Jurisdiction::ALL {
        for age in [AgeKind::CriminalResponsibility, AgeKind::AdultCode] {
            let day = "2026-07-10".parse().unwrap();
            ages.push((law, age, i16::from(law.find_threshold(age, day).unwrap().years)));
        }
    }
    ages
}

#[test]
fn the_day_before_is_under_and_the_day_after_over() {
    for (law, age, years) in ages() {
        let birth = format!(r#"{{"day":{{"date":"{}-07-10"}}}}"#, 2026 - years);
        let on = |day: &str| side(law, age, &birth, day);
        assert_eq!(on("2026-07-09"), "<", "{law:?} {age:?}");
        assert_eq!(on("2026-07-11"), ">", "{law:?} {age:?}");
        // who reads this as certain has read a law that nobody here has compared
        assert_eq!(on("2026-07-10"), format!("{:?}", Doubt::OnBirthday), "{law:?} {age:?}");
    }
}

#[test]
fn a_leap_day_is_open_on_both_days_of_a_common_year() {
    for (law, age, years) in ages() {
        // the birthday of the age lies in a common year, or there is no doubt
        let Some(born) = (2004 - years..2009 - years).find(|year| year % 4 == 0) else { continue };
        let reached = born + years;
        let birth = format!(r#"{{"day":{{"date":"{born}-02-29"}}}}"#);
        let on = |day: &str| side(law, age, &birth, &format!("{reached}-{day}"));
        assert_eq!(on("02-27"), "<", "{law:?} {age:?}");
        assert_eq!(on("03-02"), ">", "{law:?} {age:?}");
        let doubt = format!("{:?}", Doubt::LeapDay);
        if reached % 4 == 0 {
            assert_eq!((on("02-28"), on("02-29")), ("<".to_owned(), doubt), "{law:?} {age:?}");
        } else {
            assert_eq!((on("02-28"), on("03-01")), (doubt.clone(), doubt), "{law:?} {age:?}");
        }
    }
}

#[test]
fn an_unknown_month_leaves_the_year_open() {
    for (law, age, years) in ages() {
        let birth = format!(r#"{{"year":{}}}"#, 2026 - years);
        let on = |day: &str| side(law, age, &birth, day);
        assert_eq!(on("2025-12-31"), "<", "{law:?} {age:?}");
        for day in ["2026-01-01", "2026-06-15", "2026-12-31"] {
            assert_eq!(on(day), format!("{:?}", Doubt::BirthImprecise), "{law:?} {age:?} {day}");
        }
        assert_eq!(on("2027-01-01"), ">", "{law:?} {age:?}");
    }
}

#[test]
fn an_hour_on_which_the_clocks_of_a_country_disagree_is_open() {
    // half past midnight on the birthday by the clock that is ahead
    for (law, act, expected) in [
        (Jurisdiction::Spain, "2026-07-09T22:30:00Z", "PlaceUnknown"),
        (Jurisdiction::Portugal, "2026-07-09T23:30:00Z", "PlaceUnknown"),
        // one clock, and no doubt on the place
        (Jurisdiction::EnglandAndWales, "2026-07-09T23:30:00Z", "OnBirthday"),
        (Jurisdiction::EnglandAndWales, "2026-07-09T22:30:00Z", "<"),
        // on every clock the day before
        (Jurisdiction::Spain, "2026-07-09T12:00:00Z", "<"),
        (Jurisdiction::Portugal, "2026-07-09T12:00:00Z", "<"),
    ] {
        let age = AgeKind::CriminalResponsibility;
        let years = law.find_threshold(age, "2026-07-10".parse().unwrap()).unwrap().years;
        let birth = format!(r#"{{"day":{{"date":"{}-07-10"}}}}"#, 2026 - i16::from(years));
        assert_eq!(side(law, age, &birth, act), expected, "{law:?} {act}");
    }
}

#[test]
fn before_a_law_there_is_no_age() {
    for (law, day) in [
        (Jurisdiction::Spain, "2001-01-12"),
        (Jurisdiction::Portugal, "1982-12-31"),
        (Jurisdiction::EnglandAndWales, "1964-01-31"),
    ] {
        let birth = r#"{"day":{"date":"1950-07-10"}}"#;
        let doubt = format!("{:?}", Doubt::NoLaw);
        assert_eq!(side(law, AgeKind::CriminalResponsibility, birth, day), doubt, "{law:?}");
    }
}

/// An act in the years of the juvenile law, on a grid of hours.
fn acts() -> impl Strategy<Value = Timestamp> {
    (0_i64..24 * 365 * 20).prop_map(|hours| {
        "2002-01-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
    })
}

fn births() -> impl Strategy<Value = Date> {
    (1960_i16..2021, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

/// What the law of Spain makes of an act with so much known of the birth, and of the place.
fn spain(birth: Option<Precision>, at: Timestamp, place: Place) -> (ActAge, Limitation) {
    let birth = birth.map(|birth| BirthDate::try_from(birth).unwrap());
    let age = ActAge::new(birth.as_ref(), ActTime::At(at), place, Jurisdiction::Spain);
    (age, Limitation::new(age, at, place, Jurisdiction::Spain))
}

proptest! {
    #[test]
    fn knowing_less_never_makes_a_clock_of_limitation_later(birth in births(), at in acts(), canary in any::<bool>()) {
        // nobody acts before birth
        prop_assume!(birth < jiff::tz::TimeZone::UTC.to_datetime(at).date());
        let place = Place::Province(Province::find_code(if canary { "35" } else { "28" }).unwrap());
        let day = Some(Precision::Day { date: birth, time: None });
        let known = spain(day, at, place).1.earliest();
        let vaguer = [
            spain(day, at, Place::Unknown),
            spain(Some(Precision::Month { year: birth.year(), month: birth.month() }), at, place),
            spain(Some(Precision::Year(birth.year())), at, place),
            spain(None, at, place),
            spain(None, at, Place::Unknown),
        ];
        if let Some(known) = known {
            for (_, vague) in vaguer {
                prop_assert!(vague.earliest().is_some_and(|vague| vague <= known), "{vague:?}, but {known}");
            }
        }
    }

    #[test]
    fn knowing_less_never_handles_an_act_more_like_an_adult_s(birth in births(), at in acts()) {
        let day = Some(Precision::Day { date: birth, time: None });
        let known = Handling::of(spain(day, at, Place::Unknown).0);
        let vaguer = [Some(Precision::Year(birth.year())), None];
        for vague in vaguer.map(|birth| Handling::of(spain(birth, at, Place::Unknown).0)) {
            prop_assert!(vague <= known, "{vague:?}, but {known:?}");
        }
    }
}

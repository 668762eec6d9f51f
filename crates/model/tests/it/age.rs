//! Properties of the age at an act that hold for every birth, act and place.

use jiff::civil::{Date, Time, date};
use jiff::{SignedDuration, Timestamp};
use model::law::{AgeKind, Jurisdiction};
use model::{
    ActAge, ActTime, AgeAtAct, BirthDate, Place, Precision, Province, Zone, age_at_act, completed_years,
    may_be_arrested,
};
use proptest::prelude::*;

/// Days that crowd around leap days and ends of months as well as any others.
fn days() -> impl Strategy<Value = Date> {
    let any = (1990_i16..2013, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day));
    let leap = (0_i16..6).prop_map(|n| date(1992 + 4 * n, 2, 29));
    prop_oneof![4 => any, 1 => leap]
}

fn times() -> impl Strategy<Value = Time> {
    (0_i8..24, 0_i8..60).prop_map(|(hour, minute)| Time::constant(hour, minute, 0, 0))
}

fn births() -> impl Strategy<Value = Precision> {
    prop_oneof![
        (days(), proptest::option::of(times())).prop_map(|(date, time)| Precision::Day { date, time }),
        days().prop_map(|day| Precision::Month { year: day.year(), month: day.month() }),
        days().prop_map(|day| Precision::Year(day.year())),
        (days(), days()).prop_map(|(a, b)| Precision::Range { from: a.min(b), to: a.max(b) }),
    ]
}

fn places() -> impl Strategy<Value = Place> {
    prop_oneof![Just(Place::Unknown), "(28|35|38|51)".prop_map(|code| Place::Province(province(&code)))]
}

fn province(code: &str) -> Province {
    Province::find_code(code).unwrap()
}

/// Instants within three days of a birthday that matters, on a grid of half minutes.
fn near_birthday(birth: Date) -> impl Strategy<Value = Timestamp> {
    (prop_oneof![Just(14_i64), Just(18)], -8640_i64..8640).prop_map(move |(years, half_minutes)| {
        let birthday = birth.checked_add(jiff::Span::new().years(years)).unwrap();
        let noon = jiff::tz::TimeZone::UTC.to_timestamp(birthday.at(12, 0, 0, 0)).unwrap();
        noon.max("2001-01-20T00:00:00Z".parse().unwrap()) + SignedDuration::from_secs(30 * half_minutes)
    })
}

fn judge(birth: Precision, act: ActTime, place: Place, age: AgeKind) -> AgeAtAct {
    let birth = BirthDate::try_from(birth).unwrap();
    age_at_act(Some(&birth), act, place, Jurisdiction::Spain, age)
}

fn rank(age: AgeAtAct) -> u8 {
    match age {
        AgeAtAct::CertainlyUnder => 0,
        AgeAtAct::Undetermined(_) => 1,
        AgeAtAct::CertainlyOver => 2,
    }
}

fn ages() -> impl Strategy<Value = AgeKind> {
    prop_oneof![Just(AgeKind::CriminalResponsibility), Just(AgeKind::AdultCode)]
}

fn birth_and_act() -> impl Strategy<Value = (Precision, Timestamp)> {
    births().prop_flat_map(|birth| {
        let earliest = BirthDate::try_from(birth).unwrap().earliest();
        let latest = BirthDate::try_from(birth).unwrap().latest();
        (Just(birth), prop_oneof![near_birthday(earliest), near_birthday(latest)])
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn age_never_decreases((birth, act) in birth_and_act(), wait in 0_i64..200_000, place in places(), age in ages()) {
        let before = judge(birth, ActTime::At(act), place, age);
        let after = judge(birth, ActTime::At(act + SignedDuration::from_secs(wait)), place, age);
        prop_assert!(rank(before) <= rank(after), "{before:?} then {after:?}");
    }

    #[test]
    fn completed_years_agree_with_both_thresholds(
        (birth, act) in birth_and_act(), place in places(), whole_day in any::<bool>(),
    ) {
        let day = Zone::EuropeMadrid.time_zone().to_datetime(act).date();
        let act = if whole_day { ActTime::OnDay(day) } else { ActTime::At(act) };
        let known = BirthDate::try_from(birth).unwrap();
        // `None`: the act is dated before the birth
        let years = completed_years(Some(&known), act, place);
        for (age, threshold) in [(AgeKind::CriminalResponsibility, 14), (AgeKind::AdultCode, 18)] {
            let side = match &years {
                Some(years) if *years.end() < threshold => 0,
                Some(years) if *years.start() >= threshold => 2,
                _ => 1,
            };
            prop_assert_eq!(side, rank(judge(birth, act, place, age)), "{:?} against {}", &years, threshold);
        }
        prop_assert!(years.is_none_or(|years| !years.is_empty()));
    }

    #[test]
    fn knowing_less_of_the_birth_is_never_more_certain(
        (day, act) in days().prop_flat_map(|day| (Just(day), near_birthday(day))),
        time in times(), spread in 0_i32..40, place in places(), age in ages(),
    ) {
        let days = |n: i32| day.checked_add(jiff::Span::new().days(n)).unwrap();
        let known = [
            judge(Precision::Day { date: day, time: Some(time) }, ActTime::At(act), place, age),
            judge(Precision::Day { date: day, time: None }, ActTime::At(act), place, age),
        ];
        let vaguer = [
            Precision::Day { date: day, time: None },
            Precision::Month { year: day.year(), month: day.month() },
            Precision::Year(day.year()),
            Precision::Range { from: days(-spread), to: days(spread) },
        ];
        for vague in vaguer.map(|birth| judge(birth, ActTime::At(act), place, age)) {
            // a certain answer from less must be the same certain answer from more
            prop_assert!(rank(vague) == 1 || known[0] == vague, "{vague:?}, but {:?}", known[0]);
        }
        prop_assert!(rank(known[1]) == 1 || known[0] == known[1]);
    }

    #[test]
    fn knowing_less_of_the_act_is_never_more_certain((birth, act) in birth_and_act(), age in ages(), canary in any::<bool>()) {
        let province = province(if canary { "35" } else { "28" });
        let at = judge(birth, ActTime::At(act), Place::Province(province), age);
        let day = province.zone().time_zone().to_datetime(act).date();
        let vaguer = [
            judge(birth, ActTime::OnDay(day), Place::Province(province), age),
            judge(birth, ActTime::At(act), Place::Unknown, age),
        ];
        for vague in vaguer {
            prop_assert!(rank(vague) == 1 || vague == at, "{vague:?}, but {at:?}");
        }
    }

    #[test]
    fn nobody_possibly_under_the_age_is_arrestable((birth, act) in birth_and_act(), place in places()) {
        let birth = BirthDate::try_from(birth).unwrap();
        let age = ActAge::new(Some(&birth), ActTime::At(act), place, Jurisdiction::Spain);
        // counted here with plain years, independently of the crate: 14 full years after the last possible day, on the clock that is ahead
        let safe = birth.latest().checked_add(jiff::Span::new().years(14)).unwrap();
        let act_day = Zone::EuropeMadrid.time_zone().to_datetime(act).date();
        prop_assert!(may_be_arrested(&[age]).is_err() || act_day >= safe);
    }
}

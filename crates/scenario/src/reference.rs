//! The reference operation: 51 identified in sixteen provinces, from three files.
//!
//! Its figures are those that the press printed of an operation of December 2020: 45 minors, 7 of them under 14 when they shared; 40
//! arrested, 34 of them minors; the four others of 14 to 17 were heard. Which adults and children lived where was not printed and is
//! invented, as is everybody.

use jiff::civil::{Date, Time, date};

use crate::conduct::{OutcomeCode, PlaceOfActs};
use crate::dice::Dice;
use crate::draft::{COMMUNITY, REVIEWED};
use crate::draft::{
    Clock, Draft, Ending, Finding, Home, PLACES, Period, Place, Via, evening_of, local, stated,
};
use crate::people::Birth;
use crate::scenario::Scenario;
use crate::truth::Truth;

const PERIOD: Period = Period { first: date(2020, 9, 1), last: date(2020, 11, 30) };
const FILES: [&str; 3] = ["file-a", "file-b", "file-c"];

/// How many of a province: arrested minors, arrested adults, minors of 14 to 17 heard, children under 14.
const TABLE: [[usize; 4]; 16] = [
    [6, 2, 1, 1],
    [6, 1, 1, 1],
    [2, 1, 0, 1],
    [3, 0, 1, 0],
    [2, 1, 0, 0],
    [2, 1, 0, 1],
    [2, 0, 0, 1],
    [2, 0, 0, 1],
    [2, 0, 1, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 1],
    [1, 0, 0, 0],
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    ArrestedMinor,
    ArrestedAdult,
    HeardMinor,
    Child,
}

impl Role {
    /// In the order of the table's columns.
    const ALL: [Self; 4] = [Self::ArrestedMinor, Self::ArrestedAdult, Self::HeardMinor, Self::Child];

    fn outcome(self) -> OutcomeCode {
        match self {
            Self::ArrestedMinor | Self::ArrestedAdult => OutcomeCode::LocatedAndArrested,
            Self::HeardMinor => OutcomeCode::HeardWithoutArrest,
            Self::Child => OutcomeCode::ReferredToProtection,
        }
    }
}

/// The scenario of the reference operation with its truth; always the same.
pub fn reference() -> (Scenario, Truth) {
    let now = stated(local(date(2020, 12, 28), Time::constant(9, 0, 0, 0), "28"), Clock::Madrid);
    let name = "Reference operation, December 2020 (invented people)".to_owned();
    let mut draft = Draft::new(name, None, Dice::new(2020), now);
    for key in FILES {
        draft.media(key, Some(REVIEWED));
    }
    draft.media("mistaken-entry", Some(COMMUNITY));
    draft.media("other-a", None);
    draft.media("other-b", None);
    draft.moderate();
    for (place, counts) in PLACES.iter().zip(TABLE) {
        let mut home = None;
        for (role, count) in Role::ALL.into_iter().zip(counts) {
            for nth in 0..count {
                home = Some(somebody(&mut draft, place, role, nth, home));
            }
        }
    }
    noise(&mut draft);
    draft.finish()
}

/// One person from account to outcome. In Madrid and Sevilla brothers and sisters share a line.
fn somebody(draft: &mut Draft, place: &'static Place, role: Role, nth: usize, last: Option<Home>) -> Home {
    let at_home = matches!((place.press, role), ("Madrid", Role::HeardMinor) | ("Sevilla", Role::Child));
    let home = last.filter(|_| at_home).unwrap_or_else(|| draft.home(place));
    let (born, acts) = life(draft, place, role, nth);
    let number = draft.scenario.people.len();
    let person = draft.member(&home, Birth::on(born));
    let account = draft.account((number % 7 == 3).then(|| years_before_stated(born)));
    let mobile = number % 8 == 5 && role != Role::Child;
    let (line, via) = if mobile {
        (draft.mobile_line(&home), Via::SharedWithPort)
    } else {
        (home.line.clone(), *draft.dice.pick(&[Via::Fixed, Via::Leased, Via::Prefix]))
    };
    draft.share((&person, &account), &line, via, &acts);
    if number % 10 == 4 {
        second_account(draft, &person, &account, &home);
    }
    let place_of_acts =
        if mobile { PlaceOfActs::Province(place.code.to_owned()) } else { PlaceOfActs::Installation };
    let ending = Ending::Exactly(role.outcome());
    draft.identify(Finding {
        person: &person,
        birth: Some(Birth::on(born)),
        place_of_acts,
        unit: place,
        ending,
    });
    home
}

/// Day of birth and acts, most by chance, some at the edges.
fn life(draft: &mut Draft, place: &Place, role: Role, nth: usize) -> (Date, Vec<(jiff::Timestamp, Clock)>) {
    let dice = &mut draft.dice;
    let evening = |day, dice: &mut Dice| (evening_of(day, dice, place.code), Clock::Utc);
    match (place.press, role, nth) {
        // 00:30 in Madrid on the fourteenth birthday, the evening before in Las Palmas
        ("Gran Canaria", Role::Child, _) => {
            let eve = local(date(2020, 10, 9), Time::constant(23, 30, 0, 0), place.code);
            let before = evening(date(2020, 9, 19), dice);
            (date(2006, 10, 10), vec![before, (eve, Clock::Madrid)])
        }
        ("Madrid", Role::ArrestedMinor, 0) => {
            let (before, after) = (evening(date(2020, 9, 24), dice), evening(date(2020, 11, 6), dice));
            (date(2006, 10, 14), vec![before, after])
        }
        ("Barcelona", Role::ArrestedMinor, 0) => {
            let (before, after) = (evening(date(2020, 10, 2), dice), evening(date(2020, 10, 30), dice));
            (date(2002, 10, 17), vec![before, after])
        }
        ("Valencia", Role::ArrestedAdult, _) => {
            (date(2002, 9, 15), vec![evening(date(2020, 9, 17), dice), evening(date(2020, 11, 21), dice)])
        }
        _ => {
            let born = match role {
                Role::Child => PERIOD.child(dice),
                Role::ArrestedMinor | Role::HeardMinor => PERIOD.juvenile(dice),
                Role::ArrestedAdult => PERIOD.adult(dice),
            };
            let count = *dice.pick(&[1, 2, 2, 3]);
            let clocks = [Clock::Utc, Clock::Utc, Clock::Madrid, Clock::Pacific];
            let acts = (0..count).map(|_| (PERIOD.evening(dice, place.code), *dice.pick(&clocks))).collect();
            (born, acts)
        }
    }
}

/// Six years older than is true.
fn years_before_stated(born: Date) -> Date {
    crate::draft::years_before(born, 6)
}

/// A second account with the first one's e-mail address or device.
fn second_account(draft: &mut Draft, person: &str, first: &str, home: &Home) {
    let second = draft.account(None);
    draft.share_trait(first, &second);
    let at = PERIOD.evening(&mut draft.dice, home.place.code);
    draft.share((person, &second), &home.line, Via::Fixed, &[(at, Clock::Utc)]);
}

/// What must not change a figure: harmless files, a mistaken list entry, addresses of another country, a line open to all.
fn noise(draft: &mut Draft) {
    for media in ["other-a", "other-b", "mistaken-entry", "other-a", "mistaken-entry"] {
        draft.harmless_upload(PERIOD, media);
    }
    draft.lead_abroad(PERIOD);
    draft.lead_abroad(PERIOD);
    draft.open_line(PERIOD, &PLACES[15]);
}

//! Stories at the edges of an age: birthdays, midnights, clocks, and births that are not fully known.

use jiff::Timestamp;
use jiff::civil::{Date, Time, date};

use super::Teller;
use crate::conduct::PlaceOfActs;
use crate::draft::{Clock, Ending, Finding, Place, Via, days_after, evening_of, local, years_before};
use crate::people::Birth;

const NOON: Time = Time::constant(12, 0, 0, 0);

impl Teller {
    /// The evening before the fourteenth birthday, stated on a clock that has the birthday already; or just after its end.
    pub(super) fn midnight(&mut self) {
        let place = self.place();
        let birthday = self.birthday();
        let eve = self.draft.dice.happens(60);
        let act = if eve {
            let clock = if place.code == "35" || place.code == "38" { Clock::Madrid } else { Clock::Kolkata };
            (local(days_after(birthday, -1), Time::constant(23, 35, 0, 0), place.code), clock)
        } else {
            (local(days_after(birthday, 1), Time::constant(0, 25, 0, 0), place.code), Clock::Pacific)
        };
        let born = years_before(birthday, 14);
        self.at_home(place, born, Some(Birth::on(born)), &[act]);
    }

    /// 00:30 on the fourteenth birthday in Madrid is the eve in Las Palmas, and the day after it is the birthday there.
    pub(super) fn place_unknown(&mut self) {
        let place = self.place();
        let birthday = self.birthday();
        let day = days_after(birthday, self.draft.dice.between(0, 1));
        let born = years_before(birthday, 14);
        let home = self.draft.home(place);
        let (person, account) = (self.draft.member(&home, Birth::on(born)), self.draft.account(None));
        let line = self.draft.mobile_line(&home);
        let act = (local(day, Time::constant(0, 30, 0, 0), "28"), Clock::Utc);
        self.draft.share((&person, &account), &line, Via::SharedWithPort, &[act]);
        self.draft.identify(Finding {
            person: &person,
            birth: Some(Birth::on(born)),
            place_of_acts: PlaceOfActs::Unknown,
            unit: place,
            ending: Ending::Lawful,
        });
    }

    /// Acts before and after a birthday.
    pub(super) fn across(&mut self, years: i16) {
        let place = self.place();
        let birthday = self.birthday();
        let born = years_before(birthday, years);
        let acts = [-6, 5].map(|days| {
            let day = days_after(birthday, days + self.draft.dice.between(-2, 2));
            (evening_of(day, &mut self.draft.dice, place.code), Clock::Utc)
        });
        self.at_home(place, born, Some(Birth::on(born)), &acts);
    }

    /// The age is reached in the year of the act, so that the year of birth alone leaves it open.
    pub(super) fn year_only(&mut self) {
        let place = self.place();
        let born = years_before(self.birthday(), *self.draft.dice.pick(&[14, 18]));
        let acts = self.some_acts(place.code);
        self.at_home(place, born, Some(Birth::Year(born.year())), &acts);
    }

    pub(super) fn month_only(&mut self) {
        let (place, born) = (self.place(), self.some_birth());
        let acts = self.some_acts(place.code);
        let learned = Birth::Month { year: born.year(), month: born.month() };
        self.at_home(place, born, Some(learned), &acts);
    }

    pub(super) fn birth_unknown(&mut self) {
        let (place, born) = (self.place(), self.some_birth());
        let acts = self.some_acts(place.code);
        self.at_home(place, born, None, &acts);
    }

    /// At noon of the birthday: open, unless the hour of birth is known.
    pub(super) fn on_birthday(&mut self) {
        let place = self.place();
        let birthday = self.birthday();
        let born = years_before(birthday, *self.draft.dice.pick(&[14, 18]));
        let hours = [None, Some(Time::constant(6, 20, 0, 0)), Some(Time::constant(17, 45, 0, 0))];
        let birth = Birth::Day { date: born, time: *self.draft.dice.pick(&hours) };
        self.at_home(place, born, Some(birth), &[(local(birthday, NOON, place.code), Clock::Utc)]);
    }

    /// On 28 February or 1 March of a common year it is disputed whether somebody born on the 29th has reached the age.
    pub(super) fn leap_day(&mut self) {
        let place = self.place();
        let year = self.period.last.year();
        let born = [14, 18].into_iter().find_map(|years| Date::new(year - years, 2, 29).ok());
        let disputed = date(year, 2, 28);
        let Some(born) = born.filter(|_| (self.period.first..=self.period.last).contains(&disputed)) else {
            // no such birthday in this period: any birth on a 29th will do
            let born = date(year - year % 4 - 20, 2, 29);
            let acts = self.some_acts(place.code);
            return self.at_home(place, born, Some(Birth::on(born)), &acts);
        };
        let day = days_after(disputed, self.draft.dice.between(-1, 2));
        self.at_home(place, born, Some(Birth::on(born)), &[(local(day, NOON, place.code), Clock::Utc)]);
    }

    /// Some day well inside the period, and never the last of February.
    fn birthday(&mut self) -> Date {
        let day = self.period.day_from(&mut self.draft.dice, 15);
        if (day.month(), day.day()) >= (2, 28) && day.month() == 2 { days_after(day, 3) } else { day }
    }

    /// The common end: a person with a fixed line, these acts, and a birth as it was learned.
    fn at_home(
        &mut self,
        place: &'static Place,
        born: Date,
        learned: Option<Birth>,
        acts: &[(Timestamp, Clock)],
    ) {
        let home = self.draft.home(place);
        let known = learned.filter(|birth| matches!(birth, Birth::Day { .. }));
        let person = self.draft.member(&home, known.unwrap_or(Birth::on(born)));
        let account = self.draft.account(None);
        let via = self.some_way();
        self.draft.share((&person, &account), &home.line, via, acts);
        self.found_at_home(&home, &person, learned);
    }
}

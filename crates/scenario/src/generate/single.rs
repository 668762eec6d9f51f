//! Stories of one person without an edge of age.

use jiff::Timestamp;
use jiff::civil::Date;

use super::Teller;
use crate::conduct::PlaceOfActs;
use crate::draft::{Clock, Ending, Finding, Home, Via, years_before};
use crate::people::Birth;

/// Clocks on which platforms state times.
const CLOCKS: [Clock; 4] = [Clock::Utc, Clock::Madrid, Clock::Pacific, Clock::Kolkata];
/// Ways of a fixed line.
const WAYS: [Via; 3] = [Via::Fixed, Via::Leased, Via::Prefix];

impl Teller {
    /// A birth of any age group, with days to spare on both sides.
    pub(super) fn some_birth(&mut self) -> Date {
        let dice = &mut self.draft.dice;
        match dice.between(1, 10) {
            1..=2 => self.period.child(dice),
            3..=8 => self.period.juvenile(dice),
            _ => self.period.adult(dice),
        }
    }

    /// One to three times, on any clock.
    pub(super) fn some_acts(&mut self, province: &str) -> Vec<(Timestamp, Clock)> {
        let dice = &mut self.draft.dice;
        let count = dice.between(1, 3);
        (0..count).map(|_| (self.period.evening(dice, province), *dice.pick(&CLOCKS))).collect()
    }

    pub(super) fn some_way(&mut self) -> Via {
        *self.draft.dice.pick(&WAYS)
    }

    /// What officers find of somebody whose line is at home.
    pub(super) fn found_at_home(&mut self, home: &Home, person: &str, birth: Option<Birth>) {
        self.draft.identify(Finding {
            person,
            birth,
            place_of_acts: PlaceOfActs::Installation,
            unit: home.place,
            ending: Ending::Lawful,
        });
    }

    pub(super) fn plain(&mut self) {
        let (place, born) = (self.place(), self.some_birth());
        let home = self.draft.home(place);
        let (person, account) = (self.draft.member(&home, Birth::on(born)), self.draft.account(None));
        let (via, acts) = (self.some_way(), self.some_acts(place.code));
        self.draft.share((&person, &account), &home.line, via, &acts);
        self.found_at_home(&home, &person, Some(Birth::on(born)));
    }

    pub(super) fn second_account(&mut self, tied: bool) {
        let (place, born) = (self.place(), self.some_birth());
        let home = self.draft.home(place);
        let person = self.draft.member(&home, Birth::on(born));
        let first = self.draft.account(Some(born));
        // the second says that its holder is grown up
        let second = self.draft.account(Some(years_before(born, 9)));
        if tied {
            self.draft.share_trait(&first, &second);
        }
        for account in [first, second] {
            let (via, acts) = (self.some_way(), self.some_acts(place.code));
            self.draft.share((&person, &account), &home.line, via, &acts);
        }
        self.found_at_home(&home, &person, Some(Birth::on(born)));
    }

    pub(super) fn mobile(&mut self, via: Via) {
        let (place, born) = (self.place(), self.some_birth());
        let home = self.draft.home(place);
        let (person, account) = (self.draft.member(&home, Birth::on(born)), self.draft.account(None));
        let line = self.draft.mobile_line(&home);
        let acts = self.some_acts(place.code);
        self.draft.share((&person, &account), &line, via, &acts);
        self.draft.identify(Finding {
            person: &person,
            birth: Some(Birth::on(born)),
            place_of_acts: PlaceOfActs::Province(place.code.to_owned()),
            unit: place,
            ending: Ending::Lawful,
        });
    }
}

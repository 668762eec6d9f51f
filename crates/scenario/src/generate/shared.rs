//! Stories of two people: a line or an account is not a person.

use super::Teller;
use crate::conduct::{PlaceOfActs, Sight};
use crate::draft::{Clock, Ending, Finding, Home, Via, days_after, evening_of, local, stated};
use crate::people::Birth;

impl Teller {
    /// The owner of an account uses it at home; the thief from another home, perhaps in another province.
    pub(super) fn thief(&mut self) {
        let account = self.draft.account(None);
        let mut found = Vec::new();
        for via in [Via::Fixed, Via::Leased] {
            let (place, born) = (self.place(), self.some_birth());
            let home = self.draft.home(place);
            let person = self.draft.member(&home, Birth::on(born));
            let acts = self.some_acts(place.code);
            self.draft.share((&person, &account), &home.line, via, &acts);
            found.push((home, person, born));
        }
        // only now is it known that the account has two users
        for (home, person, born) in found {
            self.found_at_home(&home, &person, Some(Birth::on(born)));
        }
    }

    /// Brother and sister, an account each, one line; sometimes the family's telephone in both.
    pub(super) fn family_line(&mut self) {
        let place = self.place();
        let home = self.draft.home(place);
        let both = [self.period.child(&mut self.draft.dice), self.period.juvenile(&mut self.draft.dice)];
        let accounts = both.map(|_| self.draft.account(None));
        if self.draft.dice.happens(50) {
            for account in &accounts {
                self.share_family_phone(account);
            }
        }
        for (born, account) in both.into_iter().zip(&accounts) {
            let person = self.draft.member(&home, Birth::on(born));
            let (via, acts) = (self.some_way(), self.some_acts(place.code));
            self.draft.share((&person, account), &home.line, via, &acts);
            self.found_at_home(&home, &person, Some(Birth::on(born)));
        }
    }

    fn share_family_phone(&mut self, account: &str) {
        let phone = format!("+34000{:06}", 900_000 + self.draft.scenario.households.len());
        if let Some(account) = self.draft.account_mut(account) {
            account.phones = vec![phone];
        }
    }

    /// One account, one line: only the day tells the two apart.
    pub(super) fn passed_on(&mut self) {
        let place = self.place();
        let home = self.draft.home(place);
        let account = self.draft.account(None);
        let day = self.period.day_from(&mut self.draft.dice, 20);
        let handed_over = stated(local(day, jiff::civil::Time::midnight(), place.code), Clock::Madrid);
        for (days, after) in [(-9, false), (4, true)] {
            let born = self.some_birth();
            let person = self.draft.member(&home, Birth::on(born));
            let acts: Vec<_> = [0, 3]
                .map(|more| {
                    (evening_of(days_after(day, days + more), &mut self.draft.dice, place.code), Clock::Utc)
                })
                .into();
            self.draft.share((&person, &account), &home.line, Via::Fixed, &acts);
            let Some(mut sight) = self.draft.sight(&account) else { continue };
            let edge = if after { &mut sight.from } else { &mut sight.to };
            *edge = Some(handed_over.clone());
            self.found_by(sight, &home, &person, born);
        }
    }

    fn found_by(&mut self, sight: Sight, home: &Home, person: &str, born: jiff::civil::Date) {
        let finding = Finding {
            person,
            birth: Some(Birth::on(born)),
            place_of_acts: PlaceOfActs::Installation,
            unit: home.place,
            ending: Ending::Lawful,
        };
        self.draft.identify_by(vec![sight], finding);
    }
}

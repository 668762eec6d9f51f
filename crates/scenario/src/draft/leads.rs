//! What leads nowhere, and what ties accounts together.

use super::time::{Clock, Period};
use super::{Draft, PLACES, Place, Post, Via};
use crate::people::Birth;

impl Draft {
    /// Gives one account an e-mail address or the device of another.
    pub(crate) fn share_trait(&mut self, from: &str, to: &str) {
        let by_device = self.dice.happens(50);
        let Some(first) = self.scenario.find_account(from).cloned() else { return };
        let Some(second) = self.account_mut(to) else { return };
        if by_device {
            second.device_ids = first.device_ids;
        } else {
            second.emails = first.emails;
        }
    }

    /// A file without a confirmed hit, reported by a member.
    pub(crate) fn harmless_upload(&mut self, period: Period, media: &str) {
        let place = self.dice.pick(&PLACES);
        let home = self.home(place);
        let born = period.adult(&mut self.dice);
        let (person, account) = (self.member(&home, Birth::on(born)), self.account(None));
        let at = period.evening(&mut self.dice, place.code);
        let (line, via) = (&home.line, Via::Fixed);
        let upload =
            self.post(&Post { person: &person, account: &account, media, at, clock: Clock::Utc, line, via });
        self.user_report(upload, "account-01");
    }

    /// A listed file from another country: reported, but not to the police of the scenario's country.
    pub(crate) fn lead_abroad(&mut self, period: Period) {
        let born = period.adult(&mut self.dice);
        let (person, account) = (self.foreigner(born), self.account(None));
        let (media, at) = (self.some_file(), period.evening(&mut self.dice, "28"));
        self.post_from_abroad(&account, &person, &media, at);
    }

    /// A listed file over a line that anybody could use: nobody can be named.
    pub(crate) fn open_line(&mut self, period: Period, place: &'static Place) {
        let (cafe, home) = (self.home(place), self.home(place));
        let born = period.adult(&mut self.dice);
        let (person, account) = (self.member(&home, Birth::on(born)), self.account(None));
        let (media, at) = (self.some_file(), period.evening(&mut self.dice, place.code));
        let (line, via) = (&cafe.line, Via::Fixed);
        self.post(&Post {
            person: &person,
            account: &account,
            media: &media,
            at,
            clock: Clock::Utc,
            line,
            via,
        });
        let reason = "The line belongs to a café whose network is open to all; no one person can be named.";
        self.leave_unidentified(&account, reason);
    }
}

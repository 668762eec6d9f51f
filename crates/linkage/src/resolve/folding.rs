//! Statements taken in one by one: what each account states, and its keys.

use model::{folded_words, without_accent};

use super::keys::{self, DAY_S, Kind};
use super::statement::Statement;
use super::texts::{Tally, Texts, number_of};
use crate::normalise;

/// A key, who states it, and from which day to which (days since 1970).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stated {
    pub(super) key: u64,
    pub(super) account: u32,
    pub(super) first_day: i32,
    pub(super) last_day: i32,
}

/// Kinds of identifier.
pub(super) const IDENTIFIERS: usize = 3;

/// What an account states, or a report that states none.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) full_names: Tally,
    /// First words of the names that it shows.
    pub(super) shown: Tally,
    /// Letters of the local parts of its e-mail addresses.
    pub(super) locals: Tally,
    pub(super) handles: Tally,
    pub(super) birth_dates: Tally,
    pub(super) at_s: Vec<i64>,
    pub(super) is_account: bool,
    /// Whether it states e-mail addresses, telephone numbers, devices.
    pub(super) states: [bool; IDENTIFIERS],
}

/// All statements so far.
#[derive(Default)]
pub(super) struct Folding {
    /// What names an account: its service and identifier, or the report.
    pub(super) accounts: Texts,
    pub(super) drafts: Vec<Draft>,
    pub(super) of_report: Vec<u32>,
    pub(super) keys: [Vec<Stated>; Kind::ALL.len()],
    pub(super) names: Texts,
    /// Words of shown names, handles and local parts of addresses.
    pub(super) words: Texts,
    pub(super) birth_dates: Texts,
}

impl Folding {
    /// Takes in a statement; the number of the report, in order.
    pub(super) fn add(&mut self, stated: &Statement<'_>) -> u32 {
        let account = self.account(stated);
        let report = number_of(self.of_report.len());
        self.of_report.push(account);
        self.drafts[account as usize].at_s.push(stated.at_s);
        let day = day_of(stated.at_s);
        self.take_names(account, stated);
        self.take_handle(account, day, stated);
        self.take_identifiers(account, day, stated);
        for used in stated.lines {
            for (kind, key) in keys::of_line(used) {
                self.state(kind, key, account, day_of(used.at_s));
            }
        }
        for digest in stated.files {
            self.state(Kind::File, keys::of_text(Kind::File, digest), account, day);
        }
        report
    }

    fn account(&mut self, stated: &Statement<'_>) -> u32 {
        let name = match stated.account {
            Some((service, identifier)) => format!("{}\n{identifier}", service.to_lowercase()),
            None => format!("\n{}", stated.report),
        };
        let number = self.accounts.number(&name);
        if number as usize == self.drafts.len() {
            self.drafts.push(Draft { is_account: stated.account.is_some(), ..Draft::default() });
        }
        number
    }

    fn take_names(&mut self, account: u32, stated: &Statement<'_>) {
        let draft = &mut self.drafts[account as usize];
        if let Some(name) = stated.full_name.map(folded_name).filter(|name| name.contains(' ')) {
            draft.full_names.add(self.names.number(&name));
        }
        let shown = stated.display_name.map(folded);
        if let Some(first) = shown.as_deref().and_then(|name| name.split(' ').next()) {
            draft.shown.add(self.words.number(first));
        }
        if let Some(date) = stated.birth_date.and_then(normalise::trimmed) {
            draft.birth_dates.add(self.birth_dates.number(&date));
        }
    }

    fn take_handle(&mut self, account: u32, day: i32, stated: &Statement<'_>) {
        let Some(handle) = stated.user_name.and_then(normalise::screen_name) else { return };
        self.drafts[account as usize].handles.add(self.words.number(&handle));
        self.state(Kind::Handle, keys::of_text(Kind::Handle, &handle), account, day);
        if let Some(stem) = keys::stem(&handle) {
            self.state(Kind::HandleStem, keys::of_text(Kind::HandleStem, &stem), account, day);
            self.state(Kind::Stem, keys::of_text(Kind::Stem, &stem), account, day);
        }
    }

    fn take_identifiers(&mut self, account: u32, day: i32, stated: &Statement<'_>) {
        for address in stated.emails.iter().filter_map(|address| keys::email(address)) {
            self.identify(Kind::Email, keys::of_email(&address), account, day);
            let local = address.split('@').next().unwrap_or_default();
            if let Some(stem) = keys::stem(local) {
                self.drafts[account as usize].locals.add(self.words.number(&stem));
                self.state(Kind::Stem, keys::of_text(Kind::Stem, &stem), account, day);
            }
        }
        for number in stated.phones.iter().filter_map(|number| keys::phone(number)) {
            self.identify(Kind::Phone, keys::of_text(Kind::Phone, &number), account, day);
        }
        for device in stated.devices.iter().filter_map(|device| keys::device(device)) {
            self.identify(Kind::Device, keys::of_text(Kind::Device, &device), account, day);
        }
    }

    fn identify(&mut self, kind: Kind, key: u64, account: u32, day: i32) {
        self.drafts[account as usize].states[kind as usize] = true;
        self.state(kind, key, account, day);
    }

    pub(super) fn state(&mut self, kind: Kind, key: u64, account: u32, day: i32) {
        self.keys[kind as usize].push(Stated { key, account, first_day: day, last_day: day });
    }

    /// Numbers accounts and texts by what they are, so that the order in which reports came decides nothing; by new number of an
    /// account, the old one.
    pub(super) fn sort(&mut self) -> Vec<u32> {
        let new_of_old = self.accounts.sort();
        let texts = [&mut self.names, &mut self.words, &mut self.birth_dates];
        let [names, words, birth_dates] = texts.map(Texts::sort);
        for draft in &mut self.drafts {
            draft.full_names.renumber(&names);
            draft.birth_dates.renumber(&birth_dates);
            for tally in [&mut draft.shown, &mut draft.locals, &mut draft.handles] {
                tally.renumber(&words);
            }
            draft.at_s.sort_unstable();
        }
        let mut old_of_new = vec![0; new_of_old.len()];
        for (old, &new) in (0..).zip(&new_of_old) {
            old_of_new[new as usize] = old;
        }
        let drafts = old_of_new.iter().map(|old| std::mem::take(&mut self.drafts[*old as usize]));
        self.drafts = drafts.collect();
        for stated in self.keys.iter_mut().flatten() {
            stated.account = new_of_old[stated.account as usize];
        }
        old_of_new
    }
}

/// The words of a full name in lower case, without accents and hyphens.
fn folded_name(name: &str) -> String {
    folded_words(name).join(" ")
}

/// Lower case without accents, single spaces.
fn folded(text: &str) -> String {
    let letters: String = text.chars().flat_map(char::to_lowercase).filter_map(without_accent).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn day_of(at_s: i64) -> i32 {
    i32::try_from(at_s.div_euclid(DAY_S)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_accents_nor_hyphens_tell_two_names_apart() {
        let mut folding = Folding::default();
        for (full_name, display_name) in [("JOSÉ Pérez-Gil", "José"), ("jose perez gil", "jose")] {
            let stated = Statement {
                full_name: Some(full_name),
                display_name: Some(display_name),
                ..Statement::default()
            };
            folding.add(&stated);
        }
        assert_eq!(folding.names.iter().collect::<Vec<_>>(), ["jose perez gil"]);
        assert_eq!(folding.words.iter().collect::<Vec<_>>(), ["jose"]);
    }
}

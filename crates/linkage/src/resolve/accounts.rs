//! Statements folded into accounts, with their keys.

use std::collections::{BTreeMap, HashMap};

use super::keys::{self, DAY_S, Kind};
use super::names::{BirthDates, Names, Texts};
use super::statement::Statement;
use crate::normalise;

/// A key, who states it, and from which day to which (days since 1970).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stated {
    pub(super) key: u64,
    pub(super) account: u32,
    pub(super) first_day: i32,
    pub(super) last_day: i32,
}

/// How often an account states a value.
type Tally = BTreeMap<u32, u32>;

/// An account, or a report that states none.
#[derive(Default)]
struct Draft {
    names: Tally,
    shown: Tally,
    locals: Tally,
    handles: Tally,
    birth_dates: Tally,
    at_s: Vec<i64>,
    is_account: bool,
    states: [bool; 3],
}

/// All statements so far.
#[derive(Default)]
pub(super) struct Folding {
    numbers: HashMap<u64, u32>,
    drafts: Vec<Draft>,
    of_report: Vec<u32>,
    keys: [Vec<Stated>; Kind::ALL.len()],
    names: Texts,
    /// Words of shown names, handles and local parts of addresses.
    words: Texts,
    birth_dates: Texts,
}

/// An account with all that is stated of it.
pub(super) struct Account {
    /// Its names, with their weight, most telling first: the full one, those in its e-mail addresses, or the shown given name.
    pub(super) names: Vec<(u32, f64)>,
    pub(super) birth_dates: Vec<(u32, f64)>,
    /// When its acts happened, in order.
    pub(super) at_s: Vec<i64>,
    /// Whether it states e-mail addresses, telephone numbers, devices.
    pub(super) states: [bool; 3],
}

/// The population: accounts, their keys, their words.
pub(super) struct Population {
    pub(super) accounts: Vec<Account>,
    pub(super) of_report: Vec<u32>,
    /// By kind, in order of key, account and day; each account once per key.
    pub(super) keys: [Vec<Stated>; Kind::ALL.len()],
    pub(super) names: Names,
    pub(super) birth_dates: BirthDates,
    /// Keys of handles and stems that only say the holder's name again.
    pub(super) repeat_names: std::collections::HashSet<u64>,
}

impl Folding {
    /// Takes in a statement; the number of the report, in order.
    pub(super) fn add(&mut self, stated: &Statement<'_>) -> u32 {
        let account = self.account(stated);
        let number = u32::try_from(self.of_report.len()).unwrap_or(u32::MAX);
        self.of_report.push(account);
        self.drafts[account as usize].at_s.push(stated.at_s);
        let day = day_of(stated.at_s);
        self.take_names(account, day, stated);
        self.take_identifiers(account, day, stated);
        for used in stated.lines {
            for (kind, key) in keys::of_line(used) {
                self.state(kind, key, account, day_of(used.at_s));
            }
        }
        for digest in stated.files {
            self.state(Kind::File, keys::of_text(Kind::File, digest), account, day);
        }
        number
    }

    fn account(&mut self, stated: &Statement<'_>) -> u32 {
        let next = u32::try_from(self.drafts.len()).unwrap_or(u32::MAX);
        let number = match stated.account {
            Some((service, identifier)) => {
                let name = format!("{}\n{identifier}", service.to_lowercase());
                *self.numbers.entry(keys::of_text(Kind::Email, &name)).or_insert(next)
            }
            None => next,
        };
        if number == next {
            self.drafts.push(Draft { is_account: stated.account.is_some(), ..Draft::default() });
        }
        number
    }

    fn take_names(&mut self, account: u32, day: i32, stated: &Statement<'_>) {
        let draft = &mut self.drafts[account as usize];
        if let Some(name) = stated.full_name.map(folded).filter(|name| name.contains(' ')) {
            *draft.names.entry(self.names.number(&name)).or_default() += 1;
        }
        if let Some(first) =
            stated.display_name.map(folded).as_deref().and_then(|name| name.split(' ').next())
        {
            *draft.shown.entry(self.words.number(first)).or_default() += 1;
        }
        if let Some(date) = stated.birth_date.and_then(normalise::trimmed) {
            *draft.birth_dates.entry(self.birth_dates.number(&date)).or_default() += 1;
        }
        let Some(handle) = stated.user_name.and_then(normalise::screen_name) else { return };
        *draft.handles.entry(self.words.number(&handle)).or_default() += 1;
        self.state(Kind::Handle, keys::of_text(Kind::Handle, &handle), account, day);
        if let Some(stem) = keys::stem(&handle) {
            self.state(Kind::HandleStem, keys::of_text(Kind::HandleStem, &stem), account, day);
            self.state(Kind::Stem, keys::of_text(Kind::Stem, &stem), account, day);
        }
    }

    fn take_identifiers(&mut self, account: u32, day: i32, stated: &Statement<'_>) {
        for address in stated.emails.iter().filter_map(|address| keys::email(address)) {
            self.identify(Kind::Email, &address, account, day);
            let local = address.split('@').next().unwrap_or_default();
            if let Some(stem) = keys::stem(local) {
                let number = self.words.number(&stem);
                *self.drafts[account as usize].locals.entry(number).or_default() += 1;
                self.state(Kind::Stem, keys::of_text(Kind::Stem, &stem), account, day);
            }
        }
        for number in stated.phones.iter().filter_map(|number| keys::phone(number)) {
            self.identify(Kind::Phone, &number, account, day);
        }
        for device in stated.devices.iter().filter_map(|device| keys::device(device)) {
            self.identify(Kind::Device, &device, account, day);
        }
    }

    fn identify(&mut self, kind: Kind, value: &str, account: u32, day: i32) {
        self.drafts[account as usize].states[kind as usize] = true;
        self.state(kind, keys::of_text(kind, value), account, day);
    }

    fn state(&mut self, kind: Kind, key: u64, account: u32, day: i32) {
        self.keys[kind as usize].push(Stated { key, account, first_day: day, last_day: day });
    }

    /// Everybody, once all statements are in.
    pub(super) fn finish(mut self, without_account: f64) -> Population {
        let parser = NameParser::new(&self.names, &self.drafts);
        let mut parsed = Vec::with_capacity(self.drafts.len());
        for draft in &self.drafts {
            parsed.push(parser.names_of(draft, &self.words, &mut self.names));
        }
        let mut repeat_names = std::collections::HashSet::new();
        let main_names = self.drafts.iter().zip(&parsed).filter_map(|(draft, names)| {
            main(&draft.names).or_else(|| names.shown.filter(|_| draft.names.is_empty()))
        });
        let names = Names::new(std::mem::take(&mut self.names), main_names);
        let mut accounts = Vec::with_capacity(self.drafts.len());
        for (number, (draft, parsed)) in std::mem::take(&mut self.drafts).into_iter().zip(parsed).enumerate()
        {
            let weight = if draft.is_account { 1.0 } else { without_account };
            let account = Account::new(&draft, parsed, weight);
            mark_repeats(&draft, &account, &self.words, &names, &mut repeat_names);
            if let (Some(name), Some(date)) = (main(&draft.names), main(&draft.birth_dates)) {
                let key =
                    keys::of_text(Kind::NameAndBirth, &names.sorted_with(name, self.birth_dates.text(date)));
                self.keys[Kind::NameAndBirth as usize].push(Stated {
                    key,
                    account: number as u32,
                    first_day: 0,
                    last_day: 0,
                });
            }
            accounts.push(account);
        }
        let dates = accounts.iter().filter_map(|account| Some(account.birth_dates.first()?.0));
        let birth_dates = BirthDates::new(std::mem::take(&mut self.birth_dates), dates);
        self.keys.iter_mut().for_each(fold_keys);
        Population { accounts, of_report: self.of_report, keys: self.keys, names, birth_dates, repeat_names }
    }
}

impl Account {
    fn new(draft: &Draft, parsed: Parsed, weight: f64) -> Self {
        let mut names: Vec<u32> = main(&draft.names).into_iter().collect();
        names.extend(parsed.in_addresses.into_iter().filter(|name| !draft.names.contains_key(name)));
        if names.is_empty() {
            names.extend(parsed.shown);
        }
        let weighed = |value| (value, weight);
        let mut at_s = draft.at_s.clone();
        at_s.sort_unstable();
        Self {
            names: names.into_iter().map(weighed).collect(),
            birth_dates: main(&draft.birth_dates).map(weighed).into_iter().collect(),
            at_s,
            states: draft.states,
        }
    }
}

/// Names that an account states elsewhere than in its name.
struct Parsed {
    in_addresses: Vec<u32>,
    shown: Option<u32>,
}

/// Finds names in what is not one, by the words of stated full names.
struct NameParser {
    given: HashMap<String, u32>,
    surnames: HashMap<String, u32>,
}

impl NameParser {
    /// Fewer reports with a given name, and it may be a slip.
    const GIVEN_SHOWN: u32 = 3;
    const GIVEN_IN_ADDRESS: u32 = 5;
    const SURNAME_IN_ADDRESS: u32 = 2;

    fn new(names: &Texts, drafts: &[Draft]) -> Self {
        let mut parser = Self { given: HashMap::new(), surnames: HashMap::new() };
        for (&name, &reports) in drafts.iter().flat_map(|draft| &draft.names) {
            if let Some((first, _)) = names.text(name).split_once(' ') {
                *parser.given.entry(first.to_owned()).or_default() += reports;
            }
        }
        for last in names.iter().filter_map(|name| Some(name.split_once(' ')?.1)) {
            *parser.surnames.entry(last.to_owned()).or_default() += 1;
        }
        parser
    }

    fn given(&self, word: &str) -> u32 {
        self.given.get(word).copied().unwrap_or_default()
    }

    fn names_of(&self, draft: &Draft, words: &Texts, names: &mut Texts) -> Parsed {
        let in_addresses = draft.locals.keys().filter_map(|&local| self.full_name_in(words.text(local)));
        let in_addresses = in_addresses.map(|name| names.number(&name)).collect();
        let shown =
            draft.shown.iter().filter(|(word, _)| self.given(words.text(**word)) >= Self::GIVEN_SHOWN);
        let shown = shown.max_by_key(|(word, reports)| (**reports, std::cmp::Reverse(**word)));
        Parsed { in_addresses, shown: shown.map(|(&word, _)| names.number(words.text(word))) }
    }

    fn full_name_in(&self, letters: &str) -> Option<String> {
        let cuts = letters.char_indices().map(|(at, _)| letters.split_at(at));
        let is_name = |(given, surname): &(&str, &str)| {
            self.given(given) >= Self::GIVEN_IN_ADDRESS
                && self.surnames.get(*surname).is_some_and(|names| *names >= Self::SURNAME_IN_ADDRESS)
        };
        let best = cuts.filter(is_name).max_by_key(|(given, _)| self.given(given))?;
        Some(format!("{} {}", best.0, best.1))
    }
}

/// A handle or stem that holds a word of the name says nothing that the name does not.
fn mark_repeats(
    draft: &Draft,
    account: &Account,
    words: &Texts,
    names: &Names,
    repeat_names: &mut std::collections::HashSet<u64>,
) {
    let repeats = |text: &str| account.names.iter().any(|(name, _)| names.stands_in(*name, text));
    for handle in draft.handles.keys().map(|&word| words.text(word)) {
        let Some(stem) = keys::stem(handle).filter(|stem| repeats(stem)) else { continue };
        repeat_names.insert(keys::of_text(Kind::Handle, handle));
        repeat_names.insert(keys::of_text(Kind::HandleStem, &stem));
        repeat_names.insert(keys::of_text(Kind::Stem, &stem));
    }
    for stem in draft.locals.keys().map(|&word| words.text(word)).filter(|stem| repeats(stem)) {
        repeat_names.insert(keys::of_text(Kind::Stem, stem));
    }
}

/// The most frequent value; of equals the one met first.
fn main(tally: &Tally) -> Option<u32> {
    tally
        .iter()
        .max_by_key(|(value, reports)| (**reports, std::cmp::Reverse(**value)))
        .map(|(value, _)| *value)
}

/// Lower case, single spaces.
fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn day_of(at_s: i64) -> i32 {
    i32::try_from(at_s.div_euclid(DAY_S)).unwrap_or_default()
}

fn fold_keys(keys: &mut Vec<Stated>) {
    keys.sort_unstable();
    keys.dedup_by(|next, kept| {
        let same = (next.key, next.account) == (kept.key, kept.account);
        if same {
            kept.last_day = kept.last_day.max(next.last_day);
        }
        same
    });
}

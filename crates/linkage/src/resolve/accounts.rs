//! All accounts, once all statements are in.

use std::collections::HashSet;

use super::birth_dates::BirthDates;
use super::folding::{Draft, Folding, IDENTIFIERS, Stated};
use super::keys::{self, Kind};
use super::name_parser::{NameParser, Parsed};
use super::names::Names;
use super::texts::Texts;

/// An account with all that is stated of it.
pub(super) struct Account {
    /// Its names, with their weight, most telling first: the full one, those in its e-mail addresses, or the shown given name.
    pub(super) names: Vec<(u32, f64)>,
    pub(super) birth_dates: Vec<(u32, f64)>,
    /// When its acts happened, in order.
    pub(super) at_s: Vec<i64>,
    /// Whether it states e-mail addresses, telephone numbers, devices.
    pub(super) states: [bool; IDENTIFIERS],
    pub(super) states_handle: bool,
}

/// The population: accounts in alphabetical order, their keys, their words.
pub(super) struct Population {
    pub(super) accounts: Vec<Account>,
    /// By account: its number in the order in which they came.
    pub(super) arrival: Vec<u32>,
    /// By report: the account, numbered in the order in which they came.
    pub(super) of_report: Vec<u32>,
    /// By kind, in order of key, account and day; each account once per key.
    pub(super) keys: [Vec<Stated>; Kind::ALL.len()],
    pub(super) names: Names,
    pub(super) birth_dates: BirthDates,
    /// Keys of handles and stems that only say the holder's name again, and the kin of such e-mail addresses.
    pub(super) repeat_names: HashSet<u64>,
}

impl Population {
    /// `without_account`: the weight of names and birth dates of reports that state no account.
    pub(super) fn new(mut folding: Folding, without_account: f64) -> Self {
        let arrival = folding.sort();
        let parsed = parsed_names(&mut folding);
        let Folding { drafts, of_report, mut keys, names, words, birth_dates, .. } = folding;
        let main_name = |(draft, parsed): (&Draft, &Parsed)| draft.full_names.main().or(parsed.shown);
        let names = Names::new(names, drafts.iter().zip(&parsed).filter_map(main_name));
        let birth_dates =
            BirthDates::new(birth_dates, drafts.iter().filter_map(|draft| draft.birth_dates.main()));
        let mut repeat_names = HashSet::new();
        let mut accounts = Vec::with_capacity(drafts.len());
        for (number, (draft, parsed)) in (0..).zip(drafts.into_iter().zip(parsed)) {
            if let (Some(name), Some(date)) = (draft.full_names.main(), draft.birth_dates.main()) {
                let text = names.sorted_with(name, birth_dates.text(date));
                let key = keys::of_text(Kind::NameAndBirth, &text);
                keys[Kind::NameAndBirth as usize].push(Stated {
                    key,
                    account: number,
                    first_day: 0,
                    last_day: 0,
                });
            }
            let held = names_of_holder(&draft, parsed);
            let repeats = |text: &str| held.iter().any(|name| names.stands_in(*name, text));
            mark_repeats(&draft, &words, repeats, &mut repeat_names);
            let weight = if draft.is_account { 1.0 } else { without_account };
            accounts.push(Account::new(draft, &held, weight));
        }
        keys.iter_mut().for_each(fold_keys);
        Self { accounts, arrival, of_report, keys, names, birth_dates, repeat_names }
    }
}

impl Account {
    fn new(draft: Draft, names: &[u32], weight: f64) -> Self {
        let weighed = |value| (value, weight);
        Self {
            names: names.iter().copied().map(weighed).collect(),
            birth_dates: draft.birth_dates.main().map(weighed).into_iter().collect(),
            at_s: draft.at_s,
            states: draft.states,
            states_handle: draft.handles.main().is_some(),
        }
    }
}

fn parsed_names(folding: &mut Folding) -> Vec<Parsed> {
    let parser = NameParser::new(&folding.names, &folding.drafts);
    let Folding { drafts, words, names, .. } = folding;
    drafts.iter().map(|draft| parser.names_of(draft, words, names)).collect()
}

fn names_of_holder(draft: &Draft, parsed: Parsed) -> Vec<u32> {
    let mut names: Vec<u32> = draft.full_names.main().into_iter().collect();
    names.extend(parsed.in_addresses.into_iter().filter(|name| !draft.full_names.has(*name)));
    if names.is_empty() {
        names.extend(parsed.shown);
    }
    names
}

/// A handle or stem that holds a word of the name says nothing that the name does not.
fn mark_repeats(draft: &Draft, words: &Texts, repeats: impl Fn(&str) -> bool, marked: &mut HashSet<u64>) {
    for handle in draft.handles.values().map(|word| words.text(word)) {
        let Some(stem) = keys::stem(handle).filter(|stem| repeats(stem)) else { continue };
        marked.insert(keys::of_text(Kind::Handle, handle));
        marked.insert(keys::of_text(Kind::HandleStem, &stem));
        marked.insert(keys::of_text(Kind::Stem, &stem));
    }
    for stem in draft.locals.values().map(|word| words.text(word)).filter(|stem| repeats(stem)) {
        marked.insert(keys::of_text(Kind::Stem, stem));
        marked.insert(keys::kin_of(keys::of_text(Kind::Stem, stem)));
    }
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

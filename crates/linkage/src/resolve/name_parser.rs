//! Names found where none is asked for: in what accounts show, and in the local parts of their e-mail addresses.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::folding::Draft;
use super::texts::Texts;

/// Names that an account states elsewhere than in its name.
pub(super) struct Parsed {
    pub(super) in_addresses: Vec<u32>,
    pub(super) shown: Option<u32>,
}

/// Finds names by the words of the full names that accounts state.
pub(super) struct NameParser {
    /// By given name, how many reports state it.
    given: HashMap<String, u32>,
    /// By surname, how many names have it.
    surnames: HashMap<String, u32>,
}

impl NameParser {
    /// Fewer reports with a given name, and it may be a slip.
    const GIVEN_SHOWN: u32 = 3;
    const GIVEN_IN_ADDRESS: u32 = 5;
    const SURNAME_IN_ADDRESS: u32 = 2;

    pub(super) fn new(names: &Texts, drafts: &[Draft]) -> Self {
        let mut parser = Self { given: HashMap::new(), surnames: HashMap::new() };
        for (name, reports) in drafts.iter().flat_map(|draft| draft.full_names.iter()) {
            if let Some((first, _)) = names.text(name).split_once(' ') {
                count(&mut parser.given, first, reports);
            }
        }
        for (_, surname) in names.iter().filter_map(|name| name.split_once(' ')) {
            count(&mut parser.surnames, surname, 1);
        }
        parser
    }

    fn given(&self, word: &str) -> u32 {
        self.given.get(word).copied().unwrap_or_default()
    }

    /// The names of an account, numbered among the others.
    pub(super) fn names_of(&self, draft: &Draft, words: &Texts, names: &mut Texts) -> Parsed {
        let in_addresses = draft.locals.values().filter_map(|local| self.full_name_in(words.text(local)));
        let in_addresses = in_addresses.map(|name| names.number(&name)).collect();
        let is_name = |&(word, _): &(u32, u32)| self.given(words.text(word)) >= Self::GIVEN_SHOWN;
        let shown = draft.shown.iter().filter(is_name).max_by_key(|&(word, times)| (times, Reverse(word)));
        Parsed { in_addresses, shown: shown.map(|(word, _)| names.number(words.text(word))) }
    }

    /// A given name and a surname that are written as one word.
    fn full_name_in(&self, letters: &str) -> Option<String> {
        let cuts = letters.char_indices().map(|(at, _)| letters.split_at(at));
        let is_name = |(given, surname): &(&str, &str)| {
            self.given(given) >= Self::GIVEN_IN_ADDRESS
                && self.surnames.get(*surname).is_some_and(|names| *names >= Self::SURNAME_IN_ADDRESS)
        };
        let (given, surname) = cuts.filter(is_name).max_by_key(|(given, _)| self.given(given))?;
        Some(format!("{given} {surname}"))
    }
}

fn count(words: &mut HashMap<String, u32>, word: &str, times: u32) {
    match words.get_mut(word) {
        Some(known) => *known += times,
        None => _ = words.insert(word.to_owned(), times),
    }
}

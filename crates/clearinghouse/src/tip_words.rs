//! Whether the words of tips name somebody: for who asks what is held on them.
//!
//! What people wrote is sealed and no trait of anybody, so nothing of it stands in an index: a look-up opens every step that is kept, whatever it
//! finds. It counts tips in whose words an e-mail address, a telephone number or an account stands. A name in words may be another
//! person's, or one on another service, so a count is a reason to read, not an answer. It rather counts one too many: only where a
//! reporter said on which network an account is, and it is another, is the tip left out.

use std::collections::BTreeSet;

use service::rights_desk::Token;
use service::{ColumnKeys, Failure, Tx};
use wire::tip::{Place, Step};

use crate::db::tip_steps;
use crate::tips;

/// Steps in memory at once.
const AT_ONCE: i64 = 500;
/// Digits by which a telephone number is known without its country.
const NATIONAL_DIGITS: usize = 9;
/// Fewest digits or letters that tell one from others.
const LEAST_SIGNS: usize = 3;

/// How many tips name whom the token names.
pub(crate) async fn count(tx: &mut Tx, keys: &ColumnKeys, token: &Token) -> Result<i64, Failure> {
    let mut named = BTreeSet::new();
    let mut after = (String::new(), 0);
    loop {
        let rows = tip_steps::list_opened(tx, (&after.0, after.1), AT_ONCE).await?;
        let Some((_, last)) = rows.last() else { break };
        after = (last.tip_id.to_string(), i64::from(last.number));
        for (tip_id, row) in &rows {
            if tips::said(keys, row)?.is_some_and(|step| names(&step, token)) {
                named.insert(tip_id.clone());
            }
        }
    }
    Ok(i64::try_from(named.len()).unwrap_or(i64::MAX))
}

fn names(step: &Step, token: &Token) -> bool {
    match token {
        Token::Email { address } => words(step).into_iter().any(|text| stands_in(text, address)),
        Token::Phone { number } => words(step).into_iter().any(|text| has_number(text, number)),
        Token::Account { service, identifier } => match step {
            // the field says where the account is
            Step::Place { place: Place::Network { service: named, account, url } } => {
                may_be_one(named, service)
                    && [account, url].into_iter().any(|text| stands_in(text, identifier))
            }
            _ => words(step).into_iter().any(|text| stands_in(text, identifier)),
        },
        Token::NameBirth { .. } => false,
    }
}

/// Everything in a step that somebody typed.
fn words(step: &Step) -> Vec<&str> {
    let texts: Vec<&String> = match step {
        Step::Begun { .. } | Step::Finished { .. } => Vec::new(),
        Step::Happening { words, .. } | Step::Danger { words, .. } | Step::Message { words } => vec![words],
        Step::Who { who, .. } => vec![who],
        Step::Contact { how } => how.iter().collect(),
        Step::Place { place } => match place {
            Place::Web { url } => vec![url],
            Place::Network { service, account, url } => vec![service, account, url],
            Place::GroupChat { app, group, sender, time_text } => vec![app, group, sender, time_text],
            Place::Game { game, player } => vec![game, player],
            Place::InPerson { where_text } => vec![where_text],
        },
    };
    texts.into_iter().map(String::as_str).collect()
}

/// Whether two names of services may be of one: people write names where others write domains, and leave parts away.
fn may_be_one(named: &str, service: &str) -> bool {
    let (named, service) = (labels(named), labels(service));
    let meets = |one: &String| service.iter().any(|other| one.contains(other) || other.contains(one));
    named.is_empty() || service.is_empty() || named.iter().any(meets)
}

/// What tells a service from others: the words of its name, of a domain without `www` and its last label.
fn labels(text: &str) -> Vec<String> {
    let mut labels = Vec::new();
    for name in text.to_lowercase().split(|c: char| !c.is_alphanumeric() && c != '.') {
        let name = name.trim_matches('.');
        let told = name.rsplit_once('.').map_or(name, |(told, _)| told);
        let words = told.split('.').filter(|word| word.chars().count() >= LEAST_SIGNS);
        labels.extend(words.filter(|word| !matches!(*word, "www" | "http" | "https")).map(str::to_owned));
    }
    labels
}

/// Whether a text holds another as a word of its own, in capital letters or small ones.
fn stands_in(text: &str, wanted: &str) -> bool {
    let (text, wanted) = (text.to_lowercase(), wanted.trim().to_lowercase());
    if wanted.chars().count() < LEAST_SIGNS {
        return false;
    }
    text.match_indices(&wanted).any(|(at, found)| {
        let (before, rest) = text.split_at(at);
        let (_, after) = rest.split_at(found.len());
        is_edge(before.chars().rev()) && is_edge(after.chars())
    })
}

/// Whether a word ends before what stands beside it: a full stop ends one, and not in the middle of an address.
fn is_edge(mut beside: impl Iterator<Item = char>) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    match beside.next() {
        Some('.' | '-' | '+' | '%') => !beside.next().is_some_and(is_letter),
        Some(c) => !is_letter(c),
        None => true,
    }
}

/// Whether a text holds a telephone number, with or without its country, however its digits are grouped.
fn has_number(text: &str, wanted: &str) -> bool {
    let wanted: String = wanted.chars().filter(char::is_ascii_digit).collect();
    let start = wanted.len().saturating_sub(NATIONAL_DIGITS);
    let Some(national) = wanted.get(start..).filter(|digits| digits.len() >= LEAST_SIGNS) else {
        return false;
    };
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '(' | ')' | '/');
    text.split(|c: char| !is_of_number(c)).any(|run| {
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        digits.contains(national)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_whole_and_no_other() {
        for (text, wanted, found) in [
            ("Write to Luna@mail.example.", "luna@mail.example", true),
            ("(luna@mail.example)", "luna@mail.example", true),
            ("luna@mail.example.org", "luna@mail.example", false),
            ("xluna@mail.example", "luna@mail.example", false),
            ("big.luna@mail.example", "luna@mail.example", false),
            ("@luna_77: hello", "luna_77", true),
            ("luna_777", "luna_77", false),
            ("anything", "", false),
            ("an", "an", false),
        ] {
            assert_eq!(stands_in(text, wanted), found, "{wanted} in {text}");
        }
    }

    #[test]
    fn a_number_is_found_however_it_is_grouped() {
        for (text, found) in [
            ("call 600 000 001 now", true),
            ("+34 600-000-001", true),
            ("0034600000001", true),
            ("(600) 00.00.01", true),
            ("600 000 002", false),
            ("60000000", false),
            ("600 000 x 001", false),
        ] {
            assert_eq!(has_number(text, "+34 600 000 001"), found, "{text}");
        }
        assert!(!has_number("1 2 3", "no number"));
    }

    #[test]
    fn an_account_is_that_of_the_service_where_one_is_named() {
        let token = Token::Account { service: "social.example".into(), identifier: "luna77".into() };
        let at = |service: &str| Step::Place {
            place: Place::Network { service: service.into(), account: "Luna77".into(), url: String::new() },
        };
        for service in ["Social.example", "", "Social", "https://www.social.example/", "the Social app", "X"]
        {
            assert!(names(&at(service), &token), "{service}");
        }
        for service in ["other.example", "https://www.other.example", "Other"] {
            assert!(!names(&at(service), &token), "{service}");
        }
        assert!(names(&Step::Message { words: "it was luna77".into() }, &token));
        assert!(!names(&Step::Message { words: "it was luna78".into() }, &token));
    }
}

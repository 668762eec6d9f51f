//! Names and birth dates as accounts state them, and how alike two of them are.

use std::collections::HashMap;

/// How alike two stated values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The same, or one is part of the other.
    Same,
    /// The same but for one slip.
    Near,
    /// Names: the same surname, another given name.
    SameSurname,
    /// Names: the same given name, another surname.
    SameGiven,
    Other,
}

/// Stated values of one sort, each with how common it is.
pub(super) trait Vocabulary {
    fn likeness(&self, one: u32, other: u32) -> Likeness;
    /// log2 of the share of accounts that state it; low for what is rare.
    fn log2_share(&self, value: u32) -> f64;
    /// Whether the value says less than others may: a given name alone.
    fn is_partial(&self, value: u32) -> bool;
}

/// Texts with numbers.
#[derive(Default)]
pub(super) struct Texts {
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
}

impl Texts {
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.numbers.insert(text.to_owned(), number);
        self.texts.push(text.to_owned());
        number
    }

    pub(super) fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }
}

/// log2 of a share, where the account that asks is not counted and nothing is impossible.
fn log2_share(holders: f64, of: f64) -> f64 {
    (((holders - 1.0).max(0.0) + 0.5) / of.max(1.0)).log2()
}

/// Names: two words or more, or a given name alone.
pub(super) struct Names {
    texts: Texts,
    log2_shares: Vec<f64>,
}

impl Names {
    /// `stated`: the names of accounts, one by one.
    pub(super) fn new(texts: Texts, stated: impl Iterator<Item = u32>) -> Self {
        let mut words: HashMap<&str, f64> = HashMap::new();
        let mut accounts = 0.0;
        for name in stated {
            accounts += 1.0;
            for word in texts.text(name).split(' ') {
                *words.entry(word).or_default() += 1.0;
            }
        }
        let share = |word| log2_share(words.get(word).copied().unwrap_or_default(), accounts);
        let log2_shares = texts.iter().map(|name| name.split(' ').map(share).sum()).collect();
        Self { texts, log2_shares }
    }

    /// Name and birth date as one text, whatever the order of the name's words.
    pub(super) fn sorted_with(&self, name: u32, birth_date: &str) -> String {
        let mut words: Vec<&str> = self.texts.text(name).split(' ').collect();
        words.sort_unstable();
        format!("{}\n{birth_date}", words.join(" "))
    }

    /// Whether a word of the name stands in a text: then the text says nothing that the name does not.
    pub(super) fn stands_in(&self, name: u32, text: &str) -> bool {
        self.texts.text(name).split(' ').any(|word| word.len() > 2 && text.contains(word))
    }
}

impl Vocabulary for Names {
    fn likeness(&self, one: u32, other: u32) -> Likeness {
        if one == other { Likeness::Same } else { names_alike(self.texts.text(one), self.texts.text(other)) }
    }

    fn log2_share(&self, value: u32) -> f64 {
        self.log2_shares[value as usize]
    }

    fn is_partial(&self, value: u32) -> bool {
        !self.texts.text(value).contains(' ')
    }
}

/// First and last word are compared, in either order.
fn names_alike(one: &str, other: &str) -> Likeness {
    match (one.split_once(' '), other.split_once(' ')) {
        (None, None) => {
            if one_slip(one, other) {
                Likeness::Near
            } else {
                Likeness::Other
            }
        }
        (Some((first, last)), None) => part_alike(first, last, other),
        (None, Some((first, last))) => part_alike(first, last, one),
        (Some(a), Some(b)) => full_alike(a, b),
    }
}

fn part_alike(first: &str, last: &str, part: &str) -> Likeness {
    if first == part || last == part {
        Likeness::Same
    } else if one_slip(first, part) {
        Likeness::Near
    } else {
        Likeness::Other
    }
}

fn full_alike((a, b): (&str, &str), (c, d): (&str, &str)) -> Likeness {
    let slip = |same: bool, one, other| same && one_slip(one, other);
    if a == d && b == c {
        Likeness::Same
    } else if slip(b == d, a, c) || slip(a == c, b, d) || slip(a == d, b, c) || slip(b == c, a, d) {
        Likeness::Near
    } else if b == d || a == d || b == c {
        Likeness::SameSurname
    } else if a == c {
        Likeness::SameGiven
    } else {
        Likeness::Other
    }
}

/// Whether one letter was dropped, added or changed, or two neighbours exchanged.
pub(super) fn one_slip(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().abs_diff(other.len()) > 1 || one.len().min(other.len()) < 2 {
        return false;
    }
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    match (&one[same..], &other[same..]) {
        ([], _) | (_, []) => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([a, b, c @ ..], [d, e, f @ ..]) if a == e && b == d && c == f => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) => a == b,
    }
}

/// Birth dates as stated.
pub(super) struct BirthDates {
    texts: Texts,
    log2_shares: Vec<f64>,
}

impl BirthDates {
    /// `stated`: the birth dates of accounts, one by one.
    pub(super) fn new(texts: Texts, stated: impl Iterator<Item = u32>) -> Self {
        let mut holders: HashMap<u32, f64> = HashMap::new();
        let mut accounts = 0.0;
        for date in stated {
            accounts += 1.0;
            *holders.entry(date).or_default() += 1.0;
        }
        let share = |number| log2_share(holders.get(&number).copied().unwrap_or_default(), accounts);
        let log2_shares = (0..texts.texts.len()).map(|number| share(number as u32)).collect();
        Self { texts, log2_shares }
    }

    /// Whether one in a hundred states it, as software's own date is.
    pub(super) fn is_usual(&self, value: u32) -> bool {
        self.log2_shares[value as usize] > 0.01_f64.log2()
    }
}

impl Vocabulary for BirthDates {
    fn likeness(&self, one: u32, other: u32) -> Likeness {
        if one == other {
            return Likeness::Same;
        }
        let swapped = |a: &str, b: &str| {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            a.len() == 10 && b.len() == 10 && a[..4] == b[..4] && a[5..7] == b[8..] && a[8..] == b[5..7]
        };
        if swapped(self.texts.text(one), self.texts.text(other)) { Likeness::Near } else { Likeness::Other }
    }

    fn log2_share(&self, value: u32) -> f64 {
        self.log2_shares[value as usize]
    }

    fn is_partial(&self, _: u32) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one_letter_or_one_exchange() {
        for (one, other) in [("marta", "matra"), ("marta", "mart"), ("marta", "martas"), ("marta", "morta")] {
            assert!(one_slip(one, other) && one_slip(other, one), "{one} {other}");
        }
        for (one, other) in [("marta", "tamar"), ("marta", "mar"), ("m", "n"), ("marta", "mirto")] {
            assert!(!one_slip(one, other) && !one_slip(other, one), "{one} {other}");
        }
    }

    #[test]
    fn names_are_compared_by_first_and_last_word() {
        let cases = [
            ("ana lopez", "lopez ana", Likeness::Same),
            ("ana", "ana lopez", Likeness::Same),
            ("ana lopez", "ama lopez", Likeness::Near),
            ("ana lopez", "luis lopez", Likeness::SameSurname),
            ("ana lopez", "ana ruiz", Likeness::SameGiven),
            ("ana lopez", "luis ruiz", Likeness::Other),
        ];
        for (one, other, expected) in cases {
            assert_eq!(
                (names_alike(one, other), names_alike(other, one)),
                (expected, expected),
                "{one} / {other}"
            );
        }
    }
}

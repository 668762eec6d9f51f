//! Names as accounts state them, and how alike two of them are.

use std::collections::HashMap;

use super::likeness::{Likeness, Vocabulary, log2_share, one_slip};
use super::texts::Texts;

/// Names: two words or more, or a given name alone.
pub(super) struct Names {
    texts: Texts,
    /// First words, and what follows them.
    parts: Texts,
    names: Vec<Name>,
}

struct Name {
    first: u32,
    /// Nothing of a given name alone.
    rest: Option<u32>,
    log2_share: f64,
}

impl Names {
    /// `stated`: the names of accounts, one by one.
    pub(super) fn new(texts: Texts, stated: impl Iterator<Item = u32>) -> Self {
        let mut holders: HashMap<&str, u32> = HashMap::new();
        let mut accounts = 0;
        for name in stated {
            accounts += 1;
            for word in texts.text(name).split(' ') {
                *holders.entry(word).or_default() += 1;
            }
        }
        let share = |word: &str| log2_share(holders.get(word).copied().unwrap_or_default(), accounts);
        let mut parts = Texts::default();
        let mut name = |text: &str| {
            let (first, rest) =
                text.split_once(' ').map_or((text, None), |(first, rest)| (first, Some(rest)));
            let (first, rest) = (parts.number(first), rest.map(|rest| parts.number(rest)));
            Name { first, rest, log2_share: text.split(' ').map(share).sum() }
        };
        let names = texts.iter().map(&mut name).collect();
        Self { texts, parts, names }
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

    fn is_slip(&self, one: u32, other: u32) -> bool {
        one_slip(self.parts.text(one), self.parts.text(other))
    }

    fn part_alike(&self, first: u32, rest: u32, part: u32) -> Likeness {
        if first == part || rest == part {
            Likeness::Same
        } else if self.is_slip(first, part) {
            Likeness::Near
        } else {
            Likeness::Other
        }
    }

    fn full_alike(&self, (a, b): (u32, u32), (c, d): (u32, u32)) -> Likeness {
        let slip = |same: bool, one, other| same && self.is_slip(one, other);
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
}

impl Vocabulary for Names {
    /// The first word and the rest are compared, in either order.
    fn likeness(&self, one: u32, other: u32) -> Likeness {
        if one == other {
            return Likeness::Same;
        }
        let (one, other) = (&self.names[one as usize], &self.names[other as usize]);
        match (one.rest, other.rest) {
            (None, None) if self.is_slip(one.first, other.first) => Likeness::Near,
            (None, None) => Likeness::Other,
            (Some(rest), None) => self.part_alike(one.first, rest, other.first),
            (None, Some(rest)) => self.part_alike(other.first, rest, one.first),
            (Some(rest), Some(others)) => self.full_alike((one.first, rest), (other.first, others)),
        }
    }

    fn log2_share(&self, value: u32) -> f64 {
        self.names[value as usize].log2_share
    }

    fn is_partial(&self, value: u32) -> bool {
        self.names[value as usize].rest.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_first_word_and_rest() {
        let cases = [
            ("ana lopez", "lopez ana", Likeness::Same),
            ("ana", "ana lopez", Likeness::Same),
            ("ana lopez", "ama lopez", Likeness::Near),
            ("ana lopez", "ana lopes", Likeness::Near),
            ("ana", "anna", Likeness::Near),
            ("ana", "luis", Likeness::Other),
            ("ana lopez", "luis lopez", Likeness::SameSurname),
            ("ana lopez", "ana ruiz", Likeness::SameGiven),
            ("ana lopez", "luis ruiz", Likeness::Other),
        ];
        for (one, other, expected) in cases {
            let mut texts = Texts::default();
            let (a, b) = (texts.number(one), texts.number(other));
            let names = Names::new(texts, [a, b].into_iter());
            assert_eq!((names.likeness(a, b), names.likeness(b, a)), (expected, expected), "{one} / {other}");
        }
    }

    #[test]
    fn rare_words_make_a_rare_name() {
        let mut texts = Texts::default();
        let stated = ["ana lopez", "ana lopez", "ana ruiz", "eva"].map(|name| texts.number(name));
        let names = Names::new(texts, stated.into_iter());
        assert!(names.log2_share(stated[2]) < names.log2_share(stated[0]));
        assert!(names.is_partial(stated[3]) && !names.is_partial(stated[0]));
    }
}

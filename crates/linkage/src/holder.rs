//! Who an account says that it belongs to, and how many holders of a key contradict each other.

use std::collections::BTreeSet;

use model::folded_words;

use crate::weights::MOST_HOLDERS;

/// More holders that state both are not compared each with each: by then a key is generic.
const MOST_STARTS: usize = 64;

/// What reports state of whoever holds an account: the words of the names, and the birth dates. It proves nothing, and most who lie lie in one of
/// the two only.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holder {
    words: BTreeSet<String>,
    births: BTreeSet<String>,
}

model::unprintable!(Holder);

impl Holder {
    /// Adds a name, in whatever order its words stand; neither case nor accents tell two words apart.
    pub fn add_name(&mut self, name: &str) {
        self.words.extend(folded_words(name));
    }

    /// Adds a birth date as stated.
    pub fn add_birth(&mut self, birth: &str) {
        let birth = birth.trim();
        if !birth.is_empty() {
            self.births.insert(birth.to_owned());
        }
    }

    /// Whether they cannot both be true of one honest person: both state names without a common word, and birth dates without a common one. A
    /// false name alone, or a false date alone, contradicts nothing.
    pub fn contradicts(&self, other: &Self) -> bool {
        self.states_both()
            && other.states_both()
            && self.words.is_disjoint(&other.words)
            && self.births.is_disjoint(&other.births)
    }

    fn states_both(&self) -> bool {
        !self.words.is_empty() && !self.births.is_empty()
    }
}

/// How many of these contradict each other, each all others: of the sets that are found from each holder in turn, the largest. At least 1,
/// at most [`MOST_HOLDERS`]; the same whatever the order in which they are given.
pub fn count_contradicting<'a>(holders: impl IntoIterator<Item = &'a Holder>) -> u32 {
    let known: BTreeSet<&Holder> = holders.into_iter().filter(|holder| holder.states_both()).collect();
    let mut most = 1;
    for start in known.iter().take(MOST_STARTS) {
        let mut apart = vec![*start];
        for &holder in &known {
            if apart.len() < MOST_HOLDERS as usize && apart.iter().all(|other| holder.contradicts(other)) {
                apart.push(holder);
            }
        }
        most = most.max(apart.len());
        if most >= MOST_HOLDERS as usize {
            break;
        }
    }
    u32::try_from(most).unwrap_or(MOST_HOLDERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(name: &str, birth: &str) -> Holder {
        let mut holder = Holder::default();
        holder.add_name(name);
        holder.add_birth(birth);
        holder
    }

    #[track_caller]
    fn check(holders: &[Holder], expected: u32) {
        assert_eq!(count_contradicting(holders), expected);
        assert_eq!(count_contradicting(holders.iter().rev()), expected);
    }

    #[test]
    fn it_takes_another_name_and_another_birth_date_to_contradict() {
        let ana = holder("Ana Ruiz", "1990-01-02");
        assert!(ana.contradicts(&holder("Luis Gil", "1971-05-06")));
        for one in [
            holder("RUIZ, Ana", "1971-05-06"),
            holder("Rúiz, Anna", "1971-05-06"),
            holder("Rui\u{301}z", "1971-05-06"),
            holder("Luis Gil", " 1990-01-02"),
            holder("Luis Gil", ""),
            holder(" -- ", "1971-05-06"),
        ] {
            assert!(!ana.contradicts(&one) && !one.contradicts(&ana));
        }
    }

    #[test]
    fn holders_are_counted_who_all_contradict_each_other() {
        check(&[], 1);
        check(&[Holder::default(), holder("Ana", "1990-01-01")], 1);
        let three =
            [holder("Ana", "1990-01-01"), holder("Luis", "1971-05-06"), holder("Eva Mar", "1985-07-08")];
        check(&three, 3);
        // one more that agrees with two of them takes nothing away
        let bridge = holder("Ana Luis", "1960-01-01");
        check(&[three.as_slice(), &[bridge]].concat(), 3);
        // and the same person again counts once
        check(&[three.as_slice(), &three].concat(), 3);
    }

    #[test]
    fn many_are_many() {
        let many: Vec<_> =
            (0..200).map(|number| holder(&format!("name{number}"), &number.to_string())).collect();
        check(&many, MOST_HOLDERS);
    }
}

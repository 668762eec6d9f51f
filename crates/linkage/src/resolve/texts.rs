//! Texts with numbers, so that accounts hold numbers.

use std::cmp::Reverse;
use std::collections::HashMap;

/// Texts, each once, numbered in the order in which they came.
#[derive(Default)]
pub(super) struct Texts {
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
    /// How often each came.
    times: Vec<u32>,
}

impl Texts {
    /// The number of a text, new or known.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            self.times[number as usize] += 1;
            return number;
        }
        let number = number_of(self.texts.len());
        self.numbers.insert(text.to_owned(), number);
        self.texts.push(text.to_owned());
        self.times.push(1);
        number
    }

    /// The number of a text that is known.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    pub(super) fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    /// Numbers them anew, whatever the order in which they came: what came most often first, since what is rare may be a slip; then in
    /// alphabetical order. By old number, the new one.
    pub(super) fn sort(&mut self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..number_of(self.texts.len())).collect();
        order.sort_unstable_by_key(|&number| (Reverse(self.times[number as usize]), self.text(number)));
        let mut new_of_old = vec![0; order.len()];
        for (new, &old) in (0..).zip(&order) {
            new_of_old[old as usize] = new;
        }
        self.texts = order.iter().map(|old| std::mem::take(&mut self.texts[*old as usize])).collect();
        self.times = order.iter().map(|old| self.times[*old as usize]).collect();
        self.numbers.values_mut().for_each(|number| *number = new_of_old[*number as usize]);
        new_of_old
    }
}

/// A position as a number. Memory ends long before four thousand million accounts do.
pub(super) fn number_of(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// How often an account states each value, by number: mostly few, so a list will do. A placeholder of an account may state very many;
/// a value beyond the first few may stand several times until they are given new numbers.
#[derive(Default)]
pub(super) struct Tally(Vec<(u32, u32)>);

/// So many values are looked through for one that comes again.
const FEW: usize = 32;

impl Tally {
    pub(super) fn add(&mut self, value: u32) {
        if let Some((_, times)) = self.0.iter_mut().take(FEW).find(|(known, _)| *known == value) {
            *times += 1;
            return;
        }
        if self.0.len() > FEW && self.0.len() == self.0.capacity() {
            self.fold();
            // as much room as there are values, so that folding is rare
            self.0.reserve(self.0.len());
        }
        self.0.push((value, 1));
    }

    /// Gives the values new numbers, and their order.
    pub(super) fn renumber(&mut self, new_of_old: &[u32]) {
        self.0.iter_mut().for_each(|(value, _)| *value = new_of_old[*value as usize]);
        self.fold();
    }

    /// In order, each value once.
    fn fold(&mut self) {
        self.0.sort_unstable();
        self.0.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
    }

    /// The value that is stated most often; of equals the lowest.
    pub(super) fn main(&self) -> Option<u32> {
        self.iter().max_by_key(|&(value, times)| (times, Reverse(value))).map(|(value, _)| value)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.iter().copied()
    }

    pub(super) fn values(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|(value, _)| *value)
    }

    pub(super) fn has(&self, value: u32) -> bool {
        self.values().any(|known| known == value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_texts_keep_their_numbers_together() {
        let mut texts = Texts::default();
        let old = ["c", "b", "a", "b"].map(|text| texts.number(text));
        let new_of_old = texts.sort();
        assert_eq!(old.map(|number| new_of_old[number as usize]), [2, 0, 1, 0]);
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["b", "a", "c"]);
        assert_eq!(["a", "b", "c", "d"].map(|text| texts.find(text)), [Some(1), Some(0), Some(2), None]);
    }

    #[test]
    fn an_account_may_state_very_many_values() {
        const VALUES: u32 = 200_000;
        let mut tally = Tally::default();
        // each with each, these would be compared for minutes
        for value in (0..VALUES).chain(0..VALUES).chain([VALUES / 2]) {
            tally.add(value);
        }
        tally.renumber(&(0..VALUES).collect::<Vec<_>>());
        assert!(tally.values().eq(0..VALUES));
        assert_eq!(tally.main(), Some(VALUES / 2));
        assert_eq!(tally.iter().map(|(_, times)| times).sum::<u32>(), 2 * VALUES + 1);
    }

    #[test]
    fn of_values_stated_as_often_the_lowest_is_the_main_one() {
        let mut tally = Tally::default();
        assert_eq!(tally.main(), None);
        for value in [7, 3, 7, 3, 9] {
            tally.add(value);
        }
        assert_eq!(tally.main(), Some(3));
        tally.renumber(&[0, 0, 0, 5, 0, 0, 0, 2, 0, 1]);
        assert_eq!(tally.values().collect::<Vec<_>>(), [1, 2, 5]);
        assert_eq!(tally.main(), Some(2));
    }
}

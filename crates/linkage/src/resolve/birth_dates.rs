//! Birth dates as accounts state them.

use std::collections::HashMap;

use super::likeness::{Likeness, Vocabulary, log2_share};
use super::texts::Texts;

/// Birth dates, and whatever else is stated in their place.
pub(super) struct BirthDates {
    texts: Texts,
    dates: Vec<BirthDate>,
}

struct BirthDate {
    log2_share: f64,
    /// The stated date whose day is this one's month, and the other way round.
    exchanged: Option<u32>,
}

impl BirthDates {
    /// `stated`: the birth dates of accounts, one by one.
    pub(super) fn new(texts: Texts, stated: impl Iterator<Item = u32>) -> Self {
        let mut holders: HashMap<u32, u32> = HashMap::new();
        let mut accounts = 0;
        for date in stated {
            accounts += 1;
            *holders.entry(date).or_default() += 1;
        }
        let date = |(number, text)| BirthDate {
            log2_share: log2_share(holders.get(&number).copied().unwrap_or_default(), accounts),
            exchanged: day_and_month_exchanged(text).and_then(|other| texts.find(&other)),
        };
        let dates = (0..).zip(texts.iter()).map(date).collect();
        Self { texts, dates }
    }

    pub(super) fn text(&self, number: u32) -> &str {
        self.texts.text(number)
    }

    /// Whether one in a hundred states it, as software's own date is.
    pub(super) fn is_usual(&self, value: u32) -> bool {
        self.log2_share(value) > 0.01_f64.log2()
    }
}

/// `YYYY-DD-MM` of `YYYY-MM-DD`.
fn day_and_month_exchanged(date: &str) -> Option<String> {
    let (year, rest) = date.split_at_checked(4)?;
    let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
    (month.len() == 2 && day.len() == 2).then(|| format!("{year}-{day}-{month}"))
}

impl Vocabulary for BirthDates {
    fn likeness(&self, one: u32, other: u32) -> Likeness {
        if one == other {
            Likeness::Same
        } else if self.dates[one as usize].exchanged == Some(other) {
            Likeness::Near
        } else {
            Likeness::Other
        }
    }

    fn log2_share(&self, value: u32) -> f64 {
        self.dates[value as usize].log2_share
    }

    fn is_partial(&self, _: u32) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_and_month_exchanged_is_a_slip_and_anything_else_another_date() {
        let mut texts = Texts::default();
        let [date, exchanged, other, wrong] =
            ["1984-03-11", "1984-11-03", "1984-03-12", "unknown"].map(|text| texts.number(text));
        let dates = BirthDates::new(texts, [date, exchanged, other, wrong].into_iter());
        assert_eq!(dates.likeness(date, exchanged), Likeness::Near);
        assert_eq!(dates.likeness(exchanged, date), Likeness::Near);
        for number in [other, wrong] {
            assert_eq!(dates.likeness(date, number), Likeness::Other);
        }
    }

    #[test]
    fn a_default_date_is_usual() {
        let mut texts = Texts::default();
        let numbers: Vec<u32> = (0..300).map(|day| texts.number(&format!("day {day}"))).collect();
        let usual = texts.number("1990-01-01");
        let dates = BirthDates::new(texts, numbers.iter().copied().chain([usual; 10]));
        assert!(dates.is_usual(usual) && !dates.is_usual(numbers[0]));
    }
}

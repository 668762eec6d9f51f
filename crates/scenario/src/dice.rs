//! Chance from a seed, in whole numbers only: the same on every machine.

use model::{Rng, SeededRng};

/// A source of reproducible choices.
pub(crate) struct Dice(SeededRng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(SeededRng::new(seed))
    }

    fn next(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// A number from `low` to `high`, both included. The bias of the remainder is far below anything that shows here.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = low.abs_diff(high).saturating_add(1);
        low.saturating_add_unsigned(self.next() % width)
    }

    /// True `percent` times in a hundred.
    pub(crate) fn happens(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of several; `choices` is never empty.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let last = i64::try_from(choices.len()).unwrap_or(i64::MAX) - 1;
        &choices[usize::try_from(self.between(0, last)).unwrap_or(0)]
    }

    /// Puts a list into another order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = self.between(0, i64::try_from(last).unwrap_or(i64::MAX));
            list.swap(last, usize::try_from(other).unwrap_or(0));
        }
    }
}

//! What each level of each column is worth, from the table at hand.

use super::Agreement;
use super::candidates::Candidates;
use super::compare::{LEVELS, Level, level};
use super::table::Records;

const ROUNDS: usize = 20;
/// Pairs drawn to see how alike strangers are.
const DRAWN: u64 = 200_000;
/// How far apart they are drawn, a prime: it shares no factor with the number of the records, so that all are reached.
const STEP: u64 = 2_654_435_761;

/// Shares of the levels, by column.
type Shares = Vec<[f64; LEVELS]>;

/// What the levels are worth.
pub(super) struct Weights {
    /// log2 of the odds that a pair drawn anywhere is one person's.
    prior: f64,
    /// Of pairs of one person.
    one_person: Shares,
    /// Of pairs drawn anywhere.
    strangers: Shares,
}

impl Weights {
    /// Estimates them by expectation and maximisation over the pairs that are worth weighing; almost all pairs of one person are among them.
    pub(super) fn estimate(records: &Records, candidates: &Candidates) -> Self {
        let all_pairs = f64::from(records.len()) * f64::from(records.len().saturating_sub(1)).max(1.0) / 2.0;
        let mut weights = Self {
            prior: (f64::from(records.len()).max(1.0) / 2.0 / all_pairs).log2(),
            one_person: vec![[0.75, 0.05, 0.05, 0.05, 0.05, 0.05]; records.columns()],
            strangers: drawn(records),
        };
        for _ in 0..ROUNDS {
            let mut counted = Counted::new(records.columns());
            for (pair, levels) in candidates.iter() {
                counted.add(levels, likelihood(weights.bits(records, pair, levels)));
            }
            weights.prior = (counted.persons.max(1.0) / all_pairs).log2();
            weights.one_person = counted.shares();
        }
        weights
    }

    /// What speaks for one person behind a pair, column by column.
    pub(super) fn agreement(
        &self,
        records: &Records,
        pair: (u32, u32),
        levels: &[Option<Level>],
    ) -> Agreement {
        let lines = self.lines(records, pair, levels).map(millibits).collect();
        Agreement { a: pair.0, b: pair.1, prior_millibits: millibits(self.prior), column_millibits: lines }
    }

    /// The sum of the same.
    pub(super) fn bits(&self, records: &Records, pair: (u32, u32), levels: &[Option<Level>]) -> f64 {
        self.prior + self.lines(records, pair, levels).sum::<f64>()
    }

    fn lines(
        &self,
        records: &Records,
        pair: (u32, u32),
        levels: &[Option<Level>],
    ) -> impl Iterator<Item = f64> {
        let worth = move |(column, level): (usize, &Option<Level>)| {
            level.map_or(0.0, |level| self.worth(records, pair, column, level))
        };
        levels.iter().enumerate().map(worth)
    }

    /// Two who state the same by chance state it as often as the table does: what is common is worth little.
    fn worth(&self, records: &Records, (a, b): (u32, u32), column: usize, level: Level) -> f64 {
        let by_chance = match level {
            Level::Equal => records.share(a, column),
            Level::Exchanged => records.share(a, column).max(records.share(b, column)),
            _ => self.strangers[column][level as usize],
        };
        (self.one_person[column][level as usize] / by_chance).log2()
    }
}

/// How likely it is that a pair is one person's.
fn likelihood(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

/// Pairs by how likely they are one person's.
struct Counted {
    persons: f64,
    levels: Shares,
}

impl Counted {
    fn new(columns: usize) -> Self {
        Self { persons: 0.0, levels: vec![[0.0; LEVELS]; columns] }
    }

    fn add(&mut self, levels: &[Option<Level>], likely: f64) {
        self.persons += likely;
        for (level, counts) in levels.iter().zip(&mut self.levels) {
            if let Some(level) = level {
                counts[*level as usize] += likely;
            }
        }
    }

    /// Never nothing: what was not seen may still be.
    fn shares(&self) -> Shares {
        let share = |levels: &[f64; LEVELS]| {
            let sum: f64 = levels.iter().sum::<f64>() + 1.0;
            #[expect(clippy::cast_precision_loss, reason = "six levels")]
            levels.map(|count| (count + 1.0 / LEVELS as f64) / sum)
        };
        self.levels.iter().map(share).collect()
    }
}

/// How alike strangers are: pairs drawn through the table at many distances, almost none of which are one person's.
fn drawn(records: &Records) -> Shares {
    let mut counted = Counted::new(records.columns());
    // by what they state, so that another order of the records gives the same
    let mut order: Vec<u32> = (0..records.len()).collect();
    order.sort_by_cached_key(|record| records.stated(*record));
    let places = order.len() as u64;
    for draw in 0..DRAWN.min(places * places.saturating_sub(1) / 2) {
        let other = (draw / places + 1 + draw.wrapping_mul(STEP)) % places;
        let [a, b] = [draw % places, other].map(|place| order[usize::try_from(place).unwrap_or_default()]);
        if a != b {
            let levels: Vec<_> =
                (0..records.columns()).map(|column| level(records, (a, b), column)).collect();
            counted.add(&levels, 1.0);
        }
    }
    counted.shares()
}

fn millibits(bits: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "some dozens of bits")]
    let rounded = (bits * 1000.0).round() as i64;
    rounded
}

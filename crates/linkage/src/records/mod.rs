//! Links records of any table of persons, column by column: who wrote the table need not know of accounts, lines or devices.
//!
//! 1. Records that agree in two columns are a pair worth weighing (`candidates`).
//! 2. Each column of a pair is compared; how alike two cells are is one of a few levels (`compare`).
//! 3. What a level is worth in bits is estimated from the table itself (`estimate`): how often it is seen in pairs drawn anywhere, and how often in pairs of one
//!    person, by expectation and maximisation on the model of Fellegi and Sunter (1969). A cell that many share is worth less, an empty one nothing.
//! 4. Pairs above the bar are joined, the surest first.
//!
//! The outcome depends on the records and not on their order, except for the numbers that it gives.

mod candidates;
mod compare;
mod estimate;
mod table;

pub use table::{Kind, Records};

use candidates::Candidates;
use estimate::Weights;

/// Two records joined, and what spoke for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Number of the one record.
    pub a: u32,
    /// Number of the other.
    pub b: u32,
    /// What is expected before anything is compared, in thousandths of a bit.
    pub prior_millibits: i64,
    /// What each column says, in the order of the columns.
    pub column_millibits: Vec<i64>,
}

impl Agreement {
    /// The sum of all lines.
    pub fn total_millibits(&self) -> i64 {
        self.prior_millibits + self.column_millibits.iter().sum::<i64>()
    }
}

/// Which records are of one person.
#[derive(Debug, Default)]
pub struct Linked {
    /// By record, the lowest number of a record of the same person.
    pub subject_of_record: Vec<u32>,
    /// What holds them together, the surest first.
    pub agreements: Vec<Agreement>,
}

impl Records {
    /// Links them; `bar_millibits` is what a join must reach: 0 where one person is as likely as two.
    pub fn link(&self, bar_millibits: i64) -> Linked {
        let candidates = Candidates::of(self);
        let weights = Weights::estimate(self, &candidates);
        let weighed = candidates.iter().map(|(pair, levels)| weights.agreement(self, pair, levels));
        let mut found: Vec<Agreement> =
            weighed.filter(|agreement| agreement.total_millibits() >= bar_millibits).collect();
        found.sort_by_key(|agreement| (-agreement.total_millibits(), agreement.a, agreement.b));
        self.join(found)
    }

    fn join(&self, found: Vec<Agreement>) -> Linked {
        let mut linked = Linked { subject_of_record: (0..self.len()).collect(), agreements: Vec::new() };
        for agreement in found {
            let [a, b] = [agreement.a, agreement.b].map(|record| linked.subject(record));
            if a != b {
                linked.subject_of_record[a.max(b) as usize] = a.min(b);
                linked.agreements.push(agreement);
            }
        }
        for record in 0..self.len() {
            linked.subject_of_record[record as usize] = linked.subject(record);
        }
        linked
    }
}

impl Linked {
    /// The lowest number that a record leads to.
    fn subject(&self, mut record: u32) -> u32 {
        while self.subject_of_record[record as usize] != record {
            record = self.subject_of_record[record as usize];
        }
        record
    }
}

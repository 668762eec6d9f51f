//! Which pairs are worth weighing: those that agree in two columns at least, in what few records state together.

use super::compare::{Level, level};
use super::table::Records;

/// Records that may state two cells together and still be compared, each with each.
const MOST_TOGETHER: usize = 40;

/// Pairs of records with the levels of their columns.
pub(super) struct Candidates {
    /// Lower number first, each once, in order.
    pairs: Vec<(u32, u32)>,
    /// By pair, then by column.
    levels: Vec<Option<Level>>,
    columns: usize,
}

impl Candidates {
    pub(super) fn of(records: &Records) -> Self {
        let columns = records.columns();
        let mut pairs = Vec::new();
        for one in 0..columns {
            for other in one + 1..columns {
                together(records, one, other, &mut pairs);
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let each = |pair: &(u32, u32)| {
            let pair = *pair;
            (0..columns).map(move |column| level(records, pair, column))
        };
        let levels = pairs.iter().flat_map(each).collect();
        Self { pairs, levels, columns }
    }

    /// Each pair with the levels of its columns.
    pub(super) fn iter(&self) -> impl Iterator<Item = ((u32, u32), &[Option<Level>])> {
        self.pairs.iter().copied().zip(self.levels.chunks(self.columns.max(1)))
    }
}

/// Adds the pairs that agree in both columns, or would if these were exchanged.
fn together(records: &Records, one: usize, other: usize, pairs: &mut Vec<(u32, u32)>) {
    let exchanged = records.are_alike(one, other);
    let stated = |record| {
        let (a, b) = (records.cell(record, one)?, records.cell(record, other)?);
        Some(if exchanged { (a.min(b), a.max(b), record) } else { (a, b, record) })
    };
    let mut keys: Vec<_> = (0..records.len()).filter_map(stated).collect();
    keys.sort_unstable();
    for same in keys.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter(|same| same.len() <= MOST_TOGETHER) {
        for (at, (.., a)) in same.iter().enumerate() {
            pairs.extend(same[at + 1..].iter().map(|(.., b)| (*a, *b)));
        }
    }
}

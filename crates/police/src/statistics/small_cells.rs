//! Cells so small that they may point to a person, for whoever publishes to decide.

use serde::Serialize;
use utoipa::ToSchema;

use super::Tally;

/// A published number, or one that readers get by subtraction, below the unit's threshold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SmallCell {
    /// The figure: a key of the tally, `by_province.NN`, or one of the others, which readers get by subtraction.
    pub(crate) cell: String,
    pub(crate) value: i64,
}

/// Every cell from 1 to below `threshold`.
pub(crate) fn small_cells(tally: &Tally, threshold: i64) -> Vec<SmallCell> {
    let figures = [
        ("identified", tally.identified),
        ("minors", tally.minors),
        ("not_minors", tally.identified - tally.minors),
        ("not_arrested", tally.identified - tally.arrested),
        ("under_14", tally.under_14),
        ("minors_from_14", tally.minors - tally.under_14),
        ("minors_not_arrested", tally.minors - tally.arrested_minors),
        ("undetermined", tally.undetermined),
        ("arrested", tally.arrested),
        ("arrested_minors", tally.arrested_minors),
        ("arrested_not_minors", tally.arrested - tally.arrested_minors),
    ];
    let figures = figures.into_iter().map(|(cell, value)| (cell.to_owned(), value));
    let provinces = tally.by_province.iter().map(|(code, value)| (format!("by_province.{code}"), *value));
    figures
        .chain(provinces)
        .filter(|(_, value)| (1..threshold).contains(value))
        .map(|(cell, value)| SmallCell { cell, value })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_below_the_threshold_are_named_and_zeros_are_not() {
        let tally = Tally {
            identified: 10,
            minors: 8,
            under_14: 3,
            undetermined: 0,
            arrested: 5,
            arrested_minors: 3,
            by_province: [("01".to_owned(), 2), ("08".to_owned(), 3)].into(),
            reports: 1,
            media_clusters: 1,
            referrals: 1,
        };
        let small = small_cells(&tally, 3);
        let cells: Vec<_> = small.iter().map(|small| (small.cell.as_str(), small.value)).collect();
        assert_eq!(cells, [("not_minors", 2), ("arrested_not_minors", 2), ("by_province.01", 2)]);
        let differences =
            small_cells(&Tally { under_14: 7, arrested: 9, arrested_minors: 7, ..tally.clone() }, 3);
        let cells: Vec<_> = differences.iter().map(|small| small.cell.as_str()).collect();
        let by_subtraction = ["not_arrested", "minors_from_14", "minors_not_arrested"];
        assert!(by_subtraction.iter().all(|cell| cells.contains(cell)), "{cells:?}");
        assert_eq!(small_cells(&tally, 1), []);
    }
}

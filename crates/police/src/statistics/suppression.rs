//! Which figures may be said so that no small one can be worked out from the others.
//!
//! Figures are cells that add up to one another. A cell of few persons is withheld, whether it would be said or only follows by subtraction
//! (primary suppression). Then more cells are withheld until of every withheld one a reader who knows all sums must leave open values that lie
//! at least the threshold apart (complementary suppression). That they are open is proved, not estimated: for both ends a whole set of figures
//! is found that agrees with everything said. What is not proved counts as exposed, so a search that gives up only withholds more.

/// What readers know of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// Would be said, and may be withheld.
    Open,
    /// Was said before, and cannot be taken back.
    Said,
    /// Is never said, but may follow from others.
    Never,
}

/// Figures, and which of them add up to which.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    values: Vec<i64>,
    telling: Vec<Telling>,
    sums: Vec<(usize, Vec<usize>)>,
    /// Open ones that are withheld.
    withheld: Vec<bool>,
}

/// Of every cell the values that are still possible, from the least to the most.
type Domains = Vec<(i64, i64)>;

/// So many rounds of narrowing are gone before a set of figures counts as impossible.
const MOST_ROUNDS: usize = 400;
/// So many choices are tried for one set of figures.
const MOST_CHOICES: usize = 600;
/// Above the largest value by so much, and as many times, lies what readers leave open.
const MARGIN: i64 = 1000;

impl Table {
    /// A cell; gives its place.
    pub(super) fn cell(&mut self, value: i64, telling: Telling) -> usize {
        self.values.push(value);
        self.telling.push(telling);
        self.withheld.push(false);
        self.values.len() - 1
    }

    /// States that the parts add up to the total.
    pub(super) fn sum(&mut self, total: usize, parts: &[usize]) {
        debug_assert_eq!(self.values[total], parts.iter().map(|part| self.values[*part]).sum::<i64>());
        self.sums.push((total, parts.to_vec()));
    }

    /// Withholds what must be, and says of every cell whether it may be said. Those of `first` are said before others, then the larger ones.
    pub(super) fn protect(mut self, threshold: i64, first: &[usize]) -> Vec<bool> {
        let open: Vec<_> =
            (0..self.values.len()).filter(|cell| self.telling[*cell] == Telling::Open).collect();
        for cell in &open {
            self.withheld[*cell] = true;
        }
        let mut to_say: Vec<_> = open.into_iter().filter(|cell| !self.is_small(*cell, threshold)).collect();
        to_say.sort_by_key(|cell| (!first.contains(cell), -self.values[*cell], *cell));
        for cell in to_say {
            self.withheld[cell] = false;
            if self.exposes(threshold) {
                self.withheld[cell] = true;
            }
        }
        // what is withheld beside the small ones must not be narrow either
        let is_hidden = |table: &Self, cell: usize| table.withheld[cell] || table.is_secret(cell, threshold);
        while let Some(exposed) = self.first_exposed(|cell| is_hidden(&self, cell), threshold) {
            let Some(next) = self.next_to_withhold(exposed, first) else { break };
            self.withheld[next] = true;
        }
        (0..self.values.len()).map(|cell| self.is_known(cell)).collect()
    }

    /// Whether readers can work out a small cell too closely.
    pub(super) fn exposes(&self, threshold: i64) -> bool {
        self.first_exposed(|cell| self.is_secret(cell, threshold), threshold).is_some()
    }

    /// Small, and not said.
    fn is_secret(&self, cell: usize, threshold: i64) -> bool {
        self.is_small(cell, threshold) && !self.is_known(cell)
    }

    fn is_small(&self, cell: usize, threshold: i64) -> bool {
        (1..threshold).contains(&self.values[cell].abs())
    }

    fn is_known(&self, cell: usize) -> bool {
        match self.telling[cell] {
            Telling::Open => !self.withheld[cell],
            Telling::Said => true,
            Telling::Never => false,
        }
    }

    /// A cell among the hidden ones that readers can work out too closely.
    fn first_exposed(&self, is_hidden: impl Fn(usize) -> bool, threshold: i64) -> Option<usize> {
        let known = self.domains();
        (0..self.values.len()).find(|cell| is_hidden(*cell) && !self.is_wide(&known, *cell, threshold))
    }

    /// Among what would still be said: what stands in a sum with the exposed cell first, then what is no total, then the smallest; those of
    /// `first` last.
    fn next_to_withhold(&self, exposed: usize, first: &[usize]) -> Option<usize> {
        let open = |cell: &usize| self.telling[*cell] == Telling::Open && !self.withheld[*cell];
        let rank = |cell: &usize| {
            let is_near = self.sums.iter().any(|(total, parts)| {
                let holds = |sought: usize| *total == sought || parts.contains(&sought);
                holds(exposed) && holds(*cell)
            });
            let is_total = self.sums.iter().any(|(total, _)| total == cell);
            (first.contains(cell), self.values[*cell] == 0, !is_near, is_total, self.values[*cell], *cell)
        };
        (0..self.values.len()).filter(open).min_by_key(rank)
    }

    /// What readers know at once. Counts are not negative; only what is a difference may be. A reader is taken to know which way each difference
    /// went, as those of a correction may: what stays open to them stays open to whoever knows less.
    fn domains(&self) -> Domains {
        let most = self.values.iter().map(|value| value.abs()).max().unwrap_or_default() * 2 + MARGIN;
        let domain = |cell: usize| {
            let value = self.values[cell];
            if self.is_known(cell) {
                (value, value)
            } else if self.is_signed(cell) {
                (-most, 0)
            } else {
                (0, most)
            }
        };
        (0..self.values.len()).map(domain).collect()
    }

    /// Differences between two notes can be negative, and what the facts contradict is.
    fn is_signed(&self, cell: usize) -> bool {
        self.values[cell] < 0
    }

    /// Whether values that lie the threshold apart stay possible for a cell.
    fn is_wide(&self, known: &[(i64, i64)], cell: usize, threshold: i64) -> bool {
        let value = self.values[cell];
        let floor = if self.is_signed(cell) { value - threshold } else { (value - threshold).max(0) };
        let least = (floor..=value).find(|candidate| self.is_possible(known, cell, *candidate));
        let Some(least) = least else { return false };
        (least + threshold..=value + threshold)
            .rev()
            .any(|candidate| self.is_possible(known, cell, candidate))
    }

    /// Whether a whole set of figures with this value in the cell agrees with what is known.
    fn is_possible(&self, known: &[(i64, i64)], cell: usize, value: i64) -> bool {
        let mut domains = known.to_vec();
        let (least, most) = domains[cell];
        if !(least..=most).contains(&value) {
            return false;
        }
        domains[cell] = (value, value);
        let mut choices = MOST_CHOICES;
        self.find(domains, &mut choices)
    }

    /// Looks for one set of figures within the domains, as near as can be to the real ones.
    fn find(&self, mut domains: Domains, choices: &mut usize) -> bool {
        if *choices == 0 || !self.narrow(&mut domains) {
            return false;
        }
        let open = (0..domains.len()).filter(|cell| domains[*cell].0 < domains[*cell].1);
        let Some(cell) = open.min_by_key(|cell| domains[*cell].1 - domains[*cell].0) else { return true };
        let (least, most) = domains[cell];
        let near = self.values[cell].clamp(least, most);
        for candidate in [near, least, most, (least + most) / 2] {
            *choices = choices.saturating_sub(1);
            let mut tried = domains.clone();
            tried[cell] = (candidate, candidate);
            if self.find(tried, choices) {
                return true;
            }
        }
        false
    }

    /// Narrows every domain by every sum until nothing changes; false when one is empty, or it takes too long.
    fn narrow(&self, domains: &mut [(i64, i64)]) -> bool {
        for _ in 0..MOST_ROUNDS {
            let before = domains.to_vec();
            for (total, parts) in &self.sums {
                let least: i64 = parts.iter().map(|part| domains[*part].0).sum();
                let most: i64 = parts.iter().map(|part| domains[*part].1).sum();
                let of_total = domains[*total];
                domains[*total] = (of_total.0.max(least), of_total.1.min(most));
                let (floor, ceiling) = domains[*total];
                for part in parts {
                    let (low, high) = domains[*part];
                    domains[*part] = (low.max(floor - (most - high)), high.min(ceiling - (least - low)));
                }
            }
            if domains.iter().any(|(least, most)| least > most) {
                return false;
            }
            if *domains == *before {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const THRESHOLD: i64 = 3;

    /// An attacker who knows every sum and goes through all figures that agree with what is said, up to so much above the real ones: the least and
    /// the most of each cell. Whoever goes further finds more, never less.
    fn attack(table: &Table, said: &[bool], slack: i64) -> Vec<(i64, i64)> {
        let most: Vec<_> = table.values.iter().map(|value| value + slack).collect();
        let mut found = vec![(i64::MAX, i64::MIN); table.values.len()];
        let mut figures = vec![None; table.values.len()];
        for (cell, is_said) in said.iter().enumerate() {
            figures[cell] = is_said.then_some(table.values[cell]);
        }
        go_through(table, &mut figures, &most, &mut found);
        found
    }

    fn go_through(table: &Table, figures: &mut [Option<i64>], most: &[i64], found: &mut [(i64, i64)]) {
        for (total, parts) in &table.sums {
            let stated: i64 = parts.iter().filter_map(|part| figures[*part]).sum();
            let open = parts.iter().filter(|part| figures[**part].is_none()).count();
            match figures[*total] {
                Some(total) if stated > total || (open == 0 && stated != total) => return,
                _ => {}
            }
        }
        // a total whose parts are stated follows; so does the last part of a stated total
        for (total, parts) in &table.sums {
            let open: Vec<_> = parts.iter().filter(|part| figures[**part].is_none()).copied().collect();
            let stated: i64 = parts.iter().filter_map(|part| figures[*part]).sum();
            let follows = match (figures[*total], open.as_slice()) {
                (None, []) => Some((*total, stated)),
                (Some(sum), [last]) => Some((*last, sum - stated)),
                _ => None,
            };
            if let Some((cell, value)) = follows {
                if (0..=most[cell]).contains(&value) {
                    figures[cell] = Some(value);
                    go_through(table, figures, most, found);
                    figures[cell] = None;
                }
                return;
            }
        }
        let Some(cell) = figures.iter().position(Option::is_none) else {
            for (place, figure) in figures.iter().enumerate() {
                let value = figure.unwrap();
                found[place] = (found[place].0.min(value), found[place].1.max(value));
            }
            return;
        };
        for value in 0..=most[cell] {
            figures[cell] = Some(value);
            go_through(table, figures, most, found);
        }
        figures[cell] = None;
    }

    /// Rows and columns with their margins; each row's first cell split once more.
    fn table_of(rows: &[Vec<i64>], are_parts_said: bool) -> Table {
        let mut table = Table::default();
        let telling = if are_parts_said { Telling::Open } else { Telling::Never };
        let cells: Vec<Vec<usize>> =
            rows.iter().map(|row| row.iter().map(|value| table.cell(*value, telling)).collect()).collect();
        let mut row_totals = Vec::new();
        for (row, places) in rows.iter().zip(&cells) {
            let total = table.cell(row.iter().sum(), Telling::Open);
            table.sum(total, places);
            row_totals.push(total);
        }
        let mut column_totals = Vec::new();
        for column in 0..rows[0].len() {
            let total = table.cell(rows.iter().map(|row| row[column]).sum(), Telling::Open);
            table.sum(total, &cells.iter().map(|row| row[column]).collect::<Vec<_>>());
            column_totals.push(total);
        }
        let all = table.cell(rows.iter().flatten().sum(), Telling::Open);
        table.sum(all, &row_totals);
        table.sum(all, &column_totals);
        table
    }

    fn is_recovered(table: &Table, said: &[bool], (least, most): (i64, i64), cell: usize) -> bool {
        let is_secret = match table.telling[cell] {
            Telling::Open => !said[cell],
            Telling::Never => table.is_small(cell, THRESHOLD),
            Telling::Said => false,
        };
        is_secret && most - least < THRESHOLD
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_subtraction_recovers_a_withheld_cell(
            rows in prop::collection::vec(prop::collection::vec(0_i64..5, 3), 2),
            are_parts_said in any::<bool>(),
        ) {
            let table = table_of(&rows, are_parts_said);
            let said = table.clone().protect(THRESHOLD, &[]);
            let recovered = |slack: i64| {
                let found = attack(&table, &said, slack);
                (0..found.len()).find(|cell| is_recovered(&table, &said, found[*cell], *cell))
            };
            // who seems to be recovered by who looks near is looked for further away
            let cell = recovered(THRESHOLD).and_then(|_| recovered(3 * THRESHOLD));
            prop_assert!(cell.is_none(), "cell {cell:?} in {rows:?}, said {said:?}");
        }
    }

    #[test]
    fn the_attacker_of_the_test_recovers_what_is_withheld_by_itself_alone() {
        let table = table_of(&[vec![2, 5, 6], vec![6, 5, 6]], true);
        let only_the_small_one: Vec<_> = (0..table.values.len()).map(|cell| cell != 0).collect();
        assert_eq!(attack(&table, &only_the_small_one, THRESHOLD)[0], (2, 2));
    }

    #[test]
    fn what_is_large_is_said_and_a_lone_small_part_takes_another_with_it() {
        let mut table = Table::default();
        let total = table.cell(30, Telling::Open);
        let parts = [12, 10, 8].map(|value| table.cell(value, Telling::Open));
        table.sum(total, &parts);
        assert_eq!(table.protect(THRESHOLD, &[]), [true; 4]);
        let mut table = Table::default();
        let total = table.cell(30, Telling::Open);
        let parts = [20, 8, 2].map(|value| table.cell(value, Telling::Open));
        table.sum(total, &parts);
        assert_eq!(table.protect(THRESHOLD, &[]), [true, true, false, false]);
    }

    #[test]
    fn a_reader_of_a_correction_knows_which_way_a_figure_went() {
        let mut table = Table::default();
        table.cell(-2, Telling::Never);
        table.cell(2, Telling::Never);
        let known = table.domains();
        assert_eq!((known[0].1, known[1].0), (0, 0), "{known:?}");
        // ten were said, so nine would tell of the one who was none
        let mut table = Table::default();
        let before = table.cell(10, Telling::Said);
        let fewer = table.cell(-1, Telling::Never);
        let now = table.cell(9, Telling::Open);
        table.sum(now, &[before, fewer]);
        assert_eq!(table.protect(THRESHOLD, &[]), [true, false, false]);
    }

    #[test]
    fn what_was_said_before_cannot_be_withheld_and_still_counts() {
        let mut table = Table::default();
        let before = table.cell(10, Telling::Said);
        let more = table.cell(1, Telling::Never);
        let now = table.cell(11, Telling::Open);
        table.sum(now, &[before, more]);
        // ten were said, so eleven would tell of one
        assert_eq!(table.protect(THRESHOLD, &[]), [true, false, false]);
    }
}

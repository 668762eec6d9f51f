//! What follows from sums that are known: exact elimination over whole numbers.

/// Sums over the same places, each solved for a place of its own. Whatever would give a number too large is refused, as none.
#[derive(Debug, Clone, Default)]
pub(super) struct Equations {
    /// Each with its own place, at which all others have zero.
    rows: Vec<(usize, Vec<i128>)>,
}

/// So many sets of places are looked at.
const MOST_STEPS: usize = 1_000_000;

impl Equations {
    /// Whether a sum of these places follows.
    pub(super) fn imply(&self, sum: &[bool]) -> Option<bool> {
        Some(self.reduced(sum)?.iter().all(|factor| *factor == 0))
    }

    /// These, and one sum more.
    pub(super) fn with(mut self, sum: &[bool]) -> Option<Self> {
        let reduced = self.reduced(sum)?;
        let Some(place) = reduced.iter().position(|factor| *factor != 0) else { return Some(self) };
        for (_, row) in &mut self.rows {
            *row = without(row, place, &reduced)?;
        }
        self.rows.push((place, reduced));
        Some(self)
    }

    /// Whether the sum follows of some places that together are of 1 to below `threshold`. What cannot be told counts as if it did.
    pub(super) fn give_away(&self, sizes: &[i64], threshold: i64) -> bool {
        let Some(movements) = self.movements(sizes.len()) else { return true };
        let mut search = Search { movements: &movements, sizes, steps: MOST_STEPS };
        (0..sizes.len()).any(|first| {
            let left = threshold - 1 - sizes[first];
            left >= 0 && search.cancels(&movements[first], left, &mut vec![first])
        })
    }

    fn reduced(&self, sum: &[bool]) -> Option<Vec<i128>> {
        let sum = sum.iter().map(|counts| i128::from(*counts)).collect();
        self.rows.iter().try_fold(sum, |left: Vec<i128>, (place, row)| without(&left, *place, row))
    }

    /// Of every place, how it goes up and down with each one that stays open. The sum of places follows exactly when their movements cancel out.
    fn movements(&self, places: usize) -> Option<Vec<Vec<i128>>> {
        let mut scale = 1_i128;
        for (place, row) in &self.rows {
            scale = (scale / divisor(scale, row[*place])).checked_mul(row[*place].checked_abs()?)?;
        }
        let solved = |place: usize| self.rows.iter().find(|(own, _)| *own == place);
        let open: Vec<usize> = (0..places).filter(|place| solved(*place).is_none()).collect();
        let movement = |place: usize| -> Option<Vec<i128>> {
            match solved(place) {
                Some((_, row)) => {
                    open.iter().map(|free| row[*free].checked_mul(-(scale / row[place]))).collect()
                }
                None => Some(open.iter().map(|free| if *free == place { scale } else { 0 }).collect()),
            }
        };
        (0..places).map(movement).collect()
    }
}

/// The first sum, times what it takes, without the place at which the second is solved.
fn without(row: &[i128], place: usize, solved: &[i128]) -> Option<Vec<i128>> {
    let (keep, take) = (solved[place], row[place]);
    if take == 0 {
        return Some(row.to_vec());
    }
    let differ =
        |(a, b): (&i128, &i128)| -> Option<i128> { a.checked_mul(keep)?.checked_sub(b.checked_mul(take)?) };
    let left: Vec<i128> = row.iter().zip(solved).map(differ).collect::<Option<_>>()?;
    let common = left.iter().fold(0, |common, factor| divisor(common, *factor));
    Some(if common > 1 { left.iter().map(|factor| factor / common).collect() } else { left })
}

/// The greatest common divisor.
fn divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a.saturating_abs() } else { divisor(b, a % b) }
}

/// The search for a few places whose movements cancel out.
struct Search<'a> {
    movements: &'a [Vec<i128>],
    sizes: &'a [i64],
    steps: usize,
}

impl Search<'_> {
    /// Whether these movements cancel out, or do with more places of at most `left` together.
    fn cancels(&mut self, sum: &[i128], left: i64, chosen: &mut Vec<usize>) -> bool {
        // only a place that moves with the first one that still moves can bring it to rest
        let Some(moving) = sum.iter().position(|factor| *factor != 0) else { return true };
        for next in 0..self.sizes.len() {
            let rest = left - self.sizes[next];
            if rest < 0 || self.movements[next][moving] == 0 || chosen.contains(&next) {
                continue;
            }
            if self.steps == 0 {
                return true;
            }
            self.steps -= 1;
            let both: Vec<_> =
                sum.iter().zip(&self.movements[next]).map(|(a, b)| a.saturating_add(*b)).collect();
            chosen.push(next);
            if self.cancels(&both, rest, chosen) {
                return true;
            }
            chosen.pop();
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(sums: &[&[bool]]) -> Equations {
        sums.iter().fold(Equations::default(), |known, sum| known.with(sum).unwrap())
    }

    const NO: bool = false;
    const YES: bool = true;

    #[test]
    fn what_follows_is_found_and_nothing_else() {
        let two = known(&[&[YES, NO, NO], &[YES, YES, YES]]);
        assert_eq!(two.imply(&[NO, YES, YES]), Some(true));
        assert_eq!(two.imply(&[NO, NO, YES]), Some(false));
        // of three pairs each single one follows, by halves
        let pairs = known(&[&[YES, YES, NO], &[YES, NO, YES], &[NO, YES, YES]]);
        assert_eq!(pairs.imply(&[YES, NO, NO]), Some(true));
        assert_eq!(pairs.clone().with(&[YES, NO, NO]).unwrap().rows.len(), pairs.rows.len());
    }

    #[test]
    fn a_few_are_given_away_alone_or_together() {
        let whole: &[bool] = &[YES, YES, YES, YES];
        let parts: &[bool] = &[YES, YES, NO, NO];
        assert!(!known(&[whole]).give_away(&[5, 6, 1, 1], 3));
        assert!(known(&[whole, parts]).give_away(&[5, 6, 1, 1], 3), "the last two are two persons");
        assert!(!known(&[whole, parts]).give_away(&[5, 6, 1, 2], 3), "three are enough");
        assert!(known(&[&[YES, NO]]).give_away(&[2, 5], 3));
    }
}
